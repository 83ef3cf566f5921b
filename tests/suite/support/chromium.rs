//! A real browser: Debian's Chromium, driven by chromedriver.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::driver::{Devtools, Log, readable};

/// The flags of every browser here: no screen, no sandbox, and nothing that calls home.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--lang=id",
];

/// What a person holds in front of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1280 × 900, light.
    Desktop,
    /// 1280 × 900, dark by the system's choice.
    Dark,
    /// 360 × 740, a phone.
    Phone,
    /// 320 px, the narrowest that WCAG asks for.
    Narrow,
    /// 1280 × 900 at a zoom of 200 %: half as much fits.
    Zoomed,
}

/// Every way a page is looked at.
pub const SCREENS: [Screen; 5] =
    [Screen::Desktop, Screen::Dark, Screen::Phone, Screen::Narrow, Screen::Zoomed];

impl Screen {
    /// For file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Dark => "dark",
            Self::Phone => "phone",
            Self::Narrow => "narrow",
            Self::Zoomed => "zoomed",
        }
    }

    fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop | Self::Dark => (1280, 900),
            Self::Phone => (360, 740),
            Self::Narrow => (320, 640),
            Self::Zoomed => (640, 450),
        }
    }
}

/// A browser window of one person, with a profile of its own.
pub struct Browser {
    client: Client,
    base: String,
    screen: Screen,
    _profile: TempDir,
}

