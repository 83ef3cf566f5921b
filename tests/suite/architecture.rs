//! The house rules that a reader of the sources can check: which way imports run, and who may name what.
//!
//! Each rule reads the project's files and names file and line of what breaks it. `docs/decisions/0001` says why.

use std::collections::BTreeSet;

use crate::support::sources::{Finding, Source, nothing_found};

/// Who may import whom, top floor first. An arrow never runs up.
const FLOORS: &[(&str, &[&str])] = &[
    ("main", &["cli", "server", "jobs", "demo", "mail", "app", "config", "clock", "templates", "db", "desk"]),
    ("cli", &["server", "jobs", "demo", "mail", "app", "config", "clock", "templates", "db", "desk"]),
    ("server", &["jobs", "http", "mail", "demo", "app", "config", "clock", "templates", "db", "desk"]),
    ("jobs", &["mail", "app", "config", "clock", "db", "desk"]),
    ("demo", &["app", "config", "clock", "db", "desk"]),
    ("http", &["app", "config", "clock", "templates", "db", "desk"]),
    ("mail", &["app", "config", "clock", "templates", "db", "desk"]),
    ("app", &["config", "clock", "templates", "db", "desk"]),
    ("templates", &["config", "clock", "desk"]),
    ("config", &["clock", "db"]),
    ("desk", &["clock", "db"]),
    ("db", &["clock"]),
    ("clock", &["db"]),
];

/// The rooms of the desk and what each may see of the others. `people::access` is open to all.
const ROOMS: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("words", &[]),
    ("people", &["ids", "words", "events"]),
    ("events", &["ids", "words", "people"]),
    ("catalogue", &["ids", "words", "events", "people"]),
    ("search", &["ids", "words", "events", "people", "catalogue", "tickets"]),
    ("tickets", &["ids", "words", "events", "people", "catalogue", "search", "sla"]),
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
            findings.push(
                source.at(
                    0,
                    &format!("`{module}` has no floor yet: give it one in tests/suite/architecture.rs"),
                ),
            );
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
                &format!("the room `{room}` has no place yet: give it one in tests/suite/architecture.rs"),
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
fn the_desk_knows_no_door() {
    names_none_of("src/desk", &["actix_web", "actix_multipart", "handlebars", "lettre", "reqwest"]);
    names_none_of("src/db", &["actix_web", "handlebars", "lettre"]);
    names_none_of("src/mail", &["actix_web", "actix_multipart"]);
    names_none_of("src/http", &["lettre"]);
}

#[test]
fn only_the_database_and_the_stores_name_sql() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs") {
        let in_store = source.inside().iter().any(|part| *part == "store");
        if source.module() == "db" || in_store {
            continue;
        }
        // A row type may derive what a store needs of it: `#[derive(Queryable)]`, `#[diesel(…)]` are not sentences.
        let code = without_attributes(&source.code());
        for word in ["diesel", "sql_query", "r2d2"] {
            for at in source.places_of(&code, word) {
                findings.push(source.at(at, &format!("`{word}` belongs into a store.rs or into src/db")));
            }
        }
    }
    nothing_found("SQL outside its places", &findings);
}

#[test]
fn only_the_database_and_the_stores_ask_which_database_it_is() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs") {
        let in_store = source.inside().iter().any(|part| *part == "store");
        if source.module() == "db" || in_store {
            continue;
        }
        let code = source.code();
        for word in ["DbConn::Sqlite", "DbConn::Postgres"] {
            for at in source.places_of(&code, word) {
                findings.push(source.at(at, &format!("`{word}`: no room asks which database it stands on")));
            }
        }
    }
    nothing_found("the database is asked for its name", &findings);
}

#[test]
fn only_the_clock_reads_the_time() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs").into_iter().filter(|source| source.path != "src/clock.rs") {
        let code = source.code_with_tests();
        for word in ["Utc::now", "Local::now", "SystemTime::now"] {
            for at in source.places_of(&code, word) {
                findings.push(source.at(at, &format!("`{word}`: time is an argument")));
            }
        }
    }
    nothing_found("time is read outside src/clock.rs", &findings);
}

#[test]
fn only_the_error_page_maps_errors_to_status_codes() {
    let mut findings = Vec::new();
    let codes = [
        "BAD_REQUEST",
        "UNAUTHORIZED",
        "FORBIDDEN",
        "NOT_FOUND",
        "CONFLICT",
        "PRECONDITION_FAILED",
        "PAYLOAD_TOO_LARGE",
        "UNSUPPORTED_MEDIA_TYPE",
        "UNPROCESSABLE_ENTITY",
        "TOO_MANY_REQUESTS",
        "INTERNAL_SERVER_ERROR",
    ];
    let answers = [
        "BadRequest",
        "Unauthorized",
        "Forbidden",
        "NotFound",
        "Conflict",
        "UnprocessableEntity",
        "InternalServerError",
    ];
    for source in Source::under("src", "rs").into_iter().filter(|source| source.path != "src/http/error.rs") {
        let code = source.code();
        for name in codes {
            for at in source.places_of(&code, &format!("StatusCode::{name}")) {
                findings.push(source.at(
                    at,
                    &format!("`StatusCode::{name}`: only src/http/error.rs knows the status of an error"),
                ));
            }
        }
        for name in answers {
            for at in source.places_of(&code, &format!("HttpResponse::{name}")) {
                findings.push(source.at(
                    at,
                    &format!("`HttpResponse::{name}`: only src/http/error.rs knows the status of an error"),
                ));
            }
        }
    }
    nothing_found("a status code for an error outside its table", &findings);
}

