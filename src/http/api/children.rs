//! The parts of a ticket.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Listed, made, shown};
use super::asks::Asks;
use super::links::MadeLink;
use super::ticket_parts::Comment;
use super::ticket_shape::{TicketLine, address};
use super::tickets::number;
use super::together::{OneOfMany, OutcomeOfOne, Outcomes, named};
use super::wish::{Wish, Wished};
use crate::desk::tickets::{self, Names, Resolve, Together};
use crate::desk::words::LinkKind;
use crate::http::error::Refusal;
use crate::http::together::{perform, within_bounds};

/// A ticket that becomes a part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChild {
    /// Its number.
    #[serde(default)]
    #[schema(required)]
    ticket: String,
}

/// Words for the ticket and all its open parts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsForAll {
    /// The words; at most 20,000 characters.
    #[serde(default)]
    #[schema(required)]
    body: String,
}

/// What was said to all.
#[derive(Serialize, ToSchema)]
pub(super) struct SaidToAll<'a> {
    /// The reply on the ticket itself.
    comment: Comment<'a>,
    /// Each open part, and whether it was said there too.
    children: Vec<OutcomeOfOne>,
}

/// A solution for parts of a ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSolution {
    /// The solution, in words for the requesters.
    #[serde(default)]
    #[schema(required)]
    resolution: String,
    /// The cause, for staff.
    cause: Option<String>,
    /// Which of its parts, a hundred at most.
    tickets: Vec<OneOfMany>,
}

/// The parts of a ticket that the caller may see, in the order they were reported.
#[utoipa::path(tag = "tickets", responses((status = 200, body = inline(Listed<TicketLine<'static>>))))]
#[get("/tickets/{number}/children")]
pub(super) async fn list(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let family = asks.reads(move |conn, actor| tickets::family(conn, actor, &number)).await?;
    let line = |child| TicketLine::of(child, &family.names, asks.language);
    let items: Vec<_> = family.children.iter().map(line).collect();
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Makes another ticket a part of this one; as linking that one as `child_of` this.
#[utoipa::path(tag = "tickets", request_body = NewChild, responses((status = 201, body = MadeLink)))]
#[post("/tickets/{number}/children")]
pub(super) async fn adopt(wish: Wish<NewChild>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let link = tickets::adopt(conn, &actor, &number, &fields.ticket, now)?;
        let link = MadeLink { id: link.id, kind: LinkKind::ChildOf, to: number.to_string() };
        let child = fields.ticket.trim().to_ascii_uppercase();
        made(&format!("{}/links/{}", address(&child), link.id), None, &link)
    })
    .await
}

/// Says something in public on a ticket and on each of its open parts, in one act: nobody gets two letters of it.
#[utoipa::path(tag = "tickets", request_body = WordsForAll, responses((status = 201, body = SaidToAll<'static>)))]
#[post("/tickets/{number}/children/replies")]
pub(super) async fn reply(wish: Wish<WordsForAll>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let app = wish.app.clone();
    wish.done(move |conn, Wished { actor, fields, now, language, .. }| {
        let told = tickets::tell_all(conn, &actor, &number, &fields.body, now)?;
        let names = Names::collect(conn, &[], BTreeSet::from([told.comment.author_id]))?;
        let children = told.children.into_iter().map(|passed| {
            let done = match passed.refused {
                None => Ok(passed.ticket.version),
                Some(error) => Err(error.into()),
            };
            OutcomeOfOne::of(passed.ticket.number, done, &app.templates, language)
        });
        let said = SaidToAll { children: children.collect(), comment: Comment::of(&told.comment, &names) };
        made(&address(&told.ticket.number), Some(told.ticket.version), &said)
    })
    .await
}

/// Solves parts of a ticket with one answer. Each is an act of its own under the usual rules: some may be solved and others
/// refused, and the answer says of each which.
#[utoipa::path(tag = "acts", request_body = NewSolution, responses((status = 200, body = Outcomes)))]
#[post("/tickets/{number}/children/resolution")]
pub(super) async fn resolve(
    wish: Wish<NewSolution>,
    path: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let (number, key) = (number(&path)?, wish.key());
    let (actor, parent) = (wish.caller.actor.clone(), number.clone());
    wish.app.db.read(move |conn| tickets::show(conn, &actor, &parent)).await?;
    let all = within_bounds(named(wish.fields.tickets)?)?;
    let request =
        Resolve { solution: wish.fields.resolution, cause: wish.fields.cause, ..Resolve::default() };
    let act = Together::ResolveChild(number, request);
    let outcomes = perform(&wish.app, &wish.caller.actor, &act, all, key).await;
    Ok(shown(None, &Outcomes::of(outcomes, &wish.app.templates, wish.language)))
}
