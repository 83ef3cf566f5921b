//! The whole life of a ticket as one horizontal picture, pure: where everything lies, in hundredths of a percent.
//!
//! The picture is scaled by calendar time. Two things bend the scale, both from knot to knot so that order is kept: a stage
//! is never too narrow to be seen, and what lasts longer than ten days is drawn shorter than it was.

use chrono::{Datelike, Days, TimeDelta};
use chrono_tz::Tz;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::sla::calendar::Calendar;
use crate::desk::tickets::StageSpan;
use crate::desk::words::{Stage, Tier};

/// Stages that are drawn; of a longer life the last ones.
const STAGES: usize = 80;
/// Stretches out of hours that are drawn; in a longer life only whole days, and then none.
const OFF: usize = 60;
/// What lasts longer is drawn shorter than it was.
const LONG: i64 = 10 * DAY;
/// By so much.
const SHORTER: i64 = 8;
/// A whole width, in hundredths of a percent.
const WHOLE: i64 = 10_000;
/// The least a stage is wide, if there is room for all of them.
const LEAST: i64 = 100;
/// Dates stand so far apart at least.
const APART: i64 = 1_700;
/// Dates on the axis at most.
const DATES: usize = 7;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What the picture is drawn from.
pub struct Life<'a> {
    /// Its stages, in order.
    pub stages: &'a [StageSpan],
    /// When it ended, or now.
    pub until: Timestamp,
    /// Whether it goes on.
    pub open: bool,
    /// The calendar its promise counts in.
    pub calendar: Option<&'a Calendar>,
    /// When its solution is promised.
    pub promise: Option<Timestamp>,
    /// When it was promised at first, if that was another time.
    pub was: Option<Timestamp>,
    /// The reader's zone.
    pub zone: Tz,
}

/// The picture.
#[derive(Debug, PartialEq, Eq)]
pub struct Band {
    /// The stages.
    pub pieces: Vec<Piece>,
    /// When nobody works.
    pub off: Vec<Stretch>,
    /// Dates or hours along the axis.
    pub dates: Vec<Date>,
    /// Where now is, while it goes on.
    pub now: Option<String>,
    /// Where its solution is promised.
    pub promise: Option<String>,
    /// Where it was promised at first.
    pub was: Option<String>,
}

/// A stage.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Which.
    pub stage: Stage,
    /// The lane of its tier: 1 or 2.
    pub lane: i32,
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// How long it lasted, in seconds.
    pub seconds: i64,
    /// Where the break is drawn, if it was longer than it looks.
    pub broken: Option<String>,
}

/// A stretch of the picture.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
}

/// A date or an hour on the axis.
#[derive(Debug, PartialEq, Eq)]
pub struct Date {
    /// Where.
    pub x: String,
    /// When.
    pub at: Timestamp,
    /// How it is written.
    pub form: Form,
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "09.00"
    Hour,
    /// "Sen 23"
    Weekday,
    /// "23 Nov"
    Day,
}

/// Draws a life; nothing for one without stages.
pub fn band(life: &Life<'_>) -> Option<Band> {
    let stages = &life.stages[life.stages.len().saturating_sub(STAGES)..];
    let first = stages.first()?;
    let scale = Scale::of(stages, life);
    let piece = |(index, span): (usize, &StageSpan)| {
        let end = span.ended_at.unwrap_or(life.until).max(span.started_at);
        let (x, to) = (scale.0[index].1, scale.0[index + 1].1);
        let seconds = end.seconds_since(span.started_at);
        Piece {
            stage: span.stage,
            lane: if span.tier == Tier::Two { 2 } else { 1 },
            x: percent(x),
            width: percent(to - x),
            seconds,
            broken: (seconds > LONG).then(|| percent(i64::midpoint(x, to))),
        }
    };
    let (start, end) = (first.started_at, scale.end());
    let inside = |at: Timestamp| start <= at && at <= end;
    let mark = |at: Option<Timestamp>| at.filter(|at| inside(*at)).map(|at| percent(scale.at(at)));
    Some(Band {
        pieces: stages.iter().enumerate().map(piece).collect(),
        off: life.calendar.map(|calendar| off(calendar, &scale, start, end)).unwrap_or_default(),
        dates: dates(&scale, start, end, life.zone),
        now: mark(life.open.then_some(life.until)),
        promise: mark(life.promise),
        was: mark(life.was.filter(|was| Some(*was) != life.promise)),
    })
}

