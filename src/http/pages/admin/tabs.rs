//! Lists of the administration that are seen by the state of what is in them: what is asked for, and the tabs above them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::http::error::{Reason, Refusal};

/// Which lines are asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub after: String,
}

impl Asked {
    /// The state, if one is asked for, and the line after which the part begins.
    ///
    /// # Errors
    /// A state or a line that is none.
    pub fn read<State: FromStr, Id: FromStr>(&self) -> Result<(Option<State>, Option<Id>), Refusal> {
        Ok((named(&self.state)?, named(&self.after)?))
    }
}

fn named<T: FromStr>(text: &str) -> Result<Option<T>, Refusal> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Refusal::of(Reason::Malformed)),
    }
}

/// One of the tabs.
#[derive(Serialize)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub current: bool,
    pub count: i64,
}

/// The address of a list with what is not left out.
pub fn href(path: &str, asked: [(&str, &str); 3]) -> String {
    let given = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
