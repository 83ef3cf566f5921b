//! What a change of calendars or policies would do to the clocks that run, before anybody saves it (`rules.md` 4.5).

use std::collections::HashSet;

use super::clocks::is_for_all;
use super::facts::facts_of_many;
use super::show::sees_inside;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::{Actor, access};
use crate::desk::sla::calendars;
use crate::desk::sla::policies::{self, Proposal};
use crate::desk::sla::{self, Clock, ClockName, ClockState, Facts, Rules, SlaError};
use crate::desk::words::Tier;

/// Tickets that are looked at, at most.
pub const LOOKED_AT_MAX: usize = 5_000;
/// Examples that are given, at most.
pub const EXAMPLES_MAX: usize = 200;
/// Tickets that are read at once.
const BATCH: usize = 200;
/// Hours the farthest zone is ahead of UTC: a day may have begun there so much earlier.
const FARTHEST: i64 = 14;

/// What a change would do to the open clocks of the tickets somebody may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Tickets that were computed under both rules.
    pub looked_at: usize,
    /// Whether those were all; else there are more than one forecast looks at.
    pub complete: bool,
    /// Due dates that move, appear or go.
    pub moved: usize,
    /// Clocks that would be late and are not.
    pub become_late: usize,
    /// Clocks that are late and would not be.
    pub become_timely: usize,
    /// Some of those that move, first those that become late.
    pub examples: Vec<Example>,
}

/// A due date that would move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The ticket.
    pub number: String,
    /// Which clock.
    pub clock: ClockName,
    /// Its tier, for those of a stay.
    pub tier: Option<Tier>,
    /// What is due; none if it stands still, or there is no such clock.
    pub before: Option<Timestamp>,
    /// What would be due; none if it stands still, or there would be no such clock.
    pub after: Option<Timestamp>,
    /// Whether it would be late and is not.
    pub becomes_late: bool,
    /// Whether it is late and would not be.
    pub becomes_timely: bool,
}

/// What a policy somebody wishes would do, checked as if it were saved. Only those who keep the promises may ask.
///
/// # Errors
/// [`SlaError::Denied`], [`SlaError::NotFound`], [`SlaError::Invalid`] as the save itself.
pub fn forecast_policy(
    conn: &mut DbConn,
    actor: &Actor,
    proposal: Proposal,
    now: Timestamp,
) -> Result<Forecast, SlaError> {
    access::keeps_promises(actor)?;
    let rules = sla::rules(conn)?;
    let policy = policies::proposed(conn, &rules, proposal)?;
    // Only what was first reported from the wished version's first day on can move.
    let since = policy.versions.last().map(|version| {
        let midnight = version.effective_from.and_time(chrono::NaiveTime::MIN).and_utc();
        Timestamp::from(midnight).minus(chrono::TimeDelta::hours(FARTHEST))
    });
    let wished = rules.with_policy(policy);
    Ok(forecast(conn, actor, (&rules, &wished), since, now)?)
}

/// What a calendar or a version of one would do, checked as if it were saved. Only those who keep the promises may ask. All
/// open tickets count; examples are given of those that `actor` may see.
///
/// # Errors
/// [`SlaError::Denied`], [`SlaError::NotFound`], [`SlaError::Invalid`] as the save itself.
pub fn forecast_calendar(
    conn: &mut DbConn,
    actor: &Actor,
    proposal: calendars::Proposal,
    now: Timestamp,
) -> Result<Forecast, SlaError> {
    access::keeps_promises(actor)?;
    let rules = sla::rules(conn)?;
    let (entry, _) = calendars::proposed(&rules, proposal, now)?;
    let wished = rules.with_calendar(entry);
    Ok(compare(conn, (actor, Counted::All), (&rules, &wished), None, now)?)
}

/// What other rules would do to the open clocks of tickets first reported at `since` or later, as far as `actor` may see
/// them. Nothing is kept.
///
/// # Errors
/// When they cannot be read.
pub fn forecast(
    conn: &mut DbConn,
    actor: &Actor,
    (rules, wished): (&Rules, &Rules),
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Forecast, DbError> {
    compare(conn, (actor, Counted::Seen), (rules, wished), since, now)
}

/// Which tickets count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// Those somebody may see.
    Seen,
    /// All of them; nothing but figures is told of those that somebody may not see.
    All,
}

