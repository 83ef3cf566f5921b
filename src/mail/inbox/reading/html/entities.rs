//! Letters by name: `&amp;`, `&#233;`.

use mail_parser::decoders::html::add_html_token;

/// Bytes of a name at most.
const LONGEST: usize = 34;

/// The text with names replaced by letters.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name = from
            .bytes()
            .skip(1)
            .take(LONGEST)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
        let end = name.count() + 1;
        match from.get(..=end).filter(|token| token.ends_with(';') && token.len() > 2) {
            Some(token) => {
                add_html_token(&mut out, token.as_bytes(), false);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text as it may stand in HTML, in an element or in an attribute.
pub(super) fn encoded(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_letters_and_what_is_none_stays() {
        assert_eq!(
            decoded("a&nbsp;b &amp; c &eacute;&#233;&#xE9; &; & &nix; &amp"),
            "a\u{a0}b & c ééé &; & &nix; &amp"
        );
    }
}
