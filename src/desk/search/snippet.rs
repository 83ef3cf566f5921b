//! What of a text met a query, as it is shown under a hit. Pure.

use std::collections::HashSet;
use std::ops::Range;

use serde::Serialize;

use super::query::Query;
use super::reading::tokens;
use crate::text::{Token, spans};

/// A piece of text that is marked or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub matched: bool,
}

/// The piece of a text that says most about why it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) parts: Vec<Part>,
    /// Which terms of the query are in the whole text.
    pub(super) met: HashSet<usize>,
}

/// Bytes of a snippet, about.
const LENGTH: usize = 180;

/// Bytes before the first marked word, about.
const LEAD: usize = 40;

/// The whole of `text` with what meets `query` marked.
pub(super) fn marked(text: &str, query: &Query) -> Snippet {
    let matches = matches(text, query);
    let parts = parts(text, 0..text.len(), &matches);
    Snippet { parts, met: matches.into_iter().map(|(_, term)| term).collect() }
}

/// The best piece of `text`, with what meets `query` marked; its beginning if nothing does.
pub(super) fn snippet(text: &str, query: &Query) -> Snippet {
    let matches = matches(text, query);
    let window = window(text, &matches);
    let more = |is_more: bool| is_more.then(|| Part { text: "…".into(), matched: false });
    let (before, after) = (more(window.start > 0), more(window.end < text.len()));
    let parts = before.into_iter().chain(parts(text, window, &matches)).chain(after).collect();
    Snippet { parts, met: matches.into_iter().map(|(_, term)| term).collect() }
}

/// A word that meets the query, and which term of it.
type Match = (Token, usize);

fn matches(text: &str, query: &Query) -> Vec<Match> {
    let met = |token: Token| query.meets(&token).map(|(term, _)| (token, term));
    tokens(text).into_iter().filter_map(met).collect()
}

/// Where most different terms stand close together, with some text around them, cut between words.
fn window(text: &str, matches: &[Match]) -> Range<usize> {
    let mut best = (0, 0);
    for (at, (token, _)) in matches.iter().enumerate() {
        let near = matches[at..].iter().take_while(|(other, _)| other.end <= token.start + LENGTH - LEAD);
        let terms: HashSet<_> = near.map(|(_, term)| term).collect();
        if terms.len() > best.0 {
            best = (terms.len(), token.start);
        }
    }
    let start = if best.1 <= LEAD { 0 } else { after_blank(text, best.1 - LEAD, best.1) };
    let end = if start + LENGTH >= text.len() { text.len() } else { before_blank(text, start + LENGTH) };
    start..end
}

/// The first beginning of a word from `from` on, not after `most`.
fn after_blank(text: &str, from: usize, most: usize) -> usize {
    let from = text.ceil_char_boundary(from);
    let found = text[from..most.max(from)].find(char::is_whitespace);
    found.map_or(from, |at| text.ceil_char_boundary(from + at + 1))
}

/// The last end of a word up to `to`.
fn before_blank(text: &str, to: usize) -> usize {
    let to = text.floor_char_boundary(to);
    text[..to].rfind(char::is_whitespace).filter(|at| *at + LENGTH / 2 > to).unwrap_or(to)
}

fn parts(text: &str, window: Range<usize>, matches: &[Match]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |range: Range<usize>, matched| {
        if !range.is_empty() {
            let text = text[range].replace(['\n', '\r', '\t'], " ");
            parts.push(Part { text, matched });
        }
    };
    let mut at = window.start;
    let inside = |token: &&Token| window.start <= token.start && token.end <= window.end;
    for span in spans(matches.iter().map(|(token, _)| token).filter(inside)) {
        add(at..span.start, false);
        add(span.clone(), true);
        at = span.end;
    }
    add(at..window.end, false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(snippet: &Snippet) -> String {
        let mark = |part: &Part| if part.matched { format!("[{}]", part.text) } else { part.text.clone() };
        snippet.parts.iter().map(mark).collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_whatever_its_form() {
        let query = Query::parse("jaringan lambat");
        assert_eq!(shown(&marked("Jaringannya lemot, pak", &query)), "[Jaringannya] [lemot], pak");
        assert_eq!(shown(&marked("kabel", &query)), "kabel");
        assert_eq!(shown(&marked("Lelet!", &Query::parse("le"))), "[Lelet]!");
    }

    #[test]
    fn what_stands_whole_is_marked_once() {
        let of = |text, query| shown(&marked(text, &Query::parse(query)));
        assert_eq!(of("ke siti@dinkes.go.id ya", "dinkes siti"), "ke [siti@dinkes.go.id] ya");
        assert_eq!(of("Tanda tangan elektronik gagal", "tte"), "[Tanda tangan elektronik] gagal");
        assert_eq!(of("Tanda tangan elektronik gagal", "elektronik tte"), "[Tanda tangan elektronik] gagal");
    }

    #[test]
    fn the_piece_where_most_terms_are_is_shown() {
        let far = "kata ".repeat(60);
        let text = format!("printer di lantai dua. {far}\nlalu printer EPSON\nmacet lagi. {far}");
        let found = snippet(&text, &Query::parse("printer epson macet"));
        assert_eq!(found.met.len(), 3);
        let shown = shown(&found);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("lalu [printer] [EPSON] [macet] lagi."), "{shown}");
        assert!(shown.len() < LENGTH + 20, "{shown}");
    }

    #[test]
    fn letters_are_never_cut() {
        for length in 0..40 {
            let text = format!("{}{} jaringan {}", "é".repeat(length), "ü".repeat(150), "ñ—".repeat(200));
            let found = snippet(&text, &Query::parse("jaringan"));
            assert!(shown(&found).contains("[jaringan]"), "{length}");
        }
        assert_eq!(shown(&snippet("", &Query::parse("x"))), "");
    }
}
