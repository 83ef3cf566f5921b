//! Signing in, in three steps, so that no password is hashed inside a transaction:
//!
//! 1. [`credentials`] reads the account (`Db::read`) and refuses who has to wait,
//! 2. [`Credentials::verify`] compares the password (no database: `spawn_blocking`),
//! 3. [`succeed`] or [`fail`] writes the outcome (`Db::write`).
//!
//! An unknown account takes the same steps, the same time and the same answers as a wrong password.

use std::net::IpAddr;

use chrono::TimeDelta;
use serde_json::json;

use super::passwords;
use super::secret::{self, SecretToken};
use super::sessions::{self, Session};
use super::store::failures as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::PersonId;

/// From this failure on an account has to wait.
const ACCOUNT_FROM: i32 = 5;
/// From this failure on a network address has to wait; a whole office may stand behind one.
const ADDRESS_FROM: i32 = 20;
/// Nobody waits longer.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Failures are forgotten after this time without another.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The account is unknown or no longer active, or the password is wrong: which one is not said.
    #[error("the e-mail address, NIP or password is not right")]
    Wrong,
    /// There were too many failures; try again at this time.
    #[error("too many failed attempts; try again at {0}")]
    Wait(Timestamp),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// What an attempt is measured against: an account, or nobody's.
#[derive(Clone)]
pub struct Credentials {
    person: Option<PersonId>,
    password_hash: Option<String>,
    renewed: Option<String>,
    account: String,
    address: Option<String>,
    shown_address: String,
}

/// Reads the account of `login`: an e-mail address, or a NIP with or without spaces.
///
/// # Errors
/// [`SignInError::Wait`] if this account or address has failed too often.
pub fn credentials(
    conn: &mut DbConn,
    login: &str,
    address: &str,
    now: Timestamp,
) -> Result<Credentials, SignInError> {
    let login: String = login.trim().chars().take(320).collect();
    let email = login.to_lowercase();
    let nip: String = login.chars().filter(|letter| !letter.is_whitespace()).collect();
    let found = store::account(conn, &email, &nip)?;
    let account = match &found {
        Some((person, _, _)) => format!("person:{person}"),
        None => format!("unknown:{}", hex::encode(secret::hash(&email))),
    };
    // Who is no longer active is treated as if they had no password.
    let (person, password_hash) = match found {
        Some((person, hash, true)) => (Some(person), hash),
        Some((person, _, false)) => (Some(person), None),
        None => (None, None),
    };
    let shown_address = address.chars().take(64).collect();
    let credentials = Credentials {
        person,
        password_hash,
        renewed: None,
        account,
        address: network(address),
        shown_address,
    };
    refuse_while_waiting(conn, &credentials, now)?;
    Ok(credentials)
}

impl Credentials {
    /// Whether the password is right. Takes 50–100 ms of one core by intention: never call it inside a transaction or on
    /// an async thread. `memory` is the setting for new hashes, in KiB: a hash that was made with another is made anew
    /// (which takes as long again, once), to be kept by [`succeed`].
    pub fn verify(&mut self, password: &str, memory: u32) -> bool {
        let Some(hash) = &self.password_hash else {
            return passwords::verify_nobody(password, memory);
        };
        let right = passwords::verify(password, hash);
        if right && !passwords::is_current(hash, memory) {
            match passwords::hash(password, memory) {
                Ok(renewed) => self.renewed = Some(renewed),
                // The old one still holds; it is tried again the next time.
                Err(error) => tracing::warn!(%error, "a password hash could not be made anew"),
            }
        }
        right
    }
}

/// Begins a session after the password was found right.
///
/// # Errors
/// [`SignInError::Wait`] if others failed at the same account meanwhile: many guesses at once count as many.
pub fn succeed(
    conn: &mut DbConn,
    credentials: &Credentials,
    agent: &str,
    now: Timestamp,
) -> Result<(SecretToken, Session), SignInError> {
    let person = prove(conn, credentials, now)?;
    Ok(sessions::start(conn, person, &credentials.shown_address, agent, now)?)
}

/// Notes that the password was found right, where no session begins: a person who is signed in shows it again.
///
/// # Errors
/// As [`succeed`].
pub fn prove(conn: &mut DbConn, credentials: &Credentials, now: Timestamp) -> Result<PersonId, SignInError> {
    let Some(person) = credentials.person else { return Err(SignInError::Wrong) };
    refuse_while_waiting(conn, credentials, now)?;
    store::forget(conn, &credentials.account)?;
    if let (Some(old), Some(renewed)) = (&credentials.password_hash, &credentials.renewed) {
        store::renew_hash(conn, person, old, renewed)?;
    }
    Ok(person)
}

/// Counts a failure; what to answer: [`SignInError::Wrong`], or [`SignInError::Wait`] if the next attempt has to wait.
///
/// # Errors
/// When the database refuses it.
pub fn fail(conn: &mut DbConn, credentials: &Credentials, now: Timestamp) -> Result<SignInError, DbError> {
    let mut wait = count(conn, &credentials.account, ACCOUNT_FROM, now)?;
    if let Some(address) = &credentials.address {
        wait = wait.max(count(conn, address, ADDRESS_FROM, now)?);
    }
    if let Some(person) = credentials.person {
        let line = NewEvent::new(RecordKind::Person, person, EventKind::SignInFailed, None, now);
        events::record(conn, line.with(json!({ "address": credentials.shown_address })))?;
    }
    Ok(if wait > now { SignInError::Wait(wait) } else { SignInError::Wrong })
}

/// Forgets old failures; how many there were (a job).
///
/// # Errors
/// When the database refuses it.
pub fn forget_old_failures(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    store::forget_before(conn, now.minus(FORGOTTEN_AFTER))
}

fn refuse_while_waiting(
    conn: &mut DbConn,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<(), SignInError> {
    let subjects: Vec<_> =
        [Some(&credentials.account), credentials.address.as_ref()].into_iter().flatten().cloned().collect();
    match store::blocked_until(conn, &subjects)? {
        Some(until) if until > now => Err(SignInError::Wait(until)),
        _ => Ok(()),
    }
}

fn count(conn: &mut DbConn, subject: &str, from: i32, now: Timestamp) -> Result<Timestamp, DbError> {
    let (before, last_at) = store::lock(conn, subject, now)?;
    let before = if last_at < now.minus(FORGOTTEN_AFTER) { 0 } else { before };
    let failures = before.saturating_add(1);
    let until = now.plus(wait_after(failures, from));
    store::put(conn, subject, failures, now, until)?;
    Ok(until)
}

/// How long to wait after so many failures: 2, 4, 8 … seconds from the `from`th on.
fn wait_after(failures: i32, from: i32) -> TimeDelta {
    if failures < from {
        return TimeDelta::zero();
    }
    let doublings = u32::try_from(failures - from + 1).unwrap_or(0).min(20);
    TimeDelta::seconds(1 << doublings).min(LONGEST_WAIT)
}

/// The network an attempt came from: one IPv4 address, or the /64 of an IPv6 address.
fn network(address: &str) -> Option<String> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => Some(format!("address:{address}")),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = [1, 4, 5, 6, 7, 13, 14, 30, i32::MAX]
            .map(|failures| wait_after(failures, ACCOUNT_FROM).num_seconds())
            .into();
        assert_eq!(waits, [0, 0, 2, 4, 8, 512, 900, 900, 900]);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        assert_eq!(network("2001:db8:1:2:3::9"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_eq!(network("unix:socket"), None);
    }
}
