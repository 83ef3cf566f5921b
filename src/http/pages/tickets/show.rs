//! `GET /tickets/{number}`: the ticket page.

use actix_web::{HttpResponse, web};

use super::answer::Asked;
use super::beside::{Asked as CameFrom, Place};
use super::look::{Seen, note_reading, number};
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

/// The ticket page, with a canned answer in its composer and the form of a fact open if the address names them. Reading a restricted ticket is written down (TJ 15(4)).
///
/// # Errors
/// Not found.
pub async fn show(
    visit: Visit,
    path: web::Path<String>,
    asked: web::Query<Asked>,
    came: web::Query<CameFrom>,
) -> Result<HttpResponse, Refusal> {
    let seen = Seen::of(&visit, number(&path)?, asked.chosen()).await?;
    note_reading(&visit, &seen).await?;
    let ticket = &seen.overview.ticket;
    let frame = visit.frame(format!("{} {}", ticket.number, ticket.title), "tickets", seen.counts);
    let mut sheet = seen.sheet(&visit);
    if let Some(form) = asked.corrected() {
        seen.opens(&mut sheet, form, visit.voice());
        sheet.forms.entry(form).and_modify(|form| form.open = true);
    }
    sheet.place = Place::of(&visit, &came.list, ticket, &came.after);
    visit.page("tickets/show", &frame, &sheet)
}
