//! Policies in words: for which tickets, how much time, whom to tell.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::seen::Seen;
use crate::desk::sla::{ClockName, Policy, PolicyTarget, PolicyVersion, Selector, Unit};
use crate::desk::words::Tier;
use crate::http::pages::frame::Voice;

/// Minutes of an hour.
const HOUR: i32 = 60;

/// One thing a version says; if it said something else before, that too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    label: String,
    text: String,
    before: String,
    changed: bool,
}

/// Where a version stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Current,
    /// It will hold.
    Future,
    /// Another has taken its place.
    Past,
    /// It ended the policy.
    Ended,
}

impl Standing {
    /// Where `version` of `policy` stands on a day.
    pub fn of(policy: &Policy, version: &PolicyVersion, today: NaiveDate) -> Self {
        let current = policy.on(today).map(|current| current.id);
        if current == Some(version.id) {
            return if version.active { Self::Current } else { Self::Ended };
        }
        if version.effective_from > today { Self::Future } else { Self::Past }
    }

    /// Its word, below `policy_state.`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Future => "future",
            Self::Past => "past",
            Self::Ended => "ended",
        }
    }
}

/// A day: "1 Desember 2026".
pub fn day(voice: Voice<'_>, day: NaiveDate) -> String {
    let month = voice.say(&format!("time.month.{}", day.month()));
    format!("{} {month} {}", day.day(), day.year())
}

/// A clock, with its tier.
pub fn clock(voice: Voice<'_>, name: ClockName, tier: Option<Tier>) -> String {
    let word = voice.word("clock", name.as_str());
    match tier {
        Some(tier) => format!("{word} · {}", voice.word("tier", &tier.number().to_string())),
        None => word,
    }
}

/// How much time: "7 jam 30 menit (jam kerja)".
pub fn amount(voice: Voice<'_>, unit: Unit, amount: i32) -> String {
    let count = |name: &str, many: i32| {
        let form = if many == 1 { "one" } else { "many" };
        voice.with(&format!("time.{name}.{form}"), &[("count", &many.to_string())])
    };
    let span = || {
        let (hours, minutes) = (amount / HOUR, amount % HOUR);
        match (hours, minutes) {
            (0, minutes) => count("minute", minutes),
            (hours, 0) => count("hour", hours),
            (hours, minutes) => format!("{} {}", count("hour", hours), count("minute", minutes)),
        }
    };
    match unit {
        Unit::WorkingDays if amount == 1 => voice.say("policies.one_day"),
        Unit::WorkingDays => voice.with("policies.days", &[("count", &amount.to_string())]),
        Unit::WorkingMinutes => voice.with("policies.worked", &[("span", &span())]),
        Unit::ElapsedMinutes => voice.with("policies.elapsed", &[("span", &span())]),
    }
}

/// When whom to tell: "75 % pemegang tiket, 100 % ketua tim".
pub fn thresholds(voice: Voice<'_>, target: &PolicyTarget) -> String {
    let one = |threshold: &crate::desk::sla::Threshold| {
        format!("{} % {}", threshold.percent, voice.word("tell", threshold.tell.as_str()))
    };
    target.thresholds.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// For which tickets.
pub fn selector(seen: &Seen, voice: Voice<'_>, selector: &Selector) -> String {
    let mut asks = Vec::new();
    let mut ask = |label: &str, text: String| asks.push(format!("{} {text}", voice.say(label)));
    if let Some(kind) = selector.kind {
        ask("policies.asks_kind", voice.word("kind", kind.as_str()));
    }
    if let Some(priority) = selector.priority {
        ask("policies.asks_priority", voice.word("priority", priority.as_str()));
    }
    if let Some(category) = selector.category {
        let (code, name) = seen.named.category(category, voice.language);
        ask("policies.asks_category", format!("{code} {name}"));
    }
    if let Some(agency) = selector.agency {
        ask("policies.asks_agency", seen.named.agency(agency).1.to_owned());
    }
    if let Some(classification) = selector.classification {
        ask("policies.asks_classification", voice.word("classification", classification.as_str()));
    }
    if asks.is_empty() { voice.say("policies.all_tickets") } else { asks.join(" · ") }
}

/// Everything a version says, beside what the version before it said.
pub fn facts(
    seen: &Seen,
    voice: Voice<'_>,
    version: &PolicyVersion,
    before: Option<&PolicyVersion>,
) -> Vec<Fact> {
    let now = told(seen, voice, version);
    let Some(before) = before else {
        let fact = |(label, text)| Fact { label, text, before: String::new(), changed: false };
        return now.into_iter().map(fact).collect();
    };
    let old = told(seen, voice, before);
    let nothing = voice.say("policies.no_target");
    let mut facts: Vec<Fact> = Vec::new();
    for (label, text) in &now {
        let was = old.iter().find(|(other, _)| other == label).map_or(&nothing, |(_, text)| text);
        let changed = was != text;
        let before = if changed { was.clone() } else { String::new() };
        facts.push(Fact { label: label.clone(), text: text.clone(), before, changed });
    }
    for (label, text) in old.iter().filter(|(label, _)| now.iter().all(|(other, _)| other != label)) {
        let (label, before) = (label.clone(), text.clone());
        facts.push(Fact { label, text: nothing.clone(), before, changed: true });
    }
    facts
}

fn told(seen: &Seen, voice: Voice<'_>, version: &PolicyVersion) -> Vec<(String, String)> {
    let calendar = version.calendar_id.and_then(|id| seen.rules.calendar(id));
    let state = if version.active { "policies.speaks" } else { "policies.speaks_no_more" };
    let mut told = vec![
        (voice.say("policies.state"), voice.say(state)),
        (voice.say("policies.legal_basis"), version.legal_basis.clone()),
        (voice.say("policies.for_tickets"), selector(seen, voice, &version.selector)),
        (
            voice.say("policies.calendar"),
            calendar.map_or_else(|| voice.say("policies.own_calendar"), |entry| entry.name.clone()),
        ),
        (voice.say("policies.pause"), voice.word("pause_rule", version.pause.as_str())),
    ];
    for target in &version.targets {
        let time = amount(voice, target.unit, target.amount);
        let tells = thresholds(voice, target);
        let text = if tells.is_empty() {
            time
        } else {
            voice.with("policies.told", &[("time", &time), ("tells", &tells)])
        };
        told.push((clock(voice, target.clock, target.tier), text));
    }
    told
}
