//! What may happen to a message on the way, and pieces that lead a reader astray.

use proptest::prelude::*;
use proptest::sample::Index;

/// What is done to a message on the way.
#[derive(Clone, Debug)]
pub enum Harm {
    /// Some bits are turned.
    Flip(Vec<(Index, u8)>),
    /// The end is missing.
    Cut(Index),
    /// A piece stands twice.
    Double(Index, Index),
    /// It is a part of a message that says it has parts.
    Nest(u8),
    /// A field stands at its top.
    Field(&'static str, String),
    /// Bytes of another nature stand in it.
    Insert(Index, Vec<u8>),
}

impl Harm {
    pub fn done_to(&self, raw: &mut Vec<u8>) {
        match self {
            Self::Flip(bits) => {
                for (at, bit) in bits {
                    let at = at.index(raw.len() + 1);
                    if let Some(byte) = raw.get_mut(at) {
                        *byte ^= 1 << (bit % 8);
                    }
                }
            }
            Self::Cut(at) => raw.truncate(at.index(raw.len() + 1)),
            Self::Double(from, length) => {
                let from = from.index(raw.len() + 1);
                let piece: Vec<u8> = raw[from..].iter().copied().take(length.index(4_096)).collect();
                raw.splice(from..from, piece);
            }
            Self::Nest(depth) => {
                for level in 0..depth % 40 {
                    let mut outer = format!(
                        "From: a@b.test\nContent-Type: multipart/mixed; boundary=s{level}\n\n--s{level}\n"
                    )
                    .into_bytes();
                    outer.append(raw);
                    *raw = outer;
                }
            }
            Self::Field(name, value) => {
                let field = format!("{name}: {value}\n");
                raw.splice(0..0, field.into_bytes());
            }
            Self::Insert(at, bytes) => {
                let at = at.index(raw.len() + 1);
                raw.splice(at..at, bytes.iter().copied());
            }
        }
    }
}

/// Pieces that mean something to a reader: they find more than bytes by chance.
pub fn telling() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "[ -~\n]{0,200}".prop_map(String::into_bytes),
        "(=\\?utf-8\\?[QqBb]\\?[ -~]{0,20}(\\?=)?[ \n]{0,2}){1,10}".prop_map(String::into_bytes),
        "(</?(div|p|blockquote|table|td|a|b|li|ol)( (class|style|href|id)=\"?[a-z:;_ ]{0,20}\"?)?>?[a-z ]{0,8}){1,30}"
            .prop_map(String::into_bytes),
        "(Content-(Type|Disposition): [a-z/;=\"* ']{0,60}\n| [a-z=\"';*0-9%]{0,40}\n){1,8}".prop_map(String::into_bytes),
        "((>|> >|--|-- |On 9:15 a@b.test wrote:|Dari:|From: x|Kepada: y|Perihal: z|_{12})?[a-z ]{0,20}\n){1,40}"
            .prop_map(String::into_bytes),
        "(BEGIN:VEVENT|SUMMARY|DTSTART|[;:a-z0-9\\\\\n ]{1,8}){1,20}".prop_map(String::into_bytes),
    ]
}

const FIELDS: &[&str] = &[
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Content-Type",
    "Content-Disposition",
    "Content-Transfer-Encoding",
    "Authentication-Results",
    "X-Failed-Recipients",
    "Return-Path",
];

/// Values made of what fields are made of.
fn field() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(
        &[
            "<",
            ">",
            "@",
            "\"",
            "\\",
            "(",
            ")",
            ";",
            ":",
            ",",
            "=",
            "*",
            "'",
            "%",
            "?",
            "=?",
            "?=",
            "=?utf-8?q?",
            "=?x?b?",
            "é",
            " ",
            "\n ",
            "\t",
            "a",
            "b.test",
            "multipart/mixed",
            "text/plain",
            "boundary=",
            "charset=",
            "name*0*=",
            "utf-8''",
            "filename=",
            "mx.parigi.test",
            "dkim=pass",
            "Mon, 23 Nov 2026 09:15:00 +0800",
            "99",
            "-",
        ][..],
    );
    prop::collection::vec(signs, 0..25).prop_map(|signs| signs.concat())
}

pub fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        3 => prop::collection::vec((any::<Index>(), any::<u8>()), 1..40).prop_map(Harm::Flip),
        2 => any::<Index>().prop_map(Harm::Cut),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, length)| Harm::Double(from, length)),
        1 => any::<u8>().prop_map(Harm::Nest),
        3 => (prop::sample::select(FIELDS), field()).prop_map(|(name, value)| Harm::Field(name, value)),
        4 => (any::<Index>(), telling()).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
    ]
}
