//! Keeping the rows of a ticket's clocks as the facts say.

use serde::Serialize;

use super::compute;
use super::facts::Facts;
use super::rules::Rules;
use super::store;
use super::store::Clock;
use super::words::{ClockName, Phase};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};

/// A due date that moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Moved {
    /// Which clock.
    pub name: ClockName,
    /// Its place.
    pub seq: i32,
    /// What was due; none while it stood still.
    pub before: Option<Timestamp>,
    /// What is due now; none while it stands still, or if it is no longer asked for.
    pub after: Option<Timestamp>,
}

/// What came of computing a ticket's clocks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settled {
    /// When the next running promise to the requester is due.
    pub due_at: Option<Timestamp>,
    /// When the solution that stands counts as confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// The clocks whose due dates moved.
    pub moved: Vec<Moved>,
}

/// The clocks of a ticket that was just made: computed, not read. They are kept by [`store::insert_clocks`].
pub fn begin(facts: &Facts, rules: &Rules, now: Timestamp) -> (Vec<Clock>, Settled) {
    let clocks = compute::recompute(facts, rules, &[], now);
    let settled = Settled { due_at: promise(&clocks), ..Settled::default() };
    (clocks, settled)
}

/// Computes a ticket's clocks from the facts and keeps what changed.
///
/// # Errors
/// When the database fails.
pub fn settle(conn: &mut DbConn, facts: &Facts, rules: &Rules, now: Timestamp) -> Result<Settled, DbError> {
    let before = store::clocks_of(conn, facts.ticket)?;
    let after = compute::recompute(facts, rules, &before, now);
    for clock in &after {
        match before.iter().find(|old| old.id == clock.id) {
            None => store::insert_clocks(conn, std::slice::from_ref(clock))?,
            Some(old) if old == clock => {}
            Some(_) => store::save_clock(conn, clock)?,
        }
    }
    for old in before.iter().filter(|old| after.iter().all(|clock| clock.id != old.id)) {
        store::remove_clock(conn, old.id)?;
    }
    let confirmation = after.iter().find(|clock| clock.name == ClockName::Confirmation && clock.is_open());
    let confirmed_at = confirmation.and_then(|clock| clock.due_at);
    Ok(Settled { due_at: promise(&after), confirmed_at, moved: moved(&before, &after) })
}

/// The due dates that differ between two computations of a ticket's clocks.
pub fn moved(before: &[Clock], after: &[Clock]) -> Vec<Moved> {
    let mut moved = Vec::new();
    for old in before {
        let new = after.iter().find(|clock| clock.id == old.id);
        let due = new.and_then(|clock| clock.due_at);
        if old.due_at != due {
            moved.push(Moved { name: old.name, seq: old.seq, before: old.due_at, after: due });
        }
    }
    moved
}

/// When the next running promise to the requester is due.
pub fn promise(clocks: &[Clock]) -> Option<Timestamp> {
    let promises = clocks.iter().filter(|clock| clock.name.is_promise() && clock.phase == Phase::Running);
    promises.filter_map(|clock| clock.due_at).min()
}
