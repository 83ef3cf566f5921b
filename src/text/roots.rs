//! The root of an Indonesian word.
//!
//! Affixes are taken off as grammar has it (Nazief and Adriani's rules, with the letters that meng-, meny-, men-, mem-
//! and peng- … swallow put back, and what people say for them: nge-, ny-, -in) until a word is left that is known to be a
//! root: the list is short and holds what offices write. A word that leads to none goes to Snowball's stemmer, which
//! needs no list and guesses.

use std::borrow::Cow;
use std::collections::HashMap;

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// The list.
pub(super) const WORDS: &str = include_str!("data/roots.txt");

/// Most prefixes of a word: di-per-, mem-per-, ke-ter-.
const MOST_PREFIXES: usize = 3;
/// Shortest word that has affixes.
const SHORTEST: usize = 4;
/// Shortest root that is left of a word.
const SHORTEST_ROOT: usize = 3;

/// The roots that are known.
pub(super) struct Roots {
    /// By form: a root leads to itself.
    known: HashMap<String, String>,
    stemmer: Stemmer,
}

impl Roots {
    /// The roots of the list and `more` words that are to be left as they are.
    pub(super) fn new<'a>(more: impl Iterator<Item = &'a str>) -> Self {
        let mut known = HashMap::new();
        let listed = WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
        for word in more.filter(|word| word.len() >= SHORTEST_ROOT).chain(listed) {
            let (form, root) = word.split_once('>').unwrap_or((word, word));
            known.insert(form.to_owned(), root.to_owned());
        }
        Self { known, stemmer: Stemmer::create(Algorithm::Indonesian) }
    }

    /// The words that are known as they are.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// Whether the word is a root, or a form of one, that is known.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word) || word.len() >= SHORTEST && self.without_affixes(word).is_some()
    }

    /// The root of a word, folded already.
    pub(super) fn root<'a>(&'a self, word: &'a str) -> Cow<'a, str> {
        if let Some(root) = self.known.get(word) {
            return Cow::Borrowed(root);
        }
        if word.len() < SHORTEST {
            return Cow::Borrowed(word);
        }
        if let Some(root) = self.without_affixes(word) {
            return Cow::Borrowed(root);
        }
        let stem = self.stemmer.stem(word);
        match self.known.get(&*stem) {
            Some(root) => Cow::Borrowed(root),
            None if stem.len() < SHORTEST_ROOT => Cow::Borrowed(word),
            None => stem,
        }
    }

    fn without_affixes(&self, word: &str) -> Option<&str> {
        let mut stems = [""; 24];
        let count = without_suffixes(word, &mut stems);
        // The fewest prefixes first: "persetujuan" is per-setuju-an and not per-se-tuju-an.
        (0..=MOST_PREFIXES)
            .find_map(|prefixes| stems[..count].iter().find_map(|stem| self.without_prefixes(stem, prefixes)))
    }

    /// The root that is left after so many prefixes.
    fn without_prefixes(&self, word: &str, prefixes: usize) -> Option<&str> {
        if prefixes == 0 {
            return self.known.get(word).map(String::as_str);
        }
        if word.len() < SHORTEST {
            return None;
        }
        let further = |rest: &str| {
            if rest.len() < SHORTEST_ROOT { None } else { self.without_prefixes(rest, prefixes - 1) }
        };
        let swallowed = |letters: &[&str], rest: &str| {
            letters.iter().find_map(|letter| further(&format!("{letter}{rest}")))
        };
        for prefix in PLAIN {
            if let Some(root) = word.strip_prefix(prefix).and_then(further) {
                return Some(root);
            }
        }
        for (prefix, letters) in SWALLOWING {
            let Some(rest) = word.strip_prefix(prefix) else { continue };
            let is_vowel = rest.bytes().next().is_some_and(|byte| b"aiueo".contains(&byte));
            if let Some(root) = is_vowel.then(|| swallowed(letters, rest)).flatten() {
                return Some(root);
            }
        }
        OF_SHORT_WORDS.iter().find_map(|prefix| word.strip_prefix(prefix).and_then(further))
    }
}

/// Prefixes that leave the word behind them whole.
const PLAIN: [&str; 19] = [
    "di", "ke", "se", "ber", "be", "bel", "ter", "te", "per", "pe", "pel", "meng", "mem", "men", "me",
    "peng", "pem", "pen", "ng",
];

/// Prefixes that may have swallowed the first letter of what follows.
const SWALLOWING: [(&str, &[&str]); 11] = [
    ("meny", &["s"]),
    ("meng", &["k"]),
    ("mem", &["p"]),
    ("men", &["t"]),
    ("peny", &["s"]),
    ("peng", &["k"]),
    ("pem", &["p"]),
    ("pen", &["t"]),
    ("ny", &["s", "c"]),
    ("ng", &["k"]),
    ("n", &["t"]),
];

