//! What a text is about: Indonesian words folded, freed of slang and taken to their roots. Pure.
//!
//! Texts and queries go through the same analysis, so both databases find the same tickets, and a word the stemmer
//! takes too far is taken too far on both sides.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::lexicon;
use super::numbers;
use super::token::{LONGEST, Token};

/// Most words of one text that are looked at.
const MOST: usize = 20_000;

/// Bytes of all words one ticket is found by at most: Postgres takes a megabyte, and a reply must not wait for a novel.
const MOST_BYTES: usize = 512 * 1024;

/// The words of `text` that say something, in their order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for piece in pieces(text).take(MOST) {
        chunk(text, piece, &mut tokens);
    }
    numbers::join_civil_servant_numbers(&mut tokens);
    join_phrases(&mut tokens);
    tokens.retain_mut(finish);
    tokens
}

/// What a text is found by: every word as it is written (for beginnings of words) and its root, each once. What stands
/// first counts: after half a megabyte of words nothing more is taken in.
pub fn index_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let (mut seen, mut bytes) = (HashSet::new(), 0);
    for token in texts.into_iter().flat_map(tokens) {
        for word in [token.word, token.root] {
            let length = word.len();
            if seen.insert(word) {
                bytes += length;
            }
        }
        if bytes > MOST_BYTES {
            break;
        }
    }
    let mut words: Vec<_> = seen.into_iter().collect();
    words.sort_unstable();
    words
}

/// The parts between blanks, slashes, brackets and quotation marks.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let inside = |char: char| char.is_alphanumeric() || matches!(char, '.' | '-' | ':' | '@' | '_');
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, char)| !char.is_alphanumeric()).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, char)) = rest.next_if(|(_, char)| inside(*char)) {
            if char.is_alphanumeric() {
                end = at + char.len_utf8();
            }
        }
        Some(start..end)
    })
}

/// A part as one token if it is a number or an address, else its words.
fn chunk(text: &str, piece: Range<usize>, tokens: &mut Vec<Token>) {
    let part = &text[piece.clone()];
    if let Some((word, root)) = numbers::whole(part) {
        tokens.push(Token { span: piece, word, root });
        return;
    }
    let mut start = None;
    for (at, char) in part.char_indices().chain([(part.len(), ' ')]) {
        match (start, char.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                word(text, piece.start + from..piece.start + at, tokens);
                start = None;
            }
            _ => {}
        }
    }
}

/// Adds one word; `e-office` becomes `eoffice` and `garis-garis` is said once.
fn word(text: &str, span: Range<usize>, tokens: &mut Vec<Token>) {
    let folded = fold(&text[span.clone()]);
    if folded.is_empty() {
        return;
    }
    match tokens.last_mut().filter(|last| last.span.end + 1 == span.start) {
        Some(last) if last.word == folded => last.span.end = span.end,
        Some(last) if last.word == "e" && folded.len() > 2 => {
            last.span.end = span.end;
            last.word = if folded == "mail" { "email".into() } else { format!("e{folded}") };
        }
        _ => tokens.push(Token { span, word: folded, root: String::new() }),
    }
}

/// A word in `a–z` and `0–9`: accents and other scripts are folded, case is lost.
fn fold(text: &str) -> String {
    let mut folded = if text.is_ascii() { text.to_ascii_lowercase() } else { deunicode::deunicode(text) };
    folded.make_ascii_lowercase();
    folded.retain(|char| char.is_ascii_alphanumeric());
    folded.truncate(LONGEST);
    // "muter2": said twice.
    if folded.len() > 4
        && let Some(once) = folded.strip_suffix('2')
        && once.bytes().all(|byte| byte.is_ascii_lowercase())
    {
        folded.truncate(folded.len() - 1);
    }
    folded
}

/// "tanda tangan elektronik" is one thing, "TTE".
fn join_phrases(tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(candidates) = PHRASES.get(tokens[at].word.as_str())
            && let Some((words, name)) = candidates.iter().find(|(words, _)| {
                tokens.len() >= at + words.len()
                    && tokens[at..].iter().zip(*words).all(|(token, word)| token.word == *word)
            })
        {
            let end = tokens[at + words.len() - 1].span.end;
            tokens.drain(at + 1..at + words.len());
            tokens[at].span.end = end;
            tokens[at].root = root(name);
        }
        at += 1;
    }
}

