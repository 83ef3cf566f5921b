//! Files that come in parts over a weak line, for the pages and the interface: whole, once, and nobody else's.

use chrono::TimeDelta;
use jenjang::desk::attachments::{self, uploads};
use reqwest::Method;
use reqwest::multipart::Form;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::both;
use crate::support::answer::Answer;
use crate::support::api::fresh_key;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::pages::{Page, Visitor};
use crate::support::person::{Ticket, a_report};
use crate::support::weak_line::{Way, WeakLine};

/// Bytes that are sent at once.
const PART: usize = 256 * 1024;

both! {
    async fn a_report_with_a_photo_arrives_once_through_ten_cuts(desk: TestDesk) {
        let line = WeakLine::to(&desk.base).await;
        let siti = desk.person("siti@dinkes.demo.test").await;
        let api = siti.api.at(&line.base);
        line.delays(std::time::Duration::from_millis(2));
        // The report itself: it arrives each time, and its answer is lost.
        line.cuts("POST /api/v1/tickets HTTP", Way::Down, 0, 3);
        let key = fresh_key();
        let opened = insists(|| api.request(Method::POST, "/tickets").header("Idempotency-Key", &key).json(&a_report(json!({})))).await.is(201);
        let ticket = Ticket { number: opened.field("/number") };
        assert_eq!(line.made(), 3);

        // The photo: its parts break off, and twice only the answer does.
        line.cuts("PATCH /api/v1/uploads", Way::Up, 50_000, 4);
        line.cuts("PATCH /api/v1/uploads", Way::Down, 0, 2);
        let photo = photo(500, 400);
        let wish = json!({ "ticket": ticket.number, "file_name": "ruang.png", "size": photo.len(), "sha256": sha256(&photo) });
        let key = fresh_key();
        let begun = insists(|| api.request(Method::POST, "/uploads").header("Idempotency-Key", &key).json(&wish)).await.is(201);
        let path = format!("/uploads/{}", begun.field("/id"));
        let mut tries = 0;
        loop {
            tries += 1;
            assert!(tries < 40, "it does not come to an end");
            let seen = insists(|| api.request(Method::GET, &path)).await.is(200).json();
            if seen["state"] != "receiving" { break; }
            let from = seen["offset"].as_u64().unwrap() as usize;
            let part = photo[from..photo.len().min(from + PART)].to_vec();
            let request = api.request(Method::PATCH, &path).header("Upload-Offset", from).header("Content-Type", "application/octet-stream").body(part);
            let _lost = request.send().await;
        }
        assert_eq!(line.made(), 9, "the parts went through {tries} tries");

        // It is attached once, though the answer is lost.
        line.cuts("POST /api/v1/tickets/", Way::Down, 0, 1);
        let (at, key, id) = (ticket.at("/attachments"), fresh_key(), begun.field("/id"));
        let sent = insists(|| api.request(Method::POST, &at).header("Idempotency-Key", &key).multipart(Form::new().text("upload", id.clone()))).await.is(201);
        assert_eq!(line.made(), 10);
        assert_eq!(sent.field("/file_name"), "ruang.png");
        let tickets = siti.api.get("/tickets").await.is(200).json();
        assert_eq!(tickets["items"].as_array().unwrap().len(), 1, "{tickets}");
        let files = siti.looks_at(&ticket).await.json()["attachments"].clone();
        assert_eq!(files.as_array().unwrap().len(), 1, "{files}");
        let given = siti.api.get(&sent.field("/url")).await.is(200);
        assert_eq!(pixels(&given.body), pixels(&photo), "every dot of it");
        assert_eq!(siti.api.get(&path).await.is(200).field("/state"), "used");
        siti.api.send(Method::POST, &at, siti.api.request(Method::POST, &at).multipart(Form::new().text("upload", id.clone()))).await.refuses_field(422, "file");
    }

    async fn a_form_names_what_was_sent_for_it(desk: TestDesk) {
        let hers = Hand::of(&desk, "siti@dinkes.demo.test").await;
        let log = b"ping 10.20.30.4: waktu habis\n".repeat(900);
        let begun = hers.begins("/tickets", "ping.log", &log).await.is(200);
        let id = begun.field("/id");
        hers.sends(&id, 0, &log[..10_000]).await.is(200);
        // The page is loaded anew, and the same file chosen again: it goes on where it was.
        let again = hers.begins("/tickets", "ping.log", &log).await.is(200);
        assert_eq!((again.field("/id"), again.field("/offset")), (id.clone(), "10000".to_owned()));
        // A part from elsewhere adds nothing, and is told where to go on.
        assert_eq!(hers.sends(&id, 20_000, &log[20_000..]).await.is(200).field("/offset"), "10000");
        hers.reports(&[&id]).await.is(422).sees("Berkas belum terkirim seluruhnya");
        let whole = hers.sends(&id, 10_000, &log[10_000..]).await.is(200);
        assert_eq!(whole.field("/state"), "ready");
        let page = hers.reports(&[&id]).await.is(200).sees("ping.log");
        let number = page.path.split('/').next_back().unwrap().split('?').next().unwrap().to_owned();
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = Ticket { number };
        let seen = siti.looks_at(&ticket).await.json();
        assert_eq!(seen["attachments"][0]["sha256"], sha256(&log), "{seen}");
        // Once used it is used up, and the same file may be sent for something else.
        hers.reports(&[&id]).await.is(422).sees("Pilih berkasnya sekali lagi");
        let other = hers.begins(&ticket.at("/comments"), "ping.log", &log).await.is(200);
        assert_ne!(other.field("/id"), id);
        hers.sends(&other.field("/id"), 0, &log).await.is(200);
        hers.reports(&[&other.field("/id")]).await.is(422).sees("Pilih berkasnya sekali lagi");
        let replied = hers.posts(&ticket.at("/comments"), &[("visibility", "public"), ("body", "Ini lognya")], &[&other.field("/id")]).await;
        replied.is(200).sees("Ini lognya");
        assert_eq!(siti.looks_at(&ticket).await.json()["attachments"].as_array().unwrap().len(), 2);
    }

    async fn a_file_on_its_way_is_its_sender_s_alone(desk: TestDesk) {
        let hers = Hand::of(&desk, "siti@dinkes.demo.test").await;
        let his = Hand::of(&desk, "andi@dinkes.demo.test").await;
        let log = b"rahasia".to_vec();
        let id = hers.begins("/tickets", "log.txt", &log).await.is(200).field("/id");
        for method in [Method::GET, Method::DELETE] {
            his.asks(method, &id).await.problem(404);
        }
        his.sends(&id, 0, &log).await.problem(404);
        hers.sends(&id, 0, &log).await.is(200);
        his.reports(&[&id]).await.is(422).sees("Pilih berkasnya sekali lagi");
        // Without the token of a page nothing is taken, and nobody else's page can ask.
        let bare = hers.visitor.request(Method::PATCH, &format!("/uploads/{id}")).header("Upload-Offset", 0).body("x");
        hers.visitor.send("/uploads", bare).await.answer.problem(403);
        let stranger = Visitor::new(&desk.base);
        stranger.send("/uploads", stranger.request(Method::GET, &format!("/uploads/{id}"))).await.answer.problem(401);
        hers.asks(Method::DELETE, &id).await.is(204);
        hers.asks(Method::GET, &id).await.problem(404);
        assert_eq!(left(&desk), 1, "the content itself waits for the sweep");
    }

    async fn what_is_not_accepted_says_so_before_the_form_is_sent(desk: TestDesk) {
        let hers = Hand::of(&desk, "siti@dinkes.demo.test").await;
        let page = b"<!doctype html><html><script>alert(1)</script></html>";
        let id = hers.begins("/tickets", "foto.jpg", page).await.is(200).field("/id");
        let refused = hers.sends(&id, 0, page).await.is(200);
        assert_eq!(refused.field("/state"), "refused");
        assert!(refused.field("/problem").starts_with("Halaman web"), "{refused}");
        assert_eq!(hers.begins("/tickets", "foto.jpg", page).await.field("/state"), "refused", "it need not be sent again to hear it");
        hers.reports(&[&id]).await.is(415);
        // Bytes that were hurt on the way are sent again from the beginning.
        let log = b"satu dua tiga".to_vec();
        let id = hers.begins("/tickets", "log.txt", &log).await.is(200).field("/id");
        hers.sends(&id, 0, b"satu dua tigo").await.problem(415);
        assert_eq!(hers.asks(Method::GET, &id).await.field("/offset"), "0");
        assert_eq!(hers.sends(&id, 0, &log).await.is(200).field("/state"), "ready");
        hers.sends(&id, 0, &[b'x'; 40]).await.is(200);
        for (name, size, sum) in [("", "5", sha256(b"x")), ("x.txt", "0", sha256(b"x")), ("x.txt", "5", "zz".to_owned()), ("x.txt", "99999999", sha256(b"x"))] {
            let answer = hers.begins_as("/tickets", name, size, &sum).await;
            assert!([413, 422].contains(&answer.status), "{name} {size}: {answer}");
            answer.problem(answer.status);
        }
    }

    async fn what_is_never_named_is_swept(desk: TestDesk) {
        let hers = Hand::of(&desk, "siti@dinkes.demo.test").await;
        let (one, other) = (b"satu".to_vec(), b"dua".to_vec());
        let half = hers.begins("/tickets", "satu.txt", &one).await.is(200).field("/id");
        hers.sends(&half, 0, &one[..2]).await.is(200);
        let whole = hers.begins("/tickets", "dua.txt", &other).await.is(200).field("/id");
        hers.sends(&whole, 0, &other).await.is(200);
        // Files are as old as the machine says: long ago, seen from here.
        let far = "2100-01-01T00:00:00Z".parse().unwrap();
        let clears = |after: TimeDelta| {
            let (app, at) = (desk.app.clone(), desk.now().plus(after));
            tokio::task::spawn_blocking(move || {
                let forgotten = app.db.write_blocking(move |conn| uploads::forget_old(conn, at)).unwrap();
                (forgotten, attachments::sweep(&app.vault, &app.db, far).unwrap().removed)
            })
        };
        assert_eq!(clears(TimeDelta::hours(23)).await.unwrap(), (0, 1), "what is whole waits a day for its form");
        hers.asks(Method::GET, &whole).await.is(200);
        assert_eq!(clears(TimeDelta::hours(25)).await.unwrap(), (2, 1));
        assert_eq!(left(&desk), 0);
        hers.asks(Method::GET, &half).await.problem(404);
        hers.asks(Method::GET, &whole).await.problem(404);
    }
}

