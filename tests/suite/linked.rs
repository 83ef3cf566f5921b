//! What the links of letters open, for people who have not signed in (`src/http/pages/by_link`).

use chrono::TimeDelta;
use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::letters::Letter;
use crate::support::pages::{Page, Visitor};
use crate::support::person::{Person, Ticket};

/// The path of the link in a letter that goes this way; both parts of the letter have it.
#[track_caller]
fn link(letter: &Letter, way: &str) -> String {
    let found =
        letter.text.split_whitespace().find_map(|word| word.find(way).map(|at| word[at..].to_owned()));
    let found = found.unwrap_or_else(|| panic!("no link {way} in {letter:#?}"));
    assert!(letter.html.contains(&found), "{found} is not in the HTML of {letter:#?}");
    found
}

async fn last_to(desk: &TestDesk, email: &str) -> Letter {
    desk.letters_to(email).await.pop().unwrap()
}

async fn solved(desk: &TestDesk) -> (Person, Person, Ticket) {
    let siti = desk.person("siti@dinkes.demo.test").await;
    let andi = desk.person("andi@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    andi.resolves(&ticket, "Konektor diganti").await.succeeds();
    (siti, andi, ticket)
}

#[track_caller]
fn is_sheltered(page: &Page) {
    assert!(page.answer.header("x-robots-tag").contains("noindex"));
    assert_eq!(page.answer.header("referrer-policy"), "no-referrer");
    assert_eq!(page.answer.header("cache-control"), "no-store");
}

#[track_caller]
fn is_gone(page: &Page) {
    assert_eq!(page.answer.status, 404, "{}", page.answer);
    assert!(page.words().contains("Tautan ini tidak berlaku"), "{}", page.words());
    is_sheltered(page);
}

both! {
    async fn the_requester_confirms_by_the_letter_with_one_button(desk: TestDesk) {
        let (siti, andi, ticket) = solved(&desk).await;
        let confirm = link(&last_to(&desk, &siti.email).await, "/confirm/");
        let passer_by = Visitor::new(&desk.base);
        // Machines that read letters follow links: nothing happens by looking.
        for _ in 0..3 {
            let page = passer_by.visit(&confirm).await.is(200).sees("Jaringan lemot").sees("Konektor diganti");
            is_sheltered(&page.sees("Ya, sudah selesai").sees("Belum selesai").does_not_see("Andi Baso"));
        }
        assert_eq!(siti.looks_at(&ticket).await.field("/status"), "resolved");
        passer_by.posts_blindly(&format!("{confirm}/closure"), &[]).await.is(403);
        let form = passer_by.visit(&confirm).await.form(&format!("{confirm}/closure"));
        let thanks = form.clone().submit().await.is(200).sees("Terima kasih").sees(&ticket.number);
        assert!(thanks.path.starts_with("/rate/"), "{}", thanks.path);
        assert_eq!(siti.looks_at(&ticket).await.field("/status"), "closed");
        // A button pressed twice is the same word, and the link has done its work.
        form.submit().await.is(200).sees("Terima kasih");
        is_gone(&passer_by.visit(&confirm).await);
        let seen = andi.looks_at(&ticket).await;
        assert_eq!(seen.field("/closure/how"), "confirmed");
        let closed: Vec<_> = andi.looks_back_on(&ticket).await.json()["items"].as_array().unwrap().iter()
            .filter(|line| line["kind"] == "closed").cloned().collect();
        assert_eq!((closed.len(), closed[0]["data"]["through"].as_str()), (1, Some("link")));
        andi.reads(&ticket).await.sees("menutup tiket (lewat tautan e-mail)");

        // And what they think of it, which may be changed for some days.
        let again = thanks.form_with("rating").fill("rating", "4").fill("comment", "Cepat").submit().await.is(200);
        let again = again.sees("sudah kami terima").form_with("rating").fill("rating", "5").submit().await;
        again.is(200).sees("Ubah penilaian");
        let seen = andi.looks_at(&ticket).await.json();
        assert_eq!((&seen["closure"]["rating"], &seen["closure"]["comment"]), (&json!(5), &json!("Cepat")));
        let rate = thanks.path.clone();
        desk.passes(TimeDelta::days(7));
        passer_by.visit(&rate).await.is(200).sees("Ubah penilaian").form_with("rating").fill("rating", "6").submit().await.is(422);
        desk.passes(TimeDelta::seconds(1));
        is_gone(&passer_by.visit(&rate).await);
    }

    async fn or_says_by_the_letter_that_it_is_not_solved(desk: TestDesk) {
        let (siti, andi, ticket) = solved(&desk).await;
        let confirm = link(&last_to(&desk, &siti.email).await, "/confirm/");
        let passer_by = Visitor::new(&desk.base);
        let form = passer_by.visit(&confirm).await.form(&format!("{confirm}/reopening"));
        let lacking = form.submit().await.is(422).sees("Bagian ini harus diisi");
        is_sheltered(&lacking);
        let form = lacking.form(&format!("{confirm}/reopening")).fill("reason", "Masih putus-putus");
        let status = form.clone().submit().await.is(200).sees("Tiket dibuka kembali").does_not_see("putus-putus");
        assert!(status.path.starts_with("/s/"), "{}", status.path);
        form.submit().await.is(200);
        assert_eq!(siti.looks_at(&ticket).await.field("/status"), "in_progress");
        andi.reads(&ticket).await.sees("Masih putus-putus").sees("(lewat tautan e-mail)");
        is_gone(&passer_by.visit(&confirm).await);
        desk.passes(TimeDelta::minutes(5));
        // The next solution has a link of its own, and the old one stays without effect.
        andi.resolves(&ticket, "Kabel diganti").await.succeeds();
        let next = link(&last_to(&desk, &siti.email).await, "/confirm/");
        assert_ne!(next, confirm);
        is_gone(&passer_by.visit(&confirm).await);
        passer_by.visit(&next).await.is(200).sees("Kabel diganti");
        desk.passes(TimeDelta::days(3) + TimeDelta::seconds(1));
        is_gone(&passer_by.visit(&next).await);
    }

    async fn the_stages_are_seen_without_an_account_and_nothing_else(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot sekali").await;
        let status = link(&last_to(&desk, &siti.email).await, "/s/");
        let passer_by = Visitor::new(&desk.base);
        let page = passer_by.visit(&status).await.is(200).sees(&ticket.number).sees("Baru").sees("Tier 1 · Dinas Kesehatan");
        is_sheltered(&page);
        andi.takes(&ticket).await.succeeds();
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        let page = passer_by.visit(&status).await.sees("Dieskalasi").sees("Tim Jaringan").sees("Ditangani Tier 1");
        for secret in ["Jaringan lemot", "Google", "Siti", "Andi", "Ganti kabel", "siti@", "csrf"] {
            assert!(!page.answer.text().contains(secret), "{secret} is on the page");
        }
        // Nothing else is opened by it, and what opens nothing always answers the same.
        let token = status.trim_start_matches("/s/");
        let first = passer_by.visit("/s/x").await;
        is_gone(&first);
        let (head, tail) = token.split_at(30);
        let swapped = format!("{head}{}", tail.chars().rev().collect::<String>());
        for path in [format!("/confirm/{token}"), format!("/rate/{token}"), format!("/s/{swapped}"), format!("/s/{token}A")] {
            let other = passer_by.visit(&path).await;
            is_gone(&other);
            assert_eq!(other.answer.text(), first.answer.text(), "{path}");
        }
        andi.api.get(&ticket.at("")).await.is(200);
    }

    async fn who_did_not_answer_is_asked_to_rate_all_the_same(desk: TestDesk) {
        let (siti, andi, ticket) = solved(&desk).await;
        andi.closes(&ticket).await.succeeds();
        let rate = link(&last_to(&desk, &siti.email).await, "/rate/");
        let page = Visitor::new(&desk.base).visit(&rate).await.is(200).sees("Bagaimana pelayanan kami?");
        page.form_with("rating").fill("rating", "3").submit().await.is(200).sees("sudah kami terima");
        assert_eq!(siti.looks_at(&ticket).await.json()["closure"]["rating"], json!(3));
    }

    async fn the_status_ends_a_month_after_the_ticket(desk: TestDesk) {
        let (siti, _, ticket) = solved(&desk).await;
        siti.closes(&ticket).await.succeeds();
        let status = link(&desk.letters_to(&siti.email).await[0], "/s/");
        let passer_by = Visitor::new(&desk.base);
        desk.passes(TimeDelta::days(30));
        passer_by.visit(&status).await.is(200).sees("Ditutup");
        desk.passes(TimeDelta::seconds(1));
        is_gone(&passer_by.visit(&status).await);
    }

    async fn a_restricted_ticket_has_no_links_and_loses_those_it_had(desk: TestDesk) {
        let (siti, andi, ticket) = solved(&desk).await;
        let letters = desk.letters_to(&siti.email).await;
        let (status, confirm) = (link(&letters[0], "/s/"), link(&letters[1], "/confirm/"));
        siti.reopens(&ticket, "Bukan itu").await.succeeds();
        let etag = andi.looks_at(&ticket).await.header("etag").to_owned();
        let secret = json!({ "classification": "personal_data", "reason": "Ada data pribadi" });
        andi.api.patch(&ticket.at(""), &etag, secret).await.is(200);
        andi.resolves(&ticket, "Kabel diganti").await.succeeds();
        for path in [status, confirm] {
            is_gone(&Visitor::new(&desk.base).visit(&path).await);
        }
        let last = last_to(&desk, &siti.email).await;
        for way in ["/s/", "/confirm/", "/rate/"] {
            last.does_not_say(way);
        }
        // Staff get no such links at all.
        for letter in desk.letters_to(&andi.email).await {
            letter.does_not_say("/s/").does_not_say("/confirm/");
        }
    }

    async fn a_closed_ticket_is_rated_by_its_requester_and_by_nobody_else(desk: TestDesk) {
        let (siti, andi, ticket) = solved(&desk).await;
        let wish = json!({ "rating": 2, "comment": "Lama sekali" });
        siti.api.post(&ticket.at("/rating"), wish.clone()).await.problem(409);
        siti.api.post(&ticket.at("/closure"), json!({ "rating": 3 })).await.is(200);
        andi.api.post(&ticket.at("/rating"), wish.clone()).await.problem(403);
        siti.api.post(&ticket.at("/rating"), json!({})).await.problem(422);
        siti.api.post(&ticket.at("/rating"), json!({ "rating": 9 })).await.problem(422);
        siti.api.post(&ticket.at("/rating"), wish).await.is(200);
        let page = siti.reads(&ticket).await.sees("Ubah penilaian");
        page.form(&ticket.at("/rating")).fill("rating", "1").submit().await.is(200).sees("penilaian tersimpan");
        andi.reads(&ticket).await.sees("menilai pelayanan").sees("1 / 5").sees("Lama sekali").does_not_see("Nilai pelayanan");
        let ketua = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        let figures = ketua.visit("/supervision/ratings").await.is(200).sees("Dinas Kesehatan").sees("1,0");
        figures.does_not_see("Lama sekali").does_not_see("Siti");
        andi.in_the_browser().await.visit("/supervision/ratings").await.is(403);
        desk.passes(TimeDelta::days(8));
        siti.api.post(&ticket.at("/rating"), json!({ "rating": 5 })).await.problem(409);
    }

    async fn who_asks_too_often_waits(desk: TestDesk) {
        let passer_by = Visitor::new(&desk.base);
        let mut asked = 0;
        // Some are forgiven while time goes by: a slow machine asks more often before it has to wait.
        while passer_by.visit("/s/nothing").await.answer.status != 429 {
            asked += 1;
            assert!(asked < 2_000, "nobody says stop");
        }
        assert!(asked >= 120, "{asked}");
        passer_by.visit("/session/new").await.is(200);
    }
}
