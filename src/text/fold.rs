//! Letters without their dress: no case, no accents, no width, no other script.

use super::letters::is_unseen;
use super::token::LONGEST;

/// `text` in `a–z` and `0–9` alone, cut after the longest a word may be. What is folded already stays as it is.
pub fn fold(text: &str) -> String {
    folded(text, |char| char.is_ascii_alphanumeric())
}

/// As [`fold`], with what holds numbers and addresses together.
pub(super) fn fold_joined(text: &str) -> String {
    folded(text, |char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '@' | '_'))
}

fn folded(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut folded = String::with_capacity(text.len().min(LONGEST));
    for char in text.chars() {
        if folded.len() >= LONGEST {
            break;
        }
        if char.is_ascii() {
            if keep(char) {
                folded.push(char.to_ascii_lowercase());
            }
        } else if !is_unseen(char)
            && let Some(plain) = deunicode::deunicode_char(char)
        {
            folded.extend(plain.chars().filter(|char| keep(*char)).map(|char| char.to_ascii_lowercase()));
        }
    }
    folded.truncate(LONGEST);
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_lose_their_dress() {
        for (written, plain) in [
            ("KIRIM", "kirim"),
            ("kírîm", "kirim"),
            ("ki\u{301}rim", "kirim"),
            ("ｗｉｆｉ", "wifi"),
            ("𝐬𝐥𝐨𝐭", "slot"),
            ("ﬁle", "file"),
            ("inter\u{ad}net", "internet"),
            ("in\u{200b}ter\u{200d}net", "internet"),
            ("straße", "strasse"),
            ("№", "no"),
            ("jum'at", "jumat"),
            ("İ", "i"),
            ("٣", "3"),
            ("\u{0}", ""),
        ] {
            assert_eq!(fold(written), plain, "{written}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,80}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(once.len() <= LONGEST);
            prop_assert!(once.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        }
    }
}