#[actix_web::test]
async fn there_are_limits_to_what_one_sends() {
    let limits = [("JENJANG_MAX_ATTACHMENT_MB", "1"), ("JENJANG_MAX_ATTACHED_MB_PER_DAY", "2")];
    let desk = TestDesk::open(Database::Sqlite, &limits).await;
    let hers = Hand::of(&desk, "siti@dinkes.demo.test").await;
    hers.begins_as("/tickets", "a.txt", "1048577", &sha256(b"a")).await.problem(413);
    for name in ["a", "b"] {
        hers.begins_as("/tickets", name, "1000000", &sha256(name.as_bytes())).await.is(200);
    }
    hers.begins_as("/tickets", "c", "1000000", &sha256(b"c")).await.problem(422);
    for turn in 0..uploads::MOST_WAITING - 2 {
        hers.begins_as("/tickets", "kecil", "1", &sha256(turn.to_string().as_bytes())).await.is(200);
    }
    let full = hers.begins_as("/tickets", "kecil", "1", &sha256(b"last")).await.problem(422);
    assert!(full.to_string().contains("paling banyak 40"), "{full}");
    // More than the file has, or than a part may have, is not written down.
    let id = hers.begins_as("/tickets", "a", "1000000", &sha256(b"a")).await.is(200).field("/id");
    hers.sends(&id, 0, &vec![b'x'; 1_000_001]).await.problem(413);
}

