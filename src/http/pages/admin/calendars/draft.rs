//! What a form for a version says, and the same form again.
//!
//! Days that are kept travel through the form as one hidden text; each can be ticked away, and new ones are written in rows.
//! So the form stays small however many days a calendar has, and works without a script.

use chrono::NaiveDate;

use super::wording;
use crate::desk::fields::{FieldError, FieldErrors};
use crate::desk::sla::calendar::{
    Document, ExceptionDocument, HoursDocument, ReplacementDocument, Week, WeekDocument,
};
use crate::desk::sla::calendars::VersionFields;
use crate::http::forms::{Form, Posted};

/// Rows for new days.
pub(super) const NEW_DAYS: usize = 4;
/// Other weekly hours a form has room for.
const REPLACEMENTS_MAX: usize = 12;

/// A version as somebody is writing it.
pub(super) struct Draft {
    /// The first day it speaks for.
    pub(super) effective_from: Option<NaiveDate>,
    /// What it rests on.
    pub(super) source: String,
    /// What it says.
    pub(super) document: Document,
    /// What cannot be read, by the names of the form.
    pub(super) errors: FieldErrors,
    /// The name of the form's row for each day of the document.
    days: Vec<String>,
    /// The same for other weekly hours.
    replaced: Vec<String>,
}

impl Draft {
    /// A draft that says what a version said.
    pub(super) fn of(document: Document) -> Self {
        let days = vec![String::from("days"); document.exceptions.len()];
        let replaced = (0..document.replacements.len()).map(|row| format!("replacements.{row}")).collect();
        Self {
            effective_from: None,
            source: String::new(),
            document,
            errors: FieldErrors::default(),
            days,
            replaced,
        }
    }

    /// Reads a form: what was ticked away is gone, what was written in the rows is added.
    pub(super) fn read(posted: &Posted) -> Self {
        let mut draft = Self::of(Document::default());
        let errors = &mut draft.errors;
        draft.effective_from = posted.day("effective_from", errors);
        draft.source = posted.text("source").to_owned();
        draft.document.weekly = week(posted, "weekly", errors);
        for row in 0..REPLACEMENTS_MAX {
            let name = format!("replacements.{row}");
            if let Some(replacement) = replacement(posted, &name, errors) {
                draft.document.replacements.push(replacement);
                draft.replaced.push(name);
            }
        }
        match serde_json::from_str::<Vec<ExceptionDocument>>(posted.text("days")) {
            Ok(kept) => draft.keep(kept, posted),
            Err(_) => errors.check(posted.text("days").is_empty(), "days", "unknown"),
        }
        for row in 0..NEW_DAYS {
            let name = format!("add.{row}");
            if let Some(day) = new_day(posted, &name, &mut draft.errors) {
                draft.document.exceptions.push(day);
                draft.days.push(name);
            }
        }
        draft
    }

    fn keep(&mut self, kept: Vec<ExceptionDocument>, posted: &Posted) {
        let gone: Vec<&str> = posted.all("drop.").map(|(date, _)| date).collect();
        for day in kept.into_iter().filter(|day| !gone.contains(&day.date.to_string().as_str())) {
            self.document.exceptions.push(day);
            self.days.push("days".to_owned());
        }
    }

    /// Adds days from a list; those that are there stay as they are. How many were added.
    pub(super) fn take(&mut self, days: Vec<ExceptionDocument>) -> usize {
        let mut added = 0;
        for day in days {
            if self.document.exceptions.iter().all(|known| known.date != day.date) {
                self.document.exceptions.push(day);
                self.days.push("days".to_owned());
                added += 1;
            }
        }
        added
    }

