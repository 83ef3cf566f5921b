//! Calendars in JSON: as they are read, as they are entered, and what they answer.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::desk::ids::{CalendarId, PersonId};
use crate::desk::sla::CalendarEntry;
use crate::desk::sla::calendar::{
    Document, ExceptionDocument, ReplacementDocument, Segment, WeekDocument, Why,
};
use crate::desk::sla::calendars::{CalendarFields, VersionFields, VersionLine};

/// A calendar as it is today.
#[derive(Serialize, ToSchema)]
pub(super) struct CalendarBody {
    /// Its id.
    id: CalendarId,
    /// Goes up by one with each change; also its `ETag`.
    version: i64,
    /// Its short code.
    #[schema(example = "nasional-wita")]
    code: String,
    /// Its name.
    name: String,
    /// The IANA zone its hours are in.
    #[schema(value_type = String, example = "Asia/Makassar")]
    zone: Tz,
    /// Whether agencies of the zone use it unless they have their own.
    zone_default: bool,
    /// The place of the version that speaks for today.
    seq: i32,
    /// The first day that version speaks for; the earliest version also speaks for all days before.
    effective_from: NaiveDate,
    /// The hours of an ordinary week: `{"mon": [["07:30", "12:00"], ["13:00", "16:00"]], …}`.
    #[schema(value_type = Object)]
    weekly: WeekDocument,
    /// Other hours for a while, such as Ramadan's.
    replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday: holidays, collective leave, half and swapped days.
    exceptions: Vec<ExceptionDocument>,
}

/// A calendar as it is today, with all its versions.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeCalendarBody {
    /// Its id.
    id: CalendarId,
    /// Goes up by one with each change; also its `ETag`.
    version: i64,
    /// Its short code.
    #[schema(example = "nasional-wita")]
    code: String,
    /// Its name.
    name: String,
    /// The IANA zone its hours are in.
    #[schema(value_type = String, example = "Asia/Makassar")]
    zone: Tz,
    /// Whether agencies of the zone use it unless they have their own.
    zone_default: bool,
    /// The place of the version that speaks for today.
    seq: i32,
    /// The first day that version speaks for; the earliest version also speaks for all days before.
    effective_from: NaiveDate,
    /// The hours of an ordinary week: `{"mon": [["07:30", "12:00"], ["13:00", "16:00"]], …}`.
    #[schema(value_type = Object)]
    weekly: WeekDocument,
    /// Other hours for a while, such as Ramadan's.
    replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday: holidays, collective leave, half and swapped days.
    exceptions: Vec<ExceptionDocument>,
    /// All versions, the first made first.
    versions: Vec<CalendarVersionBody>,
    /// Open clocks of the whole desk that are still to be computed anew after the last change of any calendar or policy;
    /// counted up to 10,000.
    clocks_behind: i64,
}

/// A version of a calendar: what it says from a day on, until another version begins.
#[derive(Serialize, ToSchema)]
pub(super) struct CalendarVersionBody {
    /// Its place, from 1.
    seq: i32,
    /// The first day it speaks for.
    effective_from: NaiveDate,
    /// The decree or circular it rests on.
    source: String,
    /// Who made it; `null` for what the desk came with.
    made_by: Option<PersonId>,
    /// When it was made.
    made_at: Timestamp,
    /// The hours of an ordinary week.
    #[schema(value_type = Object)]
    weekly: WeekDocument,
    /// Other hours for a while.
    replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday.
    exceptions: Vec<ExceptionDocument>,
}

/// A calendar to be entered, with what it says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCalendar {
    /// Its short code: up to 40 letters, digits, dots and hyphens, kept small; made of the name if unset.
    code: Option<String>,
    /// Its name.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// An IANA zone. It stays.
    #[serde(default)]
    #[schema(required, example = "Asia/Makassar")]
    zone: String,
    /// Whether agencies of the zone use it unless they have their own. The one that was the default is it no longer.
    #[serde(default)]
    zone_default: bool,
    /// The first day it speaks for; if unset it speaks for all days.
    effective_from: Option<NaiveDate>,
    /// The decree or circular it rests on.
    #[serde(default)]
    source: String,
    /// The hours of an ordinary week, `mon` to `sun`; a day that is not there is off. A shift over midnight is two
    /// stretches, up to `24:00` and from `00:00`.
    #[schema(value_type = Object)]
    weekly: WeekDocument,
    /// Other hours for a while; they do not overlap.
    #[serde(default)]
    replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday, each once; they win over replacements.
    #[serde(default)]
    exceptions: Vec<ExceptionDocument>,
}

