//! One's own profile: preferences, password, sessions, API tokens.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Serialize;

use super::frame::Voice;
use super::visit::Visit;
use super::vocabulary::{choices, period};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{SessionId, TokenId};
use crate::desk::page::Part;
use crate::desk::people::grants::{self, Grant, GrantFilter};
use crate::desk::people::passwords::{self, Owner};
use crate::desk::people::persons::{self, Person};
use crate::desk::people::sessions::{self, Session};
use crate::desk::people::tokens::{self, NewToken, Token};
use crate::desk::people::{Actor, PeopleError};
use crate::desk::tickets::QueueCounts;
use crate::desk::words::{Language, StaffMail, TokenScope};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::hashing;

/// Days a token may be made for.
const DAYS: &[i64] = &[30, 90, 365];

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
pub struct Held {
    role: String,
    scope: String,
    period: String,
}

#[derive(Serialize)]
struct OpenSession {
    id: SessionId,
    agent: String,
    address: String,
    last_seen_at: Timestamp,
    current: bool,
}

#[derive(Serialize)]
struct OwnToken {
    id: TokenId,
    name: String,
    scope: TokenScope,
    expires_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

struct Seen {
    person: Person,
    grants: Vec<Grant>,
    sessions: Vec<Session>,
    tokens: Vec<Token>,
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

/// `POST /profile`: language, mail, room, phone.
///
/// # Errors
/// A forged form; what is wrong shows the page again.
pub async fn change(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let language = posted.word::<Language>("language", &mut errors);
    let staff_mail = posted.optional_word::<StaffMail>("staff_mail", &mut errors);
    let (version, room, phone) =
        (posted.version().unwrap_or(0), posted.text("room").to_owned(), posted.text("phone").to_owned());
    let written = match errors.finish() {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(()) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                let before = persons::get(conn, actor, actor.id)?;
                let own = persons::OwnFields {
                    room,
                    phone,
                    language: language.unwrap_or(before.language),
                    staff_mail: staff_mail.unwrap_or(before.staff_mail),
                };
                persons::change_own(conn, actor, version, own, now)?;
                Ok::<_, PeopleError>("/profile".to_owned())
            };
            visit.write(&posted, job).await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => again(&visit, "preferences", &posted, refusal).await,
    }
}

/// `POST /profile/password`: a new password; all other sessions end.
///
/// # Errors
/// A forged form; a wrong present password or a bad new one shows the page again.
pub async fn password(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    match new_password(&visit, &posted).await {
        Ok(hash) => {
            let (actor, session, now) = (visit.actor.clone(), visit.session_id, visit.now);
            visit
                .app
                .db
                .write(move |conn| persons::set_own_password(conn, &actor, &hash, Some(session), now))
                .await?;
            Ok(visit.go_to("/profile#password", "password"))
        }
        Err(refusal) => again(&visit, "password", &posted, refusal).await,
    }
}

/// `POST /profile/sessions/{id}/end`: ends one of one's own sessions.
///
/// # Errors
/// A forged form, or no such session of theirs.
pub async fn end_session(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let id: SessionId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        sessions::end(conn, actor, id, now)?;
        Ok::<_, PeopleError>("/profile#sessions".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "session_ended"))
}

/// `POST /profile/tokens`: makes an API token, shown this once.
///
/// # Errors
/// A forged form; what is wrong shows the page again.
pub async fn make_token(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let mut errors = FieldErrors::default();
    let scope = posted.word::<TokenScope>("scope", &mut errors);
    let days = posted.word::<i64>("days", &mut errors).filter(|days| DAYS.contains(days));
    errors.check(days.is_some(), "days", "unknown");
    let made = match (scope, days, errors.finish()) {
        (Some(scope), Some(days), Ok(())) => {
            let new = NewToken {
                name: posted.text("name").to_owned(),
                scope,
                expires_at: visit.now.plus(TimeDelta::days(days)),
            };
            let (actor, now) = (visit.actor.clone(), visit.now);
            visit.app.db.write(move |conn| tokens::make(conn, &actor, new, now)).await.map_err(Refusal::from)
        }
        (_, _, Err(errors)) => Err(errors.into()),
        _ => Err(Refusal::field("scope", "unknown")),
    };
    match made {
        Ok((secret, _)) => page(&visit, None, Some(secret.reveal().to_owned())).await,
        Err(refusal) => again(&visit, "token", &posted, refusal).await,
    }
}

