//! What both tiers carry at the moment: open tickets by who answers for them, and by agency (PM 42(11)).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::error::TicketError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{self, Directory};
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::people::{Actor, access};
use crate::desk::words::Tier;

/// What is open at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Who of Tier 1 answers for how many, those with the most first; before them what nobody answers for yet.
    pub tier1: Vec<Load>,
    /// The same of Tier 2, with its engineers who have nothing.
    pub tier2: Vec<Load>,
    /// The agencies with open tickets, those with the most first.
    pub agencies: Vec<AgencyLoad>,
}

/// What somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Who; nobody yet if unset.
    pub person_id: Option<PersonId>,
    /// Their name; empty for nobody.
    pub name: String,
    /// How many open tickets.
    pub open: i64,
    /// How many of them were returned to Tier 1 at least once.
    pub bounced: i64,
    /// When the oldest of them was reported.
    pub oldest: Option<Timestamp>,
}

/// What is open for an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyLoad {
    /// The agency.
    pub agency_id: AgencyId,
    /// Its short name.
    pub name: String,
    /// How many open tickets.
    pub open: i64,
    /// How many of them Tier 2 holds at the moment.
    pub escalated: i64,
    /// How many of them were returned to Tier 1 at least once.
    pub bounced: i64,
    /// When the oldest of them was reported.
    pub oldest: Option<Timestamp>,
}

/// Open tickets that agree in all this: a line as the database counts them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pile {
    pub(super) agency: AgencyId,
    pub(super) tier: Tier,
    pub(super) assignee: Option<PersonId>,
    pub(super) bounced: bool,
    pub(super) open: i64,
    pub(super) oldest: Option<Timestamp>,
}

/// What is open at the moment, as far as the actor may see it. `today` says who is an engineer.
///
/// # Errors
/// [`TicketError::Denied`] for all who do not lead both tiers.
pub fn burden(conn: &mut DbConn, actor: &Actor, today: NaiveDate) -> Result<Burden, TicketError> {
    access::leads(actor)?;
    let piles = store::piles(conn, actor)?;
    let mut held: HashMap<(Tier, Option<PersonId>), Load> = HashMap::new();
    let mut agencies: BTreeMap<AgencyId, AgencyLoad> = BTreeMap::new();
    for pile in &piles {
        let load = held.entry((pile.tier, pile.assignee)).or_insert_with(|| Load::none(pile.assignee));
        load.open += pile.open;
        load.bounced += if pile.bounced { pile.open } else { 0 };
        load.oldest = earlier(load.oldest, pile.oldest);
        let agency = agencies.entry(pile.agency).or_insert_with(|| AgencyLoad::none(pile.agency));
        agency.open += pile.open;
        agency.escalated += if pile.tier == Tier::Two { pile.open } else { 0 };
        agency.bounced += if pile.bounced { pile.open } else { 0 };
        agency.oldest = earlier(agency.oldest, pile.oldest);
    }
    for engineer in store::engineers(conn, today)? {
        held.entry((Tier::Two, Some(engineer))).or_insert_with(|| Load::none(Some(engineer)));
    }
    let people = store::names_of_people(conn, held.keys().filter_map(|(_, person)| *person).collect())?;
    let offices = catalogue::directory(conn)?;
    let of = |tier: Tier| {
        let of_tier = held.iter().filter(|((held_by, _), _)| *held_by == tier).map(|(_, load)| load);
        let mut loads: Vec<_> = of_tier.map(|load| load.clone().named(&people)).collect();
        loads.sort_by(|one, other| {
            (one.person_id.is_some(), other.open, &one.name, one.person_id).cmp(&(
                other.person_id.is_some(),
                one.open,
                &other.name,
                other.person_id,
            ))
        });
        loads
    };
    let mut loads: Vec<_> = agencies.into_values().map(|agency| agency.named(&offices)).collect();
    loads.sort_by(|one, other| (other.open, &one.name).cmp(&(one.open, &other.name)));
    Ok(Burden { tier1: of(Tier::One), tier2: of(Tier::Two), agencies: loads })
}

impl Load {
    fn none(person_id: Option<PersonId>) -> Self {
        Self { person_id, name: String::new(), open: 0, bounced: 0, oldest: None }
    }

    fn named(mut self, names: &HashMap<PersonId, store::Named>) -> Self {
        let name = self.person_id.and_then(|person| names.get(&person));
        self.name = name.map(|named| named.name.clone()).unwrap_or_default();
        self
    }
}

impl AgencyLoad {
    fn none(agency_id: AgencyId) -> Self {
        Self { agency_id, name: String::new(), open: 0, escalated: 0, bounced: 0, oldest: None }
    }

    fn named(mut self, directory: &Directory) -> Self {
        self.name =
            directory.agency(self.agency_id).map(|agency| agency.short_name.clone()).unwrap_or_default();
        self
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
