//! Files of a form in the browser: made smaller, sent in parts through a line that drops, gone on with, and removed.

use std::path::PathBuf;

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::both;
use crate::support::chromium::{Browser, Screen};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::person::Ticket;
use crate::support::weak_line::{Way, WeakLine};

const SITI: &str = "siti@dinkes.demo.test";
const PICK: &str = "input[name=files]";
/// Every file of the form has arrived.
const ALL_READY: &str = "const lines = [...document.querySelectorAll('.sending li')]; \
                         return lines.length > 0 && lines.every((line) => line.classList.contains('ready'))";

both! {
    async fn a_report_with_a_photo_goes_once_through_ten_cuts(desk: TestDesk) {
        let line = WeakLine::to(&desk.base).await;
        let siti = desk.person(SITI).await;
        let hers = Browser::signed_in(&line.base, SITI, PASSWORD).await;
        hers.visit("/tickets/new").await;
        hers.fill("description", "Internet lambat di ruang rapat").await;
        let photos = Photos::new();
        let photo = photos.noise("ruang.jpg", 1000, 800);
        let weight = std::fs::metadata(&photo).unwrap().len();
        assert!(weight > 260_000, "eight cuts of 30 KB need more than {weight} bytes");
        line.cuts("PATCH /uploads/", Way::Up, 30_000, 8);
        line.cuts("POST /tickets HTTP", Way::Down, 0, 1);
        line.cuts("POST /tickets HTTP", Way::Down, 30, 1);
        hers.unfold(PICK).await;
        hers.picks(PICK, &photo).await;
        hers.comes_true_at_last("return [...document.querySelectorAll('.sending .said')].some((said) => said.textContent.includes('Menunggu jaringan'))").await;
        hers.picture("files-waiting").await;
        hers.comes_true_at_last(ALL_READY).await;
        assert_eq!(line.made(), 8);
        // The report arrives, and its answer does not, or breaks off: it is kept, and sent again by itself.
        hers.click("form[data-keeps] button[type=submit]").await;
        hers.comes_true_at_last("return !!document.querySelector('#kept [data-state=sent]')").await;
        assert_eq!(line.made(), 10);
        let tickets = siti.api.get("/tickets").await.is(200).json();
        assert_eq!(tickets["items"].as_array().unwrap().len(), 1, "{tickets}");
        let ticket = Ticket { number: tickets["items"][0]["number"].as_str().unwrap().to_owned() };
        let files = siti.looks_at(&ticket).await.json()["attachments"].clone();
        assert_eq!(files.as_array().unwrap().len(), 1, "{files}");
        let given = siti.api.get(files[0]["url"].as_str().unwrap()).await.is(200);
        let (seen, sent) = (image::load_from_memory(&given.body).unwrap(), image::open(&photo).unwrap());
        assert_eq!((seen.width(), seen.height()), (1000, 800));
        assert!(likeness(&seen, &sent) < 12.0, "it is the photo that was chosen: {}", likeness(&seen, &sent));
        hers.close().await;
    }
}

