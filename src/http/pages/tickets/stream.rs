//! Conversation and history of a ticket as one stream.

use std::collections::HashMap;

use serde_json::Value;

use super::entry::{Detail, MailedIn};
pub use super::entry::{Entry, File};
use super::known::{self, Known, text_of, word_of};
use crate::clock::Timestamp;
use crate::desk::catalogue::Question;
use crate::desk::events::{Event, EventKind};
use crate::desk::ids::PersonId;
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Comment, Escalation, Mailed, Overview, Wait};
use crate::desk::words::{ClosedHow, Language, Priority, ReturnReason, Through, Tier, Visibility};
use crate::http::pages::frame::{Voice, initials};

/// What the stream is told from.
pub struct Told<'a> {
    /// The ticket and all that belongs to it.
    pub overview: &'a Overview,
    /// Its history.
    pub events: &'a [Event],
    /// The names in it.
    pub names: &'a Known,
    /// The files by the comment they came with; those of the report under none.
    pub files: HashMap<Option<String>, Vec<File>>,
    /// The questions its category asks of an escalation.
    pub questions: &'a [Question],
    /// Who reads.
    pub actor: &'a Actor,
    /// Whether the reader may make a ticket of what was said.
    pub splits: bool,
    /// In which words.
    pub voice: Voice<'a>,
}

