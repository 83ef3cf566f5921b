//! "Saya tidak masuk": a technician's own absences.

use actix_web::{HttpResponse, web};

use super::show::again;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::AbsenceId;
use crate::desk::people::{Actor, PeopleError, absences};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::leave;
use crate::http::pages::visit::Visit;

/// `POST /profile/absences`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the page again.
pub async fn enter(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let fields = leave::read(&posted, &mut errors);
    let written = match (fields, errors.finish()) {
        (Some(fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                absences::enter(conn, actor, actor.id, fields, now)?;
                Ok::<_, PeopleError>("/profile#absences".to_owned())
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("absent_from", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "absence_entered")),
        Err(refusal) => again(&visit, "absence", &posted, refusal).await,
    }
}

/// `POST /profile/absences/{id}/end`: takes it back, or ends it early.
///
/// # Errors
/// No such absence of theirs, forged, over already.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: AbsenceId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        absences::withdraw(conn, actor, id, version, now)?;
        Ok::<_, PeopleError>("/profile#absences".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "absence_ended"))
}
