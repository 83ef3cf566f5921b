//! What a browser posts, and how it is shown again when something in it is wrong: every typed word is kept.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::Value;

use crate::clock::Timestamp;
use crate::desk::attachments::Upload;
use crate::desk::fields::{FieldError, FieldErrors};
use crate::desk::ids::UploadId;
use crate::templates::Templates;

/// Files sent in parts that one form may name.
const UPLOADS: usize = 10;

/// The fields of a posted form, in the order they came.
#[derive(Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    files: Vec<PostedFile>,
}

/// A file as it was posted; nothing about it is believed yet.
pub struct PostedFile {
    /// What the browser calls it.
    pub name: String,
    /// What was received.
    pub upload: Upload,
}

impl Posted {
    /// A form with these fields and no files.
    pub fn new(fields: Vec<(String, String)>, files: Vec<PostedFile>) -> Self {
        Self { fields, files }
    }

    /// Whether files came with it.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The files that were sent in parts before it, by their ids; what is no id is not there.
    pub fn uploads(&self) -> Vec<UploadId> {
        let named = self.fields.iter().filter(|(name, _)| name == "upload");
        named.filter_map(|(_, text)| text.parse().ok()).take(UPLOADS).collect()
    }

    /// The bytes of each file that came with it.
    pub fn file_sizes(&self) -> Vec<u64> {
        self.files.iter().map(|file| file.upload.length()).collect()
    }

    /// The files that came with it; they are gone from here.
    pub fn take_files(&mut self) -> Vec<PostedFile> {
        std::mem::take(&mut self.files)
    }

    /// The text of a field; empty if it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// Whether a field was sent, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// The text of a field, if there is any.
    pub fn maybe(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Every field whose name begins with `prefix`, without it.
    pub fn all<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let under =
            move |(name, text): &'a (String, String)| Some((name.strip_prefix(prefix)?, text.as_str()));
        self.fields.iter().filter_map(under)
    }

    /// Everything that was posted but the page's own proof, as bytes that tell one form from another.
    pub fn words(&self) -> Vec<u8> {
        let mut words = Vec::new();
        for (name, text) in self.fields.iter().filter(|(name, _)| name != "csrf") {
            for part in [name, text] {
                words.extend_from_slice(&(part.len() as u64).to_be_bytes());
                words.extend_from_slice(part.as_bytes());
            }
        }
        for file in &self.files {
            words.extend_from_slice(&file.upload.length().to_be_bytes());
            words.extend_from_slice(file.name.as_bytes());
        }
        words
    }

    /// The version the form was made from; none if the form names none.
    pub fn version(&self) -> Option<i64> {
        self.text("version").parse().ok()
    }

    /// A word of the domain. Adds `required` or `unknown` to `errors` if it is none.
    pub fn word<W: FromStr>(&self, name: &str, errors: &mut FieldErrors) -> Option<W> {
        if self.text(name).is_empty() {
            errors.add(name, "required");
            return None;
        }
        self.optional_word(name, errors)
    }

    /// A word of the domain or nothing. Adds `unknown` to `errors` if there is a text that is no word.
    pub fn optional_word<W: FromStr>(&self, name: &str, errors: &mut FieldErrors) -> Option<W> {
        self.parsed(name, "unknown", errors, |text| text.parse().ok())
    }

    /// A local time as browsers write it (`2026-11-23T09:15`), read in `zone`. Of a time that occurs twice the earlier.
    pub fn moment(&self, name: &str, zone: Tz, errors: &mut FieldErrors) -> Option<Timestamp> {
        self.parsed(name, "no_time", errors, |text| {
            let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
                .into_iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
            Some(zone.from_local_datetime(&local).earliest()?.to_utc().into())
        })
    }

    /// A day as browsers write it (`2026-11-23`).
    pub fn day(&self, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
        self.parsed(name, "no_date", errors, |text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
    }

    fn parsed<T>(
        &self,
        name: &str,
        code: &'static str,
        errors: &mut FieldErrors,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name).trim();
        if text.is_empty() {
            return None;
        }
        let found = read(text);
        errors.check(found.is_some(), name, code);
        found
    }
}

