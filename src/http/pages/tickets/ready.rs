//! Answers that are ready for a ticket that is solved at once: canned ones, and those that helped before.

use crate::db::DbConn;
use crate::desk::macros::{self, Facts, Macro, MacroError, Step};
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Ticket};
use crate::desk::words::Visibility;
use crate::http::forms::Choice;
use crate::http::macros::Words;
use crate::http::pages::visit::Visit;

/// Canned answers that are offered.
const CANNED: usize = 50;
/// Earlier solutions that are offered.
const EARLIER: usize = 8;
/// Characters of one in the list.
const LINE: usize = 90;

/// What is ready.
#[derive(Default)]
pub struct Ready {
    earlier: Vec<String>,
    canned: Option<(Facts, Vec<Macro>)>,
}

impl Ready {
    /// What the actor can solve this ticket with.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(conn: &mut DbConn, actor: &Actor, ticket: &Ticket) -> Result<Self, MacroError> {
        let mut found = macros::offered(conn, actor, ticket.group_id, "")?;
        found.retain(|canned| canned.visibility == Visibility::Public && canned.step != Some(Step::Ask));
        found.truncate(CANNED);
        let facts = if found.is_empty() { None } else { Some(Facts::of(conn, ticket.clone())?) };
        let earlier = tickets::earlier_solutions(conn, actor, ticket, EARLIER)?;
        Ok(Self { earlier, canned: facts.map(|facts| (facts, found)) })
    }

    /// As choices, each with the whole text.
    pub fn choices(self, visit: &Visit) -> Vec<Choice> {
        let voice = visit.voice();
        let mut choices = Vec::new();
        if let Some((facts, found)) = self.canned {
            let words = Words::of(voice.templates, &facts, None, &visit.actor.name);
            let choice = |canned: &Macro| Choice::new(words.fill(&canned.body), &*canned.title, "");
            choices.push(Choice::group(voice.say("nav.macros"), found.iter().map(choice).collect()));
        }
        if !self.earlier.is_empty() {
            let before = self.earlier.iter().map(|words| Choice::new(words, shortened(words), ""));
            choices.push(Choice::group(voice.say("record.earlier"), before.collect()));
        }
        choices
    }
}

/// A solution in a line.
fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LINE {
        return line;
    }
    line.chars().take(LINE - 1).chain(['…']).collect()
}
