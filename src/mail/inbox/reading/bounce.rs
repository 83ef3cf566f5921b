//! Letters that did not arrive: who says so, and of which letter.

use super::headers::Headers;
use super::parties;
use super::report::Report;
use super::words::{folded, one_line};
use crate::desk::inbox::Bounce;

/// Characters of the server's words at most.
const WORDS: usize = 500;
/// Lines of a look-alike that are read at most.
const LINES: usize = 400;

/// Names mail systems write under.
const SYSTEMS: &[&str] =
    &["mailer-daemon", "mail-daemon", "mailerdaemon", "postmaster", "mail-delivery-system"];

/// Whether nobody is to answer: the null sender, or the name of a mail system.
pub(super) fn is_null_sender(headers: &Headers, from: &str) -> bool {
    headers.all("return-path").next().is_some_and(|path| path == "<>") || is_system(from)
}

fn is_system(from: &str) -> bool {
    from.rsplit_once('@').is_some_and(|(local, _)| SYSTEMS.contains(&local))
}

/// What a report of the standard form says (RFC 3464). A person who passes such a report on writes no report.
pub(super) fn reported(report: &Report, headers: &Headers, from: &str) -> Option<Bounce> {
    if !report.by_type && !is_null_sender(headers, from) {
        return None;
    }
    let status = report.delivery.as_ref()?;
    // Several addresses: the one that failed for good is told before one that is late; one that arrived is no bounce.
    let recipients = &status.recipients;
    let worst =
        recipients.iter().find(|one| is_final(one)).or_else(|| recipients.iter().find(|one| is_late(one)))?;
    let address =
        ["final-recipient", "original-recipient"].iter().find_map(|name| recipient(worst.first(name)?));
    let said = worst.first("diagnostic-code").or_else(|| worst.first("status")).unwrap_or_default();
    let said = said.strip_prefix("smtp;").unwrap_or(said);
    Some(Bounce {
        address,
        message_id: report
            .letter
            .as_ref()
            .and_then(|letter| parties::ids(letter.first("message-id")?).into_iter().next()),
        for_good: is_final(worst),
        words: one_line(said, WORDS),
    })
}

fn is_final(recipient: &Headers) -> bool {
    let action = recipient.small("action");
    action.starts_with("failed") && !recipient.small("status").starts_with('4')
        || (action.is_empty() && recipient.small("status").starts_with('5'))
}

fn is_late(recipient: &Headers) -> bool {
    let action = recipient.small("action");
    action.starts_with("delayed")
        || action.starts_with("failed")
        || (action.is_empty() && recipient.small("status").starts_with('4'))
}

/// `rfc822; siti@dinkes.test`
fn recipient(value: &str) -> Option<String> {
    parties::address(value.split_once(';').map_or(value, |(_, address)| address))
}

/// What a message that is no report says in words, if a mail system wrote it about a letter.
pub(super) fn looks_like(headers: &Headers, from: &str, subject: &str, text: &str) -> Option<Bounce> {
    if !is_null_sender(headers, from) && !headers.has("x-failed-recipients") {
        return None;
    }
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let first: Vec<String> = lines.iter().take(60).map(|line| folded(cut(line))).collect();
    let whole = format!("{} {}", folded(subject), first.join(" "));
    let failed = FAILED.iter().any(|word| whole.contains(word));
    let late = LATE.iter().any(|word| whole.contains(word));
    if !failed && !late && !headers.has("x-failed-recipients") {
        return None;
    }
    let words = lines.iter().map(|line| line.trim()).find(|line| is_verdict(line)).unwrap_or_default();
    let passing = words.split_whitespace().any(|word| is_code(word, '4')) || (late && !failed);
    let named =
        headers.first("x-failed-recipients").and_then(|value| parties::address(value.split(',').next()?));
    Some(Bounce {
        address: named.or_else(|| lines.iter().find_map(|line| undelivered(line, from))),
        message_id: lines.iter().find_map(|line| message_id(line)),
        for_good: !passing,
        words: one_line(if words.is_empty() { subject } else { words }, WORDS),
    })
}

