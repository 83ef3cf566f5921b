//! Instants and the clock that gives them: the only place that asks the machine for the time.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, in microseconds since 1970-01-01T00:00:00Z. Serialised as RFC 3339 with a `Z`.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Default,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = crate::db::types::TimeSql)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `micros` microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant as a calendar value in UTC; the far ends of the range are clamped to the epoch.
    pub fn to_utc(self) -> DateTime<Utc> {
        Utc.timestamp_micros(self.0).single().unwrap_or_default()
    }

    /// The day this instant falls on in `zone`.
    pub fn date_in(self, zone: chrono_tz::Tz) -> NaiveDate {
        self.to_utc().with_timezone(&zone).date_naive()
    }

    /// What the clock on a wall in `zone` shows.
    pub fn local_in(self, zone: chrono_tz::Tz) -> NaiveDateTime {
        self.to_utc().with_timezone(&zone).naive_local()
    }

    /// When the clock on a wall in `zone` showed this; of a time that occurs twice the earlier, none of one that is skipped.
    pub fn of_local(local: NaiveDateTime, zone: chrono_tz::Tz) -> Option<Self> {
        Some(local.and_local_timezone(zone).earliest()?.to_utc().into())
    }

    /// The first instant of a day in `zone`.
    pub fn midnight(day: NaiveDate, zone: chrono_tz::Tz) -> Self {
        Self::at_hour(day, 0, zone)
    }

    /// Twelve o'clock of a day in `zone`: what stands for the day where an instant is asked for.
    pub fn noon(day: NaiveDate, zone: chrono_tz::Tz) -> Self {
        Self::at_hour(day, 12, zone)
    }

    /// An hour that the zone skips that day is the one after it.
    fn at_hour(day: NaiveDate, hour: i64, zone: chrono_tz::Tz) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        let local = |hour| zone.from_local_datetime(&(midnight + TimeDelta::hours(hour))).earliest();
        match local(hour).or_else(|| local(hour + 1)) {
            Some(at) => at.to_utc().into(),
            None => midnight.and_utc().into(),
        }
    }

    /// This instant moved by `delta` (microsecond precision, saturating).
    pub fn plus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_add(delta.num_microseconds().unwrap_or(i64::MAX)))
    }

    /// This instant moved back by `delta` (microsecond precision, saturating).
    pub fn minus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_sub(delta.num_microseconds().unwrap_or(i64::MAX)))
    }

    /// Whole seconds from `earlier` to this instant; negative if it is the other way round.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl FromStr for Timestamp {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(DateTime::parse_from_rfc3339(text)?.with_timezone(&Utc).into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected a time like 2026-11-23T01:15:00Z"))
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("An instant, RFC 3339 in UTC."))
            .examples([serde_json::json!("2026-11-23T01:15:00Z")])
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

/// Where `now` comes from: the machine, or a hand in a test.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until it is moved; clones share the hand.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock standing at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Utc::now().into(),
            Self::Fixed(hand) => Timestamp(hand.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock forward; the machine's clock is left alone.
    pub fn advance(&self, delta: TimeDelta) {
        if let Self::Fixed(hand) = self {
            hand.fetch_add(delta.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_writing_and_reading() {
        let at: Timestamp = "2026-11-23T01:15:00.000250Z".parse().unwrap();
        assert_eq!(at.to_string(), "2026-11-23T01:15:00.000250Z");
        assert_eq!(serde_json::to_string(&at).unwrap(), "\"2026-11-23T01:15:00.000250Z\"");
        assert_eq!("2026-11-23T09:15:00.00025+08:00".parse::<Timestamp>().unwrap(), at);
    }

    #[test]
    fn a_fixed_clock_moves_only_by_hand() {
        let clock = Clock::fixed(Timestamp::from_micros(5));
        assert_eq!(clock.now(), clock.now());
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(clock.now().micros(), 1_000_005);
    }
}
