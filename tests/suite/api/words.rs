//! Every refusal has words in both languages.

use std::collections::BTreeSet;

use jenjang::http::error::Reason;
use jenjang::templates::{LANGUAGES, Templates};

use crate::support::sources::Source;

#[test]
fn every_reason_has_a_title_and_a_detail() {
    let templates = Templates::new().unwrap();
    for reason in Reason::ALL {
        for part in ["title", "detail"] {
            for lang in LANGUAGES {
                let key = format!("problem.{}.{part}", reason.word());
                assert!(templates.has_text(lang, &key), "{key} is missing in {lang}");
            }
        }
    }
}

#[test]
fn every_field_error_has_words() {
    let templates = Templates::new().unwrap();
    let codes = codes_in_sources();
    assert!(codes.len() > 30, "{codes:?}");
    let missing: Vec<_> = codes
        .iter()
        .flat_map(|code| LANGUAGES.map(|lang| (code, lang)))
        .filter(|(code, lang)| !templates.has_text(lang, &format!("error.{code}")))
        .collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

/// The codes that the desk and its doors give to wrong fields, as they stand in the sources.
fn codes_in_sources() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let sources = Source::under("src/desk", "rs").into_iter().chain(Source::under("src/http", "rs"));
    for source in sources {
        let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (call, takes_more) in [
            ("errors.add(", false),
            ("errors.check(", false),
            ("FieldErrors::one(", false),
            ("Refusal::field(", false),
            ("errors.add_with(", true),
        ] {
            for (at, _) in text.match_indices(call) {
                let words = literals(&text[at + call.len()..]);
                let code = if takes_more { words.get(1).or(words.first()) } else { words.last() };
                codes.extend(code.filter(|code| is_word(code)).cloned());
            }
        }
    }
    codes
}

/// The texts between quotes up to the end of a call.
fn literals(call: &str) -> Vec<String> {
    let (mut depth, mut found, mut quoted) = (1, Vec::new(), None::<String>);
    for letter in call.chars() {
        match (&mut quoted, letter) {
            (Some(text), '"') => {
                found.push(std::mem::take(text));
                quoted = None;
            }
            (Some(text), letter) => text.push(letter),
            (None, '"') => quoted = Some(String::new()),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return found;
                }
            }
            (None, _) => {}
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit())
}
