//! A message as a tree of parts.
//!
//! The walk is ours and not the parser's, for it counts: a message may nest and open parts as it likes, and one made for it
//! would otherwise cost the square of its size, or the stack. Fields, dates, sets and encodings are the parser's.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::encoded;
use super::headers::{self, Headers};

/// Multiparts within each other at most.
const DEPTH: usize = 20;
/// Parts of a message at most.
const PARTS: usize = 300;

/// A part of a message.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// A part with a content.
    Leaf(Leaf<'a>),
    /// Parts together.
    Multi(Multi<'a>),
}

/// Parts together.
#[derive(Debug)]
pub(super) struct Multi<'a> {
    /// What together: `mixed`, `alternative`, `related`, `report` …
    pub(super) subtype: String,
    pub(super) children: Vec<Node<'a>>,
}

/// A part with a content, as it stands on the line.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) headers: Headers,
    pub(super) kind: Kind,
    pub(super) body: &'a [u8],
    /// Whether it could not be taken apart as it says it can.
    pub(super) broken: bool,
    /// Whether it is the whole message.
    pub(super) alone: bool,
}

/// A type of content with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// `text/plain`, in small letters.
    pub(super) full: String,
    parameters: Vec<(String, String)>,
}

impl Kind {
    fn plain() -> Self {
        Self { full: "text/plain".into(), parameters: Vec::new() }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn is(&self, full: &str) -> bool {
        self.full == full
    }

    fn multipart(&self) -> Option<&str> {
        self.full.strip_prefix("multipart/")
    }

    /// Reads a Content-Type or a Content-Disposition. What cannot be read is a text, as the standard has it.
    pub(super) fn read(value: &str) -> Option<Self> {
        let line = format!("{}\r\n", encoded::joined(value));
        let HeaderValue::ContentType(found) = MessageStream::new(line.as_bytes()).parse_content_type() else {
            return None;
        };
        let full = match found.c_subtype {
            Some(subtype) => format!("{}/{subtype}", found.c_type),
            None => found.c_type.into_owned(),
        };
        let parameters = found
            .attributes
            .unwrap_or_default()
            .into_iter()
            .take(50)
            .map(|attribute| (attribute.name.to_lowercase(), encoded::plain(&attribute.value)))
            .collect();
        Some(Self { full: full.to_lowercase(), parameters })
    }
}

impl Leaf<'_> {
    /// What the part says how it is to be shown.
    pub(super) fn disposition(&self) -> Option<Kind> {
        Kind::read(self.headers.first("content-disposition")?)
    }
}

/// The tree of a message, and whether there were more parts than a message may have.
pub(super) fn tree<'a>(headers: &Headers, body: &'a [u8]) -> (Node<'a>, bool) {
    let mut walk = Walk { parts: 0, overflow: false };
    let own = headers.fields.iter().filter(|field| field.name.starts_with("content-")).cloned().collect();
    let mut node = walk.part(Headers { fields: own }, body, "mixed", 0);
    if let Node::Leaf(leaf) = &mut node {
        leaf.alone = true;
    }
    (node, walk.overflow)
}

struct Walk {
    parts: usize,
    overflow: bool,
}

