//! The demo office: whole, the same every time, and with something to do for everybody who signs in.

use std::collections::BTreeSet;

use jenjang::clock::Timestamp;
use jenjang::db::{Db, DbError};
use jenjang::desk::demo::{self, DemoError, DemoReport};
use jenjang::desk::people::{Actor, By, agencies, coverage, load_actor, passwords, persons};
use jenjang::desk::tickets::{self, AssigneeFilter, Filter};
use jenjang::desk::words::{DirectRouteReason, Language, LinkKind, Status, Tier};
use jenjang::desk::{events, letters};

use crate::both;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::monday_morning;

/// Memory of a password hash in tests, in KiB.
const CHEAP: u32 = 64;

/// Fills it as the command does: on a thread of its own, outside the async ones.
fn fill(db: &Db, now: Timestamp) -> Result<DemoReport, DemoError> {
    let db = db.clone();
    std::thread::spawn(move || demo::fill(&db, CHEAP, now)).join().unwrap()
}

fn filled(db: &Db, now: Timestamp) -> DemoReport {
    fill(db, now).unwrap_or_else(|error| panic!("{error}"))
}

fn actor(db: &Db, email: &str) -> Actor {
    db.read_blocking(|conn| {
        let person = persons::by_email(conn, email)?.unwrap_or_else(|| panic!("nobody is {email}"));
        Ok::<_, DbError>(load_actor(conn, person.id, monday_morning())?.unwrap())
    })
    .unwrap()
}

fn listed(db: &Db, actor: &Actor, filter: Filter) -> Vec<tickets::Ticket> {
    db.read_blocking(|conn| tickets::list(conn, actor, &filter, None, 200)).unwrap().tickets
}

/// What one can tell two offices apart by.
fn told(db: &Db) -> Vec<String> {
    let auditor = actor(db, "kadis@kominfo.demo.test");
    let lines = listed(db, &auditor, Filter::default());
    let lines = lines.into_iter().map(|ticket| {
        let history = db.read_blocking(|conn| events::history(conn, ticket.id)).unwrap();
        let acts: Vec<_> = history.iter().map(|line| format!("{}@{}", line.kind, line.at)).collect();
        format!("{} {} {} {} {}", ticket.number, ticket.title, ticket.status, ticket.tier, acts.join(" "))
    });
    lines.collect()
}

