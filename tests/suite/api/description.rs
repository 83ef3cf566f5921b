//! The description of the interface is complete and true.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::schema::misfits;
use crate::both;
use crate::support::answer::Answer;
use crate::support::desk::TestDesk;
use crate::support::openapi::{OpenApi, Route};
use crate::support::sources::Source;

both! {
    async fn every_route_described_is_served(desk: TestDesk) {
        let api = OpenApi::new(desk.api().get("/openapi.json").await.is(200).json());
        for route in api.routes() {
            let path = route.filled(|_| "0193a0c4-0000-7000-8000-000000000000".to_owned());
            let method: Method = route.method.parse().unwrap();
            let answer = desk.api().send(method.clone(), &path, desk.api().request(method, &path)).await;
            assert!(![404, 405].contains(&answer.status), "{} {} is described and not served:\n{answer}", route.method, route.path);
            described(&route, &answer);
        }
    }

    async fn every_answer_is_as_described(desk: TestDesk) {
        let document = desk.api().get("/openapi.json").await.is(200).json();
        let api = OpenApi::new(document.clone());
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let admin = desk.person("admin@demo.test").await;

        // A ticket that has been through everything, so that no list of its parts is empty.
        let other = siti.reports("Printer macet").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        andi.api.upload(&ticket.at("/attachments"), "catatan.txt", "text/plain", b"isi".to_vec()).await.is(201);
        andi.api.post(&ticket.at("/links"), json!({ "to": other.number, "kind": "related" })).await.is(201);
        andi.api.post(&ticket.at("/watchers"), json!({})).await.is(201);
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        fajar.returns(&ticket, "Lengkapi").await.succeeds();
        andi.escalates(&ticket, "Sudah lengkap").await.is(201);
        fajar.accepts(&ticket).await.succeeds();
        fajar.asks(&ticket, "Lantai berapa?").await.succeeds();
        siti.replies(&ticket, "Dua").await.is(201);
        fajar.hands_off(&ticket, "Telkom", "INC-1").await.succeeds();
        fajar.resumes(&ticket).await.succeeds();
        fajar.resolves(&ticket, "Sudah diganti").await.succeeds();
        siti.reopens(&ticket, "Belum").await.succeeds();
        fajar.resolves(&ticket, "Sudah sekali lagi").await.succeeds();
        siti.closes(&ticket).await.succeeds();
        let away = json!({ "absent_from": "2026-12-01" });
        andi.api.post("/people/andi@dinkes.demo.test/absences", away).await.is(201);
        let canned = json!({ "title": "Kabar", "body": "Yth. {nama}", "visibility": "public", "takes": true });
        ketua.api.post("/macros", canned).await.is(201);
        let attachment = ketua.looks_at(&ticket).await.field("/attachments/0/id");

        let mut seen = 0;
        for route in api.routes().iter().filter(|route| route.method == "GET") {
            let administered = ["/grants", "/people", "/agencies", "/routes"].iter().any(|name| route.path.contains(name));
            let asker = if administered && !route.path.contains("/tickets/") { &admin } else { &ketua };
            let Some(path) = real(asker, route, &ticket.number, &attachment).await else { continue };
            let answer = asker.api.get(&path).await.is(200);
            let schema = route.operation.pointer("/responses/200/content/application~1json/schema");
            if let Some(schema) = schema {
                let wrong = misfits(&document, schema, &answer.json());
                assert!(wrong.is_empty(), "GET {} is not as described: {wrong:#?}\n{answer}", route.path);
                seen += 1;
            }
        }
        assert!(seen > 15, "only {seen} answers were looked at");
    }

    async fn what_is_written_answers_as_described(desk: TestDesk) {
        let document = desk.api().get("/openapi.json").await.is(200).json();
        let api = OpenApi::new(document.clone());
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = andi.reports("Jaringan lemot").await;
        let opened = andi.tries_to_open(json!({})).await.is(201);
        let commented = andi.replies(&ticket, "Kami periksa").await.is(201);
        let taken = andi.takes(&ticket).await.is(200);
        let escalated = andi.escalates(&ticket, "Ganti kabel").await.is(201);
        let session = andi.api.post("/sessions", json!({ "email": andi.email, "password": "jenjang-demo" })).await.is(201);
        let token = andi.api.post("/tokens", json!({ "name": "skrip", "scope": "read", "expires_at": "2026-12-01T00:00:00Z" })).await.is(201);
        for (path, answer) in [
            ("/api/v1/tickets", opened),
            ("/api/v1/tickets/{number}/comments", commented),
            ("/api/v1/tickets/{number}/assignment", taken),
            ("/api/v1/tickets/{number}/escalations", escalated),
            ("/api/v1/sessions", session),
            ("/api/v1/tokens", token),
        ] {
            let route = api.routes().into_iter().find(|route| route.path == path && route.method == "POST").unwrap();
            described(&route, &answer);
            let schema = route.operation.pointer(&format!("/responses/{}/content/application~1json/schema", answer.status)).unwrap();
            let wrong = misfits(&document, schema, &answer.json());
            assert!(wrong.is_empty(), "POST {path} is not as described: {wrong:#?}\n{answer}");
        }
    }

    async fn the_page_of_the_interface_needs_no_network(desk: TestDesk) {
        let door = desk.api().get("/api/docs").await;
        assert_eq!((door.status, door.header("location")), (308, "/api/docs/"));
        let page = desk.api().get("/api/docs/").await.is(200);
        let policy = page.header("content-security-policy").to_owned();
        assert!(policy.contains("default-src 'self'") && !policy.contains("http"), "{policy}");
        let text = page.text();
        let foreign = text.split(['"', '\'']).find(|part| part.starts_with("http"));
        assert_eq!(foreign, None, "the page asks for something elsewhere");
        for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
            desk.api().get(&format!("/api/docs/{file}")).await.is(200);
        }
        desk.api().get("/api/docs/swagger-initializer.js").await.sees("/api/v1/openapi.json");
        desk.api().get("/api/docs/none-of-it.js").await.is(404);
    }
}

