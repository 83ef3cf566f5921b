//! Report → take → escalate → return → escalate → accept → resolve → close, in the browser, and the refusals.

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

both! {
    async fn a_ticket_walks_from_report_to_close_in_the_browser(desk: TestDesk) {
        walks(&desk, true).await;
    }
}

/// The same without JavaScript: forms post, pages redirect. One database is enough to prove the pages.
#[actix_web::test]
async fn and_without_javascript() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    walks(&desk, false).await;
}

async fn walks(desk: &TestDesk, scripts: bool) {
    let siti = person(desk, "siti@dinkes.demo.test", scripts).await;
    let andi = person(desk, "andi@dinkes.demo.test", scripts).await;
    let fajar = person(desk, "fajar@kominfo.demo.test", scripts).await;
    let wayan = person(desk, "wayan@dikbud.demo.test", scripts).await;

    // Siti reports. What she forgets is asked for, and what she typed stays.
    siti.visit("/tickets/new").await;
    siti.script("document.querySelector(\"form[action='/tickets']\").noValidate = true", vec![]).await;
    siti.fill("place", "internet lantai 2").await;
    siti.press_in("form[action='/tickets']").await;
    assert!(siti.has(".has-error [name=description]").await, "{}", siti.words().await);
    let kept = siti.find("[name=place]").await.prop("value").await.unwrap();
    assert_eq!(kept.as_deref(), Some("internet lantai 2"));
    siti.fill("description", "Jaringan lemot, buka Google saja muter-muter, mau input data hari ini").await;
    siti.fill("impact", "medium").await;
    siti.fill("urgency", "high").await;
    siti.press_in("form[action='/tickets']").await;
    let path = siti.path().await;
    assert!(path.starts_with("/tickets/TKT-2026-"), "{path}: {}", siti.words().await);
    siti.sees("Jaringan lemot").await.sees("Baru").await;
    if scripts {
        siti.is_accessible().await;
    }
    let here = |act: &str| format!("form[action='{path}{act}']");
    let claim = format!("{}:has([name=assignee][value=me])", here("/assignment"));
    assert!(!siti.has(&claim).await, "a requester is offered to take the ticket");
    assert!(!siti.has(&here("/escalations")).await, "a requester is offered to escalate");

    // Neither the neighbour nor the Dinas sees it yet.
    for stranger in [&wayan, &fajar] {
        stranger.visit(&path).await;
        stranger.does_not_see("Jaringan lemot").await;
        assert!(stranger.has(".error-code").await, "{}", stranger.words().await);
    }

    // Andi finds it in his queue and takes it.
    andi.visit("/").await;
    andi.sees("Jaringan lemot").await;
    andi.click(&format!("a[href='{path}']")).await;
    andi.press_in(&claim).await;
    andi.sees("Andi Baso").await.sees("Ditangani Tier 1").await;

    // He escalates, and is asked for what he tried.
    andi.unfold(&here("/escalations")).await;
    andi.script(&format!("document.querySelector(\"{}\").noValidate = true", here("/escalations")), vec![])
        .await;
    andi.fill_in(&here("/escalations"), "reason", "beyond_skill").await;
    andi.fill_in(&here("/escalations"), "affected", "Bidang keuangan, 6 orang").await;
    andi.press_in(&here("/escalations")).await;
    assert!(andi.has(&format!("{} .field-error", here("/escalations"))).await, "{}", andi.words().await);
    let kept =
        andi.find(&format!("{} [name=affected]", here("/escalations"))).await.prop("value").await.unwrap();
    assert_eq!(kept.as_deref(), Some("Bidang keuangan, 6 orang"), "what was typed is lost");
    escalates(&andi, &path, "Ganti kabel: tetap lambat").await;
    andi.sees("Dieskalasi").await;
    siti.visit(&path).await;
    siti.sees("Dieskalasi").await.does_not_see("Ganti kabel").await;

    // Fajar returns it with guidance; Andi reads it, and escalates again.
    fajar.visit("/").await;
    fajar.sees("Jaringan lemot").await;
    fajar.visit(&path).await;
    fajar.sees("Ganti kabel: tetap lambat").await;
    let back = here("/escalations/current/return");
    fajar.unfold(&back).await;
    fajar.click(&format!("{back} label:has(input[name=reason])")).await;
    fajar.fill_in(&back, "guidance", "Cek dulu berapa perangkat yang kena").await;
    fajar.press_in(&back).await;
    fajar.sees("Ditangani Tier 1").await;
    andi.visit(&path).await;
    andi.sees("Cek dulu berapa perangkat yang kena").await;
    escalates(&andi, &path, "12 perangkat di dua ruangan").await;

    // He accepts, and solves it.
    fajar.visit(&path).await;
    fajar.press_in(&here("/escalations/current/acceptance")).await;
    fajar.sees("Fajar Nugraha").await.sees("Ditangani Tier 2").await;
    let solve = here("/resolution");
    fajar.unfold(&solve).await;
    fajar.fill_in(&solve, "resolution", "Port yang banjir diisolasi").await;
    fajar.click(&format!("{solve} label:has(input[name=tier1_could_have_solved])")).await;
    fajar.press_in(&solve).await;
    fajar.sees("Selesai").await.does_not_see("Terima eskalasi").await;

    // Siti is told, and closes it.
    siti.visit(&path).await;
    siti.sees("Port yang banjir diisolasi").await;
    siti.unfold(&here("/closure")).await;
    siti.press_in(&here("/closure")).await;
    siti.sees("Ditutup").await;
    if scripts {
        siti.is_accessible().await;
    }
    assert!(!siti.has(&here("/closure")).await, "a closed ticket is offered to be closed");

    for browser in [siti, andi, fajar] {
        // A 404 of a stranger's visit is a line in the log too; theirs are not looked at.
        let complaints = browser.complaints().await;
        let own: Vec<_> =
            complaints.iter().filter(|line| !line.contains("404") && !line.contains("422")).collect();
        assert!(own.is_empty(), "the browser complains: {own:#?}");
        browser.close().await;
    }
    wayan.close().await;
}

async fn person(desk: &TestDesk, email: &str, scripts: bool) -> Browser {
    let browser = Browser::signed_in(&desk.base, email, PASSWORD).await;
    browser.scripts(scripts).await;
    browser
}

async fn escalates(browser: &Browser, path: &str, attempted_steps: &str) {
    let form = format!("form[action='{path}/escalations']");
    browser.unfold(&form).await;
    browser.fill_in(&form, "reason", "beyond_skill").await;
    browser.fill_in(&form, "attempted_steps", attempted_steps).await;
    browser.press_in(&form).await;
}
