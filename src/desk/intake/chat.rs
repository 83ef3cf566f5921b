//! A message as WhatsApp copies it: who wrote it, when, and what. Pure.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::moment::date;

/// What was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Who wrote first: a name, or a telephone number.
    pub sender: String,
    /// When, by their own clock.
    pub at: NaiveDateTime,
    /// What they wrote, one message a line; what others wrote stands below their names.
    pub text: String,
}

/// What programs put where a picture or a deleted message was.
const NOTHING_SAID: &[&str] = &[
    "<media tidak disertakan>",
    "<media omitted>",
    "gambar tidak disertakan",
    "image omitted",
    "pesan ini telah dihapus",
    "this message was deleted",
];

/// Reads what was pasted; none if its first line is no head of a message.
pub fn read_chat(pasted: &str, today: NaiveDate) -> Option<Chat> {
    let pasted: String = pasted.chars().filter(|letter| !is_mark(*letter)).collect();
    let mut lines = pasted.lines().skip_while(|line| line.trim().is_empty());
    let (at, sender, first) = head(lines.next()?, today)?;
    let mut said: Vec<String> = Vec::new();
    let mut speaker = sender.clone();
    say(&mut said, first);
    for line in lines {
        match head(line, today) {
            Some((_, who, words)) => {
                if who != speaker {
                    said.push(format!("{who}:"));
                    speaker = who;
                }
                say(&mut said, words);
            }
            None => say(&mut said, line),
        }
    }
    Some(Chat { sender, at, text: said.join("\n").trim().to_owned() })
}

fn say(said: &mut Vec<String>, words: &str) {
    if !NOTHING_SAID.contains(&words.trim().to_lowercase().as_str()) {
        said.push(words.trim_end().to_owned());
    }
}

/// `[08.10, 23/11/2026] Siti: …`, `[23/11/26 08.10.33] Siti: …`, `23/11/26 08.10 - Siti: …`.
fn head(line: &str, today: NaiveDate) -> Option<(NaiveDateTime, String, &str)> {
    let line = line.trim_start();
    let (stamp, rest) = match line.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => line.split_once(" - ")?,
    };
    if stamp.chars().count() > 32 || !stamp.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let at = moment(stamp, today)?;
    let (sender, words) = rest.split_once(':')?;
    let sender = sender.trim().trim_start_matches('~').trim();
    let fits = !sender.is_empty() && sender.chars().count() <= 80;
    fits.then(|| (at, sender.to_owned(), words.trim_start()))
}

/// A date and a time of day, in either order.
fn moment(stamp: &str, today: NaiveDate) -> Option<NaiveDateTime> {
    let (mut day, mut time, mut afternoon) = (None, None, None);
    for word in stamp.split([',', ' ']).filter(|word| !word.is_empty()) {
        match word.to_ascii_uppercase().as_str() {
            "AM" | "A.M." => afternoon = Some(false),
            "PM" | "P.M." => afternoon = Some(true),
            _ if word.contains('/') => day = Some(date(word, today)?),
            // Some write the day with dots or hyphens: three numbers of which the last is a year.
            _ if day.is_none() && is_date(word) => {
                day = Some(date(&word.replace(['.', '-'], "/"), today)?);
            }
            _ => time = Some(clock(word)?),
        }
    }
    let (hours, minutes, seconds) = time?;
    let hours = match afternoon {
        Some(true) if hours < 12 => hours + 12,
        Some(false) if hours == 12 => 0,
        _ => hours,
    };
    Some(day?.and_time(NaiveTime::from_hms_opt(hours, minutes, seconds)?))
}

fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['.', '-']).collect();
    parts.len() == 3 && (parts[2].len() == 4 || word.contains('-'))
}

fn clock(word: &str) -> Option<(u32, u32, u32)> {
    let mut parts = word.split(['.', ':']).map(|part| part.parse::<u32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = match parts.next() {
        Some(seconds) => seconds?,
        None => 0,
    };
    parts.next().is_none().then_some((hours, minutes, seconds))
}

/// Marks of direction, and blanks that are none, which phones put between the parts.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pasted: &str) -> Option<(String, String, String)> {
        let chat = read_chat(pasted, "2026-11-23".parse().unwrap())?;
        Some((chat.sender, chat.at.to_string(), chat.text))
    }

    fn of(sender: &str, at: &str, text: &str) -> Option<(String, String, String)> {
        Some((sender.into(), at.into(), text.into()))
    }

    #[test]
    fn a_message_is_read_as_each_phone_writes_it() {
        let expected = of("Siti Rahmawati", "2026-11-23 08:10:00", "internet lemot");
        for pasted in [
            "[08.10, 23/11/2026] Siti Rahmawati: internet lemot",
            "23/11/26 08.10 - Siti Rahmawati: internet lemot",
            "23/11/2026, 08:10 - Siti Rahmawati: internet lemot",
            "\u{200E}[23/11/26 08.10.00] ~ Siti Rahmawati: internet lemot",
            "[23/11/2026, 8:10:00 AM] Siti Rahmawati: internet lemot",
            "11/23/26, 8:10 AM - Siti Rahmawati: internet lemot",
            "23-11-2026 08:10 - Siti Rahmawati: internet lemot",
            "\n  [08.10, 23/11/2026] Siti Rahmawati: internet lemot\n",
        ] {
            assert_eq!(read(pasted), expected, "{pasted}");
        }
        assert_eq!(
            read("[8:10 PM, 23/11/2026] +62 812-3456-7890: zoom: butuh akun"),
            of("+62 812-3456-7890", "2026-11-23 20:10:00", "zoom: butuh akun")
        );
    }

    #[test]
    fn several_messages_are_one_report() {
        let pasted = "[08.10, 23/11/2026] Siti: mohon dicek min\n[08.11, 23/11/2026] Siti: internet lemot\nsejak pagi\n\
                      [08.12, 23/11/2026] Andi: di ruang mana?\n[08.13, 23/11/2026] Siti: <Media tidak disertakan>\nruang arsip";
        let text = "mohon dicek min\ninternet lemot\nsejak pagi\nAndi:\ndi ruang mana?\nSiti:\nruang arsip";
        assert_eq!(read(pasted), of("Siti", "2026-11-23 08:10:00", text));
    }

    #[test]
    fn what_is_no_message_is_none() {
        for pasted in [
            "",
            "internet lemot",
            "Siti: internet lemot",
            "[besok] Siti: x",
            "[08.10] Siti: x",
            "08.10 - rapat: besok",
            "[31/02/2026 08.10] Siti: x",
            "[25.10, 23/11/2026] Siti: x",
            "23/11/26 08.10 - Pesan dan panggilan dienkripsi secara end-to-end",
            "[08.10, 23/11/2026] : x",
        ] {
            assert_eq!(read(pasted), None, "{pasted}");
        }
    }
}
