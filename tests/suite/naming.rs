//! Naming colleagues in notes, on the page and over REST.

use serde_json::json;

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

both! {
    async fn colleagues_who_may_read_are_suggested_and_no_others(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.api.get(&ticket.at("/people?q=has")).await.is(200).sees("Hasan Tawil");
        for typed in ["fajar", "wayan", "siti", "andi"] {
            let found = andi.api.get(&ticket.at(&format!("/people?q={typed}"))).await.is(200).json();
            assert_eq!(found["items"], json!([]), "{typed}");
        }
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        andi.api.get(&ticket.at("/people?q=fajar%20nug")).await.is(200).sees("Fajar Nugraha");
        wayan.api.get(&ticket.at("/people?q=has")).await.problem(404);
        siti.api.get(&ticket.at("/people?q=has")).await.problem(403);
        andi.in_the_browser().await.visit(&ticket.at("/people?q=fa")).await.is(200).sees("Fajar Nugraha");
        siti.in_the_browser().await.visit(&ticket.at("/people?q=fa")).await.is(403);
        // What is kept from most is kept from suggestions.
        let secret = siti.opens(json!({ "category": "E1", "kind": "security_incident", "title": "Web diubah" })).await;
        let found = andi.api.get(&secret.at("/people?q=hasan")).await.is(200).json();
        assert_eq!(found["items"], json!([]), "the supervisor is no handler of it");
    }

    async fn a_note_says_whom_it_names_or_why_not(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let his = andi.in_the_browser().await;
        let page = his.visit(&ticket.at("")).await;
        let form = page.form(&ticket.at("/comments")).fill("visibility", "internal").fill("body", "@Wayan Sudirta tolong cek");
        let refused = form.submit().await.is(422).sees("Wayan Sudirta tidak dapat melihat catatan di tiket ini").sees("@Wayan Sudirta tolong cek");
        let form = refused.form(&ticket.at("/comments")).fill("body", "@hasan, mohon arahan");
        let seen = form.submit().await.is(200).sees("@Hasan Tawil , mohon arahan");
        assert!(seen.answer.text().contains("<span class=\"mention\">@Hasan Tawil</span>, mohon arahan"), "{}", seen.answer);
        assert_eq!(desk.letters_to("ketua@kominfo.demo.test").await.len(), 1);
        siti.reads(&ticket).await.does_not_see("Hasan Tawil");
        andi.notes(&ticket, "@Wayan cek").await.refuses_field(422, "body");
    }
}

/// By keyboard alone: `n`, an @, a few letters, Enter.
#[actix_web::test]
async fn a_colleague_is_named_by_keyboard() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit(&ticket.at("")).await;
    andi.types("n").await;
    andi.comes_true("return document.activeElement.matches('#reply textarea')").await;
    andi.types("Mohon arahan @ha").await;
    andi.comes_true("return document.querySelectorAll('#names:not([hidden]) [role=option]').length === 1")
        .await;
    andi.is_accessible().await;
    andi.picture("mention-list").await;
    andi.types("\u{E007}").await;
    andi.comes_true("return document.querySelector('#reply textarea').value === 'Mohon arahan @Hasan Tawil ' && document.querySelector('#names').hidden").await;
    // To the requester nobody is suggested.
    andi.press_in("#reply").await;
    andi.sees("@Hasan Tawil").await;
    andi.comes_true("return document.querySelector('.entry .mention')?.textContent === '@Hasan Tawil'").await;
    andi.picture("mention-marked").await;
    andi.is_accessible().await;
    andi.fill("body", "Halo @ha").await;
    andi.comes_true("return !document.querySelector('#names:not([hidden])')").await;
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
    assert_eq!(desk.letters_to("ketua@kominfo.demo.test").await.len(), 1);
}
