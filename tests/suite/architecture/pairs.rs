//! What stands in two places says the same in both, and templates keep to a strict browser.

use std::collections::BTreeSet;

use crate::support::sources::{Source, nothing_found};

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
            ("{{value}}", "`value` is a helper: write `this.value`, or the field stays empty"),
            ("src=\"http", "no request leaves the server's own origin"),
            ("src=\"//", "no request leaves the server's own origin"),
        ] {
            findings.extend(source.text.match_indices(word).map(|(at, _)| source.at(at, why)));
        }
    }
    nothing_found("a template that a strict browser refuses", &findings);
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
