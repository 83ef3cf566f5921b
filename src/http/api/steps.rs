//! Steps on a ticket that staff tick off.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Listed, gone, made, shown, told};
use super::asks::Asks;
use super::references::PersonReference;
use super::ticket_shape::address;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, StepId};
use crate::desk::tickets::{self, Names, TicketStep as Step};
use crate::http::error::{Reason, Refusal};

/// Steps to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSteps {
    /// One step a line, 200 characters each; 50 on a ticket at most.
    #[serde(default)]
    steps: String,
    /// Those of the ticket's category that are not there yet, instead of lines.
    #[serde(default)]
    from_category: bool,
}

/// Whether a step is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepDone {
    /// `true` ticks it off, `false` takes the tick away.
    done: bool,
}

/// A step on a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketStep<'a> {
    /// Its id.
    id: StepId,
    /// What is to be done.
    text: &'a str,
    /// Whether it is asked about when the ticket is escalated.
    before_escalation: bool,
    /// When it was added.
    added_at: Timestamp,
    /// Who ticked it off.
    ticked_by: Option<PersonReference<'a>>,
    /// When.
    ticked_at: Option<Timestamp>,
}

/// The steps of a ticket, in order; none for those who do not see what the tiers do.
#[utoipa::path(tag = "tickets", responses((status = 200, body = inline(Listed<TicketStep<'static>>))))]
#[get("/tickets/{number}/steps")]
pub(super) async fn list(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let items = asks.reads(move |conn, actor| {
        let found = tickets::steps(conn, actor, &number)?;
        let names = names(conn, &found)?;
        Ok::<_, Refusal>((found, names))
    });
    let (found, names) = items.await?;
    let items: Vec<_> = found.iter().map(|step| shape(step, &names)).collect();
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Adds steps: lines of one's own, or those of the category.
#[utoipa::path(tag = "tickets", request_body = NewSteps, responses((status = 201, body = inline(Listed<TicketStep<'static>>))))]
#[post("/tickets/{number}/steps")]
pub(super) async fn add(wish: Wish<NewSteps>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let added = if fields.from_category {
            tickets::copy_steps(conn, &actor, &number, now)?
        } else {
            tickets::add_steps(conn, &actor, &number, &fields.steps, now)?
        };
        let names = names(conn, &added)?;
        let items: Vec<_> = added.iter().map(|step| shape(step, &names)).collect();
        made(&format!("{}/steps", address(number.as_str())), None, &Listed { items, next_cursor: None })
    })
    .await
}

/// Ticks a step off, or takes the tick away.
#[utoipa::path(tag = "tickets", request_body = StepDone, responses((status = 200, body = TicketStep<'static>)))]
#[post("/tickets/{number}/steps/{id}")]
pub(super) async fn tick(
    wish: Wish<StepDone>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, step_id(&path.1)?);
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let step = tickets::tick_step(conn, &actor, &number, id, fields.done, now)?;
        let names = names(conn, std::slice::from_ref(&step))?;
        told(None, &shape(&step, &names))
    })
    .await
}

/// Takes away a step that is not ticked.
#[utoipa::path(tag = "tickets", responses((status = 204, description = "It is gone")))]
#[delete("/tickets/{number}/steps/{id}")]
pub(super) async fn remove(wish: Wish, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, step_id(&path.1)?);
    wish.done(move |conn, Wished { actor, now, .. }| {
        tickets::remove_step(conn, &actor, &number, id, now)?;
        Ok(gone())
    })
    .await
}

fn names(conn: &mut DbConn, steps: &[Step]) -> Result<Names, DbError> {
    let people: BTreeSet<PersonId> = steps.iter().filter_map(|step| Some(step.ticked?.0)).collect();
    Names::collect(conn, &[], people)
}

fn shape<'a>(step: &'a Step, names: &'a Names) -> TicketStep<'a> {
    TicketStep {
        id: step.id,
        text: &step.text,
        before_escalation: step.before_escalation,
        added_at: step.added_at,
        ticked_by: step.ticked.map(|(person, _)| PersonReference::of(names, person)),
        ticked_at: step.ticked.map(|(_, at)| at),
    }
}

fn step_id(text: &str) -> Result<StepId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
