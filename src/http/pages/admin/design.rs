//! `GET /design`: every part pages are made of, in every state, with made-up contents. Whoever changes one looks here; the
//! tests take its pictures in light and dark.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::NotificationId;
use crate::desk::letters::LetterKind;
use crate::desk::notifications::Notification;
use crate::desk::people::access;
use crate::desk::sla::{Bar, ClockName, ClockState, Unit};
use crate::desk::words::{Impact, Kind, Priority, Stage, Status};
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Form};
use crate::http::pages::few::Few;
use crate::http::pages::frame::Voice;
use crate::http::pages::gauge::Gauge;
use crate::http::pages::notice::Notice;
use crate::http::pages::rows::Empty;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::choices;

/// Colours by their token, each with the one that is written on it.
const COLOURS: &[(&str, &str)] = &[
    ("bg", "ink"),
    ("surface", "ink"),
    ("sunken", "muted"),
    ("accent", "on-accent"),
    ("accent-soft", "accent-strong"),
    ("t1-soft", "t1"),
    ("t2-soft", "t2"),
    ("wait-soft", "wait"),
    ("out-soft", "out"),
    ("good-soft", "good"),
    ("bad-soft", "bad"),
    ("calm-soft", "calm"),
    ("note", "ink"),
];

/// The pictures words are accompanied by.
const ICONS: &[&str] = &[
    "home", "ticket", "queue", "inbox", "plus", "phone", "search", "user", "people", "building", "gear",
    "mail", "up", "down", "check", "x", "lock", "reply", "clock", "pause", "play", "out", "clip", "link",
    "eye", "flag", "tag", "star", "again", "warn", "info", "key", "leave", "route", "shield", "chart",
    "file", "image", "book", "next", "back", "hand", "bell",
];

#[derive(Serialize)]
struct Shown {
    colours: Vec<Value>,
    icons: &'static [&'static str],
    stages: Vec<Stage>,
    statuses: Vec<Status>,
    priorities: Vec<Priority>,
    kinds: Vec<Kind>,
    gauges: Vec<Clocked>,
    form: Form,
    wrong: Form,
    kind_choices: Vec<Choice>,
    impact_choices: Vec<Choice>,
    rows: Vec<Value>,
    figures: Vec<Few>,
    entries: Vec<Value>,
    lived: Value,
    notices: Vec<Notice>,
    empty: Empty,
}

#[derive(Serialize)]
struct Clocked {
    clock: Gauge,
}

/// The page; for administrators.
///
/// # Errors
/// Not theirs.
pub async fn show(visit: Visit) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|_, actor| Ok::<_, Refusal>(access::administers(actor)?));
    let ((), counts) = read.await?;
    let voice = visit.voice();
    let frame = visit.frame(voice.say("design.title"), "design", counts);
    visit.page("admin/design", &frame, &shown(&visit, voice))
}

