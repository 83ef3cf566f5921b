//! `GET /tickets/{number}/macros`: the canned answers one can choose from for a ticket.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::look::number;
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, Macro, MacroError};
use crate::desk::people::access::{self, Act};
use crate::desk::tickets;
use crate::http::error::Refusal;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

/// Characters of a text in the list.
const LINE: usize = 140;

/// A few letters of what is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Shown {
    number: String,
    typed: String,
    macros: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: MacroId,
    title: String,
    short: Option<String>,
    line: String,
    internal: bool,
    acts: Vec<String>,
}

/// The list, each a link back to the ticket with the answer in the composer.
///
/// # Errors
/// Not found; not theirs to write for staff on.
pub async fn index(
    visit: Visit,
    path: web::Path<String>,
    typed: web::Query<Typed>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let typed = typed.into_inner().q;
    let wanted: String = typed.chars().take(200).collect();
    let read = visit.read(move |conn, actor| {
        let ticket = tickets::show(conn, actor, &number)?;
        access::may(actor, Act::Note, ticket.held())?;
        let found = macros::offered(conn, actor, ticket.group_id, &wanted)?;
        Ok::<_, MacroError>((ticket, found))
    });
    let ((ticket, found), counts) = read.await?;
    let voice = visit.voice();
    let macros = found.into_iter().map(|canned| row(canned, voice)).collect();
    let shown = Shown { number: ticket.number, typed, macros };
    let frame = visit.frame(voice.say("macros.pick"), "tickets", counts);
    visit.page("tickets/macros", &frame, &shown)
}

fn row(canned: Macro, voice: Voice<'_>) -> Row {
    Row {
        id: canned.id,
        acts: canned.acts().into_iter().map(|act| voice.word("macro_act", act.as_str())).collect(),
        internal: canned.visibility != crate::desk::words::Visibility::Public,
        line: shortened(&canned.body),
        title: canned.title,
        short: canned.word,
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LINE {
        return line;
    }
    line.chars().take(LINE - 1).chain(['…']).collect()
}
