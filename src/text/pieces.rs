//! Where the words of a text stand.

use std::ops::Range;

use super::letters::{is_apostrophe, is_letter, is_unseen};

/// The parts between blanks, slashes, brackets and quotation marks; what holds numbers and addresses together stays in.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text, |char| matches!(char, '.' | '-' | ':' | '@' | '_') || is_transparent(char))
}

/// The words of a piece, as ranges within it.
pub(super) fn words(piece: &str) -> impl Iterator<Item = Range<usize>> {
    runs(piece, is_transparent)
}

fn is_transparent(char: char) -> bool {
    is_unseen(char) || is_apostrophe(char)
}

/// Runs that begin and end with a letter or digit and hold nothing else but those and `inside`.
fn runs(text: &str, inside: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, char)| !is_letter(*char)).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, char)) = rest.next_if(|(_, char)| is_letter(*char) || inside(*char)) {
            if is_letter(char) || is_unseen(char) {
                end = at + char.len_utf8();
            }
        }
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_words_and_not_within_addresses() {
        let cut = |text| pieces(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(cut("– IP (10.20.30.4), sub-domain."), ["IP", "10.20.30.4", "sub-domain"]);
        assert_eq!(cut("wa.me/62812 a@b.id 'slot'"), ["wa.me", "62812", "a@b.id", "slot"]);
        assert_eq!(cut("jum'at 'e\u{301}'"), ["jum'at", "e\u{301}"]);
        assert!(cut(" …!?\u{200b}").is_empty());
        assert_eq!(words("sub-domain.baru").map(|range| range.start).collect::<Vec<_>>(), [0, 4, 11]);
    }
}
