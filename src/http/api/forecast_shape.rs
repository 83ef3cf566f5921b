//! What a change of calendars or policies would do, in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::desk::sla::ClockName;
use crate::desk::tickets::{Example, Forecast};
use crate::desk::words::Tier;

/// What a change would do to open clocks.
#[derive(Serialize, ToSchema)]
pub(super) struct ForecastBody {
    /// Tickets that were looked at.
    looked_at: usize,
    /// Whether those were all; `false` if there are too many, and the figures are a part.
    complete: bool,
    /// Due dates that move, appear or go.
    moved: usize,
    /// Clocks that would be late and are not.
    become_late: usize,
    /// Clocks that are late and would not be.
    become_timely: usize,
    /// Up to 200 of those that move, first those that become late.
    examples: Vec<ExampleBody>,
}

/// A due date that would move.
#[derive(Serialize, ToSchema)]
pub(super) struct ExampleBody {
    /// The ticket.
    number: String,
    /// Which clock.
    clock: ClockName,
    /// Its tier, for those of a stay.
    tier: Option<Tier>,
    /// What is due; `null` if it stands still or there is no such clock.
    before: Option<Timestamp>,
    /// What would be due; `null` if it would stand still or there would be no such clock.
    after: Option<Timestamp>,
    /// Whether it would be late and is not.
    becomes_late: bool,
    /// Whether it is late and would not be.
    becomes_timely: bool,
}

impl From<Forecast> for ForecastBody {
    fn from(forecast: Forecast) -> Self {
        let Forecast { looked_at, complete, moved, become_late, become_timely, examples } = forecast;
        let examples = examples.into_iter().map(ExampleBody::from).collect();
        Self { looked_at, complete, moved, become_late, become_timely, examples }
    }
}

impl From<Example> for ExampleBody {
    fn from(example: Example) -> Self {
        let Example { number, clock, tier, before, after, becomes_late, becomes_timely } = example;
        Self { number, clock, tier, before, after, becomes_late, becomes_timely }
    }
}
