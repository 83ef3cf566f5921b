//! Hours of a day and of a week, on the wall.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};

/// Minutes of a whole day.
pub(super) const DAY: u16 = 1440;

/// A stretch of a day in minutes since midnight, `[from, to)`; `to` may be 24:00.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Interval {
    from: u16,
    to: u16,
}

impl Interval {
    /// The stretch between two minutes of the day, or `None` unless `from < to <= 24:00`.
    pub fn new(from: u16, to: u16) -> Option<Self> {
        (from < to && to <= DAY).then_some(Self { from, to })
    }

    /// The first minute.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The minute after the last.
    pub const fn to(self) -> u16 {
        self.to
    }

    /// Its length.
    pub const fn minutes(self) -> u16 {
        self.to - self.from
    }

    /// The minute a text like `07:30` or `24:00` names.
    pub fn minute(text: &str) -> Option<u16> {
        let (hour, minute) = text.trim().split_once([':', '.'])?;
        let digits =
            |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hour) || minute.len() != 2 || !digits(minute) {
            return None;
        }
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let at = hour * 60 + minute;
        (minute < 60 && at <= DAY).then_some(at)
    }

    /// A minute of the day as `07:30`.
    pub fn wall(minute: u16) -> String {
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", Self::wall(self.from), Self::wall(self.to))
    }
}

impl FromStr for Interval {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once(['-', '–']).ok_or(HoursError::Malformed)?;
        let from = Self::minute(from).ok_or(HoursError::Malformed)?;
        let to = Self::minute(to).ok_or(HoursError::Malformed)?;
        Self::new(from, to).ok_or(HoursError::EndBeforeStart)
    }
}

/// What is wrong with the hours of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HoursError {
    /// No time of day like `07:30`.
    #[error("a time of day looks like 07:30, up to 24:00")]
    Malformed,
    /// The end is not after the start.
    #[error(
        "the end must be after the start; a shift over midnight is two stretches, up to 24:00 and from 00:00"
    )]
    EndBeforeStart,
    /// Two stretches overlap.
    #[error("two stretches of one day overlap")]
    Overlap,
}

/// The working stretches of one day, in order and apart; the gaps between them are breaks.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Hours(Vec<Interval>);

impl Hours {
    /// The hours of a day, in any order; stretches that touch are fine, overlaps are not.
    ///
    /// # Errors
    /// [`HoursError::Overlap`].
    pub fn new(mut stretches: Vec<Interval>) -> Result<Self, HoursError> {
        stretches.sort_unstable();
        if stretches.windows(2).any(|pair| pair[1].from < pair[0].to) {
            return Err(HoursError::Overlap);
        }
        Ok(Self(stretches))
    }

    /// No work at all.
    pub const fn closed() -> Self {
        Self(Vec::new())
    }

    /// The stretches, in order.
    pub fn stretches(&self) -> &[Interval] {
        &self.0
    }

    /// Whether nobody works.
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// Minutes of work.
    pub fn minutes(&self) -> u32 {
        self.0.iter().map(|stretch| u32::from(stretch.minutes())).sum()
    }
}

/// The hours of each weekday.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Week([Hours; 7]);

impl Week {
    /// The names of the weekdays in the contract, Monday first.
    pub const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// The hours from Monday to Sunday.
    pub const fn new(days: [Hours; 7]) -> Self {
        Self(days)
    }

    /// Around the clock.
    pub fn always() -> Self {
        let day = Hours(vec![Interval { from: 0, to: DAY }]);
        Self(std::array::from_fn(|_| day.clone()))
    }

    /// The hours of a weekday.
    pub fn on(&self, day: Weekday) -> &Hours {
        &self.0[day.num_days_from_monday() as usize]
    }

    /// The hours of a date.
    pub fn of(&self, date: NaiveDate) -> &Hours {
        self.on(date.weekday())
    }

    /// From Monday to Sunday.
    pub fn days(&self) -> &[Hours; 7] {
        &self.0
    }

    /// Minutes of work in a week.
    pub fn minutes(&self) -> u32 {
        self.0.iter().map(Hours::minutes).sum()
    }
}
