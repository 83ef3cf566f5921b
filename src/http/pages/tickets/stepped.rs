//! The steps of a ticket, as its page shows them.

use serde::Serialize;

use super::known::Known;
use crate::clock::Timestamp;
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act};
use crate::desk::tickets::{Overview, TicketStep as Step};

/// What is ticked off, and what is not yet.
#[derive(Serialize)]
pub struct Steps {
    items: Vec<Stepped>,
    done: usize,
    total: usize,
    can: bool,
    /// Whether its category has steps that are not here yet.
    copies: bool,
    /// What an escalation would have to speak of.
    left: Vec<String>,
}

#[derive(Serialize)]
struct Stepped {
    id: String,
    text: String,
    first: bool,
    done: bool,
    by: String,
    at: Option<Timestamp>,
}

impl Steps {
    /// As the actor sees them; nothing where there are none and none can be added.
    pub fn of(overview: &Overview, actor: &Actor, names: &Known) -> Option<Self> {
        let ticket = &overview.ticket;
        let can = access::may(actor, Act::Note, ticket.held()).is_ok() && ticket.is_open();
        let steps = &overview.steps;
        if steps.is_empty() && !can {
            return None;
        }
        let shown = |step: &Step| Stepped {
            id: step.id.to_string(),
            text: step.text.clone(),
            first: step.before_escalation,
            done: step.ticked.is_some(),
            by: step.ticked.map(|(by, _)| names.person(by).to_owned()).unwrap_or_default(),
            at: step.ticked.map(|(_, at)| at),
        };
        let is_here = |text: &str| steps.iter().any(|step| step.text == text);
        let of_category = names.of_ticket().category_steps(ticket.category_id);
        let left = steps.iter().filter(|step| step.before_escalation && step.ticked.is_none());
        Some(Self {
            items: steps.iter().map(shown).collect(),
            done: steps.iter().filter(|step| step.ticked.is_some()).count(),
            total: steps.len(),
            can,
            copies: can && of_category.iter().any(|step| !is_here(&step.text)),
            left: left.map(|step| step.text.clone()).collect(),
        })
    }
}
