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
        for (call, place) in [
            ("errors.add(", 1),
            ("errors.add_with(", 1),
            ("FieldErrors::one(", 1),
            ("Refusal::field(", 1),
            ("errors.check(", 2),
        ] {
            for (at, _) in text.match_indices(call) {
                let arguments = arguments(&text[at + call.len()..]);
                let literals = arguments.get(place).map(|text| text.split('"').skip(1).step_by(2));
                codes.extend(literals.into_iter().flatten().filter(|code| is_word(code)).map(str::to_owned));
            }
        }
    }
    codes
}

/// The arguments of a call, from behind its opening parenthesis.
fn arguments(call: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut found) = (0, false, vec![String::new()]);
    for letter in call.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if depth < 0 {
            break;
        }
        if let Some(last) = found.last_mut() {
            last.push(letter);
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit())
}
