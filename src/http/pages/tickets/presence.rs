//! `POST /tickets/{number}/presence`: the page says that somebody looks at it, or writes on it; others of the staff see that.

use actix_web::{HttpResponse, web};

use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;
use crate::desk::tickets;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;
use crate::live::{Beat, Doing};

/// Takes in that somebody of the staff is there.
///
/// # Errors
/// Not found, not of the staff, forged.
pub async fn beat(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let doing: Option<Doing> = posted.word("doing", &mut errors);
    errors.finish()?;
    if !visit.actor.standing.is_staff() {
        return Err(Denied.into());
    }
    let actor = visit.actor.clone();
    let ticket = visit.app.db.read(move |conn| tickets::show(conn, &actor, &number)).await?;
    let (person, name) = (visit.actor.id, visit.actor.name.clone());
    let doing = doing.unwrap_or(Doing::Looking);
    visit.app.db.tell(Beat { ticket: ticket.id, person, doing, name }.to_string());
    Ok(HttpResponse::NoContent().finish())
}