/// `POST /profile/tokens/{id}/end`: revokes one of one's own tokens.
///
/// # Errors
/// A forged form, or no such token of theirs.
pub async fn end_token(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let id: TokenId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        tokens::revoke(conn, actor, id, now)?;
        Ok::<_, PeopleError>("/profile#tokens".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "token_ended"))
}

async fn new_password(visit: &Visit, posted: &Posted) -> Result<String, Refusal> {
    let (current, new) = (posted.text("current").to_owned(), posted.text("password").to_owned());
    let actor = visit.actor.clone();
    let read = visit.app.db.read(move |conn| {
        let person = persons::get(conn, &actor, actor.id)?;
        Ok::<_, PeopleError>((person, persons::own_password_hash(conn, &actor)?))
    });
    let (person, hash) = read.await?;
    let memory = visit.app.config.password_memory;
    let hashed = hashing::in_turn(&visit.app, move || {
        let mut errors = FieldErrors::default();
        let right = hash.is_some_and(|hash| passwords::verify(&current, &hash));
        errors.check(right, "current", "password_wrong");
        let owner = Owner { email: &person.email, name: &person.name, nip: person.nip.as_deref() };
        passwords::check(&new, owner, "password", &mut errors);
        errors.finish()?;
        passwords::hash(&new, memory).map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Refusal::of(Reason::Failed)
        })
    });
    hashed.await?
}

async fn again(
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
        _ => return Err(refusal),
    }
    page(visit, Some((form, shown, &refusal)), None).await
}

async fn page(visit: &Visit, again: Again<'_>, new_token: Option<String>) -> Result<HttpResponse, Refusal> {
    let (now, today) = (visit.now, visit.now.date_in(visit.actor.zone));
    let read = visit.read(move |conn, actor| {
        let filter =
            GrantFilter { person: Some(actor.id), holding_on: Some(today), ..GrantFilter::default() };
        Ok::<_, PeopleError>(Seen {
            person: persons::get(conn, actor, actor.id)?,
            grants: grants::list(conn, actor, filter, Part::first(50))?.items,
            sessions: sessions::list(conn, actor, now)?,
            tokens: tokens::list(conn, actor)?,
        })
    });
    let (seen, counts): (Seen, QueueCounts) = read.await?;
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
    ]);
    let refusal = again.as_ref().map(|(.., refusal)| *refusal);
    if let Some((name, form, _)) = again {
        forms.insert(name, form);
    }
    let shown = Shown {
        options: options(&seen.person, voice),
        forms,
        grants: seen.grants.iter().map(|grant| held(grant, voice)).collect(),
        sessions: seen.sessions.into_iter().map(|session| open(session, visit.session_id, voice)).collect(),
        tokens: seen
            .tokens
            .into_iter()
            .filter(|token| token.revoked_at.is_none() && token.expires_at > now)
            .map(own)
            .collect(),
        person: Own {
            name: seen.person.name,
            email: seen.person.email,
            nip: seen.person.nip,
            version: seen.person.version,
        },
        new_token,
        staff: visit.actor.standing.is_staff(),
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

/// A grant in words.
pub fn held(grant: &Grant, voice: Voice<'_>) -> Held {
    let whole = || voice.say("grants.everywhere");
    let scope = grant.agency_name.clone().or_else(|| grant.group_name.clone()).unwrap_or_else(whole);
    Held { role: voice.word("role", grant.role.as_str()), scope, period: period(grant, voice) }
}

fn open(session: Session, current: SessionId, voice: Voice<'_>) -> OpenSession {
    OpenSession {
        current: session.id == current,
        id: session.id,
        agent: browser(&session.agent, voice),
        address: session.address,
        last_seen_at: session.last_seen_at,
    }
}

/// "Chrome · Android" of what a browser says of itself.
fn browser(agent: &str, voice: Voice<'_>) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let parts: Vec<&str> = [browser, system].into_iter().flatten().collect();
    if parts.is_empty() { voice.say("profile.unknown_device") } else { parts.join(" · ") }
}

fn own(token: Token) -> OwnToken {
    OwnToken {
        id: token.id,
        name: token.name,
        scope: token.scope,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}
