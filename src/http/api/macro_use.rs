//! Using canned answers on a ticket.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Listed, shown, told};
use super::asks::Asks;
use super::macros::macro_id;
use super::ticket_shape::{TicketAfter, after};
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, Macro, MacroAct, Prepared, Use};
use crate::desk::people::access::{self, Act};
use crate::desk::tickets;
use crate::desk::words::Visibility;
use crate::http::error::Refusal;
use crate::http::macros::Words;

/// A canned answer as one ticket fills it.
#[derive(Serialize, ToSchema)]
pub(super) struct FilledMacro {
    /// Its id.
    id: MacroId,
    /// Its title.
    title: String,
    /// The text with its gaps filled.
    text: String,
    /// `public` for a reply, `internal` for a note.
    visibility: Visibility,
    /// What is done along with it.
    acts: Vec<PossibleAct>,
}

/// Something that is done along with an answer.
#[derive(Serialize, ToSchema)]
pub(super) struct PossibleAct {
    /// What.
    act: MacroAct,
    /// Whether the caller may do it in the present state of the ticket.
    possible: bool,
}

/// An answer to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UsedMacro {
    /// The words; those of the canned answer with its gaps filled if unset.
    body: Option<String>,
    /// For whom; as the canned answer says if unset.
    visibility: Option<Visibility>,
    /// Those of its acts that shall be done; all if unset.
    acts: Option<Vec<MacroAct>>,
    /// Say it on the open child tickets too; only a reply that neither asks nor solves.
    #[serde(default)]
    to_children: bool,
    /// For a solution of Tier 2: could Tier 1 have solved this?
    tier1_could_have_solved: Option<bool>,
}

/// Lists those that fit a ticket, by title.
#[utoipa::path(tag = "macros", responses((status = 200, body = inline(Listed<Macro>))))]
#[get("/tickets/{number}/macros")]
pub(super) async fn fitting(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let found = asks.reads(move |conn, actor| {
        let ticket = tickets::show(conn, actor, &number)?;
        access::may(actor, Act::Note, ticket.held())?;
        Ok::<_, Refusal>(macros::offered(conn, actor, ticket.group_id, "")?)
    });
    Ok(shown(None, &Listed { items: found.await?, next_cursor: None }))
}

/// Reads one as the ticket fills it, with what of its acts is possible now.
#[utoipa::path(tag = "macros", responses((status = 200, body = FilledMacro)))]
#[get("/tickets/{number}/macros/{id}")]
pub(super) async fn filled(asks: Asks, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, macro_id(&path.1)?);
    let now = asks.app.now();
    let read = asks.reads(move |conn, actor| {
        Ok::<_, Refusal>((macros::prepare(conn, actor, &number, id, now)?, actor.clone()))
    });
    let (prepared, actor) = read.await?;
    let words = Words::of(&asks.app.templates, &prepared.facts, prepared.answer_by, &actor.name);
    let Prepared { canned, facts, .. } = prepared;
    let acts = canned.acts().into_iter();
    let acts = acts.map(|act| PossibleAct { act, possible: macros::is_possible(&actor, &facts.ticket, act) });
    let text = words.fill(&canned.body);
    let (title, visibility) = (canned.title.clone(), canned.visibility);
    Ok(shown(None, &FilledMacro { id, title, text, visibility, acts: acts.collect() }))
}

/// Sends an answer and does its acts, all or nothing. Where it asks or solves, the words are the question or the solution.
#[utoipa::path(tag = "macros", request_body = UsedMacro, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/macros/{id}")]
pub(super) async fn apply(
    wish: Wish<UsedMacro>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, macro_id(&path.1)?);
    let app = wish.app.clone();
    wish.done(move |conn, Wished { actor, fields, read, now, language }| {
        let prepared = macros::prepare(conn, &actor, &number, id, now)?;
        let words = Words::of(&app.templates, &prepared.facts, prepared.answer_by, &actor.name);
        let wish = Use {
            id,
            body: fields.body.unwrap_or_else(|| words.fill(&prepared.canned.body)),
            visibility: fields.visibility.unwrap_or(prepared.canned.visibility),
            acts: fields.acts.unwrap_or_else(|| prepared.canned.acts()),
            to_children: fields.to_children,
            tier1_could_have_solved: fields.tier1_could_have_solved,
        };
        let (ticket, _) = macros::apply(conn, &actor, &number, read, &wish, now)?;
        after(conn, &actor, &ticket, language, |_, version, after| told(version, after))
    })
    .await
}
