//! The messages written for the tests (`tests/mail/*.eml`) and the table of what they say (`tests/mail/expected.toml`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jenjang::desk::inbox::{Authenticity, Automatic, Missing};
use jenjang::mail::inbox::reading::OwnAddresses;
use serde::Deserialize;

/// What can become of a message; the reason or the manner follows behind a colon.
pub const DECISIONS: &[&str] =
    &["ticket", "comment", "joined", "undeliverable", "ignored", "quarantined", "refused"];

/// A row of the table: what a message says, and what becomes of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The rule it stands for.
    pub rule: String,
    /// The sender's address, if the row is about it.
    pub from: Option<String>,
    pub subject: Option<String>,
    pub message_id: Option<String>,
    #[serde(default)]
    pub text: String,
    pub text_starts: Option<String>,
    pub cut: Option<(String, String)>,
    pub automatic: Option<Automatic>,
    pub authenticity: Option<Authenticity>,
    pub bounce: Option<ExpectedBounce>,
    #[serde(default)]
    pub parts: Vec<String>,
    pub part_count: Option<usize>,
    #[serde(default)]
    pub missing: Vec<Missing>,
    #[serde(default)]
    pub answers: Vec<String>,
    #[serde(default)]
    pub html: bool,
    /// Words the safe HTML must not hold.
    #[serde(default)]
    pub html_without: Vec<String>,
    /// What becomes of it in the world at the head of the table.
    pub decision: String,
}

/// What a bounce says; an empty word is not told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedBounce {
    pub address: String,
    pub message_id: String,
    pub for_good: bool,
}

/// A message of the corpus.
pub struct Specimen {
    pub name: String,
    pub raw: Vec<u8>,
    pub expected: Expected,
}

/// Every message of the corpus with its row. A message without a row and a row without a message are mistakes.
pub fn all() -> Vec<Specimen> {
    let table = std::fs::read_to_string(folder().join("expected.toml")).unwrap();
    let table: BTreeMap<String, Expected> =
        toml::from_str(&table).unwrap_or_else(|error| panic!("expected.toml: {error}"));
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().into_string().unwrap().strip_suffix(".eml").map(str::to_owned)
        })
        .collect();
    names.sort();
    let rows: Vec<String> = table.keys().cloned().collect();
    assert_eq!(names, rows, "each message has a row, and each row a message");
    for (name, row) in &table {
        let word = row.decision.split(':').next().unwrap_or_default();
        assert!(DECISIONS.contains(&word), "{name}: the decision {:?} is none", row.decision);
    }
    table
        .into_iter()
        .map(|(name, expected)| {
            let raw = std::fs::read(folder().join(format!("{name}.eml"))).unwrap();
            Specimen { name, raw, expected }
        })
        .collect()
}

/// What is ours in the world of the table.
pub fn own() -> OwnAddresses {
    OwnAddresses {
        addresses: vec!["servicedesk@parigi.test".into(), "bantuan.dikbud@parigi.test".into()],
        domain: "parigi.test".into(),
        trusted: vec!["mx.parigi.test".into()],
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail")
}
