//! Lists, filters, single tickets, and what of them is told to whom.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both;
use crate::support::answer::Answer;
use crate::support::desk::TestDesk;

both! {
    async fn a_list_is_read_page_by_page_while_others_write(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        for number in 1..=5 {
            siti.reports(&format!("Laporan {number}")).await;
            desk.passes(TimeDelta::minutes(1));
        }
        let first = siti.api.get("/tickets?limit=2").await.is(200);
        assert_eq!(titles(&first), ["Laporan 5", "Laporan 4"]);
        siti.reports("Laporan 6").await;
        let cursor = first.field("/next_cursor");
        let second = siti.api.get(&format!("/tickets?limit=2&cursor={cursor}")).await.is(200);
        assert_eq!(titles(&second), ["Laporan 3", "Laporan 2"]);
        let cursor = second.field("/next_cursor");
        let last = siti.api.get(&format!("/tickets?limit=2&cursor={cursor}")).await.is(200);
        assert_eq!(titles(&last), ["Laporan 1"]);
        assert_eq!(last.json()["next_cursor"], Value::Null);
        let oldest = siti.api.get("/tickets?limit=1&sort=created_at").await.is(200);
        assert_eq!(titles(&oldest), ["Laporan 1"]);
    }

    async fn filters_find_what_they_name(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let taken = siti.reports("Jaringan lemot").await;
        siti.opens(json!({ "title": "Printer macet", "category": "G2", "impact": "limited", "urgency": "low" })).await;
        andi.takes(&taken).await.succeeds();
        for (query, expected) in [
            ("status=new", vec!["Printer macet"]),
            ("status=new,in_progress", vec!["Printer macet", "Jaringan lemot"]),
            ("assignee=me", vec!["Jaringan lemot"]),
            ("assignee=none", vec!["Printer macet"]),
            ("assignee=andi@dinkes.demo.test", vec!["Jaringan lemot"]),
            ("requester=siti@dinkes.demo.test", vec!["Printer macet", "Jaringan lemot"]),
            ("requester=me", vec![]),
            ("requester=nobody@demo.test", vec![]),
            ("agency=dinkes", vec!["Printer macet", "Jaringan lemot"]),
            ("agency=dikbud", vec![]),
            ("category=g2", vec!["Printer macet"]),
            ("priority=P3", vec!["Jaringan lemot"]),
            ("priority=P4,P3", vec!["Printer macet", "Jaringan lemot"]),
            ("tier=1", vec!["Printer macet", "Jaringan lemot"]),
            ("tier=2", vec![]),
            ("kind=service_request", vec![]),
            ("q=jaringannya", vec!["Jaringan lemot"]),
            ("q=printer macet", vec!["Printer macet"]),
            ("q=printer&status=in_progress", vec![]),
            ("updated_since=2030-01-01T00:00:00Z", vec![]),
        ] {
            let answer = andi.api.get(&format!("/tickets?{query}")).await.is(200);
            assert_eq!(titles(&answer), expected, "{query}");
        }
        let answer = ketua.api.get("/tickets?group=dinkes-t1").await.is(200);
        assert_eq!(titles(&answer).len(), 2);
        for (query, field) in [
            ("colour=red", "colour"),
            ("status=open", "status"),
            ("status=new,open", "status"),
            ("agency=nowhere", "agency"),
            ("category=Z9", "category"),
            ("limit=201", "limit"),
            ("cursor=zzzz", "cursor"),
            ("status=new&status=closed", "status"),
        ] {
            andi.api.get(&format!("/tickets?{query}")).await.refuses_field(400, field);
        }
        // A route without filters takes none.
        andi.api.get("/me?verbose=true").await.refuses_field(400, "verbose");
    }

    async fn a_ticket_tells_each_what_is_theirs(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        andi.notes(&ticket, "Switch tua").await.is(201);
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        desk.passes(TimeDelta::hours(2));

        let theirs = siti.looks_at(&ticket).await.is(200);
        let seen = theirs.json();
        assert_eq!(theirs.header("etag"), format!("\"{}\"", seen["version"]));
        assert_eq!((&seen["category"]["code"], &seen["agency"]["code"]), (&json!("A1"), &json!("dinkes")), "{seen}");
        assert_eq!(seen["escalations"], json!([]), "{seen}");
        let clocks: Vec<_> = seen["clocks"].as_array().unwrap().iter().map(|clock| &clock["name"]).collect();
        assert_eq!(clocks, ["resolution", "response"], "{seen}");
        assert_eq!(seen["holder"]["person"], Value::Null, "nobody of Tier 2 took it yet: {seen}");
        let last = seen["stages"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["stage"], &last["seconds"]), (&json!("escalated"), &json!(7200)), "{seen}");
        theirs.does_not_see("Switch tua").does_not_see("Ganti kabel");

        let seen = andi.looks_at(&ticket).await.is(200).sees("Switch tua").json();
        assert_eq!(seen["escalations"][0]["attempted_steps"], "Ganti kabel", "{seen}");
        let seen = fajar.looks_at(&ticket).await.is(200).json();
        assert!(seen["moves"].as_array().unwrap().contains(&json!("accept")), "{seen}");
        let english = fajar.api.get_in("en", &ticket.at("")).await.is(200).json();
        assert_eq!(english["category"]["name"], "Slow or lost internet");
    }

    async fn every_reading_of_a_restricted_ticket_is_noted(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let auditor = desk.person("auditor@inspektorat.demo.test").await;
        let ticket = siti.opens(json!({ "title": "Situs diretas", "category": "E1", "kind": "security_incident", "impact": "limited", "urgency": "low" })).await;
        let seen = andi.looks_at(&ticket).await.is(200).json();
        assert_eq!(seen["restricted"], true, "{seen}");
        andi.looks_back_on(&ticket).await.is(200);
        let events = auditor.looks_back_on(&ticket).await.is(200).json();
        let readers: Vec<&str> = events["items"].as_array().unwrap().iter()
            .filter(|event| event["kind"] == "read")
            .filter_map(|event| event["actor"]["name"].as_str())
            .collect();
        assert_eq!(readers, ["Andi Baso", "Andi Baso"], "{events}");
    }

    async fn a_history_is_a_chain_and_read_page_by_page(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        for words in ["Satu", "Dua", "Tiga"] {
            siti.replies(&ticket, words).await.is(201);
        }
        let whole = siti.looks_back_on(&ticket).await.is(200).json();
        let lines = whole["items"].as_array().unwrap();
        assert_eq!(lines.len(), 4, "{whole}");
        assert_eq!(lines[0]["prev_hash"], "0".repeat(64));
        for pair in lines.windows(2) {
            assert_eq!(pair[1]["prev_hash"], pair[0]["hash"], "{whole}");
        }
        let first = siti.api.get(&ticket.at("/events?limit=3")).await.is(200);
        let rest = siti.api.get(&ticket.at(&format!("/events?cursor={}", first.field("/next_cursor")))).await.is(200).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 1, "{rest}");
        assert_eq!(rest["items"][0], lines[3]);
    }

    async fn me_says_who_i_am_and_what_i_may_do(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await.api.get("/me").await.is(200).json();
        assert_eq!(andi["person"]["email"], "andi@dinkes.demo.test", "{andi}");
        assert_eq!((&andi["may"]["roles"], &andi["may"]["tier"]), (&json!(["tier1_technician"]), &json!(1)), "{andi}");
        assert_eq!((&andi["may"]["open_for_others"], &andi["may"]["administer"]), (&json!(true), &json!(false)), "{andi}");
        assert_eq!(andi["grants"][0]["role"], "tier1_technician", "{andi}");
        let siti = desk.person("siti@dinkes.demo.test").await.api.get("/me").await.is(200).json();
        assert_eq!((&siti["grants"], &siti["may"]["open_for_others"]), (&json!([]), &json!(false)), "{siti}");
    }
}

fn titles(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}