    /// The fields to be entered.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn fields(&self) -> Result<VersionFields, FieldErrors> {
        self.errors.clone().finish()?;
        let (effective_from, source) = (self.effective_from, self.source.clone());
        Ok(VersionFields { effective_from, source, document: self.document.clone() })
    }

    /// What the desk finds wrong, by the names of the form.
    pub(super) fn renamed(&self, errors: &[FieldError]) -> Vec<FieldError> {
        let renamed = |field: &str| {
            let row = |family: &str, names: &[String]| {
                let (place, rest) = field.strip_prefix(family)?.split_once('.')?;
                let name = names.get(place.parse::<usize>().ok()?)?;
                Some(if name == "days" { name.clone() } else { format!("{name}.{rest}") })
            };
            row("exceptions.", &self.days)
                .or_else(|| row("replacements.", &self.replaced))
                .unwrap_or_else(|| if field == "exceptions" { "days".to_owned() } else { field.to_owned() })
        };
        let one = |error: &FieldError| FieldError { field: renamed(&error.field), ..error.clone() };
        errors.iter().map(one).collect()
    }

    /// The form with everything in it: rows of new days that could be read have moved to the kept ones.
    pub(super) fn form(&self, mut form: Form) -> Form {
        let mut days: Vec<&ExceptionDocument> = self.document.exceptions.iter().collect();
        days.sort_by_key(|day| day.date);
        form = form
            .with("days", serde_json::to_string(&days).unwrap_or_default())
            .with("effective_from", self.effective_from.map(|day| day.to_string()).unwrap_or_default())
            .with("source", &self.source);
        form = filled(form, "weekly", &self.document.weekly);
        for (row, one) in self.document.replacements.iter().enumerate() {
            let name = format!("replacements.{row}");
            form = form
                .with(&format!("{name}.from"), one.from)
                .with(&format!("{name}.to"), one.to)
                .with(&format!("{name}.reason"), &one.reason);
            form = filled(form, &format!("{name}.weekly"), &one.weekly);
        }
        form
    }
}

fn filled(mut form: Form, name: &str, week: &WeekDocument) -> Form {
    for day in Week::NAMES {
        form = form.with(&format!("{name}.{day}"), week.get(day).map(wording::hours).unwrap_or_default());
    }
    form
}

fn week(posted: &Posted, name: &str, errors: &mut FieldErrors) -> WeekDocument {
    Week::NAMES
        .into_iter()
        .map(|day| (day.to_owned(), hours(posted, &format!("{name}.{day}"), errors)))
        .collect()
}

fn hours(posted: &Posted, name: &str, errors: &mut FieldErrors) -> HoursDocument {
    let read = wording::written(posted.text(name));
    errors.check(read.is_some(), name, "hours_text");
    read.unwrap_or_default()
}

/// A row of other weekly hours, unless it is empty or ticked away.
fn replacement(posted: &Posted, name: &str, errors: &mut FieldErrors) -> Option<ReplacementDocument> {
    let text = |part: &str| posted.text(&format!("{name}.{part}")).trim().to_owned();
    let written = text("from") + &text("to") + &text("reason");
    if written.is_empty() || !text("drop").is_empty() {
        return None;
    }
    let mut day = |part: &str| {
        let field = format!("{name}.{part}");
        let before = errors.0.len();
        let day = posted.day(&field, errors);
        errors.check(day.is_some() || errors.0.len() > before, &field, "required");
        day
    };
    let (from, to) = (day("from"), day("to"));
    let weekly = week(posted, &format!("{name}.weekly"), errors);
    Some(ReplacementDocument { from: from?, to: to?, weekly, reason: text("reason") })
}

/// A row of a new day, unless it is empty.
fn new_day(posted: &Posted, name: &str, errors: &mut FieldErrors) -> Option<ExceptionDocument> {
    let field = |part: &str| format!("{name}.{part}");
    let written: String = ["date", "hours", "reason"].map(|part| posted.text(&field(part)).trim()).concat();
    if written.is_empty() {
        return None;
    }
    let before = errors.0.len();
    let date = posted.day(&field("date"), errors);
    errors.check(date.is_some() || errors.0.len() > before, &field("date"), "required");
    let hours = hours(posted, &field("hours"), errors);
    Some(ExceptionDocument { date: date?, hours, reason: posted.text(&field("reason")).to_owned() })
}
