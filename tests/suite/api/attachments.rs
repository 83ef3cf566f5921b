//! Files over the interface: received within limits, given out harmlessly, to whom they concern.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::both;
use crate::support::api::fresh_key;
use crate::support::database::Database;
use crate::support::desk::TestDesk;

both! {
    async fn a_file_is_attached_and_given_out_for_saving(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let sent = siti.api.upload(&ticket.at("/attachments"), "../<b>log</b>.txt", "text/html", b"satu dua tiga".to_vec()).await.is(201);
        assert_eq!(sent.header("location"), sent.field("/url"));
        assert_eq!((sent.field("/size"), sent.field("/visibility")), ("13".to_owned(), "public".to_owned()));
        let file = siti.api.get(&sent.field("/url")).await.is(200);
        assert_eq!(file.body, b"satu dua tiga");
        assert!(file.header("content-type").starts_with("text/plain"), "{:?}", file.headers);
        assert!(file.header("content-disposition").starts_with("attachment;"), "{:?}", file.headers);
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").contains("sandbox"), "{:?}", file.headers);
        let listed = siti.api.get(&ticket.at("/attachments")).await.is(200).json();
        assert_eq!(listed["items"][0]["id"], sent.json()["id"]);
        assert_eq!(siti.looks_at(&ticket).await.json()["attachments"][0]["sha256"], sent.json()["sha256"]);
    }

    async fn a_note_s_file_is_for_staff_alone(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let form = Form::new().text("visibility", "internal").part("file", Part::bytes(b"rahasia".to_vec()).file_name("catatan.txt"));
        let path = ticket.at("/attachments");
        let request = andi.api.request(Method::POST, &path).header("Idempotency-Key", fresh_key()).multipart(form);
        let sent = andi.api.send(Method::POST, &path, request).await.is(201);
        let hidden = siti.api.get(&sent.field("/url")).await.problem(404);
        let missing = siti.api.get("/attachments/0193a0c4-0000-7000-8000-000000000000").await.problem(404);
        assert_eq!(hidden["detail"], missing["detail"]);
        assert_eq!(siti.looks_at(&ticket).await.json()["attachments"], json!([]));
        let form = Form::new().text("visibility", "internal").part("file", Part::bytes(b"x".to_vec()).file_name("x.txt"));
        let request = siti.api.request(Method::POST, &path).multipart(form);
        siti.api.send(Method::POST, &path, request).await.problem(403);
    }

    async fn the_same_upload_under_the_same_key_is_one_file(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let path = ticket.at("/attachments");
        let upload = |bytes: &'static [u8]| {
            let form = Form::new().part("file", Part::bytes(bytes).file_name("log.txt"));
            siti.api.send(Method::POST, &path, siti.api.request(Method::POST, &path).header("Idempotency-Key", "berkas-1").multipart(form))
        };
        let first = upload(b"satu").await.is(201);
        let again = upload(b"satu").await.is(201);
        assert_eq!(first.json(), again.json());
        upload(b"dua").await.problem(422);
        assert_eq!(siti.looks_at(&ticket).await.json()["attachments"].as_array().unwrap().len(), 1);
    }

    async fn a_form_that_is_none_is_refused(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let path = ticket.at("/attachments");
        let send = |form: Form| siti.api.send(Method::POST, &path, siti.api.request(Method::POST, &path).multipart(form));
        send(Form::new().text("visibility", "public")).await.refuses_field(422, "file");
        send(Form::new().text("colour", "red")).await.refuses_field(422, "colour");
        send(Form::new().text("visibility", "everybody")).await.refuses_field(422, "visibility");
        siti.api.post(&path, json!({ "file": "x" })).await.problem(415);
        siti.api.post_raw(&path, "multipart/form-data", b"x".to_vec()).await.problem(400);
        assert_eq!(siti.looks_at(&ticket).await.json()["attachments"], json!([]));
    }
}

#[actix_web::test]
async fn a_file_beyond_the_limit_is_refused_and_nothing_of_it_stays() {
    let desk = TestDesk::open(Database::Sqlite, &[("JENJANG_MAX_ATTACHMENT_MB", "1")]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    let path = ticket.at("/attachments");
    siti.api
        .upload(&path, "besar.txt", "text/plain", vec![b'x'; 3 * 1024 * 1024])
        .await
        .refuses_field(413, "file");
    assert_eq!(siti.looks_at(&ticket).await.json()["attachments"], json!([]));
    let left = files_under(&desk.app.config.attachments());
    assert_eq!(left, 0, "something of it stayed on the disk");
}

fn files_under(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let entries = entries.map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_under(&path) } else { 1 }).sum()
}
