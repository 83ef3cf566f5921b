//! Which of the tickets that were found comes first. Pure: the same texts give the same order, on both databases.

use std::cmp::Reverse;

use super::query::{Met, Query};
use super::reading::tokens;

/// What a word counts that stands in the title; in the rest it counts 1.
const IN_TITLE: f64 = 1.6;
/// What a word counts that only begins as it was typed.
const BEGINS: f64 = 0.8;
/// What a word counts that is only nearly what was typed.
const NEARLY: f64 = 0.6;
/// What being the newest of all counts beside the oldest, of one word in the rest.
const NEWEST: f64 = 0.15;
/// What a title counts less that says other things besides, of what it says of the query.
const BESIDES: f64 = 0.15;

/// A ticket to be put in order.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Which.
    pub(super) serial: i64,
    /// Its title.
    pub(super) title: String,
    /// What else is written in it; none if it is known to say all that is asked.
    pub(super) rest: Option<Vec<String>>,
}

/// What a ticket says of each term of the query.
struct Said {
    serial: i64,
    title: Vec<f64>,
    rest: Vec<f64>,
    /// How many of the words of the title were asked for.
    share: f64,
}

/// The serials, best first: the number that was typed; then what says more of the query, rare words more than common ones
/// and titles more than the rest; of what says the same, the newest.
pub(super) fn ranked(texts: &[Text], query: &Query) -> Vec<i64> {
    let said: Vec<Said> = texts.iter().map(|text| said(text, query)).collect();
    let all = said.len() as f64;
    let weights: Vec<f64> = (0..query.terms.len())
        .map(|term| {
            let having =
                said.iter().filter(|said| said.title[term].max(said.rest[term]) > 0.0).count() as f64;
            // One word in every ticket says something still.
            1.0 + ((all + 1.0) / (having + 1.0)).ln()
        })
        .collect();
    let (oldest, newest) =
        said.iter().fold((i64::MAX, 0), |(low, high), said| (low.min(said.serial), high.max(said.serial)));
    let mut ranked: Vec<(bool, f64, i64)> = said
        .iter()
        .map(|said| {
            let words: f64 = weights
                .iter()
                .enumerate()
                .map(|(term, weight)| weight * (said.title[term] * IN_TITLE).max(said.rest[term]))
                .sum();
            let age = (said.serial - oldest) as f64 / (newest - oldest).max(1) as f64;
            let score = words * (1.0 + BESIDES * said.share) + age * NEWEST;
            (query.serial == Some(said.serial), score, said.serial)
        })
        .collect();
    ranked.sort_by(|one, other| {
        other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)).then(Reverse(one.2).cmp(&Reverse(other.2)))
    });
    ranked.into_iter().map(|(_, _, serial)| serial).collect()
}

fn said(text: &Text, query: &Query) -> Said {
    let count = query.terms.len();
    let mut title = vec![0.0_f64; count];
    let words = tokens(&text.title);
    meet(&words, query, &mut title);
    let whole = words.iter().filter(|token| !token.part);
    let (met, all) =
        whole.fold((0, 0), |(met, all), token| (met + usize::from(query.meets(token).is_some()), all + 1));
    let rest = match &text.rest {
        None => vec![1.0; count],
        Some(texts) => {
            let mut rest = vec![0.0_f64; count];
            for text in texts {
                meet(&tokens(text), query, &mut rest);
            }
            rest
        }
    };
    Said { serial: text.serial, title, rest, share: met as f64 / all.max(1) as f64 }
}

fn meet(words: &[crate::text::Token], query: &Query, strengths: &mut [f64]) {
    for (term, met) in words.iter().filter_map(|token| query.meets(token)) {
        let strength = match met {
            Met::Says => 1.0,
            Met::Begins => BEGINS,
            Met::Nearly => NEARLY,
        };
        strengths[term] = strengths[term].max(strength);
    }
}