#[test]
fn a_mod_file_is_a_face_and_nothing_else() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs").into_iter().filter(|source| source.path.ends_with("/mod.rs")) {
        let code = source.code_with_tests();
        for word in ["fn", "struct", "enum", "impl", "trait", "const", "static", "macro_rules"] {
            for at in source.places_of(&code, word) {
                findings.push(source.at(at, &format!("`{word}` in a mod.rs: give it a file of its own")));
            }
        }
    }
    nothing_found("code in a mod.rs", &findings);
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
                    own != other && *own != "mod" && is_page(other)
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

#[test]
fn a_file_is_a_page_and_not_a_book() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs").into_iter().chain(Source::under("tests", "rs")) {
        // Rules are tested in place, and those tests are not what makes a file long. The schema is a list, not prose.
        let code = source.code();
        let lines = source
            .text
            .lines()
            .zip(code.lines())
            .filter(|(text, code)| {
                text.trim().is_empty() == code.trim().is_empty() || text.trim_start().starts_with("//")
            })
            .count();
        if source.path == "src/db/schema.rs" {
            continue;
        }
        if lines > 400 {
            findings.push(format!("{}: {lines} lines; look for the seam", source.path));
        } else if lines > 250 {
            eprintln!("{}: {lines} lines; is there a seam?", source.path);
        }
    }
    nothing_found("files of more than 400 lines", &findings);
}

#[test]
fn every_setting_is_in_the_example_and_the_example_has_no_other() {
    let known = settings_in(&Source::file("src/config.rs").text);
    let shown = settings_in(&Source::file("deploy/env.example").text);
    let readme = settings_in(&Source::file("README.md").text);
    assert!(known.len() > 5, "src/config.rs names its settings: {known:?}");
    assert_eq!(
        known.difference(&shown).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "settings missing in deploy/env.example"
    );
    assert_eq!(
        shown.difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "deploy/env.example has settings nobody reads"
    );
    assert_eq!(
        known.difference(&readme).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "settings missing in README.md"
    );
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    let names = |database: &str| -> BTreeSet<String> {
        Source::under(&format!("migrations/{database}"), "sql")
            .into_iter()
            .map(|source| source.path.replacen(&format!("migrations/{database}/"), "", 1))
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert!(!sqlite.is_empty(), "no migrations found");
    assert_eq!(sqlite, postgres);
    for name in sqlite.iter().filter(|name| name.ends_with("/up.sql")) {
        assert!(sqlite.contains(&name.replace("/up.sql", "/down.sql")), "{name} has no way back");
    }
}

#[test]
fn both_languages_have_the_same_words() {
    for source in Source::under("templates/locales/id", "json") {
        let other = Source::file(&source.path.replacen("/id/", "/en/", 1));
        let (ours, theirs) = (keys_of(&source), keys_of(&other));
        let missing: Vec<&String> = ours.symmetric_difference(&theirs).collect();
        assert!(missing.is_empty(), "{} and {} differ in {missing:?}", source.path, other.path);
    }
}

#[test]
fn templates_have_no_script_or_style_of_their_own_and_name_no_other_origin() {
    let mut findings = Vec::new();
    for source in
        Source::under("templates", "hbs").into_iter().filter(|source| !source.path.contains("/mail/"))
    {
        for (word, why) in [
            (" style=\"", "inline style breaks the Content-Security-Policy"),
            (" onclick=", "inline script breaks the Content-Security-Policy"),
            (" onsubmit=", "inline script breaks the Content-Security-Policy"),
            (" onchange=", "inline script breaks the Content-Security-Policy"),
            ("<style", "inline style breaks the Content-Security-Policy"),
            ("src=\"http", "no request leaves the server's own origin"),
            ("src=\"//", "no request leaves the server's own origin"),
        ] {
            findings.extend(source.text.match_indices(word).map(|(at, _)| source.at(at, why)));
        }
    }
    nothing_found("a template that a strict browser refuses", &findings);
}

fn is_page(name: &str) -> bool {
    Source::under("src/http/pages", "rs")
        .iter()
        .any(|page| page.path == format!("src/http/pages/{name}.rs") && page.text.contains("HttpResponse"))
}

fn names_none_of(folder: &str, words: &[&str]) {
    let mut findings: Vec<Finding> = Vec::new();
    for source in Source::under(folder, "rs") {
        let code = source.code();
        for word in words {
            findings.extend(
                source
                    .places_of(&code, word)
                    .into_iter()
                    .map(|at| source.at(at, &format!("`{word}` has no place in {folder}"))),
            );
        }
    }
    nothing_found("a door named where it does not belong", &findings);
}

/// Blanks `#[…]`, so that derives on row types are not taken for queries.
fn without_attributes(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    for (at, _) in code.match_indices("#[") {
        let mut depth = 0;
        for (index, byte) in code.bytes().enumerate().skip(at + 1) {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                for byte in &mut out[at..=index] {
                    if *byte != b'\n' {
                        *byte = b' ';
                    }
                }
                break;
            }
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn settings_in(text: &str) -> BTreeSet<String> {
    let part = |letter: char| letter.is_ascii_uppercase() || letter == '_' || letter.is_ascii_digit();
    text.split(|letter: char| !part(letter))
        .filter(|word| {
            *word == "DATABASE_URL" || (word.starts_with("JENJANG_") && !word.starts_with("JENJANG_TEST_"))
        })
        .map(str::to_owned)
        .collect()
}

fn keys_of(source: &Source) -> BTreeSet<String> {
    fn walk(value: &serde_json::Value, above: &str, keys: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    walk(value, &format!("{above}.{key}"), keys);
                }
            }
            _ => {
                keys.insert(above.to_owned());
            }
        }
    }
    let value = serde_json::from_str(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let mut keys = BTreeSet::new();
    walk(&value, "", &mut keys);
    keys
}
