//! What the pages tell each of what happened: once, to those who hear of it and nobody else, read when they say so, and by the
//! ways they chose.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use jenjang::app::App;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::DbError;
use jenjang::db::schema::{events, grants, notifications};
use jenjang::desk::events::{EventKind, NewEvent, RecordKind, record};
use jenjang::desk::ids::TicketId;
use jenjang::desk::letters::LetterKind;
use jenjang::desk::{demo, notifications as lines};
use jenjang::mail;
use serde_json::{Value, json};

use crate::both;
use crate::support::chromium::Browser;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::{TestDesk, furnish, monday_morning};
use crate::support::office::{self, PASSWORD};
use crate::support::person::Person;
use crate::support::process::Process;
use crate::support::stream::Stream;

both! {
    async fn each_hears_of_what_concerns_them_once_and_nobody_else(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        desk.mails().await;
        let own = told(&andi).await;
        assert_eq!(own.len(), 1, "{own:#?}");
        assert_eq!(
            (&own[0]["letter"], &own[0]["who"], &own[0]["number"], &own[0]["title"], &own[0]["seen_at"]),
            (&json!("new_ticket"), &json!("Siti Rahmawati"), &json!(ticket.number), &json!("Jaringan lemot"), &Value::Null)
        );
        assert_eq!(kinds(&siti).await, Vec::<String>::new(), "that she reported it she knows");
        andi.takes(&ticket).await.succeeds();
        andi.asks(&ticket, "Lantai berapa, Bu?").await.succeeds();
        siti.replies(&ticket, "Lantai dua").await.is(201);
        desk.mails().await;
        assert_eq!(kinds(&siti).await, ["question"]);
        assert_eq!(kinds(&andi).await, ["requester_replied", "new_ticket"], "newest first");
        // Considered once more, as after a crash.
        let again = |conn: &mut _| {
            Ok::<_, DbError>(diesel::update(events::table).set(events::considered_at.eq(None::<Timestamp>)).execute(conn)?)
        };
        desk.app.db.write(again).await.unwrap();
        desk.mails().await;
        assert_eq!((kinds(&siti).await.len(), kinds(&andi).await.len()), (1, 2));
        for stranger in ["wayan@dikbud.demo.test", "fajar@kominfo.demo.test", "made@dinkes.demo.test"] {
            assert_eq!(kinds(&desk.person(stranger).await).await, Vec::<String>::new(), "{stranger}");
        }
        // Who opens it for her is told to her.
        let wish = json!({ "requester": "siti@dinkes.demo.test", "title": "Printer macet" });
        andi.opens(wish).await;
        desk.mails().await;
        assert_eq!(kinds(&siti).await, ["received", "question"]);
    }

    async fn what_is_not_sent_by_letter_is_still_told_on_the_pages(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        andi.api.patch("/me", "\"1\"", json!({ "staff_mail": "off" })).await.is(200);
        siti.reports("Jaringan lemot").await;
        assert_eq!(desk.letters_to(&andi.email).await.len(), 0);
        assert_eq!(kinds(&andi).await, ["new_ticket"]);
    }

    async fn each_chooses_the_ways_for_each_kind_of_news(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let path = "/notifications/choices";
        let before = andi.api.get(path).await.is(200);
        assert_eq!(before.header("etag"), "\"1\"");
        let items = before.json()["items"].as_array().unwrap().clone();
        assert!(items.iter().all(|one| one["by_mail"] == true && one["in_app"] == true), "{items:#?}");
        let fixed = |one: &&Value| one["mail_is_fixed"] == true;
        assert_eq!(items.iter().filter(fixed).count(), 10, "seven stages of an own ticket, three warnings");
        assert!(items.iter().all(|one| one["letter"] != "bounced" && one["letter"] != "escalation"), "not for Tier 1");
        let ways = |letter: &str, by_mail: bool, in_app: bool| json!({ "items": [{ "letter": letter, "by_mail": by_mail, "in_app": in_app }] });

        andi.api.patch(path, "\"1\"", ways("new_ticket", false, true)).await.is(200);
        siti.reports("Jaringan lemot").await;
        assert_eq!(desk.letters_to(&andi.email).await.len(), 0);
        assert_eq!(kinds(&andi).await.len(), 1);

        andi.api.patch(path, "\"1\"", ways("new_ticket", true, true)).await.is(412);
        andi.api.patch(path, "\"2\"", ways("new_ticket", true, false)).await.is(200);
        siti.reports("Printer macet").await;
        assert_eq!(desk.letters_to(&andi.email).await.len(), 1);
        assert_eq!(kinds(&andi).await.len(), 1);

        andi.api.patch(path, "\"3\"", ways("new_ticket", false, false)).await.is(200);
        siti.reports("Wifi mati").await;
        assert_eq!((desk.letters_to(&andi.email).await.len(), kinds(&andi).await.len()), (1, 1));

        for letter in ["clock_over", "resolved"] {
            andi.api.patch(path, "\"4\"", ways(letter, false, true)).await.refuses_field(422, "by_mail");
        }
        andi.api.patch(path, "\"4\"", ways("clock_over", true, false)).await.is(200);
        let bare = andi.api.request(reqwest::Method::PATCH, path).json(&ways("assigned", true, true));
        andi.api.send(reqwest::Method::PATCH, path, bare).await.problem(428);
        // What one chose for oneself holds for nobody else.
        let hers = siti.api.get(path).await.is(200).json();
        assert!(hers["items"].as_array().unwrap().iter().all(|one| one["in_app"] == true), "{hers}");
    }

    async fn the_choices_stand_on_the_profile(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        let page = andi.visit("/profile").await.is(200).sees("E-mail selalu dikirim, tidak dapat dimatikan");
        let stale = andi.visit("/profile").await.form("/profile/notifications");
        let form = page.form("/profile/notifications").without("mail-new_ticket").without("mail-clock_over").without("app-assigned");
        let saved = form.submit().await.is(200).sees("Tersimpan");
        stale.without("app-mentioned").submit().await.is(412).sees("Pemberitahuan");
        let kept = saved.form("/profile/notifications").form_values();
        let ticked = |field: &str| kept.iter().any(|(name, value)| name == field && value == "yes");
        assert!(!ticked("mail-new_ticket") && ticked("app-new_ticket") && !ticked("app-assigned"));
        assert!(ticked("mail-clock_over") && ticked("mail-resolved") && ticked("app-mentioned"));
        siti.reports("Jaringan lemot").await;
        assert_eq!(desk.letters_to("andi@dinkes.demo.test").await.len(), 0);
        andi.visit("/").await.sees("belum dibaca");
        // A forged form chooses nothing.
        let forged = [("version".to_owned(), "2".to_owned())];
        andi.posts_blindly("/profile/notifications", &forged).await.is(403);
    }

    async fn the_bell_counts_until_one_has_looked(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let person = desk.person("andi@dinkes.demo.test").await;
        let andi = person.in_the_browser().await;
        assert_eq!(figure(&andi.visit("/").await.answer.text()), None);
        andi.visit("/notifications").await.is(200).sees("Belum ada pemberitahuan");
        let ticket = siti.reports("Jaringan <b>lemot</b>").await;
        siti.reports("Printer macet").await;
        desk.mails().await;
        assert_eq!(figure(&andi.visit("/profile").await.answer.text()).as_deref(), Some("2"));
        let list = andi.visit("/notifications").await.is(200);
        let list = list.sees("Siti Rahmawati membuat tiket baru di antrean Bapak/Ibu").sees("Hari ini").sees("Belum dibaca");
        assert!(!list.answer.text().contains("<b>lemot"), "typed text is no markup");
        assert_eq!(figure(&andi.visit("/notifications").await.answer.text()).as_deref(), Some("2"), "looking reads nothing");
        let first = told(&person).await.into_iter().find(|one| one["number"] == json!(ticket.number)).unwrap();
        let action = format!("/notifications/{}/reading", first["id"].as_str().unwrap());
        let opened = list.form(&action).submit().await.is(200);
        assert_eq!(opened.path, ticket.at(""), "one is led to the ticket");
        assert_eq!(figure(&opened.answer.text()).as_deref(), Some("1"));
        list.form(&action).submit().await.is(200);
        // Nobody reads for another.
        let his = wayan.in_the_browser().await;
        let csrf = his.visit("/profile").await.form("/profile/notifications").form_values();
        let csrf: Vec<_> = csrf.into_iter().filter(|(name, _)| name == "csrf").collect();
        his.posts_blindly(&action, &csrf).await.is(404);
        wayan.api.post(&action, json!({})).await.is(404);
        andi.posts_blindly(&action, &[]).await.is(403);
        // What comes while one looks stays unread.
        let list = andi.visit("/notifications").await;
        desk.passes(TimeDelta::minutes(1));
        siti.reports("Wifi mati").await;
        desk.mails().await;
        let all = list.form("/notifications/reading").submit().await.is(200).sees("sudah ditandai dibaca");
        assert_eq!(figure(&all.answer.text()).as_deref(), Some("1"));
        assert_eq!(person.api.post("/notifications/reading", json!({})).await.is(200).field("/marked"), "1");
        let seen = andi.visit("/notifications").await;
        assert_eq!(figure(&seen.answer.text()), None);
        assert!(!seen.has_form("/notifications/reading"));
        person.api.post("/notifications/reading", json!({ "until": "kemarin" })).await.refuses_field(422, "until");
    }

    async fn many_lines_come_in_parts_and_the_figure_ends_at_99(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let person = desk.person("andi@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        desk.mails().await;
        let copies = |conn: &mut jenjang::db::DbConn| {
            let ticket: TicketId = notifications::table.select(notifications::ticket_id).first(conn)?;
            let person = office::person_id(conn, "andi@dinkes.demo.test")?;
            let now = monday_morning();
            let mut others = Vec::new();
            for _ in 0..120 {
                let line = NewEvent::new(RecordKind::Person, person, EventKind::SignedIn, person, now);
                others.push(record(conn, line)?.id);
            }
            let new: Vec<_> = others
                .into_iter()
                .map(|event_id| lines::NewNotification {
                    event_id,
                    person_id: person,
                    ticket_id: ticket,
                    kind: LetterKind::PublicReply,
                })
                .collect();
            lines::put(conn, &new, now)?;
            Ok::<_, DbError>(())
        };
        desk.app.db.write(copies).await.unwrap();
        let andi = person.in_the_browser().await;
        let first = andi.visit("/notifications").await.is(200).sees("Yang lebih lama");
        assert_eq!(figure(&first.answer.text()).as_deref(), Some("99+"));
        let text = first.answer.text();
        let (_, rest) = text.split_once("href=\"/notifications?after").unwrap();
        let path = format!("/notifications?after{}", rest.split('"').next().unwrap().replace("&#x3D;", "="));
        andi.visit(&path).await.is(200).sees("Yang terbaru");
        andi.visit("/notifications?after=kucing").await.is(400);
        let (mut seen, mut cursor) = (std::collections::BTreeSet::new(), String::new());
        for _ in 0..20 {
            let page = person.api.get(&format!("/notifications?limit=25{cursor}")).await.is(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["id"].to_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 121, "each once, none left out");
    }

    async fn a_restricted_ticket_is_a_number_and_a_stage(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wish = json!({ "classification": "personal_data", "title": "Daftar NIK bocor" });
        let ticket = siti.opens(wish).await;
        desk.mails().await;
        let all = told(&andi).await;
        assert_eq!(all.len(), 1);
        assert_eq!((&all[0]["letter"], &all[0]["who"], &all[0]["title"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!((&all[0]["number"], &all[0]["stage"]), (&json!(ticket.number), &json!("new")));
        let page = andi.in_the_browser().await.visit("/notifications").await.is(200);
        page.sees(&ticket.number).does_not_see("NIK bocor").does_not_see("Siti Rahmawati membuat");
    }

    async fn what_one_may_not_see_any_more_is_not_found(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        desk.mails().await;
        let id = told(&andi).await[0]["id"].as_str().unwrap().to_owned();
        let now = desk.now();
        let end = move |conn: &mut _| {
            let andi = office::person_id(conn, "andi@dinkes.demo.test")?;
            let held = grants::table.filter(grants::person_id.eq(andi));
            Ok::<_, DbError>(diesel::update(held).set(grants::revoked_at.eq(Some(now))).execute(conn)?)
        };
        desk.app.db.write(end).await.unwrap();
        assert_eq!(told(&andi).await.len(), 0);
        andi.api.post(&format!("/notifications/{id}/reading"), json!({})).await.is(404);
        // He can still clear his bell.
        let page = andi.in_the_browser().await.visit("/notifications").await.is(200).does_not_see("Jaringan lemot");
        let cleared = page.form("/notifications/reading").submit().await.is(200);
        assert_eq!(figure(&cleared.answer.text()), None);
    }

    async fn lines_are_kept_for_ninety_days(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        desk.mails().await;
        let forget = |now: Timestamp| desk.app.db.write(move |conn| lines::forget_old(conn, now));
        assert_eq!(forget(desk.now().plus(lines::KEPT)).await.unwrap(), 0);
        assert_eq!(kinds(&andi).await.len(), 1);
        assert_eq!(forget(desk.now().plus(lines::KEPT).plus(TimeDelta::seconds(1))).await.unwrap(), 1);
        assert_eq!(kinds(&andi).await.len(), 0);
    }

    async fn a_new_line_is_told_at_once_and_so_is_that_it_was_read(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let (mut his, mut hers) = (andi.api.listens().await, siti.api.listens().await);
        siti.reports("Jaringan lemot").await;
        desk.mails().await;
        assert_eq!(counted(&mut his).await, Some(1));
        let id = told(&andi).await[0]["id"].as_str().unwrap().to_owned();
        andi.api.post(&format!("/notifications/{id}/reading"), json!({})).await.is(200);
        assert_eq!(counted(&mut his).await, Some(0));
        assert_eq!(counted(&mut hers).await, None, "it is nobody else's");
    }

    async fn the_demo_office_has_news_for_those_who_try_it(database: TestDatabase) {
        let unseen = tokio::task::spawn_blocking(move || {
            let db = database.open();
            demo::fill(&db, 64, monday_morning()).unwrap();
            let config = crate::mail::room::config(&database, None);
            let app = App::new(config, db, Clock::fixed(monday_morning())).unwrap();
            mail::remember(&app, 200).unwrap();
            let waiting = app.db.read_blocking(jenjang::desk::letters::backlog).unwrap();
            assert_eq!(waiting.oldest_due_at, None, "no letter leaves for what is past");
            let count = |conn: &mut jenjang::db::DbConn| {
                let people = ["andi@dinkes.demo.test", "siti@dinkes.demo.test", "fajar@kominfo.demo.test"];
                let ids = people.map(|email| office::person_id(conn, email).unwrap());
                lines::unseen(conn, &ids)
            };
            app.db.read_blocking(count).unwrap()
        });
        let unseen = unseen.await.unwrap();
        assert!(unseen.iter().all(|(_, count)| (1..60).contains(count)), "{unseen:?}");
    }
}

/// What somebody is told, newest first.
async fn told(person: &Person) -> Vec<Value> {
    person.api.get("/notifications").await.is(200).json()["items"].as_array().unwrap().clone()
}

async fn kinds(person: &Person) -> Vec<String> {
    told(person).await.iter().map(|one| one["letter"].as_str().unwrap_or("-").to_owned()).collect()
}

/// The figure at the bell of a page; none while everything was read.
fn figure(html: &str) -> Option<String> {
    let (_, bell) = html.split_once("class=\"bell\"").unwrap();
    let (_, part) = bell.split_once("<span data-unread").unwrap();
    let (_, count) = part.split_once("class=\"count bad\">").unwrap();
    (!part.starts_with(" hidden")).then(|| count.split('<').next().unwrap().to_owned())
}

/// The figure that is told next, within two seconds.
async fn counted(stream: &mut Stream) -> Option<i64> {
    let until = std::time::Instant::now() + Duration::from_secs(2);
    while let Some((kind, data)) =
        stream.next_within(until.saturating_duration_since(std::time::Instant::now())).await
    {
        if kind == "notifications" {
            return data["unread"].as_i64();
        }
    }
    None
}

/// Two processes on one Postgres: whichever writes the lines, the other's listeners hear of them.
#[actix_web::test]
async fn processes_tell_each_other() {
    let database = TestDatabase::new(Database::Postgres);
    furnish(&database);
    let (one, other) = (Process::serve(&database, &[]), Process::serve(&database, &[]));
    let siti = Person::signed_in(&one.base, "siti@dinkes.demo.test").await;
    let andi = Person::signed_in(&one.base, "andi@dinkes.demo.test").await;
    let (mut here, mut there) = (andi.api.listens().await, andi.at(&other.base).api.listens().await);
    siti.reports("Jaringan lemot").await;
    assert_eq!((counted(&mut here).await, counted(&mut there).await), (Some(1), Some(1)));
    let id = told(&andi).await[0]["id"].as_str().unwrap().to_owned();
    andi.api.post(&format!("/notifications/{id}/reading"), json!({})).await.is(200);
    assert_eq!((counted(&mut here).await, counted(&mut there).await), (Some(0), Some(0)));
}

/// A colleague acts, and the figure is there without loading the page anew; the keyboard opens the ticket.
#[actix_web::test]
async fn the_bell_rings_in_the_browser() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit("/profile").await;
    andi.comes_true("return document.documentElement.hasAttribute('data-line')").await;
    andi.script("window.loadedOnce = true", vec![]).await;
    let ticket = siti.reports("Jaringan lemot").await;
    desk.mails().await;
    let begun = std::time::Instant::now();
    let shown = "const part = document.querySelector('.bell [data-unread]'); return !part.hidden && part.querySelector('.count').textContent === '1' && window.loadedOnce === true";
    andi.comes_true(shown).await;
    assert!(begun.elapsed() < Duration::from_millis(2_500), "{:?}", begun.elapsed());
    andi.comes_true(
        "return document.querySelector('[data-bell-said]').textContent === 'Pemberitahuan 1 belum dibaca'",
    )
    .await;
    andi.picture("bell").await;
    andi.is_accessible().await;
    andi.types("b").await;
    andi.comes_true("return location.pathname === '/notifications'").await;
    andi.sees("Siti Rahmawati membuat tiket baru").await;
    // The list itself stays true too.
    andi.comes_true("return document.documentElement.hasAttribute('data-line')").await;
    siti.reports("Printer macet").await;
    desk.mails().await;
    andi.sees("Printer macet").await;
    andi.picture("notifications-live").await;
    andi.is_accessible().await;
    andi.types("j").await;
    andi.types("j").await;
    andi.types("o").await;
    andi.comes_true(&format!("return location.pathname === '{}'", ticket.at(""))).await;
    andi.comes_true("return document.querySelector('.bell .count').textContent === '1'").await;
    // Without scripts a press on the line does the same.
    andi.scripts(false).await;
    andi.visit("/notifications").await;
    andi.press(".news.unread button").await;
    andi.sees("Printer macet").await;
    andi.scripts(true).await;
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}
