//! Who answers for a ticket.

use actix_web::{HttpResponse, delete, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted;
use super::ticket_shape::TicketAfter;
use super::wish::Wish;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Assignee};
use crate::http::error::Refusal;

/// To whom: a person of the group that holds the ticket, or another group of Tier 2. One of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    /// A person, by id or e-mail; `me` takes it oneself.
    assignee: Option<String>,
    /// A group of Tier 2, by id or code.
    group: Option<String>,
}

/// Gives a ticket to a person or a group.
#[utoipa::path(tag = "acts", request_body = Assignment, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/assignment")]
pub(super) async fn assign(
    wish: Wish<Assignment>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let to = match (wished.assignee, wished.group) {
            (Some(person), None) if person.trim() == "me" => {
                return tickets::claim(conn, act.actor, act.number, act.read, act.now);
            }
            (Some(person), None) => Assignee::Person(person),
            (None, Some(group)) => Assignee::Group(group),
            (named, _) => {
                // A ticket that is not theirs to see is not there, whatever they wish of it.
                tickets::show(conn, act.actor, act.number)?;
                let code = if named.is_some() { "one_of_two" } else { "required" };
                return Err(FieldErrors::one("assignee", code).into());
            }
        };
        tickets::assign(conn, act.actor, act.number, act.read, &to, act.now)
    })
    .await
}

/// Gives a ticket back to its group, to nobody in particular.
#[utoipa::path(tag = "acts", responses((status = 200, body = TicketAfter<'static>)))]
#[delete("/tickets/{number}/assignment")]
pub(super) async fn release(wish: Wish, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, _| tickets::release(conn, act.actor, act.number, act.read, act.now))
        .await
}
