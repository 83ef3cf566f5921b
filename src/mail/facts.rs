//! What must be known to say who hears of a batch of events: read at once, however many events there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::recipients::{self, Particulars, Whom};
use super::store::{self, Mailing};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{Event, RecordKind};
use crate::desk::ids::{AgencyId, GroupId, PersonId, TicketId};
use crate::desk::notifications::{Choices, choices};
use crate::desk::people::{Actor, load_actor};
use crate::desk::tickets::Ticket;
use crate::desk::words::{Role, StaffMail};

/// Somebody who may hear of something: an active person.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    pub(super) actor: Actor,
    pub(super) staff_mail: StaffMail,
    /// By which ways they want to hear of what.
    pub(super) choices: Choices,
    /// Whether they have an address one can write to.
    pub(super) has_address: bool,
    /// Those of the batch's tickets they may see, by the one predicate.
    pub(super) sees: HashSet<TicketId>,
}

/// Everything a batch of events needs.
#[derive(Debug, Default)]
pub(super) struct Facts {
    tickets: HashMap<TicketId, Ticket>,
    tier1: HashMap<AgencyId, Vec<PersonId>>,
    members: HashMap<GroupId, Vec<PersonId>>,
    supervisors: Vec<PersonId>,
    ict_heads: Vec<PersonId>,
    /// Of the people who have events of their own, their agencies.
    agencies: HashMap<PersonId, AgencyId>,
    watchers: HashMap<TicketId, Vec<PersonId>>,
    solvers: HashMap<TicketId, PersonId>,
    readers: HashMap<PersonId, Reader>,
}

impl Facts {
    /// Reads what these events need.
    pub(super) fn gather(conn: &mut DbConn, events: &[Event], now: Timestamp) -> Result<Self, DbError> {
        let called: Vec<(TicketId, Vec<Whom>)> = events.iter().filter_map(called).collect();
        let persons: BTreeSet<_> = events.iter().filter_map(person_called).collect();
        if called.is_empty() && persons.is_empty() {
            return Ok(Self::default());
        }
        let ids: BTreeSet<_> = called.iter().map(|(ticket, _)| *ticket).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let mut facts = Self { tickets: store::tickets(conn, &ids)?, ..Self::default() };
        if !persons.is_empty() {
            facts.agencies = store::agencies_of(conn, &persons)?;
        }
        facts.add_roles(conn, &called, now)?;
        if calls_for(&called, &Whom::Watchers) {
            facts.watchers = store::watchers(conn, &ids)?;
        }
        if calls_for(&called, &Whom::Solver) {
            facts.solvers = store::solvers(conn, &ids)?;
        }
        facts.add_readers(conn, &called, now)?;
        Ok(facts)
    }

