//! What changes is told at once to those who may see it, in every process, and to nobody else.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use jenjang::db::{DbError, tell_after};
use reqwest::Method;
use serde_json::json;

use crate::both;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::{TestDesk, furnish};
use crate::support::pages::{Page, Visitor};
use crate::support::person::{Person, Ticket};
use crate::support::process::Process;
use crate::support::stream::Stream;

both! {
    async fn a_change_is_told_to_those_who_may_see_it(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let (mut hers, mut his, mut above, mut beside) =
            (siti.api.listens().await, andi.api.listens().await, fajar.api.listens().await, wayan.api.listens().await);
        let ticket = siti.reports("Jaringan lemot").await;
        let (_, opened) = hers.hears_of(&ticket.number).await;
        his.hears_of(&ticket.number).await;
        above.hears_nothing().await;
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        let (_, escalated) = above.hears_of(&ticket.number).await;
        assert!(escalated > opened);
        let (_, told) = hers.hears_of(&ticket.number).await;
        assert_eq!(told, escalated);
        beside.hears_nothing().await;
    }

    async fn what_is_refused_or_only_read_is_not_told(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let mut stream = andi.api.listens().await;
        let secret = andi.opens(json!({ "kind": "security_incident", "category": "E1", "title": "Situs diretas" })).await;
        stream.hears_of(&secret.number).await;
        andi.looks_at(&secret).await.is(200);
        andi.closes(&secret).await.is(409);
        let outcome: Result<(), DbError> = desk
            .app
            .db
            .write(|conn| {
                tell_after(conn, "ticket".to_owned());
                Err(DbError::Closed)
            })
            .await;
        assert!(outcome.is_err());
        stream.hears_nothing().await;
        desk.app.db.write(|conn| { tell_after(conn, "nonsense".to_owned()); Ok::<_, DbError>(()) }).await.unwrap();
        stream.hears_nothing().await;
    }

    async fn a_stream_ends_with_the_right_to_it(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wish = json!({ "name": "Papan", "scope": "read", "expires_at": "2026-12-24T00:00:00Z" });
        let made = andi.api.post("/tokens", wish).await.is(201);
        let mut board = andi.api.with_token(&made.field("/token")).listens().await;
        let mut own = andi.api.listens().await;
        let mut hers = siti.api.listens().await;
        let id = made.field("/id");
        andi.api.delete(&format!("/tokens/{id}")).await.succeeds();
        board.ends_within(Duration::from_secs(2)).await;
        let sessions = siti.api.get("/sessions").await.is(200);
        let id = sessions.field("/items/0/id");
        siti.api.delete(&format!("/sessions/{id}")).await.succeeds();
        hers.ends_within(Duration::from_secs(2)).await;
        own.hears_nothing().await;
        desk.app.live.close();
        own.ends_within(Duration::from_secs(1)).await;
    }

    async fn staff_see_who_else_is_at_a_ticket_and_nobody_else_does(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let (his, theirs, hers) = (andi.in_the_browser().await, ketua.in_the_browser().await, siti.in_the_browser().await);
        let mut above = ketua.api.listens().await;
        let (mut below, mut beside) = (siti.api.listens().await, wayan.api.listens().await);
        attends(&his, &ticket, "looking").await.is(204);
        assert_eq!(above.sees_at(&ticket.number).await, ["Andi Baso looking"]);
        theirs.visit(&ticket.at("")).await.sees("Andi Baso sedang melihat");
        theirs.visit("/tickets").await.sees("Andi Baso sedang melihat");
        his.visit(&ticket.at("")).await.does_not_see("Andi Baso sedang melihat");
        hers.visit(&ticket.at("")).await.does_not_see("Andi Baso sedang melihat");
        attends(&his, &ticket, "writing").await.is(204);
        assert_eq!(above.sees_at(&ticket.number).await, ["Andi Baso writing"]);
        theirs.visit(&ticket.at("")).await.sees("Andi Baso sedang menulis tanggapan");
        attends(&his, &ticket, "gone").await.is(204);
        assert_eq!(above.sees_at(&ticket.number).await, Vec::<String>::new());
        theirs.visit(&ticket.at("")).await.does_not_see("sedang menulis tanggapan ·");
        for stream in [&mut below, &mut beside] {
            while let Some((kind, _)) = stream.next_within(Duration::from_millis(900)).await {
                assert_ne!(kind, "presence");
            }
        }
        attends(&hers, &ticket, "looking").await.is(403);
        attends(&his, &ticket, "dancing").await.is(422);
        let wayan = wayan.in_the_browser().await;
        attends(&wayan, &ticket, "looking").await.is(404);
        his.posts_blindly(&ticket.at("/presence"), &[("doing".to_owned(), "looking".to_owned())]).await.is(403);
    }

    async fn fifty_people_are_told_within_two_seconds(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let people = ["andi@dinkes.demo.test", "siti@dinkes.demo.test", "kadis@dinkes.demo.test", "ketua@kominfo.demo.test", "kadis@kominfo.demo.test"];
        let mut streams = Vec::new();
        for email in people {
            let person = desk.person(email).await;
            for _ in 0..10 {
                streams.push(person.api.listens().await);
            }
        }
        assert_eq!(desk.app.live.len(), 50);
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        hear(&mut streams, &ticket.number).await;
        andi.takes(&ticket).await.succeeds();
        hear(&mut streams, &ticket.number).await;
        drop(streams);
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if desk.app.live.is_empty() {
                return;
            }
            // A line that was hung up is noticed when something is said on it.
            andi.notes(&ticket, "Masih ada?").await.is(201);
        }
        panic!("{} streams are still held", desk.app.live.len());
    }
}

