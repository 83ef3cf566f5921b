//! The new words of a message, told from what it quotes.
//!
//! Every line ends up on one side or the other, in order: nothing is lost. In doubt a line is a word of the sender's.

use super::attribution::{self, Divider};
use super::signature;

/// What the HTML of a message says of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    #[default]
    Words,
    /// It tells who wrote what is quoted below.
    Attribution,
    /// It is quoted.
    Quote,
    /// It belongs to a signature.
    Signature,
}

/// A line of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) mark: Mark,
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_quote(&self) -> bool {
        self.text.trim_start().starts_with('>')
    }
}

/// The lines of a plain text.
pub(super) fn of_text(text: &str) -> Vec<Line> {
    text.lines().map(|line| Line { text: line.to_owned(), mark: Mark::Words }).collect()
}

/// The new words, and what was cut.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parted {
    pub(super) text: String,
    pub(super) cut: String,
}

/// Parts a text. Of a message that passes another on, the other is what it is about: then nothing is cut.
pub(super) fn parted(lines: &[Line], passes_on: bool) -> Parted {
    let mut kept: Vec<bool> = lines.iter().map(|line| passes_on || line.mark != Mark::Quote).collect();
    if !passes_on {
        cut_below_divider(lines, &mut kept);
        signature::cut(lines, &mut kept);
        cut_quotes(lines, &mut kept);
        signature::cut(lines, &mut kept);
    }
    for (line, kept) in lines.iter().zip(&mut kept) {
        *kept &= passes_on || line.mark != Mark::Signature;
    }
    let says = |(line, kept): (&Line, &bool)| *kept && !line.is_blank();
    if !lines.iter().zip(&kept).any(says) {
        kept.fill(true);
    }
    joined(lines, &kept)
}

/// All below the line that introduces the other message whole.
fn cut_below_divider(lines: &[Line], kept: &mut [bool]) {
    let from = (0..lines.len()).find(|at| match attribution::divider(lines, *at) {
        Some(Divider::Original) => true,
        Some(Divider::Wrote { length }) => {
            // With `>` below, the lines themselves say what is quoted.
            let below = lines.get(at + length..).unwrap_or_default().iter().find(|line| !line.is_blank());
            below.is_some_and(|line| !line.is_quote())
        }
        None => false,
    });
    if let Some(rest) = from.and_then(|from| kept.get_mut(from..)) {
        rest.fill(false);
    }
}

/// A run of `>` lines, with the line above that says whose they are.
struct Run {
    from: usize,
    until: usize,
}

fn cut_quotes(lines: &[Line], kept: &mut [bool]) {
    let runs = runs(lines, kept);
    let says = |at: usize| {
        kept.get(at).is_some_and(|kept| *kept)
            && lines.get(at).is_some_and(|line| !line.is_blank() && !line.is_quote())
    };
    let mut within = vec![false; lines.len()];
    for run in &runs {
        if let Some(part) = within.get_mut(run.from..run.until) {
            part.fill(true);
        }
    }
    let last_word = (0..lines.len()).rev().find(|at| says(*at) && within.get(*at) != Some(&true));
    let (inner, trailing): (Vec<&Run>, Vec<&Run>) =
        runs.iter().partition(|run| last_word.is_some_and(|last| run.until <= last));
    // One quote above, the answer below: the quote goes. Answers between quotes need them where they stand.
    let above = match inner.as_slice() {
        [only] => !(0..only.from).any(says),
        _ => false,
    };
    let mut gone: Vec<(usize, usize)> = trailing.iter().map(|run| (run.from, run.until)).collect();
    if above {
        gone.extend(inner.iter().map(|run| (run.from, run.until)));
    }
    for (from, until) in gone {
        if let Some(part) = kept.get_mut(from..until) {
            part.fill(false);
        }
    }
}

fn runs(lines: &[Line], kept: &[bool]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !(lines.get(at).is_some_and(Line::is_quote) && kept.get(at) == Some(&true)) {
            at += 1;
            continue;
        }
        let mut until = at + 1;
        let mut next = until;
        while let Some(line) = lines.get(next).filter(|line| line.is_blank() || line.is_quote()) {
            next += 1;
            if line.is_quote() {
                until = next;
            }
        }
        let floor = found.last().map_or(0, |run| run.until);
        found.push(Run { from: attributed(lines, at, floor), until });
        at = until;
    }
    found
}

