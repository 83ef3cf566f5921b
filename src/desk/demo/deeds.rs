//! One act in a story: one call of the desk.

use super::data::{Asking, Deed};
use super::error::DemoError;
use super::office::ZONE;
use super::stories::{Performed, Play};
use super::weekdays::working_days_after;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::Actor;
use crate::desk::tickets::{
    self, AskRequester, Assignee, Cancel, Close, Correct, Escalate, HandOff, Number, Reopen, Reprioritise,
    Resolve, Return, Say,
};
use crate::desk::words::Visibility;

/// Does it, at `at`.
pub(super) fn perform(
    conn: &mut DbConn,
    play: &Play<'_>,
    actor: &Actor,
    number: &Number,
    deed: &Deed,
    at: Timestamp,
) -> Performed {
    let say = |conn: &mut DbConn, text: &str, visibility, to_children| {
        let words = Say { body: text.to_owned(), visibility, to_children };
        tickets::say(conn, actor, number, &words, at).map(drop)
    };
    Ok(match deed {
        Deed::Claim => tickets::claim(conn, actor, number, None, at).map(drop),
        Deed::Assign { to } => {
            let to = Assignee::Person(to.clone());
            tickets::assign(conn, actor, number, None, &to, at).map(drop)
        }
        Deed::Say { text, to_children } => say(conn, text, Visibility::Public, *to_children),
        Deed::Note { text } => say(conn, text, Visibility::Internal, false),
        Deed::NoteTier2 { text } => say(conn, text, Visibility::Tier2, false),
        Deed::Ask { text } => {
            let request = AskRequester { question: text.clone(), answer_by: None };
            tickets::ask(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Resume => tickets::resume(conn, actor, number, None, at).map(drop),
        Deed::HandOff { party, name, reference, promised_days } => {
            let request = HandOff {
                party: *party,
                party_name: name.clone(),
                reference: reference.clone(),
                promised_at: promised_days.map(|days| working_days_after(at, days, ZONE)),
            };
            tickets::hand_off(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Escalate(asking) => {
            tickets::escalate(conn, actor, number, None, escalate(play, asking)?, at).map(drop)
        }
        Deed::Accept => tickets::accept(conn, actor, number, None, at).map(drop),
        Deed::Return { reason, guidance } => {
            let request = Return { reason: *reason, guidance: guidance.clone() };
            tickets::hand_back(conn, actor, number, None, request, at).map(drop)
        }
        Deed::Resolve { text, cause, tier1_could } => {
            let request = Resolve {
                solution: text.clone(),
                cause: cause.clone(),
                tier1_could_have_solved: *tier1_could,
                ..Resolve::default()
            };
            tickets::resolve(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Reopen { text } => {
            let request = Reopen { reason: text.clone(), ..Reopen::default() };
            tickets::reopen(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Close { rating, comment } => {
            let request = Close { rating: *rating, comment: comment.clone(), ..Close::default() };
            tickets::close(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Cancel { text, duplicate_of } => {
            let duplicate_of = duplicate_of.map(|no| play.number(no)).transpose()?.map(Number::to_string);
            let request = Cancel { reason: text.clone(), duplicate_of };
            tickets::cancel(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Link { kind, to, flip } => {
            let other = play.number(*to)?;
            let (from, to) = if *flip { (other, number) } else { (number, other) };
            tickets::link(conn, actor, from, *kind, to.as_str(), at).map(drop)
        }
        Deed::Watch => tickets::watch(conn, actor, number, None, at).map(drop),
        Deed::Reprioritise { impact, urgency, text } => {
            let request = Reprioritise { impact: *impact, urgency: *urgency, reason: text.clone() };
            tickets::reprioritise(conn, actor, number, None, &request, at).map(drop)
        }
        Deed::Correct { category, kind } => {
            let request = Correct { category: category.clone(), kind: *kind, ..Correct::default() };
            tickets::correct(conn, actor, number, None, &request, at).map(drop)
        }
    })
}

fn escalate(play: &Play<'_>, asking: &Asking) -> Result<Escalate, DemoError> {
    Ok(Escalate {
        reason: asking.reason,
        attempted_steps: asking.tried.clone(),
        since: asking.since.as_deref().map(|time| play.calendar.at(time)).transpose()?,
        affected: asking.affected.clone(),
        checklist: asking.checklist.iter().map(|(key, answer)| (key.clone(), answer.clone())).collect(),
        steps_left: String::new(),
        group: None,
    })
}
