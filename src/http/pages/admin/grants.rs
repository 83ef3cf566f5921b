//! Grants: giving a person a role for a time, and taking it back.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::mended::again;
use super::person::show;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GrantId, PersonId};
use crate::desk::people::grants::{self, Grant, NewGrant, Term};
use crate::desk::people::{Actor, By, PeopleError};
use crate::desk::words::Role;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::period;

/// A grant as a line of a person's page.
#[derive(Serialize)]
pub struct Line {
    id: GrantId,
    version: i64,
    role: String,
    scope: String,
    period: String,
    decree: Option<String>,
    state: &'static str,
    open: bool,
}

impl Line {
    /// The line of `grant` as it stands `today`.
    pub fn new(grant: &Grant, today: NaiveDate, voice: Voice<'_>) -> Self {
        let over = grant.revoked_at.is_some() || grant.valid_until.is_some_and(|until| until < today);
        let state = if over {
            "past"
        } else if grant.holds(today) {
            "active"
        } else {
            "future"
        };
        let scope = grant.agency_name.clone().or_else(|| grant.group_name.clone());
        Self {
            id: grant.id,
            version: grant.version,
            role: voice.word("role", grant.role.as_str()),
            scope: scope.unwrap_or_else(|| voice.say("grants.everywhere")),
            period: period(grant, voice),
            decree: grant.decree.clone(),
            state,
            open: !over,
        }
    }
}

/// `POST /admin/people/{id}/grants`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the person's page again.
pub async fn give(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let person: PersonId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let mut errors = FieldErrors::default();
    let new = read(person, &posted, &mut errors);
    let written = match (new, errors.finish()) {
        (Some(new), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                grants::give(conn, By::Person(actor), new, now)?;
                Ok::<_, PeopleError>(format!("/admin/people/{person}#grants"))
            };
            visit.write(&posted, job).await.map_err(renamed)
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("from", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "granted")),
        Err(refusal) => {
            let form = again(&visit, "grant", &posted, &refusal)?;
            show(&visit, Some(person), Some(("grant", form, &refusal))).await
        }
    }
}

/// `POST /admin/grants/{id}/end`.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: GrantId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let version = posted.version();
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let grant = grants::get(conn, actor, id)?;
        grants::revoke(conn, By::Person(actor), id, version.unwrap_or(grant.version), now)?;
        Ok::<_, PeopleError>(format!("/admin/people/{}#grants", grant.person_id))
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "grant_ended"))
}

fn read(person_id: PersonId, posted: &Posted, errors: &mut FieldErrors) -> Option<NewGrant> {
    let role = posted.word::<Role>("role", errors);
    let scope = posted.text("scope");
    let (mut agency_id, mut group_id) = (None, None);
    if let Some(id) = scope.strip_prefix("agency:") {
        agency_id = id.parse().ok();
        errors.check(agency_id.is_some(), "scope", "unknown");
    } else if let Some(id) = scope.strip_prefix("group:") {
        group_id = id.parse().ok();
        errors.check(group_id.is_some(), "scope", "unknown");
    }
    let from = posted.day("from", errors);
    let valid_until = posted.day("until", errors);
    errors.check(from.is_some() || errors.0.iter().any(|error| error.field == "from"), "from", "required");
    let term = Term { valid_from: from?, valid_until, decree: posted.text("decree").to_owned() };
    Some(NewGrant { person_id, role: role?, agency_id, group_id, term })
}

/// The desk has two fields where the form has one scope.
fn renamed(mut refusal: Refusal) -> Refusal {
    for error in &mut refusal.fields {
        let name = match error.field.as_str() {
            "agency_id" | "group_id" => "scope",
            other => other,
        };
        error.field = name.to_owned();
    }
    refusal
}
