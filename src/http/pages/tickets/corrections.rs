//! Correcting what a ticket says of itself.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Correct, Reprioritise};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// What of a ticket is corrected, and the small form beside where it stands.
const FACTS: [(&str, &str); 4] = [
    ("title", "fact_title"),
    ("kind", "fact_kind"),
    ("category", "fact_category"),
    ("classification", "fact_classification"),
];

/// `POST /tickets/{number}/corrections`: title, kind, category or classification, those that are sent.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn correct(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let request = Correct {
        title: posted.has("title").then(|| posted.text("title").to_owned()),
        description: None,
        category: posted.maybe("category"),
        kind: posted.optional_word("kind", &mut errors),
        classification: posted.optional_word("classification", &mut errors),
    };
    let form = FACTS.iter().find(|(field, _)| posted.has(field)).map_or("fact_title", |(_, form)| form);
    let sent = Sent { form, done: "corrected" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::correct(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/priority`: impact and urgency, with the reason.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn reprioritise(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let impact = posted.word("impact", &mut errors);
    let urgency = posted.word("urgency", &mut errors);
    let request = impact.zip(urgency).map(|(impact, urgency)| Reprioritise {
        impact,
        urgency,
        reason: posted.text("reason").to_owned(),
    });
    let form = if posted.text("fact") == "urgency" { "fact_urgency" } else { "fact_impact" };
    let sent = Sent { form, done: "reprioritised" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let request = request.ok_or_else(|| FieldErrors::one("impact", "required"))?;
        tickets::reprioritise(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}
