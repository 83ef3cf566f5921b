//! By what the desk knows its own: the addresses it writes from, the names of its letters, the addresses it is answered at.

use std::collections::BTreeSet;

use crate::desk::ids::TicketId;
use crate::desk::tickets::{Number, PassKey};

/// Tickets named in a subject that are looked for.
const NUMBERS: usize = 3;

/// The address answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyAddress {
    local: String,
    domain: String,
}

impl ReplyAddress {
    /// Reads a plain address; nothing if it is none.
    pub fn read(address: &str) -> Option<Self> {
        let address = address.trim().to_lowercase();
        let (local, domain) = address.split_once('@')?;
        let plain = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
        plain.then(|| Self { local: local.to_owned(), domain: domain.to_owned() })
    }

    /// The address without a tag.
    pub fn bare(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The address with a tag.
    pub fn tagged(&self, tag: &str) -> String {
        format!("{}+{tag}@{}", self.local, self.domain)
    }

    /// The tag of an address, if it is this one with any; the empty one if it is this one.
    fn tag_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (local, domain) = address.split_once('@')?;
        if !domain.eq_ignore_ascii_case(&self.domain) {
            return None;
        }
        let (name, tag) = local.split_once('+').unwrap_or((local, ""));
        name.eq_ignore_ascii_case(&self.local).then_some(tag)
    }
}

/// What is ours.
#[derive(Clone, Debug)]
pub struct Ours {
    /// The addresses of the desk, in small letters.
    pub addresses: BTreeSet<String>,
    /// The domain of the Message-IDs of its letters.
    pub domain: String,
    /// The address answers come to.
    pub reply: Option<ReplyAddress>,
    /// What seals its tags.
    pub key: PassKey,
}

impl Ours {
    /// Whether a message from this address would be our own.
    pub fn is_own(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.addresses.contains(&address)
            || self.reply.as_ref().is_some_and(|reply| reply.tag_of(&address).is_some())
    }

    /// The ticket a reply address names.
    pub fn ticket_at(&self, address: &str) -> Option<TicketId> {
        self.key.ticket_of_tag(self.reply.as_ref()?.tag_of(address)?)
    }

    /// The ticket all of whose letters refer to this Message-ID, which was never sent itself.
    pub fn ticket_of_root(&self, message_id: &str) -> Option<TicketId> {
        let (name, domain) = message_id.rsplit_once('@')?;
        let id = name.strip_prefix("ticket.").filter(|_| domain.eq_ignore_ascii_case(&self.domain))?;
        id.parse().ok()
    }
}

/// The ticket numbers in a subject, in their order.
pub(super) fn numbers_in(subject: &str) -> Vec<Number> {
    let part_of_one = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let mut numbers: Vec<Number> = Vec::new();
    for word in subject.split(|letter| !part_of_one(letter)) {
        if let Ok(number) = word.trim_matches('-').parse::<Number>()
            && !numbers.contains(&number)
        {
            numbers.push(number);
        }
    }
    numbers.truncate(NUMBERS);
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Ours {
        Ours {
            addresses: BTreeSet::from(["servicedesk@kominfo.demo.test".to_owned()]),
            domain: "kominfo.demo.test".into(),
            reply: ReplyAddress::read("Layanan@Kominfo.demo.test"),
            key: PassKey::of("0123456789abcdef0123456789abcdef"),
        }
    }

    #[test]
    fn own_addresses_are_known_with_any_tag() {
        let ours = ours();
        for own in
            ["servicedesk@kominfo.demo.test", "layanan@kominfo.demo.test", "LAYANAN+x@KOMINFO.demo.test"]
        {
            assert!(ours.is_own(own), "{own}");
        }
        for other in ["siti@dinkes.demo.test", "layanan@dinkes.demo.test", "layananku@kominfo.demo.test", "x"]
        {
            assert!(!ours.is_own(other), "{other}");
        }
    }

    #[test]
    fn a_ticket_is_known_by_its_address_and_by_the_root_of_its_letters() {
        let (ours, ticket) = (ours(), TicketId::new());
        let address = ours.reply.as_ref().unwrap().tagged(&ours.key.reply_tag(ticket));
        assert!(address.split('@').next().unwrap().len() <= 64);
        assert_eq!(ours.ticket_at(&address), Some(ticket));
        assert_eq!(ours.ticket_at(&address.to_uppercase()), Some(ticket));
        assert_eq!(ours.ticket_at("layanan+nonsense@kominfo.demo.test"), None);
        let root = format!("ticket.{}@kominfo.demo.test", ticket.0.simple());
        assert_eq!(ours.ticket_of_root(&root), Some(ticket));
        assert_eq!(ours.ticket_of_root(&root.replace("kominfo", "elsewhere")), None);
        assert_eq!(ours.ticket_of_root("ticket.x@kominfo.demo.test"), None);
    }

    #[test]
    fn numbers_are_found_in_a_subject() {
        let found = |subject| numbers_in(subject).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(found("Re: [TKT-2026-000042] Tiket Anda"), ["TKT-2026-000042"]);
        assert_eq!(
            found("tkt-2026-000042, TKT-2026-000042 dan TKT-2026-000043."),
            ["TKT-2026-000042", "TKT-2026-000043"]
        );
        assert_eq!(found("TKT-2026-42 XTKT-2026-000042"), Vec::<String>::new());
    }
}
