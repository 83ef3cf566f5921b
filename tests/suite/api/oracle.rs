//! Thousands of questions to calendars that were posted, held against counting minutes.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::oracle::{Day, Oracle, Rules};
use crate::support::person::Person;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Zones, each with a day around which its clocks or its calendars do something.
const PLACES: [(&str, &str); 6] = [
    ("Asia/Makassar", "2027-03-05"),
    ("Asia/Jayapura", "2026-12-31"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2027-03-14"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Cairo", "2026-10-29"),
];
/// Questions of either kind to each calendar.
const QUESTIONS: usize = 260;

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn day(&mut self) -> Day {
        let mut cuts: Vec<u32> = (0..2 * self.roll(4)).map(|_| 5 * self.roll(289) as u32).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    }

    fn week(&mut self) -> Vec<Day> {
        let mut week: Vec<Day> = (0..7).map(|_| self.day()).collect();
        week[0] = vec![(450, 720), (780, 960)];
        week
    }

    fn rules(&mut self, around: NaiveDate, effective_from: NaiveDate) -> Rules {
        let day = |offset: u64| around + TimeDelta::days(offset as i64 - 10);
        let (from, length) = (self.roll(20), self.roll(9));
        let replacements = vec![(day(from), day(from + length), self.week())];
        let mut exceptions: Vec<(NaiveDate, Day)> = Vec::new();
        for _ in 0..self.roll(6) {
            let date = day(self.roll(20));
            let hours = if self.roll(2) == 0 { Vec::new() } else { self.day() };
            if exceptions.iter().all(|(other, _)| *other != date) {
                exceptions.push((date, hours));
            }
        }
        Rules { effective_from, weekly: self.week(), replacements, exceptions }
    }
}

fn wall(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn hours(day: &Day) -> Value {
    day.iter().map(|(from, to)| json!([wall(*from), wall(*to)])).collect()
}

fn weekly(week: &[Day]) -> Value {
    let days = DAYS.iter().zip(week).map(|(name, day)| ((*name).to_owned(), hours(day)));
    Value::Object(days.collect())
}

fn written(rules: &Rules) -> Value {
    let replacement = |(from, to, week): &(NaiveDate, NaiveDate, Vec<Day>)| json!({ "from": from, "to": to, "weekly": weekly(week), "reason": "puasa" });
    let exception =
        |(date, day): &(NaiveDate, Day)| json!({ "date": date, "hours": hours(day), "reason": "hari lain" });
    json!({
        "effective_from": rules.effective_from,
        "weekly": weekly(&rules.weekly),
        "replacements": rules.replacements.iter().map(replacement).collect::<Vec<_>>(),
        "exceptions": rules.exceptions.iter().map(exception).collect::<Vec<_>>(),
    })
}

/// Posts a calendar with three versions; its address, and what it should answer.
async fn posted(ketua: &Person, dice: &mut Dice, zone: &str, around: NaiveDate) -> (String, Oracle) {
    let versions: Vec<_> =
        [-400, -3, 4].map(|days| dice.rules(around, around + TimeDelta::days(days))).into();
    let mut wish = written(&versions[0]);
    wish["name"] = json!(format!("Kalender {zone}"));
    wish["zone"] = json!(zone);
    let path = format!("/calendars/{}", ketua.api.post("/calendars", wish).await.is(201).field("/id"));
    for later in &versions[1..] {
        ketua.api.post(&format!("{path}/versions"), written(later)).await.is(201);
    }
    (path, Oracle { zone: zone.parse().unwrap(), versions })
}

fn instant(text: &Value) -> DateTime<Utc> {
    text.as_str().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn three_thousand_answers_are_what_counting_minutes_says() {
    let desk = TestDesk::open(Database::Sqlite, &[("JENJANG_REQUESTS_PER_MINUTE", "100000")]).await;
    let ketua = desk.person("ketua@kominfo.demo.test").await;
    let mut dice = Dice(0x2026_1123);
    let mut asked = 0;
    for (zone, day) in PLACES {
        let around: NaiveDate = day.parse().unwrap();
        let (path, oracle) = posted(&ketua, &mut dice, zone, around).await;
        let noon = around.and_hms_opt(12, 0, 0).unwrap().and_utc();
        let mut questions = Vec::new();
        for _ in 0..QUESTIONS {
            let start = noon + TimeDelta::seconds(dice.roll(12 * 86_400) as i64 - 6 * 86_400);
            let (minutes, length) = (dice.roll(700) as i64, TimeDelta::seconds(dice.roll(2 * 86_400) as i64));
            questions.push((start, minutes, start + length));
        }
        for some in questions.chunks(20) {
            let answers = join_all(some.iter().map(|(start, minutes, until)| {
                let (api, path) = (ketua.api.clone(), path.clone());
                async move {
                    let due = json!({ "start": start, "working_minutes": minutes });
                    let due = api.post(&format!("{path}/due"), due).await.is(200).json();
                    let worked = json!({ "from": start, "to": until });
                    let worked = api.post(&format!("{path}/worked"), worked).await.is(200).json();
                    (due, worked)
                }
            }));
            for ((start, minutes, until), (due, worked)) in some.iter().zip(answers.await) {
                let what = format!("{zone} from {start}, {minutes} min, until {until}: {due}");
                let budget = TimeDelta::minutes(*minutes);
                let counted = oracle.due(*start, budget, *start + TimeDelta::days(40)).unwrap();
                assert_eq!(instant(&due["due_at"]), counted, "{what}");
                assert_eq!(worked["seconds"], oracle.worked(*start, *until).num_seconds(), "{what}");
                let mut at = *start;
                let mut sum = TimeDelta::zero();
                for segment in due["segments"].as_array().unwrap() {
                    assert_eq!(instant(&segment["from"]), at, "{what}");
                    assert_eq!(segment["counts"], oracle.is_working(at), "{what}");
                    let to = instant(&segment["to"]);
                    sum += if segment["counts"] == true { to - at } else { TimeDelta::zero() };
                    at = to;
                }
                assert_eq!((at, sum), (counted, budget), "{what}");
                asked += 2;
            }
        }
    }
    assert!(asked >= 3_000, "{asked}");
}
