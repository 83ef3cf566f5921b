//! What comes in wrong is refused with a 4xx that names the field, is never a 500, and leaves nothing half-written.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::both;
use crate::support::api::fresh_key;
use crate::support::desk::TestDesk;
use crate::support::pages::Visitor;
use crate::support::person::{Person, a_report};

both! {
    async fn a_report_with_something_wrong_names_the_field(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let tomorrow = desk.now().plus(TimeDelta::days(1)).to_string();
        let long_ago = desk.now().minus(TimeDelta::days(31)).to_string();
        for (wish, field) in [
            (json!({ "title": null }), "title"),
            (json!({ "title": "" }), "title"),
            (json!({ "title": "   \t " }), "title"),
            (json!({ "title": "x".repeat(100_000) }), "title"),
            (json!({ "title": "Jaringan\u{0}lemot" }), "title"),
            (json!({ "title": "Jaringan\u{1b}[31mlemot" }), "title"),
            (json!({ "title": "Dua\nbaris" }), "title"),
            (json!({ "title": 7 }), "title"),
            (json!({ "title": ["Jaringan"] }), "title"),
            (json!({ "description": null }), "description"),
            (json!({ "description": "Lambat\u{0}" }), "description"),
            (json!({ "description": "x".repeat(1_000_000) }), "description"),
            (json!({ "kind": "gangguan" }), "kind"),
            (json!({ "kind": null }), "kind"),
            (json!({ "impact": "huge" }), "impact"),
            (json!({ "urgency": "P1" }), "urgency"),
            (json!({ "category": "Z9" }), "category"),
            (json!({ "category": "A\u{0}1" }), "category"),
            (json!({ "category": "0193a0c4-0000-7000-8000-000000000000" }), "category"),
            (json!({ "category": 12 }), "category"),
            (json!({ "reported_at": tomorrow }), "reported_at"),
            (json!({ "reported_at": long_ago }), "reported_at"),
            (json!({ "reported_at": "yesterday" }), "reported_at"),
            (json!({ "reported_at": "2026-02-30T00:00:00Z" }), "reported_at"),
            (json!({ "reported_at": 1_700_000_000 }), "reported_at"),
            (json!({ "channel": "pigeon" }), "channel"),
            (json!({ "priority": "P1" }), "priority"),
            (json!({ "status": "closed" }), "status"),
            (json!({ "created_at": "2020-01-01T00:00:00Z" }), "created_at"),
        ] {
            siti.tries_to_open(wish).await.refuses_field(422, field);
        }
        nothing_was_written(&siti).await;
    }

    async fn a_body_that_is_no_report_is_refused_by_its_form(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let report = a_report(json!({})).to_string();
        let mut not_utf8 = report.clone().into_bytes();
        let at = report.find("lemot").unwrap();
        not_utf8[at] = 0xff;
        let halved = &report.as_bytes()[..report.len() / 2];
        for (content_type, body, status) in [
            ("application/json", b"".to_vec(), 400),
            ("application/json", b"{".to_vec(), 400),
            ("application/json", halved.to_vec(), 400),
            ("application/json", b"[]".to_vec(), 422),
            ("application/json", b"null".to_vec(), 422),
            ("application/json", b"\"title\"".to_vec(), 422),
            ("application/json", not_utf8, 400),
            ("application/json", b"\xef\xbb\xbf{}".to_vec(), 400),
            ("application/json", nested(10_000), 400),
            ("text/plain", report.clone().into_bytes(), 415),
            ("application/x-www-form-urlencoded", b"title=Jaringan".to_vec(), 415),
            ("application/xml", b"<ticket/>".to_vec(), 415),
        ] {
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            let answer = siti.api.post_raw("/tickets", content_type, body).await;
            assert!(
                answer.status == status || (status == 422 && answer.status == 400),
                "{content_type} {shown:?}: expected {status}\n{answer}"
            );
            answer.problem(answer.status);
        }
        nothing_was_written(&siti).await;
    }

    async fn what_is_too_large_is_refused_without_being_kept(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ten_megabytes = a_report(json!({ "title": "x".repeat(10 * 1024 * 1024) })).to_string().into_bytes();
        siti.api.post_raw("/tickets", "application/json", ten_megabytes).await.problem(413);
        nothing_was_written(&siti).await;
        let ticket = siti.reports("Jaringan lemot").await;
        let huge = vec![b'x'; 25 * 1024 * 1024];
        let answer = siti.api.upload(&ticket.at("/attachments"), "besar.txt", "text/plain", huge).await;
        assert!(answer.status == 413 || answer.status == 422, "{answer}");
        answer.problem(answer.status);
        // Whoever comes next is served.
        siti.looks_at(&ticket).await.is(200).does_not_see("besar.txt");
    }

    async fn who_is_not_signed_in_sends_words_and_no_files(desk: TestDesk) {
        for path in ["/session", "/setup"] {
            let stranger = Visitor::new(&desk.base);
            let file = Part::bytes(vec![b'x'; 300_000]).file_name("besar.bin");
            let form = Form::new().text("login", "siti@dinkes.demo.test").part("files", file);
            stranger.send(path, stranger.request(Method::POST, path).multipart(form)).await.is(415);
        }
        let kept = std::fs::read_dir(desk.app.config.attachments()).map_or(0, Iterator::count);
        assert_eq!(kept, 0, "something reached the folder of files");
    }

    async fn what_belongs_to_others_cannot_be_named(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let theirs = wayan.opens(json!({ "category": "G2" })).await;
        let ours = siti.reports("Jaringan lemot").await;
        andi.takes(&ours).await.succeeds();

        // On behalf of others only those who may, and only for people of their own.
        let answer = siti.tries_to_open(json!({ "requester": "made@dinkes.demo.test" })).await;
        assert!(answer.status == 403 || answer.status == 422, "{answer}");
        andi.tries_to_open(json!({ "requester": "made@dinkes.demo.test", "channel": "phone" })).await.is(201);
        let answer = andi.tries_to_open(json!({ "requester": "rini@dikbud.demo.test", "channel": "phone" })).await;
        assert!(answer.status == 403 || answer.status == 422, "{answer}");
        andi.tries_to_open(json!({ "requester": "nobody@demo.test" })).await.refuses_field(422, "requester");

        // A technician of another agency, a link to a ticket one cannot see, a group that does not exist.
        let answer = andi.assigns(&ours, "wayan@dikbud.demo.test").await;
        assert!(answer.status == 422 || answer.status == 403, "{answer}");
        let link = json!({ "to": theirs.number, "kind": "related" });
        let hidden = andi.api.post(&ours.at("/links"), link).await;
        let link = json!({ "to": "TKT-2026-999999", "kind": "related" });
        let missing = andi.api.post(&ours.at("/links"), link).await;
        assert_eq!(hidden.status, missing.status, "{hidden}\n{missing}");
        assert!(hidden.status == 422 || hidden.status == 404, "{hidden}");
        let wish = json!({ "reason": "beyond_skill", "attempted_steps": "x", "group": "0193a0c4-0000-7000-8000-000000000000" });
        andi.api.post(&ours.at("/escalations"), wish).await.refuses_field(422, "group");
        let wish = json!({ "reason": "beyond_skill", "attempted_steps": "x", "group": "dikbud-t1" });
        andi.api.post(&ours.at("/escalations"), wish).await.refuses_field(422, "group");
    }

    async fn numbers_that_are_none_are_not_found(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        for number in [
            "TKT-2026-999999", "TKT-2026-0", "tkt-2026-000001", "1", "0", "-1", "TKT-2026-000001x", "%00", "%ff", "..%2f..%2fetc",
            "TKT-9999999999-000001", "TKT-2026-99999999999999999999", "'%20OR%201=1--", "%F0%9F%92%A9",
        ] {
            let answer = andi.api.get(&format!("/tickets/{number}")).await;
            assert!(answer.status == 404 || answer.status == 400, "{number}: {answer}");
        }
        andi.api.get("/nothing-of-the-kind").await.problem(404);
        for name in ["%00", "KOM%00INFO"] {
            andi.api.get(&format!("/agencies/{name}")).await.problem(404);
            andi.api.get(&format!("/support-groups/{name}")).await.problem(404);
        }
        let answer = andi.api.delete("/tickets").await;
        assert!(answer.status == 405 || answer.status == 404, "{answer}");
    }

    async fn filters_that_are_unknown_or_wrong_are_refused(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        for query in [
            "colour=red", "status=open", "tier=3", "tier=x", "limit=0", "limit=201", "limit=many", "cursor=zzzz", "cursor=%00", "agency=%00", "group=a%00b",
            "priority=P5", "sort=colour", "updated_since=yesterday", "due_before=32.13.2026", "kind=gangguan", "overdue=perhaps",
        ] {
            let answer = andi.api.get(&format!("/tickets?{query}")).await;
            assert!(answer.status == 400 || answer.status == 422, "{query}: {answer}");
            answer.problem(answer.status);
        }
    }

    async fn the_same_click_twice_is_one_ticket(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let key = fresh_key();
        let first = siti.api.post_with_key("/tickets", a_report(json!({})), &key).await.is(201);
        let again = siti.api.post_with_key("/tickets", a_report(json!({})), &key).await.is(201);
        assert_eq!(first.field("/number"), again.field("/number"));
        assert_eq!(first.header("location"), again.header("location"));
        siti.api.post_with_key("/tickets", a_report(json!({ "title": "Lain" })), &key).await.problem(422);
        // Somebody else's key is their own affair.
        let made = desk.person("made@dinkes.demo.test").await;
        let other = made.api.post_with_key("/tickets", a_report(json!({})), &key).await.is(201);
        assert_ne!(first.field("/number"), other.field("/number"));
        assert_eq!(siti.api.get("/tickets").await.is(200).json()["items"].as_array().unwrap().len(), 1);
    }

    async fn sixteen_clicks_at_once_are_one_ticket(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let key = fresh_key();
        let clicks = join_all((0..16).map(|_| siti.api.post_with_key("/tickets", a_report(json!({})), &key))).await;
        let mut numbers = BTreeSet::new();
        for click in clicks {
            assert!(click.status == 201 || click.status == 409, "{click}");
            if click.status == 201 {
                numbers.insert(click.field("/number"));
            }
        }
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        assert_eq!(siti.api.get("/tickets").await.is(200).json()["items"].as_array().unwrap().len(), 1);
    }

    async fn of_eight_who_take_a_ticket_at_once_one_holds_it(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let acts = join_all((0..8).map(|_| andi.escalates(&ticket, "Ganti kabel: sama"))).await;
        let done = acts.iter().filter(|act| act.status == 201).count();
        assert_eq!(done, 1, "a ticket is escalated once: {:?}", acts.iter().map(|act| act.status).collect::<Vec<_>>());
        for act in acts.iter().filter(|act| act.status != 201) {
            assert!([403, 409, 412].contains(&act.status), "{act}");
        }
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let both = tokio::join!(fajar.accepts(&ticket), fajar.returns(&ticket, "Lengkapi dulu"));
        let won = [both.0.status, both.1.status].iter().filter(|status| **status < 300).count();
        assert!(won >= 1, "{}\n{}", both.0, both.1);
        for act in [both.0, both.1] {
            assert!(act.status < 500, "{act}");
        }
    }

    async fn a_stale_version_is_refused_and_nothing_is_lost(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let etag = andi.looks_at(&ticket).await.is(200).header("etag").to_owned();
        assert!(!etag.is_empty());
        let wish = json!({ "title": "Internet lambat di lantai dua" });
        andi.api.patch(&ticket.at(""), &etag, wish.clone()).await.succeeds();
        andi.api.patch(&ticket.at(""), &etag, json!({ "title": "Yang lain" })).await.problem(412);
        andi.looks_at(&ticket).await.sees("Internet lambat di lantai dua");
        let bare = andi.api.request(Method::PATCH, &ticket.at("")).json(&wish);
        let answer = andi.api.send(Method::PATCH, &ticket.at(""), bare).await;
        assert!(answer.status == 428 || answer.status == 412 || answer.status == 400, "{answer}");
        for wrong in ["\"x\"", "*x", "1.5", "\"99999999999999999999\""] {
            let answer = andi.api.patch(&ticket.at(""), wrong, wish.clone()).await;
            assert!((400..500).contains(&answer.status), "If-Match {wrong}: {answer}");
        }
    }

    async fn every_written_route_refuses_nonsense_without_falling_over(desk: TestDesk) {
        use crate::support::openapi::OpenApi;
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let api = OpenApi::new(desk.api().get("/openapi.json").await.is(200).json());
        for route in api.routes().into_iter().filter(|route| route.method != "GET") {
            for email in ["andi@dinkes.demo.test", "admin@demo.test"] {
                for body in [json!({}), json!([]), json!(null), json!({ "surprise": "\u{0}\u{7f}" }), nonsense_for(&api, &route)] {
                    // Some routes end the caller's own session: everybody comes in anew.
                    let person = desk.person(email).await;
                    let path = route.filled(|name| if name == "number" { ticket.number.clone() } else { "0193a0c4-0000-7000-8000-000000000000".to_owned() });
                    let method: Method = route.method.parse().unwrap();
                    let request = person
                        .api
                        .request(method.clone(), &path)
                        .header("Idempotency-Key", fresh_key())
                        .header("If-Match", "\"1\"")
                        .json(&body);
                    let answer = person.api.send(method, &path, request).await;
                    assert!(answer.status < 500, "{body}\n{answer}");
                    if answer.status >= 400 {
                        answer.problem(answer.status);
                    }
                }
            }
        }
        desk.api().get("/healthz").await.is(200);
    }

    async fn keys_and_tokens_that_are_none_are_refused(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        desk.api().get("/tickets").await.problem(401);
        for token in ["x", "0193a0c4-0000-7000-8000-000000000000", &"a".repeat(5_000)] {
            desk.api().with_token(token).get("/tickets").await.problem(401);
        }
        for key in ["", &"k".repeat(10_000)] {
            let answer = siti.api.post_with_key("/tickets", a_report(json!({})), key).await;
            assert!((400..500).contains(&answer.status), "a key of {} letters: {answer}", key.len());
        }
        desk.api().post("/sessions", json!({ "email": "siti\u{0}@dinkes.demo.test", "password": "wrong wrong" })).await.refuses_field(422, "email");
        let answer = desk.api().post("/sessions", json!({ "email": "siti@dinkes.demo.test", "password": "wrong wrong" })).await;
        let nobody = desk.api().post("/sessions", json!({ "email": "nobody@demo.test", "password": "wrong wrong" })).await;
        assert_eq!((answer.status, nobody.status), (401, 401), "{answer}\n{nobody}");
        assert_eq!(answer.problem(401)["detail"], nobody.problem(401)["detail"], "the answer tells who has an account");
        nothing_was_written(&siti).await;
    }

    async fn errors_speak_the_language_of_the_caller(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let path = "/tickets/TKT-2026-999999";
        let indonesian = siti.api.get(path).await.problem(404);
        let english = siti.api.get_in("en", path).await.problem(404);
        assert_ne!(indonesian["title"], english["title"]);
        assert_eq!(indonesian["type"], english["type"], "the type is the same in every language");
    }
}

async fn nothing_was_written(person: &Person) {
    let list = person.api.get("/tickets").await.is(200).json();
    assert_eq!(list["items"], json!([]), "something was half-written");
}

/// `[[[[…]]]]`, to make a parser that calls itself run out of stack.
fn nested(depth: usize) -> Vec<u8> {
    let mut body = "[".repeat(depth);
    body.push_str(&"]".repeat(depth));
    body.into_bytes()
}

/// A body whose members are those of the description and whose values are all wrong.
fn nonsense_for(api: &crate::support::openapi::OpenApi, route: &crate::support::openapi::Route) -> Value {
    let Some(Value::Object(members)) = api.body_for(route) else { return json!({ "x": 1 }) };
    let wrong = members.into_iter().map(|(name, value)| {
        let value = match value {
            Value::String(_) => json!("\u{0}\u{1}\u{202e}".repeat(3)),
            Value::Number(_) => json!(-9_007_199_254_740_993_i64),
            Value::Bool(_) => json!("true"),
            _ => json!("x"),
        };
        (name, value)
    });
    Value::Object(wrong.collect())
}
