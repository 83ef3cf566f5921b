//! Tickets: found, read, opened and corrected.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::known;
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::ticket_shape::{TicketAfter, TicketLine, after};
use super::whole_ticket;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::attachments;
use crate::desk::catalogue::categories;
use crate::desk::ids::PersonId;
use crate::desk::people::{Actor, agencies, groups, persons};
use crate::desk::search::Query;
use crate::desk::tickets::{
    self, AssigneeFilter, Correct, Cursor, Filter, Number, Open, Reprioritise, Sort, Ticket, TicketError,
};
use crate::desk::words::{Channel, Classification, Impact, Kind, Priority, Status, Tier, Urgency};
use crate::http::error::{Reason, Refusal};
use crate::words;

/// Which tickets. Lists of words have commas between them.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketFilters {
    /// Any of these kinds.
    kind: Option<String>,
    /// Any of these statuses.
    #[param(example = "new,in_progress")]
    status: Option<String>,
    /// Held by this tier: 1 or 2.
    tier: Option<String>,
    /// Any of these priorities.
    priority: Option<String>,
    /// Of this agency, by id or code.
    agency: Option<String>,
    /// Held by this group, by id or code.
    group: Option<String>,
    /// Of this category or one below it, by id or code.
    category: Option<String>,
    /// With this person, by id or e-mail; `me`; or `none` for those nobody took.
    assignee: Option<String>,
    /// Opened for this person, by id or e-mail; or `me`.
    requester: Option<String>,
    /// `true`: with a running promise to the requester that is late; `false`: all others.
    #[param(value_type = Option<bool>)]
    overdue: Option<String>,
    /// Open, and with a running promise to the requester that is due before this instant.
    #[param(value_type = Option<Timestamp>)]
    due_before: Option<String>,
    /// With an act at or after this instant.
    #[param(value_type = Option<Timestamp>)]
    updated_since: Option<String>,
    /// With these words in number, title, description, public replies or solution.
    q: Option<String>,
    /// In which order; `-created_at` if unset. With `due_at` what is due first comes first, and what has no running promise
    /// last.
    #[param(value_type = Option<Sort>)]
    sort: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before, with the same filters and order.
    cursor: Option<String>,
}

/// A report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTicket {
    /// The kind of contact.
    kind: Kind,
    /// What it is about, in a line of at most 200 characters.
    #[serde(default)]
    #[schema(required)]
    title: String,
    /// What happened; at most 20,000 characters.
    #[serde(default)]
    #[schema(required)]
    description: String,
    /// The category, by id or code.
    #[serde(default)]
    #[schema(required)]
    category: String,
    /// How far it reaches.
    impact: Impact,
    /// How soon it matters.
    urgency: Urgency,
    /// For whom, by id or e-mail: only for those who may open for others. Oneself if unset.
    requester: Option<String>,
    /// How it came in.
    channel: Option<Channel>,
    /// First contact, for a late entry: not in the future, at most 30 days ago. Now if unset.
    reported_at: Option<Timestamp>,
    /// The classification of its information; `public` if unset.
    classification: Option<Classification>,
    /// The number of an older ticket it takes up.
    continues: Option<String>,
}

/// What shall be different; what is not named stays. Impact and urgency need a reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketChange {
    /// The title.
    title: Option<String>,
    /// The description.
    description: Option<String>,
    /// The category, by id or code.
    category: Option<String>,
    /// The kind.
    kind: Option<Kind>,
    /// The classification.
    classification: Option<Classification>,
    /// How far it reaches.
    impact: Option<Impact>,
    /// How soon it matters.
    urgency: Option<Urgency>,
    /// Why impact or urgency are corrected.
    reason: Option<String>,
}