both! {
    async fn the_office_is_whole_and_nobody_gets_a_letter_for_what_is_past(database: TestDatabase) {
        let db = database.open();
        let DemoReport::Made { agencies, people, tickets } = filled(&db, monday_morning()) else {
            panic!("the database was empty");
        };
        assert!(agencies >= 60 && people >= 250 && tickets >= 40, "{agencies} {people} {tickets}");
        let verdict = db.read_blocking(|conn| events::verify(conn, |_| ())).unwrap();
        assert_eq!(verdict.broken, None);
        assert!(verdict.events > 1_000, "{}", verdict.events);
        let unconsidered = db.read_blocking(events::unconsidered_count).unwrap();
        assert_eq!(unconsidered, 0);
        let backlog = db.read_blocking(letters::backlog).unwrap();
        assert_eq!(backlog.oldest_due_at, None, "no letter waits to be sent");
        assert!(db.read_blocking(demo::is_demo).unwrap());
    }

    async fn the_tickets_are_in_all_states_and_on_all_ways(database: TestDatabase) {
        let db = database.open();
        filled(&db, monday_morning());
        let kadis = actor(&db, "kadis@kominfo.demo.test");
        let all = listed(&db, &kadis, Filter::default());
        let states: BTreeSet<_> = all.iter().map(|ticket| ticket.status).collect();
        assert_eq!(states.len(), Status::ALL.len(), "{states:?}");
        let reasons: BTreeSet<_> = all.iter().filter_map(|ticket| ticket.direct_route_reason).collect();
        assert_eq!(reasons.len(), DirectRouteReason::ALL.len(), "{reasons:?}");
        assert!(all.iter().any(|ticket| ticket.bounces == 2), "returned twice");
        assert!(all.iter().any(|ticket| ticket.tier == Tier::Two && ticket.is_open() && !ticket.accepted));
        assert!(all.iter().filter(|ticket| ticket.restricted).count() >= 5);
        assert!(all.iter().any(|ticket| ticket.reported_at < ticket.created_at), "a late entry");
        assert!(all.iter().all(|ticket| ticket.updated_at <= monday_morning()));
        let children = all.iter().filter(|ticket| {
            let shown = db.read_blocking(|conn| tickets::overview(conn, &kadis, &ticket.spoken(), monday_morning()));
            shown.unwrap().links.iter().any(|other| other.link.kind == LinkKind::ChildOf && other.link.from_id == ticket.id)
        });
        assert_eq!(children.count(), 3);
        let uncovered = db
            .read_blocking(|conn| coverage::coverage(conn, &kadis, monday_morning().date_in(kadis.zone)))
            .unwrap();
        assert!(uncovered.len() >= 4, "three agencies without Tier 1, and one whose technician is absent");
    }

    async fn whoever_signs_in_has_something_to_do(database: TestDatabase) {
        let db = database.open();
        filled(&db, monday_morning());
        for account in demo::accounts().unwrap() {
            actor(&db, &account.email);
            assert!(!account.who(Language::Id).is_empty());
        }
        let open = |filter: Filter| Filter { status: Filter::OPEN.to_vec(), ..filter };
        for (email, most_open) in [
            ("siti@dinkes.demo.test", 2),
            ("made@dinkes.demo.test", 2),
            ("rini@dikbud.demo.test", 2),
        ] {
            let me = actor(&db, email);
            let own = listed(&db, &me, open(Filter { requester: Some(me.id), ..Filter::default() }));
            assert!(own.len() >= most_open, "{email}: {}", own.len());
        }
        for email in ["andi@dinkes.demo.test", "wayan@dikbud.demo.test"] {
            let me = actor(&db, email);
            let counts = db.read_blocking(|conn| tickets::queue_counts(conn, &me, monday_morning())).unwrap();
            assert!(counts.unassigned >= 1 && counts.mine >= 1, "{email}: {counts:?}");
        }
        for email in ["fajar@kominfo.demo.test", "lestari@kominfo.demo.test", "yusuf@kominfo.demo.test"] {
            let me = actor(&db, email);
            let counts = db.read_blocking(|conn| tickets::queue_counts(conn, &me, monday_morning())).unwrap();
            assert!(counts.incoming >= 1 && counts.mine >= 2, "{email}: {counts:?}");
            let mine = Filter { assignee: Some(AssigneeFilter::Person(me.id)), ..Filter::default() };
            assert!(listed(&db, &me, mine).len() >= 3, "{email}");
        }
        let siti = actor(&db, "siti@dinkes.demo.test");
        let own = listed(&db, &siti, Filter { requester: Some(siti.id), ..Filter::default() });
        assert!(own.iter().any(|ticket| ticket.status == Status::WaitingRequester), "a question to answer");
        assert!(own.iter().any(|ticket| ticket.status == Status::Resolved), "a solution to confirm");
    }

    async fn it_is_made_once_and_only_into_an_empty_database(database: TestDatabase) {
        let db = database.open();
        filled(&db, monday_morning());
        let before = told(&db);
        assert_eq!(filled(&db, monday_morning()), DemoReport::Kept);
        assert_eq!(told(&db), before);
    }

    async fn a_database_with_data_of_its_own_is_refused(database: TestDatabase) {
        let db = database.open();
        let fields = agencies::AgencyFields {
            code: "DINAS".into(),
            name: "Dinas".into(),
            short_name: "Dinas".into(),
            parent_id: None,
            ict_department: true,
            zone: "Asia/Jayapura".into(),
            calendar_id: None,
            self_managed_from: None,
            self_managed_until: None,
            self_managed_decree: None,
            active_from: "2020-01-01".parse().unwrap(),
            active_until: None,
        sender_name: None,
        signature: None,
        };
        db.write(|conn| agencies::create(conn, By::Machine, fields, monday_morning())).await.unwrap();
        let refusal = fill(&db, monday_morning());
        assert!(matches!(refusal, Err(DemoError::NotEmpty)), "{refusal:?}");
        assert!(!db.read_blocking(demo::is_demo).unwrap());
    }
}

#[test]
fn it_is_the_same_every_time_on_both_databases() {
    let offices: Vec<_> = [Database::Sqlite, Database::Sqlite, Database::Postgres]
        .into_iter()
        .map(|database| {
            let database = TestDatabase::new(database);
            let db = database.open();
            filled(&db, monday_morning());
            told(&db)
        })
        .collect();
    assert!(offices[0].len() >= 40);
    assert_eq!(offices[0], offices[1]);
    assert_eq!(offices[0], offices[2]);
}

#[test]
fn it_can_be_made_at_any_hour_of_any_day() {
    for now in [
        "2026-11-22T03:00:00+08:00",
        "2026-11-23T07:30:00+08:00",
        "2026-11-27T11:45:00+08:00",
        "2026-12-31T23:59:59+08:00",
        "2027-01-01T00:00:00+08:00",
        "2027-03-10T12:00:00+08:00",
    ] {
        let database = TestDatabase::new(Database::Sqlite);
        let db = database.open();
        let now: Timestamp = now.parse().unwrap();
        assert!(matches!(filled(&db, now), DemoReport::Made { .. }), "{now}");
    }
}

#[test]
fn every_account_signs_in_with_the_password_that_is_printed() {
    let database = TestDatabase::new(Database::Sqlite);
    let db = database.open();
    filled(&db, monday_morning());
    for account in demo::accounts().unwrap() {
        let hash = db
            .read_blocking(|conn| {
                let person = persons::by_email(conn, &account.email)?.unwrap();
                let me = load_actor(conn, person.id, monday_morning())?.unwrap();
                persons::own_password_hash(conn, &me)
            })
            .unwrap();
        assert!(passwords::verify(demo::PASSWORD, &hash.unwrap()), "{}", account.email);
    }
}
