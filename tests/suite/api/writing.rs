//! Writing once, in the version that was read, as oneself.

use serde_json::{Value, json};

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn the_same_act_under_the_same_key_gives_the_first_answer(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let wish = json!({ "reason": "beyond_skill", "attempted_steps": "Ganti kabel" });
        let first = andi.api.post_with_key(&ticket.at("/escalations"), wish.clone(), "eskalasi-1").await.is(201);
        let again = andi.api.post_with_key(&ticket.at("/escalations"), wish, "eskalasi-1").await.is(201);
        assert_eq!(first.json(), again.json());
        assert_eq!((first.header("location"), first.header("etag")), (again.header("location"), again.header("etag")));
        let other = json!({ "reason": "security", "attempted_steps": "Ganti kabel" });
        andi.api.post_with_key(&ticket.at("/escalations"), other, "eskalasi-1").await.problem(422);
        // A key that was refused is free again.
        andi.api.post_with_key(&ticket.at("/comments"), json!({ "body": "", "visibility": "public" }), "kata").await.problem(422);
        andi.api.post_with_key(&ticket.at("/comments"), json!({ "body": "Halo", "visibility": "public" }), "kata").await.is(201);
    }

    async fn an_act_may_name_the_version_it_read(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let etag = andi.looks_at(&ticket).await.header("etag").to_owned();
        andi.takes(&ticket).await.succeeds();
        let late = andi.api.request(reqwest::Method::POST, &ticket.at("/resolution")).header("If-Match", &etag).json(&json!({ "resolution": "Selesai" }));
        let refused = andi.api.send(reqwest::Method::POST, &ticket.at("/resolution"), late).await.problem(412);
        assert_eq!(refused["current_version"], 2, "{refused}");
    }

    async fn a_correction_changes_what_it_names_and_says_why(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let etag = andi.looks_at(&ticket).await.header("etag").to_owned();
        andi.api.patch(&ticket.at(""), &etag, json!({ "impact": "wide" })).await.refuses_field(422, "reason");
        andi.api.patch(&ticket.at(""), &etag, json!({ "tier": 2 })).await.refuses_field(422, "tier");
        siti.api.patch(&ticket.at(""), &etag, json!({ "title": "Lain" })).await.problem(403);
        let wish = json!({ "title": "Internet lambat", "category": "A2", "impact": "wide", "urgency": "high", "reason": "Tiga PD terkena" });
        let changed = andi.api.patch(&ticket.at(""), &etag, wish).await.is(200).json();
        assert_eq!((&changed["title"], &changed["priority"], &changed["category"]["code"]), (&json!("Internet lambat"), &json!("P1"), &json!("A2")), "{changed}");
        let kinds: Vec<Value> = andi.looks_back_on(&ticket).await.json()["items"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
        assert_eq!(kinds, [json!("opened"), json!("corrected"), json!("reprioritised")]);
    }

    async fn a_refused_move_names_those_that_are_open(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let problem = andi.closes(&ticket).await.problem(409);
        let open = problem["open_moves"].as_array().unwrap();
        assert!(open.contains(&json!("assign")) && open.contains(&json!("escalate")), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("eskalasikan ke Tier 2"), "{problem}");
    }

    async fn a_session_ends_when_it_is_ended(desk: TestDesk) {
        let first = desk.person("siti@dinkes.demo.test").await;
        let second = desk.person("siti@dinkes.demo.test").await;
        let sessions = first.api.get("/sessions").await.is(200).json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 2, "{sessions}");
        second.api.delete("/sessions/current").await.is(204);
        second.api.get("/me").await.problem(401);
        first.api.get("/me").await.is(200);
        // Somebody else's session is not there to be ended.
        let andi = desk.person("andi@dinkes.demo.test").await;
        let own = first.api.get("/sessions").await.field("/items/0/id");
        andi.api.delete(&format!("/sessions/{own}")).await.problem(404);
        first.api.get("/me").await.is(200);
    }

    async fn a_token_is_shown_once_and_does_what_it_is_for(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let wish = json!({ "name": "skrip", "scope": "read", "expires_at": "2026-12-01T00:00:00Z" });
        let made = siti.api.post_with_key("/tokens", wish.clone(), "token-1").await.is(201);
        let secret = made.field("/token");
        assert!(secret.starts_with("jj_"), "{made}");
        let again = siti.api.post_with_key("/tokens", wish, "token-1").await.is(201).json();
        assert_eq!((&again["id"], &again["token"]), (&made.json()["id"], &Value::Null), "the secret is not kept");
        let program = desk.api().with_token(&secret);
        program.get("/me").await.is(200);
        program.post("/tickets", crate::support::person::a_report(json!({}))).await.problem(403);
        siti.api.get("/tokens").await.is(200).does_not_see(&secret);
        siti.api.delete(&format!("/tokens/{}", made.field("/id"))).await.is(204);
        program.get("/me").await.problem(401);
    }

    async fn who_fails_to_sign_in_too_often_has_to_wait(desk: TestDesk) {
        let wrong = json!({ "email": "siti@dinkes.demo.test", "password": "salah" });
        for _ in 0..4 {
            desk.api().post("/sessions", wrong.clone()).await.problem(401);
        }
        let refused = desk.api().post("/sessions", wrong).await;
        refused.problem(429);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1, "{refused}");
        let right = json!({ "email": "siti@dinkes.demo.test", "password": "jenjang-demo" });
        desk.api().post("/sessions", right.clone()).await.problem(429);
        desk.passes(chrono::TimeDelta::minutes(1));
        desk.api().post("/sessions", right).await.is(201);
        desk.api().post("/sessions", json!({ "email": "", "password": "" })).await.refuses_field(422, "email");
    }

    async fn an_address_knows_its_methods(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let answer = siti.api.delete("/tickets").await;
        answer.problem(405);
        assert_eq!(answer.header("allow"), "GET, POST");
        siti.api.get("/sessions/current").await.problem(405);
        siti.api.get("/nothing").await.problem(404);
    }

    async fn one_watches_and_links_and_stops(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let (one, other) = (siti.reports("Satu").await, siti.reports("Dua").await);
        siti.api.post(&one.at("/watchers"), json!({})).await.is(201);
        andi.api.post(&one.at("/watchers"), json!({ "watcher": "fajar@kominfo.demo.test" })).await.refuses_field(422, "watcher");
        let link = andi.api.post(&one.at("/links"), json!({ "kind": "duplicate_of", "to": other.number })).await.is(201);
        let seen = andi.looks_at(&one).await.json();
        assert_eq!((&seen["watchers"][0]["person"]["name"], &seen["links"][0]["number"]), (&json!("Siti Rahmawati"), &json!(other.number)), "{seen}");
        siti.api.delete(&one.at("/watchers/me")).await.is(204);
        andi.api.delete(&one.at(&format!("/links/{}", link.field("/id")))).await.is(204);
        let seen = andi.looks_at(&one).await.json();
        assert_eq!((&seen["watchers"], &seen["links"]), (&json!([]), &json!([])), "{seen}");
        andi.takes(&one).await.is(200);
        let released = andi.api.delete(&one.at("/assignment")).await.is(200).json();
        assert_eq!(released["assignee"], Value::Null, "{released}");
    }
}
