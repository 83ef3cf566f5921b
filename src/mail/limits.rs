//! Nobody gets more letters in an hour than a person can read. What is too much is not lost: staff get it in one letter, and a
//! requester's own waits a while. Warnings of promises are never held back.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::desk::letters::store::Next;
use crate::desk::letters::{Letter, LetterKind, Why};

/// Letters of one hour to one address.
pub(super) const MOST_AN_HOUR: i64 = 100;
/// How long what is too much waits.
const LATER: TimeDelta = TimeDelta::minutes(15);

/// The letters that go now, and those that are put off; `lately` says how many went to each address in the last hour.
pub(super) fn parted(
    letters: Vec<Letter>,
    mut lately: HashMap<String, i64>,
    now: Timestamp,
) -> (Vec<Letter>, Vec<(Letter, Next)>) {
    let (mut going, mut put_off) = (Vec::new(), Vec::new());
    for letter in letters {
        let count = lately.entry(letter.address.clone()).or_default();
        if *count < MOST_AN_HOUR || letter.kind.is_about_a_clock() {
            *count += 1;
            going.push(letter);
            continue;
        }
        let later = now.plus(LATER);
        let own = matches!(letter.why, Why::Requester | Why::Sender) || letter.kind == LetterKind::Digest;
        let next = if own { Next::Unspent(later) } else { Next::WithDigest(later) };
        put_off.push((letter, next));
    }
    (going, put_off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ids::{EventId, LetterId, PersonId};

    fn letter(kind: LetterKind, why: Why) -> Letter {
        Letter {
            id: LetterId::new(),
            event_id: EventId::new(),
            person_id: PersonId::new(),
            ticket_id: None,
            kind,
            why,
            address: "andi@dinkes.demo.test".into(),
            message_id: String::new(),
            in_reply_to: None,
            attempts: 1,
            created_at: Timestamp::default(),
        }
    }

    #[test]
    fn what_is_too_much_for_an_hour_is_gathered_or_waits_and_warnings_go() {
        let letters = vec![
            letter(LetterKind::NewTicket, Why::Tier1),
            letter(LetterKind::NewTicket, Why::Tier1),
            letter(LetterKind::Received, Why::Requester),
            letter(LetterKind::ClockOver, Why::Assignee),
            letter(LetterKind::Digest, Why::Digest),
        ];
        let lately = HashMap::from([("andi@dinkes.demo.test".to_owned(), MOST_AN_HOUR - 1)]);
        let (going, put_off) = parted(letters, lately, Timestamp::default());
        let kinds: Vec<_> = going.iter().map(|letter| letter.kind).collect();
        assert_eq!(kinds, [LetterKind::NewTicket, LetterKind::ClockOver]);
        let later = Timestamp::default().plus(LATER);
        let nexts: Vec<_> = put_off.iter().map(|(letter, next)| (letter.kind, *next)).collect();
        assert_eq!(
            nexts,
            [
                (LetterKind::NewTicket, Next::WithDigest(later)),
                (LetterKind::Received, Next::Unspent(later)),
                (LetterKind::Digest, Next::Unspent(later)),
            ]
        );
    }
}
