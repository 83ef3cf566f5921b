//! Calendars: entered, changed, asked, refused.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::both;
use crate::support::desk::TestDesk;

/// Monday to Friday, eight to four.
fn weekly() -> Value {
    let day = json!([["08:00", "12:00"], ["13:00", "16:00"]]);
    json!({ "mon": day, "tue": day, "wed": day, "thu": day, "fri": day })
}

fn calendar(more: Value) -> Value {
    let mut wish = json!({ "name": "Puskesmas", "zone": "Asia/Makassar", "weekly": weekly() });
    for (name, value) in more.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

both! {
    async fn the_desk_comes_with_calendars(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let listed = siti.api.get("/calendars").await.is(200).json();
        let codes: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["code"].clone()).collect();
        assert_eq!(codes, ["24x7", "nasional-wib", "nasional-wit", "nasional-wita"]);
        let first = siti.api.get("/calendars?limit=1").await.is(200).json();
        let next = format!("/calendars?limit=3&cursor={}", first["next_cursor"].as_str().unwrap());
        assert_eq!(siti.api.get(&next).await.is(200).json()["items"][0]["code"], "nasional-wib");
        let wita = siti.api.get("/calendars/nasional-wita").await.is(200).json();
        assert_eq!(wita["weekly"]["fri"], json!([["07:30", "11:30"], ["13:00", "16:30"]]));
        assert_eq!(wita["versions"][0]["exceptions"].as_array().unwrap().len(), 51, "17 + 8 and 18 + 8 days");
        assert!(wita["versions"][0]["source"].as_str().unwrap().contains("Perpres 21/2023"));
        siti.api.get(&format!("/calendars/{}", wita["id"].as_str().unwrap())).await.is(200);
        for (start, question, due) in [
            ("2026-11-22T01:00:00Z", json!({ "working_minutes": 30 }), "2026-11-23T00:00:00Z"),
            ("2026-11-20T08:00:00Z", json!({ "working_minutes": 1350 }), "2026-11-25T07:30:00Z"),
            ("2026-12-31T06:30:00Z", json!({ "working_minutes": 240 }), "2027-01-04T02:00:00Z"),
            ("2027-03-05T07:00:00Z", json!({ "working_minutes": 450 }), "2027-03-16T07:30:00Z"),
            ("2026-12-23T02:00:00Z", json!({ "working_days": 5 }), "2027-01-04T02:00:00Z"),
            ("2026-12-23T02:00:00Z", json!({ "elapsed_minutes": 90 }), "2026-12-23T03:30:00Z"),
        ] {
            let mut asked = question;
            asked["start"] = json!(start);
            let answer = siti.api.post("/calendars/nasional-wita/due", asked).await.is(200).json();
            assert_eq!(answer["due_at"], due, "{answer}");
        }
        let year = json!({ "from": "2025-12-31T16:00:00Z", "to": "2026-12-31T16:00:00Z" });
        let worked = siti.api.post("/calendars/nasional-wita/worked", year).await.is(200).json();
        assert_eq!(worked, json!({ "seconds": 1_781 * 3_600 }), "240 days, an hour less on 19 of them");
    }

    async fn an_answer_tells_piece_by_piece_what_counts(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let asked = json!({ "start": "2026-12-23T07:30:00Z", "working_minutes": 60 });
        let answer = siti.api.post("/calendars/nasional-wita/due", asked).await.is(200).json();
        let told: Vec<_> = answer["segments"].as_array().unwrap().iter().map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or("").to_owned();
            (text("from")[5..16].to_owned(), text("to")[5..16].to_owned(), one["counts"] == true, text("why"), text("note"))
        }).collect();
        let expected = [
            ("12-23T07:30", "12-23T08:00", true, "working", ""),
            ("12-23T08:00", "12-23T16:00", false, "outside_hours", ""),
            ("12-23T16:00", "12-24T16:00", false, "holiday", "Cuti bersama Natal"),
            ("12-24T16:00", "12-25T16:00", false, "holiday", "Kelahiran Yesus Kristus (Natal)"),
            ("12-25T16:00", "12-27T16:00", false, "day_off", ""),
            ("12-27T16:00", "12-27T23:30", false, "outside_hours", ""),
            ("12-27T23:30", "12-28T00:00", true, "working", ""),
        ];
        let expected = expected.map(|(from, to, counts, why, note)| (from.to_owned(), to.to_owned(), counts, why.to_owned(), note.to_owned()));
        assert_eq!(told, expected);
        assert_eq!(answer["due_at"], "2026-12-28T00:00:00Z");
    }

    async fn a_calendar_is_entered_and_gets_versions(desk: TestDesk) {
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let made = ketua.api.post("/calendars", calendar(json!({ "source": "SK 1" }))).await.is(201);
        assert_eq!((made.field("/code"), made.header("etag")), ("puskesmas".to_owned(), "\"1\""));
        let path = format!("/calendars/{}", made.field("/id"));
        assert_eq!(made.header("location"), format!("/api/v1{path}"));
        let due = |asked: Value| {
            let (api, path) = (ketua.api.clone(), format!("{path}/due"));
            async move { api.post(&path, asked).await.is(200).field("/due_at") }
        };
        let asked = json!({ "start": "2026-11-26T07:30:00Z", "working_minutes": 60 });
        assert_eq!(due(asked.clone()).await, "2026-11-27T00:30:00Z");
        let holiday = json!({ "weekly": weekly(), "exceptions": [{ "date": "2026-11-27", "hours": [], "reason": "Hari jadi" }] });
        let versions = format!("{path}/versions");
        let request = ketua.api.request(Method::POST, &versions).header("If-Match", "\"7\"").json(&holiday);
        ketua.api.send(Method::POST, &versions, request).await.problem(412);
        let key = crate::support::api::fresh_key();
        let first = ketua.api.post_with_key(&versions, holiday.clone(), &key).await.is(201);
        let again = ketua.api.post_with_key(&versions, holiday, &key).await.is(201);
        assert_eq!(first.json(), again.json(), "the same key adds one version");
        assert_eq!(first.json()["versions"].as_array().unwrap().len(), 2);
        assert_eq!((first.header("etag"), first.field("/effective_from")), ("\"2\"", "2026-11-23".to_owned()));
        assert_eq!(due(asked).await, "2026-11-30T00:30:00Z", "the holiday counts at once");

        let changed = ketua.api.patch(&path, "\"2\"", json!({ "name": "Puskesmas pagi", "zone_default": true })).await.is(200);
        assert_eq!((changed.field("/name"), changed.field("/version")), ("Puskesmas pagi".to_owned(), "3".to_owned()));
        assert_eq!(ketua.api.get("/calendars/nasional-wita").await.is(200).field("/zone_default"), "false");
        ketua.api.patch(&path, "\"3\"", json!({ "zone_default": false })).await.refuses_field(422, "zone_default");
        ketua.api.patch(&path, "\"2\"", json!({ "name": "Lain" })).await.problem(412);
        ketua.api.patch(&path, "\"3\"", json!({ "zone": "Asia/Jakarta" })).await.refuses_field(422, "zone");
    }

    async fn who_may_write_calendars_and_who_may_ask(desk: TestDesk) {
        desk.api().get("/calendars").await.problem(401);
        desk.api().post("/calendars/24x7/due", json!({})).await.problem(401);
        let asked = json!({ "start": "2026-11-23T00:15:00Z", "working_days": 1 });
        for (who, may) in [
            ("siti@dinkes.demo.test", false),
            ("andi@dinkes.demo.test", false),
            ("kadis@dinkes.demo.test", false),
            ("fajar@kominfo.demo.test", false),
            ("auditor@inspektorat.demo.test", false),
            ("ketua@kominfo.demo.test", true),
            ("kadis@kominfo.demo.test", true),
            ("admin@demo.test", true),
        ] {
            let person = desk.person(who).await;
            let made = person.api.post("/calendars", calendar(json!({ "code": who.split('@').next().unwrap().to_owned() + "-1" }))).await;
            let version = person.api.post("/calendars/24x7/versions", json!({ "weekly": weekly() })).await;
            if may {
                assert!(matches!(made.status, 201 | 422), "{who}: {made}");
                version.is(201);
            } else {
                made.problem(403);
                version.problem(403);
                person.api.patch("/calendars/24x7", "\"1\"", json!({ "name": "x" })).await.problem(403);
            }
            person.api.post("/calendars/nasional-wib/due", asked.clone()).await.is(200);
        }
        let admin = desk.person("admin@demo.test").await;
        admin.api.get("/calendars/nowhere").await.problem(404);
        admin.api.post("/calendars/nowhere/due", asked.clone()).await.problem(404);
        admin.api.post("/calendars/nowhere/versions", json!({ "weekly": weekly() })).await.problem(404);
        // Who may only read may ask, and nothing is kept of it.
        let token = admin.api.post("/tokens", json!({ "name": "baca", "scope": "read", "expires_at": "2027-01-01T00:00:00Z" })).await.is(201).field("/token");
        let reader = desk.api().with_token(&token);
        reader.post_with_key("/calendars/nasional-wita/due", asked.clone(), "sama").await.is(200);
        reader.post_with_key("/calendars/nasional-wita/due", json!({ "start": "2026-11-24T00:15:00Z", "working_days": 1 }), "sama").await.is(200);
        reader.post("/calendars", calendar(json!({}))).await.problem(403);
    }

    async fn an_agency_and_a_group_say_in_which_calendar_they_work(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let made = admin.api.post("/calendars", calendar(json!({}))).await.is(201).field("/id");
        for path in ["/agencies/dinkes", "/support-groups/jaringan"] {
            let before = admin.api.get(path).await.is(200);
            assert_eq!(before.json()["calendar_id"], json!(null));
            let etag = before.header("etag").to_owned();
            admin.api.patch(path, &etag, json!({ "calendar": "nowhere" })).await.refuses_field(422, "calendar");
            let changed = admin.api.patch(path, &etag, json!({ "calendar": "puskesmas" })).await.is(200);
            assert_eq!(changed.field("/calendar_id"), made);
            let etag = changed.header("etag").to_owned();
            let other = admin.api.patch(path, &etag, json!({ "name": "Nama lain" })).await.is(200);
            assert_eq!(other.field("/calendar_id"), made, "what is not named stays");
            let etag = other.header("etag").to_owned();
            let emptied = admin.api.patch(path, &etag, json!({ "calendar": null })).await.is(200);
            assert_eq!(emptied.json()["calendar_id"], json!(null));
        }
        let wish = json!({ "code": "uptd", "name": "UPTD", "zone": "Asia/Makassar", "calendar": "24x7" });
        let uptd = admin.api.post("/agencies", wish).await.is(201);
        assert_eq!(uptd.field("/calendar_id"), admin.api.get("/calendars/24x7").await.is(200).field("/id"));
        let wish = json!({ "code": "siaga", "name": "Tim siaga", "calendar": "tidak-ada" });
        admin.api.post("/support-groups", wish).await.refuses_field(422, "calendar");
    }

    async fn a_wrong_calendar_is_refused_at_its_field(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let before = admin.api.get("/calendars").await.is(200).json();
        let hours = |stretches: Value| json!({ "weekly": { "mon": stretches } });
        let exceptions = |count: usize| {
            let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            let days: Vec<_> = first.iter_days().take(count).map(|date| json!({ "date": date })).collect();
            json!({ "exceptions": days })
        };
        let ramadan = |from: &str, to: &str| json!({ "from": from, "to": to, "weekly": weekly() });
        let cases = [
            (json!({ "name": "" }), "name"),
            (json!({ "name": "x".repeat(121) }), "name"),
            (json!({ "name": "dua\nbaris" }), "name"),
            (json!({ "zone": "" }), "zone"),
            (json!({ "zone": "Asia/Parigi" }), "zone"),
            (json!({ "zone": "+08:00" }), "zone"),
            (json!({ "code": "nasional-wita" }), "code"),
            (json!({ "code": "dua kata" }), "code"),
            (json!({ "code": "x".repeat(41) }), "code"),
            (json!({ "code": "0193a0c4-0000-7000-8000-000000000000" }), "code"),
            (json!({ "source": "x".repeat(501) }), "source"),
            (json!({ "weekly": null }), "weekly"),
            (json!({ "weekly": {} }), "weekly"),
            (json!({ "weekly": { "mon": [] } }), "weekly"),
            (json!({ "weekly": { "senin": [["08:00", "16:00"]] } }), "weekly.senin"),
            (hours(json!([["08:00", "12:00"], ["11:00", "16:00"]])), "weekly.mon"),
            (hours(json!([["12:00", "08:00"]])), "weekly.mon"),
            (hours(json!([["08:00", "08:00"]])), "weekly.mon"),
            (hours(json!([["22:00", "06:00"]])), "weekly.mon"),
            (hours(json!([["08:00", "24:01"]])), "weekly.mon"),
            (hours(json!([["08:60", "09:00"]])), "weekly.mon"),
            (hours(json!([["8", "9"]])), "weekly.mon"),
            (hours(json!([["pagi", "sore"]])), "weekly.mon"),
            (hours(json!((0..13).map(|hour| [format!("{hour}:00"), format!("{hour}:30")]).collect::<Vec<_>>())), "weekly.mon"),
            (json!({ "exceptions": [{ "date": "2026-12-25" }, { "date": "2026-12-25", "reason": "lagi" }] }), "exceptions.1.date"),
            (json!({ "exceptions": [{ "date": "1999-12-31" }] }), "exceptions.0.date"),
            (json!({ "exceptions": [{ "date": "2100-01-01" }] }), "exceptions.0.date"),
            (json!({ "exceptions": [{ "date": "2026-12-25", "hours": [["16:00", "08:00"]] }] }), "exceptions.0.hours"),
            (json!({ "exceptions": [{ "date": "2026-12-25", "reason": "x".repeat(201) }] }), "exceptions.0.reason"),
            (exceptions(1_001), "exceptions"),
            (exceptions(400), "weekly"),
            (json!({ "replacements": [ramadan("2027-03-09", "2027-02-08")] }), "replacements.0.to"),
            (json!({ "replacements": [ramadan("2027-02-08", "2027-03-09"), ramadan("2027-03-09", "2027-03-20")] }), "replacements.1.from"),
            (json!({ "replacements": [{ "from": "2026-01-01", "to": "2027-12-31", "weekly": {} }] }), "weekly"),
            (json!({ "replacements": [{ "from": "2026-01-01", "to": "2026-01-31", "weekly": { "fri": [["9:00", "8:00"]] } }] }), "replacements.0.weekly.fri"),
            (json!({ "effective_from": "1999-01-01" }), "effective_from"),
            (json!({ "effective_from": "besok" }), "effective_from"),
            (json!({ "colour": "red" }), "colour"),
        ];
        for (more, field) in cases {
            admin.api.post("/calendars", calendar(more)).await.refuses_field(422, field);
        }
        for wrong in [json!({ "exceptions": [{ "date": "25 Desember" }] }), json!({ "weekly": { "mon": [["08:00"]] } }), json!({ "weekly": [] })] {
            admin.api.post("/calendars", calendar(wrong)).await.problem(422);
        }
        assert_eq!(admin.api.get("/calendars").await.is(200).json(), before, "nothing was kept");
    }

    async fn a_wrong_question_is_refused_at_its_field(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let start = "2026-11-23T00:15:00Z";
        for (asked, field) in [
            (json!({ "working_minutes": 60 }), "start"),
            (json!({ "start": "2026-11-23T08:15:00", "working_minutes": 60 }), "start"),
            (json!({ "start": "1999-12-31T00:00:00Z", "working_minutes": 60 }), "start"),
            (json!({ "start": "2150-01-01T00:00:00Z", "working_minutes": 60 }), "start"),
            (json!({ "start": "+262142-01-01T00:00:00Z", "working_minutes": 60 }), "start"),
            (json!({ "start": start }), "working_minutes"),
            (json!({ "start": start, "working_minutes": -1 }), "working_minutes"),
            (json!({ "start": start, "working_minutes": 1.5 }), "working_minutes"),
            (json!({ "start": start, "working_minutes": "60" }), "working_minutes"),
            (json!({ "start": start, "working_minutes": 1_200_001 }), "working_minutes"),
            (json!({ "start": start, "working_minutes": i64::MAX }), "working_minutes"),
            (json!({ "start": start, "working_days": 2_601 }), "working_days"),
            (json!({ "start": start, "working_days": -1 }), "working_days"),
            (json!({ "start": start, "elapsed_minutes": 5_259_601 }), "elapsed_minutes"),
            (json!({ "start": "2099-06-01T00:00:00Z", "elapsed_minutes": 5_000_000 }), "elapsed_minutes"),
            (json!({ "start": "2099-06-01T00:00:00Z", "working_minutes": 1_200_000 }), "working_minutes"),
            (json!({ "start": start, "working_minutes": 1, "working_days": 1 }), "working_days"),
            (json!({ "start": start, "hours": 1 }), "hours"),
        ] {
            siti.api.post("/calendars/nasional-wita/due", asked).await.refuses_field(422, field);
        }
        for (asked, field) in [
            (json!({ "to": start }), "from"),
            (json!({ "from": start, "to": "2026-11-23T00:14:59Z" }), "to"),
            (json!({ "from": "1970-01-01T00:00:00Z", "to": start }), "from"),
        ] {
            siti.api.post("/calendars/nasional-wita/worked", asked).await.refuses_field(422, field);
        }
        let ten_years = join_all([("working_minutes", 1_200_000), ("working_days", 2_600), ("elapsed_minutes", 5_259_600)].map(|(unit, most)| {
            let (api, asked) = (siti.api.clone(), json!({ "start": start, unit: most }));
            async move { api.post("/calendars/nasional-wita/due", asked).await.is(200).json() }
        }));
        for answer in ten_years.await {
            let segments = answer["segments"].as_array().unwrap();
            assert_eq!(segments.last().unwrap()["to"], answer["due_at"]);
            assert!(segments.windows(2).all(|pair| pair[0]["to"] == pair[1]["from"]), "no gap");
        }
    }
}
