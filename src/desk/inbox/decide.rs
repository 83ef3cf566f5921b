//! What becomes of a message: one pure function of what it says and what is known (`rules.md` 7.4).

use super::known::{Evidence, Found, Known, Part};
use super::mailbox::Bound;
use super::message::{Authenticity, Automatic, Message};
use super::thanks::only_thanks;
use crate::desk::ids::{AgencyId, PersonId, TicketId};
use crate::desk::words::Status;
use crate::words;

/// Messages of one address in an hour at most.
pub const MOST_AN_HOUR: i64 = 20;

words! {
    /// Why nothing is done with a message (`incoming.ignored.<word>`).
    IgnoredFor {
        /// A program wrote it.
        AutoSubmitted = "auto_submitted",
        /// It says it is one of many.
        Precedence = "precedence",
        /// An automatic answer.
        AutoHeader = "auto_header",
        /// A mailing list sent it.
        List = "list",
        /// It has no sender that could be answered.
        NullSender = "null_sender",
        /// Somebody is away.
        Vacation = "vacation",
        /// A receipt, or another report of a machine.
        Report = "report",
        /// A letter of ours came back to us.
        OwnLetter = "own_letter",
        /// It says it is from the desk itself.
        OwnAddress = "own_address",
        /// A letter did not arrive; noted only, unless it is proved to be one of ours.
        Bounce = "bounce",
        /// A letter of ours is late.
        Delayed = "delayed",
        /// It was taken in at another mailbox.
        Copy = "copy",
        /// Thanks on a ticket that is over.
        Thanks = "thanks",
        /// An administrator put it away.
        Discarded = "discarded",
    }
}

words! {
    /// Why a message is set aside (`incoming.quarantined.<word>`).
    QuarantinedFor {
        /// Nobody the desk knows.
        UnknownSender = "unknown_sender",
        /// Somebody who may not sign in any more.
        InactiveSender = "inactive_sender",
        /// It says nobody's name.
        NoSender = "no_sender",
        /// The server that took it in says it is not from whom it says.
        Spoofed = "spoofed",
        /// It answers on a ticket its sender takes no part in.
        NotTakingPart = "not_taking_part",
        /// The mailbox is another agency's.
        OtherAgency = "other_agency",
        /// Too many from one address in an hour.
        TooMany = "too_many",
        /// It answers on a ticket that is over, and its sender is not the one whose ticket it was.
        TicketOver = "ticket_over",
    }
}

words! {
    /// Why a message is refused (`incoming.refused.<word>`).
    RefusedFor {
        /// More than can be taken.
        TooLarge = "too_large",
        /// It says nothing.
        Empty = "empty",
    }
}

/// What a comment of the requester does besides being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// It ends the wait for them.
    EndWait,
    /// The solution does not hold: its words are why.
    Reopen,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A public comment on a ticket.
    Comment {
        /// Which.
        ticket: TicketId,
        /// In whose name.
        person: PersonId,
        /// What it does.
        then: Then,
    },
    /// A new ticket at Tier 1 of the sender's agency.
    Ticket {
        /// Whose.
        person: PersonId,
        /// Of which agency.
        agency: AgencyId,
        /// Which older ticket it takes up.
        continues: Option<TicketId>,
    },
    /// A public comment of a colleague who was written to about a ticket.
    Joined {
        /// Which.
        ticket: TicketId,
        /// In whose name.
        person: PersonId,
    },
    /// A letter of ours will never arrive at this person's address.
    Undeliverable {
        /// Whose address.
        person: PersonId,
    },
    /// Nothing.
    Ignored(IgnoredFor),
    /// An administrator decides.
    Quarantined(QuarantinedFor),
    /// Its sender is told that it was not taken.
    Refused {
        /// Why.
        reason: RefusedFor,
        /// Who is told.
        person: PersonId,
    },
}

impl Decision {
    /// Whether the files of the message are attached.
    pub fn takes_files(&self) -> bool {
        matches!(self, Self::Comment { .. } | Self::Ticket { .. } | Self::Joined { .. })
    }
}

