//! One act on many tickets, for both doors: each in a transaction of its own, and what came of it.

use std::str::FromStr;

use futures_util::StreamExt as _;
use futures_util::stream::iter;

use super::error::{Reason, Refusal};
use super::once;
use crate::app::App;
use crate::desk::answers::Answer;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::tickets::{Assignee, MOST_TOGETHER, Number, Reprioritise, Together};
use crate::desk::words::{Impact, Urgency};
use crate::words;

/// Tickets that are worked on at once.
const AT_ONCE: usize = 4;

words! {
    /// What can be done to many tickets.
    Act {
        /// Take them.
        Take = "take",
        /// Give them to somebody or another group.
        Assign = "assign",
        /// Correct impact and urgency.
        Priority = "priority",
        /// Close them.
        Close = "close",
        /// Go on after a wait.
        Resume = "resume",
        /// Write an internal note.
        Note = "note",
    }
}

/// What an act needs besides the tickets, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// To whom.
    pub assignee: Option<String>,
    /// To which group.
    pub group: Option<String>,
    /// How far it reaches.
    pub impact: Option<Impact>,
    /// How soon it matters.
    pub urgency: Option<Urgency>,
    /// Why.
    pub reason: String,
    /// The words of a note.
    pub body: String,
}

/// A ticket that was chosen, in the version it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its number.
    pub number: Number,
    /// The version, if one says so.
    pub read: Option<i64>,
}

/// What became of one of them.
pub struct Outcome {
    /// The ticket.
    pub number: Number,
    /// The version it has now, or why not.
    pub done: Result<i64, Refusal>,
}

impl Act {
    /// The act with its details.
    ///
    /// # Errors
    /// What is missing.
    pub fn with(self, details: &Details) -> Result<Together, FieldErrors> {
        let mut errors = FieldErrors::default();
        let act = match self {
            Self::Take => Together::Take,
            Self::Close => Together::Close,
            Self::Resume => Together::Resume,
            Self::Note => {
                errors.check(!details.body.trim().is_empty(), "body", "required");
                Together::Note(details.body.clone())
            }
            Self::Assign => {
                let to = match (details.assignee.clone(), details.group.clone()) {
                    (Some(person), None) => Assignee::Person(person),
                    (None, Some(group)) => Assignee::Group(group),
                    (named, _) => {
                        errors.add("assignee", if named.is_some() { "one_of_two" } else { "required" });
                        Assignee::Person(String::new())
                    }
                };
                Together::Assign(to)
            }
            Self::Priority => {
                errors.check(details.impact.is_some(), "impact", "required");
                errors.check(details.urgency.is_some(), "urgency", "required");
                errors.check(!details.reason.trim().is_empty(), "reason", "required");
                Together::Reprioritise(Reprioritise {
                    impact: details.impact.unwrap_or(Impact::Medium),
                    urgency: details.urgency.unwrap_or(Urgency::Medium),
                    reason: details.reason.clone(),
                })
            }
        };
        errors.finish().map(|()| act)
    }
}

impl FromStr for Chosen {
    type Err = &'static str;

    /// As a checkbox says it: `TKT-2026-000042` or, with the version, `TKT-2026-000042.7`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ODD: &str = "expected the number of a ticket";
        let (number, read) = match text.split_once('.') {
            Some((number, version)) => (number, Some(version.parse().map_err(|_| ODD)?)),
            None => (text, None),
        };
        Ok(Self { number: number.parse().map_err(|_| ODD)?, read })
    }
}

/// Those that were chosen, each once.
///
/// # Errors
/// None, too many, or what is no ticket.
pub fn chosen<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<Chosen>, FieldErrors> {
    let mut all: Vec<Chosen> = Vec::new();
    for text in texts {
        let one: Chosen = text.parse().map_err(|_| FieldErrors::one("tickets", "unknown"))?;
        if all.iter().all(|other| other.number != one.number) {
            all.push(one);
        }
    }
    within_bounds(all)
}

/// As many as may be done in one go.
///
/// # Errors
/// None or too many.
pub fn within_bounds(all: Vec<Chosen>) -> Result<Vec<Chosen>, FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.check(!all.is_empty(), "tickets", "required");
    if all.len() > MOST_TOGETHER {
        errors.add_with("tickets", "too_many", serde_json::json!({ "max": MOST_TOGETHER }));
    }
    errors.finish().map(|()| all)
}

/// Does it to each; under a key each is done once, however often one asks.
pub async fn perform(
    app: &App,
    actor: &Actor,
    act: &Together,
    all: Vec<Chosen>,
    key: Option<String>,
) -> Vec<Outcome> {
    let each = iter(all).map(|one| {
        let (app, actor, act) = (app.clone(), actor.clone(), act.clone());
        let key = key.as_ref().map(|key| [key.as_str(), one.number.as_str()].join("-"));
        async move {
            let print = once::fingerprint(one.number.as_str(), format!("{act:?} {:?}", one.read).as_bytes());
            let (number, now, person) = (one.number.clone(), app.now(), actor.id);
            let written = once::write(&app, person, key, print, move |conn| {
                let ticket = act.on(conn, &actor, &number, one.read, now)?;
                let body = ticket.version.to_string();
                Ok::<_, Refusal>(Answer { status: 200, location: None, etag: None, body })
            });
            let done =
                written.await.and_then(|answer| answer.body.parse().map_err(|_| Refusal::of(Reason::Failed)));
            Outcome { number: one.number, done }
        }
    });
    each.buffered(AT_ONCE).collect().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_read_once_and_within_bounds() {
        let all = chosen(["TKT-2026-000001.3", "TKT-2026-000002", "TKT-2026-000001"].into_iter()).unwrap();
        assert_eq!(all.iter().map(|one| one.read).collect::<Vec<_>>(), [Some(3), None]);
        assert!(chosen([].into_iter()).is_err());
        assert!(chosen(["kucing"].into_iter()).is_err());
        let many: Vec<String> = (0..=MOST_TOGETHER).map(|number| format!("TKT-2026-{number:06}")).collect();
        assert!(chosen(many.iter().map(String::as_str)).is_err());
        assert!(chosen(many[1..].iter().map(String::as_str)).is_ok());
    }

    #[test]
    fn an_act_says_what_it_needs() {
        assert!(Act::Take.with(&Details::default()).is_ok());
        for act in [Act::Assign, Act::Priority, Act::Note] {
            assert!(act.with(&Details::default()).is_err(), "{act}");
        }
        let both = Details { assignee: Some("a".into()), group: Some("b".into()), ..Details::default() };
        assert!(Act::Assign.with(&both).is_err());
    }
}
