//! What an invitation says in words: its title, its time and its place.

use super::words::one_line;

/// Lines of a calendar that are read at most.
const LINES: usize = 2_000;

/// The words of the first appointment of a calendar, if it has a title.
pub(super) fn words(calendar: &str) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines().take(LINES) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) if last.len() < 4_000 => last.push_str(more),
            (Some(_), _) => {}
            (None, _) => lines.push(line.to_owned()),
        }
    }
    let from = lines.iter().position(|line| line.trim().eq_ignore_ascii_case("BEGIN:VEVENT"))?;
    let event = lines.get(from + 1..)?;
    let until =
        event.iter().position(|line| line.trim().eq_ignore_ascii_case("END:VEVENT")).unwrap_or(event.len());
    let event = event.get(..until)?;
    let title = value(event, "SUMMARY").map(|(_, title)| title).filter(|title| !title.is_empty())?;
    let mut out = vec![format!("Undangan: {title}")];
    if let Some((zone, start)) = value(event, "DTSTART") {
        let end = value(event, "DTEND").map(|(_, end)| time(&end));
        let mut line = format!("Waktu: {}", time(&start));
        if let Some(end) = end {
            line = format!("{line} – {end}");
        }
        if let Some(zone) = zone {
            line = format!("{line} ({zone})");
        }
        out.push(line);
    }
    if let Some((_, place)) = value(event, "LOCATION").filter(|(_, place)| !place.is_empty()) {
        out.push(format!("Tempat: {place}"));
    }
    if let Some((_, more)) = value(event, "DESCRIPTION").filter(|(_, more)| !more.is_empty()) {
        out.push(format!("Keterangan: {more}"));
    }
    Some(out.join("\n"))
}

/// The zone and the value of a property.
fn value(event: &[String], name: &str) -> Option<(Option<String>, String)> {
    event.iter().find_map(|line| {
        let (left, right) = line.split_once(':')?;
        let mut left = left.split(';');
        if !left.next()?.eq_ignore_ascii_case(name) {
            return None;
        }
        let zone =
            left.find_map(|part| part.strip_prefix("TZID=")).map(|zone| one_line(zone.trim_matches('"'), 60));
        let text = right.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
        Some((zone, one_line(&text, 1_000)))
    })
}

/// `20261124T090000Z` as a reader writes it.
fn time(text: &str) -> String {
    let digits: Vec<&str> = [(0, 4), (4, 6), (6, 8), (9, 11), (11, 13)]
        .into_iter()
        .filter_map(|(from, to)| text.get(from..to))
        .filter(|piece| piece.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    match digits.as_slice() {
        [year, month, day] => format!("{day}-{month}-{year}"),
        [year, month, day, hour, minute] => {
            let zone = if text.ends_with('Z') { " UTC" } else { "" };
            format!("{day}-{month}-{year} {hour}.{minute}{zone}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_becomes_words() {
        let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Rapat\r\n  jaringan\\, ruang A\r\n\
            DTSTART;TZID=Asia/Makassar:20261124T090000\r\nDTEND:20261124T030000Z\r\nLOCATION:Aula\r\nEND:VEVENT\r\n";
        assert_eq!(
            words(calendar).unwrap(),
            "Undangan: Rapat jaringan, ruang A\nWaktu: 24-11-2026 09.00 – 24-11-2026 03.00 UTC (Asia/Makassar)\nTempat: Aula"
        );
        assert_eq!(words("BEGIN:VEVENT\nSUMMARY:\nEND:VEVENT"), None);
        assert_eq!(words("SUMMARY:x"), None);
    }
}