/// Finds tickets the caller may see.
#[utoipa::path(tag = "tickets", params(TicketFilters), responses((status = 200, body = inline(Listed<TicketLine<'static>>))))]
#[get("/tickets")]
pub(super) async fn list(asks: Asks<TicketFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let filters = &asks.filters;
    let cursor = reading.cursor::<Cursor>(filters.cursor.as_deref());
    let limit = reading.limit(filters.limit.as_deref());
    let filter = plain(filters, asks.app.now(), &mut reading);
    let names = Named::of(filters);
    let page = asks
        .reads(move |conn, actor| {
            let filter = names.look_up(conn, actor, filter, &mut reading)?;
            reading.finish()?;
            Ok::<_, Refusal>(match filter {
                Some(filter) => Some(tickets::list(conn, actor, &filter, cursor.as_ref(), limit)?),
                None => None,
            })
        })
        .await?;
    let Some(page) = page else {
        return Ok(shown(None, &Listed::<TicketLine<'_>> { items: Vec::new(), next_cursor: None }));
    };
    let line = |ticket| TicketLine::of(ticket, &page.names, asks.language);
    let items = page.tickets.iter().map(line).collect();
    Ok(shown(None, &Listed { items, next_cursor: page.next.as_ref().map(opaque) }))
}

/// Reads a whole ticket. The reading of a restricted one is noted in its history.
#[utoipa::path(
    tag = "tickets",
    responses((status = 200, body = whole_ticket::Ticket<'static>, headers(("ETag" = String, description = "The version in quotes"))))
)]
#[get("/tickets/{number}")]
pub(super) async fn show(asks: Asks, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = self::number(&number)?;
    let now = asks.app.now();
    let (overview, files) = asks
        .reads(move |conn, actor| {
            let overview = tickets::overview(conn, actor, &number, now)?;
            Ok::<_, Refusal>((overview, attachments::list(conn, actor, &number)?))
        })
        .await?;
    note_reading(&asks, &overview.ticket).await?;
    let whole = whole_ticket::Ticket::of(&overview, files, now, asks.language);
    Ok(shown(Some(overview.ticket.version), &whole))
}

/// Opens a ticket for oneself, or for somebody one may open for.
#[utoipa::path(
    tag = "tickets",
    request_body = NewTicket,
    responses((status = 201, body = TicketAfter<'static>, headers(("Location" = String, description = "Where the ticket is"))))
)]
#[post("/tickets")]
pub(super) async fn open(wish: Wish<NewTicket>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, language, .. }| {
        let report = Open {
            kind: Some(fields.kind),
            title: fields.title,
            description: fields.description,
            category: fields.category,
            impact: Some(fields.impact),
            urgency: Some(fields.urgency),
            requester: fields.requester,
            channel: fields.channel,
            reported_at: fields.reported_at,
            classification: fields.classification,
            continues: fields.continues,
        };
        let ticket = tickets::open(conn, &actor, report, now)?;
        after(conn, &actor, &ticket, language, |path, version, after| made(path, version, after))
    })
    .await
}

/// Corrects a ticket, in the version that was read.
#[utoipa::path(tag = "tickets", request_body = TicketChange, responses((status = 200, body = TicketAfter<'static>)))]
#[patch("/tickets/{number}")]
pub(super) async fn correct(
    wish: Wish<TicketChange>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let number = self::number(&number)?;
    wish.changed(move |conn, wished| {
        let ticket = corrected(conn, &wished, &number)?;
        after(conn, &wished.actor, &ticket, wished.language, |_, version, after| told(version, after))
    })
    .await
}

/// The number in a path; what is no number is found as little as one nobody was given.
pub(super) fn number(text: &str) -> Result<Number, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

/// Notes that a restricted ticket was read, before it is shown.
pub(super) async fn note_reading<Q>(asks: &Asks<Q>, ticket: &Ticket) -> Result<(), Refusal> {
    if !ticket.restricted {
        return Ok(());
    }
    let (actor, ticket, now) = (asks.actor()?.clone(), ticket.clone(), asks.app.now());
    let noted = asks.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now));
    noted.await.map_err(|error: TicketError| error.into())
}