/// Decides. Whatever is released by an administrator passes as the message of the person they named: what it is suspected of
/// was looked at by them.
pub fn decide(message: &Message, known: &Known) -> Decision {
    use Decision::{Ignored, Quarantined};
    if let Some(reason) = not_for_us(message, known) {
        return Ignored(reason);
    }
    if let Some(bounced) = decide_bounce(message, known) {
        return bounced;
    }
    if let Some(sign) = message.automatic.filter(|_| !known.released) {
        return Ignored(written_by_machine(sign));
    }
    if !known.released && message.authenticity == Some(Authenticity::Failed) {
        return Quarantined(QuarantinedFor::Spoofed);
    }
    let Some(sender) = &known.sender else {
        let nobody = message.from.as_ref().is_none_or(|from| from.address.is_empty());
        return Quarantined(if nobody { QuarantinedFor::NoSender } else { QuarantinedFor::UnknownSender });
    };
    if !sender.active {
        return Quarantined(QuarantinedFor::InactiveSender);
    }
    if !known.released && known.in_last_hour >= MOST_AN_HOUR {
        return Quarantined(QuarantinedFor::TooMany);
    }
    let refused = |reason| Decision::Refused { reason, person: sender.person };
    if known.too_large {
        return refused(RefusedFor::TooLarge);
    }
    let says_nothing = message.text.trim().is_empty() && message.parts.is_empty();
    match &known.found {
        _ if says_nothing && (known.found.is_some() || message.subject.trim().is_empty()) => {
            refused(RefusedFor::Empty)
        }
        Some(found) => match decide_found(message, found, sender.person, sender.agency) {
            // Who was let pass and takes no part in it says something of their own.
            Quarantined(QuarantinedFor::NotTakingPart) if known.released => {
                decide_new(known, sender.person, sender.agency)
            }
            decided => decided,
        },
        None => decide_new(known, sender.person, sender.agency),
    }
}

/// What comes from ourselves, or came in elsewhere.
fn not_for_us(message: &Message, known: &Known) -> Option<IgnoredFor> {
    if message.automatic == Some(Automatic::OwnLetter) {
        Some(IgnoredFor::OwnLetter)
    } else if known.is_own {
        Some(IgnoredFor::OwnAddress)
    } else if known.is_copy {
        Some(IgnoredFor::Copy)
    } else {
        None
    }
}

/// A report is believed where it names a letter of ours: nobody else knows the names of our letters.
fn decide_bounce(message: &Message, known: &Known) -> Option<Decision> {
    let bounce = message.bounce.as_ref()?;
    Some(match &known.bounced {
        Some(letter) if bounce.for_good => Decision::Undeliverable { person: letter.person },
        Some(_) => Decision::Ignored(IgnoredFor::Delayed),
        None => Decision::Ignored(IgnoredFor::Bounce),
    })
}

fn written_by_machine(sign: Automatic) -> IgnoredFor {
    match sign {
        Automatic::AutoSubmitted => IgnoredFor::AutoSubmitted,
        Automatic::Precedence => IgnoredFor::Precedence,
        Automatic::AutoHeader => IgnoredFor::AutoHeader,
        Automatic::List => IgnoredFor::List,
        Automatic::NullSender => IgnoredFor::NullSender,
        Automatic::Vacation => IgnoredFor::Vacation,
        Automatic::Report => IgnoredFor::Report,
        Automatic::OwnLetter => IgnoredFor::OwnLetter,
    }
}

/// On a ticket the message leads to.
fn decide_found(message: &Message, found: &Found, person: PersonId, agency: AgencyId) -> Decision {
    let ticket = found.ticket;
    let over = matches!(found.status, Status::Closed | Status::Cancelled);
    let comment = |then| Decision::Comment { ticket, person, then };
    match found.part {
        Part::Requester => {
            let thanks = message.parts.is_empty() && only_thanks(&message.text, &found.names);
            let anew = |continues| Decision::Ticket { person, agency, continues };
            match found.status {
                Status::Closed | Status::Cancelled if thanks => Decision::Ignored(IgnoredFor::Thanks),
                Status::Closed => anew(Some(ticket)),
                Status::Cancelled => anew(None),
                Status::Resolved if thanks => comment(Then::Nothing),
                Status::Resolved if found.may_be_reopened => comment(Then::Reopen),
                Status::Resolved => anew(Some(ticket)),
                Status::WaitingRequester => comment(Then::EndWait),
                Status::New | Status::InProgress | Status::WaitingExternal => comment(Then::Nothing),
            }
        }
        Part::Staff if over => Decision::Quarantined(QuarantinedFor::TicketOver),
        Part::Staff => comment(Then::Nothing),
        Part::Colleague if over => Decision::Quarantined(QuarantinedFor::TicketOver),
        Part::Colleague if !found.restricted => Decision::Joined { ticket, person },
        Part::Colleague | Part::None => Decision::Quarantined(QuarantinedFor::NotTakingPart),
    }
}

fn decide_new(known: &Known, person: PersonId, agency: AgencyId) -> Decision {
    match known.mailbox {
        Bound::Agency(own) if own != agency && !known.released => {
            Decision::Quarantined(QuarantinedFor::OtherAgency)
        }
        _ => Decision::Ticket { person, agency, continues: None },
    }
}

/// Whether evidence alone leads to a ticket, or only together with taking part in it.
pub(super) fn leads(evidence: Evidence, part: Part) -> bool {
    match evidence {
        Evidence::Letter | Evidence::Address => true,
        Evidence::Number => matches!(part, Part::Requester | Part::Staff),
    }
}
