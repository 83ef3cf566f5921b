//! One's own password.

use actix_web::{HttpRequest, HttpResponse};

use super::show::again;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::people::passwords::{self, Owner};
use crate::desk::people::persons::{self, Person};
use crate::desk::people::sign_in::{self, Credentials, SignInError};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;
use crate::http::{hashing, request};

/// What came of comparing the present password and looking at the new one.
struct Compared {
    credentials: Credentials,
    right: bool,
    hash: Result<String, Refusal>,
}

/// `POST /profile/password`: a new password; all other sessions end. A wrong present password counts as a failed sign-in:
/// whoever finds a session open does not guess without end.
///
/// # Errors
/// A forged form; a wrong present password or a bad new one shows the page again.
pub async fn change(visit: Visit, request: HttpRequest, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let address = request::address(&request, &visit.app.config).to_string();
    match changed(&visit, address, &posted).await {
        Ok(()) => Ok(visit.go_to("/profile#password", "password")),
        Err(refusal) => again(&visit, "password", &posted, refusal).await,
    }
}

async fn changed(visit: &Visit, address: String, posted: &Posted) -> Result<(), Refusal> {
    let (actor, session, now) = (visit.actor.clone(), visit.session_id, visit.now);
    let read = visit.app.db.read(move |conn| {
        let person = persons::get(conn, &actor, actor.id)?;
        let credentials = sign_in::credentials(conn, &actor.email, &address, now);
        Ok::<_, Refusal>((person, credentials.map_err(|error| refused(error, now))?))
    });
    let (person, credentials) = read.await?;
    let Compared { credentials, right, hash } = compared(visit, person, credentials, posted).await?;
    if !right {
        let failed = visit.app.db.write(move |conn| sign_in::fail(conn, &credentials, now)).await?;
        // What else is wrong with the form is said along with it, unless one has to wait.
        return Err(match (failed, hash) {
            (SignInError::Wrong, Err(refusal)) => refusal,
            (failed, _) => refused(failed, now),
        });
    }
    let (hash, actor) = (hash?, visit.actor.clone());
    let write = visit.app.db.write(move |conn| {
        sign_in::prove(conn, &credentials, now).map_err(|error| refused(error, now))?;
        Ok::<_, Refusal>(persons::set_own_password(conn, &actor, &hash, Some(session), now)?)
    });
    write.await
}

/// Off the async threads: the present password, what is wrong with the new one, and its hash.
async fn compared(
    visit: &Visit,
    person: Person,
    mut credentials: Credentials,
    posted: &Posted,
) -> Result<Compared, Refusal> {
    let (current, new) = (posted.text("current").to_owned(), posted.text("password").to_owned());
    let memory = visit.app.config.password_memory;
    hashing::in_turn(&visit.app, move || {
        let mut errors = FieldErrors::default();
        let right = credentials.verify(&current, memory);
        errors.check(right, "current", "password_wrong");
        let owner = Owner { email: &person.email, name: &person.name, nip: person.nip.as_deref() };
        passwords::check(&new, owner, "password", &mut errors);
        let hash = errors.finish().map_err(Refusal::from).and_then(|()| {
            passwords::hash(&new, memory).map_err(|error| {
                tracing::error!(%error, "a password could not be hashed");
                Refusal::of(Reason::Failed)
            })
        });
        Compared { credentials, right, hash }
    })
    .await
}

fn refused(error: SignInError, now: Timestamp) -> Refusal {
    match error {
        SignInError::Wait(until) => {
            Refusal::too_many(u64::try_from(until.seconds_since(now)).unwrap_or(0).max(1))
        }
        SignInError::Wrong => Refusal::field("current", "password_wrong"),
        SignInError::Database(error) => error.into(),
    }
}
