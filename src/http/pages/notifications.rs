//! What happened that concerns somebody: their lines by days, read one by one by opening the ticket, or all at once.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::notice::{Day, by_days};
use super::visit::Visit;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::NotificationId;
use crate::desk::notifications;
use crate::desk::page::Part;
use crate::desk::people::Actor;
use crate::desk::tickets::TicketError;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;

/// Lines of one page.
const LINES: i64 = 30;

/// Which part of the lines.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct Shown {
    days: Vec<Day>,
    first: bool,
    until: Timestamp,
    next_href: Option<String>,
}

/// `GET /notifications`.
///
/// # Errors
/// When they cannot be read.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let after: Option<NotificationId> = match asked.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::of(Reason::Malformed))?),
    };
    let part = Part { after, limit: LINES };
    let read = visit.read(move |conn, actor| notifications::list(conn, actor, part));
    let (page, counts) = read.await?;
    let voice = visit.voice();
    let shown = Shown {
        first: after.is_none(),
        // What comes while one reads this page stays unread.
        until: page.items.first().map_or(visit.now, |line| line.created_at),
        next_href: page.next.map(|next| format!("/notifications?after={next}")),
        days: by_days(page.items, voice, visit.here()),
    };
    let frame = visit.frame(voice.say("notices.title"), "notifications", counts);
    visit.page("notifications/index", &frame, &shown)
}

/// `POST /notifications/{id}/reading`: marks one as read, and goes to its ticket.
///
/// # Errors
/// None of theirs, or forged.
pub async fn read(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: NotificationId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let line = notifications::see(conn, actor, id, now)?;
        Ok::<_, TicketError>(format!("/tickets/{}", line.number))
    };
    Ok(visit.on(&visit.write(&posted, job).await?))
}

/// `POST /notifications/reading`: marks everything as read that was there when the page was shown.
///
/// # Errors
/// A forged form, or a moment that is none.
pub async fn read_all(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let until: Option<Timestamp> = posted.word("until", &mut errors);
    errors.finish()?;
    let until = until.ok_or(Refusal::field("until", "required"))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        notifications::see_all(conn, actor, until, now)?;
        Ok::<_, TicketError>("/notifications".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "all_read"))
}
