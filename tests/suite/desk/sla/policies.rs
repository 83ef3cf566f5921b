//! What is promised: who says so, from which day, to whom, and which policy speaks for a ticket.

use chrono::NaiveDate;
use jenjang::desk::events;
use jenjang::desk::sla::{self, SlaError};
use serde_json::{Value, json};

use crate::both;
use crate::support::answer::Answer;
use crate::support::database::TestDatabase;
use crate::support::desk::{TestDesk, monday_morning};
use crate::support::person::Person;

const KETUA: &str = "ketua@kominfo.demo.test";

/// A version with the members of `wishes` instead of the usual ones: half an hour to the first answer.
fn a_version(wishes: Value) -> Value {
    let mut version = json!({
        "effective_from": "2026-11-01",
        "legal_basis": "SK 500/7/2026",
        "selector": { "kind": "incident", "priority": "P1" },
        "targets": [response(30)],
    });
    for (name, value) in wishes.as_object().unwrap() {
        version[name] = value.clone();
    }
    version
}

/// A policy with its first version.
fn a_policy(code: &str, wishes: Value) -> Value {
    let mut policy = a_version(wishes);
    policy["code"] = json!(code);
    policy["name"] = json!(format!("Kebijakan {code}"));
    policy
}

fn response(minutes: i32) -> Value {
    json!({ "clock": "response", "unit": "working_minutes", "amount": minutes, "thresholds": [{ "percent": 75, "tell": "holder" }] })
}

/// Enters a policy, as the supervisor.
async fn enters(ketua: &Person, code: &str, wishes: Value) -> Answer {
    ketua.api.post("/sla/policies", a_policy(code, wishes)).await
}

/// Which policy speaks for the first answer to a ticket of the properties in `query`.
async fn speaks(person: &Person, query: &str) -> String {
    let answer = person.api.get(&format!("/sla/policies/matching?{query}")).await.is(200).json();
    let clocks = answer["clocks"].as_array().unwrap();
    let response = clocks.iter().find(|clock| clock["clock"] == "response").unwrap();
    response["speaks"]["policy"]["code"].as_str().unwrap_or("-").to_owned()
}

