//! The main job without a mouse: every stop is reached with Tab, can be seen, and lets go again.

use serde_json::json;

use crate::support::chromium::Browser;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

const ENTER: &str = "\u{E007}";
const TAB: char = '\u{E004}';
const BACK_TAB: &str = "\u{E008}\u{E004}\u{E000}";
const DOWN: &str = "\u{E015}";
const SPACE: &str = " ";

/// More stops than any page has between two things one does after each other.
const MOST_STOPS: usize = 120;

/// Somebody who has no mouse.
struct Hands {
    browser: Browser,
    stops: std::cell::Cell<usize>,
}

impl Hands {
    async fn sign_in(desk: &TestDesk, email: &str) -> Self {
        let hands = Self { browser: Browser::open(&desk.base).await, stops: std::cell::Cell::new(0) };
        hands.browser.visit("/session/new").await;
        hands.fills("login", email).await;
        hands.fills("password", PASSWORD).await;
        hands.browser.types(ENTER).await;
        hands.browser.comes_true("return !!document.querySelector('[data-me]')").await;
        hands
    }

    /// Walks with Tab until the cursor stands on what fits the selector; every stop on the way can be seen, and none holds on to
    /// the cursor.
    async fn goes_to(&self, selector: &str) {
        let mut before = String::new();
        for _ in 0..MOST_STOPS {
            let look = "const e = document.activeElement, box = e.getBoundingClientRect(), s = getComputedStyle(e); \
                const ring = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || !!e.closest('.choice'); \
                const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0; \
                return [e.matches(arguments[0]), e === document.body || (seen && ring), `${e.outerHTML.slice(0, 200)} ${s.outline} ${s.boxShadow} ${JSON.stringify(box)} ${innerHeight}`]";
            let found = self.browser.script(look, vec![json!(selector)]).await;
            let (there, seen) = (found[0] == json!(true), found[1] == json!(true));
            let stop = found[2].as_str().unwrap_or_default().to_owned();
            assert!(seen, "on {} one cannot see where one is: {stop}", self.browser.path().await);
            if there {
                return;
            }
            assert!(
                before.starts_with("<body") || before != stop || stop.contains("datetime-local"),
                "the cursor is held by {stop}"
            );
            before = stop;
            self.stops.set(self.stops.get() + 1);
            self.browser.strikes(TAB).await;
        }
        panic!("{selector:?} is not reached with Tab on {}", self.browser.path().await);
    }

    async fn fills(&self, field: &str, words: &str) {
        self.goes_to(&format!("[name='{field}']:not([type=hidden])")).await;
        self.browser.types(words).await;
    }

    /// Goes to a group of choices and walks down to one of them.
    async fn chooses(&self, field: &str, value: &str) {
        self.goes_to(&format!("[type=radio][name='{field}']")).await;
        self.browser.types(SPACE).await;
        for _ in 0..12 {
            let here = format!("return document.activeElement.value === '{value}'");
            if self.browser.script(&here, vec![]).await == json!(true) {
                return;
            }
            self.browser.types(DOWN).await;
        }
        panic!("{value:?} is not among {field}");
    }

    /// Goes there and presses Enter.
    async fn presses(&self, selector: &str) {
        self.goes_to(selector).await;
        self.browser.types(ENTER).await;
    }
}

#[actix_web::test]
async fn the_main_job_needs_no_mouse() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;

    // Siti reports.
    let siti = Hands::sign_in(&desk, "siti@dinkes.demo.test").await;
    siti.browser.types("c").await;
    siti.browser.comes_true("return location.pathname === '/tickets/new'").await;
    siti.fills("description", "Internet lantai dua putus sejak pukul delapan").await;
    siti.fills("place", "Ruang keuangan").await;
    siti.chooses("urgency", "high").await;
    siti.chooses("impact", "medium").await;
    siti.presses("form[action='/tickets'] button.primary").await;
    siti.browser.sees("Internet lantai dua putus").await.sees("Baru").await;
    let path = siti.browser.path().await;
    let form = |act: &str| format!("form[action='{path}{act}']");

    // Andi opens it from his queue, takes it, answers, and escalates.
    let andi = Hands::sign_in(&desk, "andi@dinkes.demo.test").await;
    andi.browser.visit("/tickets?view=queue").await;
    andi.browser.types("j").await;
    andi.browser.types("o").await;
    andi.browser.comes_true(&format!("return location.pathname === '{path}'")).await;
    andi.presses(&format!("{} button", form("/assignment"))).await;
    andi.browser.sees("Ditangani Tier 1").await;
    andi.browser.types("r").await;
    andi.fills("body", "Sedang kami periksa, Bu.").await;
    andi.presses(&format!("{} button.primary", form("/comments"))).await;
    andi.browser
        .comes_true(
            "return document.querySelector('.bubble')?.innerText.includes('Internet') && \
        document.body.innerText.includes('Sedang kami periksa')",
        )
        .await;
    andi.goes_to(".acts summary, .acts button").await;
    andi.browser.types("e").await;
    andi.chooses("reason", "beyond_skill").await;
    andi.fills("attempted_steps", "Ganti kabel: tetap putus").await;
    andi.presses(&format!("{} button.primary", form("/escalations"))).await;
    andi.browser.sees("Tiket dieskalasi ke Tier 2").await;

    // Fajar finds it with the search, accepts, and solves it.
    let fajar = Hands::sign_in(&desk, "fajar@kominfo.demo.test").await;
    fajar.browser.types("/").await;
    fajar.fills("q", "lantai dua").await;
    fajar.browser.types(ENTER).await;
    fajar.browser.comes_true("return location.pathname === '/search'").await;
    fajar.presses(&format!("main a[href^='{path}']")).await;
    fajar.presses(&format!("{} button", form("/escalations/current/acceptance"))).await;
    fajar.browser.sees("Ditangani Tier 2").await;
    fajar.presses("details.act:has([name=resolution]) > summary").await;
    fajar.fills("resolution", "Port yang banjir diisolasi").await;
    fajar.chooses("tier1_could_have_solved", "no").await;
    fajar.presses(&format!("{} button.primary", form("/resolution"))).await;
    fajar.browser.sees("Selesai").await;

    // Siti confirms. What is opened by mistake is left again the way one came.
    siti.browser.visit(&path).await;
    siti.browser.sees("Port yang banjir diisolasi").await;
    siti.goes_to("details.act:has([name=reason]) > summary").await;
    siti.browser.types(BACK_TAB).await;
    siti.presses("details.act:has(form[action$='/closure']) > summary").await;
    siti.chooses("rating", "5").await;
    siti.presses(&format!("{} button.primary", form("/closure"))).await;
    siti.browser.sees("Ditutup").await;

    for hands in [siti, andi, fajar] {
        assert!(hands.browser.complaints().await.is_empty());
        println!("{} stops with Tab", hands.stops.get());
        hands.browser.close().await;
    }
}
