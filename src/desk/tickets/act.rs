//! What every act on a ticket begins and ends with.

use serde_json::{Value, json};

use super::clocks;
use super::error::TicketError;
use super::number::Number;
use super::stages::{self, Place};
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act, Denied};
use crate::desk::words::Status;

/// A ticket in the middle of an act: as it is becoming, and where it stood.
pub(super) struct Scene {
    /// The ticket as it is becoming.
    pub(super) ticket: Ticket,
    before: Place,
}

/// Loads a ticket for an act: found, and in the version the caller read.
pub(super) fn load(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
) -> Result<Scene, TicketError> {
    store::lock(conn, number)?;
    let ticket = store::visible_to(conn, actor, number)?;
    if expected.is_some_and(|version| version != ticket.version) {
        return Err(TicketError::Stale { current: ticket.version });
    }
    Ok(Scene::of(ticket))
}

impl Scene {
    /// A scene around a ticket that was found.
    pub(super) fn of(ticket: Ticket) -> Self {
        let before = Place::of(&ticket);
        Self { ticket, before }
    }

    /// Whether the actor may make this move, and the ticket's state allows it.
    pub(super) fn allow(&self, actor: &Actor, step: Move) -> Result<(), TicketError> {
        if matches!(self.ticket.status, Status::Closed | Status::Cancelled) {
            // What is over is over for everybody, whoever would have held it.
            return Err(self.not_open(actor, step));
        }
        if !self.ticket.is_for(actor, step) {
            return Err(Denied.into());
        }
        if !self.ticket.allows(step) {
            return Err(self.not_open(actor, step));
        }
        Ok(())
    }

    /// Whether the actor may do this to the ticket at all.
    pub(super) fn may(&self, actor: &Actor, act: Act) -> Result<(), TicketError> {
        Ok(access::may(actor, act, self.ticket.held())?)
    }

    /// The refusal of a move, with those that are open instead.
    pub(super) fn not_open(&self, actor: &Actor, wanted: Move) -> TicketError {
        TicketError::NotOpen { wanted, open: self.ticket.moves(actor) }
    }

    /// Saves the ticket, its stage and the event, in that order.
    pub(super) fn finish(
        self,
        conn: &mut DbConn,
        actor: Option<&Actor>,
        kind: EventKind,
        mut data: Value,
        now: Timestamp,
    ) -> Result<Ticket, TicketError> {
        let Self { mut ticket, before } = self;
        stages::settle(conn, &mut ticket, before, now)?;
        let settled = clocks::settle(conn, &mut ticket, now)?;
        ticket.updated_at = now;
        store::save(conn, &mut ticket)?;
        clocks::tell(&settled, &ticket, &mut data);
        record(conn, &ticket, actor, kind, data, now)?;
        Ok(ticket)
    }
}

/// Writes a ticket's history line; every one carries the number and the version it led to.
pub(super) fn record(
    conn: &mut DbConn,
    ticket: &Ticket,
    actor: Option<&Actor>,
    kind: EventKind,
    data: Value,
    now: Timestamp,
) -> Result<(), TicketError> {
    let event = event(ticket, actor, kind, data, now);
    events::record(conn, event)?;
    Ok(())
}

/// A ticket's history line, not yet written.
pub(super) fn event(
    ticket: &Ticket,
    actor: Option<&Actor>,
    kind: EventKind,
    mut data: Value,
    now: Timestamp,
) -> NewEvent {
    if let Some(fields) = data.as_object_mut() {
        fields.insert("number".into(), json!(ticket.number));
        fields.insert("version".into(), json!(ticket.version));
    }
    NewEvent::new(RecordKind::Ticket, ticket.id, kind, actor.map(|actor| actor.id), now).with(data)
}

/// The SHA-256 of a text, in hex: what a history line says of words that are kept elsewhere.
pub(super) fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(text.as_bytes()))
}
