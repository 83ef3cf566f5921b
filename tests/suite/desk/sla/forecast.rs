//! What a new version would do, said before it is saved, and what it then does.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use jenjang::clock::Timestamp;
use jenjang::db::DbError;
use jenjang::desk::ids::TicketId;
use jenjang::desk::sla;
use jenjang::desk::tickets;
use serde_json::{Value, json};

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::{Person, Ticket};

const KETUA: &str = "ketua@kominfo.demo.test";

/// When each clock of a ticket is due, as it is kept.
type Due = BTreeMap<String, Option<Timestamp>>;

/// P3 as it is shipped, with other times for the first answer and the solution.
fn p3(response: i32, resolution: i32) -> Value {
    let working =
        |clock: &str, amount: i32| json!({ "clock": clock, "unit": "working_minutes", "amount": amount });
    json!({
        "effective_from": "2026-11-23",
        "legal_basis": "SK 500/8/2026",
        "selector": { "priority": "P3" },
        "targets": [
            working("response", response),
            working("resolution", resolution),
            json!({ "clock": "own_time", "tier": 1, "unit": "working_minutes", "amount": 450 }),
            json!({ "clock": "take_over", "tier": 2, "unit": "working_minutes", "amount": 240 }),
        ],
    })
}

fn of_p3(mut version: Value) -> Value {
    version["policy"] = json!("P3");
    version
}

async fn due(desk: &TestDesk, seer: &Person, ticket: &Ticket) -> Due {
    let id: TicketId = seer.looks_at(ticket).await.is(200).field("/id").parse().unwrap();
    let clocks = desk.app.db.read(move |conn| sla::store::clocks_of(conn, id)).await.unwrap();
    clocks
        .into_iter()
        .filter(|clock| clock.is_open())
        .map(|clock| (clock.name.to_string(), clock.due_at))
        .collect()
}

/// Lets the job look again at what a change has touched, to the end.
async fn recomputes(desk: &TestDesk) {
    let now = desk.now();
    loop {
        let done = desk.app.db.write(move |conn| {
            tickets::recompute_behind(conn, now, 2).map_err(|error| DbError::Migration(error.to_string()))
        });
        if done.await.unwrap() == 0 {
            return;
        }
    }
}

