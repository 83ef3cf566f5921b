//! One act on many tickets.

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::shown;
use super::wish::Wish;
use crate::desk::fields::FieldErrors;
use crate::desk::words::{Impact, Language, Urgency};
use crate::http::error::Refusal;
use crate::http::problem::Problem;
use crate::http::together::{Act, Chosen, Details, Outcome, perform, within_bounds};
use crate::templates::Templates;

/// Many tickets, and what is done to each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ManyTickets {
    /// What is done.
    act: Act,
    /// Which tickets, a hundred at most.
    tickets: Vec<OneOfMany>,
    /// For `assign`: a person of the group that holds them, by id or e-mail.
    assignee: Option<String>,
    /// For `assign`: a group of Tier 2, by id or code.
    group: Option<String>,
    /// For `priority`.
    impact: Option<Impact>,
    /// For `priority`.
    urgency: Option<Urgency>,
    /// For `priority`: why.
    reason: Option<String>,
    /// For `note`: the words, for staff alone.
    body: Option<String>,
}

/// One of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OneOfMany {
    /// Its number.
    #[schema(example = "TKT-2026-000042")]
    number: String,
    /// The version that was read: then it is refused if somebody was faster.
    version: Option<i64>,
}

/// What became of all of them.
#[derive(Serialize, ToSchema)]
pub(super) struct Outcomes {
    /// Each, in the order they were named.
    items: Vec<OutcomeOfOne>,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
pub(super) struct OutcomeOfOne {
    /// Its number.
    number: String,
    /// Whether it was done.
    done: bool,
    /// The version it has now.
    version: Option<i64>,
    /// Why it was not done.
    problem: Option<Problem>,
}

/// Does the same to many tickets. Each is an act of its own under the usual rules: some may be done and others refused, and the
/// answer says of each which.
#[utoipa::path(tag = "acts", request_body = ManyTickets, responses((status = 200, body = Outcomes)))]
#[post("/tickets/bulk")]
pub(super) async fn act(wish: Wish<ManyTickets>) -> Result<HttpResponse, Refusal> {
    let key = wish.key();
    let fields = wish.fields;
    let details = Details {
        assignee: fields.assignee,
        group: fields.group,
        impact: fields.impact,
        urgency: fields.urgency,
        reason: fields.reason.unwrap_or_default(),
        body: fields.body.unwrap_or_default(),
    };
    let act = fields.act.with(&details)?;
    let all = within_bounds(named(fields.tickets)?)?;
    let outcomes = perform(&wish.app, &wish.caller.actor, &act, all, key).await;
    Ok(shown(None, &Outcomes::of(outcomes, &wish.app.templates, wish.language)))
}

/// Those that were named, each once.
///
/// # Errors
/// What is no ticket's number.
pub(super) fn named(tickets: Vec<OneOfMany>) -> Result<Vec<Chosen>, FieldErrors> {
    let mut all: Vec<Chosen> = Vec::new();
    for one in tickets {
        let number = one.number.parse().map_err(|_| FieldErrors::one("tickets", "unknown"))?;
        if all.iter().all(|other| other.number != number) {
            all.push(Chosen { number, read: one.version });
        }
    }
    Ok(all)
}

impl Outcomes {
    /// What became of each, in words.
    pub(super) fn of(outcomes: Vec<Outcome>, templates: &Templates, language: Language) -> Self {
        let one = |outcome: Outcome| {
            OutcomeOfOne::of(outcome.number.to_string(), outcome.done, templates, language)
        };
        Self { items: outcomes.into_iter().map(one).collect() }
    }
}

impl OutcomeOfOne {
    /// The version it has now, or why it was not done.
    pub(super) fn of(
        number: String,
        done: Result<i64, Refusal>,
        templates: &Templates,
        language: Language,
    ) -> Self {
        Self {
            number,
            done: done.is_ok(),
            version: done.as_ref().ok().copied(),
            problem: done.err().map(|refusal| Problem::of(templates, language, &refusal)),
        }
    }
}
