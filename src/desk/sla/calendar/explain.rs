//! A stretch of time told piece by piece.

use super::work::Calendar;
use crate::clock::Timestamp;
use crate::words;

words! {
    /// Why a piece of time counts or does not.
    Why {
        /// Working time.
        Working = "working",
        /// Elapsed time counts around the clock.
        Elapsed = "elapsed",
        /// A gap between two stretches of one working day.
        Break = "break",
        /// Before or after the hours of a working day.
        OutsideHours = "outside_hours",
        /// A weekday nobody works on.
        DayOff = "day_off",
        /// A holiday, collective leave or another day off by name.
        Holiday = "holiday",
        /// The requester was asked and the promise stood still.
        Paused = "paused",
        /// Between solution and reopening.
        Resolved = "resolved",
    }
}

/// A piece of time, `[from, to)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// From (included).
    pub from: Timestamp,
    /// To (excluded).
    pub to: Timestamp,
    /// Whether it counts.
    pub counts: bool,
    /// Why it counts or does not.
    pub why: Why,
    /// The name of what makes the day special: the holiday, `Ramadan 1448 H`, a swapped day.
    pub note: Option<String>,
}

impl Segment {
    /// Its length in seconds, rounded down.
    pub fn seconds(&self) -> i64 {
        self.to.seconds_since(self.from)
    }
}

/// Everything in `[from, to)`: the calendar's own stretches of work, and the gaps between them by day.
pub(super) fn segments(calendar: &Calendar, from: Timestamp, to: Timestamp) -> Vec<Segment> {
    let mut told = Vec::new();
    let mut at = from;
    for (begin, end) in calendar.spans(from, to) {
        gap(calendar, at, begin, &mut told);
        let note = calendar.on(begin.date_in(calendar.zone())).reason.map(str::to_owned);
        push(&mut told, Segment { from: begin, to: end, counts: true, why: Why::Working, note });
        at = end;
    }
    gap(calendar, at, to, &mut told);
    told
}

/// Tells the time between two stretches of work, day by day.
fn gap(calendar: &Calendar, from: Timestamp, to: Timestamp, told: &mut Vec<Segment>) {
    let mut at = from;
    while at < to {
        let date = at.date_in(calendar.zone());
        let (begin, end) = calendar.bounds(date);
        // Where clocks go back over midnight a date is shown twice, with a moment of the next one in between.
        let end = if end > at { end } else { calendar.end_of_repeated(date) };
        let until = if end > at { end.min(to) } else { to };
        let rule = calendar.on(date);
        let (why, note) = if rule.hours.is_closed() {
            if rule.exception { (Why::Holiday, rule.reason) } else { (Why::DayOff, None) }
        } else if calendar.worked(begin, at) > 0 && calendar.worked(until, end) > 0 {
            (Why::Break, None)
        } else {
            (Why::OutsideHours, None)
        };
        push(told, Segment { from: at, to: until, counts: false, why, note: note.map(str::to_owned) });
        at = until;
    }
}

/// Adds a piece, or lengthens the last one if it says the same.
fn push(told: &mut Vec<Segment>, piece: Segment) {
    match told.last_mut() {
        Some(last) if last.to == piece.from && (last.why, &last.note) == (piece.why, &piece.note) => {
            last.to = piece.to;
        }
        _ => told.push(piece),
    }
}
