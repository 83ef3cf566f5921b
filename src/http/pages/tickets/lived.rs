//! The life of a ticket as its page tells it: the band, and the stages one by one (what assessors ask for).

use serde::Serialize;
use serde_json::Value;

use super::band::{self, Form, Life, Piece, Stretch};
use super::known::Known;
use crate::clock::Timestamp;
use crate::desk::events::Event;
use crate::desk::sla::{Clock, ClockName, Unit};
use crate::desk::tickets::{Overview, StageSpan};
use crate::desk::words::{Stage, Tier};
use crate::http::pages::frame::{Here, Voice};

/// The life of a ticket.
#[derive(Serialize)]
pub struct Lived {
    /// What a reader of words gets instead of the picture.
    label: String,
    band: Option<Drawn>,
    keys: Vec<Key>,
    /// Stages in which somebody else has to act: hatched.
    waits: [Stage; 4],
    stages: Vec<Row>,
    count: usize,
    /// Whether working time is known.
    timed: bool,
    /// Whether the stages are shown without being asked for.
    open: bool,
    promise: Option<Timestamp>,
    was: Option<Timestamp>,
}

#[derive(Serialize)]
struct Drawn {
    pieces: Vec<Piece>,
    off: Vec<Stretch>,
    dates: Vec<Date>,
    now: Option<String>,
    promise: Option<String>,
    was: Option<String>,
}

#[derive(Serialize)]
struct Date {
    x: String,
    text: String,
    /// Left out where there is little room.
    spare: bool,
}

/// A stage in the key of the picture, with all the time spent in it.
#[derive(Serialize)]
struct Key {
    stage: Stage,
    seconds: i64,
    now: bool,
}

#[derive(Serialize)]
struct Row {
    stage: Stage,
    tier: Tier,
    group: String,
    from: Timestamp,
    to: Option<Timestamp>,
    worked: Option<String>,
    seconds: i64,
    now: bool,
}

impl Lived {
    /// The life of a ticket as one reader sees it.
    pub fn of(overview: &Overview, events: &[Event], names: &Known, voice: Voice<'_>, here: Here) -> Self {
        let ticket = &overview.ticket;
        let until = ticket.closed_at.unwrap_or(here.now);
        let resolution = overview.clocks.iter().map(|standing| &standing.clock).find(is_resolution);
        let promise = resolution.and_then(|clock| clock.due_at);
        let was = resolution.and_then(|_| first_promise(events)).filter(|was| Some(*was) != promise);
        let calendar = overview.calendar.as_deref();
        let life = Life {
            stages: &overview.stages,
            until,
            open: ticket.closed_at.is_none(),
            calendar,
            promise,
            was,
            zone: here.zone,
        };
        let worked = |from: Timestamp, to: Timestamp| {
            calendar.map(|calendar| voice.hours(calendar.worked(from, to) / 1_000_000))
        };
        let row = |span: &StageSpan| Row {
            stage: span.stage,
            tier: span.tier,
            group: names.group(span.group_id).to_owned(),
            from: span.started_at,
            to: span.ended_at,
            worked: worked(span.started_at, span.ended_at.unwrap_or(until)),
            seconds: span.seconds(until),
            now: span.ended_at.is_none(),
        };
        let stages: Vec<Row> = overview.stages.iter().map(row).collect();
        Self {
            label: label(&stages, promise, voice, here),
            band: band::band(&life).map(|band| Drawn::of(band, voice, here)),
            keys: keys(&stages),
            waits: [Stage::Escalated, Stage::WaitingRequester, Stage::WaitingVendor, Stage::WaitingCentral],
            count: stages.len(),
            timed: calendar.is_some(),
            open: !(overview.relation.tier1 || overview.relation.tier2 || overview.relation.supervisor),
            stages,
            promise,
            was,
        }
    }
}

impl Drawn {
    fn of(band: band::Band, voice: Voice<'_>, here: Here) -> Self {
        let date = |(index, date): (usize, band::Date)| Date {
            spare: index % 2 == 1,
            text: match date.form {
                Form::Hour => voice.wall(date.at, here),
                Form::Weekday => voice.day(date.at, here, true),
                Form::Day => voice.day(date.at, here, false),
            },
            x: date.x,
        };
        Self {
            dates: band.dates.into_iter().enumerate().map(date).collect(),
            pieces: band.pieces,
            off: band.off,
            now: band.now,
            promise: band.promise,
            was: band.was,
        }
    }
}

fn is_resolution(clock: &&Clock) -> bool {
    clock.name == ClockName::Resolution
}

/// When the solution was promised at first, if the history tells that it moved.
fn first_promise(events: &[Event]) -> Option<Timestamp> {
    let moved = |event: &Event| {
        let told =
            ["promises", "clocks"].into_iter().find_map(|field| event.data.0.get(field)?.as_array())?;
        told.iter().find_map(|one| {
            let name = one.get("name").and_then(Value::as_str)?;
            (name == ClockName::Resolution.as_str()).then(|| one.get("before")?.as_str()?.parse().ok())?
        })
    };
    events.iter().find_map(moved)
}

/// Each stage once, in the order in which it first came.
fn keys(stages: &[Row]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for row in stages {
        match keys.iter_mut().find(|key| key.stage == row.stage) {
            Some(key) => {
                key.seconds += row.seconds;
                key.now |= row.now;
            }
            None => keys.push(Key { stage: row.stage, seconds: row.seconds, now: row.now }),
        }
    }
    keys
}

fn label(stages: &[Row], promise: Option<Timestamp>, voice: Voice<'_>, here: Here) -> String {
    let now = stages.last().map_or_else(String::new, |row| voice.word("stage", row.stage.as_str()));
    let count = stages.len().to_string();
    let said = voice.with("life.label", &[("count", &count), ("stage", &now)]);
    match promise {
        Some(at) => [said, voice.with("life.label_promise", &[("at", &voice.near(at, here))])].join(" "),
        None => said,
    }
}

/// A target in words: "22 jam 30 menit jam kerja", "3 hari kerja", "24 jam".
pub fn target(clock: &Clock, voice: Voice<'_>) -> String {
    let amount = i64::from(clock.amount);
    match clock.unit {
        Unit::WorkingDays => voice.with("clock.working_days", &[("count", &amount.to_string())]),
        unit => voice.span(unit, amount * 60),
    }
}