#[actix_web::test]
async fn a_large_photo_is_made_smaller_and_forgets_where_it_was_taken() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let hers = Browser::signed_in(&desk.base, SITI, PASSWORD).await;
    hers.visit("/tickets/new").await;
    hers.fill("description", "Kabel terkelupas").await;
    let spy = "const send = XMLHttpRequest.prototype.send; window.__sent = ''; XMLHttpRequest.prototype.send = function (body) { \
               if (body instanceof ArrayBuffer) window.__sent += String.fromCharCode(...new Uint8Array(body.slice(0, 400))); return send.call(this, body); }";
    hers.script(spy, vec![]).await;
    let photos = Photos::new();
    hers.unfold(PICK).await;
    hers.picks(PICK, &photos.sideways("kabel.jpg", 2400, 1000)).await;
    hers.comes_true_at_last(ALL_READY).await;
    hers.sees("Siap, diperkecil dari").await;
    hers.comes_true("return window.__sent.length > 0 && !window.__sent.includes('Exif')").await;
    hers.is_accessible().await;
    // The one who wants every dot gets it; a small picture is left alone.
    hers.click("input[data-original]").await;
    hers.comes_true("return window.__sent.includes('Exif')").await;
    hers.comes_true_at_last(ALL_READY).await;
    hers.click("input[data-original]").await;
    hers.comes_true_at_last(ALL_READY).await;
    hers.picks(PICK, &photos.sideways("kecil.jpg", 400, 200)).await;
    hers.comes_true_at_last(ALL_READY).await;
    hers.press("form[data-keeps] button[type=submit]").await;
    hers.sees("TKT-2026-000001").await;
    let siti = desk.person(SITI).await;
    let files =
        siti.looks_at(&Ticket { number: "TKT-2026-000001".to_owned() }).await.json()["attachments"].clone();
    let mut sizes = Vec::new();
    for file in files.as_array().unwrap() {
        let given = siti.api.get(file["url"].as_str().unwrap()).await.is(200);
        let picture = image::load_from_memory(&given.body).unwrap();
        sizes.push((file["file_name"].clone(), picture.width(), picture.height()));
    }
    assert_eq!(sizes, [(json!("kabel.jpg"), 833, 2000), (json!("kecil.jpg"), 200, 400)], "both upright");
    assert!(hers.complaints().await.is_empty());
    hers.close().await;
}

#[actix_web::test]
async fn a_file_chosen_again_after_a_reload_goes_on_where_it_was() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let line = WeakLine::to(&desk.base).await;
    let hers = Browser::signed_in(&line.base, SITI, PASSWORD).await;
    hers.visit("/tickets/new").await;
    let photos = Photos::new();
    let photo = photos.noise("ruang.jpg", 1000, 800);
    line.cuts("PATCH /uploads/", Way::Up, 100_000, 1);
    hers.unfold(PICK).await;
    hers.picks(PICK, &photo).await;
    while line.made() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    line.goes_down();
    hers.script("location.href = 'about:blank'", vec![]).await;
    hers.comes_true("return location.href === 'about:blank'").await;
    line.comes_back();
    hers.visit("/tickets/new").await;
    let spy = "window.__offsets = []; const set = XMLHttpRequest.prototype.setRequestHeader; \
               XMLHttpRequest.prototype.setRequestHeader = function (name, value) { \
               if (name === 'Upload-Offset') window.__offsets.push(Number(value)); return set.call(this, name, value); }";
    hers.script(spy, vec![]).await;
    hers.unfold(PICK).await;
    hers.picks(PICK, &photo).await;
    hers.comes_true_at_last(ALL_READY).await;
    let offsets = hers.script("return window.__offsets", vec![]).await;
    assert!(offsets[0].as_u64().is_some_and(|first| first >= 60_000), "it began anew: {offsets}");
    hers.close().await;
}

