//! What is written in a text, and what is meant by it: one word or several in a row.

use std::collections::HashMap;

use super::roots::Roots;
use super::stop::Stop;
use super::synonyms::Synonyms;

/// A word that is meant: as it is, and its root.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    pub(super) word: String,
    pub(super) term: String,
}

#[derive(Clone, Debug)]
struct Phrase {
    rest: Vec<String>,
    meant: Vec<Meant>,
}

/// The ways of writing, by their first word; the longest first.
#[derive(Clone, Debug)]
pub(super) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
    /// One word that is written for another: "tdk aman" is "tidak aman".
    plain: HashMap<String, String>,
}

impl Phrases {
    pub(super) fn new(synonyms: &Synonyms, roots: &Roots, stop: &Stop) -> Self {
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut plain = HashMap::new();
        for entry in synonyms.entries() {
            let Some((first, rest)) = entry.written.split_first() else { continue };
            if let ([written], [meant]) = (&*entry.written, &*entry.meant) {
                plain.insert(written.clone(), meant.clone());
            }
            let telling = entry.meant.iter().filter(|word| !stop.has(word));
            let meant = telling.map(|word| Meant { word: word.clone(), term: roots.root(word).into_owned() });
            let phrase = Phrase { rest: rest.to_vec(), meant: meant.collect() };
            by_first.entry(first.clone()).or_default().push(phrase);
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        Self { by_first, plain }
    }

    /// How many of `words` are written for something, and what is meant; nothing if they only say what every text says.
    pub(super) fn at<'a>(&self, words: impl Iterator<Item = &'a str> + Clone) -> Option<(usize, &[Meant])> {
        let said = words.clone().next()?;
        let plain = self.plain.get(said).map(String::as_str);
        let following = words.skip(1);
        for first in [Some(said), plain].into_iter().flatten() {
            let phrases = self.by_first.get(first).into_iter().flatten();
            for phrase in phrases.filter(|phrase| !phrase.rest.is_empty()) {
                if self.is_said(&phrase.rest, following.clone()) {
                    return Some((phrase.rest.len() + 1, &phrase.meant));
                }
            }
        }
        let single = self.single(said).or_else(|| self.single(without_ending(said)?));
        single.map(|meant| (1, meant))
    }

    /// The single words that are written for something.
    pub(super) fn singles(&self) -> impl Iterator<Item = &str> {
        let single = |phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.rest.is_empty());
        self.by_first.iter().filter(move |(_, phrases)| single(phrases)).map(|(word, _)| word.as_str())
    }

    /// What is meant by one word.
    pub(super) fn single(&self, word: &str) -> Option<&[Meant]> {
        let phrases = self.by_first.get(word)?;
        phrases.iter().find(|phrase| phrase.rest.is_empty()).map(|phrase| &*phrase.meant)
    }

    /// Whether `rest` is what follows; its last word may have an ending: "kata sandinya".
    fn is_said<'a>(&self, rest: &[String], mut following: impl Iterator<Item = &'a str>) -> bool {
        rest.iter().enumerate().all(|(at, word)| {
            let Some(said) = following.next() else { return false };
            said == word
                || self.plain.get(said) == Some(word)
                || at + 1 == rest.len() && without_ending(said) == Some(word.as_str())
        })
    }
}

/// "laptopnya" without "-nya".
fn without_ending(word: &str) -> Option<&str> {
    ["nya", "lah", "kah", "pun"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|rest| rest.len() >= 2)
}
