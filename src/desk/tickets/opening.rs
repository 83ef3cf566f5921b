//! Opening a ticket: it starts at Tier 1 of the requester's agency, or says why it does not (`rules.md` 2.1).

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::parts::Link;
use super::ticket::{Classified, TEXT_MAX, TITLE_MAX, Ticket};
use super::{clocks, stages, store};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::catalogue::{self, Route};
use crate::desk::events::{self, EventKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, CategoryId, GroupId, LinkId, PersonId, TicketId};
use crate::desk::people::{Actor, access, coverage};
use crate::desk::search;
use crate::desk::sla::{self, Clock};
use crate::desk::words::{
    Channel, Classification, DirectRouteReason, Impact, Kind, LinkKind, Priority, Status, Tier, Urgency,
};

/// Days a late entry may lie back.
pub const LATE_DAYS: i64 = 30;

/// A report, as it comes in.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// The kind; the category's own if unset.
    pub kind: Option<Kind>,
    /// What it is about, in a line.
    pub title: String,
    /// What happened.
    pub description: String,
    /// The category, by id or code.
    pub category: String,
    /// How far it reaches; limited if unset.
    pub impact: Option<Impact>,
    /// How soon it matters; medium if unset.
    pub urgency: Option<Urgency>,
    /// For whom, by id or e-mail; oneself if unset.
    pub requester: Option<String>,
    /// How it came in.
    pub channel: Option<Channel>,
    /// First contact, for a late entry; now if unset.
    pub reported_at: Option<Timestamp>,
    /// The classification of its information.
    pub classification: Option<Classification>,
    /// The older ticket it takes up, whose time to reopen is over.
    pub continues: Option<String>,
}

/// Opens a ticket for oneself, or for somebody one may open for.
///
/// # Errors
/// [`TicketError::Invalid`] with every field that is wrong.
pub fn open(conn: &mut DbConn, actor: &Actor, report: Open, now: Timestamp) -> Result<Ticket, TicketError> {
    let checked = check(conn, actor, &report, now)?;
    let zone = store::zone(conn, checked.agency)?;
    let today = now.date_in(zone);
    let route = catalogue::route_for(conn, checked.category, checked.agency, today)?;
    let kind = report.kind.unwrap_or(checked.default_kind);
    let classified =
        Classified { kind, classification: report.classification.unwrap_or(Classification::Public) };
    let impact = report.impact.unwrap_or(Impact::Limited);
    let urgency = report.urgency.unwrap_or(Urgency::Medium);
    let start = start(conn, checked.agency, &route, kind, Priority::of(impact, urgency), today)?;

    let serial = store::next_serial(conn)?;
    let mut ticket = Ticket {
        id: TicketId::new(),
        serial,
        number: Number::of(today.year(), serial).to_string(),
        version: 1,
        kind,
        title: checked.title,
        description: checked.description,
        category_id: checked.category,
        agency_id: checked.agency,
        requester_id: checked.requester,
        opened_by_id: actor.id,
        channel: report.channel.unwrap_or(if checked.requester == actor.id {
            Channel::Portal
        } else {
            Channel::Phone
        }),
        impact,
        urgency,
        priority: Priority::of(impact, urgency),
        classification: classified.classification,
        restricted: classified.is_restricted(),
        status: Status::New,
        tier: start.tier,
        group_id: start.group,
        assignee_id: None,
        accepted: start.tier == Tier::One,
        waiting_party: None,
        direct_route_reason: start.reason,
        bounces: 0,
        reported_at: checked.reported_at,
        created_at: now,
        updated_at: now,
        stage_since: checked.reported_at,
        resolved_at: None,
        closed_at: None,
        due_at: Ticket::NO_DUE,
    };
    let promised = clocks::begin(conn, &mut ticket, now)?;
    keep(conn, actor, (&ticket, &promised), checked.continues, now)?;
    Ok(ticket)
}

/// Whether the report could be opened: asked before its files are looked into, which takes long.
///
/// # Errors
/// As [`open`].
pub fn check_report(
    conn: &mut DbConn,
    actor: &Actor,
    report: &Open,
    now: Timestamp,
) -> Result<(), TicketError> {
    let checked = check(conn, actor, report, now)?;
    let today = now.date_in(store::zone(conn, checked.agency)?);
    catalogue::route_for(conn, checked.category, checked.agency, today)?;
    Ok(())
}

