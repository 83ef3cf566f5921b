//! HTML read as lines of text: paragraphs, lists, links and tables stay readable.

use super::places::{self, Place};
use super::tags::{Piece, Pieces, Tag, is_block, is_void};
use crate::mail::inbox::reading::quotes::{Line, Mark};

/// Elements within each other that are told apart at most.
const DEPTH: usize = 100;
/// Bytes of text that are made at most; what is kept of it is less.
const MOST: usize = 400_000;
/// Depth of a quote that is shown at most.
const CITED: usize = 10;

/// An element that is open.
struct Element {
    name: String,
    place: Option<Place>,
    hidden: bool,
    list: Option<usize>,
    href: Option<String>,
    /// Whether an empty line stands around it.
    loose: bool,
    /// The line it began in, and the letters there were of it.
    from: (usize, usize),
}

/// How many of the open elements are of a kind.
#[derive(Default)]
struct Counts {
    hidden: usize,
    pre: usize,
    cited: usize,
    quotes: usize,
    signatures: usize,
    attributions: usize,
}

impl Counts {
    fn of(&mut self, element: &Element) -> impl Iterator<Item = &mut usize> {
        let place = match element.place {
            Some(Place::Cited) => Some(&mut self.cited),
            Some(Place::Quote) => Some(&mut self.quotes),
            Some(Place::Signature) => Some(&mut self.signatures),
            Some(Place::Attribution) => Some(&mut self.attributions),
            Some(Place::Beyond) | None => None,
        };
        let hidden = element.hidden.then_some(&mut self.hidden);
        let pre = (element.name == "pre").then_some(&mut self.pre);
        place.into_iter().chain(hidden).chain(pre)
    }
}

#[derive(Default)]
struct Page {
    lines: Vec<Line>,
    line: String,
    /// Bytes of all lines so far.
    size: usize,
    open: Vec<Element>,
    counts: Counts,
    beyond: bool,
    pending_blank: bool,
    pending_cell: bool,
    /// Whether the next words stand after an empty line.
    pending_gap: bool,
}

/// The lines of a text in HTML, and whether there would have been more than is ever kept.
pub(in crate::mail::inbox::reading) fn lines(html: &str) -> (Vec<Line>, bool) {
    let mut page = Page::default();
    for piece in Pieces::of(html) {
        if page.size + page.line.len() > MOST {
            page.end_line();
            return (page.lines, true);
        }
        match piece {
            Piece::Text(text) => page.text(&text),
            Piece::Open(tag) => page.opens(tag),
            Piece::Close(name) => page.closes(&name),
        }
    }
    page.end_line();
    (page.lines, false)
}

impl Page {
    fn text(&mut self, text: &str) {
        if self.counts.hidden > 0 {
            return;
        }
        if self.counts.pre > 0 {
            for (count, line) in text.split('\n').enumerate() {
                if count > 0 {
                    self.end_line();
                }
                self.line.push_str(line.trim_end_matches('\r'));
            }
            return;
        }
        for (count, word) in text.split([' ', '\n', '\r', '\t']).enumerate() {
            self.pending_blank |= count > 0;
            if word.is_empty() {
                continue;
            }
            self.leave_gap();
            if self.pending_cell && !self.line.trim().is_empty() {
                self.line.push_str(" | ");
            } else if self.pending_blank && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            (self.pending_blank, self.pending_cell) = (false, false);
            self.line.push_str(word);
        }
    }

