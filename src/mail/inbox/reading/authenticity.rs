//! Whether a sender is who they say, as our own mail server found (RFC 8601).
//!
//! Anybody may write such lines. So only lines under a name of our own server count, and to prove someone only the topmost of
//! them: that is the last thing the server wrote. A failure counts from the lines directly below it too; who forges one
//! harms only themselves.

use super::headers::Headers;
use super::own::OwnAddresses;
use super::parties;
use crate::desk::inbox::Authenticity;

const HEADER: &str = "authentication-results";

/// What the server found about the address in the From line.
pub(super) fn found(headers: &Headers, from: Option<&str>, own: &OwnAddresses) -> Authenticity {
    let lines: Vec<Vec<Verdict>> = trusted(headers, own);
    let Some(domain) = from.and_then(|from| from.rsplit_once('@')).map(|(_, domain)| domain) else {
        return Authenticity::Unknown;
    };
    if lines.iter().any(|line| failed(line)) {
        return Authenticity::Failed;
    }
    // Two senders in one From: whichever was proved, it need not be the one that is shown.
    let one = headers.all("from").count() == 1 && parties::all(headers, "from").len() == 1;
    match lines.first() {
        Some(line) if one && proved(line, domain) => Authenticity::Proved,
        _ => Authenticity::Unknown,
    }
}

/// One result: `dkim=pass header.d=kab.test`.
struct Verdict {
    method: String,
    result: String,
    domains: Vec<String>,
}

/// The topmost line of our server and those directly below it.
fn trusted(headers: &Headers, own: &OwnAddresses) -> Vec<Vec<Verdict>> {
    let ours =
        |value: &str| read(value).filter(|(server, _)| own.trusts(server)).map(|(_, verdicts)| verdicts);
    let first = headers.fields.iter().position(|field| field.name == HEADER && ours(&field.value).is_some());
    let Some(first) = first else { return Vec::new() };
    headers
        .fields
        .iter()
        .skip(first)
        .take_while(|field| field.name == HEADER)
        .take(10)
        .filter_map(|field| ours(&field.value))
        .collect()
}

fn read(value: &str) -> Option<(String, Vec<Verdict>)> {
    let value = without_comments(value);
    let mut parts = value.split(';');
    let server = parts.next()?.split_whitespace().next()?.to_ascii_lowercase();
    Some((server, parts.take(50).filter_map(verdict).collect()))
}

fn verdict(part: &str) -> Option<Verdict> {
    let part = part.to_ascii_lowercase().replace(" =", "=").replace("= ", "=");
    let mut words = part.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let method = method.split('/').next()?.to_owned();
    let domains = words
        .filter_map(|word| word.split_once('='))
        .filter(|(name, _)| {
            matches!(*name, "header.d" | "header.i" | "smtp.mailfrom" | "smtp.mail" | "header.from")
        })
        .map(|(_, value)| value.trim_matches(['"', '<', '>']))
        .map(|value| value.rsplit_once('@').map_or(value, |(_, domain)| domain).to_owned())
        .collect();
    Some(Verdict { method, result: result.to_owned(), domains })
}

fn without_comments(value: &str) -> String {
    let mut depth: usize = 0;
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

fn says(line: &[Verdict], method: &str, result: &str) -> bool {
    line.iter().any(|verdict| verdict.method == method && verdict.result == result)
}

fn failed(line: &[Verdict]) -> bool {
    says(line, "dmarc", "fail")
        || (says(line, "spf", "fail") && !says(line, "dkim", "pass") && !says(line, "dmarc", "pass"))
}

fn proved(line: &[Verdict], domain: &str) -> bool {
    line.iter().filter(|verdict| verdict.result == "pass").any(|verdict| {
        let aligned = verdict.domains.iter().any(|found| is_aligned(found, domain));
        match verdict.method.as_str() {
            // What DMARC proves is the domain of the From line; if it names one, it has to be this one.
            "dmarc" => verdict.domains.is_empty() || aligned,
            "dkim" | "spf" => aligned,
            _ => false,
        }
    })
}

/// The same domain, or one within the other; `go.id` and the like are nobody's.
fn is_aligned(found: &str, domain: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.')) && is_someones(outer)
    };
    found == domain || within(found, domain) || within(domain, found)
}

fn is_someones(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    match labels.as_slice() {
        [] | [_] => false,
        [second, top] => !(top.len() == 2 && second.len() <= 3),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::inbox::reading::headers;

    fn verdict_of(lines: &str) -> Authenticity {
        let own = OwnAddresses { trusted: vec!["mx.parigi.test".into()], ..OwnAddresses::default() };
        let raw = format!("{lines}\nFrom: Siti <siti@dinkes.parigi.go.id>\n\nx");
        let (headers, _) = headers::of_message(raw.as_bytes());
        found(&headers, Some("siti@dinkes.parigi.go.id"), &own)
    }

    #[test]
    fn only_our_own_server_is_believed() {
        use Authenticity::{Failed, Proved, Unknown};
        for (lines, expected) in [
            ("Authentication-Results: mx.parigi.test; dmarc=pass header.from=dinkes.parigi.go.id", Proved),
            ("Authentication-Results: mx.parigi.test 1; dkim=pass (ok; x) header.d=parigi.go.id", Proved),
            (
                "Authentication-Results: mx.parigi.test; spf=pass smtp.mailfrom=siti@dinkes.parigi.go.id",
                Proved,
            ),
            ("Authentication-Results: mx.parigi.test; dkim=pass header.d=go.id", Unknown),
            (
                "Authentication-Results: mx.parigi.test; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=evil.test",
                Unknown,
            ),
            ("Authentication-Results: mx.evil.test; dmarc=pass", Unknown),
            ("Authentication-Results: mx.parigi.test; none", Unknown),
            ("Authentication-Results: mx.parigi.test; dmarc=fail (p=none)", Failed),
            ("Authentication-Results: mx.parigi.test; spf=fail smtp.mailfrom=x@y.test; dkim=none", Failed),
            ("Authentication-Results: mx.parigi.test; spf=softfail", Unknown),
            // Below ours stands what the sender may have written.
            (
                "Authentication-Results: mx.parigi.test; dkim=none\nAuthentication-Results: mx.parigi.test; dmarc=pass",
                Unknown,
            ),
            (
                "Authentication-Results: mx.parigi.test; dkim=none\nAuthentication-Results: mx.parigi.test; dmarc=fail",
                Failed,
            ),
            ("From: x@evil.test\nAuthentication-Results: mx.parigi.test; dmarc=pass", Unknown),
            ("", Unknown),
        ] {
            assert_eq!(verdict_of(lines), expected, "{lines}");
        }
    }
}