/// Where the line above a quote begins that tells whose words it holds; the quote itself if there is none.
fn attributed(lines: &[Line], quote: usize, floor: usize) -> usize {
    let blank = |at: &usize| lines.get(*at).is_some_and(Line::is_blank);
    let Some(last) = (floor..quote).rev().find(|at| !blank(at)) else { return quote };
    if lines.get(last).is_some_and(|line| line.mark == Mark::Attribution) {
        let marked =
            |at: &usize| lines.get(*at).is_some_and(|line| line.mark == Mark::Attribution || line.is_blank());
        return (floor..=last).rev().take_while(marked).filter(|at| !blank(at)).last().unwrap_or(last);
    }
    let earliest = last.saturating_sub(attribution::LINES - 1).max(floor);
    (earliest..=last)
        .find(|from| attribution::wrote(lines, *from).is_some_and(|length| from + length == last + 1))
        .unwrap_or(quote)
}

fn joined(lines: &[Line], kept: &[bool]) -> Parted {
    let mut parted = Parted::default();
    let (mut text_open, mut before) = (false, true);
    for (line, kept) in lines.iter().zip(kept) {
        let side = if *kept { &mut parted.text } else { &mut parted.cut };
        // Where one side goes on after the other, an empty line stands for what is not there.
        if *kept != before && !side.is_empty() && !side.ends_with("\n\n") {
            side.push('\n');
        }
        before = *kept;
        text_open |= *kept && !line.is_blank();
        side.push_str(line.text.trim_end());
        side.push('\n');
    }
    if !text_open {
        parted.text.clear();
    }
    parted.text = tidy(&parted.text);
    parted.cut = tidy(&parted.cut);
    parted
}

/// Without empty lines at the ends and with two in a row at most.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in text.lines() {
        if line.trim().is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(&"\n".repeat(1 + blanks.min(2)));
        }
        blanks = 0;
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> (String, String) {
        let parted = parted(&of_text(text), false);
        (parted.text, parted.cut)
    }

    #[test]
    fn an_answer_above_loses_the_quote_below() {
        let (text, cut) = part(
            "Sudah bisa, terima kasih.\n\nPada Sen, 23 Nov 2026 pukul 09.15 Meja Layanan <desk@parigi.test>\nmenulis:\n\n> Mohon dicoba lagi.\n>\n> Salam\n",
        );
        assert_eq!(text, "Sudah bisa, terima kasih.");
        assert!(cut.starts_with("Pada Sen") && cut.ends_with("> Salam"));
    }

    #[test]
    fn an_answer_below_loses_the_quote_above() {
        let (text, cut) =
            part("On 23 Nov 2026, at 09:15, Desk <desk@parigi.test> wrote:\n> Nomor seri?\n\nSN-123\n");
        assert_eq!((text.as_str(), cut.ends_with("> Nomor seri?")), ("SN-123", true));
    }

    #[test]
    fn answers_between_stay_with_what_they_answer() {
        let (text, cut) = part("> Nomor seri?\nSN-123\n\n> Sejak kapan?\nKemarin\n\n> Salam\n");
        assert_eq!(text, "> Nomor seri?\nSN-123\n\n> Sejak kapan?\nKemarin");
        assert_eq!(cut, "> Salam");
    }

    #[test]
    fn where_nothing_would_be_left_nothing_is_cut() {
        assert_eq!(part("> hanya kutipan"), ("> hanya kutipan".into(), String::new()));
        assert_eq!(part("Dikirim dari iPhone saya"), ("Dikirim dari iPhone saya".into(), String::new()));
        assert_eq!(part(""), (String::new(), String::new()));
    }

    #[test]
    fn a_sentence_that_sounds_like_a_header_is_none() {
        let words = "Pada hari ini Pak Budi menulis:\nsurat keterangan\n\nDari: gudang\nmohon dicek";
        assert_eq!(part(words).0, words);
    }
}
