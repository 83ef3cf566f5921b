//! The stories of all tickets, played in the order in which they happened.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::calendar::Calendar;
use super::data::{self, Story};
use super::deeds;
use super::error::DemoError;
use super::office::{Office, ZONE};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::{Actor, load_actor};
use crate::desk::sla;
use crate::desk::tickets::{self, Number, Open, TicketError};

/// How long after a clock asks for something the heartbeat comes by.
const HEARTBEAT: TimeDelta = TimeDelta::seconds(4);
/// Tickets of one sweep.
const SWEEP: i64 = 100;

/// What happens next: when, to which story, and which of its acts (0 is the opening).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    at: Timestamp,
    story: usize,
    act: usize,
}

/// The stories in the middle of being played.
pub(super) struct Play<'a> {
    /// Who is who.
    pub(super) office: &'a Office,
    /// When is when.
    pub(super) calendar: Calendar,
    stories: Vec<Story>,
    numbers: Vec<Option<Number>>,
}

/// Plays all stories up to `now`; how many there are.
pub(super) fn play(conn: &mut DbConn, office: &Office, now: Timestamp) -> Result<usize, DemoError> {
    let stories = data::stories()?;
    let numbers = vec![None; stories.len()];
    let mut play = Play { office, calendar: Calendar::new(ZONE, now), stories, numbers };
    for Moment { at, story, act } in play.agenda()? {
        clocks_ring(conn, at)?;
        play.act(conn, story, act, at)?;
    }
    clocks_ring(conn, now)?;
    Ok(play.stories.len())
}

/// Lets every clock ring that rings before `until`, each in its time.
fn clocks_ring(conn: &mut DbConn, until: Timestamp) -> Result<(), DemoError> {
    while let Some(next) = sla::store::next_event(conn)? {
        let at = next.plus(HEARTBEAT);
        if at > until {
            break;
        }
        let swept = tickets::sweep(conn, at, SWEEP);
        if swept.map_err(|source| DemoError::Ticket { ticket: 0, act: 0, source })?.tickets == 0 {
            break;
        }
    }
    Ok(())
}

impl Play<'_> {
    fn agenda(&self) -> Result<BTreeSet<Moment>, DemoError> {
        let mut agenda = BTreeSet::new();
        for (story, told) in self.stories.iter().enumerate() {
            let times = std::iter::once(&told.at).chain(told.steps.iter().map(|step| &step.at));
            for (act, time) in times.enumerate() {
                let at = self.calendar.at(time)?.plus(seconds(told.no, act));
                agenda.insert(Moment { at, story, act });
            }
        }
        Ok(agenda)
    }

    fn act(&mut self, conn: &mut DbConn, story: usize, act: usize, at: Timestamp) -> Result<(), DemoError> {
        let told = &self.stories[story];
        let refused = |source| DemoError::Ticket { ticket: told.no, act, source };
        let by = if act == 0 { &told.by } else { &told.steps[act - 1].by };
        let actor = self.actor(conn, told, by, at)?;
        if act == 0 {
            let opened = tickets::open(conn, &actor, self.report(told)?, at).map_err(refused)?;
            self.numbers[story] = Some(opened.spoken());
            return Ok(());
        }
        let number = self.number(told.no)?;
        let deed = &told.steps[act - 1].deed;
        deeds::perform(conn, self, &actor, number, deed, at)?.map_err(refused)
    }

    fn report(&self, told: &Story) -> Result<Open, DemoError> {
        let reported_at = told.reported.as_deref().map(|time| self.calendar.at(time)).transpose()?;
        Ok(Open {
            kind: told.kind,
            title: told.title.clone(),
            description: told.text.clone(),
            category: told.category.clone(),
            impact: Some(told.impact),
            urgency: Some(told.urgency),
            requester: Some(told.requester.clone()),
            channel: Some(told.channel),
            reported_at,
            classification: told.classification,
            continues: None,
        })
    }

    fn actor(&self, conn: &mut DbConn, told: &Story, named: &str, at: Timestamp) -> Result<Actor, DemoError> {
        let email = match named {
            "user" => &told.requester,
            "t1" => self.office.technician(&told.agency)?,
            email => email,
        };
        let found = load_actor(conn, self.office.person(email)?, at)?;
        found.ok_or_else(|| DemoError::Data(format!("nobody is {email}")))
    }

    /// The number the ticket of a story got.
    pub(super) fn number(&self, no: usize) -> Result<&Number, DemoError> {
        let found = no.checked_sub(1).and_then(|index| self.numbers.get(index)?.as_ref());
        found.ok_or_else(|| DemoError::Data(format!("ticket {no} is not open yet")))
    }
}

/// Nobody does anything on the full minute; deterministic all the same.
fn seconds(no: usize, act: usize) -> TimeDelta {
    TimeDelta::seconds(((no * 17 + act * 29) % 57) as i64)
}

/// Passed on by [`deeds`]: refusals of the desk are told apart from wrong data.
pub(super) type Performed = Result<Result<(), TicketError>, DemoError>;
