//! Secrets that are shown once and kept only as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A token as its owner gets it, once. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken(String);

impl SecretToken {
    /// 256 random bits after `prefix`.
    pub(in crate::desk) fn fresh(prefix: &str) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())))
    }

    /// The token itself: for its owner's eyes alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the desk keeps of it.
    pub(in crate::desk) fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

impl std::fmt::Debug for SecretToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("***")
    }
}

/// Whether a token is the one of which the desk keeps this hash; takes the same time whatever it is.
pub(in crate::desk) fn is_token(token: &str, kept: &[u8]) -> bool {
    hash(token).ct_eq(kept).into()
}

/// What the desk keeps of a token. The token is random and long, so one plain round is enough.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_random_and_not_printed() {
        let (one, other) = (SecretToken::fresh("jj_"), SecretToken::fresh("jj_"));
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), "jj_".len() + 43);
        assert_eq!(format!("{one:?}"), "***");
        assert_eq!(one.hash(), hash(one.reveal()));
        assert!(is_token(one.reveal(), &one.hash()));
        assert!(!is_token(other.reveal(), &one.hash()));
    }
}
