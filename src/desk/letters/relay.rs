//! The mail server all letters go to: whether it takes any at the moment, and how many in a minute. It is one for all
//! processes, so what is known of it stands in the database.

use chrono::TimeDelta;
use serde::Serialize;

use super::error::LetterError;
use super::letter::Letter;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::people::{Actor, access};

/// Minutes until it is asked again, after the first time it took nothing, the second …
const WAITS: &[i64] = &[1, 2, 4, 8, 15];
/// Characters of a reason that are kept.
const REASON_MAX: usize = 1_000;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// What is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Relay {
    /// Since when it takes no letters; `None` while it does.
    pub shut_since: Option<Timestamp>,
    /// How often it took none, one time after the other.
    pub refusals: i32,
    /// When one letter is tried again.
    pub probe_at: Option<Timestamp>,
    /// What it said the last time, or what was in the way.
    pub reason: Option<String>,
    /// Up to when the letters sent so far would take at an even pace.
    #[serde(skip)]
    pub spent_until: Timestamp,
}

impl Relay {
    /// Whether a letter may be tried now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.probe_at.is_none_or(|at| at <= now)
    }

    /// It took nothing (once more): the next letter is tried after 1, 2, 4, 8 and at last every 15 minutes.
    fn refused(&self, reason: &str, now: Timestamp) -> Self {
        let refusals = self.refusals.saturating_add(1);
        let reason: String = reason.chars().filter(|letter| *letter != '\0').take(REASON_MAX).collect();
        Self {
            shut_since: self.shut_since.or(Some(now)),
            refusals,
            probe_at: Some(now.plus(wait_after(refusals))),
            reason: Some(reason),
            spent_until: self.spent_until,
        }
    }

    /// It answers.
    fn reached(&self) -> Self {
        Self { spent_until: self.spent_until, ..Self::default() }
    }
}

fn wait_after(refusals: i32) -> TimeDelta {
    let place = usize::try_from(refusals - 1).unwrap_or(0).min(WAITS.len() - 1);
    TimeDelta::minutes(WAITS[place])
}

/// How many letters a minute may have: in no sixty seconds more than that, a tenth of them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    at_once: i64,
    gap: i64,
}

impl Rate {
    /// So many a minute; none for no limit.
    pub fn per_minute(most: u32) -> Option<Self> {
        let most = i64::from(most);
        // What is sent at once, and what comes one by one in the rest of a minute, are `most` together.
        let at_once = (most / 10).max(1);
        (most > 0).then(|| Self { at_once, gap: (MINUTE + most - at_once) / (most + 1 - at_once) })
    }

    /// How many may be sent now.
    fn left(self, spent_until: Timestamp, now: Timestamp) -> i64 {
        let free = now.micros() - (spent_until.micros() - self.gap * (self.at_once - 1));
        if free < 0 { 0 } else { (free / self.gap + 1).min(self.at_once) }
    }

    /// Up to when it is spent once so many more are sent.
    fn spend(self, spent_until: Timestamp, letters: i64, now: Timestamp) -> Timestamp {
        Timestamp::from_micros(spent_until.max(now).micros() + self.gap * letters)
    }
}

/// Letters somebody took to send them.
#[derive(Debug, Default)]
pub struct Taken {
    /// The letters, the most urgent first.
    pub letters: Vec<Letter>,
    /// Whether it is one letter alone that finds out whether the mail server takes letters again.
    pub is_probe: bool,
}

/// What is known of the mail server.
///
/// # Errors
/// When it cannot be read.
pub fn read(conn: &mut DbConn) -> Result<Relay, DbError> {
    store::relay(conn)
}

/// Takes letters that are due, until `until`: as many as the mail server may have now, and of one that takes none a single
/// one when it is time to try. Of two processes that do so at once, one waits for the other.
///
/// # Errors
/// When the database refuses it.
pub fn take(
    conn: &mut DbConn,
    now: Timestamp,
    until: Timestamp,
    most: i64,
    rate: Option<Rate>,
) -> Result<Taken, DbError> {
    let mut relay = store::relay(conn)?;
    let is_free = |relay: &Relay| relay.shut_since.is_none() && rate.is_none();
    if is_free(&relay) {
        return Ok(Taken { letters: store::claim(conn, now, until, most)?, is_probe: false });
    }
    relay = store::lock_relay(conn)?;
    if !relay.is_open(now) {
        return Ok(Taken::default());
    }
    let is_probe = relay.shut_since.is_some();
    let allowed =
        rate.map_or(most, |rate| rate.left(relay.spent_until, now)).min(if is_probe { 1 } else { most });
    let letters = if allowed > 0 { store::claim(conn, now, until, allowed)? } else { Vec::new() };
    if letters.is_empty() {
        return Ok(Taken::default());
    }
    if let Some(rate) = rate {
        relay.spent_until = rate.spend(relay.spent_until, letters.len() as i64, now);
    }
    if is_probe {
        // Should whoever tries it die, somebody else tries again after the same time.
        relay.probe_at = Some(now.plus(wait_after(relay.refusals)));
    }
    store::save_relay(conn, &relay)?;
    Ok(Taken { letters, is_probe })
}

