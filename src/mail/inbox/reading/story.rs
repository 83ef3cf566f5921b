//! The story of reading: fields, tree, words, signs.

use super::attribution;
use super::authenticity;
use super::automatic::{self, Looks};
use super::bodies::{self, Bodies, Piece};
use super::bounce;
use super::encoded;
use super::headers;
use super::html;
use super::mime;
use super::own::OwnAddresses;
use super::parties;
use super::quotes::{self, Line};
use super::report;
use super::words::{cut_to, one_line};
use crate::desk::inbox::{Message, Missing};

/// Characters of a subject at most.
const SUBJECT: usize = 500;
/// Characters of the new words at most.
const TEXT: usize = 20_000;
/// Characters of what was cut at most.
const CUT: usize = 100_000;
/// Characters of a text that are parted at most.
const PARTED: usize = 400_000;

/// Reads a message, whatever it is. What is not there or cannot be read is empty; what could not be taken over whole is
/// named in `missing`.
pub fn read(raw: &[u8], own: &OwnAddresses) -> Message {
    let (headers, body) = headers::of_message(raw);
    let (tree, overflow) = mime::tree(&headers, body);
    let mut bodies = bodies::gathered(&tree);
    if overflow {
        bodies.misses(Missing::TooManyParts);
    }
    let report = report::of(&tree);
    let subject = one_line(&encoded::plain(headers.first("subject").unwrap_or_default()), SUBJECT);
    let from = parties::all(&headers, "from").into_iter().next();
    let address = from.as_ref().map(|from| from.address.clone()).unwrap_or_default();
    let lines = lines(&mut bodies);
    let mut parted = quotes::parted(&lines, attribution::passes_on(&subject, &lines));
    if parted.text.is_empty()
        && let Some(invitation) = bodies.invitation.take()
    {
        parted.text = invitation;
    }
    let bounce = bounce::reported(&report, &headers, &address).or_else(|| {
        let whole = format!("{}\n{}", parted.text, parted.cut);
        bounce::looks_like(&headers, &address, &subject, &whole)
    });
    let looks = Looks {
        from: &address,
        subject: &subject,
        text: &parted.text,
        report: report.by_type || bounce.is_some(),
    };
    let automatic = automatic::sign(&headers, &looks, own);
    let (text, longer) = cut_to(parted.text, TEXT);
    let (cut, longer_cut) = cut_to(parted.cut, CUT);
    if longer || longer_cut {
        bodies.misses(Missing::TextTooLong);
    }
    Message {
        message_id: headers.first("message-id").and_then(|value| parties::ids(value).into_iter().next()),
        answers: parties::answers(&headers),
        to: parties::all(&headers, "to"),
        cc: parties::all(&headers, "cc"),
        delivered_to: parties::delivered(&headers),
        subject,
        sent_at: parties::sent_at(&headers),
        authenticity: Some(authenticity::found(
            &headers,
            from.as_ref().map(|from| from.address.as_str()),
            own,
        )),
        automatic,
        bounce,
        text,
        cut,
        html: safe_html(&bodies.pieces),
        parts: bodies.files,
        missing: bodies.missing,
        from,
    }
}

/// The lines of all words, in order. Of words in both forms the plain ones are read, unless they only say that there are
/// others.
fn lines(bodies: &mut Bodies) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut room = PARTED;
    let mut longer = false;
    for piece in &bodies.pieces {
        let mut found = match (&piece.plain, &piece.html) {
            (Some(plain), html) if html.is_none() || says_something(plain) => {
                let end = plain.char_indices().nth(room).map_or(plain.len(), |(at, _)| at);
                longer |= end < plain.len();
                quotes::of_text(plain.get(..end).unwrap_or_default())
            }
            (_, Some(html)) => {
                let (found, more) = html::lines(html);
                longer |= more;
                found
            }
            _ => continue,
        };
        if found.iter().all(Line::is_blank) {
            continue;
        }
        room = room.saturating_sub(found.iter().map(|line| line.text.len() + 1).sum());
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.append(&mut found);
    }
    if longer {
        bodies.misses(Missing::TextTooLong);
    }
    lines
}

/// Whether plain words are more than the notice that one should look at the HTML.
fn says_something(plain: &str) -> bool {
    let words: String = plain.split_whitespace().take(40).collect::<Vec<_>>().join(" ").to_lowercase();
    let notices = [
        "this is a multi-part message",
        "your email client does not support html",
        "your mail client does not support html",
        "to view the message, please use an html compatible",
        "please view this email in html",
        "program email anda tidak mendukung html",
    ];
    let is_notice = words.len() < 300 && notices.iter().any(|notice| words.contains(notice));
    !words.is_empty() && !is_notice
}

/// The words as HTML, if any of them came so.
fn safe_html(pieces: &[Piece]) -> Option<String> {
    let htmls: Vec<&str> = pieces.iter().filter_map(|piece| piece.html.as_deref()).collect();
    if htmls.is_empty() {
        return None;
    }
    html::safe(&htmls.join("<hr>"))
}
