//! What a calendar answers: when something is due, and how much was worked.

use serde_json::json;

use super::super::calendar::{Calendar, Segment, Why};
use super::super::error::SlaError;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;

/// Minutes of working time one may ask for: about ten years of an office.
const WORKING_MINUTES_MAX: i64 = 1_200_000;
/// Working days one may ask for: about ten years.
const WORKING_DAYS_MAX: i64 = 2_600;
/// Minutes around the clock one may ask for: ten years.
const ELAPSED_MINUTES_MAX: i64 = 5_259_600;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// A stretch of time to be measured out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    /// Minutes of working time.
    WorkingMinutes(i64),
    /// Working days (`rules.md` 4.3).
    WorkingDays(i64),
    /// Minutes around the clock.
    ElapsedMinutes(i64),
}

impl Span {
    /// The name of its field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::WorkingMinutes(_) => "working_minutes",
            Self::WorkingDays(_) => "working_days",
            Self::ElapsedMinutes(_) => "elapsed_minutes",
        }
    }

    const fn bounded(self) -> (i64, i64) {
        match self {
            Self::WorkingMinutes(minutes) => (minutes, WORKING_MINUTES_MAX),
            Self::WorkingDays(days) => (days, WORKING_DAYS_MAX),
            Self::ElapsedMinutes(minutes) => (minutes, ELAPSED_MINUTES_MAX),
        }
    }
}

/// When something is due, and why then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// When.
    pub due_at: Timestamp,
    /// The time from the start until then, piece by piece.
    pub segments: Vec<Segment>,
}

/// When a span that starts at `start` is over.
///
/// # Errors
/// [`SlaError::Invalid`] for a start no calendar knows, a negative span and one that is too large.
pub fn due(calendar: &Calendar, start: Timestamp, span: Span) -> Result<Due, SlaError> {
    let mut errors = FieldErrors::default();
    within(&mut errors, "start", start);
    let (amount, most) = span.bounded();
    if !(0..=most).contains(&amount) {
        errors.add_with(span.field(), "out_of_range", json!({ "min": 0, "max": most }));
    }
    errors.finish()?;
    let reached = match span {
        Span::WorkingMinutes(minutes) => calendar.due(start, minutes * MINUTE),
        Span::WorkingDays(days) => calendar.working_days(start, u32::try_from(days).unwrap_or(u32::MAX)),
        Span::ElapsedMinutes(minutes) => Ok(Timestamp::from_micros(start.micros() + minutes * MINUTE)),
    };
    let due_at = reached.ok().filter(|due| knows(*due));
    let due_at = due_at.ok_or_else(|| FieldErrors::one(span.field(), "beyond_calendar"))?;
    let segments = match span {
        Span::ElapsedMinutes(0) => Vec::new(),
        Span::ElapsedMinutes(_) => {
            vec![Segment { from: start, to: due_at, counts: true, why: Why::Elapsed, note: None }]
        }
        Span::WorkingMinutes(_) | Span::WorkingDays(_) => calendar.segments(start, due_at),
    };
    Ok(Due { due_at, segments })
}

/// The working time between two instants, in seconds, rounded down.
///
/// # Errors
/// [`SlaError::Invalid`] for instants no calendar knows, and an end before the start.
pub fn worked(calendar: &Calendar, from: Timestamp, to: Timestamp) -> Result<i64, SlaError> {
    let mut errors = FieldErrors::default();
    within(&mut errors, "from", from);
    within(&mut errors, "to", to);
    errors.check(from <= to, "to", "end_before_start");
    errors.finish()?;
    Ok(calendar.worked(from, to) / 1_000_000)
}

fn within(errors: &mut FieldErrors, field: &str, at: Timestamp) {
    if !knows(at) {
        let known = json!({ "min": Calendar::FIRST, "max": Calendar::LAST });
        errors.add_with(field, "date_out_of_range", known);
    }
}

/// Whether calendars know an instant: all of the century but its ends, which no two zones share.
fn knows(at: Timestamp) -> bool {
    let date = at.to_utc().date_naive();
    Calendar::FIRST < date && date < Calendar::LAST.pred_opt().unwrap_or(Calendar::LAST)
}
