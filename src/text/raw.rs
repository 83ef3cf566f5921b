//! The words and names of a text as they stand there.

use super::fold::{fold, fold_joined};
use super::names::{self, Name};
use super::pieces::{pieces, words};
use super::token::LONGEST;

/// Most words of one text that are looked at.
pub(super) const MOST_WORDS: usize = 20_000;

/// A word before it is known what it says.
#[derive(Default)]
pub(super) struct Raw {
    pub(super) word: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// A hyphen binds it to the word before.
    pub(super) bound: bool,
    /// Parts that stand for themselves too.
    pub(super) parts: Vec<String>,
    /// Looked for as it is.
    pub(super) whole: bool,
}

/// The words and names of a text.
pub(super) fn raws(text: &str) -> Vec<Raw> {
    let mut raws: Vec<Raw> = Vec::new();
    for piece in pieces(text) {
        let part = &text[piece.clone()];
        let found = if may_be_a_name(part) { names::name(&fold_joined(part)) } else { None };
        if let Some(Name { whole, parts }) = found {
            let (start, end) = (piece.start, piece.end);
            raws.push(Raw { word: whole, start, end, bound: false, parts, whole: true });
        } else {
            for word in words(part).take(MOST_WORDS) {
                let bound = word.start > 0 && part.as_bytes()[word.start - 1] == b'-';
                let (start, end) = (piece.start + word.start, piece.start + word.end);
                push_raw(&text[start..end], start, bound, &mut raws);
            }
        }
        if raws.len() >= MOST_WORDS {
            raws.truncate(MOST_WORDS);
            break;
        }
    }
    join_spaced_numbers(&mut raws);
    raws
}

fn may_be_a_name(part: &str) -> bool {
    (part.len() >= 9 || part.bytes().any(|byte| b".-:@_".contains(&byte))) && part.chars().count() < LONGEST
}

/// Adds one word; `e-office` becomes `eoffice`, and `muter2` is said twice.
fn push_raw(written: &str, start: usize, bound: bool, raws: &mut Vec<Raw>) {
    let mut word = fold(written);
    if word.is_empty() {
        return;
    }
    let end = start + written.len();
    said_once(&mut word);
    if let Some(last) = raws.last_mut()
        && last.word == "e"
        && last.end + 1 == start
        && word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
    {
        last.end = end;
        last.parts.push(word.clone());
        last.word = fold(&format!("e{word}"));
        return;
    }
    raws.push(Raw { word, start, end, bound, parts: Vec::new(), whole: false });
}

/// "laporan2", "muter2", "laporan2nya".
fn said_once(word: &mut String) {
    let twice = word.strip_suffix("2nya").or_else(|| word.strip_suffix('2'));
    if let Some(once) = twice
        && once.len() > 3
        && once.bytes().all(|byte| byte.is_ascii_lowercase())
    {
        word.truncate(once.len());
    }
}

/// "19800101 200501 1 001" (NIP) and "0812 3456 7890" are one number each, as they are without the blanks.
fn join_spaced_numbers(raws: &mut Vec<Raw>) {
    let mut joined: Vec<Raw> = Vec::with_capacity(raws.len());
    let mut to_join = 0;
    for at in 0..raws.len() {
        if to_join > 0
            && let Some(last) = joined.last_mut()
        {
            last.word.push_str(&raws[at].word);
            last.end = raws[at].end;
            to_join -= 1;
            continue;
        }
        to_join = belonging_to_the_first(&raws[at..]);
        joined.push(std::mem::take(&mut raws[at]));
    }
    *raws = joined;
}

/// How many of the following parts make one number with the first.
fn belonging_to_the_first(raws: &[Raw]) -> usize {
    const CIVIL_SERVANT: [usize; 4] = [8, 6, 1, 3];
    let is_number = |raw: &Raw| !raw.whole && raw.word.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |(raw, length): (&Raw, &usize)| raw.word.len() == *length && is_number(raw);
    if !raws.first().is_some_and(is_number) {
        return 0;
    }
    if raws.len() >= CIVIL_SERVANT.len() && raws.iter().zip(&CIVIL_SERVANT).all(is_part) {
        return CIVIL_SERVANT.len() - 1;
    }
    let mut digits = raws[0].word.len();
    if !raws[0].word.starts_with("08") || !(3..=5).contains(&digits) {
        return 0;
    }
    for (at, two) in raws.windows(2).take(3).enumerate() {
        let next = &two[1];
        if two[0].end + 1 != next.start || !is_number(next) || !(3..=5).contains(&next.word.len()) {
            return 0;
        }
        digits += next.word.len();
        if (10..=13).contains(&digits) {
            return at + 1;
        }
    }
    0
}
