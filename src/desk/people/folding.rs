//! Names and addresses in the plain small letters they are sorted and found by.

use deunicode::deunicode;

/// Titles that stand before a name, without their dot (dossier §3.10).
const TITLES: [&str; 15] =
    ["ir", "h", "hj", "dr", "drs", "dra", "drg", "drh", "prof", "apt", "ns", "st", "kh", "ust", "bdn"];

/// Plain small letters and digits, one space between words.
pub fn folded(text: &str) -> String {
    let plain: String = deunicode(text)
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bare name to sort by: without titles, which stand before the name or after its first comma.
pub(super) fn sort_name(name: &str) -> String {
    let bare = folded(name.split(',').next().unwrap_or_default());
    let words: Vec<_> = bare.split(' ').collect();
    let titles = words.iter().take_while(|word| TITLES.contains(word)).count();
    match words.get(titles..) {
        Some(rest) if !rest.is_empty() => rest.join(" "),
        _ => bare,
    }
}

/// Everything a person is found by.
pub(super) fn words_of(name: &str, email: &str, nip: Option<&str>, [room, phone]: [&str; 2]) -> Vec<String> {
    let mut words: Vec<String> = folded(name).split(' ').map(str::to_owned).collect();
    words.extend(folded(email).split(' ').map(str::to_owned));
    words.push(email.to_lowercase());
    words.extend(nip.map(str::to_owned));
    words.extend(folded(room).split(' ').map(str::to_owned));
    let digits = digits_of(phone);
    if let Some(own) = digits.strip_prefix("62") {
        // One number, however it is dialled.
        words.push(format!("0{own}"));
    } else if let Some(own) = digits.strip_prefix('0') {
        words.push(format!("62{own}"));
    }
    words.push(digits);
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    words
}

/// The digits of a number, however it is spaced.
fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The beginnings of words somebody searches by; six at most. Digits alone are one NIP, however they are spaced.
pub(super) fn searched(text: &str) -> Vec<String> {
    let text: String = text.chars().take(200).filter(|letter| *letter != '\0').collect();
    let spaced = |letter: char| letter.is_whitespace() || matches!(letter, '+' | '-' | '(' | ')');
    let digits = digits_of(&text);
    if digits.len() > 3 && text.chars().all(|letter| letter.is_ascii_digit() || spaced(letter)) {
        return vec![digits];
    }
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        if piece.contains('@') {
            words.push(piece.to_lowercase());
        } else {
            words.extend(folded(piece).split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    words.truncate(6);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_do_not_count_when_people_are_sorted() {
        for (name, sorted) in [
            ("Ir. H. Andi Saputra, S.Kom., M.Si.", "andi saputra"),
            ("dr. Siti Rahmawati, Sp.A.", "siti rahmawati"),
            ("I Made Sudarma", "i made sudarma"),
            ("M. Yusuf", "m yusuf"),
            ("Hj. Nur'aini", "nur aini"),
            ("Ni Luh Putu Ayu Éva", "ni luh putu ayu eva"),
            ("Drs.", "drs"),
        ] {
            assert_eq!(sort_name(name), sorted);
        }
    }

    #[test]
    fn people_are_found_by_any_word_of_theirs() {
        let words = words_of(
            "Siti Rahma, S.Kep.",
            "siti@dinkes.demo.test",
            Some("199005052015032001"),
            ["Ruang Keuangan 2", "+62 812-3456-7890"],
        );
        for word in [
            "siti",
            "rahma",
            "kep",
            "dinkes",
            "siti@dinkes.demo.test",
            "199005052015032001",
            "keuangan",
            "081234567890",
            "6281234567890",
        ] {
            assert!(words.iter().any(|known| known == word), "{word}");
        }
    }

    #[test]
    fn a_search_is_folded_and_bounded() {
        assert_eq!(searched("  Siti RAHMA "), ["siti", "rahma"]);
        assert_eq!(searched("19900505 201503 2"), ["199005052015032"]);
        assert_eq!(searched("Siti@dinkes"), ["siti@dinkes"]);
        assert_eq!(searched("+62 812-3456"), ["628123456"]);
        assert_eq!(searched("a b c d e f g h").len(), 6);
        assert!(searched(" %_* ").is_empty());
    }
}
