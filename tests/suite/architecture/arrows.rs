//! Which way imports run.

use crate::support::sources::{Source, nothing_found};

/// Who may import whom, top floor first. An arrow never runs up.
const FLOORS: &[(&str, &[&str])] = &[
    ("main", &["command"]),
    (
        "command",
        &["server", "jobs", "mail", "app", "live", "pulse", "config", "clock", "templates", "db", "desk"],
    ),
    (
        "server",
        &["jobs", "http", "mail", "app", "live", "pulse", "config", "clock", "templates", "db", "desk"],
    ),
    ("jobs", &["mail", "app", "pulse", "config", "clock", "db", "desk"]),
    ("http", &["app", "live", "pulse", "config", "clock", "templates", "db", "desk"]),
    ("mail", &["app", "pulse", "config", "clock", "templates", "db", "desk"]),
    ("app", &["live", "pulse", "config", "clock", "templates", "db", "desk"]),
    ("live", &["clock", "db", "desk"]),
    ("pulse", &["clock"]),
    ("templates", &["config", "clock", "desk"]),
    ("config", &["clock", "db"]),
    ("desk", &["clock", "db", "text"]),
    ("db", &["clock"]),
    ("clock", &["db"]),
    ("text", &[]),
];

/// The rooms of the desk and what each may see of the others. `people::access` is open to all.
const ROOMS: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("words", &[]),
    ("columns", &[]),
    ("fields", &["words"]),
    ("difference", &["ids", "words", "fields"]),
    ("page", &["ids", "words", "fields"]),
    ("people", &["ids", "words", "columns", "fields", "difference", "page", "events"]),
    ("events", &["ids", "words", "fields", "page", "people"]),
    ("answers", &["ids", "words", "fields", "people"]),
    ("letters", &["ids", "words", "fields", "page", "events", "people"]),
    ("wording", &["ids", "words", "fields", "difference", "events", "people", "letters"]),
    ("catalogue", &["ids", "words", "fields", "difference", "page", "events", "people"]),
    ("sla", &["ids", "words", "fields", "difference", "page", "events", "people", "catalogue"]),
    ("intake", &[]),
    ("setup", &["ids", "words", "fields", "people", "catalogue", "sla"]),
    ("brand", &["ids", "fields", "events", "people"]),
    ("views", &["ids", "words", "columns", "fields", "people", "catalogue"]),
    ("attachments", &["ids", "words", "fields", "page", "events", "people", "tickets"]),
    ("search", &["ids", "words", "fields", "page", "events", "people", "catalogue", "tickets"]),
    ("tickets", &["ids", "words", "fields", "page", "events", "people", "catalogue", "search", "sla"]),
    ("macros", &["ids", "words", "fields", "difference", "events", "people", "catalogue", "sla", "tickets"]),
    ("setup", &["ids", "words", "fields", "events", "people", "catalogue", "sla"]),
    ("notifications", &["ids", "words", "fields", "page", "events", "people", "letters", "tickets"]),
    (
        "inbox",
        &[
            "ids",
            "words",
            "fields",
            "page",
            "events",
            "people",
            "catalogue",
            "search",
            "tickets",
            "attachments",
            "letters",
        ],
    ),
    ("demo", &["ids", "words", "page", "events", "people", "catalogue", "sla", "tickets", "macros"]),
];

#[test]
fn imports_run_downhill_only() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs") {
        let module = source.module().to_owned();
        if module == "lib" {
            continue;
        }
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == module) else {
            findings.push(source.at(
                0,
                &format!("`{module}` has no floor yet: give it one in tests/suite/architecture/arrows.rs"),
            ));
            continue;
        };
        let code = source.code();
        let root = if module == "main" { "jenjang" } else { "crate" };
        for (offset, path) in source.imports(&code, root) {
            let Some(target) = path.first() else { continue };
            let known = FLOORS.iter().any(|(name, _)| name == target);
            if known && *target != module && !below.contains(&target.as_str()) {
                findings.push(source.at(offset, &format!("`{module}` may not import `{}`", path.join("::"))));
            }
        }
    }
    nothing_found("an arrow runs up", &findings);
}

#[test]
fn rooms_of_the_desk_import_downhill_only() {
    let mut findings = Vec::new();
    for source in Source::under("src/desk", "rs") {
        let Some(room) = source.inside().first().map(|room| (*room).to_owned()) else { continue };
        if room == "mod" {
            continue;
        }
        let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            findings.push(source.at(
                0,
                &format!(
                    "the room `{room}` has no place yet: give it one in tests/suite/architecture/arrows.rs"
                ),
            ));
            continue;
        };
        let code = source.code();
        for (offset, path) in source.imports(&code, "crate") {
            let [floor, target, rest @ ..] = path.as_slice() else { continue };
            let open_to_all = target == "people" && rest.first().is_some_and(|name| name == "access");
            let known = ROOMS.iter().any(|(name, _)| name == target);
            if floor == "desk"
                && known
                && *target != room
                && !open_to_all
                && !below.contains(&target.as_str())
            {
                findings.push(
                    source.at(offset, &format!("the room `{room}` may not import `{}`", path.join("::"))),
                );
            }
        }
    }
    nothing_found("a room looks up", &findings);
}

#[test]
fn pages_do_not_import_pages_and_verbs_do_not_import_verbs() {
    let mut findings = Vec::new();
    let verbs =
        ["opening", "assignment", "escalation", "resolution", "comments", "waiting", "handoff", "closing"];
    for source in Source::under("src", "rs") {
        let inside = source.inside();
        let code = source.code();
        for (offset, path) in source.imports(&code, "crate") {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            let circle = match (source.module(), inside.as_slice(), names.as_slice()) {
                ("http", ["pages", own, ..], ["http", "pages", other, ..]) => {
                    own != other && !["mod", "routes"].contains(own) && is_page(other)
                }
                ("desk", ["tickets", own, ..], ["desk", "tickets", other, ..]) => {
                    own != other && verbs.contains(own) && verbs.contains(other)
                }
                _ => false,
            };
            if circle {
                findings.push(source.at(
                    offset,
                    &format!("imports its sibling `{}`: what two share is on the noun", path.join("::")),
                ));
            }
        }
    }
    nothing_found("siblings lean on each other", &findings);
}

/// A page is what the table of pages serves; what pages share (a visit, a frame) is none.
fn is_page(name: &str) -> bool {
    let table = Source::file("src/http/pages/routes.rs");
    table
        .imports(&table.code(), "crate")
        .iter()
        .any(|(_, path)| matches!(path.as_slice(), [http, pages, page, ..] if http == "http" && pages == "pages" && page == name))
}
