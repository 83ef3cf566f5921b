//! A report with its files becomes a ticket: what the requester's own form and the one of technicians share.

use super::attachments::{at_the_field, prepared, taken};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::answers::Answer;
use crate::desk::attachments::{self, Attach};
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::tickets::{self, Open, Ticket};
use crate::desk::words::Visibility;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// The ticket and its files in one transaction, and what `then` does besides; it says where to go on. A category that was
/// left open is guessed from the words.
///
/// # Errors
/// A forged form, or what the report lacks.
pub async fn entered(
    visit: &Visit,
    posted: &mut Posted,
    mut report: Open,
    then: impl FnOnce(&mut DbConn, &Actor, &Ticket, Timestamp) -> Result<String, Refusal> + Send + 'static,
) -> Result<Answer, Refusal> {
    if report.category.trim().is_empty() {
        report.category = guessed(visit, posted).await?.unwrap_or_default();
    }
    let limits = visit.app.attachment_limits();
    if posted.has_files() {
        let (sizes, asked, now) = (posted.file_sizes(), report.clone(), visit.now);
        let check = move |conn: &mut DbConn, actor: &Actor| {
            tickets::check_report(conn, actor, &asked, now)?;
            let room = attachments::room(conn, actor, &sizes, limits, now);
            room.map_err(|error| at_the_field(error.into()))
        };
        let actor = visit.actor.clone();
        visit.app.db.read(move |conn| check(conn, &actor)).await?;
    }
    let files = prepared(visit, posted).await?;
    let (sent, target) = (posted.uploads(), visit.path().to_owned());
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let ticket = tickets::open(conn, actor, report, now)?;
        for file in files.into_iter().chain(taken(conn, actor, &target, sent, now)?) {
            let what = Attach { file, visibility: Visibility::Public, comment: None };
            let attached = attachments::attach(conn, actor, &ticket.spoken(), what, limits, now);
            attached.map_err(|error| at_the_field(error.into()))?;
        }
        then(conn, actor, &ticket, now)
    };
    visit.write(posted, job).await
}

/// The category the words of a report speak for most.
async fn guessed(visit: &Visit, posted: &Posted) -> Result<Option<String>, Refusal> {
    let text = [posted.text("title"), posted.text("place"), posted.text("description")].join("\n");
    let found = visit.app.db.read(move |conn| search::categories_for(conn, &text, 1)).await?;
    Ok(found.into_iter().next().map(|category| category.code))
}