/// From time to place: straight from knot to knot.
struct Scale(Vec<(Timestamp, i64)>);

impl Scale {
    fn of(stages: &[StageSpan], life: &Life<'_>) -> Self {
        let mut knots: Vec<Timestamp> = stages.iter().map(|span| span.started_at).collect();
        knots.push(life.until);
        knots.push(life.promise.into_iter().chain(life.was).fold(life.until, Timestamp::max));
        let mut latest = knots[0];
        for knot in &mut knots {
            latest = latest.max(*knot);
            *knot = latest;
        }
        let lengths: Vec<i64> =
            knots.windows(2).map(|pair| shortened(pair[1].seconds_since(pair[0]))).collect();
        let least = LEAST.min(WHOLE / 2 / i64::try_from(stages.len()).unwrap_or(WHOLE).max(1));
        let count = i64::try_from(stages.len()).unwrap_or(0);
        let (shared, total) = (WHOLE - least * count, lengths.iter().sum::<i64>().max(1));
        let mut places = vec![(knots[0], 0)];
        let (mut gone, mut own) = (0, 0);
        for (index, length) in lengths.iter().enumerate() {
            gone += length;
            own += if index < stages.len() { least } else { 0 };
            places.push((knots[index + 1], own + shared * gone / total));
        }
        Self(places)
    }

    fn end(&self) -> Timestamp {
        self.0.last().map_or(Timestamp::from_micros(0), |(at, _)| *at)
    }

    /// Where an instant lies; of several places of one instant the last.
    fn at(&self, at: Timestamp) -> i64 {
        let next = self.0.partition_point(|(knot, _)| *knot <= at);
        match (next.checked_sub(1).map(|before| self.0[before]), self.0.get(next)) {
            (Some((from, x)), Some((to, end))) => {
                let (gone, whole) = (at.micros() - from.micros(), (to.micros() - from.micros()).max(1));
                x + i64::try_from(i128::from(end - x) * i128::from(gone) / i128::from(whole)).unwrap_or(0)
            }
            (Some((_, x)), None) => x,
            (None, _) => 0,
        }
    }
}

/// How long something looks that lasts so many seconds.
fn shortened(seconds: i64) -> i64 {
    if seconds <= LONG { seconds.max(0) } else { LONG + (seconds - LONG) / SHORTER }
}