both! {
    async fn a_desk_begins_with_what_the_rules_promise(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let list = andi.api.get("/sla/policies").await.is(200).json();
        let codes: Vec<_> = list["items"].as_array().unwrap().iter().map(|policy| policy["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["DATA-PRIBADI", "INSIDEN-SIBER", "KONFIRMASI", "P1", "P2", "P3", "P4"]);
        let p1 = andi.api.get("/sla/policies/p1").await.is(200);
        assert_eq!(p1.header("etag"), "\"1\"");
        let p1 = p1.json();
        assert_eq!(p1["current"], 1);
        let resolution = &p1["versions"][0]["targets"][1];
        assert_eq!((&resolution["clock"], &resolution["amount"]), (&json!("resolution"), &json!(240)));
        assert_eq!(resolution["thresholds"][2], json!({ "percent": 200, "tell": "ict_head" }));
        let by_id = andi.api.get(&format!("/sla/policies/{}", p1["id"].as_str().unwrap())).await.is(200).json();
        assert_eq!(by_id, p1);
        let first = andi.api.get("/sla/policies?limit=3").await.is(200).json();
        let next = first["next_cursor"].as_str().unwrap();
        let second = andi.api.get(&format!("/sla/policies?limit=3&cursor={next}")).await.is(200).json();
        assert_eq!(second["items"][0]["code"], "P1");
    }

    async fn two_that_start_at_once_ship_once(database: TestDatabase) {
        let (one, other) = (database.open(), database.open());
        let ship = |conn: &mut jenjang::db::DbConn| sla::ship(conn, monday_morning());
        let both: (Result<(), SlaError>, Result<(), SlaError>) = tokio::join!(one.write(ship), other.write(ship));
        both.0.unwrap();
        both.1.unwrap();
        one.write(ship).await.unwrap();
        let mut conn = database.connect();
        let rules = sla::rules(&mut conn).unwrap();
        assert_eq!(rules.policies.len(), 7);
        for policy in &rules.policies {
            assert_eq!(policy.versions.len(), 1, "{}", policy.code);
            assert_eq!(events::history(&mut conn, policy.id).unwrap().len(), 1, "{}", policy.code);
        }
    }

    async fn the_most_specific_policy_speaks(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let selects = |selector: Value| json!({ "selector": selector });
        for (code, selector) in [
            ("DINKES-P1", json!({ "priority": "P1", "agency": "dinkes" })),
            ("A-P1", json!({ "priority": "P1", "kind": "incident", "category": "A1" })),
            ("KEAMANAN", json!({ "priority": "P1", "kind": "security_incident", "agency": "dikbud" })),
            ("RAHASIA", json!({ "priority": "P1", "kind": "security_incident", "agency": "dikbud", "classification": "secret" })),
        ] {
            enters(&ketua, code, selects(selector)).await.is(201);
        }
        for (query, code) in [
            ("kind=incident&priority=P2&category=A1&agency=dinkes", "P2"),
            ("kind=service_request&priority=P1&category=A1&agency=dikbud", "P1"),
            ("kind=service_request&priority=P1&category=A1&agency=dinkes", "DINKES-P1"),
            ("kind=incident&priority=P1&category=A1&agency=dinkes", "A-P1"),
            ("kind=incident&priority=P1&category=G2&agency=dinkes", "DINKES-P1"),
            ("kind=security_incident&priority=P1&category=E1&agency=dikbud", "KEAMANAN"),
            ("kind=security_incident&priority=P1&category=E1&agency=dikbud&classification=secret", "RAHASIA"),
            ("kind=incident&priority=P1&category=A1&agency=dinkes&on=2026-10-31", "P1"),
            ("kind=incident&priority=P1&category=A1&agency=dinkes&on=2019-12-31", "-"),
        ] {
            assert_eq!(speaks(&ketua, query).await, code, "{query}");
        }
        // It says why, and whom it goes before.
        let query = "kind=incident&priority=P1&category=A1&agency=dinkes";
        let told = ketua.api.get(&format!("/sla/policies/matching?{query}")).await.is(200).json();
        assert_eq!(told["on"], "2026-11-23");
        let response = &told["clocks"][0];
        assert_eq!(response["speaks"]["asked"], json!(["kind", "priority", "category"]));
        assert_eq!(response["speaks"]["category_steps"], 0);
        let behind: Vec<_> = response["behind"].as_array().unwrap().iter().map(|fit| &fit["policy"]["code"]).collect();
        assert_eq!(behind, [&json!("DINKES-P1"), &json!("P1")]);
        let clock = |name: &str| told["clocks"].as_array().unwrap().iter().find(|clock| clock["clock"] == name).unwrap().clone();
        assert_eq!(clock("cyber_incident")["speaks"], Value::Null, "an incident is no cyber incident");
        assert_eq!(clock("resolution")["speaks"]["policy"]["code"], "P1", "each clock has its own");
    }

    async fn the_nearer_category_speaks(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let admin = desk.person("admin@demo.test").await;
        let top = json!({ "code": "N", "name": "Jaringan", "name_en": "Network", "default_kind": "incident" });
        admin.api.post("/categories", top).await.is(201);
        let a1 = admin.api.get("/categories/A1").await.is(200);
        admin.api.patch("/categories/A1", a1.header("etag"), json!({ "parent": "N" })).await.succeeds();
        let select = |category: &str| json!({ "selector": { "priority": "P1", "category": category } });
        enters(&ketua, "ATAS", select("N")).await.is(201);
        let query = "kind=incident&priority=P1&category=A1&agency=dinkes";
        assert_eq!(speaks(&ketua, query).await, "ATAS");
        enters(&ketua, "BAWAH", select("A1")).await.is(201);
        assert_eq!(speaks(&ketua, query).await, "BAWAH");
        let told = ketua.api.get(&format!("/sla/policies/matching?{query}")).await.is(200).json();
        assert_eq!(told["clocks"][0]["behind"][0]["category_steps"], 1);
        assert_eq!(speaks(&ketua, "kind=incident&priority=P1&category=N&agency=dinkes").await, "ATAS");
    }

    async fn a_version_holds_from_its_day_and_a_retired_policy_is_silent(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let made = enters(&ketua, "cepat", json!({})).await.is(201);
        let path = format!("/sla/policies/{}", made.field("/id"));
        assert_eq!(made.field("/code"), "CEPAT");
        let minutes = async |on: &str| {
            let query = format!("kind=incident&priority=P1&category=A1&agency=dinkes&on={on}");
            let told = ketua.api.get(&format!("/sla/policies/matching?{query}")).await.is(200).json();
            told["clocks"][0]["speaks"]["target"]["amount"].as_i64().unwrap()
        };
        let version = a_version(json!({ "effective_from": "2026-12-01", "targets": [response(20)] }));
        let second = ketua.api.post(&format!("{path}/versions"), version).await.is(201);
        assert_eq!((second.header("etag"), second.json()["current"].as_i64()), ("\"2\"", Some(1)));
        let version = a_version(json!({ "effective_from": "2026-12-01", "targets": [response(10)] }));
        ketua.api.post(&format!("{path}/versions"), version).await.is(201);
        let end = json!({ "effective_from": "2027-01-01", "legal_basis": "SK 1/2027", "active": false });
        let ended = ketua.api.post(&format!("{path}/versions"), end.clone()).await.is(201).json();
        assert_eq!(ended["versions"].as_array().unwrap().len(), 4, "nothing that was said is gone");
        assert_eq!(ended["versions"][3]["targets"], ended["versions"][2]["targets"]);
        for (on, expected) in [
            ("2026-11-01", 30), ("2026-11-30", 30), ("2026-12-01", 10), ("2026-12-31", 10), ("2027-01-01", 30), ("2026-10-31", 30),
        ] {
            assert_eq!(minutes(on).await, expected, "{on}");
        }
        assert_eq!(speaks(&ketua, "kind=incident&priority=P1&category=A1&agency=dinkes&on=2027-01-01").await, "P1");
        ketua.api.post(&format!("{path}/versions"), end).await.refuses_field(422, "active");
        // It can be taken up again.
        let again = a_version(json!({ "effective_from": "2027-02-01", "targets": [response(5)] }));
        ketua.api.post(&format!("{path}/versions"), again).await.is(201);
        assert_eq!(minutes("2027-02-01").await, 5);
    }

    async fn two_of_the_same_right_are_refused_and_the_other_is_named(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        enters(&ketua, "SATU", json!({})).await.is(201);
        let selector = |selector: Value| json!({ "selector": selector });
        for wish in [json!({}), selector(json!({ "priority": "P1", "agency": "dinkes" })), selector(json!({ "priority": "P1", "category": "A1" }))] {
            let refused = enters(&ketua, "DUA", wish).await.refuses_field(422, "selector");
            refused.sees("SATU");
        }
        let refused = enters(&ketua, "DUA", selector(json!({ "priority": "P2" }))).await.refuses_field(422, "selector");
        refused.sees("P2");
        // Another clock, another time, or another right is no tie.
        let resolution = json!({ "clock": "resolution", "unit": "working_days", "amount": 2, "thresholds": [] });
        enters(&ketua, "TIGA", json!({ "targets": [resolution] })).await.is(201);
        let finer = selector(json!({ "kind": "incident", "priority": "P1", "agency": "dinkes" }));
        enters(&ketua, "EMPAT", finer).await.is(201);
        let end = json!({ "effective_from": "2026-12-01", "legal_basis": "SK", "active": false });
        ketua.api.post("/sla/policies/SATU/versions", end).await.is(201);
        enters(&ketua, "LIMA", json!({ "effective_from": "2026-11-30" })).await.refuses_field(422, "selector");
        enters(&ketua, "LIMA", json!({ "effective_from": "2026-12-01" })).await.is(201);
        // And none comes about by a version.
        let into_it = a_version(json!({ "effective_from": "2026-12-01", "selector": { "kind": "incident", "priority": "P1" } }));
        ketua.api.post("/sla/policies/SATU/versions", into_it).await.refuses_field(422, "selector");
    }

    async fn of_two_who_enter_the_same_at_once_one_is_refused(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let (one, other) = tokio::join!(enters(&ketua, "SATU", json!({})), enters(&ketua, "DUA", json!({})));
        let mut answers = [one.status, other.status];
        answers.sort_unstable();
        assert_eq!(answers, [201, 422], "{one}\n{other}");
    }

    async fn what_is_wrong_with_a_policy_is_named(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let target = |wish: Value| {
            let mut target = response(30);
            for (name, value) in wish.as_object().unwrap() {
                target[name] = value.clone();
            }
            json!({ "targets": [target] })
        };
        let told = |thresholds: Value| target(json!({ "thresholds": thresholds }));
        for (wish, field) in [
            (json!({ "code": "" }), "code"),
            (json!({ "code": "P1" }), "code"),
            (json!({ "code": "dua kata" }), "code"),
            (json!({ "code": "x".repeat(21) }), "code"),
            (json!({ "name": " " }), "name"),
            (json!({ "name": "x".repeat(121) }), "name"),
            (json!({ "effective_from": "1999-12-31" }), "effective_from"),
            (json!({ "effective_from": "2100-01-01" }), "effective_from"),
            (json!({ "effective_from": "2026-02-30" }), "effective_from"),
            (json!({ "effective_from": null }), "effective_from"),
            (json!({ "legal_basis": "  " }), "legal_basis"),
            (json!({ "legal_basis": "x".repeat(201) }), "legal_basis"),
            (json!({ "legal_basis": "SK\u{0}1" }), "legal_basis"),
            (json!({ "active": false }), "selector"),
            (json!({ "active": "no" }), "active"),
            (json!({ "selector": { "kind": "gangguan" } }), "selector.kind"),
            (json!({ "selector": { "priority": "P5" } }), "selector.priority"),
            (json!({ "selector": { "category": "Z9" } }), "selector.category"),
            (json!({ "selector": { "agency": "nowhere" } }), "selector.agency"),
            (json!({ "selector": { "colour": "red" } }), "selector.colour"),
            (json!({ "calendar": "NOWHERE" }), "calendar"),
            (json!({ "calendar": "0193a0c4-0000-7000-8000-000000000000" }), "calendar"),
            (json!({ "pause": "sometimes" }), "pause"),
            (json!({ "targets": [] }), "targets"),
            (json!({ "targets": null }), "targets"),
            (json!({ "targets": [response(30), response(40)] }), "targets.1.clock"),
            (target(json!({ "clock": "lunch" })), "targets.0.clock"),
            (target(json!({ "clock": "own_time" })), "targets.0.tier"),
            (target(json!({ "clock": "take_over", "tier": 1 })), "targets.0.tier"),
            (target(json!({ "tier": 1 })), "targets.0.tier"),
            (target(json!({ "tier": 3 })), "targets.0.tier"),
            (target(json!({ "clock": "cyber_incident" })), "targets.0.unit"),
            (target(json!({ "clock": "take_over", "tier": 2, "unit": "working_days" })), "targets.0.unit"),
            (target(json!({ "unit": "hours" })), "targets.0.unit"),
            (target(json!({ "amount": 0 })), "targets.0.amount"),
            (target(json!({ "amount": 112_501 })), "targets.0.amount"),
            (target(json!({ "amount": 9_999_999_999_i64 })), "targets.0.amount"),
            (target(json!({ "amount": 7.5 })), "targets.0.amount"),
            (told(json!([{ "percent": 0, "tell": "holder" }])), "targets.0.thresholds.0.percent"),
            (told(json!([{ "percent": 1001, "tell": "holder" }])), "targets.0.thresholds.0.percent"),
            (told(json!([{ "percent": 80, "tell": "holder" }, { "percent": 70, "tell": "holder" }])), "targets.0.thresholds.1.percent"),
            (told(json!([{ "percent": 80, "tell": "requester" }])), "targets.0.thresholds.0.tell"),
            (told(json!([{ "percent": 80, "tell": "everybody" }])), "targets.0.thresholds.0.tell"),
            (told(json!((1..10).map(|percent| json!({ "percent": percent, "tell": "holder" })).collect::<Vec<_>>())), "targets.0.thresholds"),
            (json!({ "colour": "red" }), "colour"),
        ] {
            let mut policy = a_policy("BARU", json!({}));
            for (name, value) in wish.as_object().unwrap() {
                policy[name] = value.clone();
            }
            if policy["effective_from"].is_null() {
                policy.as_object_mut().unwrap().remove("effective_from");
            }
            ketua.api.post("/sla/policies", policy).await.refuses_field(422, field);
        }
        ketua.api.get("/sla/policies/BARU").await.problem(404);
        let begins_ended = json!({ "code": "BARU", "name": "Baru", "effective_from": "2026-12-01", "legal_basis": "SK", "active": false });
        ketua.api.post("/sla/policies", begins_ended).await.refuses_field(422, "active");
        for query in ["", "?kind=incident", "?kind=x&priority=P1&category=A1&agency=dinkes", "?kind=incident&priority=P1&category=Z9&agency=dinkes",
            "?kind=incident&priority=P1&category=A1&agency=dinkes&on=yesterday", "?kind=&priority=P1&category=A1&agency=dinkes", "?colour=red"] {
            ketua.api.get(&format!("/sla/policies/matching{query}")).await.problem(400);
        }
    }

    async fn who_keeps_the_promises_writes_them_and_staff_read_them(desk: TestDesk) {
        for email in ["ketua@kominfo.demo.test", "kadis@kominfo.demo.test", "admin@demo.test"] {
            let keeper = desk.person(email).await;
            let code = email.split('@').next().unwrap().to_uppercase();
            let selector = json!({ "kind": "incident", "priority": "P1", "classification": if code == "KETUA" { "public" } else if code == "KADIS" { "secret" } else { "top_secret" } });
            enters(&keeper, &code, json!({ "selector": selector })).await.is(201);
        }
        for email in ["andi@dinkes.demo.test", "fajar@kominfo.demo.test", "kadis@dinkes.demo.test", "auditor@inspektorat.demo.test", "sekda@setda.demo.test"] {
            let reader = desk.person(email).await;
            reader.api.get("/sla/policies/KETUA").await.is(200);
            enters(&reader, "SENDIRI", json!({})).await.problem(403);
            reader.api.post("/sla/policies/KETUA/versions", a_version(json!({}))).await.problem(403);
            reader.api.patch("/sla/policies/KETUA", "\"1\"", json!({ "name": "Lain" })).await.problem(403);
        }
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.api.get("/sla/policies").await.problem(403);
        siti.api.get("/sla/policies/P1").await.problem(403);
        siti.api.get("/sla/policies/matching?kind=incident&priority=P1&category=A1&agency=dinkes").await.problem(403);
        enters(&siti, "SENDIRI", json!({})).await.problem(403);
    }

    async fn a_policy_is_renamed_in_the_version_that_was_read(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let etag = ketua.api.get("/sla/policies/P1").await.is(200).header("etag").to_owned();
        let named = ketua.api.patch("/sla/policies/P1", &etag, json!({ "name": "Kritis sekali" })).await.is(200);
        assert_eq!((named.field("/name").as_str(), named.header("etag")), ("Kritis sekali", "\"2\""));
        ketua.api.patch("/sla/policies/P1", &etag, json!({ "name": "Yang lain" })).await.problem(412);
        ketua.api.patch("/sla/policies/P1", "\"2\"", json!({ "name": "" })).await.refuses_field(422, "name");
        ketua.api.patch("/sla/policies/NIHIL", "\"1\"", json!({ "name": "x" })).await.problem(404);
        ketua.api.post("/sla/policies/NIHIL/versions", a_version(json!({}))).await.problem(404);
        let path = "/sla/policies/P1/versions";
        let request = ketua.api.request(reqwest::Method::POST, path).header("If-Match", "\"1\"").json(&a_version(json!({ "selector": { "priority": "P1" } })));
        ketua.api.send(reqwest::Method::POST, path, request).await.problem(412);
        assert_eq!(ketua.api.get("/sla/policies/P1").await.is(200).json()["versions"].as_array().unwrap().len(), 1);
    }

    async fn every_change_is_told_and_open_clocks_are_looked_at_again(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        let revision = async || desk.app.db.read(|conn| Ok::<_, jenjang::db::DbError>(sla::rules(conn)?.revision)).await.unwrap();
        let before = revision().await;
        let made = enters(&ketua, "BARU", json!({})).await.is(201);
        let entered = revision().await;
        ketua.api.post("/sla/policies/BARU/versions", a_version(json!({ "effective_from": "2026-12-01" }))).await.is(201);
        let added = revision().await;
        assert!(before < entered && entered < added, "{before} {entered} {added}");
        let id: jenjang::desk::ids::PolicyId = made.field("/id").parse().unwrap();
        let lines = desk.app.db.read(move |conn| events::history(conn, id)).await.unwrap();
        let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
        assert_eq!(kinds, ["created", "changed"]);
        assert!(lines.iter().all(|line| line.actor_id.is_some()));
        assert_eq!(lines[1].data.0["added"]["legal_basis"], "SK 500/7/2026");
        let from: NaiveDate = serde_json::from_value(lines[1].data.0["added"]["effective_from"].clone()).unwrap();
        assert_eq!(from.to_string(), "2026-12-01");
    }
}
