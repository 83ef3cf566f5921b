//! Whatever can be wrong with a field is said in both languages.

use std::collections::HashMap;

use crate::support::sources::{Finding, Source, nothing_found};

/// How a field is said to be wrong, and which of the texts that follow is the code.
const WAYS: &[(&str, Place)] = &[
    (".add(", Place::Last),
    (".add_with(", Place::Second),
    (".check(", Place::Last),
    ("FieldErrors::one(", Place::Last),
];

#[derive(Clone, Copy)]
enum Place {
    Second,
    Last,
}

#[test]
fn every_wrong_field_has_a_text_in_both_languages() {
    let texts: [HashMap<String, String>; 2] = ["id", "en"].map(|language| {
        let files = Source::under(&format!("templates/locales/{language}"), "json");
        let read = |file: &Source| serde_json::from_str::<HashMap<String, String>>(&file.text).unwrap();
        files.iter().flat_map(read).collect()
    });
    let mut codes = 0;
    let mut findings: Vec<Finding> = Vec::new();
    for source in Source::under("src/desk", "rs") {
        for (offset, code) in codes_of(&source) {
            codes += 1;
            for text in &texts {
                if text.get(&format!("error.{code}")).is_none_or(String::is_empty) {
                    findings.push(source.at(offset, &format!("`error.{code}` has no text")));
                }
            }
        }
    }
    assert!(codes > 60, "only {codes} codes were found: look at how they are looked for");
    nothing_found("a wrong field without a word", &findings);
}

/// The codes a source names, with where. Strings are read from the text where the code has an error being added.
fn codes_of(source: &Source) -> Vec<(usize, String)> {
    let code = source.code();
    let mut found = Vec::new();
    for (way, place) in WAYS {
        for (start, _) in code.match_indices(way) {
            if !code[..start].ends_with("errors") && !way.starts_with("FieldErrors") {
                continue;
            }
            let arguments = arguments(&code, start + way.len());
            let wanted = match place {
                Place::Second => arguments.get(1),
                Place::Last => arguments.last(),
            };
            let Some((from, to)) = wanted.copied() else { continue };
            let text = source.text[from..to].trim();
            if let Some(text) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                found.push((start, text.to_owned()));
            }
        }
    }
    found
}

/// The arguments of a call that begin at `from`, up to its closing bracket.
fn arguments(code: &str, from: usize) -> Vec<(usize, usize)> {
    let (mut depth, mut begin, mut found) = (0, from, Vec::new());
    for (at, letter) in code[from..].char_indices().map(|(at, letter)| (from + at, letter)) {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                found.push((begin, at));
                break;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push((begin, at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|(from, to)| !code[*from..*to].trim().is_empty());
    found
}
