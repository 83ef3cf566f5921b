//! Lines that introduce the words of someone else.

use super::quotes::{Line, Mark};
use super::words::folded;

/// Lines an attribution may be broken into.
pub(super) const LINES: usize = 4;
/// Bytes of an attribution at most.
const LONGEST: usize = 600;

/// What begins at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Divider {
    /// The other message, whole and to the end.
    Original,
    /// A sentence of so many lines that says who wrote what follows.
    Wrote {
        /// Lines of it.
        length: usize,
    },
}

/// What begins at this line, if it introduces the words of someone else.
pub(super) fn divider(lines: &[Line], at: usize) -> Option<Divider> {
    let line = lines.get(at).filter(|line| !line.is_blank())?;
    if line.mark == Mark::Quote {
        return None;
    }
    let text = line.text.trim();
    if is_ruled_title(text) || (is_rule(text) && heads_soon(lines, at + 1)) || is_head(lines, at) {
        return Some(Divider::Original);
    }
    if is_run_on(text) {
        return Some(Divider::Original);
    }
    let length = wrote(lines, at)?;
    let whole = together(lines, at, length);
    (whole.contains('@') || has_time(&whole)).then_some(Divider::Wrote { length })
}

/// Yahoo's telephone program puts the quote behind the sentence, in the same line.
fn is_run_on(text: &str) -> bool {
    let start = text.char_indices().nth(LONGEST).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    let start = start.to_lowercase();
    let end = [" menulis:", " wrote:"].iter().find_map(|word| start.find(word));
    !text.ends_with(':')
        && opens(&start)
        && end.and_then(|end| start.get(..end)).is_some_and(|who| who.contains('@') && has_time(who))
}

/// `-----Pesan Asli-----`, `-----Original Message-----`.
fn is_ruled_title(text: &str) -> bool {
    if !text.starts_with("--") || !text.ends_with('-') || text.len() > 100 {
        return false;
    }
    let title = folded(text.trim_matches(['-', ' ']));
    matches!(
        title.as_str(),
        "original message"
            | "pesan asli"
            | "pesan awal"
            | "pesan sebelumnya"
            | "original appointment"
            | "reply message"
            | "surat asli"
            | "janji temu asli"
            | "e-mail asli"
            | "email asli"
    )
}

fn is_rule(text: &str) -> bool {
    text.len() >= 10 && text.bytes().all(|byte| byte == b'_')
}

fn heads_soon(lines: &[Line], from: usize) -> bool {
    (from..(from + 4).min(lines.len()))
        .find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))
        .is_some_and(|at| label(lines.get(at)).is_some())
}

/// The four things a copied header tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    From,
    Date,
    To,
    Subject,
    Other,
}

fn label(line: Option<&Line>) -> Option<Label> {
    let text = line?.text.trim().trim_start_matches(['*', '>', ' ']);
    let (name, _) = text.get(..text.len().min(40)).unwrap_or(text).split_once(':')?;
    match folded(name.trim_end_matches(['*', ' '])).as_str() {
        "from" | "dari" | "pengirim" => Some(Label::From),
        "sent" | "date" | "dikirim" | "terkirim" | "tanggal" | "waktu" => Some(Label::Date),
        "to" | "kepada" | "ke" | "untuk" => Some(Label::To),
        "subject" | "perihal" | "subjek" | "hal" | "judul" => Some(Label::Subject),
        "cc" | "tembusan" | "bcc" | "importance" | "prioritas" | "attachments" | "lampiran" | "reply-to" => {
            Some(Label::Other)
        }
        _ => None,
    }
}

/// `From: / Sent: / To: / Subject:` or `Dari: / Dikirim: / Kepada: / Perihal:`: the first and two of the others within a
/// few lines.
fn is_head(lines: &[Line], at: usize) -> bool {
    if label(lines.get(at)) != Some(Label::From) {
        return false;
    }
    let mut seen: Vec<Label> = Vec::new();
    for line in lines.iter().skip(at + 1).take(8).filter(|line| !line.is_blank()) {
        match label(Some(line)) {
            Some(Label::From) => break,
            Some(label) if !seen.contains(&label) => seen.push(label),
            _ => {}
        }
    }
    seen.iter().filter(|label| **label != Label::Other).count() >= 2
}

/// The lines of a sentence like `Pada … menulis:` or `On … wrote:` that begins here.
pub(super) fn wrote(lines: &[Line], at: usize) -> Option<usize> {
    let first = lines.get(at).filter(|line| !line.is_blank())?;
    if !opens(&folded(first.text.get(..first.text.len().min(200)).unwrap_or(&first.text)))
        && !first.text.contains('@')
    {
        return None;
    }
    let end = (at..(at + LINES).min(lines.len()))
        .take_while(|next| {
            lines.get(*next).is_some_and(|line| !line.is_blank() && !line.text.trim_start().starts_with('>'))
        })
        .find(|next| closes(&folded(lines.get(*next).map_or("", |line| line.text.as_str()))))?;
    let length = end + 1 - at;
    (together(lines, at, length).len() <= LONGEST).then_some(length)
}

