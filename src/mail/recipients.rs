//! Who hears what (`rules.md` 7.2). One `match` on everything that can happen; the rest looks up who that is.

use std::collections::HashSet;

use serde::Deserialize;

use super::facts::Facts;
use crate::desk::events::{Event, EventKind};
use crate::desk::ids::{GroupId, PersonId};
use crate::desk::letters::{LetterKind, Why};
use crate::desk::notifications::Choice;
use crate::desk::sla::Tell;
use crate::desk::tickets::Ticket;
use crate::desk::words::{StaffMail, Tier};

/// Tier 2 has returned a ticket so often that a supervisor is told (`rules.md` 2.4).
const BOUNCES_TO_TELL: i32 = 2;

/// What of an event's particulars decides who hears of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Particulars {
    tier: Option<Tier>,
    group: Option<GroupId>,
    assignee: Option<PersonId>,
    bounces: i32,
    by_requester: bool,
    /// A colleague who was written to about it wrote.
    joined: bool,
    mentions: Vec<PersonId>,
    /// Those who hear the same words about another ticket.
    told: Vec<PersonId>,
    tell: Vec<Tell>,
}

impl Particulars {
    /// The particulars of an event; what it does not say is left out.
    pub(super) fn of(event: &Event) -> Self {
        if event.data.0.is_null() {
            return Self::default();
        }
        event.data.read().unwrap_or_else(|error| {
            tracing::error!(event = %event.id, kind = %event.kind, %error, "an event's particulars cannot be read");
            Self::default()
        })
    }
}

/// Whom an event calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// The one whose ticket it is.
    Requester,
    /// The Tier 1 technicians of the ticket's agency.
    Tier1,
    /// The members of a Tier 2 group.
    Group(GroupId),
    /// The one who holds the ticket, or everybody of the group that does.
    Holder,
    /// The one it was given to.
    Assignee(PersonId),
    /// The one who gave the last solution.
    Solver,
    /// Those who supervise both tiers.
    Supervisors,
    /// The heads of the Dinas.
    IctHeads,
    /// Those who watch it.
    Watchers,
    /// Those who were named.
    Mentioned(Vec<PersonId>),
    /// The person it is about.
    Themselves,
}

