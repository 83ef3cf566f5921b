//! One act on many tickets: each is an act of its own, under the usual rules.

use super::assignment::{self, Assignee};
use super::children;
use super::comments::{self, Say};
use super::correction::{self, Reprioritise};
use super::error::TicketError;
use super::number::Number;
use super::resolution::{self, Close, Resolve};
use super::store;
use super::ticket::Ticket;
use super::waiting;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;
use crate::desk::words::Visibility;

/// Tickets of one go.
pub const MOST_TOGETHER: usize = 100;

/// What is done to each of many tickets.
#[derive(Clone, Debug)]
pub enum Together {
    /// Taken by the actor.
    Take,
    /// Given to somebody or another group.
    Assign(Assignee),
    /// Another impact and urgency.
    Reprioritise(Reprioritise),
    /// Closed.
    Close,
    /// The wait ended.
    Resume,
    /// An internal note.
    Note(String),
    /// Solved with the answer of the ticket they are parts of.
    ResolveChild(Number, Resolve),
}

impl Together {
    /// Does it to one of them. Whoever says which version they read is refused if somebody was faster; a note never is.
    ///
    /// # Errors
    /// As the act itself.
    pub fn on(
        &self,
        conn: &mut DbConn,
        actor: &Actor,
        number: &Number,
        read: Option<i64>,
        now: Timestamp,
    ) -> Result<Ticket, TicketError> {
        match self {
            Self::Take => assignment::claim(conn, actor, number, read, now),
            Self::Assign(to) => assignment::assign(conn, actor, number, read, to, now),
            Self::Reprioritise(wanted) => correction::reprioritise(conn, actor, number, read, wanted, now),
            Self::Close => resolution::close(conn, actor, number, read, &Close::default(), now),
            Self::Resume => waiting::resume(conn, actor, number, read, now),
            Self::ResolveChild(parent, request) => {
                children::resolve_child(conn, actor, parent, number, read, request, now)
            }
            Self::Note(body) => {
                let say = Say { body: body.clone(), visibility: Visibility::Internal, to_children: false };
                comments::say(conn, actor, number, &say, now).map(|(ticket, _)| ticket)
            }
        }
    }
}

/// Those of the tickets named that the actor may see.
///
/// # Errors
/// When they cannot be read.
pub fn named(conn: &mut DbConn, actor: &Actor, numbers: &[Number]) -> Result<Vec<Ticket>, DbError> {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    store::named(conn, actor, &numbers)
}
