//! A clock as pages show it: its picture, what it gives, and the way to why.

use serde::Serialize;

use super::lived::target;
use crate::desk::sla::{ClockName, ClockState, Phase, Standing};
use crate::desk::tickets::Overview;
use crate::desk::words::Tier;
use crate::http::pages::frame::Voice;
use crate::http::pages::gauge::Gauge;

/// A clock beside the facts of a ticket.
#[derive(Serialize)]
pub struct Card {
    /// What tells its parts of the page from those of other clocks.
    pub(super) id: String,
    pub(super) name: ClockName,
    tier: Option<Tier>,
    ola: bool,
    target: String,
    state: ClockState,
    clock: Option<Gauge>,
    /// Where it is explained.
    pub(super) href: String,
}

impl Card {
    /// The card of a clock of the ticket `number`.
    pub fn of(number: &str, standing: &Standing, voice: Voice<'_>) -> Self {
        let clock = &standing.clock;
        Self {
            id: format!("{}-{}", clock.name, clock.seq),
            name: clock.name,
            tier: clock.tier,
            ola: clock.name.is_ola(),
            target: target(clock, voice),
            state: standing.state,
            clock: Gauge::of(standing.bar(), voice),
            href: format!("/tickets/{number}/clocks/{}?seq={}", clock.name, clock.seq),
        }
    }
}

/// The clocks a reader needs now: the promises; for staff what the tiers promise each other about the present stay; what
/// waits to be confirmed; duties to report.
pub fn cards(overview: &Overview, voice: Voice<'_>) -> Vec<Card> {
    let last = overview.stays.last().map(|stay| stay.seq);
    let wanted = |standing: &&Standing| {
        let clock = &standing.clock;
        clock.phase != Phase::Void
            && match clock.name {
                ClockName::TakeOver | ClockName::OwnTime => Some(clock.seq) == last,
                ClockName::Confirmation => clock.is_open(),
                ClockName::Response
                | ClockName::Resolution
                | ClockName::CyberIncident
                | ClockName::DataBreach => true,
            }
    };
    let order = |standing: &&Standing| match standing.clock.name {
        ClockName::CyberIncident | ClockName::DataBreach => 0,
        ClockName::Response => 1,
        ClockName::Resolution => 2,
        ClockName::Confirmation => 3,
        ClockName::TakeOver => 4,
        ClockName::OwnTime => 5,
    };
    let mut standings: Vec<&Standing> = overview.clocks.iter().filter(wanted).collect();
    standings.sort_by_key(order);
    standings.into_iter().map(|standing| Card::of(&overview.ticket.number, standing, voice)).collect()
}