/// A version to be added: it says everything anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCalendarVersion {
    /// The first day it speaks for; today in the calendar's zone if unset.
    effective_from: Option<NaiveDate>,
    /// The decree or circular it rests on.
    #[serde(default)]
    source: String,
    /// The hours of an ordinary week, `mon` to `sun`; a day that is not there is off.
    #[schema(value_type = Object)]
    weekly: WeekDocument,
    /// Other hours for a while; they do not overlap.
    #[serde(default)]
    replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday, each once.
    #[serde(default)]
    exceptions: Vec<ExceptionDocument>,
}

/// When something is due.
#[derive(Serialize, ToSchema)]
pub(super) struct DueBody {
    /// When.
    due_at: Timestamp,
    /// The time from the start until then, piece by piece and without a gap; those that count add up to what was asked.
    segments: Vec<SegmentBody>,
}

/// A piece of time.
#[derive(Serialize, ToSchema)]
pub(super) struct SegmentBody {
    /// From (included).
    from: Timestamp,
    /// To (excluded).
    to: Timestamp,
    /// Whether it counts.
    counts: bool,
    /// Why.
    why: Why,
    /// What makes its day special: the name of the holiday, of Ramadan, of a swapped day.
    note: Option<String>,
}

impl From<Segment> for SegmentBody {
    fn from(segment: Segment) -> Self {
        let Segment { from, to, counts, why, note } = segment;
        Self { from, to, counts, why, note }
    }
}

impl DueBody {
    pub(super) fn new(due_at: Timestamp, segments: Vec<Segment>) -> Self {
        Self { due_at, segments: segments.into_iter().map(SegmentBody::from).collect() }
    }
}

impl CalendarBody {
    /// A calendar as it is at `now`.
    pub(super) fn of(entry: &CalendarEntry, now: Timestamp) -> Self {
        let today = entry.version_on(now.date_in(entry.zone));
        let (seq, effective_from) = today.map_or((0, NaiveDate::MIN), |(seq, it)| (seq, it.effective_from));
        let said = today.map(|(_, version)| Document::of(version)).unwrap_or_default();
        Self {
            id: entry.id,
            version: entry.version,
            code: entry.code.clone(),
            name: entry.name.clone(),
            zone: entry.zone,
            zone_default: entry.zone_default,
            seq,
            effective_from,
            weekly: said.weekly,
            replacements: said.replacements,
            exceptions: said.exceptions,
        }
    }

    /// With all versions.
    pub(super) fn whole(self, lines: Vec<VersionLine>, clocks_behind: i64) -> WholeCalendarBody {
        WholeCalendarBody {
            id: self.id,
            version: self.version,
            code: self.code,
            name: self.name,
            zone: self.zone,
            zone_default: self.zone_default,
            seq: self.seq,
            effective_from: self.effective_from,
            weekly: self.weekly,
            replacements: self.replacements,
            exceptions: self.exceptions,
            versions: lines.into_iter().map(version).collect(),
            clocks_behind,
        }
    }
}

fn version(line: VersionLine) -> CalendarVersionBody {
    CalendarVersionBody {
        seq: line.seq,
        effective_from: line.effective_from,
        source: line.source,
        made_by: line.made_by,
        made_at: line.made_at,
        weekly: line.document.weekly,
        replacements: line.document.replacements,
        exceptions: line.document.exceptions,
    }
}

impl NewCalendar {
    pub(super) fn split(self) -> (CalendarFields, VersionFields) {
        let Self { code, name, zone, zone_default, effective_from, source, weekly, replacements, exceptions } =
            self;
        let document = Document { weekly, replacements, exceptions };
        (
            CalendarFields { code, name, zone, zone_default },
            VersionFields { effective_from, source, document },
        )
    }
}

impl NewCalendarVersion {
    pub(super) fn fields(self) -> VersionFields {
        let Self { effective_from, source, weekly, replacements, exceptions } = self;
        VersionFields { effective_from, source, document: Document { weekly, replacements, exceptions } }
    }
}
