//! What is wrong with an input, field by field. Texts are found by `code` in the locale files (`error.<code>`).

use std::fmt;

use serde_json::{Value, json};

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The field's name as the API and the forms spell it.
    pub field: String,
    /// What is wrong: `required`, `too_long`, `unknown`, …
    pub code: &'static str,
    /// Values for the text, such as `max`.
    pub args: Value,
}

/// Everything that is wrong with an input; never empty when it is an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldErrors(pub Vec<FieldError>);

impl std::error::Error for FieldErrors {}

impl fmt::Display for FieldErrors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> = self.0.iter().map(|error| format!("{}: {}", error.field, error.code)).collect();
        out.write_str(&parts.join(", "))
    }
}

impl FieldErrors {
    /// Just this one.
    pub fn one(field: &str, code: &'static str) -> Self {
        let mut errors = Self::default();
        errors.add(field, code);
        errors
    }

    /// Adds one.
    pub fn add(&mut self, field: &str, code: &'static str) {
        self.add_with(field, code, Value::Null);
    }

    /// Adds one with values for its text.
    pub fn add_with(&mut self, field: &str, code: &'static str, args: Value) {
        self.0.push(FieldError { field: field.to_owned(), code, args });
    }

    /// Adds one unless `holds`.
    pub fn check(&mut self, holds: bool, field: &str, code: &'static str) {
        if !holds {
            self.add(field, code);
        }
    }

    /// A text that must be there: trimmed, at most `max` characters, without control characters.
    pub fn required(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = self.optional(field, text, max);
        if text.is_empty() && !self.0.iter().any(|error| error.field == field) {
            self.add(field, "required");
        }
        text
    }

    /// A text that may be empty: trimmed, at most `max` characters, without control characters.
    pub fn optional(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        if text.chars().count() > max {
            self.add_with(field, "too_long", json!({ "max": max }));
            return String::new();
        }
        let text = text.replace("\r\n", "\n");
        if text.chars().any(is_forbidden) {
            self.add(field, "control_characters");
            return String::new();
        }
        text
    }

    /// As [`FieldErrors::optional`], with the empty text as `None`.
    pub fn maybe(&mut self, field: &str, text: Option<&str>, max: usize) -> Option<String> {
        text.map(|text| self.optional(field, text, max)).filter(|text| !text.is_empty())
    }

    /// A line: as [`FieldErrors::required`], and without line breaks.
    pub fn line(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = self.required(field, text, max);
        self.check(!text.contains(['\n', '\t']), field, "one_line");
        text
    }

    /// Ok if nothing was added.
    ///
    /// # Errors
    /// Itself if something was.
    pub fn finish(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// Control characters that are no line break or tab, and the marks that turn the direction of text around.
fn is_forbidden(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.line("title", "  jaringan lemot ", 20), "jaringan lemot");
        assert_eq!(errors.optional("body", "satu\r\ndua", 20), "satu\ndua");
        assert!(errors.clone().finish().is_ok());
        errors.line("title", "", 20);
        errors.line("title2", "a\nb", 20);
        errors.required("body", "12345", 4);
        errors.required("null", "a\0b", 10);
        errors.required("turned", "a\u{202E}b", 10);
        let codes: Vec<_> = errors.0.iter().map(|error| error.code).collect();
        assert_eq!(codes, ["required", "one_line", "too_long", "control_characters", "control_characters"]);
    }
}
