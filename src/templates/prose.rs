//! What people typed, made safe to show: escaped, lines kept, ticket numbers and web addresses as links.

use super::escape::escaped;

/// `text` as HTML: nothing in it can become markup but line breaks and links; what is one of `marks` is marked as a mention.
pub(super) fn marked(text: &str, marks: &[&str]) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for (at, line) in text.trim_end().lines().enumerate() {
        if at > 0 {
            html.push_str("<br>\n");
        }
        let mut rest = line;
        while let Some((at, mark)) = first_mark(rest, marks) {
            write_words(&mut html, &rest[..at]);
            html.push_str(&format!("<span class=\"mention\">{}</span>", escaped(mark)));
            rest = &rest[at + mark.len()..];
        }
        write_words(&mut html, rest);
    }
    html
}

/// The mark that comes first in a line, the longest of those that begin there.
fn first_mark<'a>(line: &str, marks: &[&'a str]) -> Option<(usize, &'a str)> {
    let found =
        marks.iter().filter(|mark| !mark.is_empty()).filter_map(|mark| Some((line.find(mark)?, *mark)));
    found.min_by_key(|(at, mark)| (*at, usize::MAX - mark.len()))
}

fn write_words(html: &mut String, text: &str) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            html.push(' ');
        }
        write_word(html, word);
    }
}

fn write_word(html: &mut String, word: &str) {
    if let Some(at) = word.find("https://").or_else(|| word.find("http://")) {
        let address = word[at..].trim_end_matches(['.', ',', ';', ':', ')', '"', '\'', '>', '!', '?']);
        html.push_str(&escaped(&word[..at]));
        let safe = escaped(address);
        html.push_str(&format!("<a href=\"{safe}\" rel=\"nofollow noopener noreferrer\">{safe}</a>"));
        html.push_str(&escaped(&word[at + address.len()..]));
        return;
    }
    match ticket_number(word) {
        Some((at, number)) => {
            html.push_str(&escaped(&word[..at]));
            html.push_str(&format!("<a href=\"/tickets/{number}\">{number}</a>"));
            html.push_str(&escaped(&word[at + number.len()..]));
        }
        None => html.push_str(&escaped(word)),
    }
}

/// The first `TKT-2026-000123` in `word`, with where it begins.
fn ticket_number(word: &str) -> Option<(usize, &str)> {
    let at = word.find("TKT-")?;
    let number = &word[at..];
    let year = number.get(4..8)?;
    let rest = number.get(8..)?.strip_prefix('-')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let plausible = year.bytes().all(|byte| byte.is_ascii_digit()) && digits >= 6;
    plausible.then(|| (at, &number[..9 + digits]))
}