impl Walk {
    fn part<'a>(&mut self, headers: Headers, body: &'a [u8], within: &str, depth: usize) -> Node<'a> {
        self.parts += 1;
        let kind = kind(&headers, within);
        let Some(subtype) = kind.multipart().map(str::to_owned) else {
            return Node::Leaf(Leaf { headers, kind, body, broken: false, alone: false });
        };
        if depth >= DEPTH {
            self.overflow = true;
            return Node::Leaf(Leaf { headers, kind, body, broken: true, alone: false });
        }
        let pieces = self.pieces(&kind, body);
        if pieces.is_empty() {
            // It says it has parts and has none: what is there is read as a text.
            let kind = Kind { parameters: kind.parameters, ..Kind::plain() };
            return Node::Leaf(Leaf { headers, kind, body, broken: true, alone: depth == 0 });
        }
        let mut children = Vec::with_capacity(pieces.len());
        for piece in pieces {
            if self.parts >= PARTS {
                self.overflow = true;
                break;
            }
            let (headers, body) = headers::of_part(piece);
            children.push(self.part(headers, body, &subtype, depth + 1));
        }
        Node::Multi(Multi { subtype, children })
    }

    fn pieces<'a>(&mut self, kind: &Kind, body: &'a [u8]) -> Vec<&'a [u8]> {
        match kind.parameter("boundary").filter(|boundary| !boundary.trim().is_empty()) {
            Some(boundary) => {
                let boundary = boundary.trim_end().as_bytes().to_vec();
                self.split(body, &boundary)
            }
            // Nobody said what parts them: the first line that looks like it does.
            None => {
                match lines(body).map(|(_, line)| line).find(|line| line.starts_with(b"--") && line.len() > 6)
                {
                    Some(line) => {
                        let boundary = line.get(2..).unwrap_or_default().trim_ascii_end().to_vec();
                        self.split(body, &boundary)
                    }
                    None => Vec::new(),
                }
            }
        }
    }

    /// What stands between the lines `--boundary`; the line end before such a line belongs to it.
    fn split<'a>(&mut self, body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        let mut start: Option<usize> = None;
        for (at, line) in lines(body) {
            let Some(rest) = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary)) else {
                continue;
            };
            let last = rest.starts_with(b"--");
            let rest = if last { rest.get(2..).unwrap_or_default() } else { rest };
            if !rest.trim_ascii().is_empty() {
                continue;
            }
            if let Some(start) = start {
                pieces.push(without_end(body.get(start..at).unwrap_or_default()));
            }
            if pieces.len() > PARTS {
                self.overflow = true;
                return pieces;
            }
            let next = body.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
            start = match next {
                Some(length) if !last => Some(at + length + 1),
                _ => None,
            };
            if last {
                return pieces;
            }
        }
        // Cut off on the way: what came of the last part.
        if let Some(start) = start {
            pieces.push(body.get(start..).unwrap_or_default());
        }
        pieces
    }
}

fn kind(headers: &Headers, within: &str) -> Kind {
    let default = || match within {
        "digest" => Kind { full: "message/rfc822".into(), ..Kind::plain() },
        _ => Kind::plain(),
    };
    let Some(value) = headers.first("content-type") else { return default() };
    match Kind::read(value) {
        Some(kind)
            if kind.full.split_once('/').is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty()) =>
        {
            kind
        }
        Some(kind) => Kind { parameters: kind.parameters, ..Kind::plain() },
        None => Kind::plain(),
    }
}

/// The lines with the places they begin at, without their ends.
fn lines(body: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    body.split(|byte| *byte == b'\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

fn without_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node<'_>) -> String {
        match node {
            Node::Leaf(leaf) => leaf.kind.full.clone(),
            Node::Multi(multi) => {
                let children: Vec<String> = multi.children.iter().map(shape).collect();
                format!("{}({})", multi.subtype, children.join(" "))
            }
        }
    }

    fn shaped(raw: &str) -> String {
        let (headers, body) = headers::of_message(raw.as_bytes());
        shape(&tree(&headers, body).0)
    }

    #[test]
    fn parts_are_found_even_where_the_last_line_is_missing() {
        let raw = "Content-Type: multipart/mixed; boundary=\"a b\"\n\nx\n--a b\n\nsatu\n--a b\nContent-Type: image/png\n\nx";
        assert_eq!(shaped(raw), "mixed(text/plain image/png)");
        let raw = "Content-Type: multipart/mixed\n\n--abcdef\n\nsatu\n--abcdef--\n";
        assert_eq!(shaped(raw), "mixed(text/plain)");
        assert_eq!(shaped("Content-Type: multipart/mixed; boundary=zz\n\nsatu\n"), "text/plain");
        assert_eq!(shaped("Content-Type: text\n\nsatu\n"), "text/plain");
        assert_eq!(
            shaped("Content-Type: multipart/digest; boundary=z\n\n--z\n\nSubject: a\n\nb\n--z--"),
            "digest(message/rfc822)"
        );
    }

    #[test]
    fn a_boundary_that_begins_like_another_is_another() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=ab\n\n--ab\n\nsatu\n--ab--\n--a\n\ndua\n--a--\n";
        assert_eq!(shaped(raw), "mixed(alternative(text/plain) text/plain)");
    }

    #[test]
    fn a_message_made_to_nest_without_end_is_cut_off() {
        let mut raw = String::new();
        for depth in 0..2_000 {
            raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
        }
        let (headers, body) = headers::of_message(raw.as_bytes());
        assert!(tree(&headers, body).1);
        let raw = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5_000));
        let (headers, body) = headers::of_message(raw.as_bytes());
        assert!(tree(&headers, body).1);
    }
}