/// Everything that happens, and what it brings to whom. Who is called first gets that letter and no second one.
pub(super) fn calls(kind: EventKind, said: &Particulars) -> Vec<(Whom, LetterKind)> {
    use EventKind as It;
    match kind {
        It::Opened => {
            let queue = match (said.tier, said.group) {
                (Some(Tier::Two), Some(group)) => Whom::Group(group),
                _ => Whom::Tier1,
            };
            vec![(Whom::Requester, LetterKind::Received), (queue, LetterKind::NewTicket)]
        }
        It::Assigned => {
            said.assignee.map(|person| (Whom::Assignee(person), LetterKind::Assigned)).into_iter().collect()
        }
        It::Escalated => {
            let mut calls = vec![(Whom::Requester, LetterKind::Escalated)];
            calls.extend(said.group.map(|group| (Whom::Group(group), LetterKind::Escalation)));
            calls
        }
        It::Rerouted => {
            said.group.map(|group| (Whom::Group(group), LetterKind::Escalation)).into_iter().collect()
        }
        It::Returned => {
            let mut calls = vec![(Whom::Tier1, LetterKind::Returned)];
            if said.bounces >= BOUNCES_TO_TELL {
                calls.push((Whom::Supervisors, LetterKind::Bounced));
            }
            calls
        }
        It::Replied => {
            let mut calls = vec![(Whom::Mentioned(said.mentions.clone()), LetterKind::Mentioned)];
            if said.by_requester || said.joined {
                calls.push((Whom::Holder, LetterKind::RequesterReplied));
            }
            calls.push((Whom::Watchers, LetterKind::PublicReply));
            calls
        }
        It::Noted => vec![(Whom::Mentioned(said.mentions.clone()), LetterKind::Mentioned)],
        It::QuestionAsked => vec![(Whom::Requester, LetterKind::Question)],
        It::Resolved => vec![(Whom::Requester, LetterKind::Resolved)],
        It::Reminded => vec![(Whom::Requester, LetterKind::Reminder)],
        It::Reopened => vec![
            (Whom::Requester, LetterKind::Reopened),
            (Whom::Holder, LetterKind::CameBack),
            (Whom::Solver, LetterKind::CameBack),
        ],
        It::Closed => vec![(Whom::Requester, LetterKind::Closed)],
        It::Warned | It::Breached | It::EscalatedUp => {
            let letter = match kind {
                It::Warned => LetterKind::ClockWarning,
                It::Breached => LetterKind::ClockOver,
                _ => LetterKind::ClockLongOver,
            };
            said.tell.iter().filter_map(|tell| Some((called(*tell)?, letter))).collect()
        }
        It::Undeliverable => vec![(Whom::Holder, LetterKind::Undeliverable)],
        It::MailRefused => vec![(Whom::Themselves, LetterKind::MailRefused)],
        It::LetterTried => vec![(Whom::Themselves, LetterKind::Trial)],
        // What the requester sees on the ticket when they look, and nobody has to act on.
        It::Released
        | It::Accepted
        | It::HandedOff
        | It::Resumed
        | It::Cancelled
        | It::Rated
        | It::Reprioritised
        | It::Corrected
        | It::Attached
        | It::Watched
        | It::Unwatched
        | It::Linked
        | It::Unlinked
        | It::Merged
        | It::SplitOff
        | It::SplitFrom
        | It::PromiseMoved
        | It::Notified
        | It::StepsAdded
        | It::StepTicked
        | It::StepUnticked
        | It::StepRemoved
        // Kept for the audit, told to nobody.
        | It::Read
        | It::Created
        | It::Changed
        | It::Revoked
        | It::SignedIn
        | It::SignInFailed
        | It::SignedOut
        | It::PasswordSet
        | It::TokenMade
        | It::TokenRevoked
        | It::SentAgain
        | It::Gathered => Vec::new(),
    }
}

/// Whom a threshold means. The requester is never written to about a clock (`rules.md` 7.2).
fn called(tell: Tell) -> Option<Whom> {
    match tell {
        Tell::Holder => Some(Whom::Holder),
        Tell::Supervisor => Some(Whom::Supervisors),
        Tell::IctHead => Some(Whom::IctHeads),
        Tell::Requester => None,
    }
}

/// Somebody who hears of it: by letter, on the pages, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hearer {
    pub(super) person: PersonId,
    pub(super) kind: LetterKind,
    pub(super) why: Why,
    pub(super) ways: Choice,
}

/// Who hears of this event about this ticket: each person once, nobody about their own act (but the receipt, by letter), and
/// staff only if they may see the ticket, by the ways they chose.
pub(super) fn hearers(event: &Event, ticket: &Ticket, facts: &Facts) -> Vec<Hearer> {
    let said = Particulars::of(event);
    let mut told: HashSet<PersonId> = said.told.iter().copied().collect();
    let mut hearers = Vec::new();
    for (whom, kind) in calls(event.kind, &said) {
        for (person, why) in people(&whom, ticket, facts) {
            if told.contains(&person) {
                continue;
            }
            let ways = ways(event, ticket, facts, (person, kind, why));
            if ways.by_mail || ways.in_app {
                told.insert(person);
                hearers.push(Hearer { person, kind, why, ways });
            }
        }
    }
    hearers
}

