//! A person of a neighbouring agency walks every route of the interface and finds nothing of the first.
//!
//! The walk is generated from the OpenAPI document, so that a route that is added tomorrow is walked tomorrow.

use reqwest::Method;

use crate::both;
use crate::support::answer::Answer;
use crate::support::api::fresh_key;
use crate::support::desk::TestDesk;
use crate::support::openapi::{OpenApi, Route};
use crate::support::person::{Person, Ticket};

/// Stands in every text of the first agency; whoever reads it has seen too much.
const MARK: &str = "zamrudbiru";

/// A number nobody was given.
const NOBODYS: &str = "TKT-2026-999999";

both! {
    async fn a_neighbour_finds_nothing_on_any_route(desk: TestDesk) {
        let hoard = Hoard::of(&desk).await;
        let api = OpenApi::new(desk.api().get("/openapi.json").await.is(200).json());
        let routes = api.routes();
        assert!(routes.len() >= 30, "only {} routes are described", routes.len());
        for neighbour in ["wayan@dikbud.demo.test", "rini@dikbud.demo.test", "made@dinkes.demo.test", "lestari@kominfo.demo.test"] {
            for route in routes.iter().filter(|route| !route.is_stream()) {
                hoard.is_closed_to(&desk, neighbour, &api, route).await;
            }
        }
    }

    async fn the_walk_would_notice(desk: TestDesk) {
        // The technician of the agency itself walks the same routes: if the walk finds nothing here, it proves nothing there.
        let hoard = Hoard::of(&desk).await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let api = OpenApi::new(desk.api().get("/openapi.json").await.is(200).json());
        let mut told = Vec::new();
        for route in api.routes().iter().filter(|route| route.method == "GET" && !route.is_stream()) {
            let answer = ask(&andi, &api, route, &hoard.real(route)).await;
            if hoard.shows(&answer) {
                told.push(route.path.clone());
            }
        }
        for path in ["/tickets", "/tickets/{number}", "/tickets/{number}/events", "/attachments/{id}", "/search"] {
            assert!(told.iter().any(|told| told.ends_with(path)), "{path} did not show the technician the ticket; shown by {told:?}");
        }
    }

    async fn filters_and_search_words_find_nothing_either(desk: TestDesk) {
        let hoard = Hoard::of(&desk).await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        for query in [
            "/tickets?agency=dinkes".to_owned(),
            "/tickets?requester=siti@dinkes.demo.test".to_owned(),
            format!("/tickets?q={MARK}"),
            "/tickets?tier=2".to_owned(),
            "/tickets?category=A1".to_owned(),
            "/tickets?status=in_progress".to_owned(),
            "/tickets?group=jaringan".to_owned(),
            format!("/search?q={MARK}"),
            format!("/search?q={}", hoard.ticket.number),
        ] {
            let answer = wayan.api.get(&query).await;
            assert!(!hoard.shows(&answer), "{query} tells a neighbour:\n{answer}");
        }
    }

    async fn the_pages_tell_a_neighbour_no_more_than_the_interface(desk: TestDesk) {
        let hoard = Hoard::of(&desk).await;
        let wayan = desk.person("wayan@dikbud.demo.test").await.in_the_browser().await;
        let nobodys = wayan.visit(&format!("/tickets/{NOBODYS}")).await.is(404);
        let theirs = wayan.visit(&hoard.ticket.at("")).await.is(404);
        assert_eq!(
            without_ids(&theirs.answer.text(), &hoard.ticket.number),
            without_ids(&nobodys.answer.text(), NOBODYS),
            "the page of a hidden ticket differs from that of a number nobody was given"
        );
        wayan.visit(&format!("/attachments/{}", hoard.attachment)).await.is(404);
        for path in ["/", "/tickets", "/tickets?view=queue", &format!("/search?q={MARK}"), &format!("/tickets?q={MARK}")] {
            let page = wayan.visit(path).await.is(200);
            // The word itself may stand in the search field.
            page.does_not_see(&hoard.ticket.number);
        }
    }

    async fn what_is_hidden_answers_as_fast_as_what_does_not_exist(desk: TestDesk) {
        let hoard = Hoard::of(&desk).await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let mut times: [Vec<u128>; 2] = [Vec::new(), Vec::new()];
        for turn in 0..120 {
            let number = [hoard.ticket.number.as_str(), NOBODYS][turn % 2];
            let begun = std::time::Instant::now();
            wayan.api.get(&format!("/tickets/{number}")).await.problem(404);
            times[turn % 2].push(begun.elapsed().as_micros());
        }
        let [hidden, missing] = times.map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        });
        let (less, more) = (hidden.min(missing), hidden.max(missing));
        assert!(more < less * 2 + 1_000, "median of a hidden ticket {hidden} µs, of a missing one {missing} µs");
    }
}