fn together(lines: &[Line], at: usize, length: usize) -> String {
    let lines: Vec<&str> = lines.iter().skip(at).take(length).map(|line| line.text.as_str()).collect();
    lines.join(" ")
}

fn opens(line: &str) -> bool {
    ["on ", "pada ", "tanggal "].iter().any(|word| line.starts_with(word))
        || line.starts_with(|letter: char| letter.is_ascii_digit())
}

fn closes(line: &str) -> bool {
    let Some(line) = line.strip_suffix(':') else { return false };
    let line = line.trim_end();
    ["wrote", "writes", "menulis", "menuliskan", "menulis pesan berikut", "menulis sebagai berikut", "wrote the following"]
        .iter()
        .any(|word| line.ends_with(word))
        // `2026-11-23 9:15 GMT+08:00 Meja Layanan <desk@parigi.test>:`
        || (line.ends_with('>') && line.contains('@') && line.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Whether a time of day stands in a sentence: `09.15`, `9:15`.
fn has_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        matches!(four, [hour, b'.' | b':', ten, one] if hour.is_ascii_digit() && ten.is_ascii_digit() && one.is_ascii_digit())
    })
}

/// Whether the words pass another message on: then that message is what they are about.
pub(super) fn passes_on(subject: &str, lines: &[Line]) -> bool {
    let subject = folded(subject);
    let marked = ["fwd:", "fw:", "trs:", "tr:", "bls: fwd:", "terusan:", "teruskan:", "diteruskan:", "[fwd:"];
    if marked.iter().any(|mark| subject.starts_with(mark)) {
        return true;
    }
    // Below the line that introduces what is answered, it is the other's message that passed something on.
    (0..lines.len().min(200))
        .take_while(|at| divider(lines, *at).is_none())
        .any(|at| lines.get(at).is_some_and(|line| is_forward(&line.text)))
}

/// `---------- Forwarded message ---------`, `Begin forwarded message:`.
fn is_forward(text: &str) -> bool {
    let text = text.trim();
    let ruled = text.starts_with("--") && text.ends_with('-') && text.len() <= 100;
    let title = folded(text.trim_matches(['-', ' ', ':']));
    let says =
        ["forwarded message", "pesan terusan", "pesan yang diteruskan", "pesan diteruskan", "forwarded by"];
    let alone = ["begin forwarded message", "awal pesan yang diteruskan", "mulai pesan yang diteruskan"];
    (ruled && says.iter().any(|word| title.starts_with(word))) || alone.contains(&title.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::quotes::of_text;
    use super::*;

    #[test]
    fn sentences_of_many_programs_introduce_a_quote() {
        for sentence in [
            "On Mon, Nov 23, 2026 at 9:15 AM Meja Layanan <desk@parigi.test> wrote:",
            "Pada Sen, 23 Nov 2026 pukul 09.15 Meja Layanan <desk@parigi.test> menulis:",
            "Pada tanggal Sen, 23 Nov 2026 09.15, Meja Layanan <desk@parigi.test>\nmenulis:",
            "2026-11-23 9:15 GMT+08:00 Meja Layanan <desk@parigi.test>:",
            "Meja Layanan <desk@parigi.test> menulis:",
            "On 23/11/2026 09:15, Meja Layanan wrote:",
        ] {
            let lines = of_text(sentence);
            assert_eq!(divider(&lines, 0), Some(Divider::Wrote { length: lines.len() }), "{sentence}");
        }
        for sentence in ["Pada hari itu beliau menulis:", "On it I wrote:", "Kami menulis:", "10:30 rapat"] {
            assert_eq!(divider(&of_text(sentence), 0), None, "{sentence}");
        }
    }

    #[test]
    fn copied_headers_introduce_the_other_message() {
        for head in [
            "Dari: Meja Layanan\nDikirim: Senin, 23 November 2026 09.15\nKepada: Siti\nPerihal: Re: Wifi",
            "*From:* Desk\n*Sent:* Monday\n*To:* Siti\n*Subject:* Wifi",
            "-----Pesan Asli-----",
            "----- Original Message -----",
            "________________________________\nFrom: Desk\nSent: Monday",
        ] {
            assert_eq!(divider(&of_text(head), 0), Some(Divider::Original), "{head}");
        }
        for words in ["Dari: gudang\nKe: lantai 2\nbarang pindah", "----------", "Dari: Budi\n\nhalo"] {
            assert_eq!(divider(&of_text(words), 0), None, "{words}");
        }
    }

    #[test]
    fn what_is_passed_on_is_known_by_its_subject_or_its_rule() {
        assert!(passes_on("Fwd: Wifi", &[]) && passes_on("TR: Wifi", &[]));
        assert!(passes_on("Wifi", &of_text("tlg\n---------- Forwarded message ---------\nDari: x")));
        assert!(passes_on("Wifi", &of_text("Begin forwarded message:")));
        assert!(!passes_on("Re: Wifi", &of_text("teruskan saja")));
        assert!(!passes_on(
            "Re: Wifi",
            &of_text("Sudah bisa.\n\n-----Pesan Asli-----\n---------- Forwarded message ---------")
        ));
    }
}
