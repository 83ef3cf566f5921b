//! `GET /admin/letters/wording`: every letter in each language, and whose words it has.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::letters::LetterKind;
use crate::desk::wording::{self, Own};
use crate::desk::words::Language;
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    groups: Vec<Group>,
    broken: usize,
}

#[derive(Serialize)]
struct Group {
    of: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    kind: LetterKind,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    language: Language,
    state: &'static str,
    by: Option<String>,
    at: Option<Timestamp>,
}

/// `GET /admin/letters/wording`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let (own, counts) = visit.read(wording::list).await?;
    let row = |kind: LetterKind| Row {
        kind,
        cells: Language::ALL.iter().map(|language| cell(&own, kind, *language)).collect(),
    };
    let rows = |to_requester: bool| {
        let worded = LetterKind::ALL.iter().copied().filter(|kind| wording::is_worded(*kind));
        worded.filter(|kind| kind.is_to_the_requester() == to_requester).map(row).collect()
    };
    let groups = vec![Group { of: "requester", rows: rows(true) }, Group { of: "others", rows: rows(false) }];
    let shown = Shown { groups, broken: wording::broken(&own) };
    let frame = visit.frame(visit.voice().say("nav.wording"), "letters", counts);
    visit.page("admin/wordings", &frame, &shown)
}

fn cell(own: &[Own], kind: LetterKind, language: Language) -> Cell {
    let found = own.iter().find(|own| own.kind == kind && own.language == language);
    let state = match found.map(Own::read) {
        Some(Ok(Some(_))) => "own",
        Some(Err(_)) => "broken",
        Some(Ok(None)) | None => "shipped",
    };
    Cell { language, state, by: found.map(|own| own.changed_by.clone()), at: found.map(|own| own.changed_at) }
}
