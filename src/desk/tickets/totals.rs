//! Totals without names, for those who answer for all of it: the coordination team and the head of the Dinas (`rules.md`
//! 2.8).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::error::TicketError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue;
use crate::desk::ids::AgencyId;
use crate::desk::people::{Actor, access};
use crate::desk::words::{Kind, Tier};

/// What came and went in a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Tickets opened.
    pub opened: i64,
    /// Tickets solved, and not reopened since.
    pub solved: i64,
    /// Tickets closed; those called off are not counted.
    pub closed: i64,
}

/// What came and went this month, and this quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Since the first of the month.
    pub month: Flow,
    /// Since the first of the quarter.
    pub quarter: Flow,
}

/// Totals without names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The first day of the quarter.
    pub quarter: NaiveDate,
    /// Open at the moment.
    pub open: i64,
    /// All together.
    pub all: Total,
    /// By kind, in the order of the law.
    pub kinds: Vec<(Kind, Total)>,
    /// By agency: its short name; by name.
    pub agencies: Vec<(String, Total)>,
    /// By the tier that holds them, or held them last.
    pub tiers: Vec<(Tier, Total)>,
}

/// What happened to tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Opened,
    Solved,
    Closed,
}

/// Tickets that agree in all this.
pub(super) type Heap = (Kind, AgencyId, Tier, i64);

/// The totals of the month and quarter that `now` is in, in the actor's zone.
///
/// # Errors
/// [`TicketError::Denied`] for all but the coordination team and those who lead both tiers.
pub fn totals(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<Totals, TicketError> {
    access::reads_totals(actor)?;
    let today = now.date_in(actor.zone);
    let month = today.with_day0(0).unwrap_or(today);
    let quarter = month.with_month0(month.month0() / 3 * 3).unwrap_or(month);
    let [quarter_at, month_at] = [quarter, month].map(|day| Timestamp::midnight(day, actor.zone));
    let mut kinds: BTreeMap<Kind, Total> = Kind::ALL.iter().map(|kind| (*kind, Total::default())).collect();
    let mut tiers: BTreeMap<Tier, Total> = Tier::ALL.iter().map(|tier| (*tier, Total::default())).collect();
    let mut agencies: BTreeMap<AgencyId, Total> = BTreeMap::new();
    let mut all = Total::default();
    // Each ticket is read once: the quarter is what was before this month, and this month.
    let end = now.plus(TimeDelta::microseconds(1));
    let steps = [Step::Opened, Step::Solved, Step::Closed];
    let spans: Vec<_> =
        steps.iter().flat_map(|step| [(*step, quarter_at, month_at), (*step, month_at, end)]).collect();
    for (place, (kind, agency, tier, count)) in store::heaps(conn, &spans)? {
        let Some((step, from, _)) = spans.get(place) else { continue };
        let sums = [
            &mut all,
            kinds.entry(kind).or_default(),
            tiers.entry(tier).or_default(),
            agencies.entry(agency).or_default(),
        ];
        for sum in sums {
            sum.add(*step, *from == month_at, count);
        }
    }
    let directory = catalogue::directory(conn)?;
    let name =
        |id: AgencyId| directory.agency(id).map(|agency| agency.short_name.clone()).unwrap_or_default();
    let mut agencies: Vec<_> = agencies.into_iter().map(|(agency, total)| (name(agency), total)).collect();
    agencies.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Totals {
        month,
        quarter,
        open: store::still_open(conn)?,
        all,
        kinds: kinds.into_iter().collect(),
        agencies,
        tiers: tiers.into_iter().collect(),
    })
}

impl Total {
    fn add(&mut self, step: Step, this_month: bool, count: i64) {
        self.quarter.add(step, count);
        if this_month {
            self.month.add(step, count);
        }
    }
}

impl Flow {
    fn add(&mut self, step: Step, count: i64) {
        match step {
            Step::Opened => self.opened += count,
            Step::Solved => self.solved += count,
            Step::Closed => self.closed += count,
        }
    }
}
