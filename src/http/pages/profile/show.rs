//! The page itself, with a form that was sent and has to be shown again.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::notifications::{self, Hears};
use super::sessions::OpenSession;
use super::tokens::{DAYS, OwnToken};
use super::{sessions as places, tokens as keys};
use crate::desk::fields::FieldErrors;
use crate::desk::notifications::{Choices, choices};
use crate::desk::page::Part;
use crate::desk::people::absences::{self, Absence};
use crate::desk::people::grants::{self, Grant, GrantFilter};
use crate::desk::people::persons::{self, Person};
use crate::desk::people::sessions::{self, Session};
use crate::desk::people::tokens::{self, Token};
use crate::desk::people::{Actor, PeopleError};
use crate::desk::words::{StaffMail, TokenScope};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::leave::{self, Leave};
use crate::http::pages::visit::{Visit, Waiting};
use crate::http::pages::vocabulary::{choices, period};

#[derive(Serialize)]
struct Shown {
    person: Own,
    grants: Vec<Held>,
    forms: BTreeMap<&'static str, Form>,
    options: BTreeMap<&'static str, Vec<Choice>>,
    sessions: Vec<OpenSession>,
    tokens: Vec<OwnToken>,
    new_token: Option<String>,
    staff: bool,
    works: bool,
    absences: Vec<Leave>,
    hears: Vec<Hears>,
    mail_off: bool,
}

#[derive(Serialize)]
struct Own {
    name: String,
    email: String,
    nip: Option<String>,
    version: i64,
}

/// A grant in words.
#[derive(Serialize)]
struct Held {
    role: String,
    scope: String,
    period: String,
}

struct Seen {
    person: Person,
    grants: Vec<Grant>,
    sessions: Vec<Session>,
    tokens: Vec<Token>,
    absences: Vec<Absence>,
    choices: Choices,
}

/// A form that was sent and has to be shown again.
type Again<'a> = Option<(&'static str, Form, &'a Refusal)>;

/// `GET /profile`.
///
/// # Errors
/// When it cannot be read.
pub async fn show(visit: Visit) -> Result<HttpResponse, Refusal> {
    page(&visit, None, None).await
}

/// The page with a form that was sent and is not as it should be.
///
/// # Errors
/// What cannot be mended in the form.
pub async fn again(
    visit: &Visit,
    form: &'static str,
    posted: &Posted,
    refusal: Refusal,
) -> Result<HttpResponse, Refusal> {
    let mut shown = Form::new(form).posted(posted);
    match refusal.reason {
        Reason::Invalid => {
            shown = shown.wrong(&FieldErrors(refusal.fields.clone()), &visit.app.templates, visit.lang());
        }
        Reason::Stale | Reason::KeyReused => {
            shown.refused = Some(visit.voice().say(&format!("problem.{}.detail", refusal.reason.word())));
        }
        Reason::TooMany => {
            let seconds = refusal.retry_after.unwrap_or(1).to_string();
            shown.refused = Some(visit.voice().with("sessions.wait", &[("seconds", &seconds)]));
        }
        _ => return Err(refusal),
    }
    page(visit, Some((form, shown, &refusal)), None).await
}

/// The page, with a form that was sent, or a token that was made.
///
/// # Errors
/// When it cannot be read.
pub async fn page(
    visit: &Visit,
    again: Again<'_>,
    new_token: Option<String>,
) -> Result<HttpResponse, Refusal> {
    let (now, today) = (visit.now, visit.now.date_in(visit.actor.zone));
    let read = visit.read(move |conn, actor| {
        let filter =
            GrantFilter { person: Some(actor.id), holding_on: Some(today), ..GrantFilter::default() };
        Ok::<_, PeopleError>(Seen {
            person: persons::get(conn, actor, actor.id)?,
            grants: grants::list(conn, actor, filter, Part::first(50))?.items,
            sessions: sessions::list(conn, actor, now)?,
            tokens: tokens::list(conn, actor)?,
            choices: choices::read(conn, actor)?,
            absences: if works(actor) { absences::own_coming(conn, actor, today)? } else { Vec::new() },
        })
    });
    let (seen, counts): (Seen, Waiting) = read.await?;
    let voice = visit.voice();
    let mut forms = BTreeMap::from([
        (
            "preferences",
            Form::new("preferences")
                .with("room", seen.person.room.as_deref().unwrap_or_default())
                .with("phone", seen.person.phone.as_deref().unwrap_or_default()),
        ),
        ("password", Form::new("password")),
        ("token", Form::new("token")),
        ("absence", leave::form(today)),
        ("notifications", notifications::form(&visit.actor, &seen.choices)),
    ]);
    let refusal = again.as_ref().map(|(.., refusal)| *refusal);
    if let Some((name, form, _)) = again {
        forms.insert(name, form);
    }
    let hears = forms.get("notifications").map(|form| notifications::rows(&visit.actor, form));
    let shown = Shown {
        hears: hears.unwrap_or_default(),
        mail_off: seen.person.staff_mail == StaffMail::Off && visit.actor.standing.is_staff(),
        options: options(&seen.person, voice),
        forms,
        grants: seen.grants.iter().map(|grant| held(grant, voice)).collect(),
        sessions: seen
            .sessions
            .into_iter()
            .map(|session| places::open(session, visit.session_id, voice))
            .collect(),
        tokens: seen
            .tokens
            .into_iter()
            .filter(|token| token.revoked_at.is_none() && token.expires_at > now)
            .map(keys::own)
            .collect(),
        person: Own {
            name: seen.person.name,
            email: seen.person.email,
            nip: seen.person.nip,
            version: seen.person.version,
        },
        new_token,
        staff: visit.actor.standing.is_staff(),
        works: works(&visit.actor),
        absences: seen.absences.iter().map(|absence| Leave::own(absence, today, visit.actor.zone)).collect(),
    };
    let frame = visit.frame(voice.say("profile.title"), "profile", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "profile/show", &frame, &shown),
        None => visit.page("profile/show", &frame, &shown),
    }
}

fn options(person: &Person, voice: Voice<'_>) -> BTreeMap<&'static str, Vec<Choice>> {
    let mail: Vec<&str> = StaffMail::ALL.iter().map(|word| word.as_str()).collect();
    let scopes: Vec<&str> = TokenScope::ALL.iter().map(|word| word.as_str()).collect();
    let day =
        |days: &i64| Choice::new(days, voice.with("profile.days", &[("count", &days.to_string())]), "90");
    BTreeMap::from([
        ("language", choices(voice, "language", &["id", "en"], person.language.as_str())),
        ("staff_mail", choices(voice, "staff_mail", &mail, person.staff_mail.as_str())),
        ("scope", choices(voice, "token_scope", &scopes, "read")),
        ("days", DAYS.iter().map(day).collect()),
    ])
}

/// Whether somebody is missed when they are not there: a technician of either tier.
fn works(actor: &Actor) -> bool {
    !actor.standing.tier1_of.is_empty() || !actor.standing.tier2_of.is_empty()
}

fn held(grant: &Grant, voice: Voice<'_>) -> Held {
    let whole = || voice.say("grants.everywhere");
    let scope = grant.agency_name.clone().or_else(|| grant.group_name.clone()).unwrap_or_else(whole);
    Held { role: voice.word("role", grant.role.as_str()), scope, period: period(grant, voice) }
}
