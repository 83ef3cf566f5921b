//! Encoded words in headers (RFC 2047), and those that programs break: split within a letter, with spaces, in quotes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::decode;

/// Bytes of an encoded word at most. The standard allows 75; programs do not read it.
const LONGEST: usize = 4_096;

struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    rest: &'a str,
}

/// The value with its encoded words as letters.
pub(super) fn plain(value: &str) -> String {
    replaced(value, |text, out| out.push_str(text))
}

/// The value with neighbouring encoded words joined to one in UTF-8: a letter may have been split between them.
pub(super) fn joined(value: &str) -> String {
    replaced(value, |text, out| {
        out.push_str("=?utf-8?B?");
        out.push_str(&BASE64_STANDARD.encode(text));
        out.push_str("?=");
    })
}

fn replaced(value: &str, put: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match word(from) {
            Some(first) => {
                rest = run(first, |text| put(text, &mut out));
            }
            None => {
                out.push_str("=?");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Reads the words that follow each other, and gives their letters and what comes after.
fn run<'a>(first: Word<'a>, mut put: impl FnMut(&str)) -> &'a str {
    let (mut charset, mut bytes, mut rest) = (first.charset, first.bytes, first.rest);
    let mut letters = String::new();
    while let Some(next) = word(rest.trim_start()) {
        if !next.charset.eq_ignore_ascii_case(charset) {
            letters.push_str(&decode::letters(&bytes, Some(charset)).0);
            (charset, bytes) = (next.charset, Vec::new());
        }
        bytes.extend_from_slice(&next.bytes);
        rest = next.rest;
    }
    letters.push_str(&decode::letters(&bytes, Some(charset)).0);
    put(&letters);
    rest
}

/// The word a text begins with: `=?charset?B|Q?…?=`.
fn word(text: &str) -> Option<Word<'_>> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner) = inner.split_at(inner.bytes().take(60).position(|byte| byte == b'?')?);
    let charset = charset.split_once('*').map_or(charset, |(charset, _)| charset);
    if charset.is_empty() || !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let inner = inner.strip_prefix('?')?;
    let way = inner.bytes().next()?.to_ascii_lowercase();
    let inner = inner.get(1..)?.strip_prefix('?')?;
    let end = inner.as_bytes().windows(2).take(LONGEST).position(|pair| pair == b"?=")?;
    let (data, rest) = inner.split_at(end);
    let bytes = match way {
        b'b' => decode::base64_as_it_goes(data.as_bytes()),
        b'q' => decode::quoted_as_it_goes(data.replace('_', " ").as_bytes()),
        _ => return None,
    };
    Some(Word { charset, bytes, rest: rest.get(2..).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_before_they_are_read() {
        assert_eq!(plain("Laporan =?utf-8?Q?gangguan_jaringan?= pagi"), "Laporan gangguan jaringan pagi");
        // The é is split between two words.
        assert_eq!(plain("=?UTF-8?Q?caf=C3?=\t=?utf-8?Q?=A9_satu?="), "café satu");
        assert_eq!(plain("=?iso-8859-1?Q?caf=E9?= =?utf-8?B?IGR1YQ==?="), "café dua");
        // With raw spaces inside, without an end, and no word at all.
        assert_eq!(plain("=?utf-8?q?satu dua?="), "satu dua");
        assert_eq!(plain("=?utf-8?q?satu"), "=?utf-8?q?satu");
        assert_eq!(plain("1 =? 2 =?x?y?z"), "1 =? 2 =?x?y?z");
        assert_eq!(joined("=?utf-8?Q?a=2Cb?= <a@b.test>"), "=?utf-8?B?YSxi?= <a@b.test>");
    }
}
