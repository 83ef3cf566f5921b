//! What every page owes everybody: axe-core finds nothing, nothing is wider than a phone, nothing comes from elsewhere,
//! and the pages are light.

use crate::support::chromium::{Browser, SCREENS};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::person::{Person, Ticket};
use crate::support::weak_line::WeakLine;

/// Who looks at what. `NUMBER` stands for a ticket that is being worked on.
pub const PAGES: &[(&str, &[(&str, &str)])] = &[
    (
        "siti@dinkes.demo.test",
        &[
            ("home-requester", "/"),
            ("ticket-new", "/tickets/new"),
            ("ticket-requester", "/tickets/NUMBER"),
            ("why-requester", "/tickets/NUMBER/clocks/resolution"),
            ("tickets", "/tickets"),
            ("profile", "/profile"),
            ("notifications-requester", "/notifications"),
        ],
    ),
    (
        "andi@dinkes.demo.test",
        &[
            ("home-technician", "/"),
            ("queue", "/tickets?view=queue"),
            (
                "queue-columns",
                "/tickets?columns=priority,time_left,stage,holder,category,kind,requester,agency,channel,reported_at,updated_at,bounces",
            ),
            ("views", "/views"),
            ("macros", "/macros"),
            ("macro-new", "/macros/new"),
            ("macro-pick", "/tickets/NUMBER/macros"),
            ("record", "/tickets/record"),
            ("record-again", "/tickets/record?again=NUMBER"),
            ("record-saved", "/tickets/record?done=NUMBER"),
            ("ticket-technician", "/tickets/NUMBER"),
            ("overdue", "/tickets?view=overdue"),
            ("search", "/search?q=jaringan"),
            ("not-found", "/tickets/TKT-2026-999999"),
            ("profile-technician", "/profile"),
            ("notifications", "/notifications"),
        ],
    ),
    (
        "fajar@kominfo.demo.test",
        &[
            ("home-engineer", "/"),
            ("ticket-engineer", "/tickets/NUMBER"),
            ("why-engineer", "/tickets/NUMBER/clocks/own_time"),
        ],
    ),
    (
        "ketua@kominfo.demo.test",
        &[
            ("home-supervisor", "/"),
            ("direct", "/supervision/direct"),
            ("uncovered", "/supervision/uncovered"),
            ("ratings", "/supervision/ratings"),
            ("absences", "/absences"),
            ("policies", "/admin/policies"),
            ("policy", "/admin/policies/P1"),
            ("policy-version", "/admin/policies/P1/versions/new"),
            ("policy-try", "/admin/policies/try?kind=security_incident"),
            ("calendars", "/admin/calendars"),
            ("calendar", "/admin/calendars/nasional-wita?year=2026"),
            ("calendar-version", "/admin/calendars/nasional-wita/versions/new"),
        ],
    ),
    ("sekda@setda.demo.test", &[("home-coordination", "/")]),
    (
        "admin@demo.test",
        &[
            ("design", "/design"),
            ("brand", "/admin/brand"),
            ("admin-people", "/admin/people"),
            ("admin-agencies", "/admin/agencies"),
            ("admin-groups", "/admin/groups"),
            ("admin-categories", "/admin/categories"),
            ("admin-routing", "/admin/routing"),
            ("admin-letters", "/admin/letters"),
            ("admin-wordings", "/admin/letters/wording"),
            ("admin-wording", "/admin/letters/wording/resolved/id"),
            ("admin-inbox", "/admin/inbox"),
            ("admin-inbox-done", "/admin/inbox?state=done"),
            ("calendar-new", "/admin/calendars/new"),
        ],
    ),
];

#[actix_web::test]
async fn axe_finds_nothing_on_any_page_on_any_screen() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let ticket = a_ticket_in_the_middle_of_its_life(&desk).await;
    let mut door = Browser::open(&desk.base).await;
    for screen in SCREENS {
        door.turn_to(screen).await;
        door.visit("/session/new").await;
        door.picture("sign-in").await;
        door.is_accessible().await;
    }
    let (confirm, status, rate) = links_of_letters(&desk).await;
    for (name, path) in [
        ("by-link-confirm", confirm),
        ("by-link-status", status),
        ("by-link-rate", rate),
        ("by-link-gone", "/s/x".into()),
    ] {
        for screen in SCREENS {
            door.turn_to(screen).await;
            door.visit(&path).await;
            door.picture(name).await;
            door.is_accessible().await;
        }
    }
    door.close().await;
    for (email, pages) in PAGES {
        let mut browser = Browser::signed_in(&desk.base, email, PASSWORD).await;
        for (name, path) in *pages {
            let path = path.replace("NUMBER", &ticket.number);
            for screen in SCREENS {
                browser.turn_to(screen).await;
                browser.visit(&path).await;
                let failed = "return document.querySelector('.error-code')?.textContent ?? ''";
                let failed = browser.script(failed, vec![]).await;
                assert!(failed == "" || name == &"not-found", "{name} ({path}) answers {failed}");
                browser.picture(name).await;
                browser.is_accessible().await;
            }
        }
        browser.close().await;
    }
}

