//! Bytes on the line become bytes, and bytes become letters: transfer encodings and character sets, as broken as they come.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// Takes base64 as it comes: with padding, without, and with bits over.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a part, and whether its encoding was broken.
pub(super) fn bytes<'a>(raw: &'a [u8], encoding: &str) -> (Cow<'a, [u8]>, bool) {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => match base64_decode(raw) {
            Some(bytes) => (bytes.into(), false),
            None => (base64_as_it_goes(raw).into(), true),
        },
        "quoted-printable" => match quoted_printable_decode(raw) {
            Some(bytes) => (bytes.into(), false),
            None => (quoted_as_it_goes(raw).into(), true),
        },
        "" | "7bit" | "8bit" | "binary" => (raw.into(), false),
        _ => (raw.into(), true),
    }
}

/// Only the letters of the alphabet, group by group between the signs of an end.
pub(super) fn base64_as_it_goes(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 4 * 3);
    for group in raw.split(|byte| *byte == b'=') {
        let mut clean: Vec<u8> = group
            .iter()
            .copied()
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .collect();
        if clean.len() % 4 == 1 {
            clean.pop();
        }
        out.extend(LENIENT.decode(clean).unwrap_or_default());
    }
    out
}

/// What is no escape stands as it is.
pub(super) fn quoted_as_it_goes(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        match raw.get(at..) {
            Some([b'\n', ..]) => at += 1,
            Some([b'\r', b'\n', ..]) => at += 2,
            Some([high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(digit(*high) << 4 | digit(*low));
                at += 2;
            }
            _ => out.push(b'='),
        }
    }
    out
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
}

/// The letters of a text, and whether its character set was unknown or broken.
///
/// Bytes that are UTF-8 are read so where the name given is none, ASCII or one of the Western sets: programs that name the
/// wrong one are many, and words that are UTF-8 by chance are not.
pub(super) fn letters(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    let name = charset.unwrap_or_default().trim().to_ascii_lowercase().replace('_', "-");
    let western = matches!(
        name.as_str(),
        "" | "us-ascii" | "ascii" | "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" | "utf-8" | "utf8"
    );
    if western && let Ok(text) = std::str::from_utf8(bytes) {
        return (text.trim_start_matches('\u{feff}').to_owned(), false);
    }
    if matches!(name.as_str(), "utf-8" | "utf8") {
        let text = String::from_utf8_lossy(bytes);
        let nothing_fits =
            text.chars().all(|letter| letter.is_ascii() || letter == char::REPLACEMENT_CHARACTER);
        return (if nothing_fits { west(bytes) } else { text.into_owned() }, true);
    }
    match charset_decoder(name.as_bytes()).filter(|_| !name.is_empty()) {
        Some(decoder) => {
            let text = decoder(bytes);
            let broken = text.contains(char::REPLACEMENT_CHARACTER);
            (text.trim_start_matches('\u{feff}').to_owned(), broken)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), !text.is_ascii()),
            Err(_) => (west(bytes), true),
        },
    }
}

/// A header line that holds raw letters instead of encoded words.
pub(super) fn header(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| west(error.as_bytes()))
}

fn west(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decoder) => decoder(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_encodings_are_read_as_far_as_they_go() {
        assert_eq!(bytes(b"c2F0dQ==", "Base64"), (b"satu".to_vec().into(), false));
        assert_eq!(base64_as_it_goes(b"c2F0dQ==!!ZHVh"), b"satudua");
        assert_eq!(base64_as_it_goes(b"c2F0dQ==X"), b"satu");
        assert_eq!(quoted_as_it_goes(b"a=3Db=ZZ=\r\nc="), b"a=b=ZZc=");
        assert_eq!(bytes(b"a=ZZ", "quoted-printable"), (b"a=ZZ".to_vec().into(), true));
        assert!(bytes(b"x", "x-uuencode").1);
    }

    #[test]
    fn a_wrong_name_of_a_set_does_not_garble_what_is_utf_8() {
        assert_eq!(letters("é".as_bytes(), Some("iso-8859-1")), ("é".into(), false));
        assert_eq!(letters(b"\xe9", Some("ISO-8859-1")), ("é".into(), false));
        assert_eq!(letters(b"\xe9", Some("utf-8")), ("é".into(), true));
        assert_eq!(letters(b"\xe9", None), ("é".into(), true));
        assert_eq!(letters(b"caf\xe9", Some("x-nowhere")), ("café".into(), true));
        assert_eq!(letters(b"satu", Some("x-nowhere")), ("satu".into(), false));
        assert_eq!(letters(b"\x83n\x83\x8d", Some("Shift_JIS")).0, "ハロ");
    }
}