fn shown(visit: &Visit, voice: Voice<'_>) -> Shown {
    let gauges = gauges(visit.now, voice);
    let mut errors = FieldErrors::default();
    for field in ["line", "choice", "cards", "text", "files"] {
        errors.add(field, "required");
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let impacts: Vec<&str> = Impact::ALL.iter().map(|word| word.as_str()).collect();
    Shown {
        colours: COLOURS.iter().map(|(ground, ink)| json!({ "ground": ground, "ink": ink })).collect(),
        icons: ICONS,
        stages: Stage::ALL.to_vec(),
        statuses: Status::ALL.to_vec(),
        priorities: Priority::ALL.to_vec(),
        kinds: Kind::ALL.to_vec(),
        rows: rows(visit.now, &gauges, voice),
        gauges: gauges.into_iter().map(|clock| Clocked { clock }).collect(),
        form: Form::new("fine")
            .with("line", voice.say("design.title_1"))
            .with("text", voice.say("design.said_1")),
        wrong: Form::new("wrong").with("line", "").wrong(&errors, voice.templates, visit.lang()),
        kind_choices: choices(voice, "kind", &kinds, Kind::Incident.as_str()),
        impact_choices: choices(voice, "impact", &impacts, Impact::Limited.as_str()),
        figures: [0, 7, 100].map(Few).to_vec(),
        entries: entries(visit.now, voice),
        lived: lived(visit.now, voice),
        notices: notices(visit, voice),
        empty: Empty {
            title: voice.word("home_empty", "queue"),
            text: voice.word("home_empty_hint", "queue"),
        },
    }
}

/// A line that is unread, one that was read, and one about a restricted ticket.
fn notices(visit: &Visit, voice: Voice<'_>) -> Vec<Notice> {
    let unread = Notification {
        id: NotificationId::new(),
        letter: Some(LetterKind::Mentioned),
        at: visit.now,
        created_at: visit.now,
        seen_at: None,
        who: Some("Fajar Nugroho".to_owned()),
        number: "TKT-2026-000041".to_owned(),
        title: Some(voice.say("design.title_1")),
        stage: Stage::InTier2,
        restricted: false,
    };
    let read = Notification {
        id: NotificationId::new(),
        letter: Some(LetterKind::Assigned),
        seen_at: Some(visit.now),
        number: "TKT-2026-000040".to_owned(),
        title: Some(voice.say("design.title_2")),
        ..unread.clone()
    };
    let restricted = Notification {
        id: NotificationId::new(),
        letter: None,
        who: None,
        number: "TKT-2026-000039".to_owned(),
        title: None,
        restricted: true,
        ..unread.clone()
    };
    [unread, read, restricted].into_iter().map(|line| Notice::of(line, voice, visit.here())).collect()
}

/// A clock in each of its states.
fn gauges(now: Timestamp, voice: Voice<'_>) -> Vec<Gauge> {
    let fine = Bar {
        name: ClockName::Resolution,
        state: ClockState::Running,
        still: false,
        stopped: false,
        unit: Unit::WorkingMinutes,
        due_at: Some(now.plus(chrono::TimeDelta::hours(26))),
        target_seconds: 27_000,
        used_seconds: 9_000,
        still_seconds: 0,
        left_seconds: 18_000,
    };
    let states = [
        fine,
        Bar { used_seconds: 22_200, left_seconds: 4_800, ..fine },
        Bar { state: ClockState::Paused, still: true, due_at: None, still_seconds: 6_000, ..fine },
        Bar { state: ClockState::Breached, used_seconds: 34_200, left_seconds: -7_200, ..fine },
        Bar {
            state: ClockState::Breached,
            stopped: true,
            used_seconds: 34_200,
            left_seconds: -7_200,
            ..fine
        },
        Bar { state: ClockState::Met, stopped: true, ..fine },
    ];
    states.into_iter().filter_map(|bar| Gauge::of(bar, voice)).collect()
}

/// Lines of a list: an ordinary one, one that came back, one only few may read.
fn rows(now: Timestamp, gauges: &[Gauge], voice: Voice<'_>) -> Vec<Value> {
    let line = |place: usize, priority: Priority, stage: Stage| {
        json!({
            "number": format!("TKT-2026-00004{place}"), "version": 1, "title": voice.say(&format!("design.title_{place}")),
            "requester": voice.say("design.person_1"), "agency": "Dinkes", "priority": priority, "stage": stage,
            "bounces": if place == 2 { 2 } else { 0 }, "restricted": place == 3, "holder": voice.say("design.person_2"),
            "since": now.minus(chrono::TimeDelta::minutes(35)), "reported_at": now, "direct": null,
            "clock": gauges.get(place - 1), "presence": if place == 1 { voice.with("presence.writing", &[("name", &voice.say("design.person_2"))]) } else { String::new() },
        })
    };
    vec![
        line(1, Priority::P1, Stage::InTier1),
        line(2, Priority::P3, Stage::Escalated),
        line(3, Priority::P2, Stage::WaitingRequester),
    ]
}

/// What is said and done on a ticket: a report, a public reply, a note, a note among Tier 2, an act.
fn entries(now: Timestamp, voice: Voice<'_>) -> Vec<Value> {
    let said = |id: &str, tone: &str, audience: &str, mine: bool| {
        let internal = audience != "public";
        json!({
            "event": false, "id": format!("sample-{id}"), "at": now, "tone": tone, "icon": "", "who": voice.say("design.person_1"),
            "initials": "SR", "role": voice.say(if tone == "t2" { "tickets.tier_2" } else { "tickets.tier_1" }),
            "text": voice.say(&format!("design.said_{id}")), "internal": internal, "audience": audience, "mine": mine,
            "details": [], "files": if id == "1" { json!([{ "id": "sample", "name": "layar.png", "size": "128 kB", "image": true }]) } else { json!([]) },
        })
    };
    let act = json!({
        "event": true, "id": "sample-act", "at": now, "tone": "t2", "icon": "up", "who": voice.say("design.person_1"), "initials": "SR",
        "role": "", "text": voice.say("design.act"), "internal": false, "audience": "public", "mine": false, "files": [],
        "details": [{ "label": voice.say("acts.escalate"), "text": voice.say("design.said_2"), "at": null }],
    });
    vec![
        said("1", "", "public", true),
        said("2", "t1", "internal", false),
        said("3", "t2", "tier2", false),
        act,
    ]
}

/// The life of a ticket as a band, with everything it can show.
fn lived(now: Timestamp, voice: Voice<'_>) -> Value {
    let piece = |stage: Stage, lane: u8, x: u8, width: u8, broken: Option<&str>| json!({ "stage": stage, "lane": lane, "x": format!("{x}%"), "width": format!("{width}%"), "seconds": i64::from(width) * 600, "broken": broken });
    let pieces = [
        piece(Stage::New, 1, 0, 8, None),
        piece(Stage::InTier1, 1, 8, 22, None),
        piece(Stage::Escalated, 2, 30, 10, None),
        piece(Stage::InTier2, 2, 40, 20, Some("52%")),
        piece(Stage::WaitingRequester, 2, 60, 15, None),
        piece(Stage::InTier2, 2, 75, 10, None),
    ];
    let keys = [Stage::New, Stage::InTier1, Stage::Escalated, Stage::InTier2, Stage::WaitingRequester];
    json!({
        "label": voice.say("design.band"), "waits": [Stage::WaitingRequester], "open": false, "timed": false, "count": 0, "stages": [],
        "promise": now, "was": now,
        "keys": keys.iter().map(|stage| json!({ "stage": stage, "now": *stage == Stage::InTier2, "seconds": 5_400 })).collect::<Vec<_>>(),
        "band": {
            "pieces": pieces, "off": [{ "x": "45%", "width": "6%" }], "was": "70%", "promise": "92%", "now": "85%",
            "dates": [{ "x": "0%", "text": "Sen 23", "spare": false }, { "x": "48%", "text": "Sel 24", "spare": false }],
        },
    })
}