    fn opens(&mut self, tag: Tag) {
        let hidden = places::is_hidden(&tag);
        match tag.name.as_str() {
            "br" => self.break_line(),
            "hr" => {
                self.end_line();
                if places::of(&tag) == Some(Place::Beyond) {
                    self.beyond = true;
                }
            }
            "img" => self.picture(&tag),
            "td" | "th" => self.pending_cell = true,
            name if is_block(name) => self.end_line(),
            _ => {}
        }
        if is_void(&tag.name) {
            return;
        }
        let place = places::of(&tag);
        if place == Some(Place::Beyond) {
            self.end_line();
            self.beyond = true;
        }
        if place.is_some() {
            self.end_line();
        }
        let loose = is_loose(&tag);
        self.pending_gap |= loose;
        if tag.name == "li" {
            self.item();
        }
        if self.open.len() >= DEPTH {
            return;
        }
        let list = match tag.name.as_str() {
            "ol" => Some(1),
            "ul" => Some(0),
            _ => None,
        };
        let href = (tag.name == "a").then(|| tag.attribute("href").to_owned());
        let from = (self.lines.len(), self.line.len());
        let element = Element { name: tag.name, place, hidden, list, href, loose, from };
        self.counts.of(&element).for_each(|count| *count += 1);
        self.open.push(element);
    }

    fn closes(&mut self, name: &str) {
        if name == "p" && self.open.iter().any(|element| element.name == "p") {
            self.end_line();
        }
        if is_block(name) {
            self.end_line();
        }
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else { return };
        // A loose tag does not close the table or the quote it stands in.
        let walls = ["td", "table", "blockquote", "div"];
        let crosses = |element: &Element| walls.contains(&element.name.as_str());
        if !is_block(name) && self.open.iter().skip(at + 1).any(crosses) {
            return;
        }
        while self.open.len() > at {
            if self.open.last().is_some_and(|element| element.place.is_some()) {
                // What was within is marked before the element is gone.
                self.end_line();
            }
            let Some(element) = self.open.pop() else { break };
            self.counts.of(&element).for_each(|count| *count -= 1);
            self.pending_gap |= element.loose;
            if let Some(href) = element.href.filter(|_| !element.hidden) {
                let (line, from) = element.from;
                self.link(&href, if line == self.lines.len() { from } else { 0 });
            }
        }
    }

    /// A link that does not say where it leads is told with its address.
    fn link(&mut self, href: &str, from: usize) {
        let said = self.line.get(from..).unwrap_or_default().trim().to_lowercase();
        let to = href.strip_prefix("mailto:").unwrap_or(href);
        let leads =
            ["http://", "https://"].iter().any(|way| href.starts_with(way)) || href.starts_with("mailto:");
        let bare = to
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_lowercase();
        if leads && !said.is_empty() && bare.len() <= 500 && !said.contains(&bare) {
            self.line.push_str(&format!(" ({to})"));
        }
    }

    fn item(&mut self) {
        self.end_line();
        self.leave_gap();
        let depth = self.open.iter().filter(|element| element.list.is_some()).count().min(10);
        let list = self.open.iter_mut().rev().find_map(|element| element.list.as_mut());
        let sign = match list {
            Some(0) | None => "- ".to_owned(),
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
        };
        self.line = format!("{}{sign}", "  ".repeat(depth.saturating_sub(1)));
        self.pending_blank = false;
    }

    fn picture(&mut self, tag: &Tag) {
        let source = tag.attribute("src");
        let tiny = |name: &str| matches!(tag.attribute(name), "0" | "1" | "1px" | "0px");
        if tiny("width") || tiny("height") {
            return;
        }
        let said = tag.attribute("alt");
        let said = if said.to_ascii_lowercase().starts_with("cid:") { "" } else { said };
        let word = match (said.is_empty(), source.to_ascii_lowercase().starts_with("cid:")) {
            (true, true) => "[gambar]".to_owned(),
            (true, false) => return,
            (false, _) => format!("[gambar: {}]", said.chars().take(100).collect::<String>()),
        };
        self.text(&format!(" {word} "));
    }

    fn mark(&self) -> Mark {
        if self.beyond || self.counts.quotes > 0 {
            Mark::Quote
        } else if self.counts.signatures > 0 {
            Mark::Signature
        } else if self.counts.attributions > 0 {
            Mark::Attribution
        } else {
            Mark::Words
        }
    }

