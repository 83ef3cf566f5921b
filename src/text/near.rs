//! Words that are nearly the same: what somebody meant who typed in haste. Pure; meant for the few words of a query that
//! no text has.
//!
//! A table of (trigram, word) finds the candidates, [`distance`] decides.

use std::cmp::Reverse;

/// Letters that stand for the beginning and the end of a word.
const EDGE: u8 = b'_';

/// How many slips of the hand are forgiven in a word: none in short ones and in what has digits (a number that is nearly
/// right is wrong), one from four letters on, two from eight on.
pub fn edits_allowed(word: &str) -> usize {
    if word.bytes().any(|byte| !byte.is_ascii_alphabetic()) {
        return 0;
    }
    match word.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The letters of a word by threes, its edges among them, each once and in order, as numbers that both databases keep in
/// four bytes. None for what is not plain letters and digits.
pub fn trigrams(word: &str) -> Vec<i32> {
    if word.is_empty() || !word.is_ascii() {
        return Vec::new();
    }
    let edged: Vec<u8> = [EDGE, EDGE].into_iter().chain(word.bytes()).chain([EDGE]).collect();
    let mut trigrams: Vec<i32> = edged
        .windows(3)
        .map(|three| three.iter().fold(0, |sum, byte| (sum << 8) | i32::from(*byte)))
        .collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

/// How many trigrams a word within `edits` of `word` has in common with it at least: one edit (two letters changing
/// places at worst) spoils four. Where this is 1 a word with a letter said over and over may be missed.
pub fn shared_at_least(word: &str, edits: usize) -> usize {
    trigrams(word).len().saturating_sub(4 * edits).max(1)
}

/// How many edits lie between two words: a letter put in, left out or taken for another, or two neighbours that changed
/// places (optimal string alignment: no letter is touched twice). `None` if there are more than `most`.
pub fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    if one == other {
        return Some(0);
    }
    if one.is_ascii() && other.is_ascii() {
        return distance_of(one.as_bytes(), other.as_bytes(), most);
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    distance_of(&one, &other, most)
}

fn distance_of<T: Copy + PartialEq>(one: &[T], other: &[T], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let beyond = most + 1;
    let width = other.len() + 1;
    // Three rows: the one before the last, the last, and the current one.
    let mut rows = vec![beyond; 3 * width];
    for (column, cell) in rows[width..2 * width].iter_mut().enumerate() {
        *cell = column.min(beyond);
    }
    for (row, letter) in one.iter().enumerate() {
        let [before_last, last, current] = [row % 3 * width, (row + 1) % 3 * width, (row + 2) % 3 * width];
        rows[current..current + width].fill(beyond);
        rows[current] = (row + 1).min(beyond);
        let mut least_of_row = rows[current];
        // Further from the diagonal than `most` nothing can be near enough.
        let from = (row + 1).saturating_sub(most).max(1);
        let to = (row + 1 + most).min(other.len());
        for column in from..=to {
            let taken = rows[last + column - 1] + usize::from(*letter != other[column - 1]);
            let mut least = taken.min(rows[last + column] + 1).min(rows[current + column - 1] + 1);
            let swapped =
                row > 0 && column > 1 && *letter == other[column - 2] && one[row - 1] == other[column - 1];
            if swapped {
                least = least.min(rows[before_last + column - 2] + 1);
            }
            rows[current + column] = least.min(beyond);
            least_of_row = least_of_row.min(least);
        }
        if least_of_row > most {
            return None;
        }
    }
    let last = (one.len() + 1) % 3 * width;
    Some(rows[last + other.len()]).filter(|edits| *edits <= most)
}

/// A word that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The word.
    pub word: String,
    /// How many edits it is away.
    pub edits: usize,
    /// How many texts have it.
    pub texts: u64,
}

/// The words of `vocabulary` (with the number of texts that have them) that may have been meant by `word`, `most` at most:
/// the nearest first, then those with the same first letter, then what more texts have.
pub fn corrections<'a>(
    word: &str,
    vocabulary: impl IntoIterator<Item = (&'a str, u64)>,
    most: usize,
) -> Vec<Correction> {
    let allowed = edits_allowed(word);
    if allowed == 0 {
        return Vec::new();
    }
    let mut near: Vec<_> = vocabulary
        .into_iter()
        .filter(|(known, _)| known.len() >= 3 && known.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .filter_map(|(known, texts)| {
            let edits = distance(word, known, allowed)?;
            Some(Correction { word: known.to_owned(), edits, texts })
        })
        .collect();
    let first = word.bytes().next();
    near.sort_by(|one, other| {
        let key =
            |found: &Correction| (found.edits, found.word.bytes().next() != first, Reverse(found.texts));
        key(one).cmp(&key(other)).then_with(|| one.word.cmp(&other.word))
    });
    near.dedup_by(|one, other| one.word == other.word);
    near.truncate(most);
    near
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_of_the_hand_are_counted() {
        for (one, other, edits) in [
            ("printer", "printer", Some(0)),
            ("pritner", "printer", Some(1)),
            ("prnter", "printer", Some(1)),
            ("printerr", "printer", Some(1)),
            ("prinyer", "printer", Some(1)),
            ("rpinter", "printer", Some(1)),
            ("pirnetr", "printer", Some(2)),
            ("kabel", "label", Some(1)),
            ("kabel", "tabel", Some(1)),
            ("jaringan", "jarignan", Some(1)),
            ("jrigan", "jaringan", Some(2)),
            ("wifi", "printer", None),
            ("", "ab", Some(2)),
            ("ca", "abc", None),
        ] {
            assert_eq!(distance(one, other, 2), edits, "{one} {other}");
        }
        assert_eq!(distance("abc", "acb", 0), None);
    }

    #[test]
    fn short_words_and_numbers_are_meant_as_they_are() {
        for (word, edits) in [
            ("fo", 0),
            ("tte", 0),
            ("wifi", 1),
            ("printer", 1),
            ("passphra", 2),
            ("l3210", 0),
            ("10.0.0.1", 0),
        ] {
            assert_eq!(edits_allowed(word), edits, "{word}");
        }
    }

    #[test]
    fn the_nearest_word_comes_first_then_the_commonest() {
        let vocabulary =
            [("printer", 40), ("pointer", 2), ("kabel", 9), ("label", 30), ("tabel", 5), ("print2", 1)];
        let found =
            |word| corrections(word, vocabulary, 2).into_iter().map(|found| found.word).collect::<Vec<_>>();
        assert_eq!(found("pritner"), ["printer"]);
        assert_eq!(found("kabul"), ["kabel"]);
        assert_eq!(found("xabel"), ["label", "kabel"]);
        assert!(found("tte").is_empty() && found("zzzzzzzz").is_empty());
    }

    #[test]
    fn trigrams_hold_the_edges_of_a_word() {
        assert_eq!(trigrams("fo").len(), 3);
        assert_eq!(trigrams("aaaaaa").len(), 4);
        assert!(trigrams("").is_empty() && trigrams("é").is_empty());
    }

    proptest! {
        #[test]
        fn distance_knows_no_direction_and_its_bound_hides_nothing(
            one in "[a-d]{0,9}", other in "[a-d]{0,9}", most in 0_usize..4
        ) {
            let full = distance(&one, &other, 20);
            prop_assert_eq!(distance(&other, &one, 20), full);
            prop_assert_eq!(distance(&one, &other, most), full.filter(|edits| *edits <= most));
        }

        #[test]
        fn what_is_near_enough_shares_enough_trigrams(
            word in "[a-z]{4,20}", at in 0_usize..20, letter in "[a-z]", slip in 0..4
        ) {
            let at = at % word.len();
            let mut letters: Vec<char> = word.chars().collect();
            let new = letter.chars().next().unwrap();
            match slip {
                0 => letters.insert(at, new),
                1 => { letters.remove(at); }
                2 => letters[at] = new,
                _ => letters.swap(at, (at + 1) % word.len().max(1)),
            }
            let slipped: String = letters.into_iter().collect();
            if let Some(edits) = distance(&word, &slipped, 1) {
                let own = trigrams(&slipped);
                let shared = trigrams(&word).iter().filter(|three| own.contains(three)).count();
                let various = trigrams(&word).len() > 4 * edits;
                prop_assert!(!various || shared >= shared_at_least(&word, edits), "{word} {slipped} {shared}");
            }
        }

        #[test]
        fn nothing_frightens_it(one in "\\PC{0,40}", other in "\\PC{0,40}", most in 0_usize..5) {
            let _ = (distance(&one, &other, most), trigrams(&one), corrections(&one, [(other.as_str(), 1)], 3));
        }
    }
}
