//! Forms prove that they came from a page of ours: their token is made from the session, or from a visit's cookie before
//! anybody is signed in.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::error::{Reason, Refusal};
use crate::config::Secret;

/// The token of the forms shown to this session or visit.
pub fn token(secret: &Secret, subject: &str) -> String {
    let mut digest = Sha256::new();
    for part in ["form", secret.reveal(), subject] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// Whether a form's token is that of the session or visit.
///
/// # Errors
/// [`Reason::ForgedForm`] if not.
pub fn check(secret: &Secret, subject: &str, given: &str) -> Result<(), Refusal> {
    let expected = token(secret, subject);
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        Ok(())
    } else {
        Err(Refusal::of(Reason::ForgedForm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_session() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef");
        let own = token(&secret, "session-1");
        assert!(check(&secret, "session-1", &own).is_ok());
        assert!(check(&secret, "session-2", &own).is_err());
        assert!(check(&Secret::new("another"), "session-1", &own).is_err());
        assert!(check(&secret, "session-1", "").is_err());
    }
}
