//! The first password of a person, given by an administrator.

use actix_web::{HttpResponse, web};

use super::mended::again;
use super::person::{id, show};
use crate::desk::fields::FieldErrors;
use crate::desk::people::passwords::{self, Owner};
use crate::desk::people::persons::{self, PersonFields};
use crate::desk::people::{By, access};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::hashing;
use crate::http::pages::visit::Visit;

/// `POST /admin/people/{id}/password`: a new first password; all their sessions end.
///
/// # Errors
/// Not found, not theirs, forged; a bad password shows the form again.
pub async fn set(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    visit.check(&posted)?;
    access::administers(&visit.actor)?;
    let (person, _) = visit.read(move |conn, actor| persons::get(conn, actor, id)).await?;
    match hashed(&visit, &posted, Some(person.fields())).await {
        Ok(hash) => {
            let (actor, now) = (visit.actor.clone(), visit.now);
            visit
                .app
                .db
                .write(move |conn| persons::set_password(conn, By::Person(&actor), id, &hash, now))
                .await?;
            Ok(visit.go_to(&format!("/admin/people/{id}"), "password"))
        }
        Err(refusal) => {
            let form = again(&visit, "reset", &posted, &refusal)?;
            show(&visit, Some(id), Some(("reset", form, &refusal))).await
        }
    }
}

/// Checks and hashes a first password, off the async threads.
///
/// # Errors
/// A bad password, at its field.
pub async fn hashed(visit: &Visit, posted: &Posted, owner: Option<PersonFields>) -> Result<String, Refusal> {
    let (password, memory) = (posted.text("password").to_owned(), visit.app.config.password_memory);
    let hashed = hashing::in_turn(&visit.app, move || {
        let mut errors = FieldErrors::default();
        let owner = owner.as_ref().map_or_else(Owner::default, |fields| Owner {
            email: &fields.email,
            name: &fields.name,
            nip: Some(&fields.nip),
        });
        passwords::check(&password, owner, "password", &mut errors);
        errors.finish()?;
        passwords::hash(&password, memory).map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Refusal::of(Reason::Failed)
        })
    });
    hashed.await?
}