/// Writes a new ticket and all that begins with it.
fn keep(
    conn: &mut DbConn,
    actor: &Actor,
    (ticket, promised): (&Ticket, &[Clock]),
    continues: Option<TicketId>,
    now: Timestamp,
) -> Result<(), TicketError> {
    store::insert(conn, ticket)?;
    store::first_group(conn, ticket.id, ticket.group_id)?;
    if ticket.restricted && actor.standing.is_staff() {
        store::note_handler(conn, ticket.id, actor.id)?;
    }
    stages::begin(conn, ticket)?;
    sla::store::insert_clocks(conn, promised)?;
    if let Some(older) = continues {
        let link = Link { id: LinkId::new(), from_id: ticket.id, to_id: older, kind: LinkKind::Continues };
        store::insert_link(conn, &link, actor.id, now)?;
    }
    let texts = [ticket.number.as_str(), ticket.title.as_str(), ticket.description.as_str()];
    search::index_ticket(conn, ticket.serial, texts)?;
    let data = json!({
        "kind": ticket.kind,
        "priority": ticket.priority,
        "channel": ticket.channel,
        "tier": ticket.tier,
        "group": ticket.group_id,
        "requester": ticket.requester_id,
        "reported_at": ticket.reported_at,
        "direct_route_reason": ticket.direct_route_reason,
        "due_at": ticket.due(),
        "text": act::digest(&format!("{}\n{}", ticket.title, ticket.description)),
    });
    events::record_first(conn, act::event(ticket, Some(actor), EventKind::Opened, data, now))?;
    Ok(())
}

struct Checked {
    title: String,
    description: String,
    category: CategoryId,
    default_kind: Kind,
    requester: PersonId,
    agency: AgencyId,
    reported_at: Timestamp,
    continues: Option<TicketId>,
}

fn check(conn: &mut DbConn, actor: &Actor, report: &Open, now: Timestamp) -> Result<Checked, TicketError> {
    let mut errors = FieldErrors::default();
    let title = errors.line("title", &report.title, TITLE_MAX);
    let description = errors.required("description", &report.description, TEXT_MAX);
    let category = store::category(conn, report.category.trim())?;
    if category.is_none() {
        errors.add("category", if report.category.trim().is_empty() { "required" } else { "unknown" });
    }
    let (requester, agency) = requester(conn, actor, report, &mut errors)?;
    let reported_at = report.reported_at.unwrap_or(now);
    errors.check(reported_at <= now, "reported_at", "in_future");
    if reported_at < now.minus(TimeDelta::days(LATE_DAYS)) {
        errors.add_with("reported_at", "too_long_ago", json!({ "days": LATE_DAYS }));
    }
    let continues = continues(conn, actor, report, &mut errors)?;
    match category {
        Some((category, default_kind)) if errors.0.is_empty() => Ok(Checked {
            title,
            description,
            category,
            default_kind,
            requester,
            agency,
            reported_at,
            continues,
        }),
        _ => Err(errors.into()),
    }
}

/// Whose need it is. Somebody one may not open for is as unknown as nobody.
fn requester(
    conn: &mut DbConn,
    actor: &Actor,
    report: &Open,
    errors: &mut FieldErrors,
) -> Result<(PersonId, AgencyId), DbError> {
    let own = (actor.id, actor.agency_id);
    let Some(named) = report.requester.as_deref().map(str::trim).filter(|named| !named.is_empty()) else {
        return Ok(own);
    };
    let found = store::person(conn, named)?;
    let allowed =
        found.filter(|(person, agency)| *person == actor.id || access::may_open_for(actor, *agency));
    if allowed.is_none() {
        errors.add("requester", "unknown");
    }
    Ok(allowed.unwrap_or(own))
}

fn continues(
    conn: &mut DbConn,
    actor: &Actor,
    report: &Open,
    errors: &mut FieldErrors,
) -> Result<Option<TicketId>, TicketError> {
    let Some(named) = report.continues.as_deref().map(str::trim).filter(|named| !named.is_empty()) else {
        return Ok(None);
    };
    let found = match named.parse::<Number>() {
        Ok(number) => store::visible_to(conn, actor, &number),
        Err(_) => Err(TicketError::NotFound),
    };
    match found {
        Ok(older) => Ok(Some(older.id)),
        Err(TicketError::NotFound) => {
            errors.add("continues", "unknown");
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

struct Start {
    tier: Tier,
    group: GroupId,
    reason: Option<DirectRouteReason>,
}

/// Tier 1 of the agency; Tier 2 only for one of the three reasons of `rules.md` 2.1.
fn start(
    conn: &mut DbConn,
    agency: AgencyId,
    route: &Route,
    kind: Kind,
    priority: Priority,
    today: NaiveDate,
) -> Result<Start, TicketError> {
    let emergency = kind == Kind::SecurityIncident && priority <= Priority::P2;
    let tier1 = store::tier1_group(conn, agency)?;
    let technicians = coverage::technicians(conn, agency, today)?;
    let reason = if emergency {
        Some(DirectRouteReason::SecurityEmergency)
    } else if tier1.is_none() || technicians.is_empty() {
        Some(DirectRouteReason::NoTier1)
    } else if technicians.iter().all(|technician| technician.absent) {
        let absent =
            if route.belongs_to_dinas { DirectRouteReason::Tier1Absent } else { DirectRouteReason::NoTier1 };
        Some(absent)
    } else {
        None
    };
    Ok(match (reason, tier1) {
        (None, Some(group)) => Start { tier: Tier::One, group, reason: None },
        (reason, _) => {
            let security = if emergency { store::security_group(conn)? } else { None };
            Start { tier: Tier::Two, group: security.unwrap_or(route.group), reason }
        }
    })
}
