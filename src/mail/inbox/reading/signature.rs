//! The end of a message that says nothing new: signatures, what a telephone adds, disclaimers.

use super::quotes::Line;
use super::words::folded;

/// Lines of a signature at most: a longer end is no signature.
const LINES: usize = 20;
/// Lines below two dashes whose blank is lost: people part their own lists by such a line too.
const BARE_LINES: usize = 8;
/// Lines of a disclaimer at most.
const SMALL_PRINT: usize = 40;

/// Cuts from the end of what is kept so far.
pub(super) fn cut(lines: &[Line], kept: &mut [bool]) {
    for _ in 0..3 {
        let Some(from) = begins(lines, kept) else { return };
        if let Some(end) = kept.get_mut(from..) {
            end.fill(false);
        }
    }
}

/// Where the end begins that says nothing new. Only the last run of kept lines is looked at: a signature in the middle is
/// followed by words.
fn begins(lines: &[Line], kept: &[bool]) -> Option<usize> {
    let says =
        |at: &usize| kept.get(*at) == Some(&true) && lines.get(*at).is_some_and(|line| !line.is_blank());
    let last = (0..lines.len()).rev().find(says)?;
    let floor = (0..=last).rev().take_while(|at| kept.get(*at) == Some(&true)).last()?;
    if lines.get(last).is_some_and(|line| is_gadget(&line.text)) {
        return Some(last);
    }
    let after = |at: usize| (at + 1..=last).filter(|next| says(next)).count();
    let near = last.saturating_sub(SMALL_PRINT * 2).max(floor);
    let room = |at: usize| match lines.get(at).map_or("", |line| line.text.as_str()) {
        "-- " => LINES,
        text if text.trim_end() == "--" => BARE_LINES,
        _ => 0,
    };
    let dashes = (near..=last)
        .rev()
        .find(|at| room(*at) > 0)
        .filter(|at| after(*at) <= room(*at) && nothing_quoted(lines, *at, last));
    if dashes.is_some() {
        return dashes;
    }
    (near..=last).find(|at| {
        let text = lines.get(*at).map_or("", |line| line.text.as_str());
        is_small_print(text, lines, *at) && after(*at) <= SMALL_PRINT && nothing_quoted(lines, *at, last)
    })
}

fn nothing_quoted(lines: &[Line], from: usize, last: usize) -> bool {
    !lines.get(from..=last).unwrap_or_default().iter().any(|line| line.text.trim_start().starts_with('>'))
}

/// `Dikirim dari iPhone saya`, `Sent from my iPhone`, `Get Outlook for Android`.
fn is_gadget(text: &str) -> bool {
    if text.len() > 160 {
        return false;
    }
    let line = folded(text);
    let line = line.trim_matches(['*', '_', '<', '>', '.', '-', ' ', '[', ']']);
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if starts(&[
        "sent from my ",
        "dikirim dari iphone",
        "dikirim dari ipad",
        "dapatkan outlook untuk ",
        "get outlook for ",
    ]) {
        return true;
    }
    let sent =
        ["dikirim dari ", "dikirim menggunakan ", "terkirim dari ", "sent from ", "sent using ", "sent via "];
    let things = [
        "galaksi",
        "perangkat",
        "iphone",
        "ipad",
        "android",
        "samsung",
        "galaxy",
        "xiaomi",
        "redmi",
        "oppo",
        "vivo",
        "realme",
        "huawei",
        "blackberry",
        "outlook",
        "yahoo mail",
        "yahoo",
        "gmail",
        "mail for windows",
        "mail untuk windows",
        "ponsel",
        "hp saya",
        "smartphone",
        "proton",
        "zimbra",
        "mobile",
        "aqua mail",
        "thunderbird",
        "handphone",
    ];
    starts(&sent) && things.iter().any(|thing| line.contains(thing))
}

/// A disclaimer: it names itself or the message, and what it says is that it is secret.
fn is_small_print(text: &str, lines: &[Line], at: usize) -> bool {
    let line = folded(text.get(..text.len().min(400)).unwrap_or(text));
    let line = line.trim_start_matches(['*', '_', '=', '-', ' ', '"']);
    let opens = [
        "disclaimer",
        "penafian",
        "peringatan:",
        "perhatian:",
        "confidentiality",
        "confidential:",
        "pernyataan kerahasiaan",
        "email ini ",
        "e-mail ini ",
        "surel ini ",
        "pesan ini ",
        "surat elektronik ini ",
        "informasi dalam email ini",
        "isi email ini",
        "isi surel ini",
        "this email ",
        "this e-mail ",
        "this message ",
        "the information contained in this",
        "the contents of this",
        "notice:",
    ];
    if !opens.iter().any(|word| line.starts_with(word)) {
        return false;
    }
    let paragraph: String = lines
        .iter()
        .skip(at)
        .take(SMALL_PRINT)
        .map(|line| line.text.get(..line.text.len().min(2_000)).unwrap_or(&line.text))
        .collect::<Vec<_>>()
        .join(" ");
    let paragraph = folded(&paragraph);
    let secret = [
        "rahasia",
        "confidential",
        "ditujukan hanya",
        "hanya ditujukan",
        "hanya untuk penerima",
        "intended only",
        "intended solely",
        "privileged",
    ];
    let formal = [
        "penerima",
        "recipient",
        "addressee",
        "hapus",
        "delete",
        "dilarang",
        "prohibited",
        "individu",
        "intended",
        "lampiran",
        "tidak berhak",
    ];
    secret.iter().any(|word| paragraph.contains(word)) && formal.iter().any(|word| paragraph.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::quotes::{of_text, parted};
    use super::*;

    fn kept(text: &str) -> String {
        parted(&of_text(text), false).text
    }

    #[test]
    fn what_a_telephone_adds_goes() {
        for line in [
            "Dikirim dari iPhone saya",
            "Sent from my iPhone",
            "Sent from Yahoo Mail for iPhone",
            "Dikirim dari Yahoo Mail di Android",
            "Dapatkan Outlook untuk Android",
            "Sent from Mail for Windows",
            "Dikirim dari Galaksi saya Samsung",
        ] {
            assert!(is_gadget(line), "{line}");
            assert_eq!(kept(&format!("Wifi mati.\n\n{line}\n")), "Wifi mati.");
        }
        for line in [
            "Dikirim dari gudang kemarin sore",
            "Sent from the office to Palu",
            "Laporan dikirim dari Outlook",
        ] {
            assert!(!is_gadget(line), "{line}");
        }
    }

    #[test]
    fn a_signature_goes_and_a_list_with_dashes_stays() {
        assert_eq!(kept("Mohon dicek.\n\n-- \nSiti Rahma\nDinas Kesehatan"), "Mohon dicek.");
        let long = format!("Daftar:\n--\n{}", "barang\n".repeat(30));
        assert_eq!(kept(&long), long.trim_end());
    }

    #[test]
    fn a_disclaimer_goes_and_a_sentence_about_secrets_stays() {
        assert_eq!(
            kept(
                "Mohon dicek.\n\nDISCLAIMER: Email ini beserta lampirannya bersifat rahasia dan hanya untuk\npenerima yang dituju."
            ),
            "Mohon dicek."
        );
        let words = "Email ini tidak bisa dibuka.\nMohon bantuan.";
        assert_eq!(kept(words), words);
    }
}
