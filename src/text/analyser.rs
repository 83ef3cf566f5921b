//! Reading a text.

use std::collections::HashSet;

use super::fold::fold;
use super::names;
use super::near::corrections;
use super::phrases::{Meant, Phrases};
use super::raw::{Raw, raws};
use super::roots::{self, Roots};
use super::stop::{self, Stop};
use super::synonyms::Synonyms;
use super::token::Token;

/// To be raised when the code reads the same text otherwise than before: what was written down must then be read again. A
/// change of the lists is seen without it.
const READING: u32 = 1;

/// Bytes of all words one document is found by at most: Postgres takes a megabyte, and an answer must not wait for a novel.
const MOST_BYTES: usize = 512 * 1024;

/// Longest first word that may be one with what follows its hyphen: `sub-domain`.
const LONGEST_HEAD: usize = 5;

/// Reads texts and queries. Made once, and shared.
#[derive(Debug)]
pub struct Analyser {
    phrases: Phrases,
    roots: Roots,
    stop: Stop,
    fingerprint: u64,
}

impl Analyser {
    /// Reads with this list of synonyms.
    pub fn new(synonyms: &Synonyms) -> Self {
        let stop = Stop::new();
        let told = synonyms.entries().iter().flat_map(|entry| {
            let written = if entry.written.len() == 1 { &*entry.written } else { &[] };
            written.iter().chain(&entry.meant).map(String::as_str)
        });
        let roots = Roots::new(told);
        let phrases = Phrases::new(synonyms, &roots, &stop);
        Self { phrases, roots, stop, fingerprint: fingerprint(synonyms) }
    }

    /// The words of `text` that say something, in their order. Never fails; of a text without end the first twenty
    /// thousand words are read.
    pub fn analyse(&self, text: &str) -> Vec<Token> {
        let raws = raws(text);
        let mut tokens = Vec::with_capacity(raws.len());
        let mut place = 0;
        let mut at = 0;
        while at < raws.len() {
            at += self.read(&raws[at..], at.checked_sub(1).map(|at| &raws[at]), &mut tokens, &mut place);
        }
        tokens
    }