/// Takes a word to its root; says whether it says anything.
fn finish(token: &mut Token) -> bool {
    if !token.root.is_empty() {
        return true;
    }
    if token.word.bytes().any(|byte| byte.is_ascii_digit()) {
        token.root.clone_from(&token.word);
        return true;
    }
    let plain = SAME.get(token.word.as_str()).copied().unwrap_or(&token.word);
    if plain.len() < 2 || STOP.contains(plain) {
        return false;
    }
    token.root = root(plain);
    true
}

fn root(plain: &str) -> String {
    let stem = stem(plain);
    SAME.get(&*stem).map(|same| self::stem(same)).unwrap_or(stem).into_owned()
}

fn stem(plain: &str) -> Cow<'_, str> {
    if let Some(root) = WHOLE.get(plain) {
        return Cow::Borrowed(root);
    }
    let stem = STEMMER.stem(plain);
    ROOTS.get(&*stem).map_or(stem, |root| Cow::Borrowed(root))
}

type Map = HashMap<&'static str, &'static str>;
type Phrase = (&'static [&'static str], &'static str);

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Indonesian));
static SAME: LazyLock<Map> = LazyLock::new(|| by_word(lexicon::SAME));
static WHOLE: LazyLock<Map> = LazyLock::new(|| by_word(lexicon::WHOLE));
static ROOTS: LazyLock<Map> = LazyLock::new(|| by_word(lexicon::ROOTS));

static PHRASES: LazyLock<HashMap<&'static str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
    for (words, name) in lexicon::PHRASES {
        phrases.entry(words[0]).or_default().push((words, name));
    }
    phrases
});

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let listed = stop_words::lookup("id").unwrap_or_default();
    let telling: HashSet<_> = lexicon::TELLING.split_whitespace().collect();
    let all = listed.iter().copied().chain(lexicon::EMPTY.split_whitespace());
    all.filter(|word| !telling.contains(word)).collect()
});