/// Who that is on this ticket, and as what.
pub(super) fn people(whom: &Whom, ticket: &Ticket, facts: &Facts) -> Vec<(PersonId, Why)> {
    let all = |people: &[PersonId], why| people.iter().map(|person| (*person, why)).collect();
    match whom {
        Whom::Requester => vec![(ticket.requester_id, Why::Requester)],
        Whom::Tier1 => all(facts.tier1_of(ticket.agency_id), Why::Tier1),
        Whom::Group(group) => all(facts.members_of(*group), Why::Group),
        Whom::Holder => match (ticket.assignee_id, ticket.tier) {
            (Some(person), _) => vec![(person, Why::Assignee)],
            (None, Tier::One) => people(&Whom::Tier1, ticket, facts),
            (None, Tier::Two) => people(&Whom::Group(ticket.group_id), ticket, facts),
        },
        Whom::Assignee(person) => vec![(*person, Why::Assignee)],
        Whom::Solver => facts.solver_of(ticket.id).map(|person| (person, Why::Solver)).into_iter().collect(),
        Whom::Supervisors => all(facts.supervisors(), Why::Supervisor),
        Whom::IctHeads => all(facts.ict_heads(), Why::IctHead),
        Whom::Watchers => all(facts.watchers_of(ticket.id), Why::Watcher),
        Whom::Mentioned(named) => all(named, Why::Mentioned),
        // Of a ticket nobody is the person it is about.
        Whom::Themselves => Vec::new(),
    }
}

/// Who hears by letter of an event about a person: they themselves, or the technicians of their agency. The pages tell of
/// tickets alone.
pub(super) fn hearers_about(event: &Event, person: PersonId, facts: &Facts) -> Vec<Hearer> {
    let mut hearers = Vec::new();
    for (whom, kind) in calls(event.kind, &Particulars::of(event)) {
        let people: Vec<(PersonId, Why)> = match whom {
            Whom::Themselves => vec![(person, Why::Sender)],
            Whom::Holder | Whom::Tier1 => {
                let technicians = facts.agency_of(person).map_or(&[][..], |agency| facts.tier1_of(agency));
                technicians.iter().map(|technician| (*technician, Why::Tier1)).collect()
            }
            _ => Vec::new(),
        };
        for (person, why) in people {
            let Some(reader) = facts.reader(person).filter(|reader| reader.has_address) else { continue };
            let wanted = reader.staff_mail != StaffMail::Off && reader.choices.of(kind).by_mail;
            if wanted || kind.is_always_sent() {
                let ways = Choice { by_mail: true, in_app: false };
                hearers.push(Hearer { person, kind, why, ways });
            }
        }
    }
    hearers
}

