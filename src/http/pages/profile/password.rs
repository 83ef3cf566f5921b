//! One's own password.

use actix_web::HttpResponse;

use super::show::again;
use crate::desk::fields::FieldErrors;
use crate::desk::people::passwords::{self, Owner};
use crate::desk::people::{PeopleError, persons};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::hashing;
use crate::http::pages::visit::Visit;

/// `POST /profile/password`: a new password; all other sessions end.
///
/// # Errors
/// A forged form; a wrong present password or a bad new one shows the page again.
pub async fn change(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
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
