//! Steps on a ticket: adding, copying those of the category, ticking, removing.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::StepId;
use crate::desk::tickets;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

const FORM: &str = "steps";

/// `POST /tickets/{number}/steps`: the lines that were typed, or those of the category.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (lines, copies) = (posted.text("steps").to_owned(), posted.text("from_category") == "yes");
    let sent = Sent { form: FORM, done: "steps_added" };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, _, now| {
        if copies {
            tickets::copy_steps(conn, actor, number, now).map(drop)
        } else {
            tickets::add_steps(conn, actor, number, &lines, now).map(drop)
        }
    })
    .await
}

/// `POST /tickets/{number}/steps/{id}`: ticks it off (`done=yes`) or takes the tick away.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn tick(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, step_id(&path.1)?);
    let done = posted.text("done") == "yes";
    let sent = Sent { form: FORM, done: if done { "step_ticked" } else { "step_unticked" } };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, _, now| {
        tickets::tick_step(conn, actor, number, id, done, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/steps/{id}/end`: takes it away.
///
/// # Errors
/// Not found, not theirs, ticked, forged.
pub async fn end(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let (number, id) = (number(&path.0)?, step_id(&path.1)?);
    let sent = Sent { form: FORM, done: "step_removed" };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, _, now| {
        tickets::remove_step(conn, actor, number, id, now)
    })
    .await
}

fn step_id(text: &str) -> Result<StepId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