both! {
    async fn what_is_foreseen_is_what_happens(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let ketua = desk.person(KETUA).await;
        let answered = siti.reports("Jaringan lemot").await;
        let waiting = siti.reports("Printer macet").await;
        let other = rini.reports("Tidak bisa login").await;
        let urgent = siti.opens(json!({ "impact": "wide", "urgency": "high" })).await;
        andi.takes(&answered).await.succeeds();
        andi.replies(&answered, "Kami periksa").await.is(201);
        andi.takes(&waiting).await.succeeds();
        desk.passes(TimeDelta::minutes(30));
        andi.asks(&waiting, "Lantai berapa?").await.succeeds();
        desk.passes(TimeDelta::minutes(90));

        let mut before: BTreeMap<String, Due> = BTreeMap::new();
        for ticket in [&answered, &waiting, &other, &urgent] {
            before.insert(ticket.number.clone(), due(&desk, &ketua, ticket).await);
        }
        assert!(before[&other.number]["response"].is_some(), "{before:?}");
        let foreseen = ketua.api.post("/sla/policies/preview", of_p3(p3(60, 300))).await.is(200).json();
        assert_eq!((&foreseen["looked_at"], &foreseen["complete"]), (&json!(4), &json!(true)), "{foreseen}");
        // The one nobody has answered for two hours is late once one hour is promised.
        assert_eq!((&foreseen["become_late"], &foreseen["become_timely"]), (&json!(1), &json!(0)), "{foreseen}");
        let examples = foreseen["examples"].as_array().unwrap();
        assert_eq!(foreseen["moved"], json!(examples.len()));
        assert_eq!((&examples[0]["number"], &examples[0]["clock"]), (&json!(other.number), &json!("response")));
        assert!(examples.iter().all(|example| example["number"] != json!(urgent.number)), "a P1 keeps its promise");
        for (number, kept) in &before {
            let ticket = Ticket { number: number.clone() };
            assert_eq!(&due(&desk, &ketua, &ticket).await, kept, "asking changes nothing");
        }

        ketua.api.post("/sla/policies/P3/versions", p3(60, 300)).await.is(201);
        recomputes(&desk).await;
        let mut moved = 0;
        for ticket in [&answered, &waiting, &other, &urgent] {
            let after = due(&desk, &ketua, ticket).await;
            for (clock, due) in &after {
                let was = before[&ticket.number].get(clock).copied().flatten();
                let told = examples.iter().find(|one| one["number"] == json!(ticket.number) && one["clock"] == json!(clock));
                if was == *due {
                    assert!(told.is_none(), "{} {clock} was foreseen to move", ticket.number);
                } else {
                    let told = told.unwrap_or_else(|| panic!("{} {clock} moved unforeseen", ticket.number));
                    assert_eq!((&told["before"], &told["after"]), (&json!(was), &json!(due)));
                    moved += 1;
                }
            }
        }
        assert_eq!(json!(moved), foreseen["moved"]);
        // What was late is timely again under a kinder version.
        let kinder = ketua.api.post("/sla/policies/preview", of_p3(p3(480, 3_000))).await.is(200).json();
        assert_eq!((&kinder["become_late"], &kinder["become_timely"]), (&json!(0), &json!(1)), "{kinder}");
    }

    async fn a_new_policy_and_an_end_are_foreseen_too(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ketua = desk.person(KETUA).await;
        let ticket = siti.reports("Jaringan lemot").await;
        let new = json!({
            "code": "DINKES", "name": "Dinas Kesehatan", "effective_from": "2026-11-23", "legal_basis": "SK 1",
            "selector": { "priority": "P3", "agency": "dinkes", "category": "A1" },
            "targets": [{ "clock": "response", "unit": "working_minutes", "amount": 30 }],
        });
        let foreseen = ketua.api.post("/sla/policies/preview", new).await.is(200).json();
        assert_eq!(foreseen["moved"], 1, "{foreseen}");
        assert_eq!(foreseen["examples"][0]["number"], json!(ticket.number));
        let end = json!({ "policy": "P3", "active": false, "effective_from": "2026-11-23", "legal_basis": "SK 2" });
        let foreseen = ketua.api.post("/sla/policies/preview", end.clone()).await.is(200).json();
        let examples = foreseen["examples"].as_array().unwrap();
        assert!(examples.len() >= 2 && examples.iter().all(|one| one["after"].is_null() && !one["before"].is_null()), "{foreseen}");
        // From tomorrow on it is no matter of today's tickets.
        let mut later = end;
        later["effective_from"] = json!("2026-11-25");
        let foreseen = ketua.api.post("/sla/policies/preview", later).await.is(200).json();
        assert_eq!((&foreseen["looked_at"], &foreseen["moved"]), (&json!(0), &json!(0)));
        ketua.api.get("/sla/policies/DINKES").await.problem(404);
    }

    async fn nobody_foresees_what_they_may_not_see(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        siti.opens(json!({ "kind": "security_incident", "category": "E1" })).await;
        let looked_at = async |email: &str| {
            let asker = desk.person(email).await;
            asker.api.post("/sla/policies/preview", of_p3(p3(60, 300))).await.is(200).json()["looked_at"].clone()
        };
        // The supervisor sees no restricted ticket, the administrator none at all.
        assert_eq!(looked_at("kadis@kominfo.demo.test").await, json!(2));
        assert_eq!(looked_at(KETUA).await, json!(1));
        assert_eq!(looked_at("admin@demo.test").await, json!(0));
        for email in ["siti@dinkes.demo.test", "andi@dinkes.demo.test", "fajar@kominfo.demo.test", "auditor@inspektorat.demo.test"] {
            let asker = desk.person(email).await;
            asker.api.post("/sla/policies/preview", of_p3(p3(60, 300))).await.problem(403);
        }
    }

    async fn what_the_save_refuses_is_refused_before(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let with = |name: &str, value: Value| {
            let mut version = of_p3(p3(60, 300));
            version[name] = value;
            version
        };
        for (wish, field) in [
            (with("policy", json!("NIHIL")), "policy"),
            (with("legal_basis", json!("")), "legal_basis"),
            (with("selector", json!({ "priority": "P2" })), "selector"),
            (with("targets", json!([])), "targets"),
            (with("effective_from", json!("1990-01-01")), "effective_from"),
            (with("policy", Value::Null), "code"),
            (with("active", json!(false)), "targets"),
            (with("colour", json!("red")), "colour"),
        ] {
            ketua.api.post("/sla/policies/preview", wish).await.refuses_field(422, field);
        }
    }

    async fn what_a_calendar_version_does_is_foreseen(desk: TestDesk) {
        let (siti, ketua) = (desk.person("siti@dinkes.demo.test").await, desk.person(KETUA).await);
        let tickets = [siti.reports("Jaringan lemot").await, siti.reports("Wifi tidak dapat IP").await];
        let read = ketua.api.get("/calendars/nasional-wita").await.is(200).json();
        let mut version = json!({ "source": "SE Bupati 100/2026", "effective_from": "2026-11-23" });
        for name in ["weekly", "replacements", "exceptions"] {
            version[name] = read[name].clone();
        }
        let day_off = json!({ "date": "2026-11-24", "hours": [], "reason": "Hari jadi kabupaten" });
        let (nothing, mut with_a_day_off) = (version.clone(), version);
        with_a_day_off["exceptions"].as_array_mut().unwrap().push(day_off);
        let url = "/calendars/nasional-wita/versions";
        let preview = async |wish: &Value| ketua.api.post(&format!("{url}/preview"), wish.clone()).await;
        assert_eq!(preview(&nothing).await.is(200).json()["moved"], json!(0));

        let mut before = Vec::new();
        for ticket in &tickets {
            before.push(due(&desk, &ketua, ticket).await);
        }
        let foreseen = preview(&with_a_day_off).await.is(200).json();
        assert_eq!((&foreseen["looked_at"], &foreseen["become_late"]), (&json!(2), &json!(0)), "{foreseen}");
        for (ticket, before) in tickets.iter().zip(&before) {
            assert_eq!(&due(&desk, &ketua, ticket).await, before, "asking changes nothing");
        }
        let kept = ketua.api.get("/calendars/nasional-wita").await.is(200).json();
        assert_eq!(kept["versions"], read["versions"], "asking keeps nothing");

        ketua.api.post(url, with_a_day_off).await.is(201);
        recomputes(&desk).await;
        let mut moved = 0;
        for (ticket, before) in tickets.iter().zip(&before) {
            for (clock, after) in due(&desk, &ketua, ticket).await {
                let was = before.get(&clock).copied().flatten();
                let is_told = |one: &&Value| one["number"] == json!(ticket.number) && one["clock"] == json!(clock);
                let told = foreseen["examples"].as_array().unwrap().iter().find(is_told);
                let expected = told.map_or((was, was), |one| (was, serde_json::from_value(one["after"].clone()).unwrap()));
                assert_eq!((was, after), expected, "{} {clock}", ticket.number);
                moved += i32::from(told.is_some());
            }
        }
        assert!(moved > 0 && json!(moved) == foreseen["moved"], "{foreseen}");

        let mut wrong = nothing.clone();
        wrong["exceptions"].as_array_mut().unwrap().push(json!({ "date": "2026-11-24", "hours": [["09:00", "08:00"]] }));
        preview(&wrong).await.problem(422);
        ketua.api.post("/calendars/nowhere/versions/preview", nothing.clone()).await.problem(404);
        for email in ["siti@dinkes.demo.test", "andi@dinkes.demo.test", "auditor@inspektorat.demo.test"] {
            desk.person(email).await.api.post(&format!("{url}/preview"), nothing.clone()).await.problem(403);
        }
    }

    async fn a_category_that_moves_takes_its_tickets_along(desk: TestDesk) {
        let (siti, ketua) = (desk.person("siti@dinkes.demo.test").await, desk.person(KETUA).await);
        let admin = desk.person("admin@demo.test").await;
        let half_an_hour = json!({
            "code": "KHUSUS",
            "name": "Kebijakan khusus",
            "effective_from": "2026-11-01",
            "legal_basis": "SK 500/9/2026",
            "selector": { "category": "A2", "priority": "P3" },
            "targets": [{ "clock": "response", "unit": "working_minutes", "amount": 30 }],
        });
        ketua.api.post("/sla/policies", half_an_hour).await.is(201);
        let ticket = siti.reports("Jaringan lemot").await;
        recomputes(&desk).await;
        let before = due(&desk, &siti, &ticket).await;
        let etag = admin.api.get("/categories/A1").await.is(200).header("etag").to_owned();
        admin.api.patch("/categories/A1", &etag, json!({ "parent": "A2" })).await.is(200);
        recomputes(&desk).await;
        let after = due(&desk, &siti, &ticket).await;
        assert_eq!(after["response"], Some(desk.now().plus(TimeDelta::minutes(30))), "it was {before:?}");
        assert_eq!(after["resolution"], before["resolution"], "the policy says nothing of a solution");
    }
}