fn corrected(
    conn: &mut DbConn,
    wished: &Wished<TicketChange>,
    number: &Number,
) -> Result<Ticket, TicketError> {
    let Wished { actor, fields, read, now, .. } = wished;
    let correction = Correct {
        title: fields.title.clone(),
        description: fields.description.clone(),
        category: fields.category.clone(),
        kind: fields.kind,
        classification: fields.classification,
    };
    let weighed = fields.impact.is_some() || fields.urgency.is_some();
    if !weighed {
        return tickets::correct(conn, actor, number, *read, &correction, *now);
    }
    let (mut before, mut read) = (tickets::show(conn, actor, number)?, *read);
    if correction != Correct::default() {
        before = tickets::correct(conn, actor, number, read, &correction, *now)?;
        read = Some(before.version);
    }
    let weights = Reprioritise {
        impact: fields.impact.unwrap_or(before.impact),
        urgency: fields.urgency.unwrap_or(before.urgency),
        reason: fields.reason.clone().unwrap_or_default(),
    };
    tickets::reprioritise(conn, actor, number, read, &weights, *now)
}

/// What of the filters needs no look into the database.
fn plain(filters: &TicketFilters, now: Timestamp, reading: &mut Reading) -> Filter {
    let overdue = reading.word::<Flag>("overdue", filters.overdue.as_deref());
    let filter = Filter {
        kind: reading.words::<Kind>("kind", filters.kind.as_deref()),
        status: reading.words::<Status>("status", filters.status.as_deref()),
        priority: reading.words::<Priority>("priority", filters.priority.as_deref()),
        tier: reading.word::<Tier>("tier", filters.tier.as_deref()),
        due_before: reading.value("due_before", filters.due_before.as_deref(), "no_instant"),
        updated_since: reading.value("updated_since", filters.updated_since.as_deref(), "no_instant"),
        search: filters.q.as_deref().filter(|words| !words.trim().is_empty()).map(Query::parse),
        sort: reading.word("sort", filters.sort.as_deref()).unwrap_or(Sort::Newest),
        ..Filter::default()
    };
    match overdue {
        Some(late) => filter.overdue(late == Flag::True, now),
        None => filter,
    }
}

words! {
    /// Yes or no, as an address says it.
    Flag {
        /// Yes.
        True = "true",
        /// No.
        False = "false",
    }
}

/// What of the filters is a name that has to be looked up.
struct Named {
    agency: Option<String>,
    group: Option<String>,
    category: Option<String>,
    assignee: Option<String>,
    requester: Option<String>,
}

impl Named {
    fn of(filters: &TicketFilters) -> Self {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Self {
            agency: said(&filters.agency),
            group: said(&filters.group),
            category: said(&filters.category),
            assignee: said(&filters.assignee),
            requester: said(&filters.requester),
        }
    }

    /// The filter with the names looked up; `None` if a person is named whom the caller does not know: nobody's tickets.
    fn look_up(
        self,
        conn: &mut DbConn,
        actor: &Actor,
        mut filter: Filter,
        reading: &mut Reading,
    ) -> Result<Option<Filter>, Refusal> {
        if let Some(name) = self.agency
            && let Some(agency) = reading.found("agency", agencies::named(conn, &name))?
        {
            filter.agency = Some(agency.id);
        }
        if let Some(name) = self.group
            && let Some(group) = reading.found("group", groups::named(conn, &name))?
        {
            filter.group = vec![group.id];
        }
        if let Some(name) = self.category
            && let Some(category) = reading.found("category", categories::named(conn, &name))?
        {
            filter.category = Some(category.id);
        }
        if let Some(name) = self.assignee {
            filter.assignee = match name.trim() {
                "none" => Some(AssigneeFilter::Nobody),
                name => match person(conn, actor, name)? {
                    Some(person) => Some(AssigneeFilter::Person(person)),
                    None => return Ok(None),
                },
            };
        }
        if let Some(name) = self.requester {
            match person(conn, actor, name.trim())? {
                Some(person) => filter.requester = Some(person),
                None => return Ok(None),
            }
        }
        Ok(Some(filter))
    }
}

fn person(conn: &mut DbConn, actor: &Actor, name: &str) -> Result<Option<PersonId>, Refusal> {
    if name == "me" {
        return Ok(Some(actor.id));
    }
    Ok(known(persons::named(conn, actor, name))?.map(|person| person.id))
}
