//! An address from which letters came back is tried again, once somebody has mended it.

use actix_web::{HttpResponse, web};

use super::visit::Visit;
use crate::db::DbConn;
use crate::desk::ids::PersonId;
use crate::desk::people::{Actor, PeopleError, bounces};
use crate::desk::tickets::Number;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;

/// `POST /people/{id}/address`: leads back to the ticket it was asked on, or to the person.
///
/// # Errors
/// A forged form, not found, not theirs.
pub async fn try_again(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let id: PersonId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let back = match posted.text("ticket").parse::<Number>() {
        Ok(number) => format!("/tickets/{number}"),
        Err(_) => format!("/admin/people/{id}"),
    };
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        bounces::try_again(conn, actor, id, now)?;
        Ok::<_, PeopleError>(back)
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "saved"))
}
