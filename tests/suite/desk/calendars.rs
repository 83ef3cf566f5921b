//! Calendars in the database: what is shipped, and the verbs.

use jenjang::clock::Timestamp;
use jenjang::desk::events;
use jenjang::desk::people::By;
use jenjang::desk::sla::calendar::{Document, ExceptionDocument};
use jenjang::desk::sla::calendars::{self, CalendarChange, CalendarFields, VersionFields};
use jenjang::desk::sla::{self, CalendarEntry, SlaError};
use serde_json::json;

use crate::both;
use crate::support::database::TestDatabase;

fn now() -> Timestamp {
    "2026-11-23T00:15:00Z".parse().unwrap()
}

fn office_hours() -> Document {
    let day = json!([["08:00", "12:00"], ["13:00", "17:00"]]);
    let weekly = json!({ "weekly": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day } });
    serde_json::from_value(weekly).unwrap()
}

fn version(document: Document) -> VersionFields {
    VersionFields { effective_from: None, source: "SK Bupati 1/2026".into(), document }
}

fn named(name: &str, zone_default: bool) -> CalendarFields {
    CalendarFields { code: None, name: name.into(), zone: "Asia/Makassar".into(), zone_default }
}

fn wrong(outcome: Result<CalendarEntry, SlaError>) -> Vec<(String, &'static str)> {
    match outcome {
        Err(SlaError::Invalid(errors)) => {
            errors.0.into_iter().map(|error| (error.field, error.code)).collect()
        }
        other => panic!("was not refused for its fields: {other:?}"),
    }
}

both! {
    async fn two_processes_that_start_at_once_ship_once(database: TestDatabase) {
        drop(database.open());
        let starts = (0..2).map(|_| {
            let db = database.open();
            std::thread::spawn(move || db.write_blocking(move |conn| sla::ship(conn, now())).unwrap())
        });
        let starts: Vec<_> = starts.collect();
        for start in starts {
            start.join().unwrap();
        }
        let mut conn = database.connect();
        sla::ship(&mut conn, now()).unwrap();
        let rules = sla::rules(&mut conn).unwrap();
        let codes: Vec<_> = rules.calendars.iter().map(|entry| entry.code.as_str()).collect();
        assert_eq!(codes, ["24x7", "nasional-wib", "nasional-wit", "nasional-wita"]);
        let wita = rules.zone_calendar(chrono_tz::Asia::Makassar).unwrap();
        assert_eq!(wita.code, "nasional-wita");
        assert_eq!(events::history(&mut conn, wita.id).unwrap().len(), 1);
        let start: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
        let due = wita.calendar().due(start, 1_350 * 60_000_000).unwrap();
        assert_eq!(due, "2026-11-25T07:30:00Z".parse().unwrap(), "dossier §3.7");
        let lines = calendars::history(&mut conn, wita.id).unwrap();
        assert!(lines[0].source.contains("SKB"), "{}", lines[0].source);
        assert_eq!(lines[0].made_by, None);
    }

    async fn a_version_is_added_and_nothing_is_lost(database: TestDatabase) {
        drop(database.open());
        let mut conn = database.connect();
        sla::ship(&mut conn, now()).unwrap();
        let made =
            calendars::create(&mut conn, By::Machine, named("Puskesmas pagi", false), version(office_hours()), now());
        let made = made.unwrap();
        assert_eq!((made.code.as_str(), made.version, made.seq()), ("puskesmas-pagi", 1, 1));
        let again = calendars::create(
            &mut conn,
            By::Machine,
            CalendarFields { code: Some(" Puskesmas-Pagi ".into()), ..named("Lain", false) },
            version(office_hours()),
            now(),
        );
        assert_eq!(wrong(again), [("code".to_owned(), "taken")]);

        let mut more = office_hours();
        let date = "2026-11-27".parse().unwrap();
        more.exceptions.push(ExceptionDocument { date, hours: vec![], reason: "Hari jadi kabupaten".into() });
        let before = sla::rules(&mut conn).unwrap().revision;
        let added =
            calendars::add_version(&mut conn, By::Machine, made.id, Some(1), version(more.clone()), now()).unwrap();
        assert_eq!((added.version, added.seq()), (2, 2));
        let rules = sla::rules(&mut conn).unwrap();
        assert!(rules.revision > before, "open clocks are looked at again");
        let kept = rules.calendar(made.id).unwrap();
        assert!(kept.calendar().on(date).hours.is_closed());
        assert!(!kept.as_of(1).unwrap().on(date).hours.is_closed(), "what once held can be looked up");
        let stale = calendars::add_version(&mut conn, By::Machine, made.id, Some(1), version(more), now());
        assert!(matches!(stale, Err(SlaError::Stale { current: 2 })));

        let lines = calendars::history(&mut conn, made.id).unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.seq, line.effective_from.to_string())).collect();
        assert_eq!(told, [(1, "2000-01-01".to_owned()), (2, "2026-11-23".to_owned())], "today in its zone");
        let events = events::history(&mut conn, made.id).unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[1].data.0["added"]["rules"]["exceptions"][0]["reason"], "Hari jadi kabupaten");
    }

    async fn a_zone_has_one_default(database: TestDatabase) {
        drop(database.open());
        let mut conn = database.connect();
        sla::ship(&mut conn, now()).unwrap();
        let zone = chrono_tz::Asia::Makassar;
        let made =
            calendars::create(&mut conn, By::Machine, named("Enam hari", true), version(office_hours()), now()).unwrap();
        let rules = sla::rules(&mut conn).unwrap();
        assert_eq!(rules.zone_calendar(zone).unwrap().id, made.id);
        let national = rules.calendar_named("nasional-wita").unwrap();
        assert_eq!((national.zone_default, national.version), (false, 2));
        let put_down = CalendarChange { zone_default: Some(false), ..CalendarChange::default() };
        let outcome = calendars::change(&mut conn, By::Machine, made.id, 1, put_down, now());
        assert_eq!(wrong(outcome), [("zone_default".to_owned(), "default_is_needed")]);
        let back = CalendarChange { zone_default: Some(true), name: Some("Nasional".into()) };
        let back = calendars::change(&mut conn, By::Machine, national.id, 2, back, now()).unwrap();
        assert_eq!((back.name.as_str(), back.zone_default, back.version), ("Nasional", true, 3));
        let rules = sla::rules(&mut conn).unwrap();
        assert_eq!(rules.zone_calendar(zone).unwrap().code, "nasional-wita");
        assert!(!rules.calendar(made.id).unwrap().zone_default);
        let renamed = CalendarChange { name: Some("Puskesmas".into()), ..CalendarChange::default() };
        let stale = calendars::change(&mut conn, By::Machine, made.id, 1, renamed, now());
        assert!(matches!(stale, Err(SlaError::Stale { current: 2 })));
    }
}
