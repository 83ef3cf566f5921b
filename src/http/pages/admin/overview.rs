//! `GET /admin`: the rooms of the administration.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::desk::letters;
use crate::desk::people::access;
use crate::desk::wording;
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    rooms: Vec<Room>,
}

#[derive(Serialize)]
struct Room {
    href: &'static str,
    icon: &'static str,
    label: String,
    about: String,
    failed: i64,
}

/// The rooms, and whether letters failed.
///
/// # Errors
/// Not theirs.
pub async fn show(visit: Visit) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        access::administers(actor)?;
        Ok::<_, Refusal>((letters::counts(conn, actor)?, wording::list(conn, actor)?))
    });
    let ((letters, own), counts) = read.await?;
    let voice = visit.voice();
    let room = |href, icon, name: &str, failed| Room {
        href,
        icon,
        label: voice.word("nav", name),
        about: voice.say(&format!("{name}.lead")),
        failed,
    };
    let rooms = vec![
        room("/admin/people", "people", "people", 0),
        room("/admin/agencies", "building", "agencies", 0),
        room("/admin/groups", "shield", "groups", 0),
        room("/admin/categories", "tag", "categories", 0),
        room("/admin/routing", "route", "routing", 0),
        room("/admin/policies", "clock", "policies", 0),
        room("/admin/calendars", "clock", "calendars", 0),
        room("/admin/brand", "image", "brand", 0),
        room("/admin/inbox", "mail", "inbox", 0),
        room("/admin/letters", "mail", "letters", letters.failed),
        room("/admin/letters/wording", "reply", "wording", wording::broken(&own) as i64),
    ];
    let frame = visit.frame(voice.say("admin.title"), "admin", counts);
    visit.page("admin/index", &frame, &Shown { rooms })
}