impl Browser {
    /// Opens a window on the desk at `base`.
    pub async fn open(base: &str) -> Self {
        let driver = env::var("JENJANG_TEST_WEBDRIVER").unwrap_or_else(|_| {
            panic!("JENJANG_TEST_WEBDRIVER is not set: start the suite with tests/run.sh")
        });
        let profile = tempfile::Builder::new().prefix("jenjang-browser-").tempdir().unwrap();
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let mut wishes = Capabilities::new();
        wishes.insert("browserName".to_owned(), json!("chrome"));
        wishes.insert("goog:chromeOptions".to_owned(), json!({ "args": flags }));
        wishes.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes)
            .connect(&driver)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let browser = Self { client, base: base.to_owned(), screen: Screen::Desktop, _profile: profile };
        browser.on(Screen::Desktop).await
    }

    /// Opens a window and signs in through the form.
    pub async fn signed_in(base: &str, account: &str, password: &str) -> Self {
        let browser = Self::open(base).await;
        browser.visit("/session/new").await;
        browser.fill("login", account).await;
        browser.fill("password", password).await;
        browser.press_in("form:has([name=password])").await;
        let path = browser.path().await;
        assert!(!path.starts_with("/session"), "sign-in of {account} failed:\n{}", browser.words().await);
        browser
    }

    /// Changes the screen.
    pub async fn on(mut self, screen: Screen) -> Self {
        self.turn_to(screen).await;
        self
    }

    /// Changes the screen of an open window.
    pub async fn turn_to(&mut self, screen: Screen) {
        let (width, height) = screen.size();
        let phone = matches!(screen, Screen::Phone | Screen::Narrow);
        let scale = if screen == Screen::Zoomed { 2 } else { 1 };
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if screen == Screen::Dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
        self.screen = screen;
    }

    /// Turns JavaScript off or on for the pages that are opened from now on.
    pub async fn scripts(&self, allowed: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !allowed })).await;
    }

    /// Opens a page.
    pub async fn visit(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.base))
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// The path (with query) of the page.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// The words a reader sees now.
    pub async fn words(&self) -> String {
        let text =
            self.client.execute("return document.body ? document.body.innerText : ''", vec![]).await.unwrap();
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until the words are on the page, and fails with what is there instead.
    pub async fn sees(&self, words: &str) -> &Self {
        if !self.comes_to_see(words, true).await {
            panic!("expected to read {words:?} on {}:\n{}", self.path().await, self.words().await);
        }
        self
    }

    /// Insists that the words are not on the page.
    pub async fn does_not_see(&self, words: &str) -> &Self {
        if !self.comes_to_see(words, false).await {
            panic!("did not expect to read {words:?} on {}:\n{}", self.path().await, self.words().await);
        }
        self
    }

    /// Whether the page has something that fits the selector.
    pub async fn has(&self, selector: &str) -> bool {
        !self.client.find_all(Locator::Css(selector)).await.unwrap().is_empty()
    }

    /// Types where the cursor stands, as fingers do.
    pub async fn types(&self, keys: &str) {
        let here = self.client.active_element().await.unwrap();
        here.send_keys(keys).await.unwrap_or_else(|error| panic!("{keys:?}: {error}"));
    }

    /// Strikes one key, wherever the cursor stands.
    pub async fn strikes(&self, key: char) {
        let strike = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(strike).await.unwrap_or_else(|error| panic!("{key:?}: {error}"));
    }

    /// Waits until a script answers yes.
    pub async fn comes_true(&self, script: &str) {
        for _ in 0..100 {
            if self.script(script, vec![]).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{script} stays untrue on {}:\n{}", self.path().await, self.words().await);
    }

    /// The first thing that fits the selector.
    pub async fn find(&self, selector: &str) -> Element {
        match self.client.wait().at_most(Duration::from_secs(5)).for_element(Locator::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("no {selector:?} on {}: {error}\n{}", self.path().await, self.words().await),
        }
    }

    /// Types into the field of this name (a text field, a text area or a choice).
    pub async fn fill(&self, field: &str, value: &str) {
        self.fill_in("", field, value).await;
    }

    /// As [`Browser::fill`], in the form that fits `form`.
    pub async fn fill_in(&self, form: &str, field: &str, value: &str) {
        let radio = format!("{form} label:has(input[type=radio][name='{field}'][value='{value}'])");
        if self.has(&radio).await {
            return self.click(&radio).await;
        }
        let element = self.find(&format!("{form} [name='{field}']:not([type=hidden])")).await;
        let outcome = match element.tag_name().await.unwrap().as_str() {
            "select" => element.select_by_value(value).await,
            _ => match element.clear().await {
                Ok(()) => element.send_keys(value).await,
                Err(error) => Err(error),
            },
        };
        outcome.unwrap_or_else(|error| panic!("{field}: {error}"));
    }

    /// Chooses the option of a list whose words contain `words`.
    pub async fn choose(&self, field: &str, words: &str) {
        let script = "const list = document.querySelector(`select[name='${arguments[0]}']`); \
                      const found = [...list.options].find(o => o.text.includes(arguments[1])); \
                      if (!found) return [...list.options].map(o => o.text).join(' | '); \
                      list.value = found.value; list.dispatchEvent(new Event('change', {bubbles: true})); return true";
        let outcome = self.script(script, vec![json!(field), json!(words)]).await;
        assert_eq!(outcome, json!(true), "no option with {words:?} in {field}");
    }

    /// Opens a folded part of the page by the words on it.
    pub async fn unfold(&self, selector: &str) {
        let script = "const part = document.querySelector(arguments[0]).closest('details'); return part.open";
        self.find(selector).await;
        if self.script(script, vec![json!(selector)]).await != json!(true) {
            self.click(&format!("details:has({selector}) > summary")).await;
        }
    }

    /// Clicks on what fits the selector.
    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        self.scroll_to(selector).await;
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses the submit button of the form that fits the selector, and waits for the page that follows.
    pub async fn press_in(&self, form: &str) {
        self.press(&format!("{form} button:not([type=button])")).await;
    }

    /// Presses a button or link, and waits until the page it leads to is there.
    pub async fn press(&self, selector: &str) {
        self.client.execute("window.__before = true", vec![]).await.ok();
        self.click(selector).await;
        // Without JavaScript a new document comes; with it the old one may stay and say that it is busy meanwhile.
        for _ in 0..100 {
            let settled =
                "return document.readyState === 'complete' && !document.querySelector('[aria-busy=true]')";
            tokio::time::sleep(Duration::from_millis(60)).await;
            if self.client.execute(settled, vec![]).await.is_ok_and(|answer| answer == json!(true)) {
                return;
            }
        }
        panic!("{selector}: the page did not settle: {}", self.path().await);
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, values: Vec<Value>) -> Value {
        self.client.execute(script, values).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Takes a picture of the page into `target/screenshots/NAME-SCREEN.png`.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}-{}.png", self.screen.name()));
        fs::write(&file, self.client.screenshot().await.unwrap()).unwrap();
        file
    }

    /// Everything the browser complained about since the last time: refused scripts, missing files, errors.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Log).await.unwrap();
        log.as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Fails with a readable list of what axe-core finds on the page.
    pub async fn is_accessible(&self) -> &Self {
        let axe = env::var("JENJANG_TEST_AXE")
            .unwrap_or_else(|_| panic!("JENJANG_TEST_AXE is not set: start the suite with tests/run.sh"));
        let axe = fs::read_to_string(&axe).unwrap_or_else(|error| panic!("{axe}: {error}"));
        self.script(&axe, vec![]).await;
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations), e => done(String(e)))";
        let found = self.client.execute_async(run, vec![]).await.unwrap();
        let path = self.path().await;
        let list = readable(&found);
        assert!(list.is_empty(), "axe-core finds on {path} ({}):\n{list}", self.screen.name());
        // Nothing may have to be scrolled sideways.
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let over = self.script(wide, vec![]).await;
        assert!(
            over.as_i64() <= Some(0),
            "{path} is {over} px wider than the screen ({})",
            self.screen.name()
        );
        self
    }

    /// Closes the window.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn comes_to_see(&self, words: &str, wanted: bool) -> bool {
        for _ in 0..50 {
            if self.words().await.contains(words) == wanted {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    }

    async fn scroll_to(&self, selector: &str) {
        let script = "const e = document.querySelector(arguments[0]); if (e) e.scrollIntoView({block: 'center', behavior: 'instant'})";
        self.script(script, vec![json!(selector)]).await;
    }

    /// Gives files to the field that fits the selector, as the browser's own dialogue does.
    pub async fn picks(&self, selector: &str, file: &std::path::Path) {
        let field = self.find(selector).await;
        let path = file.to_str().unwrap();
        field.send_keys(path).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// As [`Browser::comes_true`], for what takes its time: half a minute.
    pub async fn comes_true_at_last(&self, script: &str) {
        for _ in 0..300 {
            if self.script(script, vec![]).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{script} stays untrue on {}:\n{}", self.path().await, self.words().await);
    }

    /// Runs a script that takes its time: it calls its last argument with what it found.
    pub async fn finds_out(&self, script: &str) -> Value {
        let outcome = self.client.execute_async(script, vec![]).await;
        outcome.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// A command of the browser's developer tools.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let command = Devtools(json!({ "cmd": command, "params": parameters }));
        self.client.issue_cmd(command).await.unwrap_or_else(|error: CmdError| panic!("{error}"))
    }
}
