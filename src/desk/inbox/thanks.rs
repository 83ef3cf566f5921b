//! Whether somebody says thank you and nothing else: a solution is not disputed by that. In doubt they say more.

/// Words of thanks, and words that a thing is well.
const KIND: &[&str] = &[
    "terima",
    "kasih",
    "terimakasih",
    "trimakasih",
    "trima",
    "makasih",
    "makasi",
    "trims",
    "thx",
    "tks",
    "thanks",
    "thank",
    "you",
    "matur",
    "nuwun",
    "suksma",
    "nuhun",
    "ok",
    "oke",
    "okay",
    "okey",
    "baik",
    "siap",
    "sip",
    "mantap",
    "bagus",
    "good",
    "great",
    "noted",
    "alhamdulillah",
    "syukur",
    "selesai",
    "beres",
    "lancar",
    "normal",
    "aman",
    "solved",
    "fixed",
    "works",
    "working",
    "resolved",
    "done",
    "confirmed",
];
/// Words that may stand around them.
const AROUND: &[&str] = &[
    "banyak",
    "sekali",
    "ya",
    "yaa",
    "pak",
    "bapak",
    "bu",
    "ibu",
    "mas",
    "mbak",
    "kak",
    "bang",
    "tim",
    "admin",
    "teman",
    "rekan",
    "semua",
    "atas",
    "bantuan",
    "bantuannya",
    "bantu",
    "membantu",
    "dibantu",
    "respon",
    "responnya",
    "respons",
    "penanganan",
    "penanganannya",
    "perhatian",
    "perhatiannya",
    "kerja",
    "kerjasama",
    "kerjasamanya",
    "samanya",
    "cepat",
    "cepatnya",
    "sudah",
    "sdh",
    "udah",
    "kembali",
    "bisa",
    "berfungsi",
    "semoga",
    "sukses",
    "selalu",
    "sehat",
    "salam",
    "hormat",
    "dari",
    "kami",
    "saya",
    "so",
    "much",
    "very",
    "a",
    "lot",
    "many",
    "for",
    "the",
    "your",
    "help",
    "quick",
    "fast",
    "support",
    "it",
    "is",
    "now",
    "all",
    "again",
    "service",
    "desk",
    "dan",
    "and",
    "yth",
    "sama",
    "pagi",
    "siang",
    "sore",
    "malam",
    "selamat",
];
/// Words at most: who writes more says more.
const MOST: usize = 25;

/// Whether these words are thanks alone; `names` are words of the names of those who write to each other.
pub(super) fn only_thanks(text: &str, names: &[String]) -> bool {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let kind = |word: &str| KIND.contains(&word);
    let fitting = |word: &str| kind(word) || AROUND.contains(&word) || names.iter().any(|name| name == word);
    if text.contains('?') || words.len() > MOST {
        return false;
    }
    // A raised thumb has no words at all.
    let thumb = words.is_empty() && text.contains(['👍', '🙏', '👌']);
    thumb || (words.iter().any(|word| kind(word)) && words.iter().all(|word| fitting(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_are_told_from_trouble() {
        let names = ["andi".to_owned(), "siti".to_owned(), "rahmawati".to_owned()];
        for thanks in [
            "Terima kasih",
            "Terima kasih banyak, Pak Andi.\n\nSiti Rahmawati",
            "Sudah bisa kembali, terima kasih atas bantuannya 🙏",
            "ok, makasih",
            "Thank you very much for the quick help!",
            "👍",
            "Siap, sudah normal.",
        ] {
            assert!(only_thanks(thanks, &names), "{thanks}");
        }
        for trouble in [
            "",
            "   ",
            "Terima kasih, tetapi masih lemot",
            "Terima kasih Pak Andi, belum bisa",
            "Terima kasih. Kapan diganti?",
            "Sudah bisa",
            "terima kasih pak budi",
            "Tidak bisa",
            "ok tapi printer mati",
        ] {
            assert!(!only_thanks(trouble, &names), "{trouble}");
        }
    }
}