    pub(super) fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id)
    }

    pub(super) fn tier1_of(&self, agency: AgencyId) -> &[PersonId] {
        self.tier1.get(&agency).map_or(&[], Vec::as_slice)
    }

    pub(super) fn members_of(&self, group: GroupId) -> &[PersonId] {
        self.members.get(&group).map_or(&[], Vec::as_slice)
    }

    pub(super) fn supervisors(&self) -> &[PersonId] {
        &self.supervisors
    }

    pub(super) fn ict_heads(&self) -> &[PersonId] {
        &self.ict_heads
    }

    pub(super) fn agency_of(&self, person: PersonId) -> Option<AgencyId> {
        self.agencies.get(&person).copied()
    }

    pub(super) fn watchers_of(&self, ticket: TicketId) -> &[PersonId] {
        self.watchers.get(&ticket).map_or(&[], Vec::as_slice)
    }

    pub(super) fn solver_of(&self, ticket: TicketId) -> Option<PersonId> {
        self.solvers.get(&ticket).copied()
    }

    pub(super) fn reader(&self, person: PersonId) -> Option<&Reader> {
        self.readers.get(&person)
    }

    /// Who holds which role for the agencies and groups of the batch.
    fn add_roles(
        &mut self,
        conn: &mut DbConn,
        called: &[(TicketId, Vec<Whom>)],
        now: Timestamp,
    ) -> Result<(), DbError> {
        let of_tickets = self.tickets.values().map(|ticket| ticket.agency_id);
        let agencies: BTreeSet<_> = of_tickets.chain(self.agencies.values().copied()).collect();
        let mut groups: BTreeSet<_> = self.tickets.values().map(|ticket| ticket.group_id).collect();
        for whom in called.iter().flat_map(|(_, whoms)| whoms) {
            if let Whom::Group(group) = whom {
                groups.insert(*group);
            }
        }
        for held in store::roles_held(conn, &agencies, &groups, now)? {
            match (held.role, held.agency, held.group) {
                (Role::Tier1Technician, Some(agency), _) => {
                    self.tier1.entry(agency).or_default().push(held.person);
                }
                (Role::Tier2Engineer, _, Some(group)) => {
                    self.members.entry(group).or_default().push(held.person);
                }
                (Role::Supervisor, ..) => self.supervisors.push(held.person),
                (Role::IctHead, ..) => self.ict_heads.push(held.person),
                _ => {}
            }
        }
        Ok(())
    }

    /// Everybody who may be written to, with what they may see. The grants that hold are those of the person's own day.
    fn add_readers(
        &mut self,
        conn: &mut DbConn,
        called: &[(TicketId, Vec<Whom>)],
        now: Timestamp,
    ) -> Result<(), DbError> {
        let mut wanted: HashMap<PersonId, BTreeSet<TicketId>> = HashMap::new();
        for (id, whoms) in called {
            let Some(ticket) = self.tickets.get(id) else { continue };
            for (person, _) in whoms.iter().flat_map(|whom| recipients::people(whom, ticket, self)) {
                wanted.entry(person).or_default().insert(*id);
            }
        }
        for (person, agency) in &self.agencies {
            for hearer in self.tier1_of(*agency).iter().chain([person]) {
                wanted.entry(*hearer).or_default();
            }
        }
        let people: Vec<_> = wanted.keys().copied().collect();
        let mailing = store::mailing(conn, &people)?;
        let mut choices = choices::of_people(conn, people)?;
        for (person, tickets) in wanted {
            let Some(mailing) = mailing.get(&person).copied() else { continue };
            if let Some(reader) = reader(conn, person, mailing, tickets, now)? {
                let choices = choices.remove(&person).unwrap_or_default();
                self.readers.insert(person, Reader { choices, ..reader });
            }
        }
        Ok(())
    }
}

/// An active person, as if they had chosen nothing.
pub(super) fn reader(
    conn: &mut DbConn,
    person: PersonId,
    mailing: Mailing,
    tickets: BTreeSet<TicketId>,
    now: Timestamp,
) -> Result<Option<Reader>, DbError> {
    let Some(actor) = load_actor(conn, person, now)? else { return Ok(None) };
    let sees = store::visible_among(conn, &actor, tickets)?;
    let has_address = !mailing.bounces && actor.email.parse::<lettre::Address>().is_ok();
    Ok(Some(Reader { actor, staff_mail: mailing.staff_mail, choices: Choices::default(), has_address, sees }))
}

/// The ticket an event is about and whom it calls for, if it calls for anybody.
fn called(event: &Event) -> Option<(TicketId, Vec<Whom>)> {
    if event.record_kind != RecordKind::Ticket {
        return None;
    }
    let whoms: Vec<_> =
        recipients::calls(event.kind, &Particulars::of(event)).into_iter().map(|(whom, _)| whom).collect();
    (!whoms.is_empty()).then_some((TicketId(event.record_id.0), whoms))
}

/// The person an event is about that calls for somebody.
fn person_called(event: &Event) -> Option<PersonId> {
    let about = event.record_kind == RecordKind::Person;
    (about && !recipients::calls(event.kind, &Particulars::of(event)).is_empty())
        .then_some(PersonId(event.record_id.0))
}

fn calls_for(called: &[(TicketId, Vec<Whom>)], wanted: &Whom) -> bool {
    called.iter().any(|(_, whoms)| whoms.contains(wanted))
}
