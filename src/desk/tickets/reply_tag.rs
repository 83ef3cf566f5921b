//! The part of a reply address that names its ticket, `layanan+TAG@…`: sealed, so that nobody writes to a ticket whose address
//! they did not get. Mail servers may change its case; it is read whatever its case.

use super::pass::{PassKey, Purpose};
use crate::desk::ids::{PersonId, TicketId};

/// Bytes of the id.
const ID_BYTES: usize = 16;
/// Bytes of the seal: the local part of an address has 64 characters at most.
const SEAL_BYTES: usize = 10;
/// Characters of a tag.
pub const TAG_CHARACTERS: usize = ((ID_BYTES + SEAL_BYTES) * 8).div_ceil(5);
/// The letters of base32 (RFC 4648).
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl PassKey {
    /// The tag of the addresses that answers on a ticket come to.
    pub fn reply_tag(&self, ticket: TicketId) -> String {
        let mut bytes = ticket.0.as_bytes().to_vec();
        bytes.extend(self.reply_seal(ticket));
        encode(&bytes)
    }

    /// The ticket a tag names; nothing if the seal is not ours.
    pub fn ticket_of_tag(&self, tag: &str) -> Option<TicketId> {
        use subtle::ConstantTimeEq;
        let bytes = decode(tag)?;
        let (id, seal) = bytes.split_at_checked(ID_BYTES)?;
        let ticket = TicketId(uuid::Uuid::from_slice(id).ok()?);
        let holds = seal.len() == SEAL_BYTES && bool::from(self.reply_seal(ticket).ct_eq(seal));
        holds.then_some(ticket)
    }

    fn reply_seal(&self, ticket: TicketId) -> [u8; SEAL_BYTES] {
        // The address is the ticket's, whoever writes to it: what they may do there is asked of themselves.
        let whole = self.seal(Purpose::Reply, ticket.0, PersonId(uuid::Uuid::nil()));
        let mut seal = [0; SEAL_BYTES];
        seal.copy_from_slice(&whole[..SEAL_BYTES]);
        seal
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(TAG_CHARACTERS);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits)) as usize & 31]));
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() != TAG_CHARACTERS {
        return None;
    }
    let mut bytes = Vec::with_capacity(ID_BYTES + SEAL_BYTES);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let letter = letter.to_ascii_lowercase();
        let value = LETTERS.iter().position(|known| *known == letter)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 255).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    (held == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_ticket_in_any_case_and_no_other() {
        let (key, ticket) = (PassKey::of("0123456789abcdef0123456789abcdef"), TicketId::new());
        let tag = key.reply_tag(ticket);
        assert_eq!(tag.len(), TAG_CHARACTERS);
        assert!(tag.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        assert_eq!(key.ticket_of_tag(&tag), Some(ticket));
        assert_eq!(key.ticket_of_tag(&tag.to_uppercase()), Some(ticket));
        assert_eq!(PassKey::of("another").ticket_of_tag(&tag), None);
        for at in 0..tag.len() {
            let mut other = tag.clone().into_bytes();
            other[at] = if other[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(key.ticket_of_tag(&String::from_utf8(other).unwrap()), None, "{at}");
        }
        for odd in ["", "x", &tag[1..], &format!("{tag}a"), &"1".repeat(TAG_CHARACTERS)] {
            assert_eq!(key.ticket_of_tag(odd), None, "{odd}");
        }
    }
}
