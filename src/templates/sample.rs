//! A letter about nothing that happened: what an administrator sees of words before anybody gets them.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Templates;
use crate::clock::Timestamp;
use crate::desk::letters::{LetterKind, Why};
use crate::desk::words::{Language, Priority, Stage};

/// Where and when the letter is as if from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What the office is called.
    pub office: &'a str,
    /// The address of the desk.
    pub base_url: &'a str,
    /// Whose wall clock it tells.
    pub zone: chrono_tz::Tz,
    /// When it is written.
    pub now: Timestamp,
    /// Whether letters may be answered.
    pub answers: bool,
}

const NUMBER: &str = "TKT-2026-000123";
const SITI: &str = "Siti Rahmawati";
const ANDI: &str = "Andi Baso";
const FAJAR: &str = "Fajar Nugraha";

impl Templates {
    /// What a letter of this kind could be written from.
    pub fn sample(&self, kind: LetterKind, language: Language, scene: &Scene<'_>) -> Value {
        use LetterKind as It;
        let lang = language.as_str();
        let say = |key: &str| self.text(lang, key, &[]);
        let now = scene.now.to_utc();
        let at = |hours: i64| rfc3339(now + TimeDelta::hours(hours));
        let base = scene.base_url;
        let leads = |way: &str, has: bool| has.then(|| format!("{base}/{way}/{}", say("sample.pass")));
        let why = why(kind);
        let own = why == Why::Requester;
        let over = matches!(kind, It::Resolved | It::Reminder);
        let promised = matches!(kind, It::Received | It::Escalated | It::Reopened);
        let passes_on = self.has_text(lang, &format!("mail.{kind}.quoted"));
        let alone = kind == It::MailRefused;
        json!({
            "lang": lang,
            "zone": scene.zone.name(),
            "now": rfc3339(now),
            "name": if own || alone { SITI } else if kind == It::Escalation { FAJAR } else { ANDI },
            "office": scene.office,
            "signature": [],
            "number": if alone { "" } else { NUMBER },
            "stage": stage(kind),
            "link": if alone { base.to_owned() } else { format!("{base}/tickets/{NUMBER}") },
            "status_link": leads("s", own),
            "confirm_link": leads("confirm", over),
            "rate_link": leads("rate", kind == It::Closed),
            "why": why,
            "staff": !own && !alone,
            "answers": scene.answers,
            "title": say("sample.title"),
            "priority": Priority::P3,
            "bounces": 2,
            "since": at(-2),
            "holder": (kind != It::Closed).then(|| format!("{ANDI}, {}", say("sample.group"))),
            "promised": Value::Null,
            "answer_by": (kind == It::Received).then(|| at(4)),
            "solution_by": promised.then(|| at(24)),
            "closes": over.then(|| at(72)),
            "actor": actor(kind),
            "requester": SITI,
            "agency": say("sample.agency"),
            "at": at(-2),
            "clock": kind.is_about_a_clock().then(|| clock(kind, &at(3))),
            "person": SITI,
            "address": "siti@dinkes.contoh.test",
            "reason": "too_large",
            "megabytes": 25,
            "text": if passes_on { vec![say("sample.text")] } else { Vec::new() },
        })
    }
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn actor(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::RequesterReplied | LetterKind::CameBack | LetterKind::Reopened => SITI,
        LetterKind::Returned | LetterKind::Bounced => FAJAR,
        _ => ANDI,
    }
}

fn why(kind: LetterKind) -> Why {
    use LetterKind as It;
    match kind {
        kind if kind.is_to_the_requester() => Why::Requester,
        It::Escalation => Why::Group,
        It::Bounced => Why::Supervisor,
        It::CameBack => Why::Solver,
        It::PublicReply => Why::Watcher,
        It::Mentioned => Why::Mentioned,
        It::NewTicket | It::Returned | It::Undeliverable => Why::Tier1,
        It::MailRefused | It::Trial => Why::Sender,
        _ => Why::Assignee,
    }
}

fn stage(kind: LetterKind) -> Stage {
    use LetterKind as It;
    match kind {
        It::Received | It::NewTicket => Stage::New,
        It::Escalated | It::Escalation => Stage::Escalated,
        It::Question => Stage::WaitingRequester,
        It::Resolved | It::Reminder => Stage::Resolved,
        It::Closed => Stage::Closed,
        _ => Stage::InTier1,
    }
}

fn clock(kind: LetterKind, due: &str) -> Value {
    let percent = match kind {
        LetterKind::ClockWarning => 75,
        LetterKind::ClockOver => 100,
        _ => 200,
    };
    json!({
        "take": false, "urge": false, "path": "clocks/resolution?seq=1", "name": "resolution", "tier": Value::Null,
        "percent": percent, "due": due,
    })
}
