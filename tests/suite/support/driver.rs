//! What the browser's driver is asked besides the everyday, and how its findings read.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

/// One violation a paragraph: which rule, why, and where.
pub fn readable(found: &Value) -> String {
    let Some(violations) = found.as_array() else { return found.to_string() };
    let mut text = String::new();
    for violation in violations {
        let say = |name: &str| violation[name].as_str().unwrap_or_default().to_owned();
        text += &format!("- {} ({}): {}\n", say("id"), say("impact"), say("help"));
        for node in violation["nodes"].as_array().into_iter().flatten().take(5) {
            text += &format!("    {}\n", node["html"].as_str().unwrap_or_default());
            text += &format!(
                "      {}\n",
                node["failureSummary"].as_str().unwrap_or_default().replace('\n', " ")
            );
        }
    }
    text
}

/// A command of the browser's developer tools.
#[derive(Debug)]
pub struct Devtools(pub Value);

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(self.0.to_string()))
    }
}

/// The browser's own log.
#[derive(Debug)]
pub struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
