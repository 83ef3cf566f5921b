//! When a letter that was not taken is tried again (`rules.md` 7.3).

use chrono::TimeDelta;

use super::postman::Refusal;
use crate::clock::Timestamp;
use crate::desk::letters::store::Next;

/// Attempts before a letter is given up: about a day.
pub(super) const ATTEMPTS: i32 = 12;
/// The first wait.
const SHORTEST: i64 = 60;
/// The longest wait.
const LONGEST: i64 = 6 * 60 * 60;

/// What is next after attempt number `attempt` was refused: a wait that doubles from 1 minute to 6 hours, a little longer
/// by chance so that letters do not come back all at once; or the end. That nobody lets us in is no fault of the letter: it
/// costs it no attempt, and another one has its turn first.
pub(super) fn after(attempt: i32, refusal: &Refusal, now: Timestamp) -> Next {
    if matches!(refusal, Refusal::Shut(_)) {
        return Next::Unspent(now.plus(TimeDelta::seconds(SHORTEST)));
    }
    if matches!(refusal, Refusal::Final(_)) || attempt >= ATTEMPTS {
        return Next::Never;
    }
    let doublings = attempt.clamp(1, ATTEMPTS) - 1;
    let wait = (SHORTEST << doublings).min(LONGEST);
    let chance = rand::random_range(0..=wait / 4);
    Next::At(now.plus(TimeDelta::seconds((wait + chance).min(LONGEST))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_after(attempt: i32) -> i64 {
        let now = Timestamp::from_micros(0);
        match after(attempt, &Refusal::Passing("later".into()), now) {
            Next::At(at) => at.seconds_since(now),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn waits_grow_from_a_minute_to_six_hours() {
        assert!((60..=75).contains(&wait_after(1)));
        assert!((120..=150).contains(&wait_after(2)));
        assert!((3_840..=4_800).contains(&wait_after(7)));
        for attempt in 9..ATTEMPTS {
            assert!((15_360..=21_600).contains(&wait_after(attempt)), "{attempt}");
        }
        assert_eq!(wait_after(11), 21_600);
    }

    #[test]
    fn that_nobody_lets_us_in_costs_no_attempt() {
        let now = Timestamp::from_micros(0);
        for attempt in [1, ATTEMPTS] {
            let next = after(attempt, &Refusal::Shut("nobody there".into()), now);
            assert_eq!(next, Next::Unspent(now.plus(TimeDelta::seconds(SHORTEST))));
        }
    }

    #[test]
    fn a_letter_is_given_up_after_twelve_attempts_or_a_final_no() {
        let now = Timestamp::from_micros(0);
        assert_eq!(after(ATTEMPTS, &Refusal::Lost("no answer".into()), now), Next::Never);
        assert_eq!(after(1, &Refusal::Final("no such mailbox".into()), now), Next::Never);
    }
}
