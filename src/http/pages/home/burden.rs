//! What both tiers carry, as the supervisor reads it.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::people::Actor;
use crate::desk::tickets::{AgencyLoad, Burden, Load};
use crate::http::pages::frame::Voice;

/// Lines of Tier 1 at most; Tier 2 is shown whole.
const TIER1_LINES: usize = 15;

/// Both tiers and the agencies.
#[derive(Serialize)]
pub struct Carried {
    tiers: Vec<TierOf>,
    agencies: Vec<Office>,
}

#[derive(Serialize)]
struct TierOf {
    id: &'static str,
    heading: String,
    people: Vec<Carrier>,
    more: usize,
}

#[derive(Serialize)]
struct Carrier {
    href: String,
    name: String,
    nobody: bool,
    open: i64,
    share: i64,
    bounced: i64,
    oldest: Option<Timestamp>,
}

#[derive(Serialize)]
struct Office {
    href: String,
    name: String,
    open: i64,
    escalated: i64,
    bounced: i64,
    oldest: Option<Timestamp>,
}

impl Carried {
    /// In words, with addresses that `actor` may follow.
    pub fn of(burden: Burden, actor: &Actor, voice: Voice<'_>) -> Self {
        let list = if actor.standing.supervisor { "/tickets?view=queue" } else { "/tickets?sort=priority" };
        let Burden { tier1, tier2, agencies } = burden;
        let more = tier1.len().saturating_sub(TIER1_LINES);
        let tier = |id, tier: &str, loads: Vec<Load>, most: usize, more| {
            let top = loads.iter().map(|load| load.open).max().unwrap_or(0).max(1);
            let people = loads.into_iter().take(most);
            TierOf {
                id,
                heading: voice.with("burden.of_tier", &[("tier", &voice.word("tier", tier))]),
                people: people.map(|load| carrier(load, top, list, tier, voice)).collect(),
                more,
            }
        };
        let tiers =
            vec![tier("tier1", "1", tier1, TIER1_LINES, more), tier("tier2", "2", tier2, usize::MAX, 0)];
        Self { tiers, agencies: agencies.into_iter().map(|agency| office(agency, list)).collect() }
    }
}

fn carrier(load: Load, top: i64, list: &str, tier: &str, voice: Voice<'_>) -> Carrier {
    let Load { person_id, name, open, bounced, oldest } = load;
    let assignee = person_id.map_or_else(|| "none".to_owned(), |person: PersonId| person.to_string());
    Carrier {
        href: format!("{list}&tier={tier}&assignee={assignee}"),
        name: if person_id.is_some() { plain(&name) } else { voice.say("burden.nobody") },
        nobody: person_id.is_none(),
        open,
        share: open * 100 / top,
        bounced,
        oldest,
    }
}

/// A name without titles: there is little room beside the figures.
fn plain(name: &str) -> String {
    name.split(',').next().unwrap_or(name).to_owned()
}

fn office(load: AgencyLoad, list: &str) -> Office {
    let AgencyLoad { agency_id, name, open, escalated, bounced, oldest } = load;
    let id: AgencyId = agency_id;
    Office { href: format!("{list}&agency={id}"), name, open, escalated, bounced, oldest }
}
