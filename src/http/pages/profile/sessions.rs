//! Where one is signed in.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::SessionId;
use crate::desk::people::sessions::{self, Session};
use crate::desk::people::{Actor, PeopleError};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

/// A session as a line.
#[derive(Serialize)]
pub struct OpenSession {
    id: SessionId,
    agent: String,
    address: String,
    last_seen_at: Timestamp,
    current: bool,
}

/// `POST /profile/sessions/{id}/end`: ends one of one's own sessions.
///
/// # Errors
/// A forged form, or no such session of theirs.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: SessionId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        sessions::end(conn, actor, id, now)?;
        Ok::<_, PeopleError>("/profile#sessions".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "session_ended"))
}

/// The line of a session.
pub fn open(session: Session, current: SessionId, voice: Voice<'_>) -> OpenSession {
    OpenSession {
        current: session.id == current,
        id: session.id,
        agent: browser(&session.agent, voice),
        address: session.address,
        last_seen_at: session.last_seen_at,
    }
}

/// "Chrome · Android" of what a browser says of itself.
fn browser(agent: &str, voice: Voice<'_>) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let parts: Vec<&str> = [browser, system].into_iter().flatten().collect();
    if parts.is_empty() { voice.say("profile.unknown_device") } else { parts.join(" · ") }
}
