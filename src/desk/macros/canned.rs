//! A canned answer, and what of one can be entered.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::text;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CategoryId, GroupId, MacroId};
use crate::desk::words::Visibility;
use crate::words;

/// Canned answers of one group that are not archived, and of those for all.
pub const MOST: i64 = 200;
/// Letters of a text.
pub const BODY_MAX: usize = 4_000;
/// Letters of a title.
const TITLE_MAX: usize = 120;
/// Letters of a short word.
pub const WORD_MAX: usize = 30;
/// Letters of a cause.
const CAUSE_MAX: usize = 2_000;
/// Working days one may wait for an answer.
const DAYS_MAX: i32 = 60;

words! {
    /// Where the ticket goes with the answer.
    Step {
        /// It waits for the requester.
        Ask = "ask",
        /// It is solved.
        Resolve = "resolve",
    }
}

words! {
    /// What is done along with an answer, in this order.
    MacroAct {
        /// The ticket gets the category.
        Category = "category",
        /// It is taken by the one who answers.
        Take = "take",
        /// It waits for the requester: the answer is the question.
        Ask = "ask",
        /// It is solved: the answer is the solution.
        Resolve = "resolve",
    }
}

/// A canned answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Macro {
    /// Its id.
    pub id: MacroId,
    /// Counts its saves.
    pub version: i64,
    /// The group it is for; none for all.
    pub group_id: Option<GroupId>,
    /// Its title.
    pub title: String,
    /// A short word it is found by.
    pub word: Option<String>,
    /// The text; `{nama}` and the like are filled by the ticket.
    pub body: String,
    /// `public` for a reply, `internal` for a note.
    pub visibility: Visibility,
    /// Whether the one who answers takes the ticket.
    pub takes: bool,
    /// The category the ticket gets.
    pub category_id: Option<CategoryId>,
    /// Where the ticket goes.
    pub step: Option<Step>,
    /// Working days the requester has to answer.
    pub answer_days: Option<i32>,
    /// The cause that is noted for staff when it solves.
    pub cause: Option<String>,
    /// When it was archived; none while it is offered.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub archived_at: Option<Timestamp>,
    /// When it was entered.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub created_at: Timestamp,
    /// When it was last saved.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub updated_at: Timestamp,
}

/// What of a canned answer can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroFields {
    /// The group it is for; none for all.
    pub group_id: Option<GroupId>,
    /// Its title, a line of 120 characters at most.
    pub title: String,
    /// A short word it is found by, 30 characters at most; empty for none.
    pub word: String,
    /// The text, 4,000 characters at most.
    pub body: String,
    /// A reply or a note.
    pub visibility: Visibility,
    /// Whether the one who answers takes the ticket.
    pub takes: bool,
    /// The category the ticket gets.
    pub category_id: Option<CategoryId>,
    /// Where the ticket goes; only with a reply.
    pub step: Option<Step>,
    /// Working days the requester has to answer, 1 to 60; only where it waits for them.
    pub answer_days: Option<i32>,
    /// The cause, 2,000 characters at most; only where it solves.
    pub cause: String,
}

impl Macro {
    /// What could be entered again to change nothing: the ground of a partial change.
    pub fn fields(&self) -> MacroFields {
        MacroFields {
            group_id: self.group_id,
            title: self.title.clone(),
            word: self.word.clone().unwrap_or_default(),
            body: self.body.clone(),
            visibility: self.visibility,
            takes: self.takes,
            category_id: self.category_id,
            step: self.step,
            answer_days: self.answer_days,
            cause: self.cause.clone().unwrap_or_default(),
        }
    }

    /// What is done along with it, in order.
    pub fn acts(&self) -> Vec<MacroAct> {
        let step = self.step.map(|step| match step {
            Step::Ask => MacroAct::Ask,
            Step::Resolve => MacroAct::Resolve,
        });
        let first = self.category_id.map(|_| MacroAct::Category);
        first.into_iter().chain(self.takes.then_some(MacroAct::Take)).chain(step).collect()
    }

    /// Whether it has all these words, or beginnings of them.
    pub(super) fn speaks_of(&self, words: &[String]) -> bool {
        let word = self.word.as_deref().unwrap_or_default();
        let text = format!("{word} {} {}", self.title, self.body).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    }

    /// The macro of these fields, which were checked.
    pub(super) fn of(id: MacroId, version: i64, fields: MacroFields, now: Timestamp) -> Self {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id,
            version,
            group_id: fields.group_id,
            title: fields.title,
            word: some(fields.word),
            body: fields.body,
            visibility: fields.visibility,
            takes: fields.takes,
            category_id: fields.category_id,
            step: fields.step,
            answer_days: fields.answer_days,
            cause: some(fields.cause),
            archived_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

impl MacroFields {
    /// The fields as they are kept; what is wrong with them is added to `errors`.
    pub(super) fn checked(self, errors: &mut FieldErrors) -> Self {
        let title = errors.line("title", &self.title, TITLE_MAX);
        let word = errors.optional("word", &self.word, WORD_MAX).to_lowercase();
        errors.check(!word.contains(char::is_whitespace), "word", "one_word");
        let body = errors.required("body", &self.body, BODY_MAX);
        text::check(&body, errors);
        let known = matches!(self.visibility, Visibility::Public | Visibility::Internal);
        errors.check(known, "visibility", "unknown");
        let public = self.visibility == Visibility::Public;
        errors.check(self.step.is_none() || public, "visibility", "step_is_public");
        let asks = self.step == Some(Step::Ask);
        if let Some(days) = self.answer_days {
            errors.check(asks, "answer_days", "asks_alone");
            if !(1..=DAYS_MAX).contains(&days) {
                errors.add_with("answer_days", "out_of_range", json!({ "min": 1, "max": DAYS_MAX }));
            }
        }
        let cause = errors.optional("cause", &self.cause, CAUSE_MAX);
        let solves = self.step == Some(Step::Resolve);
        errors.check(cause.is_empty() || solves, "cause", "resolves_alone");
        Self { title, word, body, cause, ..self }
    }
}
