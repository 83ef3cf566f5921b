//! The clocks of a ticket over the interface, and why each is due when it is.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both;
use crate::support::answer::Answer;
use crate::support::desk::TestDesk;

fn names(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|clock| clock["name"].as_str().unwrap().to_owned()).collect()
}

fn clock(answer: &Answer, name: &str) -> Value {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.into_iter().rfind(|clock| clock["name"] == name).unwrap_or_else(|| panic!("no {name}: {answer}"))
}

/// Seconds between two instants of the contract.
fn seconds(from: &Value, to: &Value) -> i64 {
    let at = |text: &Value| text.as_str().unwrap().parse::<jenjang::clock::Timestamp>().unwrap();
    at(to).seconds_since(at(from))
}

both! {
    async fn the_clocks_of_a_ticket_say_how_they_stand(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        // Monday 08.15, P3: an answer within 4 h, a solution within 22.5 h.
        let ticket = siti.reports("Jaringan lemot").await;
        desk.passes(TimeDelta::hours(1));
        let clocks = andi.api.get(&ticket.at("/clocks")).await.is(200);
        assert_eq!(names(&clocks), ["own_time", "resolution", "response"]);
        let resolution = clock(&clocks, "resolution");
        assert_eq!(resolution["due_at"], "2026-11-26T00:15:00Z");
        assert_eq!(resolution["target"], json!({ "unit": "working_minutes", "amount": 1350 }));
        assert_eq!((&resolution["state"], &resolution["seq"], &resolution["tier"]), (&json!("running"), &json!(0), &Value::Null));
        assert_eq!((&resolution["worked_seconds"], &resolution["remaining_seconds"]), (&json!(3_600), &json!(77_400)));
        assert_eq!((&resolution["paused_seconds"], &resolution["stopped_at"]), (&json!(0), &Value::Null));
        assert_eq!((&resolution["policy"], &resolution["policy_version"]), (&json!("P3"), &json!(1)));
        for said in ["legal_basis", "calendar", "started_at"] {
            assert!(resolution[said].as_str().is_some_and(|text| !text.is_empty()), "{said}: {resolution}");
        }
        assert_eq!(andi.looks_at(&ticket).await.json()["clocks"], clocks.json()["items"]);

        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        desk.passes(TimeDelta::hours(1));
        let paused = clock(&andi.api.get(&ticket.at("/clocks")).await, "resolution");
        assert_eq!((&paused["state"], &paused["due_at"]), (&json!("paused"), &Value::Null));
        assert_eq!((&paused["worked_seconds"], &paused["paused_seconds"]), (&json!(3_600), &json!(3_600)));
    }

    async fn what_the_tiers_promise_each_other_is_not_for_the_requester(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let promise = clock(&siti.api.get(&ticket.at("/clocks")).await, "resolution");
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        assert_eq!(names(&siti.api.get(&ticket.at("/clocks")).await.is(200)), ["resolution", "response"]);
        assert_eq!(clock(&siti.api.get(&ticket.at("/clocks")).await, "resolution"), promise, "an escalation moves no promise");
        let take_over = clock(&andi.api.get(&ticket.at("/clocks")).await, "take_over");
        assert_eq!((&take_over["tier"], &take_over["seq"]), (&json!(2), &json!(2)));
        for (path, status) in [
            ("/clocks/take_over/explanation", 404),
            ("/clocks/own_time/explanation?seq=1", 404),
            ("/clocks/resolution/explanation", 200),
            ("/clocks/nonsense/explanation", 404),
            ("/clocks/data_breach/explanation", 404),
            ("/clocks/resolution/explanation?seq=7", 404),
            ("/clocks/resolution/explanation?seq=x", 400),
            ("/clocks/resolution/explanation?other=1", 400),
        ] {
            siti.api.get(&ticket.at(path)).await.is(status);
        }
        andi.api.get(&ticket.at("/clocks/take_over/explanation?seq=2")).await.is(200);
        for path in ["/clocks", "/clocks/resolution/explanation"] {
            wayan.api.get(&ticket.at(path)).await.is(404);
        }
    }

    async fn an_explanation_adds_up(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        desk.passes(TimeDelta::minutes(45));
        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        desk.passes(TimeDelta::minutes(90));
        siti.replies(&ticket, "Dua").await.is(201);
        let told = siti.api.get(&ticket.at("/clocks/resolution/explanation")).await.is(200).json();
        let pieces = told["segments"].as_array().unwrap();
        assert_eq!(pieces[0]["from"], told["started_at"]);
        assert_eq!(pieces.last().unwrap()["to"], told["due_at"]);
        assert!(pieces.windows(2).all(|pair| pair[0]["to"] == pair[1]["from"]), "{told:#}");
        let counted: i64 =
            pieces.iter().filter(|piece| piece["counts"] == true).map(|piece| seconds(&piece["from"], &piece["to"])).sum();
        assert_eq!(counted, 1_350 * 60, "what counts adds up to the target");
        let whys: std::collections::BTreeSet<_> = pieces.iter().map(|piece| piece["why"].as_str().unwrap()).collect();
        assert_eq!(whys.into_iter().collect::<Vec<_>>(), ["break", "outside_hours", "paused", "working"]);
        let asked = pieces.iter().find(|piece| piece["why"] == "paused").unwrap();
        assert_eq!(seconds(&asked["from"], &asked["to"]), 5_400);
    }

    async fn lists_know_what_is_late_and_what_is_due(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let calm = siti.opens(json!({ "title": "Printer macet", "impact": "limited", "urgency": "low" })).await;
        let late = siti.opens(json!({ "title": "Internet mati", "impact": "wide", "urgency": "high" })).await;
        let asked = siti.opens(json!({ "title": "Akun baru", "impact": "limited", "urgency": "low" })).await;
        andi.asks(&asked, "Nama lengkap?").await.succeeds();
        desk.passes(TimeDelta::minutes(31));
        for (query, expected) in [
            ("overdue=true", vec![&late]),
            ("overdue=false&sort=created_at", vec![&calm, &asked]),
            ("sort=due_at", vec![&late, &calm, &asked]),
            ("due_before=2026-11-23T12:00:00Z", vec![&late]),
            ("due_before=2026-11-24T12:00:00Z&sort=due_at", vec![&late, &calm]),
            ("due_before=2026-11-24T12:00:00Z&overdue=false", vec![&calm]),
            ("due_before=2026-11-24T12:00:00Z&status=closed", vec![]),
        ] {
            let answer = andi.api.get(&format!("/tickets?{query}")).await.is(200).json();
            let found: Vec<_> = answer["items"].as_array().unwrap().iter().map(|ticket| ticket["number"].clone()).collect();
            let expected: Vec<_> = expected.iter().map(|ticket| json!(ticket.number)).collect();
            assert_eq!(found, expected, "{query}");
        }
        let first = andi.api.get("/tickets?sort=due_at&limit=1").await.is(200);
        let second = andi.api.get(&format!("/tickets?sort=due_at&limit=2&cursor={}", first.field("/next_cursor"))).await.is(200);
        assert_eq!(second.field("/items/0/number"), calm.number);
        assert_eq!(second.field("/items/1/number"), asked.number);
        andi.api.get("/tickets?overdue=perhaps").await.refuses_field(400, "overdue");
        andi.api.get("/tickets?due_before=besok").await.refuses_field(400, "due_before");
    }

    async fn history_tells_of_clocks_whom_they_concern(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.opens(json!({ "title": "Internet mati", "impact": "wide", "urgency": "high" })).await;
        desk.passes(TimeDelta::minutes(31));
        let now = desk.now();
        let sweep = move |conn: &mut jenjang::db::DbConn| jenjang::desk::tickets::sweep(conn, now, 100);
        desk.app.db.write::<_, jenjang::desk::tickets::TicketError, _>(sweep).await.unwrap();
        let kinds = |answer: Answer| -> Vec<String> {
            let items = answer.is(200).json()["items"].as_array().unwrap().clone();
            items.iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
        };
        let his = kinds(andi.looks_back_on(&ticket).await);
        assert!(his.contains(&"warned".to_owned()) && his.contains(&"breached".to_owned()), "{his:?}");
        assert_eq!(kinds(siti.looks_back_on(&ticket).await), ["opened"]);
    }
}
