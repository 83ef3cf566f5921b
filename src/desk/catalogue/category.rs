//! A category of the catalogue, and what of one can be entered.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CategoryId;
use crate::desk::words::Kind;

/// Questions a checklist has at most.
const MOST_QUESTIONS: usize = 30;

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Counts its saves.
    pub version: i64,
    /// Its short code, in capitals.
    pub code: String,
    /// The category it belongs to.
    pub parent_id: Option<CategoryId>,
    /// Its name in Indonesian.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// What belongs here, with the words people use for it.
    pub hint: Option<String>,
    /// The kind a ticket of it has unless it is said.
    pub default_kind: Kind,
    /// What Tier 2 asks of every escalation.
    pub checklist: Vec<Question>,
    /// What is done for each ticket of it: copied to the ticket on demand.
    pub steps: Vec<CategoryStep>,
    /// Its place among its siblings.
    pub position: i32,
    /// Whether new tickets may have it.
    pub active: bool,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// A question of a category's escalation checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its key: small letters, digits and `_`.
    pub key: String,
    /// The question in Indonesian.
    pub label_id: String,
    /// The question in English.
    pub label_en: String,
    /// Whether it must be answered.
    pub required: bool,
}

/// A step of a category: something that is done for each of its tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryStep {
    /// What is to be done, a line of 200 characters at most.
    pub text: String,
    /// Whether an escalation has to say why it was left out.
    pub before_escalation: bool,
}

/// What of a category can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryFields {
    /// Its short code: 1 to 20 letters, digits, dots and hyphens; kept in capitals.
    pub code: String,
    /// The category it belongs to.
    pub parent_id: Option<CategoryId>,
    /// Its name in Indonesian, 120 characters at most.
    pub name: String,
    /// Its name in English, 120 characters at most.
    pub name_en: String,
    /// What belongs here, 500 characters at most.
    pub hint: String,
    /// The kind a ticket of it has unless it is said.
    pub default_kind: Kind,
    /// What Tier 2 asks of every escalation.
    pub checklist: Vec<Question>,
    /// What is done for each ticket of it.
    pub steps: Vec<CategoryStep>,
    /// Its place among its siblings, from 0.
    pub position: i32,
    /// Whether new tickets may have it.
    pub active: bool,
}

impl Category {
    /// What could be entered again to change nothing: the ground of a partial change.
    pub fn fields(&self) -> CategoryFields {
        CategoryFields {
            code: self.code.clone(),
            parent_id: self.parent_id,
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            hint: self.hint.clone().unwrap_or_default(),
            default_kind: self.default_kind,
            checklist: self.checklist.clone(),
            steps: self.steps.clone(),
            position: self.position,
            active: self.active,
        }
    }
}

/// A checklist whose questions can be asked: with keys of their own and a text in both languages.
pub(super) fn checked_questions(questions: Vec<Question>, errors: &mut FieldErrors) -> Vec<Question> {
    if questions.len() > MOST_QUESTIONS {
        errors.add_with("checklist", "too_many", json!({ "max": MOST_QUESTIONS }));
        return Vec::new();
    }
    let mut keys = HashSet::new();
    let mut checked = Vec::new();
    for (place, question) in questions.into_iter().enumerate() {
        let field = |part: &str| format!("checklist.{place}.{part}");
        let key = question.key.trim().to_owned();
        let plain =
            key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
        errors.check(plain && (1..=40).contains(&key.len()), &field("key"), "key_letters");
        errors.check(keys.insert(key.clone()), &field("key"), "taken");
        checked.push(Question {
            label_id: errors.line(&field("label_id"), &question.label_id, 200),
            label_en: errors.line(&field("label_en"), &question.label_en, 200),
            required: question.required,
            key,
        });
    }
    checked
}

/// Steps that can be ticked off: lines, none twice.
pub(super) fn checked_steps(steps: Vec<CategoryStep>, errors: &mut FieldErrors) -> Vec<CategoryStep> {
    if steps.len() > MOST_QUESTIONS {
        errors.add_with("steps", "too_many", json!({ "max": MOST_QUESTIONS }));
        return Vec::new();
    }
    let mut texts = HashSet::new();
    let mut checked = Vec::new();
    for (place, step) in steps.into_iter().enumerate() {
        let field = format!("steps.{place}.text");
        let text = errors.line(&field, &step.text, 200);
        errors.check(texts.insert(text.clone()), &field, "taken");
        checked.push(CategoryStep { text, ..step });
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(key: &str, label: &str) -> Question {
        Question { key: key.into(), label_id: label.into(), label_en: label.into(), required: true }
    }

    #[test]
    fn a_question_has_a_key_of_its_own_and_two_texts() {
        let mut errors = FieldErrors::default();
        let asked =
            vec![question("a", "A?"), question("a", "B?"), question("Kunci!", "C?"), question("d", " ")];
        checked_questions(asked, &mut errors);
        let found: Vec<_> = errors.0.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(
            found,
            [
                ("checklist.1.key", "taken"),
                ("checklist.2.key", "key_letters"),
                ("checklist.3.label_id", "required"),
                ("checklist.3.label_en", "required"),
            ]
        );
    }
}