/// Somebody at a page, whose script sends files.
struct Hand {
    visitor: Visitor,
    csrf: String,
}

impl Hand {
    async fn of(desk: &TestDesk, email: &str) -> Self {
        let visitor = desk.person(email).await.in_the_browser().await;
        let html = visitor.visit("/profile").await.is(200).answer.text();
        let at = html.find("name=\"csrf\" value=\"").unwrap() + "name=\"csrf\" value=\"".len();
        let csrf = html[at..].split('"').next().unwrap().to_owned();
        Self { visitor, csrf }
    }

    async fn begins(&self, target: &str, name: &str, bytes: &[u8]) -> Answer {
        self.begins_as(target, name, &bytes.len().to_string(), &sha256(bytes)).await
    }

    async fn begins_as(&self, target: &str, name: &str, size: &str, sum: &str) -> Answer {
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("target", target),
            ("name", name),
            ("size", size),
            ("sha256", sum),
        ];
        self.visitor
            .send("/uploads", self.visitor.request(Method::POST, "/uploads").form(&fields))
            .await
            .answer
    }

    async fn sends(&self, id: &str, at: usize, bytes: &[u8]) -> Answer {
        let path = format!("/uploads/{id}");
        let request = self.visitor.request(Method::PATCH, &path).header("X-Csrf", &self.csrf);
        let request = request.header("Upload-Offset", at).header("Content-Type", "application/octet-stream");
        self.visitor.send(&path, request.body(bytes.to_vec())).await.answer
    }

    async fn asks(&self, method: Method, id: &str) -> Answer {
        let path = format!("/uploads/{id}");
        self.visitor
            .send(&path, self.visitor.request(method, &path).header("X-Csrf", &self.csrf))
            .await
            .answer
    }

    async fn reports(&self, uploads: &[&str]) -> Page {
        let report = [
            ("description", "Internet lambat di ruang rapat"),
            ("urgency", "medium"),
            ("impact", "limited"),
            ("category", "A1"),
        ];
        self.posts("/tickets", &report, uploads).await
    }

    async fn posts(&self, action: &str, words: &[(&str, &str)], uploads: &[&str]) -> Page {
        let key = fresh_key();
        let own = [("csrf", self.csrf.as_str()), ("key", key.as_str())];
        let named = uploads.iter().map(|id| ("upload", *id));
        let fields = own.into_iter().chain(words.iter().copied()).chain(named);
        let fields: Vec<_> = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        self.visitor.posts_blindly(action, &fields).await
    }
}

/// Sends a request until an answer comes.
async fn insists(request: impl Fn() -> reqwest::RequestBuilder) -> Answer {
    for _ in 0..20 {
        let Ok(response) = request().send().await else { continue };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let Ok(body) = response.bytes().await else { continue };
        return Answer { asked: "insists".to_owned(), status, headers, body: body.to_vec() };
    }
    panic!("no answer came");
}

/// A photo that cannot be pressed together.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let picture = image::RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [a, b, c, ..] = state.to_le_bytes();
        image::Rgb([a, b, c])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Files in the vault, those on their way too.
fn left(desk: &TestDesk) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let each = entries.map(|entry| entry.unwrap().path());
        each.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&desk.app.config.attachments())
}
