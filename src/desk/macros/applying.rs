//! Using a canned answer on a ticket: what its gaps are filled with, whether its acts are possible, and doing it all at once.

use std::sync::Arc;

use super::canned::{Macro, MacroAct};
use super::error::MacroError;
use super::reading;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{CatalogueError, Category, categories};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, MacroId};
use crate::desk::people::access::{self, Act};
use crate::desk::people::{Actor, agencies, persons};
use crate::desk::sla;
use crate::desk::sla::calendar::Calendar;
use crate::desk::tickets::{self, AskRequester, Correct, Move, Number, Resolve, Say, Ticket, TicketError};
use crate::desk::words::{Language, Visibility};

/// What the gaps of answers to one ticket are filled with.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The ticket.
    pub ticket: Ticket,
    /// The requester's name.
    pub requester: String,
    /// The requester's room; empty if unknown.
    pub room: String,
    /// The requester's language.
    pub language: Language,
    /// The requester's agency.
    pub agency: String,
    /// The zone of the agency.
    pub zone: chrono_tz::Tz,
    calendar: Option<Arc<Calendar>>,
}

/// A canned answer for one ticket.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The answer.
    pub canned: Macro,
    /// What fills it.
    pub facts: Facts,
    /// Until when an answer would be asked for.
    pub answer_by: Option<Timestamp>,
    /// The category the ticket would get.
    pub category: Option<Category>,
}

/// An answer to be sent, as its writer left it.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which one it was.
    pub id: MacroId,
    /// The words.
    pub body: String,
    /// For whom.
    pub visibility: Visibility,
    /// Those of its acts that shall be done.
    pub acts: Vec<MacroAct>,
    /// Say it on the open child tickets too (a reply that neither asks nor solves).
    pub to_children: bool,
    /// Tier 2, solving: could Tier 1 have solved this? (`rules.md` §6)
    pub tier1_could_have_solved: Option<bool>,
}

/// One the actor sees, prepared for a ticket they see.
///
/// # Errors
/// Not found; archived ones are not found either.
pub fn prepare(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: MacroId,
    now: Timestamp,
) -> Result<Prepared, MacroError> {
    let ticket = tickets::show(conn, actor, number)?;
    access::may(actor, Act::Note, ticket.held())?;
    let canned = usable(conn, actor, id)?;
    let category = match canned.category_id.map(|id| categories::get(conn, id)) {
        Some(Err(CatalogueError::Database(error))) => return Err(error.into()),
        found => found.and_then(Result::ok),
    };
    let facts = Facts::of(conn, ticket)?;
    let answer_by = facts.answer_by(canned.answer_days, now);
    Ok(Prepared { canned, facts, answer_by, category })
}

impl Facts {
    /// Those of a ticket the actor was seen to see.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of(conn: &mut DbConn, ticket: Ticket) -> Result<Self, MacroError> {
        let requester = persons::known(conn, ticket.requester_id)?.ok_or(MacroError::NotFound)?;
        let agency = agencies::get(conn, ticket.agency_id)?;
        let rules = sla::rules(conn)?;
        let (zone, calendar) = sla::store::agency_calendar(conn, &rules, ticket.agency_id)?;
        Ok(Self {
            requester: requester.name,
            room: requester.room.unwrap_or_default(),
            language: requester.language,
            agency: agency.name,
            zone,
            calendar: calendar.and_then(|id| Some(Arc::clone(rules.calendar(id)?.calendar()))),
            ticket,
        })
    }

    /// When so many working days of the agency are over.
    pub fn answer_by(&self, days: Option<i32>, now: Timestamp) -> Option<Timestamp> {
        let days = u32::try_from(days?).ok()?;
        self.calendar.as_ref()?.working_days(now, days).ok()
    }
}

/// Whether an act is possible for this person in the ticket's present state.
pub fn is_possible(actor: &Actor, ticket: &Ticket, act: MacroAct) -> bool {
    let step = match act {
        MacroAct::Category => {
            return ticket.is_open() && access::may(actor, Act::Correct, ticket.held()).is_ok();
        }
        MacroAct::Take => {
            let mine = access::may(actor, Act::Claim, ticket.held()).is_ok();
            return mine && ticket.allows(Move::Assign);
        }
        MacroAct::Ask => Move::Ask,
        MacroAct::Resolve => Move::Resolve,
    };
    ticket.allows(step) && ticket.is_for(actor, step)
}