/// Prefixes of words of one syllable, and of what offices borrow: mengecek, ngehang.
const OF_SHORT_WORDS: [&str; 3] = ["menge", "penge", "nge"];

/// The word, and what is left without its particle, its possessive and its suffix, in every lawful order.
fn without_suffixes<'a>(word: &'a str, stems: &mut [&'a str; 24]) -> usize {
    let mut count = 1;
    stems[0] = word;
    for endings in [&["lah", "kah", "pun", "tah"][..], &["nya", "ku", "mu"], &["kan", "an", "i", "in"]] {
        let before = count;
        for at in 0..before {
            let stem = stems[at];
            for ending in endings {
                if let Some(rest) = stem.strip_suffix(ending)
                    && rest.len() >= SHORTEST_ROOT
                    && count < stems.len()
                {
                    stems[count] = rest;
                    count += 1;
                }
            }
        }
    }
    count
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Roots").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_word_have_one_root() {
        let roots = Roots::new(["lemot", "lola", "upload", "hack", "print"].into_iter());
        for (root, forms) in [
            ("kirim", "mengirim pengiriman dikirim kirimkan terkirim kiriman pengirim ngirim kekirim"),
            ("cetak", "mencetak cetakan dicetak percetakan tercetak nyetak"),
            ("lambat", "terlambat melambat perlambat keterlambatan memperlambat lambatnya"),
            ("jaringan", "jaringan jaringannya jaringanku"),
            ("masuk", "memasukkan masukkan masukan dimasukkan pemasukan"),
            ("kunci", "mengunci terkunci dikunci penguncian kekunci"),
            ("ketik", "mengetik diketik ketikan pengetikan ngetik"),
            ("kerja", "pekerjaan mengerjakan pengerjaan pekerja bekerja dikerjakan"),
            ("kelola", "mengelola pengelola pengelolaan dikelola ngelola"),
            ("awas", "pengawasan pengawas mengawasi diawasi"),
            ("tes", "mengetes pengetesan dites"),
            ("ajar", "pelajar mempelajari pembelajaran"),
            ("kunjung", "mengunjungi kunjungan dikunjungi"),
            ("putus", "terputus memutuskan pemutusan putusnya"),
            ("pasang", "memasang pemasangan dipasang terpasang"),
            ("baca", "membaca terbaca dibaca kebaca bacaan"),
            ("tolak", "menolak ditolak penolakan"),
            ("tambah", "menambahkan ditambah tambahan penambahan nambah"),
            ("simpan", "menyimpan penyimpanan disimpan tersimpan nyimpan"),
            ("cari", "mencari pencarian dicari nyari"),
            ("mati", "mematikan dimatikan matikan dimatiin kematian"),
            ("nonaktif", "nonaktifkan dinonaktifkan menonaktifkan penonaktifan"),
            ("perbaiki", "memperbaiki diperbaiki perbaikan"),
            ("periksa", "memeriksa pemeriksaan diperiksa"),
            ("ubah", "mengubah perubahan diubah berubah ubahan"),
            ("pulih", "memulihkan pemulihan dipulihkan"),
            ("pegawai", "pegawai kepegawaian pegawainya"),
            ("lemot", "lemotnya ngelemot"),
            ("upload", "keupload diupload mengupload nguploadnya"),
            ("lapor", "melaporkan pelaporan laporan pelapor dilaporkan"),
            ("nyala", "menyala menyalakan dinyalakan nyalain"),
            ("setuju", "persetujuan menyetujui disetujui"),
            ("sedia", "menyediakan disediakan penyedia persediaan"),
            ("beri", "diberikan memberikan pemberian berikan"),
            ("makan", "memakan dimakan makanan"),
            ("susul", "menyusul susulan disusul"),
            ("butuh", "dibutuhkan kebutuhan membutuhkan"),
            ("coba", "dicoba mencoba percobaan nyoba dicobain"),
            ("kena", "terkena dikenakan mengenakan"),
            ("sebar", "menyebar menyebarkan tersebar penyebaran"),
        ] {
            for form in forms.split(' ') {
                assert_eq!(roots.root(form), root, "{form}");
            }
        }
    }

    #[test]
    fn words_that_only_look_like_others_are_left() {
        let roots = Roots::new([].into_iter());
        for word in [
            "server",
            "printer",
            "laptop",
            "internet",
            "kepala",
            "dinas",
            "desa",
            "ketua",
            "sekolah",
            "berkas",
            "perangkat",
            "kecamatan",
            "halaman",
            "layar",
            "pensiun",
            "peserta",
            "admin",
            "login",
            "mesin",
            "berita",
            "tte",
            "izin",
            "lain",
            "diagram",
            "dispora",
            "disposisi",
            "parigi",
            "pribadi",
            "kelompok",
            "pengadaan",
            "rantai",
            "peramban",
            "aplikasi",
            "srikandi",
            "simpeg",
        ] {
            assert_eq!(roots.root(word), word);
        }
    }
}