#[test]
fn every_route_written_is_described() {
    let document = serde_json::to_value(jenjang::http::api::document()).unwrap();
    let described: BTreeSet<(String, String)> = OpenApi::new(document)
        .routes()
        .into_iter()
        .map(|route| (route.method, route.path.trim_start_matches("/api/v1").to_owned()))
        .collect();
    let mut written = BTreeSet::new();
    for source in Source::under("src/http", "rs") {
        for method in ["get", "post", "patch", "put", "delete"] {
            let mark = format!("#[{method}(\"");
            for (at, _) in source.text.match_indices(&mark) {
                let path = source.text[at + mark.len()..].split('"').next().unwrap();
                written.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    // The description itself, and the page that shows it.
    for own in ["/openapi.json", "/api/docs", "/api/docs/{file:.*}"] {
        assert!(written.remove(&("GET".to_owned(), own.to_owned())), "{own} is gone");
    }
    assert!(written.len() > 50, "{written:?}");
    assert_eq!(written, described);
}

/// Insists that the status of an answer is one of those described.
fn described(route: &Route, answer: &Answer) {
    let known = route.operation["responses"].as_object().unwrap();
    assert!(
        known.contains_key(&answer.status.to_string()),
        "{} {} answers {} and says only {:?}",
        route.method,
        route.path,
        answer.status,
        known.keys()
    );
}

/// The route with what is really there; `None` where there is nothing of the kind.
async fn real(
    asker: &crate::support::person::Person,
    route: &Route,
    number: &str,
    attachment: &str,
) -> Option<String> {
    if route.path.ends_with("/search") {
        return Some(format!("{}?q=jaringan", route.path));
    }
    if route.is_stream() {
        return None;
    }
    if let Some(rest) = route.path.strip_prefix("/api/v1/people/{id}/absences") {
        let list = "/people/andi@dinkes.demo.test/absences";
        let id = asker.api.get(list).await.is(200).field("/items/0/id");
        return Some(format!("{list}{}", rest.replace("{absence}", &id)));
    }
    if route.path.ends_with("/matching") {
        return Some(format!("{}?kind=incident&priority=P3&category=A1&agency=dinkes", route.path));
    }
    if !route.path.ends_with("/{id}") {
        let fill = |name: &str| if name == "name" { "resolution".to_owned() } else { number.to_owned() };
        return Some(route.filled(fill));
    }
    if route.path.contains("/attachments/") {
        return Some(route.filled(|_| attachment.to_owned()));
    }
    if route.path.contains("/uploads/") {
        let ticket = asker.reports("Layar gelap").await.number;
        let file = json!({ "ticket": ticket, "file_name": "a.txt", "size": 1, "sha256": "a".repeat(64) });
        let id = asker.api.post("/uploads", file).await.is(201).field("/id");
        return Some(route.filled(|_| id.clone()));
    }
    let list = route.path.trim_end_matches("/{id}").replace("{number}", number);
    let list = asker.api.get(&list).await.is(200).json();
    let first: Option<&Value> = list["items"].as_array().and_then(|items| items.first());
    let id = first?["id"].as_str()?.to_owned();
    Some(route.filled(|name| if name == "number" { number.to_owned() } else { id.clone() }))
}
