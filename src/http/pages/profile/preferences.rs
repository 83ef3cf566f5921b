//! What one chooses for oneself: language, mail, room and phone.

use actix_web::HttpResponse;

use super::show::again;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::{Actor, PeopleError, persons};
use crate::desk::words::{Language, StaffMail};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

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
