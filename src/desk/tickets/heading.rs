//! A heading for a report that has none: what somebody wrote says it best, cut where it begins to tell more.

use super::ticket::TITLE_MAX;

/// Characters a heading made by us has at most.
const LONGEST: usize = 80;
/// Words that greet and say nothing.
const GREETINGS: &[&str] = &[
    "assalamualaikum",
    "assalamu",
    "alaikum",
    "wr",
    "wb",
    "salam",
    "sejahtera",
    "selamat",
    "pagi",
    "siang",
    "sore",
    "malam",
    "halo",
    "hallo",
    "hai",
    "hi",
    "hello",
    "dear",
    "good",
    "morning",
    "afternoon",
    "pak",
    "bapak",
    "bu",
    "ibu",
    "bang",
    "mas",
    "mbak",
    "kak",
    "admin",
    "min",
    "mohon",
    "maaf",
    "izin",
    "ijin",
    "permisi",
    "yth",
    "tabea",
    "bapak/ibu",
    "kominfo",
    "lapor",
    "dicek",
    "bantuannya",
    "bantu",
    "tolong",
    "please",
];

/// The heading of what `description` tells: its first sentence that says something; empty if it is.
pub fn heading_of(description: &str) -> String {
    let sentences = || description.split(['\n', '.', '!', '?', ',', ';']).map(str::trim);
    let telling = sentences().find(|sentence| says_something(sentence));
    let first = telling.or_else(|| sentences().find(|sentence| !sentence.is_empty())).unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    let whole = words.join(" ");
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let mut heading = String::new();
    for word in words {
        if heading.chars().count() + word.chars().count() + 2 > LONGEST {
            break;
        }
        if !heading.is_empty() {
            heading.push(' ');
        }
        heading.push_str(word);
    }
    if heading.is_empty() {
        heading = whole.chars().take(LONGEST - 1).collect();
    }
    heading.push('…');
    debug_assert!(heading.chars().count() <= TITLE_MAX);
    heading
}

/// Whether there are two words in it that are no greeting.
fn says_something(sentence: &str) -> bool {
    let plain = |word: &&str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        !word.is_empty() && !GREETINGS.contains(&word.as_str())
    };
    sentence.split_whitespace().filter(plain).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_that_says_something_is_the_heading() {
        for (description, heading) in [
            (
                "mohon dicek min, internet lemot dari tadi pagi, buka google aja muter2",
                "internet lemot dari tadi pagi",
            ),
            (
                "Selamat pagi pak.\nPrinter epson L3210 ga kebaca. Sudah dicoba.",
                "Printer epson L3210 ga kebaca",
            ),
            ("internet", "internet"),
            ("Assalamualaikum", "Assalamualaikum"),
            ("", ""),
            ("  \n ", ""),
        ] {
            assert_eq!(heading_of(description), heading, "{description}");
        }
    }

    #[test]
    fn a_heading_is_short_and_ends_with_a_word() {
        let long = "absensi online error lokasi padahal sudah di kantor dan orang lain juga mengalami hal yang sama sejak pagi";
        let heading = heading_of(long);
        assert!(heading.chars().count() <= LONGEST && heading.ends_with("juga…"), "{heading}");
        assert_eq!(heading_of(&"x".repeat(300)).chars().count(), LONGEST);
    }
}