fn compare(
    conn: &mut DbConn,
    (actor, counted): (&Actor, Counted),
    (rules, wished): (&Rules, &Rules),
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Forecast, DbError> {
    let mut ids = sla::store::tickets_with_open_clocks(conn, LOOKED_AT_MAX + 1)?;
    let mut forecast = Forecast { complete: ids.len() <= LOOKED_AT_MAX, ..Forecast::default() };
    ids.truncate(LOOKED_AT_MAX);
    let mut examples = Vec::new();
    for batch in ids.chunks(BATCH) {
        let seen = store::visible_of(conn, actor, batch, since)?;
        let may: HashSet<TicketId> = seen.iter().map(|ticket| ticket.id).collect();
        let tickets = if counted == Counted::All { store::any_of(conn, batch, since)? } else { seen };
        let kept = sla::store::clocks_of_many(conn, batch)?;
        let before = facts_of_many(conn, &tickets, &[rules, wished])?;
        // Another default of a zone is another calendar for all who chose none.
        let after = if rules.defaults() == wished.defaults() {
            before.clone()
        } else {
            facts_of_many(conn, &tickets, &[wished, rules])?
        };
        for ((ticket, before), (_, after)) in before.iter().zip(&after) {
            let own: Vec<Clock> = kept.iter().filter(|clock| clock.ticket_id == ticket.id).cloned().collect();
            let sees = may.contains(&ticket.id);
            let inside = !sees || sees_inside(actor, ticket);
            let moved = compared(inside, ticket, (before, after), &own, (rules, wished), now);
            forecast.looked_at += 1;
            forecast.moved += moved.len();
            forecast.become_late += moved.iter().filter(|example| example.becomes_late).count();
            forecast.become_timely += moved.iter().filter(|example| example.becomes_timely).count();
            examples.extend(moved.into_iter().filter(|_| sees));
        }
    }
    examples.sort_by_key(|example| (!example.becomes_late, !example.becomes_timely));
    examples.truncate(EXAMPLES_MAX);
    Ok(Forecast { examples, ..forecast })
}

/// The open clocks of a ticket whose due dates differ under both rules.
fn compared(
    inside: bool,
    ticket: &Ticket,
    (facts, then): (&Facts, &Facts),
    kept: &[Clock],
    (rules, wished): (&Rules, &Rules),
    now: Timestamp,
) -> Vec<Example> {
    let before = sla::recompute(facts, rules, kept, now);
    let after = sla::recompute(then, wished, kept, now);
    let mut names: Vec<(ClockName, i32, Option<Tier>)> =
        before.iter().chain(&after).map(|clock| (clock.name, clock.seq, clock.tier)).collect();
    names.sort_unstable();
    names.dedup();
    let of = |clocks: &[Clock], name: ClockName, seq: i32| {
        clocks
            .iter()
            .find(|clock| (clock.name, clock.seq) == (name, seq))
            .filter(|clock| clock.is_open())
            .cloned()
    };
    let example = |(name, seq, tier): (ClockName, i32, Option<Tier>)| {
        let (old, new) = (of(&before, name, seq), of(&after, name, seq));
        let due = |clock: &Option<Clock>| clock.as_ref().and_then(|clock| clock.due_at);
        let late = |clock: &Option<Clock>| {
            clock.as_ref().is_some_and(|clock| clock.state(now) == ClockState::Breached)
        };
        (due(&old) != due(&new)).then(|| Example {
            number: ticket.number.clone(),
            clock: name,
            tier,
            before: due(&old),
            after: due(&new),
            becomes_late: late(&new) && !late(&old),
            becomes_timely: late(&old) && !late(&new),
        })
    };
    names.into_iter().filter(|(name, ..)| inside || is_for_all(*name)).filter_map(example).collect()
}