/// What the first agency has, every text of it marked.
struct Hoard {
    ticket: Ticket,
    other: Ticket,
    attachment: String,
}

impl Hoard {
    async fn of(desk: &TestDesk) -> Self {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports(&format!("Jaringan {MARK}")).await;
        let other = siti.reports(&format!("Printer {MARK}")).await;
        let file = format!("{MARK} log").into_bytes();
        let sent =
            siti.api.upload(&ticket.at("/attachments"), &format!("{MARK}.txt"), "text/plain", file).await;
        assert!(sent.status == 201 || sent.status == 200, "{sent}");
        let attachment = sent.json();
        let attachment = attachment["id"].as_str().or_else(|| attachment["items"][0]["id"].as_str());
        let attachment = attachment.unwrap_or_else(|| panic!("{sent}")).to_owned();
        andi.takes(&ticket).await;
        andi.notes(&ticket, &format!("Catatan {MARK}")).await.is(201);
        andi.escalates(&ticket, &format!("Ganti kabel {MARK}")).await.is(201);
        Self { ticket, other, attachment }
    }

    fn shows(&self, answer: &Answer) -> bool {
        let text = answer.text();
        let own_words = answer.asked.contains(MARK) && answer.status >= 400;
        (text.contains(MARK) && !own_words)
            || (text.contains(&self.ticket.number) && answer.status < 400)
            || (text.contains(&self.other.number) && answer.status < 400)
    }

    /// The route with what really is there.
    fn real(&self, route: &Route) -> String {
        self.fill(route, &self.ticket.number, &self.attachment)
    }

    /// The route with what is not there.
    fn missing(&self, route: &Route) -> String {
        self.fill(route, NOBODYS, "0193a0c4-0000-7000-8000-000000000000")
    }

    fn fill(&self, route: &Route, number: &str, id: &str) -> String {
        let path = route.filled(|name| match name {
            "number" => number.to_owned(),
            _ => id.to_owned(),
        });
        match route.path.rsplit('/').next() {
            Some("search") => format!("{path}?q={MARK}"),
            _ => path,
        }
    }

    async fn is_closed_to(&self, desk: &TestDesk, email: &str, api: &OpenApi, route: &Route) {
        // Some routes end the caller's own session: everybody comes in anew.
        let neighbour = desk.person(email).await;
        let theirs = ask(&neighbour, api, route, &self.real(route)).await;
        assert!(!self.shows(&theirs), "{} {} tells {email}:\n{theirs}", route.method, route.path);
        assert!(theirs.status < 500, "{theirs}");
        let about_a_ticket = route.path.contains("/tickets/{") || route.path.contains("/attachments/{");
        if about_a_ticket {
            let missing = ask(&neighbour, api, route, &self.missing(route)).await;
            assert_eq!(theirs.status, missing.status, "{email} can tell them apart:\n{theirs}\n{missing}");
            assert_eq!(
                without_ids(&theirs.text(), &self.ticket.number).replace(&self.attachment, "ID"),
                without_ids(&missing.text(), NOBODYS).replace("0193a0c4-0000-7000-8000-000000000000", "ID"),
                "{email} can tell them apart by the body of {} {}",
                route.method,
                route.path
            );
            assert!(
                theirs.status == 404 || theirs.status == 422 || theirs.status == 428 || theirs.status == 403,
                "{theirs}"
            );
            if route.method == "GET" {
                theirs.problem(404);
            }
        }
    }
}

/// Asks a route with a body that fits its description.
async fn ask(person: &Person, api: &OpenApi, route: &Route, path: &str) -> Answer {
    let method: Method = route.method.parse().unwrap();
    if api.takes_a_file(route) {
        return person.api.upload(path, "catatan.txt", "text/plain", b"isi".to_vec()).await;
    }
    let mut request = person.api.request(method.clone(), path);
    if method != Method::GET {
        request = request.header("Idempotency-Key", fresh_key());
    }
    if method == Method::PATCH || method == Method::PUT {
        request = request.header("If-Match", "\"1\"");
    }
    if let Some(body) = api.body_for(route) {
        request = request.json(&body);
    }
    person.api.send(method, path, request).await
}

/// A body without what differs from one answer to the next: the number asked for and the request's own id.
fn without_ids(text: &str, number: &str) -> String {
    let mut out = text.replace(number, "NUMBER");
    for name in ["\"request_id\":\"", "<code>"] {
        if let Some(at) = out.find(name) {
            let start = at + name.len();
            let end = out[start..].find(['"', '<']).map_or(out.len(), |length| start + length);
            out.replace_range(start..end, "REQUEST");
        }
    }
    // Forms on a page carry a token of their own each time.
    while let Some(at) = out.find("name=\"csrf\" value=\"") {
        let end = out[at..].find('>').map_or(out.len(), |length| at + length);
        out.replace_range(at..end, "");
    }
    out
}
