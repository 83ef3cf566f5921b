//! Numbers and addresses in a text that are looked for as they are. Pure.

use std::net::IpAddr;

use super::token::{LONGEST, Token};

/// Numbers and addresses that are looked for as they are: a record's number, an IP or MAC address, a version, a
/// telephone number. The second is what it is found by.
pub(super) fn whole(part: &str) -> Option<(String, String)> {
    if !part.is_ascii() || part.len() > LONGEST || !part.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = part.to_ascii_lowercase();
    let same = |text: &str| Some((text.to_owned(), text.to_owned()));
    if let Some(root) = record_number(&lower) {
        return Some((lower, root));
    }
    let host =
        lower.rsplit_once(':').filter(|(host, _)| host.contains('.')).map_or(&*lower, |(host, _)| host);
    if host.parse::<IpAddr>().is_ok() || is_mac(host) || is_dotted_number(host) {
        return same(host);
    }
    let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
    let is_phone =
        digits.len() >= 9 && lower.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    is_phone.then(|| (digits.clone(), digits))
}

/// "19800101 200501 1 001" is one number (NIP), as it is without the blanks.
pub(super) fn join_civil_servant_numbers(tokens: &mut Vec<Token>) {
    const PARTS: [usize; 4] = [8, 6, 1, 3];
    let is_part = |(token, length): (&Token, &usize)| {
        token.word.len() == *length && token.word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut at = 0;
    while at + PARTS.len() <= tokens.len() {
        if tokens[at..].iter().zip(&PARTS).all(is_part) {
            let joined: Vec<_> = tokens.splice(at + 1..at + PARTS.len(), []).collect();
            for part in joined {
                tokens[at].word.push_str(&part.word);
                tokens[at].span.end = part.span.end;
            }
        }
        at += 1;
    }
}

/// `tkt-2026-123` as it is found: `tkt-2026-000123`.
fn record_number(lower: &str) -> Option<String> {
    let (kind, rest) = lower.split_once('-')?;
    let (year, serial) = rest.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let width = match kind {
        "tkt" => 6,
        "msl" | "rfc" => 4,
        _ => return None,
    };
    (year.len() == 4 && digits(year) && digits(serial) && serial.len() <= 12)
        .then(|| format!("{kind}-{year}-{serial:0>width$}"))
}

fn is_mac(text: &str) -> bool {
    let parts: Vec<_> = text.split([':', '-']).collect();
    parts.len() == 6
        && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_dotted_number(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::words::tokens;

    fn roots(text: &str) -> String {
        tokens(text).into_iter().map(|token| token.root).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_and_addresses_stay_whole() {
        for (written, found_by) in [
            ("TKT-2026-000123", "tkt-2026-000123"),
            ("(tkt-2026-123)", "tkt-2026-000123"),
            ("RFC-2026-12.", "rfc-2026-0012"),
            ("ip 10.20.30.4!", "ip 10.20.30.4"),
            ("10.20.30.0/24", "10.20.30.0 24"),
            ("http://10.20.30.4:8080/masuk", "http 10.20.30.4 masuk"),
            ("10.20.30.4:8080", "10.20.30.4"),
            ("fe80::1", "fe80::1"),
            ("00:1A:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e"),
            ("NIP 198001012005011001", "nip 198001012005011001"),
            ("NIP 19800101 200501 1 001", "nip 198001012005011001"),
            ("0812-3456-7890", "081234567890"),
            ("epson L3210", "epson l3210"),
            ("ubuntu 24.04", "ubuntu 24.04"),
            ("siti@dinkes.go.id", "siti dinkes go id"),
            ("srikandi.arsip.go.id", "srikand arsip go id"),
            ("14-16", "14 16"),
        ] {
            assert_eq!(roots(written), found_by, "{written}");
        }
    }
}
