//! Agencies, groups, people, grants, categories and routes: read by all, written by administrators.

use futures_util::future::join_all;
use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::Person;

both! {
    async fn an_agency_is_entered_changed_and_found(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let wish = json!({ "code": "dishub", "name": "Dinas Perhubungan", "zone": "Asia/Makassar", "active_from": "2026-01-01" });
        let made = admin.api.post("/agencies", wish.clone()).await.is(201);
        let (id, etag) = (made.field("/id"), made.header("etag").to_owned());
        assert_eq!((made.field("/code"), etag.as_str()), ("DISHUB".to_owned(), "\"1\""));
        assert_eq!(made.header("location"), format!("/api/v1/agencies/{id}"));
        admin.api.post("/agencies", wish).await.refuses_field(422, "code");
        admin.api.post("/agencies", json!({ "code": "x", "name": "", "zone": "Mars/Olympus", "parent": "nowhere" })).await.refuses_field(422, "parent");

        let path = format!("/agencies/{id}");
        let changed = admin.api.patch(&path, &etag, json!({ "parent": "setda", "short_name": "Dishub" })).await.is(200).json();
        assert_eq!((&changed["short_name"], &changed["name"], &changed["version"]), (&json!("Dishub"), &json!("Dinas Perhubungan"), &json!(2)), "{changed}");
        admin.api.patch(&path, &etag, json!({ "short_name": "Lain" })).await.problem(412);
        let emptied = admin.api.patch(&path, "\"2\"", json!({ "parent": null })).await.is(200).json();
        assert_eq!(emptied["parent_id"], json!(null), "{emptied}");

        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.api.get("/agencies/dishub").await.is(200).sees("Dinas Perhubungan");
        siti.api.get("/agencies?q=perhub").await.is(200).sees("DISHUB").does_not_see("DINKES");
        siti.api.patch(&path, "\"3\"", json!({ "name": "Lain" })).await.problem(403);
        // Its Tier 1 came with it.
        siti.api.get("/support-groups?agency=dishub").await.is(200).sees("\"tier\":1");
    }

    async fn two_who_enter_the_same_at_once_are_told_as_if_one_had_come_later(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        for round in 0..3 {
            let agency = json!({ "code": format!("balai-{round}"), "name": "Balai", "zone": "Asia/Makassar" });
            let person = json!({ "email": format!("baru{round}@dinkes.demo.test"), "name": "Baru", "agency": "dinkes" });
            let group = json!({ "code": format!("tim-{round}"), "name": "Tim" });
            let category = json!({ "code": format!("Z{round}"), "name": "Baru", "name_en": "New", "default_kind": "incident" });
            for (path, wish, field) in [("/agencies", agency, "code"), ("/people", person, "email"), ("/support-groups", group, "code"), ("/categories", category, "code")] {
                let answers = join_all((0..6).map(|_| admin.api.post(path, wish.clone()))).await;
                let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
                assert_eq!((made.len(), refused.len()), (1, 5), "{path}: {refused:#?}");
                for answer in refused {
                    let problem = answer.refuses_field(422, field).json();
                    assert_eq!(problem["errors"][0]["code"], "taken", "{path}: {problem}");
                }
            }
        }
    }

    async fn a_group_that_holds_tickets_does_not_rest(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let made = admin.api.post("/support-groups", json!({ "code": "data", "name": "Tim Data" })).await.is(201);
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let wish = json!({ "reason": "beyond_skill", "attempted_steps": "Ganti kabel", "affected": "Satu ruangan", "group": "DATA" });
        andi.api.post(&ticket.at("/escalations"), wish).await.is(201);
        let refused = admin.api.patch("/support-groups/data", made.header("etag"), json!({ "active": false })).await;
        let refused = refused.refuses_field(422, "active").sees("1 tiket yang belum ditutup");
        assert_eq!(refused.status, 422);
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        ketua.api.post(&ticket.at("/assignment"), json!({ "group": "jaringan" })).await.is(200);
        admin.api.patch("/support-groups/data", made.header("etag"), json!({ "active": false })).await.is(200);
    }

    async fn a_person_is_granted_a_role_and_it_is_taken_back(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let wish = json!({ "email": "budi@dinkes.demo.test", "name": "Budi Santoso", "agency": "dinkes", "nip": "19850312 201001 1 004" });
        let budi = admin.api.post("/people", wish).await.is(201);
        assert_eq!(budi.field("/nip"), "198503122010011004");
        let wrong = json!({ "email": "budi", "name": "", "agency": "dinkes" });
        admin.api.post("/people", wrong).await.refuses_field(422, "email");
        let grant = json!({ "person": "budi@dinkes.demo.test", "role": "tier1_technician", "agency": "dinkes", "decree": "SK 1/2026" });
        let grant = admin.api.post("/grants", grant).await.is(201);
        assert_eq!((grant.field("/person_name"), grant.field("/role")), ("Budi Santoso".to_owned(), "tier1_technician".to_owned()));
        let path = format!("/grants/{}", grant.field("/id"));
        let changed = admin.api.patch(&path, grant.header("etag"), json!({ "valid_until": "2026-12-31" })).await.is(200).json();
        assert_eq!(changed["valid_until"], "2026-12-31", "{changed}");
        let revoked = admin.api.post(&format!("{path}/revocation"), json!({})).await.is(200).json();
        assert!(revoked["revoked_at"].is_string(), "{revoked}");
        let without_agency = json!({ "person": "budi@dinkes.demo.test", "role": "tier1_technician" });
        admin.api.post("/grants", without_agency).await.refuses_field(422, "agency");
        // Who administers nothing writes nothing, and sees only their own.
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.api.post("/grants", json!({ "person": "siti@dinkes.demo.test", "role": "admin" })).await.problem(403);
        assert_eq!(siti.api.get("/grants").await.is(200).json()["items"], json!([]));
        siti.api.get(&path).await.problem(404);
    }

    async fn people_are_looked_up_only_by_whom_it_concerns(desk: TestDesk) {
        let [siti, andi, wayan, ketua] = people(&desk, ["siti@dinkes.demo.test", "andi@dinkes.demo.test", "wayan@dikbud.demo.test", "ketua@kominfo.demo.test"]).await;
        andi.api.get("/people?q=siti").await.is(200).sees("Siti Rahmawati");
        ketua.api.get("/people/siti@dinkes.demo.test").await.is(200).sees("Siti Rahmawati");
        wayan.api.get("/people?q=siti").await.is(200).does_not_see("Siti Rahmawati");
        let hidden = wayan.api.get("/people/siti@dinkes.demo.test").await.problem(404);
        let missing = wayan.api.get("/people/nobody@dinkes.demo.test").await.problem(404);
        assert_eq!(hidden["detail"], missing["detail"]);
        let own = siti.api.get("/people").await.is(200).json();
        assert_eq!(own["items"].as_array().unwrap().len(), 1, "a requester finds nobody but themselves: {own}");
    }

    async fn one_changes_what_is_ones_own(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let etag = siti.api.get("/me").await.is(200).header("etag").to_owned();
        let changed = siti.api.patch("/me", &etag, json!({ "room": "Ruang 4", "language": "en" })).await.is(200).json();
        assert_eq!((&changed["room"], &changed["language"]), (&json!("Ruang 4"), &json!("en")), "{changed}");
        siti.api.patch("/me", &etag, json!({ "room": "Ruang 5" })).await.problem(412);
        siti.api.patch("/me", "\"2\"", json!({ "email": "lain@demo.test" })).await.refuses_field(422, "email");
    }

    async fn a_category_and_its_route_are_entered(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let wish = json!({ "code": "H1", "name": "Videotron", "name_en": "Video wall", "default_kind": "incident" });
        let made = admin.api.post("/categories", wish).await.is(201);
        let route = json!({ "category": "H1", "agency_status": "any", "tier": 2, "group": "jaringan" });
        let route = admin.api.post("/routes", route).await.is(201);
        let opened = admin.api.patch("/categories/H1", made.header("etag"), json!({ "active": true })).await.is(200).json();
        assert_eq!(opened["active"], true, "{opened}");
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.opens(json!({ "category": "H1", "title": "Videotron mati" })).await;
        let path = format!("/routes/{}", route.field("/id"));
        let changed = admin.api.patch(&path, route.header("etag"), json!({ "group": "aplikasi" })).await.is(200).json();
        assert_eq!(changed["version"], 2, "{changed}");
        admin.api.post("/routes", json!({ "category": "Z9", "agency_status": "any", "tier": 2, "group": "jaringan" })).await.refuses_field(422, "category");
        admin.api.delete(&path).await.refuses_field(422, "route");
        let etag = admin.api.get("/categories/h1").await.is(200).header("etag").to_owned();
        admin.api.patch("/categories/H1", &etag, json!({ "active": false })).await.is(200);
        admin.api.delete(&path).await.is(204);
        admin.api.get(&path).await.problem(404);
    }

    async fn a_group_of_tier_2_is_entered_and_rests(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let made = admin.api.post("/support-groups", json!({ "code": "data", "name": "Tim Data" })).await.is(201);
        assert_eq!((made.field("/tier"), made.field("/code")), ("2".to_owned(), "DATA".to_owned()));
        let rests = admin.api.patch("/support-groups/data", made.header("etag"), json!({ "active": false })).await.is(200).json();
        assert_eq!(rests["active"], false, "{rests}");
        admin.api.get("/support-groups?active=false").await.is(200).sees("Tim Data").does_not_see("Jaringan");
        admin.api.get("/support-groups?tier=3").await.refuses_field(400, "tier");
    }
}

async fn people<const HOW_MANY: usize>(desk: &TestDesk, emails: [&str; HOW_MANY]) -> [Person; HOW_MANY] {
    let mut found = Vec::new();
    for email in emails {
        found.push(desk.person(email).await);
    }
    found.try_into().unwrap_or_else(|_| unreachable!())
}
