//! What all acts on a ticket have in common: one call of the desk, and the ticket as it is now.

use actix_web::HttpResponse;

use super::answers::{made, told};
use super::ticket_shape::after;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::Actor;
use crate::desk::tickets::{Number, Ticket, TicketError};
use crate::http::error::Refusal;

/// An act on a ticket.
pub(super) struct Act<'a> {
    /// Who.
    pub(super) actor: &'a Actor,
    /// On which ticket.
    pub(super) number: &'a Number,
    /// The version they read, if they say so.
    pub(super) read: Option<i64>,
    /// When.
    pub(super) now: Timestamp,
}

/// Does it and answers 200 with the ticket.
pub(super) async fn acted<T: Send + 'static>(
    wish: Wish<T>,
    number: &str,
    job: impl FnOnce(&mut DbConn, Act<'_>, T) -> Result<Ticket, TicketError> + Send + 'static,
) -> Result<HttpResponse, Refusal> {
    answered(wish, number, false, job).await
}

/// Does it and answers 201 with the ticket and where it is.
pub(super) async fn acted_anew<T: Send + 'static>(
    wish: Wish<T>,
    number: &str,
    job: impl FnOnce(&mut DbConn, Act<'_>, T) -> Result<Ticket, TicketError> + Send + 'static,
) -> Result<HttpResponse, Refusal> {
    answered(wish, number, true, job).await
}

async fn answered<T: Send + 'static>(
    wish: Wish<T>,
    named: &str,
    anew: bool,
    job: impl FnOnce(&mut DbConn, Act<'_>, T) -> Result<Ticket, TicketError> + Send + 'static,
) -> Result<HttpResponse, Refusal> {
    let number = number(named)?;
    wish.done(move |conn, Wished { actor, fields, read, now, language }| {
        let ticket = job(conn, Act { actor: &actor, number: &number, read, now }, fields)?;
        after(conn, &actor, &ticket, language, |path, version, after| {
            if anew { made(path, version, after) } else { told(version, after) }
        })
    })
    .await
}
