//! Passwords: argon2id, and what a good one is. Nothing here reads the database, and nothing here may be called inside a
//! transaction or on an async thread: one hash takes 50–100 ms of a core by intention.

use std::collections::HashSet;
use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use deunicode::deunicode;
use serde_json::json;

use crate::desk::fields::FieldErrors;

/// Characters a password has at least.
pub const SHORTEST: usize = 10;
/// Characters a password has at most.
pub const LONGEST: usize = 256;

const ITERATIONS: u32 = 2;
const LANES: u32 = 1;
/// Nobody's salt: for the password of an account that does not exist.
const NOBODY: &[u8] = b"nobody has this.";

/// The password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct HashError(String);

/// What a password must not be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owner<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// The NIP.
    pub nip: Option<&'a str>,
}

/// Hashes a password with argon2id and `memory` KiB. Call it outside the database and off the async threads.
///
/// # Errors
/// When the machine lacks the memory or the randomness.
pub fn hash(password: &str, memory: u32) -> Result<String, HashError> {
    let hashed = hasher(memory)?.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| HashError(error.to_string()))
}

/// Whether a hash was made as [`hash`] makes them now with `memory` KiB; if not, it is made anew at the next sign-in.
pub fn is_current(hash: &str, memory: u32) -> bool {
    let made = format!("$argon2id$v=19$m={memory},t={ITERATIONS},p={LANES}$");
    hash.starts_with(&made)
}

/// Whether the password is the one that was hashed. Call it outside the database and off the async threads.
pub fn verify(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

/// Takes as long as [`verify`] for an account that does not exist; never right.
pub fn verify_nobody(password: &str, memory: u32) -> bool {
    if let Ok(hasher) = hasher(memory) {
        let mut thrown_away = [0; 32];
        // Whether it worked does not matter: only the time it takes does.
        let _took_its_time = hasher.hash_password_into(password.as_bytes(), NOBODY, &mut thrown_away);
        std::hint::black_box(thrown_away);
    }
    false
}

/// Adds what is wrong with a new password to `errors`, under `field`.
pub fn check(password: &str, owner: Owner<'_>, field: &str, errors: &mut FieldErrors) {
    let letters = password.chars().count();
    if letters < SHORTEST {
        errors.add_with(field, "password_too_short", json!({ "min": SHORTEST }));
    } else if letters > LONGEST {
        errors.add_with(field, "too_long", json!({ "max": LONGEST }));
    } else if is_about(password, owner) {
        errors.add(field, "password_is_owner");
    } else if is_common(password) {
        errors.add(field, "password_common");
    }
}

fn hasher(memory: u32) -> Result<Argon2<'static>, HashError> {
    let params =
        Params::new(memory, ITERATIONS, LANES, None).map_err(|error| HashError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Letters and digits alone, in lower case and without accents.
fn folded(text: &str) -> String {
    deunicode(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn is_about(password: &str, owner: Owner<'_>) -> bool {
    let password = folded(password);
    let mailbox = owner.email.split('@').next().unwrap_or_default();
    [owner.email, mailbox, owner.name, owner.nip.unwrap_or_default()]
        .into_iter()
        .map(folded)
        .any(|own| !own.is_empty() && own == password)
}

fn is_common(password: &str) -> bool {
    static COMMON: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let common = COMMON.get_or_init(|| include_str!("common_passwords.txt").lines().collect());
    let lower = password.to_lowercase();
    let distinct: HashSet<char> = lower.chars().collect();
    distinct.len() < 4 || common.contains(lower.as_str()) || common.contains(folded(password).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong_with(password: &str) -> Vec<&'static str> {
        let owner = Owner {
            email: "siti.rahma@dinkes.demo.test",
            name: "Siti Rahma, S.Kep.",
            nip: Some("199005052015032001"),
        };
        let mut errors = FieldErrors::default();
        check(password, owner, "password", &mut errors);
        errors.0.into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn a_password_is_found_right_only_if_it_is() {
        let hash = hash("kuda laut biru", 64).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{hash}");
        assert!(is_current(&hash, 64) && !is_current(&hash, 128) && !is_current("no hash", 64));
        assert!(verify("kuda laut biru", &hash));
        assert!(!verify("kuda laut bira", &hash));
        assert!(!verify("kuda laut biru", "no hash"));
        assert!(!verify_nobody("kuda laut biru", 64));
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        assert_ne!(hash("kuda laut biru", 64).unwrap(), hash("kuda laut biru", 64).unwrap());
    }

    #[test]
    fn bad_passwords_are_refused_with_the_reason() {
        for (password, code) in [
            ("pendek", "password_too_short"),
            ("ñññññññññ", "password_too_short"),
            ("Siti Rahma, S.Kep.", "password_is_owner"),
            ("siti.rahma@dinkes.demo.test", "password_is_owner"),
            ("SitiRahma", "password_too_short"),
            ("19900505 201503 2 001", "password_is_owner"),
            ("1234567890", "password_common"),
            ("Password123", "password_common"),
            ("aaaaaaaaaaaaaa", "password_common"),
            ("bismillah123", "password_common"),
        ] {
            assert_eq!(wrong_with(password), [code], "{password}");
        }
        assert_eq!(wrong_with(&"panjang ".repeat(40)), ["too_long"]);
        for password in ["jenjang-demo", "kuda laut biru", "Parigi#2026-hujan"] {
            assert_eq!(wrong_with(password), [""; 0], "{password}");
        }
    }
}
