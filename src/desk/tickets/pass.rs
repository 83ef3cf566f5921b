//! Links that need no account: what each opens, and the seal that nobody else can make. Nothing of them is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::desk::ids::PersonId;
use crate::words;

/// Bytes of an id.
const ID_BYTES: usize = 16;
/// Bytes of a seal: half a SHA-256, which nobody guesses.
const SEAL_BYTES: usize = 16;
/// Bytes that SHA-256 works on at once.
const BLOCK: usize = 64;

words! {
    /// What a link opens. A link for one is none for another.
    Purpose {
        /// The stages of a ticket, and nothing else of it.
        Status = "status",
        /// The requester's word on one solution.
        Confirm = "confirm",
        /// The requester's rating of a ticket that is closed.
        Rate = "rate",
        /// The address that answers on a ticket come to.
        Reply = "reply",
        /// The end of somebody's digests.
        Digest = "digest",
    }
}

/// What seals links, made from the desk's secret: with another secret all older links end.
#[derive(Clone)]
pub struct PassKey([u8; 32]);

impl std::fmt::Debug for PassKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("***")
    }
}

impl PassKey {
    /// The key of a desk with this secret.
    pub fn of(secret: &str) -> Self {
        Self(hmac(secret.as_bytes(), &[b"jenjang links"]))
    }

    /// The last part of a link: for this person, to this record.
    pub fn token(&self, purpose: Purpose, record: uuid::Uuid, person: PersonId) -> String {
        let mut bytes = record.as_bytes().to_vec();
        bytes.extend(self.seal(purpose, record, person));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose token it is, of one that is about a person.
    pub fn person_of(&self, token: &str, purpose: Purpose) -> Option<PersonId> {
        let presented = Presented::read(token)?;
        let person = PersonId(presented.record);
        self.holds(&presented, purpose, presented.record, person).then_some(person)
    }

    /// Whether the token is the one this person got for this.
    pub(super) fn holds(
        &self,
        token: &Presented,
        purpose: Purpose,
        record: uuid::Uuid,
        person: PersonId,
    ) -> bool {
        token.record == record && bool::from(self.seal(purpose, record, person).ct_eq(&token.seal))
    }

    pub(super) fn seal(&self, purpose: Purpose, record: uuid::Uuid, person: PersonId) -> [u8; SEAL_BYTES] {
        let whole =
            hmac(&self.0, &[purpose.as_str().as_bytes(), b"\0", record.as_bytes(), person.0.as_bytes()]);
        let mut seal = [0; SEAL_BYTES];
        seal.copy_from_slice(&whole[..SEAL_BYTES]);
        seal
    }
}

/// A token as somebody brought it: read, but not believed yet.
pub(super) struct Presented {
    /// The record it names.
    pub(super) record: uuid::Uuid,
    seal: [u8; SEAL_BYTES],
}

impl Presented {
    /// Reads a token; nothing if it cannot be one.
    pub(super) fn read(token: &str) -> Option<Self> {
        if token.len() > 2 * (ID_BYTES + SEAL_BYTES) {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, seal) = bytes.split_at_checked(ID_BYTES)?;
        Some(Self { record: uuid::Uuid::from_slice(id).ok()?, seal: seal.try_into().ok()? })
    }
}

/// HMAC-SHA-256 (RFC 2104) of `parts`, one after the other.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha256::new();
    inner.update(block.map(|byte| byte ^ 0x36));
    for part in parts {
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(block.map(|byte| byte ^ 0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seal_is_an_hmac() {
        // RFC 4231, cases 2 and 6.
        let short = hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(hex::encode(short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"]);
        assert_eq!(hex::encode(long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    #[test]
    fn a_link_is_for_one_thing_of_one_person_on_one_desk() {
        let key = PassKey::of("0123456789abcdef0123456789abcdef");
        let (record, person) = (uuid::Uuid::now_v7(), PersonId::new());
        let token = key.token(Purpose::Confirm, record, person);
        assert_eq!(token.len(), 43);
        let read = Presented::read(&token).unwrap();
        assert!(key.holds(&read, Purpose::Confirm, record, person));
        assert!(!key.holds(&read, Purpose::Status, record, person));
        assert!(!key.holds(&read, Purpose::Confirm, uuid::Uuid::now_v7(), person));
        assert!(!key.holds(&read, Purpose::Confirm, record, PersonId::new()));
        assert!(!PassKey::of("another").holds(&read, Purpose::Confirm, record, person));
        assert_eq!(format!("{key:?}"), "***");
    }

    #[test]
    fn what_is_no_link_is_read_as_none() {
        let token = PassKey::of("x").token(Purpose::Status, uuid::Uuid::now_v7(), PersonId::new());
        for wrong in ["", "x", &token[1..], &format!("{token}A"), &token.repeat(9), "%00", "../../etc/passwd"]
        {
            assert!(Presented::read(wrong).is_none(), "{wrong}");
        }
    }
}
