//! Who wrote, to whom, about which messages.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::encoded;
use super::headers::Headers;
use super::words::one_line;
use crate::clock::Timestamp;
use crate::desk::inbox::Correspondent;

/// Correspondents of a field at most.
const CORRESPONDENTS: usize = 100;
/// Message-IDs a message answers at most.
const ANSWERS: usize = 50;
/// Characters of a Message-ID at most; a longer one is none.
const ID: usize = 500;
/// Addresses a message was delivered to at most.
const DELIVERED: usize = 20;

/// Everyone the fields of this name give, each address once.
pub(super) fn all(headers: &Headers, name: &str) -> Vec<Correspondent> {
    let mut found: Vec<Correspondent> = Vec::new();
    for value in headers.all(name) {
        for (name, address) in parsed(value) {
            if found.len() < CORRESPONDENTS && !found.iter().any(|known| known.address == address) {
                found.push(Correspondent { address, name });
            }
        }
    }
    found
}

fn parsed(value: &str) -> Vec<(String, String)> {
    let line = format!("{}\r\n", encoded::joined(value));
    let HeaderValue::Address(found) = MessageStream::new(line.as_bytes()).parse_address() else {
        return Vec::new();
    };
    found
        .iter()
        .filter_map(|party| {
            let name = party.name.as_deref().unwrap_or_default();
            let address = address(party.address.as_deref()?)?;
            Some((one_line(&encoded::plain(name), 200), address))
        })
        .collect()
}

/// An address in small letters, if it can be one.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>').to_lowercase();
    let (local, domain) = text.rsplit_once('@')?;
    let forbidden =
        |letter: char| letter.is_whitespace() || letter.is_control() || "<>()[]:;,\"\\".contains(letter);
    let fits = !local.is_empty()
        && !domain.is_empty()
        && text.chars().count() <= 254
        && !text.contains(forbidden)
        && !local.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.');
    fits.then_some(text)
}

/// The addresses a message was delivered to.
pub(super) fn delivered(headers: &Headers) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let names = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"];
    let values = headers.fields.iter().filter(|field| names.contains(&field.name.as_str()));
    for one in values.flat_map(|field| field.value.split(',')).filter_map(address) {
        if found.len() < DELIVERED && !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The Message-IDs in a value, in order, without brackets. One that forgot its brackets counts if it stands alone.
pub(super) fn ids(value: &str) -> Vec<String> {
    let mut found: Vec<String> = value
        .split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .filter_map(|(inner, _)| id(inner))
        .collect();
    if found.is_empty() && !value.contains('<') {
        found.extend(value.split_whitespace().filter(|word| word.contains('@')).take(1).filter_map(id));
    }
    found
}

fn id(text: &str) -> Option<String> {
    // A folded one may hold a blank.
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let fits = !text.is_empty() && text.chars().count() <= ID && !text.contains(char::is_control);
    fits.then_some(text)
}

/// The Message-IDs it answers: `In-Reply-To` first, then `References` from the newest.
pub(super) fn answers(headers: &Headers) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let direct = headers.all("in-reply-to").flat_map(ids);
    let line: Vec<String> = headers.all("references").flat_map(ids).collect();
    for one in direct.chain(line.into_iter().rev()) {
        if found.len() >= ANSWERS {
            break;
        }
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// When it says it was written.
pub(super) fn sent_at(headers: &Headers) -> Option<Timestamp> {
    let line = format!("{}\r\n", headers.first("date")?);
    let HeaderValue::DateTime(date) = MessageStream::new(line.as_bytes()).parse_date() else { return None };
    let plausible = date.is_valid() && (1970..=2200).contains(&date.year);
    plausible.then(|| Timestamp::from_micros(date.to_timestamp().saturating_mul(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(value: &str) -> Vec<(String, String)> {
        parsed(value)
    }

    #[test]
    fn addresses_come_out_of_whatever_stands_around_them() {
        let pair = |name: &str, address: &str| (name.to_owned(), address.to_owned());
        assert_eq!(addresses("Siti <Siti@DINKES.demo.test>"), [pair("Siti", "siti@dinkes.demo.test")]);
        assert_eq!(addresses("siti@dinkes.demo.test"), [pair("", "siti@dinkes.demo.test")]);
        assert_eq!(
            addresses("\"Rahma, Siti\" <siti@dinkes.demo.test>"),
            [pair("Rahma, Siti", "siti@dinkes.demo.test")]
        );
        assert_eq!(
            addresses("=?utf-8?Q?Rahma=2C?= =?utf-8?Q?_Siti?= <siti@dinkes.demo.test>"),
            [pair("Rahma, Siti", "siti@dinkes.demo.test")]
        );
        assert_eq!(
            addresses("\"admin@demo.test\" <orang@lain.test>"),
            [pair("admin@demo.test", "orang@lain.test")]
        );
        assert!(addresses("undisclosed-recipients:;").is_empty());
        assert!(addresses("Siti").is_empty());
    }

    #[test]
    fn message_ids_are_found_among_words() {
        assert_eq!(ids("Your message of today <a@b.test> and <c@d.test>"), ["a@b.test", "c@d.test"]);
        assert_eq!(ids("a@b.test"), ["a@b.test"]);
        assert_eq!(ids("<a@b\t.test>"), ["a@b.test"]);
        assert!(ids("kemarin").is_empty());
    }

    #[test]
    fn where_it_went_and_when_it_was_written() {
        let raw = b"Delivered-To: Desk@parigi.test\nX-Original-To: <desk+a@parigi.test>\nDelivered-To: desk@parigi.test\n\
            Date: Mon, 23 Nov 2026 09:15:00 +0800 (WITA)\nReferences: <a@b> <c@d>\nIn-Reply-To: <c@d>\n\n";
        let (headers, _) = super::super::headers::of_message(raw);
        assert_eq!(delivered(&headers), ["desk@parigi.test", "desk+a@parigi.test"]);
        assert_eq!(sent_at(&headers).unwrap(), Timestamp::from_micros(1_795_396_500_000_000));
        assert_eq!(answers(&headers), ["c@d", "a@b"]);
        let (headers, _) = super::super::headers::of_message(b"Date: kemarin sore\n\n");
        assert_eq!(sent_at(&headers), None);
    }
}
