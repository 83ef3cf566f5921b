//! What the page of a canned answer shows.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::list::keeps_any;
use crate::desk::catalogue;
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, Facts, Gap, KeptGroup, Macro, MacroError, Step};
use crate::desk::people::access::Denied;
use crate::desk::tickets::{self, Number, TicketError};
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Form};
use crate::http::macros::Words;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{categories, choices};

/// What stands for the answers of no group.
pub(super) const ALL: &str = "all";

#[derive(Serialize)]
struct Shown {
    form: Form,
    action: String,
    canned: Option<Kept>,
    keeps: bool,
    options: BTreeMap<&'static str, Vec<Choice>>,
    gaps: Vec<Line>,
    /// What it reads like.
    preview: String,
    /// The ticket it was filled by; none for the example.
    filled_by: Option<String>,
}

#[derive(Serialize)]
struct Kept {
    id: MacroId,
    version: i64,
    title: String,
    archived: bool,
}

#[derive(Serialize)]
struct Line {
    name: String,
    text: String,
}

/// The page of one, or of a new one.
///
/// # Errors
/// Not found, not theirs.
pub(super) async fn show(
    visit: &Visit,
    editing: Option<MacroId>,
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let example = form.value("example").trim().parse::<Number>().ok();
    let read = visit.read(move |conn, actor| {
        let groups = macros::kept_groups(conn, actor)?;
        let canned = match editing {
            Some(id) => Some(macros::get(conn, actor, id)?),
            None if keeps_any(actor, &groups) => None,
            None => return Err(Denied.into()),
        };
        let tree = catalogue::tree(conn)?;
        let shown = match example.map(|number| tickets::show(conn, actor, &number)) {
            None | Some(Err(TicketError::NotFound)) => None,
            Some(found) => Some(found?),
        };
        let by = shown.map(|ticket| Facts::of(conn, ticket)).transpose()?;
        Ok::<_, MacroError>((groups, canned, tree, by))
    });
    let ((groups, canned, tree, by), counts) = read.await?;
    let voice = visit.voice();
    let form = match &canned {
        Some(canned) if !form.open => filled(canned),
        _ => form,
    };
    let words = match &by {
        Some(facts) => {
            let answer_by = facts.answer_by(form.value("answer_days").parse().ok(), visit.now);
            Words::of(voice.templates, facts, answer_by, &visit.actor.name)
        }
        None => {
            let here = (visit.actor.zone, visit.now);
            Words::example(voice.templates, visit.actor.language, &visit.actor.name, here)
        }
    };
    let keeps = canned.as_ref().is_none_or(|canned| macros::keepable(&visit.actor, &groups, canned.group_id));
    let gaps = Gap::ALL
        .iter()
        .map(|gap| Line { name: format!("{{{gap}}}"), text: voice.word("macro_gap", gap.as_str()) });
    let title = canned.as_ref().map_or_else(|| voice.say("macros.new"), |canned| canned.title.clone());
    let shown = Shown {
        action: editing.map_or_else(|| "/macros".to_owned(), |id| format!("/macros/{id}")),
        preview: words.fill(form.value("body")),
        filled_by: by.map(|facts| facts.ticket.number),
        options: options(visit, voice, &form, &groups, &tree, canned.as_ref()),
        gaps: gaps.collect(),
        canned: canned.map(|canned| Kept {
            id: canned.id,
            version: canned.version,
            title: canned.title,
            archived: canned.archived_at.is_some(),
        }),
        keeps,
        form,
    };
    let frame = visit.frame(title, "macros", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "macros/form", &frame, &shown),
        None => visit.page("macros/form", &frame, &shown),
    }
}

fn options(
    visit: &Visit,
    voice: Voice<'_>,
    form: &Form,
    groups: &[KeptGroup],
    tree: &[catalogue::Branch],
    canned: Option<&Macro>,
) -> BTreeMap<&'static str, Vec<Choice>> {
    let chosen = form.value("group");
    let mut owners: Vec<Choice> = Vec::new();
    if macros::keepable(&visit.actor, groups, None) {
        owners.push(Choice::new(ALL, voice.say("macros.for_all"), chosen));
    }
    owners.extend(groups.iter().map(|kept| Choice::new(kept.id, &*kept.name, chosen)));
    let category = match canned.and_then(|canned| canned.category_id) {
        Some(id) if !form.open => id.to_string(),
        _ => form.value("category").to_owned(),
    };
    let audience =
        |word: &str| Choice::new(word, voice.word("macro_audience", word), form.value("visibility"));
    BTreeMap::from([
        ("group", owners),
        ("visibility", vec![audience("public"), audience("internal")]),
        ("category", categories(tree, voice, &category)),
        ("step", choices(voice, "macro_step", &["ask", "resolve"], form.value("step"))),
    ])
}

fn filled(canned: &Macro) -> Form {
    Form::new("f")
        .with("group", canned.group_id.map_or_else(|| ALL.to_owned(), |id| id.to_string()))
        .with("title", &canned.title)
        .with("word", canned.word.as_deref().unwrap_or_default())
        .with("visibility", canned.visibility)
        .with("body", &canned.body)
        .with("takes", if canned.takes { "yes" } else { "" })
        .with("category", canned.category_id.map(|id| id.to_string()).unwrap_or_default())
        .with("step", canned.step.map_or("", Step::as_str))
        .with("answer_days", canned.answer_days.map(|days| days.to_string()).unwrap_or_default())
        .with("cause", canned.cause.as_deref().unwrap_or_default())
}
