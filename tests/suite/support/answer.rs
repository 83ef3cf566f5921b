//! What the desk answered, with questions one asks of it in tests.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer of the desk, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked: `POST /api/v1/tickets`.
    pub asked: String,
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(asked: String, response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{asked}: the body broke off: {error}"))
            .to_vec();
        Self { asked, status, headers, body }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self}\nis no JSON: {error}"))
    }

    /// A header line, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Insists on the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Insists that it was done: 200, 201 or 204.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert!([200, 201, 204].contains(&self.status), "{self}");
        self
    }

    /// Insists that the words are in the body.
    #[track_caller]
    pub fn sees(self, words: &str) -> Self {
        assert!(self.text().contains(words), "expected to see {words:?} in\n{self}");
        self
    }

    /// Insists that the words are not in the body.
    #[track_caller]
    pub fn does_not_see(self, words: &str) -> Self {
        assert!(!self.text().contains(words), "did not expect to see {words:?} in\n{self}");
        self
    }

    /// Insists on a problem document with this status that finds fault with `field`.
    #[track_caller]
    pub fn refuses_field(self, status: u16, field: &str) -> Self {
        let problem = self.problem(status);
        let fields: Vec<&str> = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["field"].as_str())
            .collect();
        assert!(fields.contains(&field), "expected {field:?} among {fields:?} in\n{self}");
        self
    }

    /// Insists on a problem document as RFC 9457 has it, free of inner matters, and gives it.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert!(self.header("content-type").starts_with("application/problem+json"), "{self}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self}");
        for member in ["type", "title", "detail", "request_id"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "no {member} in\n{self}");
        }
        let text = self.text();
        for inner in
            ["SELECT ", "INSERT ", "UPDATE ", "diesel", "panicked", "src/", ".rs:", "stack backtrace"]
        {
            assert!(!text.contains(inner), "{inner:?} shows in\n{self}");
        }
        problem
    }

    /// One member of a JSON body, as text.
    #[track_caller]
    pub fn field(&self, pointer: &str) -> String {
        let value = self.json();
        let found = value.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in\n{self}"));
        found.as_str().map_or_else(|| found.to_string(), str::to_owned)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.text();
        let shown: String = text.chars().take(3000).collect();
        writeln!(out, "{} → {}", self.asked, self.status)?;
        out.write_str(&shown)
    }
}
