//! HTML as a row of texts and tags. One pass, no tree: what is never closed costs nothing more than what is.

use std::borrow::Cow;

use super::entities;

/// Attributes of a tag that are read at most.
const ATTRIBUTES: usize = 40;
/// Bytes of an attribute that are kept at most.
const VALUE: usize = 4_000;

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// Letters between tags, names replaced.
    Text(Cow<'a, str>),
    /// A tag that opens.
    Open(Tag),
    /// A tag that closes: its name in small letters.
    Close(String),
}

/// A tag that opens: its name and its attributes in small letters.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute, empty if there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether one of its classes is this one.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").split_whitespace().any(|own| own.eq_ignore_ascii_case(class))
    }

    /// Its style in small letters without blanks.
    pub(super) fn style(&self) -> String {
        self.attribute("style").split_whitespace().collect::<String>().to_ascii_lowercase()
    }
}

/// The pieces of a text in HTML.
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self { rest: html }
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).and_then(|at| self.rest.get(at + end.len()..)).unwrap_or_default();
    }

    /// What scripts and styles hold is no text; it ends where they are closed, or never.
    fn skip_raw(&mut self, name: &str) {
        let bytes = self.rest.as_bytes();
        let close = |at: &usize| {
            bytes
                .get(at + 2..at + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let at = self.rest.match_indices("</").map(|(at, _)| at).find(close);
        self.rest = at.and_then(|at| self.rest.get(at..)).unwrap_or_default();
    }

    fn tag(&mut self) -> Option<Piece<'a>> {
        let inner = self.rest.get(1..)?;
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let length = inner
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-'))
            .count();
        let name = inner.get(..length.min(100))?.to_ascii_lowercase();
        let (attributes, rest) = attributes(inner.get(length..)?)?;
        self.rest = rest;
        if closes {
            return Some(Piece::Close(name));
        }
        if matches!(name.as_str(), "script" | "style" | "title" | "template" | "iframe" | "noembed" | "xmp") {
            self.skip_raw(&name);
        }
        Some(Piece::Open(Tag { name, attributes }))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let mut next = self.rest.bytes();
            match (next.next()?, next.next()) {
                (b'<', Some(b'!')) if self.rest.starts_with("<!--") => self.skip_past("-->"),
                (b'<', Some(b'!' | b'?')) => self.skip_past(">"),
                (b'<', Some(byte)) if byte.is_ascii_alphabetic() || (byte == b'/' && is_close(self.rest)) => {
                    if let Some(piece) = self.tag() {
                        return Some(piece);
                    }
                    // A tag that never ends: what is left are letters, and nothing of it is looked at again.
                    let text = std::mem::take(&mut self.rest);
                    return Some(Piece::Text(text.into()));
                }
                _ => {
                    let end = self
                        .rest
                        .bytes()
                        .skip(1)
                        .position(|byte| byte == b'<')
                        .map_or(self.rest.len(), |at| at + 1);
                    let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
                    self.rest = rest;
                    let text = if text.contains('&') { entities::decoded(text).into() } else { text.into() };
                    return Some(Piece::Text(text));
                }
            }
        }
    }
}

fn is_close(text: &str) -> bool {
    text.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
}

/// The attributes up to the end of the tag, and what follows; nothing if the tag has no end.
fn attributes(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((found, after));
        }
        let ends = |letter: char| letter.is_ascii_whitespace() || matches!(letter, '=' | '>' | '/');
        let length =
            rest.char_indices().skip(1).find(|(_, letter)| ends(*letter)).map_or(rest.len(), |(at, _)| at);
        let (name, after) = rest.split_at_checked(length)?;
        if name.is_empty() {
            return None;
        }
        rest = after.trim_ascii_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_ascii_start();
            let quote = after.chars().next()?;
            if quote == '"' || quote == '\'' {
                let inner = after.get(1..)?;
                let end = inner.find(quote)?;
                value = inner.get(..end)?;
                rest = inner.get(end + 1..)?;
            } else {
                let end = after.find(|letter: char| letter.is_ascii_whitespace() || letter == '>')?;
                (value, rest) = after.split_at_checked(end)?;
            }
        }
        if found.len() < ATTRIBUTES && name.len() <= 60 {
            let kept =
                value.char_indices().nth(VALUE).map_or(value, |(at, _)| value.get(..at).unwrap_or_default());
            found.push((name.to_ascii_lowercase(), entities::decoded(kept)));
        }
    }
}

/// Whether an element stands on lines of its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "html"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "tr"
            | "ul"
    )
}

/// Whether an element has no end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        Pieces::of(html)
            .map(|piece| match piece {
                Piece::Text(text) => text.into_owned(),
                Piece::Open(tag) => format!("[{}]", tag.name),
                Piece::Close(name) => format!("[/{name}]"),
            })
            .collect()
    }

    #[test]
    fn pieces_come_out_of_tidy_and_of_broken_html() {
        assert_eq!(shown("<P>a &lt; b</p>"), "[p]a < b[/p]");
        assert_eq!(shown("1 < 2 <!-- x --> <br/>3"), "1 < 2  [br]3");
        assert_eq!(
            shown("<style>p{}</style>a<script>'</div>'</SCRIPT>b"),
            "[style][/style]a[script][/script]b"
        );
        assert_eq!(shown("a<b c=\"d"), "a<b c=\"d");
        assert_eq!(shown("a<!-- b"), "a");
        assert_eq!(shown("<![if !mso]>a<![endif]>"), "a");
        assert_eq!(shown("<o:p>&nbsp;</o:p>"), "[o:p]\u{a0}[/o:p]");
    }

    #[test]
    fn attributes_are_read_in_any_manner() {
        let Some(Piece::Open(tag)) =
            Pieces::of("<A HREF='x&amp;y' class=\"a B\" hidden data-x=1 STYLE=\"A : b\"/>t").next()
        else {
            panic!("no tag")
        };
        assert_eq!((tag.attribute("href"), tag.has_class("b"), tag.attribute("data-x")), ("x&y", true, "1"));
        assert_eq!(tag.style(), "a:b");
    }
}
