//! Numbers, addresses and names of machines and files: found whole, and by their parts where somebody may know but one.

use std::net::IpAddr;

use super::token::LONGEST;

/// Something that is looked for as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The whole.
    pub(super) whole: String,
    /// Its parts that say something by themselves.
    pub(super) parts: Vec<String>,
}

/// What hosts end with, as far as offices meet it.
const ENDINGS: &str = " ac app biz co com dev edu gov id info io lan live local me mil mobi net online org sch shop site \
    test tk top xyz ";

/// What files end with.
const FILES: &str = " apk bak bat bmp cer crt csv db doc docm docx dwg eml exe gif htm html iso jar jpeg jpg js json key \
    log mkv mp3 mp4 msi odp ods odt ovpn p12 pcap pdf pem pfx php png ppt pptx pst rar rtf sql svg tar tif tiff txt vbs \
    wav webp xls xlsm xlsx xml zip ";

/// Parts of hosts that every host has.
const EVERYWHERE: &str = " ac com co desa edu go id mail mil my net or org sch www ";

/// A record's number, an IP or MAC address, a version, a telephone number, an e-mail address, a host or a file, folded
/// already; `None` if it is plain words.
pub(super) fn name(part: &str) -> Option<Name> {
    if part.len() > LONGEST || !part.is_ascii() {
        return None;
    }
    let has_digit = part.bytes().any(|byte| byte.is_ascii_digit());
    if let Some(address) = email(part) {
        return Some(address);
    }
    if has_digit && let Some(number) = number(part) {
        return Some(number);
    }
    let host = part.rsplit_once(':').map_or(part, |(host, _)| host);
    dotted(host)
}

/// `siti.rahma@dinkes.go.id`: whole, its host, and the words of both.
fn email(part: &str) -> Option<Name> {
    let (person, host) = part.split_once('@')?;
    let well = !person.is_empty() && host.contains('.') && !host.contains(['@', ':', '_']);
    if !well || host.split('.').any(str::is_empty) {
        return None;
    }
    let mut parts: Vec<String> = vec![host.to_owned()];
    parts.extend(telling(person.split(['.', '-', '_'])));
    parts.extend(telling(host.split('.')));
    Some(Name { whole: part.to_owned(), parts })
}

fn number(part: &str) -> Option<Name> {
    let same = |text: &str| Some(Name { whole: text.to_owned(), parts: Vec::new() });
    if let Some(record) = record_number(part) {
        return Some(record);
    }
    let host = part.rsplit_once(':').filter(|(host, _)| host.contains('.')).map_or(part, |(host, _)| host);
    if is_mac(host) {
        return same(&host.replace('-', ":"));
    }
    if host.parse::<IpAddr>().is_ok() || is_dotted_number(host) && host.len() < 12 {
        return same(host);
    }
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    let is_telephone =
        digits.len() >= 9 && part.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    is_telephone.then(|| Name { whole: as_dialled(digits), parts: Vec::new() })
}

/// `628…` is dialled `08…` at home.
fn as_dialled(digits: String) -> String {
    match digits.strip_prefix("628") {
        Some(rest) if (9..=15).contains(&digits.len()) => format!("08{rest}"),
        _ => digits,
    }
}

/// `tkt-2026-123` as it is found: `tkt-2026-000123`; also by the number alone.
fn record_number(lower: &str) -> Option<Name> {
    let (kind, rest) = lower.split_once('-')?;
    let (year, serial) = rest.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_kind = (2..=5).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_year = year.len() == 4 && year.starts_with("20") && digits(year);
    if !is_kind || !is_year || !digits(serial) || serial.len() > 12 {
        return None;
    }
    let width = if kind == "tkt" { 6 } else { 4 };
    let bare = serial.trim_start_matches('0');
    Some(Name { whole: format!("{kind}-{year}-{bare:0>width$}"), parts: vec![plain_number(serial)] })
}

/// `000123` is the number `123`.
pub(super) fn plain_number(digits: &str) -> String {
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    }
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