#[actix_web::test]
async fn a_first_visit_is_light_and_asks_nobody_else() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let ticket = a_ticket_in_the_middle_of_its_life(&desk).await;
    // What the line carries: the sign-in, the first page, and all that is kept for later ones.
    let line = WeakLine::to(&desk.base).await;
    let browser = Browser::signed_in(&line.base, "andi@dinkes.demo.test", PASSWORD).await;
    browser.comes_true_at_last("return !!navigator.serviceWorker.controller").await;
    let first = line.carried();
    assert!(first < 60_000, "the first visit takes {first} bytes");
    for path in ["/tickets".to_owned(), ticket.at(""), "/tickets/record".to_owned()] {
        let before = line.carried();
        browser.visit(&path).await;
        asks_nobody_else(&browser, &line.base).await;
        let bytes = line.carried() - before;
        assert!(bytes < 15_000, "{path} takes {bytes} bytes after the first visit");
    }
    browser.close().await;
}

#[actix_web::test]
async fn the_keyboard_reaches_what_the_mouse_reaches() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let browser = Browser::signed_in(&desk.base, "siti@dinkes.demo.test", PASSWORD).await;
    browser.visit("/").await;
    // The first stop is the way past the navigation, and every stop can be seen.
    let script = "const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')] \
                    .filter(e => e.tabIndex >= 0 && e.offsetParent !== null); \
                  const bare = stops.filter(e => { e.focus(); const s = getComputedStyle(e); \
                    return document.activeElement === e && s.outlineStyle === 'none' && s.boxShadow === 'none' }); \
                  return [stops[0] ? stops[0].className : '', stops.length, bare.map(e => e.outerHTML.slice(0, 120))]";
    let found = browser.script(script, vec![]).await;
    assert!(found[0].as_str().unwrap().contains("skip"), "the first stop is {found}");
    assert!(found[1].as_u64().unwrap() > 8, "{found}");
    browser.close().await;
}

pub async fn a_ticket_in_the_middle_of_its_life(desk: &TestDesk) -> Ticket {
    let siti = desk.person("siti@dinkes.demo.test").await;
    let andi = desk.person("andi@dinkes.demo.test").await;
    let fajar = desk.person("fajar@kominfo.demo.test").await;
    let away =
        serde_json::json!({ "absent_from": "2026-11-23", "absent_until": "2026-11-25", "reason": "Cuti" });
    fajar.api.post("/people/fajar@kominfo.demo.test/absences", away).await.is(201);
    // Not today: who is away today has no tickets.
    let later = serde_json::json!({ "absent_from": "2026-12-21", "absent_until": "2026-12-23" });
    andi.api.post("/people/andi@dinkes.demo.test/absences", later).await.is(201);
    for title in ["Printer tidak terbaca", "Email dinas tidak bisa kirim lampiran", "Wifi tidak dapat IP"] {
        siti.reports(title).await;
    }
    let ticket = siti.reports("Jaringan lemot sejak pagi").await;
    siti.api
        .upload(&ticket.at("/attachments"), "layar.txt", "text/plain", b"muter-muter".to_vec())
        .await
        .succeeds();
    andi.takes(&ticket).await.succeeds();
    desk.passes(chrono::TimeDelta::minutes(40));
    andi.replies(&ticket, "Sedang kami cek, Bu.").await.is(201);
    andi.notes(&ticket, "Kabel sudah diganti, tetap lambat.").await.is(201);
    andi.escalates(&ticket, "Ganti kabel: tetap lambat").await.is(201);
    desk.passes(chrono::TimeDelta::minutes(25));
    fajar.returns(&ticket, "Cek dulu berapa perangkat yang kena").await.succeeds();
    andi.escalates(&ticket, "12 perangkat di dua ruangan").await.is(201);
    desk.passes(chrono::TimeDelta::minutes(75));
    accepted_by(&fajar, &ticket).await;
    desk.mails().await;
    ticket
}

/// What the letters about two tickets that were solved lead to: to confirm one, to its stages, to rate the other.
async fn links_of_letters(desk: &TestDesk) -> (String, String, String) {
    let made = desk.person("made@dinkes.demo.test").await;
    let andi = desk.person("andi@dinkes.demo.test").await;
    for title in ["Layar proyektor bergaris", "Kata sandi e-Kinerja lupa"] {
        let ticket = made.reports(title).await;
        andi.resolves(&ticket, "Kabel HDMI diganti; sudah dicoba bersama di ruang rapat.").await.succeeds();
        desk.passes(chrono::TimeDelta::minutes(5));
        if title.contains("sandi") {
            andi.closes(&ticket).await.succeeds();
        }
    }
    let letters = desk.letters_to(&made.email).await;
    let link = |way: &str| {
        let words = letters.iter().flat_map(|letter| letter.text.split_whitespace());
        words.filter_map(|word| word.find(way).map(|at| word[at..].to_owned())).next().unwrap()
    };
    (link("/confirm/"), link("/s/"), link("/rate/"))
}

async fn accepted_by(person: &Person, ticket: &Ticket) {
    person.accepts(ticket).await.succeeds();
    person.replies(ticket, "Kami isolasi port yang banjir.").await.is(201);
}

/// Insists that every request of the page goes to the desk itself.
async fn asks_nobody_else(browser: &Browser, base: &str) {
    let script = "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(e => e.name)";
    let list = browser.script(script, vec![]).await;
    for name in list.as_array().unwrap().iter().filter_map(|name| name.as_str()) {
        assert!(
            name.starts_with(base) || name.starts_with("data:"),
            "a request leaves the desk's own origin: {name}"
        );
    }
}
