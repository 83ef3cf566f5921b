//! What a digest says: ticket by ticket, the newest first, of each the newest that happened. Of a restricted ticket it says
//! number and stage alone; what its reader may not see any more is left out.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::bundle::{Bundle, Scene, word};
use crate::app::App;
use crate::desk::ids::TicketId;
use crate::desk::letters::Letter;
use crate::desk::tickets::Purpose;

/// Tickets that are listed; of more it is said how many.
const TICKETS: usize = 20;
/// Lines about no ticket that are listed.
const OTHERS: usize = 10;

/// Everything of a digest that may be told now.
pub(super) struct Told<'a> {
    /// What happened on each ticket, the newest last; the ticket it happened on last is first.
    tickets: Vec<Vec<Scene<'a>>>,
    /// What is about no ticket.
    others: Vec<&'a Letter>,
}

impl<'a> Told<'a> {
    /// Sorts out what may be told.
    ///
    /// # Errors
    /// Why nothing may.
    pub(super) fn of(bundle: &'a Bundle, digest: &Letter) -> Result<Self, &'static str> {
        let mut places: HashMap<TicketId, usize> = HashMap::new();
        let mut told = Self { tickets: Vec::new(), others: Vec::new() };
        for letter in bundle.along_with(digest) {
            let Some(ticket) = letter.ticket_id else {
                if bundle.alone(letter).is_ok() {
                    told.others.push(letter);
                }
                continue;
            };
            let Ok(scene) = bundle.scene(letter) else { continue };
            let place = *places.entry(ticket).or_insert(told.tickets.len());
            match told.tickets.get_mut(place) {
                Some(scenes) => scenes.push(scene),
                None => told.tickets.push(vec![scene]),
            }
        }
        if told.tickets.is_empty() && told.others.is_empty() {
            return Err("nothing of it may be seen any more");
        }
        for scenes in &mut told.tickets {
            scenes.sort_by_key(|scene| scene.event.at);
        }
        told.tickets.sort_by_key(|scenes| std::cmp::Reverse(scenes.last().map(|newest| newest.event.at)));
        Ok(told)
    }

    /// What the templates are given besides what every letter has.
    pub(super) fn context(&self, app: &App, bundle: &Bundle, digest: &Letter) -> Value {
        let listed: Vec<_> =
            self.tickets.iter().take(TICKETS).filter_map(|scenes| line(app, scenes)).collect();
        let others = self.others.iter().take(OTHERS).filter_map(|letter| {
            let alone = bundle.alone(letter).ok()?;
            let address = word(alone.event, "address").unwrap_or_default();
            Some(json!({ "kind": letter.kind, "person": alone.person, "address": address, "at": alone.event.at }))
        });
        let facts = self.tickets.iter().map(Vec::len).sum::<usize>() + self.others.len();
        json!({
            "facts": facts,
            "count": self.tickets.len(),
            "tickets": listed,
            "more": self.tickets.len().saturating_sub(TICKETS),
            "others": others.collect::<Vec<_>>(),
            "link": format!("{}/notifications", app.config.base_url),
            "unsubscribe": unsubscribe(app, digest),
            "profile": format!("{}/profile", app.config.base_url),
        })
    }
}

/// Where a digest is switched off, without an account.
pub(super) fn unsubscribe(app: &App, digest: &Letter) -> String {
    let token = app.passes().token(Purpose::Digest, digest.person_id.0, digest.person_id);
    format!("{}/unsubscribe/{token}", app.config.base_url)
}

fn line(app: &App, scenes: &[Scene<'_>]) -> Option<Value> {
    let newest = scenes.last()?;
    let ticket = newest.ticket;
    let open = !ticket.restricted;
    let lang = newest.reader.actor.language.as_str();
    let actor =
        newest.actor().map_or_else(|| app.templates.text(lang, "mail.desk_itself", &[]), str::to_owned);
    Some(json!({
        "number": ticket.number,
        "stage": ticket.stage(),
        "link": format!("{}/tickets/{}", app.config.base_url, ticket.number),
        "restricted": ticket.restricted,
        "title": open.then(|| super::letters::shortened(&ticket.title)),
        "priority": open.then_some(ticket.priority),
        "kind": open.then_some(newest.letter.kind),
        "actor": open.then_some(actor),
        "at": newest.event.at,
        "before": scenes.len() - 1,
    }))
}
