//! What can stand in a letter as `{name}`, and which letter knows it.

use crate::desk::letters::LetterKind;
use crate::desk::words::Language;
use crate::words;

words! {
    /// A gap the desk fills. Each has an Indonesian name and an English one; both are understood in both languages.
    Gap {
        /// The reader's name.
        Name = "nama",
        /// The ticket's number.
        Ticket = "tiket",
        /// The ticket's title; of a message that was refused its subject.
        Title = "judul",
        /// Who did it.
        Actor = "oleh",
        /// The requester's name.
        Requester = "pelapor",
        /// The requester's agency.
        Agency = "pd",
        /// When it happened.
        Time = "waktu",
        /// What the office is called.
        Office = "kantor",
        /// The promise a clock measures.
        Clock = "standar",
        /// How much of it is used up.
        Percent = "persen",
        /// When it is due.
        Due = "tenggat",
        /// How often it was returned.
        Times = "kali",
        /// Whom letters do not reach.
        Person = "penerima",
        /// The address they do not reach.
        Address = "alamat",
    }
}

impl Gap {
    /// Its English name.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Ticket => "ticket",
            Self::Title => "title",
            Self::Actor => "by",
            Self::Requester => "requester",
            Self::Agency => "agency",
            Self::Time => "time",
            Self::Office => "office",
            Self::Clock => "promise",
            Self::Percent => "percent",
            Self::Due => "due",
            Self::Times => "times",
            Self::Person => "recipient",
            Self::Address => "address",
        }
    }

    /// Its name in a language.
    pub const fn name(self, language: Language) -> &'static str {
        match language {
            Language::Id => self.as_str(),
            Language::En => self.english(),
        }
    }

    /// The gap of this name, among those a letter knows.
    pub(super) fn named(kind: LetterKind, name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        gaps(kind).iter().copied().find(|gap| gap.as_str() == name || gap.english() == name)
    }
}

/// The gaps a letter fills, whatever it tells of: none of them is ever empty for want of a ticket or a clock.
pub const fn gaps(kind: LetterKind) -> &'static [Gap] {
    use Gap as G;
    match kind {
        LetterKind::Received | LetterKind::Escalated | LetterKind::Reminder | LetterKind::Closed => {
            &[G::Name, G::Ticket, G::Title, G::Agency, G::Time, G::Office]
        }
        LetterKind::Question | LetterKind::Resolved | LetterKind::Reopened => {
            &[G::Name, G::Ticket, G::Title, G::Actor, G::Agency, G::Time, G::Office]
        }
        LetterKind::NewTicket => &[G::Name, G::Ticket, G::Title, G::Requester, G::Agency, G::Time, G::Office],
        LetterKind::Assigned
        | LetterKind::Escalation
        | LetterKind::Returned
        | LetterKind::RequesterReplied
        | LetterKind::CameBack
        | LetterKind::PublicReply
        | LetterKind::Mentioned => {
            &[G::Name, G::Ticket, G::Title, G::Actor, G::Requester, G::Agency, G::Time, G::Office]
        }
        LetterKind::Bounced => {
            &[G::Name, G::Ticket, G::Title, G::Actor, G::Times, G::Requester, G::Agency, G::Time, G::Office]
        }
        LetterKind::ClockWarning | LetterKind::ClockOver | LetterKind::ClockLongOver => {
            &[G::Name, G::Ticket, G::Title, G::Clock, G::Percent, G::Due, G::Requester, G::Agency, G::Office]
        }
        LetterKind::Undeliverable => &[G::Name, G::Person, G::Address, G::Time, G::Office],
        LetterKind::MailRefused => &[G::Name, G::Title, G::Time, G::Office],
        LetterKind::Trial | LetterKind::Digest => &[],
    }
}

/// Whether an office may choose the words of this letter.
pub const fn is_worded(kind: LetterKind) -> bool {
    !gaps(kind).is_empty()
}
