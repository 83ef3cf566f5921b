//! A message as it was read, whatever it looked like on the way: what a decision is made from.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::words;

/// A name and an address, as a header gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Correspondent {
    /// The address in small letters, without brackets; at most 254 characters.
    pub address: String,
    /// The name beside it, decoded; empty if there is none.
    pub name: String,
}

words! {
    /// What the server that took the message in says of its sender (`Authentication-Results`, RFC 8601).
    Authenticity {
        /// The domain of the From line was proved (DMARC, or an aligned DKIM or SPF).
        Proved = "proved",
        /// The server looked and the proof failed: the sender is not who they say.
        Failed = "failed",
        /// The server says nothing, or nothing that decides.
        Unknown = "unknown",
    }
}

words! {
    /// By what sign a message was written by a machine: such messages open nothing and get no answer.
    Automatic {
        /// `Auto-Submitted` other than `no` (RFC 3834).
        AutoSubmitted = "auto_submitted",
        /// `Precedence: bulk`, `junk` or `auto_reply`.
        Precedence = "precedence",
        /// `X-Autoreply`, `X-Autorespond`, `X-Auto-Response-Suppress` or the like.
        AutoHeader = "auto_header",
        /// A mailing list (`List-Id`, `List-Unsubscribe`, `Precedence: list`).
        List = "list",
        /// The null sender `<>`, or `mailer-daemon` and its kin.
        NullSender = "null_sender",
        /// The words of a vacation note, Indonesian or English.
        Vacation = "vacation",
        /// A report on another message (`multipart/report`): a bounce or a receipt.
        Report = "report",
        /// A letter of this desk came back.
        OwnLetter = "own_letter",
    }
}

/// A letter that did not arrive, as its report says (RFC 3464) or as a look-alike says in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bounce {
    /// The address it did not reach, in small letters, if the report names it.
    pub address: Option<String>,
    /// The Message-ID of the letter, without brackets, if the report carries it.
    pub message_id: Option<String>,
    /// Whether it will never arrive (status 5.x.x, action failed); otherwise it is late.
    pub for_good: bool,
    /// The words of the server, at most 500 characters.
    pub words: String,
}

/// A file of a message: an attachment, an inline picture, a part no letter program shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, decoded; made up from its type where it has none.
    pub file_name: String,
    /// The type it says it has; what it is, is looked into when it is attached.
    pub media_type: String,
    /// Whether the text shows it in its place.
    pub inline: bool,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
}

words! {
    /// What of a message could not be taken over whole; the ticket says so.
    Missing {
        /// An Outlook bag (`winmail.dat`), kept as it is: its content cannot be opened here.
        Winmail = "winmail",
        /// A part whose encoding or character set is broken: read as well as it goes.
        Garbled = "garbled",
        /// More parts than a message may have; the rest is in the raw message.
        TooManyParts = "too_many_parts",
        /// A text longer than a comment may be: the rest is in the raw message.
        TextTooLong = "text_too_long",
        /// An encrypted message: it is kept as a file.
        Encrypted = "encrypted",
    }
}

/// A message as it was read. Reading never fails: what is not there is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Its Message-ID, without brackets.
    pub message_id: Option<String>,
    /// The Message-IDs it answers: `In-Reply-To` first, then `References` from the newest; without brackets, each once, at most 50.
    pub answers: Vec<String>,
    /// Who wrote it; nobody if there is no From that can be read.
    pub from: Option<Correspondent>,
    /// To whom it went, at most 100.
    pub to: Vec<Correspondent>,
    /// Who got a copy, at most 100.
    pub cc: Vec<Correspondent>,
    /// The addresses it was delivered to (`Delivered-To`, `X-Original-To`, `Envelope-To`), in small letters.
    pub delivered_to: Vec<String>,
    /// The subject, decoded, in one line, at most 500 characters.
    pub subject: String,
    /// When it says it was written.
    pub sent_at: Option<Timestamp>,
    /// Whether its sender is who they say.
    pub authenticity: Option<Authenticity>,
    /// By what sign it was written by a machine.
    pub automatic: Option<Automatic>,
    /// What it reports of a letter that did not arrive.
    pub bounce: Option<Bounce>,
    /// The new words, without quotes and signature; at most 20,000 characters.
    pub text: String,
    /// What was cut: quotes, signature, disclaimer; folded away, never lost; at most 100,000 characters.
    pub cut: String,
    /// The message as HTML, made safe, if it came as HTML; at most 200 kB.
    pub html: Option<String>,
    /// Its files, at most 50.
    pub parts: Vec<Part>,
    /// What could not be taken over whole.
    pub missing: Vec<Missing>,
}