/// Says the answer and does its acts, all or nothing. Where it asks or solves, the words are the question or the solution:
/// one letter goes to the requester.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong (`body`, `visibility`, `acts`).
pub fn apply(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    read: Option<i64>,
    wish: &Use,
    now: Timestamp,
) -> Result<(Ticket, Option<CommentId>), MacroError> {
    let Prepared { canned, facts, answer_by, .. } = prepare(conn, actor, number, wish.id, now)?;
    let mut ticket = facts.ticket;
    let mut errors = FieldErrors::default();
    let known = canned.acts();
    errors.check(wish.acts.iter().all(|act| known.contains(act)), "acts", "unknown");
    let public = wish.visibility == Visibility::Public;
    let acts: Vec<MacroAct> = known.into_iter().filter(|act| wish.acts.contains(act)).collect();
    let step = acts.iter().copied().find(|act| matches!(act, MacroAct::Ask | MacroAct::Resolve));
    errors.check(step.is_none() || public, "visibility", "step_is_public");
    errors.finish()?;
    possible(actor, &ticket, &acts)?;
    // What was read is asked of the first act alone: the later ones follow upon it.
    let mut expected = read.filter(|_| !acts.is_empty());
    for act in acts {
        match act {
            MacroAct::Category => {
                let category = canned.category_id.map(|id| id.to_string());
                let wanted = Correct { category, ..Correct::default() };
                ticket = tickets::correct(conn, actor, number, expected.take(), &wanted, now)
                    .map_err(|error| in_field(error, &[("category", "acts")]))?;
            }
            MacroAct::Take if ticket.assignee_id == Some(actor.id) => {}
            MacroAct::Take => ticket = tickets::claim(conn, actor, number, expected.take(), now)?,
            MacroAct::Ask => {
                let question = AskRequester { question: wish.body.clone(), answer_by };
                ticket = tickets::ask(conn, actor, number, expected.take(), &question, now)
                    .map_err(|error| in_field(error, &[("question", "body")]))?;
            }
            MacroAct::Resolve => {
                let solution = Resolve {
                    solution: wish.body.clone(),
                    cause: canned.cause.clone(),
                    tier1_could_have_solved: wish.tier1_could_have_solved,
                    ..Resolve::default()
                };
                ticket = tickets::resolve(conn, actor, number, expected.take(), &solution, now)
                    .map_err(|error| in_field(error, &[("resolution", "body")]))?;
            }
        }
    }
    if step.is_some() {
        // What was begun as a reply went out as the question or the solution.
        tickets::keep_draft(conn, actor, number, Visibility::Public, "", now)?;
        return Ok((ticket, None));
    }
    let words = Say { body: wish.body.clone(), visibility: wish.visibility, to_children: wish.to_children };
    let (ticket, comment) = tickets::say(conn, actor, number, &words, now)?;
    Ok((ticket, Some(comment.id)))
}

/// Refuses what cannot be done now, before anything is.
fn possible(actor: &Actor, ticket: &Ticket, acts: &[MacroAct]) -> Result<(), TicketError> {
    match acts.iter().find(|act| !is_possible(actor, ticket, **act)) {
        None => Ok(()),
        Some(act) => {
            let wanted = match act {
                MacroAct::Category | MacroAct::Take => Move::Assign,
                MacroAct::Ask => Move::Ask,
                MacroAct::Resolve => Move::Resolve,
            };
            Err(TicketError::NotOpen { wanted, open: ticket.moves(actor) })
        }
    }
}

fn usable(conn: &mut DbConn, actor: &Actor, id: MacroId) -> Result<Macro, MacroError> {
    let canned = reading::get(conn, actor, id)?;
    if canned.archived_at.is_some() { Err(MacroError::NotFound) } else { Ok(canned) }
}

/// What is wrong with a field of an act, at the field of the answer it came from.
fn in_field(error: TicketError, fields: &[(&str, &str)]) -> MacroError {
    let TicketError::Invalid(mut errors) = error else { return error.into() };
    for error in &mut errors.0 {
        if let Some((_, ours)) = fields.iter().find(|(theirs, _)| *theirs == error.field) {
            (*ours).clone_into(&mut error.field);
        }
    }
    errors.into()
}