/// What some letters have shown of the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It answers.
    Reached,
    /// It takes nothing, and why.
    Shut(String),
    /// Nothing: none was carried so far.
    Nothing,
}

/// That it is otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// It takes no letters any more.
    Shut,
    /// It takes letters again.
    Open,
}

/// Notes what letters have shown; who gets an answer is the one to tell of it, once for all processes.
///
/// # Errors
/// When the database refuses it.
pub fn note(
    conn: &mut DbConn,
    shown: &Shown,
    was_probe: bool,
    now: Timestamp,
) -> Result<Option<Turned>, DbError> {
    let relay = store::lock_relay(conn)?;
    let (after, turned) = match shown {
        // Letters that were on their way before it shut do not open it: a probe does.
        Shown::Reached if relay.shut_since.is_some() && was_probe => (relay.reached(), Some(Turned::Open)),
        Shown::Shut(reason) if was_probe || relay.shut_since.is_none() => {
            (relay.refused(reason, now), relay.shut_since.is_none().then_some(Turned::Shut))
        }
        // The one letter was not fit to be carried: another one tries.
        Shown::Nothing if was_probe && relay.shut_since.is_some() => {
            (Relay { probe_at: Some(now), ..relay }, None)
        }
        _ => return Ok(None),
    };
    store::save_relay(conn, &after)?;
    Ok(turned)
}

/// "Try now": the next letter is tried at once. Whether that was still to come.
///
/// # Errors
/// [`LetterError::Denied`] for anybody but an administrator.
pub fn try_now(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<bool, LetterError> {
    access::administers(actor)?;
    let relay = store::lock_relay(conn)?;
    let waits = relay.shut_since.is_some();
    if waits {
        store::save_relay(conn, &Relay { probe_at: Some(now), ..relay })?;
    }
    Ok(waits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn one_that_takes_nothing_is_asked_less_and_less_often() {
        let mut relay = Relay::default();
        let mut waits = Vec::new();
        for time in 0..7 {
            relay = relay.refused("no\0body there", at(time));
            waits.push(relay.probe_at.unwrap().seconds_since(at(time)) / 60);
            assert!(!relay.is_open(at(time)) && relay.is_open(relay.probe_at.unwrap()));
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!((relay.shut_since, relay.reason.as_deref()), (Some(at(0)), Some("nobody there")));
        let again = relay.reached();
        assert_eq!((again.shut_since, again.refusals, again.probe_at), (None, 0, None));
    }

    #[test]
    fn without_a_limit_there_is_none() {
        assert_eq!(Rate::per_minute(0), None);
    }

    proptest! {
        #[test]
        fn no_sixty_seconds_see_more_than_the_limit_and_most_of_it_can_be_used(
            most in 1_u32..2_000, steps in prop::collection::vec(1_i64..5_000, 10..200),
        ) {
            let rate = Rate::per_minute(most).unwrap();
            let (mut now, mut spent) = (at(1_000), Timestamp::default());
            let mut sent: Vec<(i64, i64)> = Vec::new();
            for step in steps {
                let letters = rate.left(spent, now);
                prop_assert!(letters <= i64::from(most));
                spent = rate.spend(spent, letters, now);
                sent.push((now.micros(), letters));
                let minute: i64 = sent.iter().filter(|(when, _)| now.micros() - when < MINUTE).map(|(_, count)| count).sum();
                prop_assert!(minute <= i64::from(most), "{minute} of {most}");
                now = Timestamp::from_micros(now.micros() + step * 1_000);
            }
            // Asked every tenth of a second for ten minutes, at least nine tenths of the limit go.
            let (mut now, mut spent, mut all) = (at(0), Timestamp::default(), 0);
            for _ in 0..6_000 {
                let letters = rate.left(spent, now);
                spent = rate.spend(spent, letters, now);
                all += letters;
                now = Timestamp::from_micros(now.micros() + 100_000);
            }
            prop_assert!(all * 10 >= i64::from(most) * 85, "{all} in ten minutes at {most}");
        }
    }
}
