//! `GET /admin/policies/{code}`: a policy with all it ever said; its name, and its end.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::super::mended::again;
use super::seen::Seen;
use super::wording::{self, Fact, Standing};
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::{Actor, By, access};
use crate::desk::sla::policies::{self, Retirement};
use crate::desk::sla::{Policy, SlaError};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    policy: Head,
    keeps: bool,
    endable: bool,
    versions: Vec<VersionShown>,
    naming: Form,
    ending: Form,
}

#[derive(Serialize)]
struct Head {
    code: String,
    name: String,
    version: i64,
}

#[derive(Serialize)]
struct VersionShown {
    seq: i32,
    state: &'static str,
    since: String,
    facts: Vec<Fact>,
}

/// Which of the two forms was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Name,
    End,
}

/// The policy.
///
/// # Errors
/// Not found, not theirs.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    page(&visit, &path, None).await
}

/// `POST /admin/policies/{code}`: renames it.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn rename(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let code = path.into_inner();
    let (name, version, named) =
        (posted.text("name").to_owned(), posted.version().unwrap_or(0), code.clone());
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        access::keeps_promises(actor)?;
        let policy = policies::named(conn, actor, &named)?;
        policies::rename(conn, By::Person(actor), policy.id, version, &name, now)?;
        Ok::<_, SlaError>(address(&policy))
    };
    match visit.write(&posted, job).await {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => page(&visit, &code, Some((Sent::Name, &posted, &refusal))).await,
    }
}

/// `POST /admin/policies/{code}/end`: ends it from a day on.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let code = path.into_inner();
    let mut errors = FieldErrors::default();
    let day = posted.day("effective_from", &mut errors);
    errors.check(day.is_some() || !errors.0.is_empty(), "effective_from", "required");
    let written = match (day, errors.finish()) {
        (Some(effective_from), Ok(())) => {
            let (read, named) = (posted.version(), code.clone());
            let end = Retirement { effective_from, legal_basis: posted.text("legal_basis").to_owned() };
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                access::keeps_promises(actor)?;
                let policy = policies::named(conn, actor, &named)?;
                policies::retire(conn, By::Person(actor), policy.id, read, end, now)?;
                Ok::<_, SlaError>(address(&policy))
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("effective_from", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => page(&visit, &code, Some((Sent::End, &posted, &refusal))).await,
    }
}

/// Where a policy is shown.
pub fn address(policy: &Policy) -> String {
    format!("/admin/policies/{}", policy.code)
}

async fn page(
    visit: &Visit,
    code: &str,
    refused: Option<(Sent, &Posted, &Refusal)>,
) -> Result<HttpResponse, Refusal> {
    let named = code.to_owned();
    let read = visit.read(move |conn, actor| Seen::one(conn, actor, &named));
    let (seen, counts) = read.await?;
    let policy = seen.policies.first().ok_or_else(|| Refusal::of(Reason::NotFound))?;
    let keeps = access::keeps_promises(&visit.actor).is_ok();
    let mut shown = Shown {
        policy: Head { code: policy.code.clone(), name: policy.name.clone(), version: policy.version },
        keeps,
        endable: keeps && policy.versions.last().is_some_and(|last| last.active),
        versions: versions(visit, &seen, policy),
        naming: Form::new("n").with("name", &policy.name),
        ending: Form::new("e"),
    };
    let voice = visit.voice();
    let frame = visit.frame(format!("{} {}", policy.code, policy.name), "policies", counts);
    let Some((sent, posted, refusal)) = refused else {
        return visit.page("admin/policy", &frame, &shown);
    };
    match sent {
        Sent::Name => shown.naming = again(visit, "n", posted, refusal)?,
        Sent::End => {
            shown.ending = again(visit, "e", posted, refusal)?;
            // What is wrong with the policy as a whole stands above the form.
            let whole = refusal.fields.iter().find(|error| error.field == "active");
            if whole.is_some() {
                shown.ending.refused = Some(voice.say("error.ended_already"));
            }
        }
    }
    visit.refused(refusal, "admin/policy", &frame, &shown)
}

/// The versions, the last made first, each beside the one before it.
fn versions(visit: &Visit, seen: &Seen, policy: &Policy) -> Vec<VersionShown> {
    let voice = visit.voice();
    let today = visit.now.date_in(visit.actor.zone);
    let shown = policy.versions.iter().enumerate().map(|(place, version)| {
        let before = place.checked_sub(1).and_then(|place| policy.versions.get(place));
        VersionShown {
            seq: version.seq,
            state: Standing::of(policy, version, today).word(),
            since: wording::day(voice, version.effective_from),
            facts: wording::facts(seen, voice, version, before),
        }
    });
    shown.rev().collect()
}