    fn end_line(&mut self) {
        (self.pending_blank, self.pending_cell) = (false, false);
        if !self.line.trim().is_empty() {
            self.break_line();
        } else {
            self.line.clear();
        }
    }

    /// An empty line where one is due, unless there is one; where a quote begins or ends its signs are space enough.
    fn leave_gap(&mut self) {
        if !std::mem::take(&mut self.pending_gap) || !self.line.is_empty() {
            return;
        }
        let Some(last) = self.lines.last() else { return };
        let signs = last.text.bytes().take_while(|byte| *byte == b'>').count();
        if signs == self.cited() && !last.text.trim_matches(['>', ' ']).is_empty() {
            self.break_line();
        }
    }

    fn cited(&self) -> usize {
        self.counts.cited.min(CITED)
    }

    fn break_line(&mut self) {
        let depth = self.cited();
        let words = std::mem::take(&mut self.line);
        let words = words.trim_end_matches([' ', '\u{a0}']);
        let text = if depth == 0 {
            words.to_owned()
        } else {
            format!("{} {words}", ">".repeat(depth)).trim_end().to_owned()
        };
        let mark = self.mark();
        self.size += text.len() + 1;
        self.lines.push(Line { text, mark });
        (self.pending_blank, self.pending_cell) = (false, false);
    }
}

/// Whether an empty line stands around an element. Outlook's paragraphs have none; there an empty paragraph stands for it.
fn is_loose(tag: &Tag) -> bool {
    match tag.name.as_str() {
        "h1" | "h2" | "h3" | "table" => true,
        "p" => {
            let class = tag.attribute("class");
            !(class.starts_with("Mso") || class.starts_with("x_Mso") || tag.style().contains("margin:0"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        lines(html).0.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn paragraphs_lists_links_and_tables_stay_readable() {
        assert_eq!(
            text("<p>Yth.\n Bapak</p><p>Mohon <b>bantuan</b>nya.</p>"),
            "Yth. Bapak\n\nMohon bantuannya."
        );
        assert_eq!(text("Halo<ol><li>satu<li>dua<ul><li>a</li></ul></ol>"), "Halo\n1. satu\n2. dua\n  - a");
        assert_eq!(
            text(
                "<a href='https://sipd.test/x'>SIPD</a>, <a href=\"https://sipd.test/\">https://sipd.test</a>"
            ),
            "SIPD (https://sipd.test/x), https://sipd.test"
        );
        assert_eq!(
            text("<table><tr><td>IP</td><td>10.0.0.1</td></tr><tr><td>a</td></tr></table>"),
            "IP | 10.0.0.1\na"
        );
        assert_eq!(text("<div>a</div><div><br></div><div>b</div>"), "a\n\nb");
        assert_eq!(text("a<pre>b\n  c</pre>"), "a\nb\n  c");
        assert_eq!(
            text("<span style='display:none'>x</span>y<img src='cid:1'><img src=http://t.test width=1>"),
            "y [gambar]"
        );
    }

    #[test]
    fn what_programs_mark_is_marked() {
        let marks: Vec<(String, Mark)> = lines(
            "<div>baru</div><div class=gmail_signature>Siti</div><div class=gmail_quote><div class=gmail_attr>Pada x \
             menulis:<br></div><blockquote class=gmail_quote><p>lama</p></blockquote></div>",
        )
        .0
        .into_iter()
        .map(|line| (line.text, line.mark))
        .collect();
        assert_eq!(
            marks,
            [
                ("baru".into(), Mark::Words),
                ("Siti".into(), Mark::Signature),
                ("Pada x menulis:".into(), Mark::Attribution),
                ("> lama".into(), Mark::Words),
            ]
        );
        let marks: Vec<Mark> = lines("a<div id=divRplyFwdMsg>Dari: x</div><div>lama</div>")
            .0
            .iter()
            .map(|line| line.mark)
            .collect();
        assert_eq!(marks, [Mark::Words, Mark::Quote, Mark::Quote]);
    }
}
