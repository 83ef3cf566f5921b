//! Letters that may be kept: no controls, no signs that turn a line around, no more than there is room for.

/// One line without controls, at most `most` characters.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    clean.chars().filter(|letter| !turns(*letter)).take(most).collect::<String>().trim_end().to_owned()
}

/// Lines ended in one way, without controls but the tab.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{2028}' | '\u{2029}' | '\u{c}' | '\u{85}' => out.push('\n'),
            '\n' | '\t' => out.push(letter),
            _ if letter.is_control() || turns(letter) || letter == '\u{feff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

/// The first `most` characters, and whether that was less than all.
pub(super) fn cut_to(text: String, most: usize) -> (String, bool) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (text.get(..at).unwrap_or_default().to_owned(), true),
        None => (text, false),
    }
}

/// Signs that make a line read backwards: they serve to disguise names of files and addresses.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The words of a line with single blanks between them, in small letters.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_can_be_kept_anywhere() {
        assert_eq!(one_line(" a\r\n b\0c \u{202e}d", 10), "a b c d");
        assert_eq!(one_line("abc def", 4), "abc");
        assert_eq!(clean("a\r\nb\rc\0\u{7}\td"), "a\nb\nc\td");
        assert_eq!(cut_to("ééé".into(), 2), ("éé".into(), true));
        assert_eq!(cut_to("éé".into(), 2), ("éé".into(), false));
        assert_eq!(folded(" Pada\u{a0}Sen,  A "), "pada sen, a");
    }
}
