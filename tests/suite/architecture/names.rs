//! Who may name what, and what a file looks like.

use crate::support::sources::{Finding, Source, nothing_found};

/// Lists to look things up in, not pages to read.
const LISTS: &[&str] = &["src/db/schema.rs"];

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
        let in_store = source.inside().contains(&"store");
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
        let in_store = source.inside().contains(&"store");
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
fn a_file_is_a_page_and_not_a_book() {
    let mut findings = Vec::new();
    for source in Source::under("src", "rs").into_iter().chain(Source::under("tests", "rs")) {
        // Rules are tested in place, and those tests are not what makes a file long.
        let code = source.code();
        let lines = source
            .text
            .lines()
            .zip(code.lines())
            .filter(|(text, code)| {
                text.trim().is_empty() == code.trim().is_empty() || text.trim_start().starts_with("//")
            })
            .count();
        if LISTS.contains(&source.path.as_str()) {
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
