//! `GET /macros`: the canned answers one may use.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::desk::ids::MacroId;
use crate::desk::macros::{self, KeptGroup, Macro, MacroError, MacroFilter};
use crate::desk::people::Actor;
use crate::desk::words::Visibility;
use crate::http::error::Refusal;
use crate::http::forms::Choice;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    archived: String,
}

#[derive(Serialize)]
struct Shown {
    typed: String,
    archived: bool,
    keeps: bool,
    searched: bool,
    groups: Vec<Choice>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: MacroId,
    title: String,
    short: Option<String>,
    audience: &'static str,
    owner: String,
    acts: Vec<String>,
}

/// The list, with search.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit, wanted: web::Query<Wanted>) -> Result<HttpResponse, Refusal> {
    let Wanted { q, group, archived } = wanted.into_inner();
    let filter = MacroFilter {
        search: q.chars().take(200).collect(),
        group: group.parse().ok(),
        archived: archived == "yes",
    };
    let archived = filter.archived;
    let read = visit.read(move |conn, actor| {
        let found = macros::list(conn, actor, &filter)?;
        Ok::<_, MacroError>((found, macros::kept_groups(conn, actor)?))
    });
    let ((found, groups), counts) = read.await?;
    let voice = visit.voice();
    let shown = Shown {
        searched: !q.trim().is_empty() || !group.is_empty(),
        typed: q,
        archived,
        keeps: keeps_any(&visit.actor, &groups),
        rows: found.into_iter().map(|canned| row(canned, &groups, voice)).collect(),
        groups: groups.iter().map(|kept| Choice::new(kept.id, &*kept.name, &group)).collect(),
    };
    let frame = visit.frame(voice.say("nav.macros"), "macros", counts);
    visit.page("macros/index", &frame, &shown)
}

/// Whether somebody keeps any at all.
pub(super) fn keeps_any(actor: &Actor, groups: &[KeptGroup]) -> bool {
    !groups.is_empty() || macros::keepable(actor, groups, None)
}

fn row(canned: Macro, groups: &[KeptGroup], voice: Voice<'_>) -> Row {
    let owner = groups.iter().find(|kept| Some(kept.id) == canned.group_id);
    Row {
        id: canned.id,
        acts: canned.acts().into_iter().map(|act| voice.word("macro_act", act.as_str())).collect(),
        audience: if canned.visibility == Visibility::Public { "public" } else { "internal" },
        owner: owner.map_or_else(|| voice.say("macros.for_all"), |kept| kept.name.clone()),
        title: canned.title,
        short: canned.word,
    }
}