/// By which ways somebody hears of it, if at all.
fn ways(event: &Event, ticket: &Ticket, facts: &Facts, called: (PersonId, LetterKind, Why)) -> Choice {
    const NONE: Choice = Choice { by_mail: false, in_app: false };
    let (person, kind, why) = called;
    let Some(reader) = facts.reader(person) else { return NONE };
    let own = event.actor_id == Some(person);
    if own && kind != LetterKind::Received {
        return NONE;
    }
    // The requester is written to at the seven stages of their ticket and no more, unless they also work on it.
    let as_onlooker = matches!(why, Why::Watcher | Why::Mentioned);
    if as_onlooker && person == ticket.requester_id {
        return NONE;
    }
    if why != Why::Requester && !reader.sees.contains(&ticket.id) {
        return NONE;
    }
    let chosen = reader.choices.of(kind);
    // Warnings about promises are never off, nor are the stages of one's own ticket (`rules.md` 7.2).
    let wanted = kind.is_always_sent() || (reader.staff_mail != StaffMail::Off && chosen.by_mail);
    Choice { by_mail: wanted && reader.has_address, in_app: chosen.in_app && !own }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO_THE_REQUESTER: &[(EventKind, LetterKind)] = &[
        (EventKind::Opened, LetterKind::Received),
        (EventKind::Escalated, LetterKind::Escalated),
        (EventKind::QuestionAsked, LetterKind::Question),
        (EventKind::Resolved, LetterKind::Resolved),
        (EventKind::Reminded, LetterKind::Reminder),
        (EventKind::Reopened, LetterKind::Reopened),
        (EventKind::Closed, LetterKind::Closed),
    ];

    fn everything() -> Particulars {
        Particulars {
            tier: Some(Tier::Two),
            group: Some(GroupId::new()),
            assignee: Some(PersonId::new()),
            bounces: 5,
            by_requester: true,
            joined: true,
            mentions: vec![PersonId::new()],
            told: Vec::new(),
            tell: Tell::ALL.to_vec(),
        }
    }

    #[test]
    fn the_requester_hears_of_seven_things_and_of_nothing_else() {
        for kind in EventKind::ALL {
            let expected =
                TO_THE_REQUESTER.iter().find(|(event, _)| event == kind).map(|(_, letter)| *letter);
            let heard: Vec<_> = calls(*kind, &everything())
                .into_iter()
                .filter(|(whom, _)| *whom == Whom::Requester)
                .map(|(_, letter)| letter)
                .collect();
            assert_eq!(heard, expected.into_iter().collect::<Vec<_>>(), "{kind}");
        }
    }

    #[test]
    fn staff_hear_by_role() {
        let said = everything();
        let (group, assignee) = (said.group.unwrap(), said.assignee.unwrap());
        let named = Whom::Mentioned(said.mentions.clone());
        let cases: &[(EventKind, &[(Whom, LetterKind)])] = &[
            (EventKind::Opened, &[(Whom::Group(group), LetterKind::NewTicket)]),
            (EventKind::Assigned, &[(Whom::Assignee(assignee), LetterKind::Assigned)]),
            (EventKind::Escalated, &[(Whom::Group(group), LetterKind::Escalation)]),
            (EventKind::Rerouted, &[(Whom::Group(group), LetterKind::Escalation)]),
            (
                EventKind::Returned,
                &[(Whom::Tier1, LetterKind::Returned), (Whom::Supervisors, LetterKind::Bounced)],
            ),
            (
                EventKind::Replied,
                &[
                    (named.clone(), LetterKind::Mentioned),
                    (Whom::Holder, LetterKind::RequesterReplied),
                    (Whom::Watchers, LetterKind::PublicReply),
                ],
            ),
            (EventKind::Noted, &[(named, LetterKind::Mentioned)]),
            (
                EventKind::Reopened,
                &[(Whom::Holder, LetterKind::CameBack), (Whom::Solver, LetterKind::CameBack)],
            ),
            (
                EventKind::Warned,
                &[
                    (Whom::Holder, LetterKind::ClockWarning),
                    (Whom::Supervisors, LetterKind::ClockWarning),
                    (Whom::IctHeads, LetterKind::ClockWarning),
                ],
            ),
            (
                EventKind::Breached,
                &[
                    (Whom::Holder, LetterKind::ClockOver),
                    (Whom::Supervisors, LetterKind::ClockOver),
                    (Whom::IctHeads, LetterKind::ClockOver),
                ],
            ),
            (EventKind::Undeliverable, &[(Whom::Holder, LetterKind::Undeliverable)]),
            (EventKind::MailRefused, &[(Whom::Themselves, LetterKind::MailRefused)]),
            (EventKind::LetterTried, &[(Whom::Themselves, LetterKind::Trial)]),
            (
                EventKind::EscalatedUp,
                &[
                    (Whom::Holder, LetterKind::ClockLongOver),
                    (Whom::Supervisors, LetterKind::ClockLongOver),
                    (Whom::IctHeads, LetterKind::ClockLongOver),
                ],
            ),
        ];
        for kind in EventKind::ALL {
            let expected = cases.iter().find(|(event, _)| event == kind).map_or(&[][..], |(_, calls)| calls);
            let mut heard = calls(*kind, &said);
            heard.retain(|(whom, _)| *whom != Whom::Requester);
            assert_eq!(heard, expected, "{kind}");
        }
    }

    #[test]
    fn the_first_return_is_no_matter_for_the_supervisor() {
        let said = Particulars { bounces: 1, ..Particulars::default() };
        assert_eq!(calls(EventKind::Returned, &said), [(Whom::Tier1, LetterKind::Returned)]);
    }

    #[test]
    fn a_ticket_that_starts_at_tier_1_is_new_to_tier_1() {
        let said = Particulars { tier: Some(Tier::One), ..everything() };
        assert!(calls(EventKind::Opened, &said).contains(&(Whom::Tier1, LetterKind::NewTicket)));
    }
}
