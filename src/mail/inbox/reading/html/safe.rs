//! HTML made safe to show beside the text: no script, no form, nothing fetched from elsewhere, nothing that hides.
//!
//! First the tags are put in order by ourselves (few, balanced, of limited depth), for a tree of HTML that is made to be
//! costly costs the square of its length; then `ammonia` has the last word on what may stay.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::entities::encoded;
use super::places::is_hidden;
use super::tags::{Piece, Pieces, Tag, is_block, is_void};

/// Bytes of safe HTML at most.
const MOST: usize = 200_000;
/// Bytes we put in order at most, so that the end tags have room.
const ROOM: usize = 190_000;
/// Elements within each other at most.
const DEPTH: usize = 60;

/// Signs written by name that one text holds at most.
const SIGNS: usize = 200;

const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
const WAYS: &[&str] = &["http://", "https://", "mailto:", "tel:"];
const REL: &str = "noopener noreferrer nofollow";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(TAGS.iter().copied().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(Some(REL));
    cleaner
});

/// The safe form, nothing if there is nothing to show.
pub(in crate::mail::inbox::reading) fn safe(html: &str) -> Option<String> {
    let clean = CLEANER.clean(&in_order(html)).to_string();
    let shows = clean.len() <= MOST
        && Pieces::of(&clean).any(|piece| matches!(piece, Piece::Text(text) if !text.trim().is_empty()));
    shows.then_some(clean)
}

/// Only the tags we know, each closed in its turn.
fn in_order(html: &str) -> String {
    let mut out = String::new();
    // Names of what is open; hidden ones and ones that are not shown are counted by an empty word.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut hidden: usize = 0;
    for piece in Pieces::of(html) {
        if out.len() >= ROOM {
            break;
        }
        match piece {
            Piece::Text(text) if hidden == 0 => {
                let room = ROOM.saturating_sub(out.len() + 1);
                let end = (0..=room.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                letters(&text.get(..end).unwrap_or_default().replace(['\0', '\u{c}'], " "), &mut out);
            }
            Piece::Text(_) => {}
            Piece::Open(tag) if matches!(tag.name.as_str(), "br" | "hr") => {
                if hidden == 0 {
                    out.push_str(if tag.name == "br" { "<br>" } else { "<hr>" });
                }
            }
            Piece::Open(tag) if tag.name == "img" => {
                if hidden == 0 {
                    picture(&tag, &mut out);
                }
            }
            Piece::Open(tag) if is_void(&tag.name) => {}
            Piece::Open(tag) => {
                if let Some(at) = ends_before(&tag.name, &open) {
                    close(&mut open, at, &mut hidden, &mut out);
                }
                let hides = is_hidden(&tag);
                if open.len() < DEPTH && (hides || TAGS.contains(&tag.name.as_str())) {
                    if hidden == 0 && !hides {
                        opening(&tag, &mut out);
                    }
                    hidden += usize::from(hides);
                    open.push((tag.name, hides));
                }
            }
            Piece::Close(name) => {
                if let Some(at) = open.iter().rposition(|(own, _)| *own == name) {
                    close(&mut open, at, &mut hidden, &mut out);
                }
            }
        }
    }
    close(&mut open, 0, &mut hidden, &mut out);
    out
}

/// Letters as they may stand in HTML, as long as there is room. A text with very many signs that have to be written by name is
/// broken by an empty element now and then: the tree of HTML copies a text once for each such sign.
fn letters(text: &str, out: &mut String) {
    let mut signs = 0;
    for piece in text.split_inclusive(['&', '<', '>']) {
        if out.len() + piece.len() >= ROOM {
            return;
        }
        encoded(piece, out);
        signs += 1;
        if signs % SIGNS == 0 {
            out.push_str("<span></span>");
        }
    }
}

/// Which open element ends where this one begins: a paragraph at a block, a link at a link. A browser ends them too, and
/// would otherwise repeat what is open within.
fn ends_before(name: &str, open: &[(String, bool)]) -> Option<usize> {
    let ends = match name {
        "a" => "a",
        name if is_block(name) => "p",
        _ => return None,
    };
    let wall = open.iter().rposition(|(own, _)| matches!(own.as_str(), "td" | "th" | "table")).unwrap_or(0);
    open.iter().rposition(|(own, _)| own == ends).filter(|at| *at >= wall)
}

fn close(open: &mut Vec<(String, bool)>, down_to: usize, hidden: &mut usize, out: &mut String) {
    while open.len() > down_to {
        let Some((name, hides)) = open.pop() else { break };
        *hidden -= usize::from(hides);
        if *hidden == 0 && !hides {
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }
}

fn opening(tag: &Tag, out: &mut String) {
    out.push('<');
    out.push_str(&tag.name);
    let href = tag.attribute("href");
    let small = href.get(..8.min(href.len())).unwrap_or_default().to_ascii_lowercase();
    if tag.name == "a" && href.len() <= 2_000 && WAYS.iter().any(|way| small.starts_with(way)) {
        out.push_str(" href=\"");
        encoded(href, out);
        // Counted with the rest: the cleaner writes it anyway.
        out.push_str(&format!("\" rel=\"{REL}\""));
    }
    for name in ["colspan", "rowspan", "start"] {
        let value = tag.attribute(name);
        if !value.is_empty() && value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    out.push('>');
}

/// Pictures are a word: those of the message are among its files, those from elsewhere tell who reads.
fn picture(tag: &Tag, out: &mut String) {
    let tiny = |name: &str| matches!(tag.attribute(name), "0" | "1" | "1px" | "0px");
    if tiny("width") || tiny("height") {
        return;
    }
    let said: String = tag.attribute("alt").chars().take(100).collect();
    if said.is_empty() || said.to_ascii_lowercase().starts_with("cid:") {
        out.push_str("[gambar]");
    } else {
        encoded(&format!("[gambar: {said}]"), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_harmless_stays() {
        assert_eq!(
            safe("<p onclick=x style='position:fixed'>a<script>b</script><img src=http://t.test/p.gif alt=logo></p>").unwrap(),
            "<p>a[gambar: logo]</p>"
        );
        assert_eq!(
            safe("<a href='https://a.test/?x=1&y=2' target=_blank>b</a><a href='javascript:x'>c</a>")
                .unwrap(),
            "<a href=\"https://a.test/?x=1&amp;y=2\" rel=\"noopener noreferrer nofollow\">b</a><a rel=\"noopener noreferrer nofollow\">c</a>"
        );
        assert_eq!(
            safe("<form action=x><input>a</form><iframe src=x></iframe>b<style>p{}</style>").unwrap(),
            "ab"
        );
        assert_eq!(
            safe("<b>a<i>b</b>c<div style='display:none'>x<p>y</p></div>d").unwrap(),
            "<b>a<i>b</i></b>cd"
        );
        assert_eq!(safe("<img src=cid:1>").unwrap(), "[gambar]");
        assert_eq!(safe("<p> </p>"), None);
    }

    #[test]
    fn html_made_to_be_costly_is_bounded() {
        let deep = "<div>".repeat(100_000);
        assert!(safe(&format!("{deep}a")).unwrap().len() < 2_000);
        let formats: String = (0..5_000).map(|count| format!("<b id={count}><p>x")).collect();
        assert!(safe(&formats).unwrap().len() <= MOST);
        let signs = "&amp; ".repeat(60_000);
        assert!(safe(&signs).unwrap().len() > MOST / 2);
        let long = "<a href='http://a'>b</a> ".repeat(50_000);
        assert!(safe(&long).unwrap().len() <= MOST);
    }
}
