//! Under which name an agency's letters come, and what stands below them.

use diesel::prelude::*;
use jenjang::db::schema::agencies;
use jenjang::desk::tickets::Open;
use jenjang::desk::words::Classification;
use mail_parser::MessageParser;

use super::room::{Mail, MailRoom, report};
use crate::both;
use crate::support::desk::TestDesk;

/// The sender's name as a mail program shows it.
fn sender(mail: &Mail) -> String {
    let message = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    let from = message.from().unwrap().clone();
    assert_eq!(from.as_list().map_or(1, <[_]>::len), 1, "one sender: {}", mail.raw);
    let first = from.first().unwrap();
    assert_eq!(first.address(), Some("servicedesk@parigi.test"));
    first.name().unwrap_or_default().to_owned()
}

async fn signs(room: &MailRoom, code: &'static str, name: &str, signature: &str) {
    let (name, signature) = (name.to_owned(), signature.to_owned());
    room.arranges(move |conn| {
        diesel::update(agencies::table.filter(agencies::code.eq(code)))
            .set((agencies::sender_name.eq(Some(name)), agencies::signature.eq(Some(signature))))
            .execute(conn)?;
        Ok(())
    })
    .await;
}

both! {
    async fn letters_about_a_ticket_come_in_the_name_of_its_agency(room: MailRoom) {
        let mut room = room;
        signs(&room, "dinkes", "Dinas Kesehatan · Layanan TI", "Layanan TI <b>Dinkes</b>\nRuang 2 & 3\n{{office}}").await;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.escalates("andi@dinkes", &ticket, "Sudah dicoba").await;
        room.reports("rini@dikbud", "wifi mati").await;
        let wish = Open { classification: Some(Classification::PersonalData), ..report("A1", "NIK bocor") };
        let secret = room.opens("siti@dinkes", wish).await;
        room.sends().await;
        let mails = room.read();
        for mail in &mails {
            let (text, html) = (mail.text.replace("\r\n", "\n"), &mail.html);
            let about_dikbud = ["rini@dikbud", "wayan@dikbud"].contains(&mail.to.as_str());
            if about_dikbud || mail.subject.contains(&secret.number) {
                assert_eq!(sender(mail), "Service Desk", "{}", mail.raw);
                assert!(text.contains("Service Desk Dinas Komunikasi dan Informatika\n\n-- "), "{}", mail.text);
                assert!(!mail.raw.contains("Ruang 2"));
                continue;
            }
            assert_eq!(sender(mail), "Dinas Kesehatan · Layanan TI", "to Tier 2 as well: {}", mail.raw);
            assert!(text.contains("Hormat kami,\nLayanan TI <b>Dinkes</b>\nRuang 2 & 3\n{{office}}\n\n-- "), "{}", mail.text);
            assert!(html.contains("Layanan TI &lt;b&gt;Dinkes&lt;/b&gt;<br>Ruang 2 &amp; 3<br>{{office}}</p>"), "{}", mail.html);
            assert!(mail.raw.is_ascii());
        }
        assert_eq!(mails.len(), 8);
    }

    async fn no_name_becomes_another_header_or_another_sender(room: MailRoom) {
        let mut room = room;
        for name in [
            "Dinas \"Kesehatan\", TI",
            "Bos <bos@jahat.test>",
            "a@b.test, c@d.test",
            "Kantor; Bcc: x@jahat.test",
            "=?utf-8?q?palsu?=",
            "日本語 · ümlaut \\ miring",
            // No form lets this pass; a database filled by other hands might.
            "Kantor\r\nBcc: x@jahat.test",
        ] {
            signs(&room, "dinkes", name, "x").await;
            room.reports("siti@dinkes", "jaringan lemot").await;
            room.sends().await;
            let mails = room.read();
            let mail = mails.last().unwrap();
            let (header, _) = mail.raw.split_once("\r\n\r\n").unwrap();
            assert!(!header.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{header}");
            if !name.contains('\r') {
                assert_eq!(sender(mail), name, "{header}");
            }
            assert!(mail.raw.is_ascii() && header.lines().all(|line| line.len() < 998));
        }
    }

    async fn the_administrator_gives_an_agency_its_name_and_signature(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await;
        let agency = admin.api.get("/agencies/dinkes").await.is(200);
        let (id, etag) = (agency.field("/id"), agency.header("etag").to_owned());
        let pages = admin.in_the_browser().await;
        let path = format!("/admin/agencies/{id}");
        let form = pages.visit(&path).await.is(200).sees("Nama pengirim").sees("Penutup e-mail").form(&path);
        let seven = "satu\ndua\ntiga\nempat\nlima\nenam\ntujuh";
        let refused = form.clone().fill("signature", seven).fill("sender_name", "Layanan TI").submit().await.is(422);
        let refused = refused.sees("Paling banyak 6 baris").form(&path);
        let kept = refused.form_values();
        assert!(kept.contains(&("sender_name".into(), "Layanan TI".into())), "{kept:?}");
        let long = "x".repeat(81);
        refused.fill("signature", &long).submit().await.is(422).sees("lebih panjang dari 80 karakter");
        for wrong in ["Layanan\nTI", &"x".repeat(61)] {
            form.clone().fill("sender_name", wrong).submit().await.is(422);
        }
        form.fill("sender_name", "Dinkes · TI").fill("signature", " Salam,\r\nTim TI ").submit().await.is(200).sees("Tersimpan");
        let kept = admin.api.get("/agencies/dinkes").await.json();
        assert_eq!((&kept["sender_name"], &kept["signature"]), (&"Dinkes · TI".into(), &"Salam,\nTim TI".into()), "{kept}");

        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        desk.letters_to(&siti.email).await[0].says("Salam,\r\nTim TI");
        admin.api.patch(&format!("/agencies/{id}"), &etag, serde_json::json!({ "signature": null })).await.problem(412);
        let wish = serde_json::json!({ "signature": null, "sender_name": "a\tb" });
        admin.api.patch(&format!("/agencies/{id}"), "\"2\"", wish).await.refuses_field(422, "sender_name");
        let emptied = admin.api.patch(&format!("/agencies/{id}"), "\"2\"", serde_json::json!({ "signature": null })).await.is(200);
        assert_eq!((&emptied.json()["signature"], &emptied.json()["sender_name"]), (&serde_json::Value::Null, &"Dinkes · TI".into()));
    }
}
