//! What the reader has to know of this desk: which addresses and which verdicts are its own.

/// What is this desk's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAddresses {
    /// The addresses of our mailboxes and the one our letters come from.
    pub addresses: Vec<String>,
    /// The domain our Message-IDs have.
    pub domain: String,
    /// The names under which our own mail server writes `Authentication-Results` (RFC 8601, authserv-id). Verdicts under
    /// any other name may be the sender's own writing and count for nothing.
    pub trusted: Vec<String>,
}

impl OwnAddresses {
    /// Whether an address is ours, with or without a `+tag`.
    pub fn holds(&self, address: &str) -> bool {
        let bare = without_tag(address);
        self.addresses.iter().any(|own| {
            own.eq_ignore_ascii_case(address) || without_tag(own).eq_ignore_ascii_case(bare.as_str())
        })
    }

    /// Whether a letter with this Message-ID may be ours.
    pub fn named(&self, message_id: &str) -> bool {
        let domain = message_id.rsplit_once('@').map_or("", |(_, domain)| domain);
        !domain.is_empty() && domain.eq_ignore_ascii_case(&self.domain)
    }

    /// Whether a verdict under this name is our own server's.
    pub(super) fn trusts(&self, server: &str) -> bool {
        self.trusted.iter().any(|own| own.eq_ignore_ascii_case(server))
    }
}

fn without_tag(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(local, _)| local);
            format!("{local}@{domain}")
        }
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_does_not_make_an_address_another() {
        let own = OwnAddresses {
            addresses: vec!["desk@parigi.test".into()],
            domain: "parigi.test".into(),
            trusted: vec!["mx.parigi.test".into()],
        };
        assert!(own.holds("Desk@parigi.test") && own.holds("desk+abc@parigi.test"));
        assert!(!own.holds("desk@other.test") && !own.holds("desk2@parigi.test") && !own.holds("desk"));
        assert!(own.named("x@PARIGI.test") && !own.named("x@evil.test") && !own.named("x"));
        assert!(own.trusts("MX.parigi.test") && !own.trusts("parigi.test"));
    }
}