const FAILED: &[&str] = &[
    "undeliverable",
    "undelivered mail",
    "delivery status notification (failure)",
    "delivery failure",
    "delivery has failed",
    "mail delivery failed",
    "returned mail",
    "returning message to sender",
    "failure notice",
    "could not be delivered",
    "couldn't be delivered",
    "wasn't delivered",
    "was not delivered",
    "wasn't able to deliver",
    "unable to deliver",
    "permanent error",
    "address not found",
    "user unknown",
    "tidak terkirim",
    "tidak dapat dikirim",
    "gagal terkirim",
    "pengiriman gagal",
    "gagal dikirim",
    "tidak dapat terkirim",
    "alamat tidak ditemukan",
];

const LATE: &[&str] = &[
    "delayed",
    "has not yet been delivered",
    "not yet delivered",
    "warning: message",
    "will keep trying",
    "will be retried",
    "still being retried",
    "pengiriman tertunda",
    "tertunda",
];

/// A line in which a server says why: it holds a code.
fn is_verdict(line: &str) -> bool {
    cut(line).split([' ', '\t', ':', '(', '[']).any(|word| is_code(word, '5') || is_code(word, '4'))
}

/// `550`, `5.1.1`, `#5.1.1`, `550-5.1.1`
fn is_code(word: &str, class: char) -> bool {
    let word = word.trim_start_matches('#').trim_end_matches([':', ',', ')', ']', '>', '.']);
    let mut dotted = word.split('.');
    let is_dotted = dotted.clone().count() == 3
        && dotted.all(|part| {
            !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    let first = word.split('-').next().unwrap_or_default();
    let is_plain = first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_digit());
    word.starts_with(class) && (is_dotted || is_plain)
}

/// The first address in a line that is not the mail system's own.
fn undelivered(line: &str, from: &str) -> Option<String> {
    let small = folded(cut(line));
    if small.starts_with("from:") || small.starts_with("message-id:") || small.starts_with("dari:") {
        return None;
    }
    cut(line)
        .split([' ', '\t', '<', '>', '(', ')', ',', ';', '"', '\''])
        .map(|word| word.trim_matches([':', '.', '*', '[', ']']).trim_start_matches("mailto:"))
        .filter_map(parties::address)
        .find(|address| address != from && !is_system(address))
}

fn message_id(line: &str) -> Option<String> {
    let line = line.trim();
    let (name, value) = line.split_once(':')?;
    name.eq_ignore_ascii_case("message-id").then(|| parties::ids(cut(value)).into_iter().next())?
}

fn cut(line: &str) -> &str {
    line.char_indices().nth(1_000).map_or(line, |(at, _)| line.get(..at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::headers;
    use super::*;

    fn bounce(header: &str, subject: &str, text: &str) -> Option<Bounce> {
        let (headers, _) = headers::of_message(format!("{header}\n\n").as_bytes());
        looks_like(&headers, "mailer-daemon@mx.test", subject, text)
    }

    #[test]
    fn look_alikes_of_many_servers_are_read() {
        let found = bounce(
            "Return-Path: <>",
            "failure notice",
            "Hi. This is the qmail-send program at mx.test.\nI'm afraid I wasn't able to deliver your message.\n\n\
             <siti@dinkes.demo.test>:\nRemote host said: 550 5.1.1 No such user here\n\n--- Below this line is a copy of the message.\n\n\
             Return-Path: <desk@parigi.test>\nMessage-ID: <abc@parigi.test>\n",
        )
        .unwrap();
        assert_eq!(found.address.as_deref(), Some("siti@dinkes.demo.test"));
        assert_eq!(found.message_id.as_deref(), Some("abc@parigi.test"));
        assert!(found.for_good && found.words.contains("550 5.1.1"));
        let late = bounce(
            "",
            "Warning: message 1abc delayed 24 hours",
            "not yet delivered to:\n  siti@dinkes.demo.test\n",
        )
        .unwrap();
        assert!(!late.for_good);
    }

    #[test]
    fn a_person_who_writes_about_a_bounce_is_none() {
        let (headers, _) = headers::of_message(b"Return-Path: <siti@dinkes.demo.test>\n\n");
        assert_eq!(
            looks_like(&headers, "siti@dinkes.demo.test", "Undeliverable", "550 5.1.1 user unknown"),
            None
        );
        assert_eq!(bounce("Return-Path: <>", "Halo", "Selamat pagi"), None);
    }
}
