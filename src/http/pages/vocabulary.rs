//! The words of the domain as things to choose from.

use super::frame::Voice;
use crate::desk::catalogue::{Branch, Category};
use crate::desk::people::grants::Grant;
use crate::desk::sla::Rules;
use crate::desk::words::Language;
use crate::http::forms::Choice;

/// The choices of a family of words, in the language of `voice`; `chosen` is ticked.
pub fn choices(voice: Voice<'_>, family: &str, words: &[&str], chosen: &str) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(word, voice.word(family, word), chosen)).collect()
}

/// Yes and no.
pub fn yes_no(voice: Voice<'_>, chosen: &str) -> Vec<Choice> {
    ["yes", "no"].iter().map(|word| Choice::new(word, voice.word("form", word), chosen)).collect()
}

/// The calendars one can work in, by name.
pub fn working_in(rules: &Rules, chosen: &str) -> Vec<Choice> {
    let mut calendars: Vec<_> = rules.calendars.iter().collect();
    calendars.sort_by(|one, other| one.name.cmp(&other.name));
    calendars.iter().map(|entry| Choice::new(entry.id, &*entry.name, chosen)).collect()
}

/// The catalogue as groups of categories; those no longer offered are left out unless chosen.
pub fn categories(branches: &[Branch], voice: Voice<'_>, chosen: &str) -> Vec<Choice> {
    let choice = |category: &Category| {
        let text = format!("{} {}", category.code, name(category, voice));
        let is_chosen = chosen == category.code || chosen == category.id.to_string();
        Choice::new(&category.code, text, if is_chosen { &category.code } else { "" })
    };
    let offered = |branch: &&Branch| branch.category.active || branch.category.id.to_string() == chosen;
    let group = |branch: &Branch| {
        if branch.children.is_empty() {
            return choice(&branch.category);
        }
        let below = branch.children.iter().filter(offered).map(|child| choice(&child.category)).collect();
        Choice::group(format!("{}. {}", branch.category.code, name(&branch.category, voice)), below)
    };
    branches.iter().filter(offered).map(group).collect()
}

/// A category's name in the language of `voice`.
pub fn name<'a>(category: &'a Category, voice: Voice<'_>) -> &'a str {
    match voice.language {
        Language::Id => &category.name,
        Language::En => &category.name_en,
    }
}

/// From when until when, in words.
pub fn period(grant: &Grant, voice: Voice<'_>) -> String {
    let from = grant.valid_from.to_string();
    match grant.valid_until {
        Some(until) => voice.with("grants.period", &[("from", &from), ("until", &until.to_string())]),
        None => voice.with("grants.since", &[("from", &from)]),
    }
}