#[actix_web::test]
async fn files_are_dropped_named_refused_and_removed() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person(SITI).await;
    let ticket = siti.reports("Jaringan lemot").await;
    let mut hers = Browser::signed_in(&desk.base, SITI, PASSWORD).await;
    hers.visit(&ticket.at("")).await;
    let drop = "const data = new DataTransfer(); \
                for (const [name, type, text] of arguments[0]) data.items.add(new File([text], name, { type })); \
                document.querySelector('form.composer textarea').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
    let files = json!([
        ["catatan.txt", "text/plain", "satu dua"],
        ["halaman.html", "text/html", "<html><script>x</script></html>"]
    ]);
    hers.script(drop, vec![files]).await;
    hers.sees("Halaman web dan gambar SVG tidak diterima").await.sees("catatan.txt").await.sees("Siap").await;
    for screen in [Screen::Desktop, Screen::Narrow, Screen::Dark] {
        hers.turn_to(screen).await;
        hers.is_accessible().await;
        hers.picture("files-refused").await;
    }
    hers.turn_to(Screen::Desktop).await;
    // What is refused holds the form up, with every word kept.
    hers.fill_in("form.composer", "body", "Ini catatannya").await;
    hers.press("form.composer button[type=submit]").await;
    hers.sees("Hapus dulu berkas yang tidak diterima").await;
    hers.click(".sending li.bad button").await;
    hers.press("form.composer button[type=submit]").await;
    hers.comes_true("return !!document.querySelector('.entry a.file')").await;
    hers.sees("Ini catatannya").await;
    // At most ten at once, and none of them stays when all are removed.
    let many: Vec<Value> =
        (0..11).map(|n| json!([format!("{n}.txt"), "text/plain", format!("isi {n}")])).collect();
    hers.script(drop, vec![json!(many)]).await;
    hers.sees("Paling banyak 10 berkas").await;
    hers.comes_true_at_last(ALL_READY).await;
    for _ in 0..10 {
        hers.click(".sending li button").await;
    }
    hers.comes_true("return document.querySelectorAll('.sending li').length === 0").await;
    // Browsers that do not hash for pages without https get the same sums.
    let sums = "const done = arguments[arguments.length - 1]; (async () => { for (const n of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) { \
                const bytes = new Uint8Array(n).map((_, i) => i * 7).buffer, hex = (x) => [...new Uint8Array(x)].join(); \
                if (hex(await crypto.subtle.digest('SHA-256', bytes)) !== hex(desk.sha256(bytes))) return n; } return 'same'; })().then(done)";
    assert_eq!(hers.finds_out(sums).await, json!("same"));
    assert!(hers.complaints().await.is_empty());
    hers.close().await;
}

#[actix_web::test]
async fn without_javascript_files_go_along_with_the_form() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let hers = Browser::signed_in(&desk.base, SITI, PASSWORD).await;
    hers.scripts(false).await;
    hers.visit("/tickets/new").await;
    hers.fill("description", "Internet lambat di ruang rapat").await;
    hers.click("details.more > summary").await;
    let photos = Photos::new();
    hers.picks(PICK, &photos.sideways("kabel.jpg", 300, 200)).await;
    hers.click("form:has([name=description]) button[type=submit]").await;
    hers.find("a.file").await;
    let siti = desk.person(SITI).await;
    let seen = siti.looks_at(&Ticket { number: "TKT-2026-000001".to_owned() }).await.json();
    assert_eq!(seen["attachments"][0]["file_name"], "kabel.jpg", "{seen}");
    hers.close().await;
}

/// Pictures on the disk of whoever sits at the browser.
struct Photos(TempDir);

impl Photos {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A photo that cannot be pressed together.
    fn noise(&self, name: &str, width: u32, height: u32) -> PathBuf {
        let mut state = 88_172_645_463_325_252_u64;
        let picture = RgbImage::from_fn(width, height, |_, _| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let [a, b, c, ..] = state.to_le_bytes();
            image::Rgb([a, b, c])
        });
        let path = self.0.path().join(name);
        picture.save_with_format(&path, ImageFormat::Jpeg).unwrap();
        path
    }

    /// A photo as a telephone makes it: taken sideways (orientation 6), which its EXIF part tells.
    fn sideways(&self, name: &str, width: u32, height: u32) -> PathBuf {
        let picture = RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x % 251) as u8, (y % 241) as u8, ((x * y) % 239) as u8])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
        exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
        exif.extend([0, 0, 0, 0]);
        let mut photo = vec![0xff, 0xd8, 0xff, 0xe1];
        photo.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        photo.extend(exif);
        photo.extend(&bytes.get_ref()[2..]);
        let path = self.0.path().join(name);
        std::fs::write(&path, photo).unwrap();
        path
    }
}

/// How far two pictures of the same size are from each other, in shades a dot, halved both ways.
fn likeness(one: &DynamicImage, other: &DynamicImage) -> f64 {
    let [one, other] = [one, other].map(|picture| picture.thumbnail(100, 80).to_luma8().into_raw());
    let apart: u64 = one.iter().zip(&other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    apart as f64 / one.len() as f64
}
