//! What requesters thought, as figures: by agency, without words and without names (PM 42(11)).

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::error::TicketError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue;
use crate::desk::ids::AgencyId;
use crate::desk::people::Actor;
use crate::desk::people::access;

/// Days that are looked back on.
pub const RATED_DAYS: i64 = 90;

/// How often each figure from 1 to 5 was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread([i64; 5]);

impl Spread {
    /// Adds so many of one figure; what is no figure is left out.
    fn add(&mut self, rating: i32, times: i64) {
        let place = usize::try_from(rating - 1).ok().and_then(|place| self.0.get_mut(place));
        if let Some(place) = place {
            *place += times;
        }
    }

    /// How often this figure was given.
    pub fn times(&self, rating: usize) -> i64 {
        rating.checked_sub(1).and_then(|place| self.0.get(place)).copied().unwrap_or(0)
    }

    /// How many rated.
    pub fn count(&self) -> i64 {
        self.0.iter().sum()
    }

    /// Their mean in tenths, rounded half up: 46 for 4.6; none if nobody rated.
    pub fn tenths(&self) -> Option<i64> {
        let sum: i64 = self.0.iter().zip(1..).map(|(times, rating)| times * rating).sum();
        let count = self.count();
        (count > 0).then(|| (sum * 20 + count) / (count * 2))
    }
}

/// The ratings of one agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRatings {
    /// Its name.
    pub name: String,
    /// What was said.
    pub spread: Spread,
}

/// The ratings of the last [`RATED_DAYS`] days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    /// All together.
    pub all: Spread,
    /// By agency; the least pleased first.
    pub agencies: Vec<AgencyRatings>,
}

/// Sums up what was said.
///
/// # Errors
/// Not theirs, or when it cannot be read.
pub fn ratings(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<Ratings, TicketError> {
    access::supervises(actor)?;
    let mut all = Spread::default();
    let mut by_agency: BTreeMap<AgencyId, Spread> = BTreeMap::new();
    for (agency, rating, times) in store::ratings_since(conn, now.minus(TimeDelta::days(RATED_DAYS)))? {
        all.add(rating, times);
        by_agency.entry(agency).or_default().add(rating, times);
    }
    if by_agency.is_empty() {
        return Ok(Ratings::default());
    }
    let directory = catalogue::directory(conn)?;
    let name = |id: &AgencyId| directory.agency(*id).map(|agency| agency.name.clone()).unwrap_or_default();
    let mut agencies: Vec<AgencyRatings> =
        by_agency.iter().map(|(id, spread)| AgencyRatings { name: name(id), spread: *spread }).collect();
    agencies
        .sort_by(|one, other| (one.spread.tenths(), &one.name).cmp(&(other.spread.tenths(), &other.name)));
    Ok(Ratings { all, agencies })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_rounded_to_a_tenth() {
        let spread = |figures: &[i32]| {
            let mut spread = Spread::default();
            figures.iter().for_each(|figure| spread.add(*figure, 1));
            spread
        };
        for (figures, tenths) in [
            (&[][..], None),
            (&[5], Some(50)),
            (&[4, 5], Some(45)),
            (&[5, 5, 4], Some(47)),
            (&[1, 1, 2], Some(13)),
            (&[0, 6, 3], Some(30)),
        ] {
            assert_eq!(spread(figures).tenths(), tenths, "{figures:?}");
        }
        assert_eq!((spread(&[2, 2, 5]).times(2), spread(&[2]).times(0)), (2, 0));
    }
}
