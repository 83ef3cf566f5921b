//! Fields whose names are made while the form is: one input each, with what is wrong with it.

use serde::Serialize;

use crate::http::forms::Form;

/// One input.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Input {
    name: String,
    label: String,
    kind: &'static str,
    text: String,
    max: u16,
    hint: Option<String>,
    problem: Option<String>,
}

impl Input {
    /// A line of text with what the form has in it.
    pub(super) fn text(form: &Form, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        let problem = form.problem(&name).map(str::to_owned);
        let text = form.value(&name).to_owned();
        Self { name, label: label.into(), kind: "text", text, max: 200, hint: None, problem }
    }

    /// A day.
    pub(super) fn day(form: &Form, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { kind: "date", ..Self::text(form, name, label) }
    }

    /// With a line that explains it.
    pub(super) fn about(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
