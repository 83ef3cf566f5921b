//! A stream of server-sent events, read as it comes.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout_at};

/// An open stream.
pub struct Stream {
    response: reqwest::Response,
    text: String,
    events: VecDeque<(String, Value)>,
    ended: bool,
}

impl Stream {
    /// The stream an answer brings.
    pub fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status().as_u16(), 200, "{response:?}");
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self { response, text: String::new(), events: VecDeque::new(), ended: false }
    }

    /// The next event and what it brings, if one comes in time.
    pub async fn next_within(&mut self, patience: Duration) -> Option<(String, Value)> {
        let until = Instant::now() + patience;
        while self.events.is_empty() && !self.ended {
            match timeout_at(until, self.response.chunk()).await {
                Err(_) => return None,
                Ok(Ok(Some(chunk))) => self.take_in(&chunk),
                Ok(Ok(None) | Err(_)) => self.ended = true,
            }
        }
        self.events.pop_front()
    }

    /// Waits until this ticket is named, two seconds at most; how long it took, and the version.
    pub async fn hears_of(&mut self, number: &str) -> (Duration, i64) {
        let begun = Instant::now();
        let patience = Duration::from_secs(2);
        while let Some((kind, data)) = self.next_within(patience.saturating_sub(begun.elapsed())).await {
            let tickets = data.as_array().into_iter().flatten();
            if let Some(ticket) =
                tickets.into_iter().find(|ticket| kind == "tickets" && ticket["number"] == number)
            {
                return (begun.elapsed(), ticket["version"].as_i64().unwrap());
            }
        }
        panic!(
            "nothing was heard of {number} within {patience:?}{}",
            if self.ended { ": the stream ended" } else { "" }
        );
    }

    /// Waits until it is told who else is at this ticket, two seconds at most: each name with what they do.
    pub async fn sees_at(&mut self, number: &str) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(2);
        while let Some((kind, data)) = self.next_within(until.saturating_duration_since(Instant::now())).await
        {
            let mut tickets = data.as_array().into_iter().flatten();
            if kind != "presence" {
                continue;
            }
            let Some(ticket) = tickets.find(|ticket| ticket["number"] == number) else { continue };
            let say = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
            let people = ticket["people"].as_array().unwrap().iter();
            return people.map(|one| [say(one, "name"), say(one, "doing")].join(" ")).collect();
        }
        panic!("nothing was told of who is at {number}");
    }

    /// Insists that nothing is told for a while.
    pub async fn hears_nothing(&mut self) {
        let heard = self.next_within(Duration::from_millis(900)).await;
        assert!(heard.is_none() && !self.ended, "{heard:?}");
    }

    /// Waits until the stream ends, so long at most.
    pub async fn ends_within(&mut self, patience: Duration) {
        let until = Instant::now() + patience;
        while !self.ended {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the stream is still open after {patience:?}");
            let _told = self.next_within(left).await;
        }
    }

    fn take_in(&mut self, chunk: &[u8]) {
        self.text.push_str(std::str::from_utf8(chunk).unwrap());
        while let Some((event, rest)) = self.text.split_once("\n\n") {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            if let (Some(kind), Some(data)) = (field("event:"), field("data:")) {
                self.events.push_back((kind.to_owned(), serde_json::from_str(data).unwrap()));
            }
            self.text = rest.to_owned();
        }
    }
}
