//! The clocks of a ticket, and why each is due when it is.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, shown};
use super::asks::{Asks, Reading};
use super::calendar_shape::SegmentBody;
use super::tickets::{note_reading, number};
use crate::clock::Timestamp;
use crate::desk::sla::{ClockName, ClockState, Standing, Unit};
use crate::desk::tickets::{self, TicketError};
use crate::desk::words::Tier;
use crate::http::error::{Reason, Refusal};

/// Which of several clocks of one name.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WhichClock {
    /// Its place: of a stay, of a solution, 0 for those of the whole ticket. The last one if unset.
    #[param(value_type = Option<i32>, minimum = 0)]
    seq: Option<String>,
}

/// How much time a clock gives.
#[derive(Serialize, ToSchema)]
pub(super) struct Target {
    /// What it is counted in.
    unit: Unit,
    /// How many of those.
    amount: i32,
}

/// A clock, and how it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Clock {
    /// What it measures.
    name: ClockName,
    /// Its place: 0 for those of the whole ticket, the stay's place, the solution's place.
    seq: i32,
    /// The tier, for those of a stay.
    tier: Option<Tier>,
    /// The code of the policy that set it.
    policy: String,
    /// The place of that policy's version, from 1.
    policy_version: i32,
    /// The decree that version rests on.
    legal_basis: String,
    /// The code of the calendar it counts in; `null` for elapsed time.
    calendar: Option<String>,
    /// How many versions that calendar had; 0 for elapsed time.
    calendar_version: i32,
    /// How much time it gives.
    target: Target,
    /// When it began.
    started_at: Timestamp,
    /// When it has to be done; `null` while it stands still.
    due_at: Option<Timestamp>,
    /// How it stands.
    state: ClockState,
    /// When it stopped.
    stopped_at: Option<Timestamp>,
    /// Seconds of its own time used up.
    worked_seconds: i64,
    /// Seconds of that time it stood still for the requester.
    paused_seconds: i64,
    /// Seconds of its own time left; negative when late.
    remaining_seconds: i64,
}

/// Why a clock is due when it is: from its start to its due date, or to now while it stands still. The pieces follow one
/// another without a gap, and those that count add up to the target.
#[derive(Serialize, ToSchema)]
pub(super) struct Explanation {
    #[serde(flatten)]
    clock: Clock,
    /// The pieces.
    segments: Vec<SegmentBody>,
}

/// Reads the clocks of a ticket. Those between the tiers, and duties to report, are for staff and heads.
#[utoipa::path(tag = "tickets", responses((status = 200, body = inline(Listed<Clock>))))]
#[get("/tickets/{number}/clocks")]
pub(super) async fn list(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let now = asks.app.now();
    let (ticket, clocks) = asks
        .reads(move |conn, actor| {
            let ticket = tickets::show(conn, actor, &number)?;
            Ok::<_, TicketError>((ticket, tickets::clocks(conn, actor, &number, now)?))
        })
        .await?;
    note_reading(&asks, &ticket).await?;
    let items = clocks.into_iter().map(Clock::of).collect();
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Explains why a clock is due when it is, piece by piece.
#[utoipa::path(tag = "tickets", params(("number" = String, Path), ("name" = ClockName, Path), WhichClock), responses((status = 200, body = Explanation)))]
#[get("/tickets/{number}/clocks/{name}/explanation")]
pub(super) async fn explain(
    asks: Asks<WhichClock>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (number, name) = (number(&path.0)?, path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?);
    let mut reading = Reading::default();
    let seq = reading.number("seq", asks.filters.seq.as_deref(), 0, i64::from(i32::MAX));
    reading.finish()?;
    let seq = seq.and_then(|seq| i32::try_from(seq).ok());
    let now = asks.app.now();
    let (ticket, explained) = asks
        .reads(move |conn, actor| {
            let ticket = tickets::show(conn, actor, &number)?;
            let explained = tickets::explanation(conn, actor, &number, (name, seq), now)?;
            Ok::<_, TicketError>((ticket, explained))
        })
        .await?;
    note_reading(&asks, &ticket).await?;
    let segments = explained.segments.into_iter().map(SegmentBody::from).collect();
    Ok(shown(None, &Explanation { clock: Clock::of(explained.standing), segments }))
}

impl Clock {
    /// A clock as it stands.
    pub(super) fn of(standing: Standing) -> Self {
        let Standing { clock, .. } = standing;
        Self {
            name: clock.name,
            seq: clock.seq,
            tier: clock.tier,
            policy: standing.policy,
            policy_version: standing.policy_seq,
            legal_basis: standing.legal_basis,
            calendar: standing.calendar,
            calendar_version: clock.calendar_seq,
            target: Target { unit: clock.unit, amount: clock.amount },
            started_at: clock.started_at,
            due_at: clock.due_at,
            state: standing.state,
            stopped_at: clock.stopped_at,
            worked_seconds: standing.worked_seconds,
            paused_seconds: standing.paused_seconds,
            remaining_seconds: standing.remaining_seconds,
        }
    }
}