    /// What a document is found by: every word as it is written (for beginnings of words) and every term, each once, in
    /// order. What stands first counts: after half a megabyte nothing more is taken in.
    pub fn index_words<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let (mut seen, mut bytes) = (HashSet::new(), 0);
        'texts: for text in texts {
            for token in self.analyse(text) {
                for word in [token.word, token.term] {
                    let length = word.len();
                    if seen.insert(word) {
                        bytes += length;
                    }
                }
                if bytes > MOST_BYTES {
                    break 'texts;
                }
            }
        }
        let mut words: Vec<String> = seen.into_iter().collect();
        words.sort_unstable();
        words
    }

    /// Whether a word is known for itself: then nothing else was meant by it, though no text may have it.
    pub fn knows(&self, word: &str) -> bool {
        let word = fold(word);
        self.stop.has(&word) || self.phrases.single(&word).is_some() || self.roots.knows(&word)
    }

    /// The terms of the known words that may have been meant by `word`, which nobody knows: the nearest first, `most` at
    /// most. Nothing for what is known, short, or has digits.
    pub fn near(&self, word: &str, most: usize) -> Vec<String> {
        let word = fold(word);
        if self.knows(&word) {
            return Vec::new();
        }
        let known = self.roots.words().chain(self.phrases.singles()).map(|known| (known, 0));
        let mut terms: Vec<String> = Vec::new();
        for found in corrections(&word, known, most) {
            if let Some(term) = self.term(&found.word)
                && !terms.contains(&term)
            {
                terms.push(term);
            }
        }
        terms
    }

    /// Another one means that texts are read otherwise than before, and an index must be made anew.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Reads what begins at `raws[0]`; says how many words that were.
    fn read(&self, raws: &[Raw], before: Option<&Raw>, tokens: &mut Vec<Token>, place: &mut usize) -> usize {
        let raw = &raws[0];
        if raw.whole {
            push_whole(raw, tokens, place);
            return 1;
        }
        let plain = raws.iter().take_while(|raw| !raw.whole).map(|raw| raw.word.as_str());
        if let Some((count, meant)) = self.phrases.at(plain) {
            self.push_meant(&raws[..count], meant, tokens, place);
            return count;
        }
        self.push_word(raw, before, tokens, place);
        1
    }

    /// What a phrase means, and besides it the words it is made of.
    fn push_meant(&self, said: &[Raw], meant: &[Meant], tokens: &mut Vec<Token>, place: &mut usize) {
        let (Some(first), Some(last)) = (said.first(), said.last()) else { return };
        let from = *place;
        for meant in meant {
            let word = if said.len() == 1 { first.word.clone() } else { meant.word.clone() };
            let (start, end) = (first.start, last.end);
            tokens.push(Token { term: meant.term.clone(), word, start, end, place: *place, part: false });
            *place += 1;
        }
        if meant.is_empty() {
            return;
        }
        for raw in said {
            let words = raw.parts.iter().chain((said.len() > 1).then_some(&raw.word));
            self.push_parts(raw, words, from, tokens);
        }
    }

    fn push_parts<'a>(
        &self,
        raw: &Raw,
        words: impl Iterator<Item = &'a String>,
        place: usize,
        tokens: &mut Vec<Token>,
    ) {
        for word in words {
            if let Some(term) = self.term(word) {
                let (start, end) = (raw.start, raw.end);
                tokens.push(Token { term, word: word.clone(), start, end, place, part: true });
            }
        }
    }

    fn push_word(&self, raw: &Raw, before: Option<&Raw>, tokens: &mut Vec<Token>, place: &mut usize) {
        if raw.word.bytes().any(|byte| byte.is_ascii_digit()) {
            push_number(raw, tokens, place);
            return;
        }
        if self.stop.has(&raw.word) {
            return;
        }
        let root = self.roots.root(&raw.word);
        if let Some(meant) = self.phrases.single(&root) {
            self.push_meant(std::slice::from_ref(raw), meant, tokens, place);
            return;
        }
        let bound = before.filter(|before| raw.bound && !before.whole);
        if bound.is_some()
            && let Some(last) = tokens.last_mut()
            && !last.part
            && last.end + 1 == raw.start
            && last.term == *root
        {
            // "garis-garis", "kira-kiranya": said once.
            last.end = raw.end;
            return;
        }
        let (start, end) = (raw.start, raw.end);
        tokens.push(Token {
            term: root.into_owned(),
            word: raw.word.clone(),
            start,
            end,
            place: *place,
            part: false,
        });
        self.push_parts(raw, raw.parts.iter(), *place, tokens);
        if let Some(head) = bound
            && head.word.len() <= LONGEST_HEAD
            && head.word.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            self.push_bound(head, raw, tokens, *place);
        }
        *place += 1;
    }

    /// `co-working` as one word, at the places of both.
    fn push_bound(&self, head: &Raw, raw: &Raw, tokens: &mut Vec<Token>, place: usize) {
        let joined = fold(&format!("{}{}", head.word, raw.word));
        let Some(term) = self.term(&joined) else { return };
        let of_head = tokens.iter().rev().find(|token| !token.part && token.end == head.end);
        let places = of_head.map(|token| token.place).into_iter().chain([place]);
        for place in places.collect::<Vec<_>>() {
            let (start, end) = (head.start, raw.end);
            tokens.push(Token { term: term.clone(), word: joined.clone(), start, end, place, part: true });
        }
    }

    /// The term of a single word; none if it says nothing.
    fn term(&self, word: &str) -> Option<String> {
        if self.stop.has(word) {
            return None;
        }
        if word.bytes().any(|byte| !byte.is_ascii_lowercase()) {
            return Some(word.to_owned());
        }
        let meant =
            |word: &str| self.phrases.single(word).map(|meant| meant.first().map(|one| one.term.clone()));
        if let Some(meant) = meant(word) {
            return meant;
        }
        let root = self.roots.root(word);
        meant(&root).unwrap_or_else(|| Some(root.into_owned()))
    }
}