/// A form as a page shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Form {
    id: &'static str,
    /// Whether the form is unfolded.
    pub open: bool,
    values: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
    problems: Vec<Problem>,
    /// Why the form was refused as a whole.
    pub refused: Option<String>,
}

/// One line of the summary above a form.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    field: String,
    text: String,
}

impl Form {
    /// An empty form; `id` begins the ids of its fields.
    pub fn new(id: &'static str) -> Self {
        Self { id, ..Self::default() }
    }

    /// With a value in a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// With everything that was posted, except passwords and what the page adds by itself.
    #[must_use]
    pub fn posted(mut self, posted: &Posted) -> Self {
        for (name, text) in &posted.fields {
            if !matches!(name.as_str(), "csrf" | "key" | "version" | "password" | "current") {
                self.values.insert(name.clone(), text.clone());
            }
        }
        self.open = true;
        self
    }

    /// With what is wrong, in words, at the fields.
    #[must_use]
    pub fn wrong(mut self, errors: &FieldErrors, templates: &Templates, lang: &str) -> Self {
        for error in &errors.0 {
            let text = sentence(error, templates, lang);
            self.problems.push(Problem { field: error.field.clone(), text: text.clone() });
            self.errors.entry(error.field.clone()).or_insert(text);
        }
        self.open = true;
        self
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// What is wrong with a field, in words.
    pub fn problem(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    /// Whether anything is wrong with a field whose name begins so.
    pub fn is_wrong_below(&self, beginning: &str) -> bool {
        self.errors.keys().any(|name| name.starts_with(beginning))
    }

    /// What is wrong, as lines.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// What is wrong with one field, in words.
pub fn sentence(error: &FieldError, templates: &Templates, lang: &str) -> String {
    let key = ["error.", error.code].concat();
    let args: Vec<(String, String)> = match &error.args {
        Value::Object(args) => args.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        _ => Vec::new(),
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    templates.text(lang, &key, &args)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One thing to choose, or a group of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Choice {
    value: String,
    text: String,
    about: Option<String>,
    selected: bool,
    options: Vec<Choice>,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, text: impl Into<String>, chosen: &str) -> Self {
        let value = value.to_string();
        let selected = value == chosen;
        Self { value, text: text.into(), selected, ..Self::default() }
    }

    /// With a line that explains it.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Ticks what was chosen, here or below.
    pub fn choose(&mut self, chosen: &str) {
        self.selected = self.value == chosen;
        for option in &mut self.options {
            option.choose(chosen);
        }
    }

    /// Several choices under one heading.
    pub fn group(text: impl Into<String>, options: Vec<Self>) -> Self {
        Self { text: text.into(), options, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted::new(
            fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
            Vec::new(),
        )
    }

    #[test]
    fn local_times_are_read_in_the_zone_of_the_office() {
        let form = posted(&[("at", "2026-11-23T09:15"), ("odd", "kemarin")]);
        let mut errors = FieldErrors::default();
        let at = form.moment("at", chrono_tz::Asia::Makassar, &mut errors).unwrap();
        assert_eq!(at.to_string(), "2026-11-23T01:15:00Z");
        assert_eq!(form.moment("nothing", chrono_tz::Asia::Makassar, &mut errors), None);
        assert!(errors.0.is_empty());
        assert_eq!(form.moment("odd", chrono_tz::Asia::Makassar, &mut errors), None);
        assert_eq!(errors.0[0].code, "no_time");
    }

    #[test]
    fn a_form_keeps_every_typed_word_but_passwords() {
        let form =
            Form::new("f").posted(&posted(&[("title", "internet"), ("password", "rahasia"), ("csrf", "x")]));
        assert_eq!((form.value("title"), form.value("password"), form.value("csrf")), ("internet", "", ""));
    }

    #[test]
    fn what_is_wrong_is_said_at_the_field() {
        let templates = Templates::new().unwrap();
        let form = Form::new("f").wrong(&FieldErrors::one("title", "required"), &templates, "id");
        assert_eq!(form.problems[0].field, "title");
        assert!(!form.problems[0].text.starts_with("error."), "{}", form.problems[0].text);
    }
}
