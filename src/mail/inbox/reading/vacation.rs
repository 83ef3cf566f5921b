//! The words of a vacation note, in the forms machines write.
//!
//! People write such words too, and then about a real trouble: „saya sedang cuti, tolong …". So a subject counts only as a
//! machine puts it, and of the text only a sentence in which a machine speaks of itself, or the three sentences of the
//! classic note together and no request.

use super::words::folded;

/// Characters of the text that are looked at.
const FIRST: usize = 600;

/// Subjects that stand alone or before a colon.
const TITLES: &[&str] = &[
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "automatic response",
    "autoresponder",
    "out of office",
    "out of the office",
    "out-of-office",
    "out of office autoreply",
    "out of office reply",
    "vacation reply",
    "balasan otomatis",
    "jawaban otomatis",
    "respon otomatis",
    "respons otomatis",
    "pesan otomatis",
    "tanggapan otomatis",
    "balas otomatis",
    "sedang di luar kantor",
    "tidak di kantor",
    "sedang tidak di kantor",
    "di luar kantor",
    "pemberitahuan cuti",
    "sedang cuti",
    "auto",
    "ooo",
];

/// Titles so plain that people use them as well: they count only before a colon.
const PLAIN: &[&str] =
    &["auto", "ooo", "sedang cuti", "pesan otomatis", "pemberitahuan cuti", "di luar kantor"];

/// Sentences in which a machine speaks of itself.
const SELF: &[&str] = &[
    "ini adalah balasan otomatis",
    "ini adalah jawaban otomatis",
    "ini adalah pesan otomatis",
    "ini merupakan balasan otomatis",
    "ini merupakan pesan otomatis",
    "ini balasan otomatis",
    "email ini dibalas secara otomatis",
    "email ini dikirim secara otomatis",
    "pesan ini dikirim secara otomatis",
    "pesan ini dibuat secara otomatis",
    "pesan ini adalah balasan otomatis",
    "pesan ini merupakan balasan otomatis",
    "surel ini dikirim secara otomatis",
    "this is an automatic reply",
    "this is an automated reply",
    "this is an automated response",
    "this is an automatic response",
    "this is an auto-reply",
    "this is an autoreply",
    "this is an auto-generated",
    "this is an automatically generated",
    "this message was generated automatically",
    "this email was generated automatically",
];

const THANKS: &[&str] = &[
    "terima kasih atas email",
    "terima kasih atas e-mail",
    "terima kasih atas surel",
    "terima kasih atas pesan",
    "terima kasih telah menghubungi",
    "terima kasih sudah menghubungi",
    "terimakasih atas email",
    "thank you for your email",
    "thank you for your e-mail",
    "thank you for your message",
    "thank you for contacting",
    "thanks for your email",
    "thanks for your message",
];

const AWAY: &[&str] = &[
    "sedang cuti",
    "sedang tidak di kantor",
    "sedang tidak berada di kantor",
    "tidak berada di tempat",
    "di luar kantor",
    "dinas luar",
    "perjalanan dinas",
    "menjalani cuti",
    "cuti tahunan",
    "out of the office",
    "out of office",
    "on leave",
    "on vacation",
    "on annual leave",
    "away from the office",
    "away from my desk",
];

const INSTEAD: &[&str] = &[
    "hal mendesak",
    "hal yang mendesak",
    "keperluan mendesak",
    "hal darurat",
    "dapat menghubungi",
    "silakan menghubungi",
    "silakan hubungi",
    "akan kami balas",
    "akan saya balas",
    "akan membalas",
    "saya akan kembali",
    "kembali bekerja",
    "for urgent",
    "in urgent cases",
    "if urgent",
    "will reply",
    "will respond",
    "will get back",
    "please contact",
    "i will be back",
    "i will return",
    "upon my return",
    "limited access",
];

const REQUESTS: &[&str] = &[
    "tolong",
    "mohon bantu",
    "mohon dibantu",
    "mohon di",
    "minta tolong",
    "mohon agar",
    "mohon segera",
    "mohon reset",
    "bisa dibantu",
    "please help",
    "could you",
    "can you",
    "please reset",
    "please check",
    "?",
];

/// Whether a message is such a note.
pub(super) fn is_note(subject: &str, text: &str) -> bool {
    is_title(&folded(subject)) || is_text(text)
}

fn is_title(subject: &str) -> bool {
    // „Re: Automatic reply: …" is a person's answer to a machine.
    let bare = subject.trim_start_matches(['[', '(']);
    TITLES.iter().any(|title| {
        let Some(rest) = bare.strip_prefix(title) else { return false };
        let in_brackets = bare.len() < subject.len() && rest.starts_with([']', ')']);
        in_brackets || rest.trim_start().starts_with(':') || (rest.is_empty() && !PLAIN.contains(title))
    })
}

fn is_text(text: &str) -> bool {
    let first: String = text.chars().take(FIRST).collect();
    let first = folded(&first);
    let has = |words: &[&str]| words.iter().any(|word| first.contains(word));
    let opening: String = first.chars().take(250).collect();
    if SELF.iter().any(|word| opening.contains(word)) && !has(REQUESTS) {
        return true;
    }
    THANKS.iter().any(|word| opening.contains(word)) && has(AWAY) && has(INSTEAD) && !has(REQUESTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_known_by_their_forms() {
        for subject in [
            "Automatic reply: Tiket TKT-2026-000123",
            "Balasan Otomatis: Re: Wifi",
            "Out of Office",
            "[Auto-Reply] Wifi",
            "Sedang cuti: Re: Wifi",
        ] {
            assert!(is_note(subject, ""), "{subject}");
        }
        assert!(is_note(
            "Re: Wifi",
            "Terima kasih atas email Anda. Saat ini saya sedang cuti sampai 27 November. Untuk hal mendesak silakan hubungi Bapak Anton."
        ));
        assert!(is_note("Re: Wifi", "Ini adalah balasan otomatis. Surat Anda sudah kami terima."));
        assert!(is_note(
            "Re: Wifi",
            "Thank you for your email. I am out of the office and will respond upon my return."
        ));
    }

    #[test]
    fn people_on_leave_with_a_trouble_are_no_machines() {
        for (subject, text) in [
            (
                "Reset sandi",
                "Saya sedang cuti, tolong reset kata sandi SIPD saya. Kalau perlu hubungi Bapak Anton.",
            ),
            ("Balasan otomatis tidak jalan", "Balasan otomatis di Zimbra saya tidak terkirim."),
            ("Sedang cuti", "Akun saya terkunci padahal saya sedang cuti."),
            ("Re: Automatic reply: Wifi", "Sudah bisa."),
            (
                "Re: Wifi",
                "Terima kasih atas emailnya. Saya sedang dinas luar, mohon dibantu lewat Ibu Rini, silakan hubungi beliau.",
            ),
            ("Out of office assistant error", "x"),
        ] {
            assert!(!is_note(subject, text), "{subject}");
        }
    }
}