/// `srikandi.arsip.go.id`, `undangan.apk`: by its ending, so that a missing blank after a full stop makes no host.
fn dotted(text: &str) -> Option<Name> {
    let (rest, ending) = text.rsplit_once('.')?;
    let is_file = listed(FILES, ending);
    let labels = || rest.split('.');
    let well = !rest.is_empty()
        && !rest.contains(['@', ':'])
        && labels()
            .all(|label| !label.is_empty() && !label.starts_with(['-', '_']) && !label.ends_with(['-', '_']));
    if !well || !(is_file || listed(ENDINGS, ending)) {
        return None;
    }
    let mut parts = telling(rest.split(['.', '-', '_']));
    if is_file {
        parts.push(ending.to_owned());
    } else if rest.contains('-') {
        parts.extend(telling(labels().filter(|label| label.contains('-'))));
    }
    let whole = text.strip_prefix("www.").filter(|host| host.contains('.')).unwrap_or(text);
    Some(Name { whole: whole.to_owned(), parts })
}

fn telling<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    parts.filter(|part| part.len() >= 2 && !listed(EVERYWHERE, part)).map(str::to_owned).collect()
}

fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|listed| listed == word)
}

/// The letters and the digits of `l3210`, `8gb`, `win10`, where they are a word or a number each; none of what changes to
/// and fro.
pub(super) fn letters_and_digits(word: &str) -> Vec<&str> {
    let Some(first) = word.bytes().next() else { return Vec::new() };
    let kind = first.is_ascii_digit();
    let Some(seam) = word.bytes().position(|byte| byte.is_ascii_digit() != kind) else { return Vec::new() };
    let (head, tail) = word.split_at(seam);
    if tail.bytes().any(|byte| byte.is_ascii_digit() == kind) {
        return Vec::new();
    }
    [head, tail].into_iter().filter(|part| part.len() >= 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_as_it_is_stays_whole() {
        for (written, whole, parts) in [
            ("tkt-2026-000123", "tkt-2026-000123", "123"),
            ("tkt-2026-123", "tkt-2026-000123", "123"),
            ("ins-2026-0012", "ins-2026-0012", "12"),
            ("rfc-2026-12", "rfc-2026-0012", "12"),
            ("10.20.30.4", "10.20.30.4", ""),
            ("10.20.30.4:8080", "10.20.30.4", ""),
            ("fe80::1", "fe80::1", ""),
            ("00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e", ""),
            ("00-1a-2b-3c-4d-5e", "00:1a:2b:3c:4d:5e", ""),
            ("24.04", "24.04", ""),
            ("198001012005011001", "198001012005011001", ""),
            ("0812-3456-7890", "081234567890", ""),
            ("6281234567890", "081234567890", ""),
            ("srikandi.arsip.go.id", "srikandi.arsip.go.id", "srikandi arsip"),
            ("www.dinkes.go.id:443", "dinkes.go.id", "dinkes"),
            ("siti.rahma@dinkes.go.id", "siti.rahma@dinkes.go.id", "dinkes.go.id siti rahma dinkes"),
            ("undangan_nikah.apk", "undangan_nikah.apk", "undangan nikah apk"),
            ("data-blt.xlsx", "data-blt.xlsx", "data blt xlsx"),
        ] {
            let found = name(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((found.whole.as_str(), found.parts.join(" ").as_str()), (whole, parts), "{written}");
        }
    }

    #[test]
    fn plain_words_are_no_names() {
        for written in
            ["mati.mohon", "wi-fi", "s.kom", "a@b", "@dinkes", "12:30", "iii", "x@y@z.id", ".id", "2026"]
        {
            assert_eq!(name(written), None, "{written}");
        }
    }

    #[test]
    fn models_are_found_by_their_number_too() {
        for (word, parts) in [("l3210", "3210"), ("8gb", "gb"), ("win10", "win 10"), ("a4", ""), ("h2o2", "")]
        {
            assert_eq!(letters_and_digits(word).join(" "), parts, "{word}");
        }
    }
}
