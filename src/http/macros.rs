//! The gaps of canned answers in words, for both doors: in the language of the one who reads the answer.

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::clock::Timestamp;
use crate::desk::macros::{Facts, Gap, fill};
use crate::desk::words::Language;
use crate::templates::Templates;

/// What the gaps are filled with.
#[derive(Clone, Debug)]
pub struct Words {
    name: String,
    salutation: String,
    ticket: String,
    title: String,
    staff: String,
    agency: String,
    room: String,
    due: String,
    answer_by: String,
}

impl Words {
    /// The words of a ticket, as `staff` answers it.
    pub fn of(templates: &Templates, facts: &Facts, answer_by: Option<Timestamp>, staff: &str) -> Self {
        let lang = facts.language.as_str();
        let say = |key: &str| templates.text(lang, key, &[]);
        // What is read tomorrow does not say "tomorrow".
        let full = |at: Timestamp| templates.full(lang, at.to_utc(), facts.zone);
        let some = |text: &str, or: &str| if text.is_empty() { say(or) } else { text.to_owned() };
        Self {
            name: facts.requester.clone(),
            salutation: say("macros.salutation"),
            ticket: facts.ticket.number.clone(),
            title: facts.ticket.title.clone(),
            staff: staff.to_owned(),
            agency: facts.agency.clone(),
            room: some(&facts.room, "macros.no_room"),
            due: facts.ticket.due().map_or_else(|| say("macros.no_due"), full),
            answer_by: answer_by.map_or_else(|| say("macros.no_answer_by"), full),
        }
    }

    /// The words of an example, for those who write an answer and have no ticket at hand.
    pub fn example(
        templates: &Templates,
        language: Language,
        staff: &str,
        (zone, now): (Tz, Timestamp),
    ) -> Self {
        let lang = language.as_str();
        let say = |key: &str| templates.text(lang, key, &[]);
        let full = |days: i64| templates.full(lang, now.plus(TimeDelta::days(days)).to_utc(), zone);
        Self {
            name: say("macros.example_name"),
            salutation: say("macros.salutation"),
            ticket: "TKT-2026-000123".to_owned(),
            title: say("macros.example_title"),
            staff: staff.to_owned(),
            agency: say("macros.example_agency"),
            room: say("macros.example_room"),
            due: full(1),
            answer_by: full(3),
        }
    }

    /// A text with its gaps filled.
    pub fn fill(&self, text: &str) -> String {
        fill(text, |gap| {
            match gap {
                Gap::Name => &self.name,
                Gap::Salutation => &self.salutation,
                Gap::Ticket => &self.ticket,
                Gap::Title => &self.title,
                Gap::Staff => &self.staff,
                Gap::Agency => &self.agency,
                Gap::Room => &self.room,
                Gap::Due => &self.due,
                Gap::AnswerBy => &self.answer_by,
            }
            .clone()
        })
    }
}
