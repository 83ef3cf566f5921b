//! The desk on a phone: installable, with a page of its own when there is no line, and nothing personal in its store.

use serde_json::{Value, json};

use crate::support::chromium::Browser;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::Visitor;
use crate::support::weak_line::WeakLine;

const SITI: &str = "siti@dinkes.demo.test";

/// What every store of the browser holds: name, address, and the first letters of the content.
const STORES: &str = "const done = arguments[arguments.length - 1]; (async () => { const found = []; \
    for (const name of await caches.keys()) { const store = await caches.open(name); \
      for (const request of await store.keys()) found.push([name, new URL(request.url).pathname, await (await store.match(request)).text()]); } \
    return found; })().then(done, (error) => done(String(error)))";

#[actix_web::test]
async fn nothing_personal_is_in_the_worker_s_store() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let line = WeakLine::to(&desk.base).await;
    let siti = desk.person(SITI).await;
    let ticket = siti.reports("Gaji zamrudbiru belum masuk").await;
    let hers = Browser::signed_in(&line.base, SITI, PASSWORD).await;
    works(&hers).await;
    for path in ["/", "/tickets", "/tickets/new", "/profile", &ticket.at(""), "/search?q=zamrudbiru"] {
        hers.visit(path).await;
    }
    hers.script("return fetch('/tickets').then(() => true)", vec![]).await;
    let found = hers.finds_out(STORES).await;
    let found = found.as_array().unwrap_or_else(|| panic!("{found}"));
    assert!(found.len() > 8, "the scripts of the pages are kept: {found:#?}");
    for kept in found {
        let (path, text) = (kept[1].as_str().unwrap(), kept[2].as_str().unwrap());
        assert!(path == "/offline" || path.starts_with("/assets/"), "{path} is kept");
        for own in ["zamrudbiru", "Siti", ticket.number.as_str(), "csrf\" value"] {
            assert!(!text.contains(own), "{own} is kept at {path}");
        }
    }
    // Without a line there is a page that says so; with it, the page one wanted.
    line.goes_down();
    hers.visit("/tickets").await;
    hers.sees("Tidak ada jaringan").await;
    hers.is_accessible().await;
    hers.picture("offline").await;
    line.comes_back();
    hers.click("a[data-retry]").await;
    hers.sees("Gaji zamrudbiru belum masuk").await;
    hers.close().await;
}

#[actix_web::test]
async fn a_new_version_takes_the_place_of_the_old_one() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let hers = Browser::signed_in(&desk.base, SITI, PASSWORD).await;
    works(&hers).await;
    let before = "const done = arguments[arguments.length - 1]; (async () => { \
        const store = await caches.open('desk-before'); await store.put('/assets/0123/app.css', new Response('old')); \
        await (await navigator.serviceWorker.ready).unregister(); })().then(() => done(true), (error) => done(String(error)))";
    assert_eq!(hers.finds_out(before).await, json!(true));
    hers.visit("/profile").await;
    works(&hers).await;
    let mut names = Value::Null;
    for _ in 0..50 {
        names =
            hers.finds_out("const done = arguments[arguments.length - 1]; caches.keys().then(done)").await;
        if names.as_array().unwrap().len() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(names.as_array().unwrap().len(), 1, "{names}");
    // The worker names what it keeps by content: whatever changes in one of them changes the worker.
    let worker = Visitor::new(&desk.base).visit("/sw.js").await.is(200).answer;
    assert_eq!(worker.header("cache-control"), "no-cache");
    for path in ["app.css", "enhance.js", "kept.js"] {
        let url = desk.app.templates.asset_url(path).unwrap();
        assert!(worker.text().contains(&url), "{url}");
    }
    assert!(names[0].as_str().unwrap().ends_with(&desk.app.templates.assets_version()), "{names}");
    hers.close().await;
}

#[actix_web::test]
async fn browsers_offer_to_install_the_desk() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let hers = Browser::signed_in(&desk.base, SITI, PASSWORD).await;
    works(&hers).await;
    hers.visit("/").await;
    let manifest = hers.devtools("Page.getAppManifest", json!({})).await;
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let errors = hers.devtools("Page.getInstallabilityErrors", json!({})).await;
    assert_eq!(errors["installabilityErrors"], json!([]), "{errors}");
    let visitor = Visitor::new(&desk.base);
    let about = visitor.visit("/manifest.webmanifest").await.is(200).answer;
    assert!(about.header("content-type").starts_with("application/manifest+json"));
    for icon in about.json()["icons"].as_array().unwrap() {
        let picture = visitor.visit(icon["src"].as_str().unwrap()).await.is(200).answer;
        assert_eq!(picture.header("content-type").split(';').next(), icon["type"].as_str());
        if icon["type"] == "image/png" {
            let size = image::load_from_memory(&picture.body).unwrap().width();
            assert_eq!(icon["sizes"], format!("{size}x{size}"));
        }
    }
    visitor.visit("/icons/9999.png").await.is(404);
    assert!(hers.complaints().await.is_empty());
    hers.close().await;
}

/// Waits until the worker stands between the page and the line.
async fn works(browser: &Browser) {
    browser.comes_true_at_last("return !!navigator.serviceWorker.controller").await;
}
