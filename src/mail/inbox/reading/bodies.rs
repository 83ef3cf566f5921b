//! The words and the files of a message, told from each other.

use super::calendar;
use super::decode;
use super::files;
use super::mime::{Kind, Leaf, Multi, Node};
use super::words::{clean, cut_to};
use crate::desk::inbox::{Missing, Part};

/// Files of a message at most.
const FILES: usize = 50;
/// Characters of a text that are read at most.
const LETTERS: usize = 2_000_000;

/// Words in the one form or the other, or in both.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
}

/// What a message consists of.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    pub(super) pieces: Vec<Piece>,
    pub(super) files: Vec<Part>,
    pub(super) missing: Vec<Missing>,
    /// The words of an invitation, for a message that has no others.
    pub(super) invitation: Option<String>,
}

impl Bodies {
    /// Notes what is not whole, once.
    pub(super) fn misses(&mut self, missing: Missing) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    fn keep(&mut self, leaf: &Leaf<'_>, within: &str) {
        if self.files.len() >= FILES {
            self.misses(Missing::TooManyParts);
            return;
        }
        let (part, missing) = files::file(leaf, self.files.len() + 1, is_shown(leaf, within));
        if leaf.kind.is("text/calendar") && self.invitation.is_none() {
            self.invitation =
                calendar::words(&decode::letters(&part.bytes, leaf.kind.parameter("charset")).0);
        }
        self.files.push(part);
        for one in missing {
            self.misses(one);
        }
    }

    fn gather(&mut self, node: &Node<'_>, within: &str) {
        match node {
            Node::Leaf(leaf) if is_words(leaf, within) => {
                let piece = self.piece(leaf);
                self.pieces.push(piece);
            }
            Node::Leaf(leaf) => self.keep(leaf, within),
            Node::Multi(multi) if multi.subtype == "alternative" => self.alternative(multi),
            Node::Multi(multi) if multi.subtype == "encrypted" => {
                self.misses(Missing::Encrypted);
                for child in &multi.children {
                    self.keep_all(child);
                }
            }
            Node::Multi(multi) => {
                let within = multi.subtype.as_str();
                for child in &multi.children {
                    self.gather(child, within);
                }
            }
        }
    }

    /// The same words twice or more: what is plain together, what is HTML together.
    fn alternative(&mut self, multi: &Multi<'_>) {
        let before = self.pieces.len();
        for child in &multi.children {
            self.gather(child, "alternative");
        }
        let mut together = Piece::default();
        for piece in self.pieces.split_off(before) {
            add(&mut together.plain, piece.plain);
            add(&mut together.html, piece.html);
        }
        if together.plain.is_some() || together.html.is_some() {
            self.pieces.push(together);
        }
    }

    fn keep_all(&mut self, node: &Node<'_>) {
        match node {
            Node::Leaf(leaf) => self.keep(leaf, "mixed"),
            Node::Multi(multi) => multi.children.iter().for_each(|child| self.keep_all(child)),
        }
    }

    fn piece(&mut self, leaf: &Leaf<'_>) -> Piece {
        let encoding = leaf.headers.first("content-transfer-encoding").unwrap_or_default();
        let (bytes, broken) = decode::bytes(leaf.body, encoding);
        let (letters, garbled) = decode::letters(&bytes, leaf.kind.parameter("charset"));
        let (text, longer) = cut_to(clean(&letters), LETTERS);
        if broken || garbled || leaf.broken {
            self.misses(Missing::Garbled);
        }
        if longer {
            self.misses(Missing::TextTooLong);
        }
        if leaf.kind.is("text/html") {
            return Piece { html: Some(text), ..Piece::default() };
        }
        let text = if flowed(&leaf.kind) { rejoined(&text, &leaf.kind) } else { text };
        if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
            self.misses(Missing::Encrypted);
        }
        Piece { plain: Some(text), ..Piece::default() }
    }
}

/// Takes a message apart.
pub(super) fn gathered(node: &Node<'_>) -> Bodies {
    let mut bodies = Bodies::default();
    bodies.gather(node, "mixed");
    bodies
}

fn add(to: &mut Option<String>, more: Option<String>) {
    match (to.as_mut(), more) {
        (Some(text), Some(more)) => {
            text.push('\n');
            text.push_str(&more);
        }
        (None, more) => *to = more,
        (Some(_), None) => {}
    }
}

/// Words are a text or HTML that is not given as a file.
fn is_words(leaf: &Leaf<'_>, within: &str) -> bool {
    if !(leaf.kind.is("text/plain") || leaf.kind.is("text/html")) {
        return false;
    }
    let given_as_file = leaf.disposition().is_some_and(|disposition| disposition.is("attachment"));
    leaf.alone || within == "alternative" || !(given_as_file || files::own_name(leaf).is_some())
}

/// Whether a letter program shows the part in its place: a picture that is not given as a file.
fn is_shown(leaf: &Leaf<'_>, within: &str) -> bool {
    let disposition = leaf.disposition().map(|disposition| disposition.full);
    match disposition.as_deref() {
        _ if !leaf.kind.full.starts_with("image/") => false,
        Some("attachment") => within == "related" && leaf.headers.has("content-id"),
        Some("inline") => true,
        _ => leaf.headers.has("content-id"),
    }
}

fn flowed(kind: &Kind) -> bool {
    kind.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

/// Joins the lines a program has broken softly (RFC 3676): a blank at the end says that the line goes on.
fn rejoined(text: &str, kind: &Kind) -> String {
    let drop_blank = kind.parameter("delsp").is_some_and(|drop| drop.eq_ignore_ascii_case("yes"));
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for (count, line) in text.lines().enumerate() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = line.get(depth..).unwrap_or_default();
        let words = words.strip_prefix(' ').unwrap_or(words);
        let signature = words == "-- ";
        if open != Some(depth) || signature {
            if count > 0 {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let soft = words.ends_with(' ') && !signature;
        out.push_str(if soft && drop_blank { words.strip_suffix(' ').unwrap_or(words) } else { words });
        open = soft.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_line_ends_are_taken_back() {
        let kind = Kind::read("text/plain; format=flowed").unwrap();
        assert_eq!(
            rejoined("satu \ndua\ntiga\n> a \n> b\n>> c\n-- \nSiti", &kind),
            "satu dua\ntiga\n> a b\n>> c\n-- \nSiti"
        );
        assert_eq!(rejoined("satu\n\ndua", &kind), "satu\n\ndua");
        let kind = Kind::read("text/plain; format=flowed; delsp=yes").unwrap();
        assert_eq!(rejoined("ja \nringan", &kind), "jaringan");
    }
}
