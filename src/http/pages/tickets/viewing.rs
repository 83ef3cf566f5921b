//! `GET /views`: every saved view one sees, one's own and those shared with one's groups.

use actix_web::HttpResponse;
use serde::Serialize;

use super::saved::href;
use crate::clock::Timestamp;
use crate::desk::ids::ViewId;
use crate::desk::views;
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    rows: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: ViewId,
    name: String,
    href: String,
    /// The group it is shared with.
    group: String,
    own: bool,
    updated_at: Timestamp,
}

/// All of them.
///
/// # Errors
/// When they cannot be read.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        let groups = views::groups(conn, actor)?;
        Ok::<_, Refusal>((views::list(conn, actor, &groups)?, groups))
    });
    let ((found, groups), counts) = read.await?;
    let rows = found.into_iter().map(|view| Line {
        href: href(&view),
        group: groups
            .iter()
            .find(|(id, _)| Some(*id) == view.group_id)
            .map_or_else(String::new, |(_, name)| name.clone()),
        own: view.person_id == visit.actor.id,
        id: view.id,
        updated_at: view.updated_at,
        name: view.name,
    });
    let shown = Shown { rows: rows.collect() };
    let frame = visit.frame(visit.voice().say("views.all"), "tickets", counts);
    visit.page("tickets/views", &frame, &shown)
}
