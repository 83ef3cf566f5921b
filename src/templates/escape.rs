//! Text as it may stand in HTML, between tags and in attributes.

/// Replaces what HTML reads as its own, copying the runs between at once: every word of a page passes here.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| entity(byte).is_some()) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str(after.bytes().next().and_then(entity).unwrap_or_default());
        rest = &after[1..];
    }
    out.push_str(rest);
    out
}

/// How a letter of HTML's own is written; all of them are ASCII, so no other letter contains one.
const fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'&' => Some("&amp;"),
        b'\'' => Some("&#x27;"),
        b'`' => Some("&#x60;"),
        b'=' => Some("&#x3D;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_left_that_opens_a_tag_or_ends_an_attribute() {
        assert_eq!(
            escaped(r#"<a href="x" b='y' c=`z`> & é 日"#),
            "&lt;a href&#x3D;&quot;x&quot; b&#x3D;&#x27;y&#x27; c&#x3D;&#x60;z&#x60;&gt; &amp; é 日"
        );
        assert_eq!(escaped(""), "");
    }

    proptest! {
        #[test]
        fn it_is_what_the_template_language_does_itself(text in any::<String>()) {
            prop_assert_eq!(escaped(&text), handlebars::html_escape(&text));
        }
    }
}