fn push_whole(raw: &Raw, tokens: &mut Vec<Token>, place: &mut usize) {
    let (start, end) = (raw.start, raw.end);
    let whole = raw.word.clone();
    tokens.push(Token { term: whole.clone(), word: whole, start, end, place: *place, part: false });
    for part in &raw.parts {
        let (term, word) = (part.clone(), part.clone());
        tokens.push(Token { term, word, start, end, place: *place, part: true });
    }
    *place += 1;
}

fn push_number(raw: &Raw, tokens: &mut Vec<Token>, place: &mut usize) {
    let (start, end) = (raw.start, raw.end);
    let is_number = raw.word.len() <= 8 && raw.word.bytes().all(|byte| byte.is_ascii_digit());
    let term = if is_number { names::plain_number(&raw.word) } else { raw.word.clone() };
    tokens.push(Token { term, word: raw.word.clone(), start, end, place: *place, part: false });
    for part in names::letters_and_digits(&raw.word) {
        let (term, word) = (part.to_owned(), part.to_owned());
        tokens.push(Token { term, word, start, end, place: *place, part: true });
    }
    *place += 1;
}

/// FNV-1a over all lists: the same on every machine, which the standard library does not promise of its own.
fn fingerprint(synonyms: &Synonyms) -> u64 {
    let entries = synonyms.entries().iter().flat_map(|entry| {
        let written = entry.written.iter().map(String::as_str).chain(["="]);
        written.chain(entry.meant.iter().map(String::as_str)).chain(["\n"])
    });
    let words = [roots::WORDS, stop::WORDS].into_iter().chain(entries);
    let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
    let begin = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(READING);
    bytes.fold(begin, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::raw::MOST_WORDS;
    use super::super::token::{LONGEST, spans};
    use super::*;

    static READER: LazyLock<Analyser> = LazyLock::new(|| Analyser::new(&Synonyms::standard()));

    /// The terms of a text, without the parts of what stands whole.
    fn terms(text: &str) -> String {
        let whole = READER.analyse(text).into_iter().filter(|token| !token.part);
        whole.map(|token| token.term).collect::<Vec<_>>().join(" ")
    }

    fn parts(text: &str) -> String {
        let parts = READER.analyse(text).into_iter().filter(|token| token.part);
        parts.map(|token| token.term).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn slang_and_other_names_are_the_plain_word() {
        for (written, found_by) in [
            ("jaringan lemot", "jaringan lambat"),
            ("inet lelet", "internet lambat"),
            ("lemotnya", "lambat"),
            ("internetnya muter2", "internet lambat"),
            ("lupa pass", "lupa sandi"),
            ("lupa password-nya", "lupa sandi"),
            ("lupa kata sandinya", "lupa sandi"),
            ("printer ga kebaca", "printer baca"),
            ("tdk bisa login SIPD", "login sipd"),
            ("nggak bs log in SIPD RI", "login sipd"),
            ("OPD", "pd"),
            ("Perangkat Daerah", "pd"),
            ("e-mail dinas", "email dinas"),
            ("surel dinas", "email dinas"),
            ("e-office", "eoffice"),
            ("eOffice", "eoffice"),
            ("e office", "eoffice"),
            ("Wi-Fi", "wifi"),
            ("wi fi", "wifi"),
            ("sub-domain", "subdomain"),
            ("tanda tangan elektronik", "tte"),
            ("TTE gagal", "tte gagal"),
            ("ttd elektronik", "tte"),
            ("ttd surat", "tandatangan surat"),
            ("kabel fiber optik", "kabel fo"),
            ("judi online", "judol"),
            ("slot gacor", "judol"),
            ("website", "situs"),
            ("ijin", "izin"),
            ("no. LAPOR", "nomor lapor"),
            ("no.hp", "nomor ponsel"),
            ("nmr NIP", "nomor nip"),
            ("tdk aman", "ssl"),
            ("kadis", "kepala dinas"),
            ("pak kadis", "kepala dinas"),
            ("dihack", "retas"),
            ("ke hack", "retas"),
            ("pencetaknya", "printer"),
            ("ngeprint", "printer"),
            ("bs diupload?", "unggah"),
        ] {
            assert_eq!(terms(written), found_by, "{written}");
        }
    }

    #[test]
    fn what_is_said_twice_is_said_once() {
        for (written, found_by) in [
            ("garis-garis", "garis"),
            ("monitor garis2", "layar garis"),
            ("laporan2nya", "lapor"),
            ("putus-putus", "putus"),
            ("berulang-ulang", "ulang"),
            ("kira-kiranya", "kira"),
            ("surat-menyurat", "surat"),
            ("kabel kabel", "kabel kabel"),
        ] {
            assert_eq!(terms(written), found_by, "{written}");
        }
        let token = &READER.analyse("ada kata-kata aneh")[0];
        assert_eq!(token.span(), 4..13);
    }

    #[test]
    fn numbers_and_addresses_stay_whole() {
        for (written, found_by) in [
            ("TKT-2026-000123", "tkt-2026-000123"),
            ("(ins-2026-12)", "ins-2026-0012"),
            ("ip 10.20.30.4!", "ip 10.20.30.4"),
            ("10.20.30.0/24", "10.20.30.0 24"),
            ("http://10.20.30.4:8080/masuk", "10.20.30.4 masuk"),
            ("NIP 198001012005011001", "nip 198001012005011001"),
            ("NIP 19800101 200501 1 001", "nip 198001012005011001"),
            ("0812-3456-7890", "081234567890"),
            ("hp 0812 3456 7890.", "ponsel 081234567890"),
            ("0811 234 5678 lalu 2026", "08112345678 2026"),
            ("tgl 08 11 2026", "tanggal 8 11 2026"),
            ("+6281234567890", "081234567890"),
            ("epson L3210", "epson l3210"),
            ("ubuntu 24.04", "ubuntu 24.04"),
            ("１０.２０.３０.４", "10.20.30.4"),
            ("siti@dinkes.go.id", "siti@dinkes.go.id"),
            ("srikandi.arsip.go.id", "srikandi.arsip.go.id"),
            ("mati.mohon dicek", "mati periksa"),
            ("14-16", "14 16"),
            ("tiket 000123", "tiket 123"),
            ("kabel merek D-Link", "kabel merek tautan"),
        ] {
            assert_eq!(terms(written), found_by, "{written}");
        }
    }

    #[test]
    fn what_stands_whole_is_found_by_its_parts_too() {
        for (written, also) in [
            ("TKT-2026-000123", "123"),
            ("siti@dinkes.go.id", "dinkes.go.id siti dinkes"),
            ("srikandi.arsip.go.id", "srikandi arsip"),
            ("epson L3210", "3210"),
            ("e-katalog", "katalog"),
            ("undangan_nikah.apk", "undangan nikah apk"),
            ("co-working", "coworking coworking"),
            ("tanda tangan elektronik", "tanda tangan elektronik"),
            ("printer", ""),
        ] {
            assert_eq!(parts(written), also, "{written}");
        }
        let tokens = READER.analyse("buka srikandi.arsip.go.id lagi");
        assert_eq!(tokens.iter().map(|token| token.place).collect::<Vec<_>>(), [0, 1, 1, 1]);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        for text in [
            "",
            "   ",
            "yang dan di",
            "tidak bisa",
            "tdk bs",
            "mohon ya min",
            "😀 !!! ---",
            "\0\u{202e}",
            "g",
        ] {
            assert_eq!(terms(text), "", "{text:?}");
        }
        assert_eq!(terms("masalah baru"), "masalah baru");
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "– Jaringan «lemot», é-office (kata sandi) inter\u{ad}net";
        let found: Vec<_> = READER
            .analyse(text)
            .into_iter()
            .filter(|token| !token.part)
            .map(|token| text[token.span()].to_owned())
            .collect();
        assert_eq!(found, ["Jaringan", "lemot", "é-office", "kata sandi", "inter\u{ad}net"]);
    }

    #[test]
    fn a_text_is_found_by_words_as_written_and_by_terms_each_once() {
        assert_eq!(
            READER.index_words(["Jaringannya lemot, jaringan", "LEMOT"]),
            ["jaringan", "jaringannya", "lambat", "lemot"]
        );
    }

    #[test]
    fn texts_without_end_are_cut() {
        let said = |part: usize| (0..10_000).map(|word| format!("p{part}w{word} ")).collect::<String>();
        let texts: Vec<String> = (0..20).map(said).collect();
        let words = READER.index_words(texts.iter().map(String::as_str));
        let bytes: usize = words.iter().map(String::len).sum();
        assert!(bytes < MOST_BYTES + 1_024 * 64, "{bytes}");
        for text in [
            "x".repeat(1 << 20),
            "a.".repeat(1 << 20),
            "ab-".repeat(1 << 19),
            "19800101 200501 1 001 ".repeat(40_000),
        ] {
            assert!(READER.analyse(&text).len() <= 3 * MOST_WORDS);
        }
    }

    #[test]
    fn it_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Analyser>();
    }

    #[test]
    fn whatever_an_office_writes_is_found_as_it_wrote_it() {
        let list = "e-simpeg = simpeg\nmuter2 = lambat\nwi-fi = wifi\nno. = nomor\njum'at = jumat\nkabel Ethernet CAT 6 = lan";
        let office = Analyser::new(&Synonyms::parse(list).unwrap());
        for (text, term) in [
            ("E-SIMPEG", "simpeg"),
            ("e simpeg", "simpeg"),
            ("muter-muter", "lambat"),
            ("muter2nya", "lambat"),
            ("Wi-Fi", "wifi"),
            ("no.", "nomor"),
            ("Jum’at", "jumat"),
            ("kabel ethernet cat 6", "lan"),
        ] {
            let found = office.analyse(text).into_iter().find(|token| !token.part).map(|token| token.term);
            assert_eq!(found.as_deref(), Some(term), "{text}");
        }
    }

    #[test]
    fn another_list_is_another_reading() {
        let other = Analyser::new(&Synonyms::parse("lemot = lambat").unwrap());
        assert_ne!(other.fingerprint(), READER.fingerprint());
        assert_eq!(
            other.fingerprint(),
            Analyser::new(&Synonyms::parse("LEMOT=lambat").unwrap()).fingerprint()
        );
        assert!(READER.knows("Kabel") && READER.knows("lemot") && !READER.knows("kabul"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[a-e0-9.:@_ -]|tanda tangan |e-|\u{301}|\u{200b}|no\\. ){0,60}") {
            let tokens = READER.analyse(&text);
            let mut last = (0, 0);
            for token in &tokens {
                prop_assert!(token.start < token.end && text.get(token.span()).is_some(), "{token:?}");
                prop_assert!(!token.term.is_empty() && token.term.len() <= LONGEST, "{token:?}");
                for word in [&token.term, &token.word] {
                    prop_assert!(
                        word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:@_".contains(&byte)),
                        "{token:?}"
                    );
                }
                if !token.part {
                    prop_assert!(last <= (token.start, token.place), "{tokens:?}");
                    last = (token.start, token.place);
                }
            }
            let spans = spans(&tokens);
            prop_assert!(spans.iter().all(|span| text.get(span.clone()).is_some()), "{spans:?}");
            prop_assert!(spans.windows(2).all(|two| two[0].end <= two[1].start), "{spans:?}");
            let places: HashSet<usize> = tokens.iter().filter(|token| !token.part).map(|token| token.place).collect();
            prop_assert!(tokens.iter().all(|token| places.contains(&token.place)), "{tokens:?}");
        }

        #[test]
        fn case_and_accents_make_no_difference(text in "[a-zA-Z0-9 .,@-]{0,80}") {
            let read = |text: &str| {
                READER.analyse(text).into_iter().map(|token| (token.term, token.start, token.end)).collect::<Vec<_>>()
            };
            prop_assert_eq!(read(&text), read(&text.to_uppercase()));
        }
    }
}