/// A table of (what it stands for, all the words that do) as a map from each word.
fn by_word(table: &'static [(&'static str, &'static str)]) -> Map {
    table.iter().flat_map(|(plain, words)| words.split(' ').map(move |word| (word, *plain))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(text: &str) -> String {
        tokens(text).into_iter().map(|token| token.root).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_conversation_without_end_is_found_by_how_it_began() {
        let said = |part: usize| (0..10_000).map(|word| format!("p{part}w{word} ")).collect::<String>();
        let texts: Vec<String> = (0..20).map(said).collect();
        let words = index_words(texts.iter().map(String::as_str));
        let bytes: usize = words.iter().map(String::len).sum();
        assert!((MOST_BYTES..MOST_BYTES + 1_024).contains(&bytes), "{bytes}");
        assert!(words.contains(&"p0w0".to_owned()) && !words.contains(&"p19w9999".to_owned()));
    }

    #[test]
    fn all_forms_of_a_word_have_one_root() {
        for (root, forms) in [
            ("kirim", "mengirim pengiriman dikirim kirimkan terkirim kiriman pengirim"),
            ("cetak", "mencetak cetakan dicetak percetakan tercetak"),
            ("lambat", "terlambat melambat perlambat keterlambatan memperlambat lambatnya"),
            ("lantai", "lantai berlantai lantainya"),
            ("jaring", "jaringan jaringannya networknya network"),
            ("masuk", "memasukkan masukkan masukan dimasukkan"),
            ("kunci", "mengunci terkunci dikunci penguncian"),
            ("ketik", "mengetik diketik ketikan pengetikan"),
            ("kerja", "pekerjaan mengerjakan pengerjaan pekerja"),
            ("kelola", "mengelola pengelola pengelolaan dikelola"),
            ("kunjung", "mengunjungi kunjungan dikunjungi"),
            ("kembang", "mengembangkan pengembangan dikembangkan"),
            ("akses", "mengakses diakses"),
            ("unduh", "mengunduh diunduh unduhan download"),
            ("unggah", "mengunggah diunggah upload keupload"),
            ("hapus", "menghapus dihapus penghapusan terhapus delete"),
            ("putus", "terputus memutuskan pemutusan putusnya"),
            ("koneksi", "konek connect koneksinya terkoneksi tersambung sambungan menyambungkan"),
            ("pasang", "memasang pemasangan dipasang terpasang"),
            ("baca", "membaca terbaca dibaca kebaca"),
            ("tolak", "menolak ditolak penolakan"),
            ("tambah", "menambahkan ditambah tambahan penambahan"),
            ("terbit", "menerbitkan penerbitan diterbitkan terbitan"),
            ("tampil", "menampilkan tampilan ditampilkan"),
            ("tarik", "menarik penarikan ditarik"),
            ("tangan", "menangani penanganan ditangani"),
            ("lapor", "melaporkan pelaporan laporan pelapor"),
            ("ganti", "mengganti penggantian diganti gantikan"),
            ("ganggu", "gangguan mengganggu terganggu gangguannya"),
            ("retas", "meretas diretas peretasan hack dihack"),
            ("mati", "mematikan dimatikan matikan padam down"),
            ("aktif", "mengaktifkan diaktifkan aktivasi"),
            ("nonaktif", "nonaktifkan dinonaktifkan menonaktifkan penonaktifan"),
            ("instal", "menginstal terinstal instalasi"),
            ("periksa", "memeriksa pemeriksaan diperiksa cek dicek pengecekan mengecek"),
            ("pulih", "memulihkan pemulihan restore"),
            ("sekolah", "sekolah sekolahnya"),
            ("pegawai", "pegawai kepegawaian pegawainya"),
            ("kirim", "KIRIM Kirim kírim"),
        ] {
            for form in forms.split(' ') {
                assert_eq!(roots(form), root, "{form}");
            }
        }
    }

    #[test]
    fn slang_and_other_names_are_the_plain_word() {
        for (written, found_by) in [
            ("jaringan lemot", "jaring lambat"),
            ("inet lelet", "internet lambat"),
            ("lupa pass", "lupa sandi"),
            ("lupa password", "lupa sandi"),
            ("lupa kata sandi", "lupa sandi"),
            ("lemotnya", "lambat"),
            ("printer ga kebaca", "printer baca"),
            ("tdk bisa login SIPD", "login sipd"),
            ("tidak bs log in sipd", "login sipd"),
            ("OPD", "pd"),
            ("perangkat daerah", "pd"),
            ("e-mail dinas", "email dinas"),
            ("surel dinas", "email dinas"),
            ("e-office", "eoffice"),
            ("eOffice", "eoffice"),
            ("e office", "eoffice"),
            ("Wi-Fi", "wifi"),
            ("sub-domain", "subdomain"),
            ("tanda tangan elektronik", "tte"),
            ("TTE gagal", "tte gagal"),
            ("ttd surat", "tandatangan surat"),
            ("tanda tangan surat", "tandatangan surat"),
            ("monitor garis2", "monitor garis"),
            ("garis-garis", "garis"),
            ("kabel fiber optik", "kabel fo"),
            ("judi online", "judol"),
            ("website", "situs"),
            ("ijin", "izin"),
            ("perizinan", "izin"),
        ] {
            assert_eq!(roots(written), found_by, "{written}");
        }
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        for text in ["", "   ", "yang dan di", "tidak bisa", "mohon ya min", "😀 !!! ---", "\0\u{202e}", "g"]
        {
            assert_eq!(roots(text), "", "{text:?}");
        }
        assert_eq!(roots("masalah baru"), "masalah baru");
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "– Jaringan «lemot», é-office";
        let found: Vec<_> = tokens(text).into_iter().map(|token| &text[token.span]).collect();
        assert_eq!(found, ["Jaringan", "lemot", "é-office"]);
    }

    #[test]
    fn strange_texts_are_cut_and_nothing_but_plain_letters_comes_out() {
        let long = "x".repeat(100_000);
        assert_eq!(index_words([long.as_str()]).iter().map(String::len).max(), Some(LONGEST));
        for text in ["\"; DROP TABLE --", "a' OR 'b", "naïve ﬁle Ⅷ ß 你好 مرحبا", "NEAR(a b) \"x\" ^y -z *"]
        {
            for word in index_words([text]) {
                assert!(
                    word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-".contains(&byte)),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn a_text_is_found_by_words_as_written_and_by_roots_each_once() {
        assert_eq!(
            index_words(["Jaringan lemot, jaringan", "LEMOT"]),
            ["jaring", "jaringan", "lambat", "lemot"]
        );
    }
}