/// When nobody works: nights and days off; in a long life days off alone.
fn off(calendar: &Calendar, scale: &Scale, start: Timestamp, end: Timestamp) -> Vec<Stretch> {
    if end.seconds_since(start) > 400 * DAY {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    let mut at = start;
    for (from, to) in calendar.spans(start, end) {
        gaps.push((at, from));
        at = to;
    }
    gaps.push((at, end));
    // A break at noon is not told from the work around it.
    gaps.retain(|(from, to)| to.seconds_since(*from) > 2 * 3_600);
    if gaps.len() > OFF {
        gaps.retain(|(from, to)| to.seconds_since(*from) > DAY);
    }
    if gaps.len() > OFF {
        return Vec::new();
    }
    gaps.into_iter()
        .map(|(from, to)| (scale.at(from), scale.at(to)))
        .filter(|(x, end)| end - x >= 20)
        .map(|(x, end)| Stretch { x: percent(x), width: percent(end - x) })
        .collect()
}

/// Steps between dates, in hours; the first that needs few enough of them is taken.
const STEPS: [i64; 12] = [1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2_160, 8_760];

fn dates(scale: &Scale, start: Timestamp, end: Timestamp, zone: Tz) -> Vec<Date> {
    let hours = end.seconds_since(start) / 3_600;
    let few = i64::try_from(DATES).unwrap_or(1);
    let step = STEPS.into_iter().find(|step| hours / step < few).unwrap_or(hours / few + 1);
    let form = match step {
        ..=12 => Form::Hour,
        24..=48 => Form::Weekday,
        _ => Form::Day,
    };
    let mut day = start.date_in(zone);
    if step == 168 || step == 336 {
        day = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    }
    let mut found: Vec<Date> = Vec::new();
    let mut last = -APART;
    let mut at = Timestamp::midnight(day, zone);
    while at <= end {
        let x = scale.at(at);
        // The last one would not fit beside the edge.
        if at >= start && x - last >= APART && x <= WHOLE - 900 {
            let midnight = Timestamp::midnight(at.date_in(zone), zone) == at;
            let form = if form == Form::Hour && midnight { Form::Weekday } else { form };
            found.push(Date { x: percent(x), at, form });
            last = x;
        }
        if step < 24 {
            at = at.plus(TimeDelta::hours(step));
        } else {
            day = day + Days::new(u64::try_from(step / 24).unwrap_or(1));
            at = Timestamp::midnight(day, zone);
        }
    }
    found
}

/// Hundredths of a percent as SVG writes them.
fn percent(hundredths: i64) -> String {
    let hundredths = hundredths.clamp(0, WHOLE);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::desk::ids::{GroupId, StageId};
    use crate::desk::sla::calendar::{Hours, Interval, Version, Week};

    const ZONE: Tz = chrono_tz::Asia::Makassar;

    fn wita(text: &str) -> Timestamp {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn span(stage: Stage, tier: Tier, from: &str, to: Option<&str>) -> StageSpan {
        StageSpan {
            id: StageId::new(),
            seq: 1,
            stage,
            tier,
            group_id: GroupId::new(),
            started_at: wita(from),
            ended_at: to.map(wita),
        }
    }

    fn office() -> Calendar {
        let day =
            Hours::new(vec![Interval::new(450, 720).unwrap(), Interval::new(780, 960).unwrap()]).unwrap();
        let week = Week::new(std::array::from_fn(|at| if at < 5 { day.clone() } else { Hours::closed() }));
        Calendar::new(ZONE, vec![Version::weekly(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), week)])
            .unwrap()
    }

    fn life(stages: &[StageSpan], until: &str) -> Life<'static> {
        let stages: &'static [StageSpan] = Box::leak(stages.to_vec().into_boxed_slice());
        Life { stages, until: wita(until), open: true, calendar: None, promise: None, was: None, zone: ZONE }
    }

    fn number(text: &str) -> f64 {
        text.strip_suffix('%').unwrap().parse().unwrap()
    }

    #[test]
    fn stages_lie_side_by_side_in_the_lane_of_their_tier() {
        let stages = [
            span(Stage::InTier1, Tier::One, "2026-11-23T08:00", Some("2026-11-23T10:00")),
            span(Stage::Escalated, Tier::Two, "2026-11-23T10:00", Some("2026-11-23T11:00")),
            span(Stage::InTier2, Tier::Two, "2026-11-23T11:00", None),
        ];
        let drawn = band(&life(&stages, "2026-11-23T12:00")).unwrap();
        let lanes: Vec<i32> = drawn.pieces.iter().map(|piece| piece.lane).collect();
        assert_eq!(lanes, [1, 2, 2]);
        let mut at = 0.0;
        for piece in &drawn.pieces {
            assert!((number(&piece.x) - at).abs() < 0.02, "no gap: {piece:?}");
            at = number(&piece.x) + number(&piece.width);
        }
        assert!((at - 100.0).abs() < 0.02, "they fill the picture: {at}");
        assert!(number(&drawn.pieces[0].width) > 1.9 * number(&drawn.pieces[1].width), "twice as long");
        assert_eq!(drawn.now.as_deref(), Some("100.00%"));
        assert_eq!(drawn.pieces.iter().map(|piece| piece.seconds).collect::<Vec<_>>(), [7_200, 3_600, 3_600]);
    }

    #[test]
    fn the_promise_lies_ahead_and_the_old_one_is_kept() {
        let stages = [span(Stage::InTier1, Tier::One, "2026-11-23T08:00", None)];
        let ahead = Life {
            promise: Some(wita("2026-11-23T12:00")),
            was: Some(wita("2026-11-23T10:00")),
            ..life(&stages, "2026-11-23T09:00")
        };
        let drawn = band(&ahead).unwrap();
        assert_eq!(drawn.promise.as_deref(), Some("100.00%"));
        let (now, was) = (number(&drawn.now.unwrap()), number(&drawn.was.unwrap()));
        assert!(now < was && was < 100.0, "{now} {was}");
        let same = Life { was: ahead.promise, ..ahead };
        assert_eq!(band(&same).unwrap().was, None, "it did not move");
        let over = Life { open: false, promise: Some(wita("2026-11-20T10:00")), was: None, ..same };
        let drawn = band(&over).unwrap();
        assert_eq!((drawn.now, drawn.promise), (None, None), "what is not in the picture is not drawn");
    }

    #[test]
    fn nights_and_weekends_are_grey() {
        // Friday morning to Tuesday noon: a night, a weekend, a night; no break at noon.
        let stages = [span(Stage::InTier1, Tier::One, "2026-11-20T08:00", None)];
        let office = office();
        let drawn = band(&Life { calendar: Some(&office), ..life(&stages, "2026-11-24T12:00") }).unwrap();
        assert_eq!(drawn.off.len(), 2, "{:?}", drawn.off);
        let widths: Vec<f64> = drawn.off.iter().map(|off| number(&off.width)).collect();
        assert!(widths[0] > 3.0 * widths[1], "a weekend is longer than a night: {widths:?}");
        let year = band(&Life { calendar: Some(&office), ..life(&stages, "2027-09-20T12:00") }).unwrap();
        assert!(year.off.len() <= OFF, "{}", year.off.len());
    }

    #[test]
    fn a_short_stage_of_a_long_life_is_seen_and_a_long_one_is_broken() {
        let stages = [
            span(Stage::New, Tier::One, "2026-09-01T08:00", Some("2026-09-01T08:05")),
            span(Stage::WaitingVendor, Tier::Two, "2026-09-01T08:05", Some("2026-11-20T08:00")),
            span(Stage::Resolved, Tier::Two, "2026-11-20T08:00", None),
        ];
        let drawn = band(&life(&stages, "2026-11-23T08:00")).unwrap();
        assert!(number(&drawn.pieces[0].width) >= 0.99, "{:?}", drawn.pieces[0]);
        assert!(drawn.pieces[1].broken.is_some() && drawn.pieces[2].broken.is_none());
        assert!(number(&drawn.pieces[2].width) > 10.0, "three days beside eighty: {:?}", drawn.pieces[2]);
    }

    #[test]
    fn dates_never_stand_too_close() {
        let cases = [
            ("2026-11-23T08:40", Form::Hour),
            ("2026-11-23T12:00", Form::Hour),
            ("2026-11-27T12:00", Form::Weekday),
            ("2026-12-30T12:00", Form::Day),
            ("2028-12-30T12:00", Form::Day),
        ];
        for (until, form) in cases {
            let stages = [span(Stage::InTier1, Tier::One, "2026-11-23T08:00", None)];
            let drawn = band(&life(&stages, until)).unwrap();
            let places: Vec<f64> = drawn.dates.iter().map(|date| number(&date.x)).collect();
            assert!(
                places.len() <= DATES && places.windows(2).all(|pair| pair[1] - pair[0] >= 16.9),
                "{until} {places:?}"
            );
            assert!(drawn.dates.iter().all(|date| date.form == form), "{until} {:?}", drawn.dates);
        }
    }

    #[test]
    fn a_life_of_many_stages_is_drawn_from_its_end() {
        let stage = |minute: i64| StageSpan {
            started_at: wita("2026-11-23T08:00").plus(TimeDelta::minutes(minute)),
            ended_at: Some(wita("2026-11-23T08:00").plus(TimeDelta::minutes(minute + 1))),
            ..span(Stage::InTier1, Tier::One, "2026-11-23T08:00", None)
        };
        let stages: Vec<StageSpan> = (0..200).map(stage).collect();
        let drawn = band(&life(&stages, "2026-11-23T11:20")).unwrap();
        assert_eq!(drawn.pieces.len(), STAGES);
        assert_eq!(band(&life(&[], "2026-11-23T11:20")), None);
    }
}
