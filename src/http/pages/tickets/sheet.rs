//! What a ticket page shows, as its template reads it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::Answer;
use super::beside::Place;
use super::clock::Card;
use super::conflict::Line;
use super::lived::Lived;
use super::stepped::Steps;
use super::stream::{Entry, File};
use crate::clock::Timestamp;
use crate::desk::words::{
    Channel, Classification, DirectRouteReason, Impact, Kind, Priority, Stage, Status, Tier, Urgency,
};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::gauge::Gauge;

/// Everything the ticket page shows.
#[derive(Serialize)]
pub struct Sheet {
    pub(super) ticket: Facts,
    /// Whether the reader says that they are there, and sees who else is.
    pub staff: bool,
    /// Who else is there, in words.
    pub presence: String,
    pub(super) lived: Lived,
    pub(super) clocks: Vec<Card>,
    pub(super) notice: Option<Notice>,
    /// What stood in the way of an act that was just tried.
    pub problem: Option<String>,
    /// What was typed for an act that is not open any more.
    pub typed: Vec<Line>,
    pub(super) acting: bool,
    /// Whether its requester has rated it.
    pub(super) rated: bool,
    pub(super) primary: &'static str,
    pub(super) can: Can,
    pub(super) entries: Vec<Entry>,
    pub(super) files: Vec<File>,
    pub(super) files_count: usize,
    pub(super) watching: bool,
    pub(super) watchers: Vec<Named>,
    pub(super) links: Vec<Linked>,
    /// Its parts that the reader may see.
    pub(super) children: Vec<Linked>,
    pub(super) outside: Vec<Outside>,
    /// What can be chosen in the forms.
    pub options: BTreeMap<&'static str, Vec<Choice>>,
    /// The questions the category asks of an escalation.
    pub checklist: Vec<Asked>,
    /// People to suggest where one is asked for.
    pub people: Vec<Suggested>,
    pub(super) steps_required: bool,
    pub(super) steps_optional: bool,
    /// Where it stands in the list one came from.
    pub place: Option<Place>,
    /// The forms by the act they are for.
    pub forms: BTreeMap<&'static str, Form>,
    /// What is ticked off.
    pub(super) steps: Option<Steps>,
    /// The canned answer in the composer.
    pub answer: Option<Answer>,
    /// Where the draft of the reply is kept.
    pub(super) draft: String,
}

#[derive(Serialize)]
pub(super) struct Facts {
    pub(super) number: String,
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) stage: Stage,
    pub(super) priority: Priority,
    pub(super) kind: Kind,
    pub(super) tier: Tier,
    pub(super) restricted: bool,
    pub(super) bounces: i32,
    pub(super) direct: Option<DirectRouteReason>,
    pub(super) holder: Holder,
    pub(super) contact: Option<String>,
    pub(super) stage_seconds: i64,
    pub(super) total_seconds: i64,
    pub(super) until: Until,
    pub(super) requester: Requester,
    pub(super) agency: String,
    pub(super) category: String,
    pub(super) impact: Impact,
    pub(super) urgency: Urgency,
    pub(super) channel: Channel,
    pub(super) classification: Classification,
    pub(super) reported_at: Timestamp,
    pub(super) recorded_at: Option<Timestamp>,
    pub(super) recorded_by: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Holder {
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) group: bool,
    pub(super) under: String,
}

#[derive(Serialize)]
pub(super) struct Requester {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// Who it is, for one who may let letters go to their address again from which some came back.
    pub(super) unreached: Option<String>,
}

/// What comes next, and when.
#[derive(Serialize)]
pub(super) struct Until {
    pub(super) label: String,
    pub(super) at: Option<Timestamp>,
    pub(super) text: String,
    pub(super) why: String,
    /// The promise that matters most, while it is open.
    pub(super) clock: Option<Gauge>,
    /// Where it is explained.
    pub(super) href: String,
}

#[derive(Serialize)]
pub(super) struct Notice {
    pub(super) tone: &'static str,
    pub(super) title: String,
    pub(super) text: String,
}

#[derive(Serialize)]
pub(super) struct Named {
    pub(super) name: String,
}

/// A person to suggest.
#[derive(Serialize)]
pub struct Suggested {
    /// What is filled in.
    pub email: String,
    /// What is shown.
    pub name: String,
}

/// A question of the category.
#[derive(Serialize)]
pub struct Asked {
    /// The form field.
    pub name: String,
    /// The question.
    pub question: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it may be left open.
    pub optional: bool,
}

#[derive(Serialize)]
pub(super) struct Linked {
    pub(super) id: String,
    pub(super) relation: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) status: Status,
    pub(super) holder: String,
    pub(super) open: bool,
    pub(super) removable: bool,
}

#[derive(Serialize)]
pub(super) struct Outside {
    pub(super) party: String,
    pub(super) reference: String,
    pub(super) promised_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct Can {
    pub(super) claim: bool,
    pub(super) assign: bool,
    pub(super) release: bool,
    pub(super) escalate: bool,
    pub(super) accept: bool,
    #[serde(rename = "return")]
    pub(super) hand_back: bool,
    pub(super) ask: bool,
    pub(super) hand_off: bool,
    pub(super) resume: bool,
    pub(super) resolve: bool,
    pub(super) reopen: bool,
    pub(super) close: bool,
    pub(super) cancel: bool,
    pub(super) rate: bool,
    pub(super) comment: bool,
    pub(super) reply: bool,
    pub(super) note: bool,
    pub(super) note_tier2: bool,
    pub(super) attach: bool,
    pub(super) watch: bool,
    pub(super) invite: bool,
    pub(super) link: bool,
    pub(super) merge: bool,
    pub(super) correct: bool,
    pub(super) prioritise: bool,
    pub(super) duplicate: bool,
    pub(super) children: bool,
    pub(super) notify: bool,
    pub(super) rate_closed: bool,
}

/// Which field each list of choices is for.
const CHOSEN_BY: &[(&str, &str)] = &[
    ("escalation_reason", "reason"),
    ("escalation_group", "group"),
    ("return_reason", "reason"),
    ("party", "party"),
    ("yes_no", "tier1_could_have_solved"),
    ("rating", "rating"),
    ("assignee", "assignee"),
    ("group", "group"),
    ("relation", "kind"),
    ("kind", "kind"),
    ("category", "category"),
    ("impact", "impact"),
    ("urgency", "urgency"),
    ("classification", "classification"),
    ("duty", "clock"),
];

impl Sheet {
    /// Ticks what was chosen in a form that is shown again.
    pub fn tick(&mut self, posted: &Posted) {
        for (options, field) in CHOSEN_BY {
            let chosen = posted.text(field);
            if chosen.is_empty() {
                continue;
            }
            for choice in self.options.get_mut(options).into_iter().flatten() {
                choice.choose(chosen);
            }
        }
    }
}