/// What the page of a ticket says every few seconds.
async fn attends(visitor: &Visitor, ticket: &Ticket, doing: &str) -> Page {
    let page = visitor.visit("/profile").await.answer.text();
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = rest.split('"').next().unwrap();
    let fields = [("csrf", csrf), ("doing", doing)].map(|(name, text)| (name.to_owned(), text.to_owned()));
    visitor.posts_blindly(&ticket.at("/presence"), &fields).await
}

async fn hear(streams: &mut [Stream], number: &str) {
    let heard = join_all(streams.iter_mut().map(|stream| stream.hears_of(number))).await;
    let slowest = heard.iter().map(|(took, _)| *took).max().unwrap();
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[actix_web::test]
async fn one_too_many_is_refused_and_nobody_listens_unknown() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let mut held = Vec::new();
    for _ in 0..32 {
        held.push(siti.api.listens().await);
    }
    let refused = siti.api.get("/events").await.is(429);
    assert_eq!(refused.header("retry-after"), "60");
    desk.api().get("/events").await.is(401);
    // The pages' own stream is by the cookie, and is not held back by a compressor.
    let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
    let request = andi.request(Method::GET, "/events").header("Accept-Encoding", "gzip, deflate, br");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let mut stream = Stream::of(response);
    let ticket = siti.reports("Jaringan lemot").await;
    stream.hears_of(&ticket.number).await;
}

/// Two processes on one Postgres hear of each other, also after the wire between them was cut; a stop ends their streams.
#[actix_web::test]
async fn processes_hear_of_each_other() {
    let database = TestDatabase::new(Database::Postgres);
    furnish(&database);
    let (mut one, other) = (Process::serve(&database, &[]), Process::serve(&database, &[]));
    let siti = Person::signed_in(&one.base, "siti@dinkes.demo.test").await;
    let andi = Person::signed_in(&other.base, "andi@dinkes.demo.test").await;
    let mut here = siti.api.listens().await;
    let mut there = andi.api.listens().await;
    let ticket = siti.reports("Jaringan lemot").await;
    there.hears_of(&ticket.number).await;
    andi.takes(&ticket).await.succeeds();
    let (took, _) = here.hears_of(&ticket.number).await;
    assert!(took < Duration::from_secs(2), "{took:?}");

    let mut above = Person::signed_in(&one.base, "ketua@kominfo.demo.test").await.api.listens().await;
    attends(&andi.in_the_browser().await, &ticket, "writing").await.is(204);
    assert_eq!(above.sees_at(&ticket.number).await, ["Andi Baso writing"]);

    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE application_name = 'jenjang news' AND datname = current_database()";
    database.connect().batch_execute(cut).unwrap();
    andi.notes(&ticket, "Sedang dicek").await.is(201);
    andi.replies(&ticket, "Sedang kami cek, Bu.").await.is(201);
    let mut heard = false;
    for _ in 0..6 {
        heard |= here.next_within(Duration::from_secs(2)).await.is_some();
        if heard {
            break;
        }
    }
    assert!(heard, "what was said while the wire was down is found");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let later = siti.reports("Printer macet").await;
    there.hears_of(&later.number).await;

    one.terminate();
    here.ends_within(Duration::from_secs(3)).await;
    assert!(one.ends_within(Duration::from_secs(10)).await.success());
}