impl Told<'_> {
    /// Everything in order: the report, then what was said and done.
    pub fn entries(mut self) -> Vec<Entry> {
        let mut entries = vec![self.report()];
        for comment in &self.overview.comments {
            let files = self.files.remove(&Some(comment.id.to_string())).unwrap_or_default();
            entries.push(self.comment(comment, files));
        }
        entries.extend(self.events.iter().filter_map(|event| self.event(event)));
        // The report stands first whatever the clock says: a late entry was told before it was written down.
        entries[1..].sort_by_key(|entry| entry.at);
        entries
    }

    fn report(&mut self) -> Entry {
        let ticket = &self.overview.ticket;
        let who = self.names.person(ticket.requester_id).to_owned();
        Entry {
            event: false,
            id: "report".into(),
            at: ticket.reported_at,
            tone: "",
            icon: "",
            initials: initials(&who),
            who,
            role: self.voice.word("role", "requester"),
            text: ticket.description.clone(),
            mentions: Vec::new(),
            internal: false,
            audience: "public",
            mine: ticket.requester_id == self.actor.id,
            details: Vec::new(),
            files: self.files.remove(&None).unwrap_or_default(),
            mail: self.mailed(|mailed| {
                // What opened it was settled in the same moment.
                mailed.comment_id.is_none() && mailed.decided_at == Some(ticket.created_at)
            }),
            split: String::new(),
        }
    }

    fn comment(&self, comment: &Comment, files: Vec<File>) -> Entry {
        let who = self.names.person(comment.author_id).to_owned();
        let (tone, role) = match comment.author_tier {
            None => ("", self.voice.word("role", "requester")),
            Some(Tier::One) => ("t1", self.voice.say("tickets.tier_1")),
            Some(Tier::Two) => ("t2", self.voice.say("tickets.tier_2")),
        };
        Entry {
            event: false,
            id: comment.id.to_string(),
            at: comment.created_at,
            tone,
            icon: "",
            initials: initials(&who),
            who,
            role,
            text: comment.body.clone(),
            mentions: self.mentions(comment),
            internal: comment.visibility != Visibility::Public,
            audience: comment.visibility.as_str(),
            mine: comment.author_id == self.actor.id,
            details: Vec::new(),
            files,
            mail: self.mailed(|mailed| mailed.comment_id == Some(comment.id)),
            split: if self.splits { known::split_of(&self.overview.ticket, comment) } else { String::new() },
        }
    }

    /// The message that fits.
    fn mailed(&self, fits: impl Fn(&Mailed) -> bool) -> Option<MailedIn> {
        let overview = self.overview;
        let mailed = overview.messages.iter().find(|mailed| fits(mailed))?;
        let href = format!("/tickets/{}/messages/{}", overview.ticket.number, mailed.id);
        Some(MailedIn { href, cut: mailed.has_cut })
    }

    /// How those who are named in it stand there: by name, or by address.
    fn mentions(&self, comment: &Comment) -> Vec<String> {
        let own = |event: &&Event| known::id(event, "comment") == Some(comment.id);
        let Some(event) = self.events.iter().find(own) else { return Vec::new() };
        let marked = |person: PersonId| {
            let name = tickets::label(self.names.person(person));
            let email = self.names.email(person);
            [name, email]
                .into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| format!("@{text}"))
                .collect::<Vec<_>>()
        };
        known::mentions(event).flat_map(marked).collect()
    }

    fn event(&self, event: &Event) -> Option<Entry> {
        let (icon, tone) = match event.kind {
            // What was said stands in the stream in its own words.
            EventKind::Replied | EventKind::Noted => return None,
            // The report stands first already, unless somebody else wrote it down.
            EventKind::Opened if event.actor_id == Some(self.overview.ticket.requester_id) => return None,
            EventKind::Opened => ("plus", ""),
            EventKind::Assigned => ("hand", self.side()),
            EventKind::Released => ("back", self.side()),
            EventKind::Escalated | EventKind::Rerouted => ("up", "t2"),
            EventKind::Accepted => ("check", "t2"),
            EventKind::Returned => ("down", "t1"),
            EventKind::QuestionAsked => ("pause", "wait"),
            EventKind::HandedOff => ("out", "wait"),
            EventKind::Resumed => ("play", self.side()),
            EventKind::Resolved | EventKind::Closed => ("check", "good"),
            EventKind::Rated => ("star", ""),
            EventKind::Reopened => ("again", "wait"),
            EventKind::Cancelled => ("x", ""),
            EventKind::Attached => ("clip", ""),
            EventKind::Linked
            | EventKind::Unlinked
            | EventKind::Merged
            | EventKind::SplitOff
            | EventKind::SplitFrom => ("link", ""),
            EventKind::StepsAdded | EventKind::StepRemoved => ("queue", ""),
            EventKind::StepTicked => ("check", self.side()),
            EventKind::StepUnticked => ("again", ""),
            EventKind::Warned | EventKind::Breached | EventKind::EscalatedUp => ("clock", "wait"),
            EventKind::PromiseMoved => ("clock", ""),
            EventKind::Notified => ("shield", "good"),
            EventKind::Read | EventKind::Watched | EventKind::Unwatched => ("eye", ""),
            _ => ("info", ""),
        };
        let (mut text, details) = self.words(event);
        if text_of(event, "through") == Through::Link.as_str() {
            text = format!("{text} ({})", self.voice.say("event.by_link"));
        }
        Some(Entry {
            event: true,
            id: event.id.to_string(),
            at: event.at,
            tone,
            icon,
            who: event.actor_id.map(|id| self.names.person(id).to_owned()).unwrap_or_default(),
            initials: String::new(),
            role: String::new(),
            text,
            mentions: Vec::new(),
            internal: false,
            audience: "public",
            mine: event.actor_id == Some(self.actor.id),
            details,
            files: Vec::new(),
            mail: self.mailed(|mailed| {
                let same = mailed.comment_id.is_none() && mailed.decided_at == Some(event.at);
                same && event.kind == EventKind::Reopened
            }),
            split: String::new(),
        })
    }

    fn side(&self) -> &'static str {
        match self.overview.ticket.tier {
            Tier::One => "t1",
            Tier::Two => "t2",
        }
    }

    /// What happened, and its particulars.
    fn words(&self, event: &Event) -> (String, Vec<Detail>) {
        let plain = || self.voice.word("event", event.kind.as_str());
        match event.kind {
            EventKind::Opened => (self.voice.say("event.recorded"), Vec::new()),
            EventKind::Assigned => (self.assigned(event), Vec::new()),
            EventKind::Escalated => self.escalated(event),
            EventKind::Rerouted => {
                (self.voice.with("event.rerouted", &[("group", self.group(event))]), Vec::new())
            }
            EventKind::Returned => (plain(), self.returned(event)),
            EventKind::HandedOff => self.handed_off(event),
            EventKind::Resolved => (plain(), self.resolved(event)),
            EventKind::Cancelled => {
                let merged = event.data.0.get("merged").is_some_and(|merged| merged == true);
                let text = if merged { self.voice.say("event.merged_away") } else { plain() };
                let mut details = self.given(event, "reason", "acts.correct_reason");
                details.extend(self.given(event, "duplicate_of", "cancellation.duplicate_of"));
                (text, details)
            }
            EventKind::Reopened => (plain(), self.given(event, "reason", "acts.correct_reason")),
            EventKind::Warned | EventKind::Breached | EventKind::EscalatedUp => {
                (self.clock(event), Vec::new())
            }
            EventKind::Notified => self.notified(event),
            EventKind::Closed => self.closed(event),
            EventKind::Rated => (plain(), self.rated(event)),
            EventKind::Reprioritised => {
                let priority = word_of::<Priority>(event, "priority").map_or("", Priority::as_str);
                let text = self.voice.with("event.reprioritised", &[("priority", priority)]);
                (text, self.given(event, "reason", "acts.correct_reason"))
            }
            EventKind::Linked
            | EventKind::Unlinked
            | EventKind::Merged
            | EventKind::SplitOff
            | EventKind::SplitFrom => (plain(), self.given(event, "other", "links.number")),
            EventKind::StepTicked | EventKind::StepUnticked | EventKind::StepRemoved => {
                let key = ["event.", event.kind.as_str()].concat();
                (self.voice.with(&key, &[("step", text_of(event, "text"))]), Vec::new())
            }
            _ => (plain(), Vec::new()),
        }
    }

    /// Which clock was warned of, and how much of it was used up.
    fn clock(&self, event: &Event) -> String {
        let clock = self.voice.word("clock", text_of(event, "clock"));
        let percent = event.data.0.get("percent").and_then(Value::as_i64).unwrap_or_default().to_string();
        let key = format!("event.{}", event.kind);
        self.voice.with(&key, &[("clock", &clock), ("percent", &percent)])
    }

    /// Which duty by law was met, towards whom, when.
    fn notified(&self, event: &Event) -> (String, Vec<Detail>) {
        let clock = self.voice.word("clock", text_of(event, "clock"));
        let mut details = self.given(event, "party", "notice.party");
        details.extend(self.given(event, "reference", "notice.reference"));
        if let Some(at) = word_of::<Timestamp>(event, "notified_at") {
            details.push(Detail { at: Some(at), ..self.detail("notice.notified_at", String::new()) });
        }
        (self.voice.with("event.notified", &[("clock", &clock)]), details)
    }

    fn assigned(&self, event: &Event) -> String {
        let to = event.data.0.get("assignee").and_then(|id| id.as_str()?.parse::<PersonId>().ok());
        if to.is_none() || to == event.actor_id {
            return self.voice.say("event.claimed");
        }
        self.voice.with("event.assigned", &[("person", to.map_or("", |person| self.names.person(person)))])
    }

    fn escalated(&self, event: &Event) -> (String, Vec<Detail>) {
        let seq = event.data.0.get("escalation").and_then(Value::as_i64);
        let asked = self.overview.escalations.iter().find(|asked| Some(i64::from(asked.seq)) == seq);
        let text = self.voice.with("event.escalated", &[("group", self.group(event))]);
        (text, asked.map(|asked| self.asked(asked)).unwrap_or_default())
    }

    /// What Tier 1 told Tier 2.
    pub fn asked(&self, asked: &Escalation) -> Vec<Detail> {
        let mut details = vec![
            self.detail("escalation.reason", self.voice.word("escalation_reason", asked.reason.as_str())),
        ];
        details.extend(self.typed("escalation.attempted_steps", &asked.attempted_steps));
        details.extend(self.typed("escalation.affected", &asked.affected));
        if let Some(answers) = asked.checklist.as_object() {
            for (question, answer) in answers {
                let text = answer.as_str().unwrap_or_default().to_owned();
                details.push(Detail { label: self.question(question), text, at: None });
            }
        }
        details
    }

    /// A question in words; its key if the category no longer asks it.
    fn question(&self, key: &str) -> String {
        if key == tickets::STEPS_LEFT {
            return self.voice.say("escalation.steps_left");
        }
        let found = self.questions.iter().find(|question| question.key == key);
        found.map_or_else(|| key.to_owned(), |question| asked_as(question, self.voice).to_owned())
    }

    fn returned(&self, event: &Event) -> Vec<Detail> {
        let reason = word_of::<ReturnReason>(event, "reason");
        let reason = reason.map(|why| self.voice.word("return_reason", why.as_str()));
        let mut details: Vec<_> =
            reason.into_iter().map(|reason| self.detail("return.reason", reason)).collect();
        details.extend(self.given(event, "guidance", "return.guidance"));
        details
    }

    fn handed_off(&self, event: &Event) -> (String, Vec<Detail>) {
        let wait: Option<&Wait> = self.overview.waits.iter().find(|wait| wait.started_at == event.at);
        let party = text_of(event, "party_name");
        let mut details = self.given(event, "reference", "waiting.reference");
        if let Some(at) = wait.and_then(|wait| wait.promised_at) {
            details.push(Detail { at: Some(at), ..self.detail("waiting.promised_at", String::new()) });
        }
        (self.voice.with("event.handed_off", &[("party", party)]), details)
    }

    fn resolved(&self, event: &Event) -> Vec<Detail> {
        let given = self.overview.resolutions.iter().find(|given| given.resolved_at == event.at);
        let mut details = Vec::new();
        if let Some(given) = given {
            details.extend(self.typed("resolution.resolution", &given.solution));
            details.extend(self.typed("resolution.cause", given.cause.as_deref().unwrap_or_default()));
            if let Some(could) = given.tier1_could_have_solved {
                let answer = if could { "form.yes" } else { "form.no" };
                details.push(self.detail("resolution.tier1", self.voice.say(answer)));
            }
        }
        details
    }

    fn closed(&self, event: &Event) -> (String, Vec<Detail>) {
        let Some(closure) = &self.overview.closure else {
            return (self.voice.say("event.closed"), Vec::new());
        };
        if closure.how == ClosedHow::Automatic {
            return (self.voice.say("event.closed_automatic"), Vec::new());
        }
        (self.voice.word("event", event.kind.as_str()), self.rated(event))
    }

    /// The figure an event tells of; the words stand with the last one, for only they are kept.
    fn rated(&self, event: &Event) -> Vec<Detail> {
        let Some(rating) = event.data.0.get("rating").and_then(Value::as_i64) else { return Vec::new() };
        let mut details = vec![self.detail("closure.rating", format!("{rating} / 5"))];
        let tells = |event: &&Event| event.data.0.get("rating").is_some_and(Value::is_number);
        let last = self.events.iter().rfind(tells).is_some_and(|last| last.id == event.id);
        let words = self.overview.closure.as_ref().and_then(|closure| closure.comment.as_deref());
        details.extend(self.typed("closure.comment", words.filter(|_| last).unwrap_or_default()));
        details
    }

    fn group(&self, event: &Event) -> &str {
        let id = event.data.0.get("group").and_then(|id| id.as_str()?.parse().ok());
        id.map_or("", |id| self.names.group(id))
    }

    fn given(&self, event: &Event, field: &str, label: &str) -> Vec<Detail> {
        self.typed(label, text_of(event, field)).into_iter().collect()
    }

    fn typed(&self, label: &str, text: &str) -> Option<Detail> {
        (!text.is_empty()).then(|| self.detail(label, text.to_owned()))
    }

    fn detail(&self, label: &str, text: String) -> Detail {
        Detail { label: self.voice.say(label), text, at: None }
    }
}

/// A question in the reader's language.
pub fn asked_as<'a>(question: &'a Question, voice: Voice<'_>) -> &'a str {
    match voice.language {
        Language::Id => &question.label_id,
        Language::En => &question.label_en,
    }
}
