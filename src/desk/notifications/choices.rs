//! By which ways somebody wants to hear of what. Who chose nothing hears of everything by letter and on the pages.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;
use crate::desk::letters::LetterKind;
use crate::desk::people::{Actor, PeopleError, persons};

/// By which ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// By letter.
    pub by_mail: bool,
    /// On the pages.
    pub in_app: bool,
}

impl Choice {
    /// What holds as long as nothing was chosen.
    pub const USUAL: Self = Self { by_mail: true, in_app: true };
}

/// What somebody chose; of what they chose nothing, both ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<LetterKind, Choice>);

impl Choices {
    /// By which ways they hear of it. Letters that are never off come whatever was chosen.
    pub fn of(&self, kind: LetterKind) -> Choice {
        let chosen = self.0.get(&kind).copied().unwrap_or(Choice::USUAL);
        Choice { by_mail: chosen.by_mail || kind.is_always_sent(), ..chosen }
    }

    /// Chooses for one.
    pub fn choose(&mut self, kind: LetterKind, choice: Choice) {
        let choice = Choice { by_mail: choice.by_mail || kind.is_always_sent(), ..choice };
        if choice == Choice::USUAL {
            self.0.remove(&kind);
        } else {
            self.0.insert(kind, choice);
        }
    }

    /// What is not as usual.
    pub fn iter(&self) -> impl Iterator<Item = (LetterKind, Choice)> + '_ {
        self.0.iter().map(|(kind, choice)| (*kind, *choice))
    }
}

/// What can concern somebody with these roles, in the order it is shown.
pub fn concerning(actor: &Actor) -> Vec<LetterKind> {
    use LetterKind as It;
    let standing = &actor.standing;
    let (one, two) = (!standing.tier1_of.is_empty(), !standing.tier2_of.is_empty());
    let concerns = |kind: &&LetterKind| match kind {
        It::Received
        | It::Escalated
        | It::Question
        | It::Resolved
        | It::Reminder
        | It::Reopened
        | It::Closed => !standing.auditor,
        It::NewTicket | It::RequesterReplied => one || two,
        It::Assigned | It::CameBack => standing.is_staff(),
        It::Escalation => two,
        It::Returned => one,
        It::Bounced => standing.supervisor,
        It::PublicReply | It::Mentioned => {
            standing.is_staff() || standing.auditor || !standing.head_of.is_empty()
        }
        It::ClockWarning | It::ClockOver | It::ClockLongOver | It::Undeliverable => standing.is_staff(),
        // The answer to something one sent or asked for oneself; and one letter for all others.
        It::MailRefused | It::Trial | It::Digest => false,
    };
    LetterKind::ALL.iter().filter(concerns).copied().collect()
}

/// What the actor chose.
///
/// # Errors
/// When it cannot be read.
pub fn read(conn: &mut DbConn, actor: &Actor) -> Result<Choices, DbError> {
    Ok(of_people(conn, vec![actor.id])?.remove(&actor.id).unwrap_or_default())
}

/// What these people chose; who chose nothing is left out.
///
/// # Errors
/// When it cannot be read.
pub fn of_people(conn: &mut DbConn, people: Vec<PersonId>) -> Result<HashMap<PersonId, Choices>, DbError> {
    store::choices_of(conn, people)
}

/// Chooses for the kinds named, on the version of the person that was read; what is not named stays. The person's new
/// version.
///
/// # Errors
/// [`PeopleError::Stale`] if the person was changed since.
pub fn set(
    conn: &mut DbConn,
    actor: &Actor,
    version: i64,
    wanted: &[(LetterKind, Choice)],
    now: Timestamp,
) -> Result<i64, PeopleError> {
    let before = read(conn, actor)?;
    let mut after = before.clone();
    for (kind, choice) in wanted {
        after.choose(*kind, *choice);
    }
    let version = persons::chose(conn, actor, version, difference(&before, &after), now)?;
    store::choose(conn, actor.id, &after)?;
    Ok(version)
}

/// What of the choices is another now, for the history.
fn difference(before: &Choices, after: &Choices) -> Value {
    let changed = LetterKind::ALL.iter().filter(|kind| before.of(**kind) != after.of(**kind));
    let each = changed
        .map(|kind| (kind.as_str().to_owned(), json!({ "from": before.of(*kind), "to": after.of(*kind) })));
    json!({ "notifications": each.collect::<Map<_, _>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF: Choice = Choice { by_mail: false, in_app: false };

    #[test]
    fn who_chose_nothing_hears_of_everything_by_both_ways() {
        for kind in LetterKind::ALL {
            assert_eq!(Choices::default().of(*kind), Choice::USUAL, "{kind}");
        }
    }

    #[test]
    fn letters_about_clocks_and_to_the_requester_stay_on() {
        let mut choices = Choices::default();
        for kind in LetterKind::ALL {
            choices.choose(*kind, OFF);
            let fixed = kind.is_always_sent();
            assert_eq!(choices.of(*kind), Choice { by_mail: fixed, in_app: false }, "{kind}");
        }
        assert_eq!(choices.iter().count(), LetterKind::ALL.len());
        for kind in LetterKind::ALL {
            choices.choose(*kind, Choice::USUAL);
        }
        assert_eq!(choices, Choices::default(), "what is usual is not kept");
    }
}
