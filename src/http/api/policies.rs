//! What is promised: policies (Standar layanan), their versions, and which of them speaks for a ticket. All staff may read
//! them; administrators, the supervisor and the head of the Dinas write them.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, made, sent, told};
use super::asks::{Asks, Reading, opaque};
use super::forecast_shape::ForecastBody;
use super::policy_shape::{Around, NewPolicy, NewPolicyVersion, NewPreview, PolicyBody, Step};
use super::question::Question;
use super::references::PolicyReference;
use super::wish::{Wish, Wished};
use crate::db::DbConn;
use crate::desk::answers::Answer;
use crate::desk::catalogue::categories;
use crate::desk::fields::FieldErrors;
use crate::desk::people::{By, access, agencies};
use crate::desk::sla::policies::{self, Asked, Fitting, PolicyFields, Proposal};
use crate::desk::sla::{self, ClockName, Policy, PolicyTarget, SlaError};
use crate::desk::tickets;
use crate::desk::words::{Classification, Kind, Language, Priority, Tier};
use crate::http::error::Refusal;
use crate::http::problem::Problem;

/// Which part of the policies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PolicyFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The properties of a ticket.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketProperties {
    /// Its kind.
    #[param(value_type = Kind)]
    kind: String,
    /// Its priority.
    #[param(value_type = Priority)]
    priority: String,
    /// Its category, by id or code.
    category: String,
    /// Its agency, by id or code.
    agency: String,
    /// Its classification; `public` if unset.
    #[param(value_type = Option<Classification>)]
    classification: Option<String>,
    /// The day of first contact in the agency's zone; today if unset.
    #[param(value_type = Option<NaiveDate>)]
    on: Option<String>,
}

/// What of a policy can be changed without a version.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyChange {
    /// Its name.
    name: Option<String>,
}

/// Which policies speak for a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Matching<'a> {
    /// The day of first contact.
    on: NaiveDate,
    /// For each clock who speaks.
    clocks: Vec<ClockMatch<'a>>,
}

/// Who speaks for a clock.
#[derive(Serialize, ToSchema)]
pub(super) struct ClockMatch<'a> {
    /// Which clock.
    clock: ClockName,
    /// Of which tier, for those of a stay.
    tier: Option<Tier>,
    /// The policy that speaks; `null` if such a ticket has no such clock.
    speaks: Option<FitBody<'a>>,
    /// Those it goes before: they ask for less, or for a category further above.
    behind: Vec<FitBody<'a>>,
}

/// A policy that fits.
#[derive(Serialize, ToSchema)]
pub(super) struct FitBody<'a> {
    /// Which policy.
    policy: PolicyReference<'a>,
    /// The place of the version that holds on the day.
    seq: i32,
    /// The decree it rests on.
    legal_basis: &'a str,
    /// What it gives the clock.
    target: &'a PolicyTarget,
    /// What it asks of the ticket: the policy that asks for more speaks.
    asked: Vec<Asked>,
    /// How far above the ticket's category the one it asks for stands, 0 for the same: of two, the nearer speaks.
    category_steps: Option<usize>,
}

/// Lists the policies, by code.
#[utoipa::path(tag = "sla", params(PolicyFilters), responses((status = 200, body = inline(Listed<PolicyBody<'static>>))))]
#[get("/sla/policies")]
pub(super) async fn list(asks: Asks<PolicyFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    reading.finish()?;
    let (language, now) = (asks.language, asks.app.now());
    let answer = asks.reads(move |conn, actor| {
        let page = policies::list(conn, actor, part)?;
        let rules = sla::rules(conn)?;
        let today = now.date_in(actor.zone);
        let around = Around::read(conn, &rules, &page.items, today, language)?;
        let items: Vec<_> = page.items.iter().map(|policy| around.policy(policy)).collect();
        told(None, &Listed { items, next_cursor: page.next.map(opaque) })
    });
    sent(answer.await?)
}

/// Says for each clock of a ticket which policy speaks, and why.
#[utoipa::path(tag = "sla", params(TicketProperties), responses((status = 200, body = Matching<'static>)))]
#[get("/sla/policies/matching")]
pub(super) async fn matching(asks: Asks<TicketProperties>) -> Result<HttpResponse, Refusal> {
    let filters = &asks.filters;
    let mut reading = Reading::default();
    let kind = reading.word("kind", Some(&filters.kind));
    let priority = reading.word("priority", Some(&filters.priority));
    let classification = reading.word("classification", filters.classification.as_deref());
    let on = reading.value("on", filters.on.as_deref(), "no_date");
    let (category, agency) = (filters.category.clone(), filters.agency.clone());
    let now = asks.app.now();
    let answer = asks.reads(move |conn, actor| {
        access::reads_promises(actor)?;
        let category = reading.found("category", categories::named(conn, &category))?;
        let agency = reading.found("agency", agencies::named(conn, &agency))?;
        reading.finish()?;
        // What was named and not understood has been said; an empty text names nothing.
        let kind = needed("kind", kind)?;
        let priority = needed("priority", priority)?;
        let category = needed("category", category)?;
        let agency = needed("agency", agency)?;
        let classification = classification.unwrap_or(Classification::Public);
        let on = on.unwrap_or_else(|| now.date_in(agency.zone));
        let subject = policies::subject(conn, (kind, priority), category.id, agency.id, classification)?;
        let rules = sla::rules(conn)?;
        let clocks = policies::matching(&rules, &subject, on).into_iter().map(|found| ClockMatch {
            clock: found.clock,
            tier: found.tier,
            speaks: found.speaks.map(fit),
            behind: found.behind.into_iter().map(fit).collect(),
        });
        told(None, &Matching { on, clocks: clocks.collect() })
    });
    sent(answer.await?)
}

/// Reads a policy with all its versions, by id or code.
#[utoipa::path(tag = "sla", responses((status = 200, body = PolicyBody<'static>)))]
#[get("/sla/policies/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let (language, now) = (asks.language, asks.app.now());
    let answer = asks.reads(move |conn, actor| {
        let policy = policies::named(conn, actor, &id)?;
        let rules = sla::rules(conn)?;
        let policies = [policy];
        let around = Around::read(conn, &rules, &policies, now.date_in(actor.zone), language)?;
        let [policy] = &policies;
        told(Some(policy.version), &around.policy(policy))
    });
    sent(answer.await?)
}

/// Enters a policy with its first version. Open clocks are computed anew.
#[utoipa::path(tag = "sla", request_body = NewPolicy, responses((status = 201, body = PolicyBody<'static>)))]
#[post("/sla/policies")]
pub(super) async fn create(wish: Wish<NewPolicy>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, mut fields, now, language, .. }| {
        access::keeps_promises(&actor)?;
        let rules = sla::rules(conn)?;
        let Step::Says(version) = fields.version().found(conn, &rules)? else {
            return Err(Refusal::field("active", "begins_active"));
        };
        let fields = PolicyFields { code: fields.code, name: fields.name };
        let policy = policies::create(conn, By::Person(&actor), fields, version, now)?;
        let (version, path) = (policy.version, format!("/sla/policies/{}", policy.id));
        answered(conn, policy, now.date_in(actor.zone), language, |body| made(&path, Some(version), body))
    })
    .await
}

/// Adds a version to a policy, or ends it on a day. What was said before stays; open clocks are computed anew.
#[utoipa::path(
    tag = "sla",
    request_body = NewPolicyVersion,
    params(("If-Match" = Option<String>, Header, description = "The version of the policy that was read, in quotes. If named, a policy that was changed meanwhile is a 412.")),
    responses(
        (status = 201, body = PolicyBody<'static>),
        (status = 412, description = "It was changed since the version named was read", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/sla/policies/{id}/versions")]
pub(super) async fn add_version(
    wish: Wish<NewPolicyVersion>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    wish.done(move |conn, Wished { actor, mut fields, read, now, language }| {
        access::keeps_promises(&actor)?;
        let id = policies::named(conn, &actor, &id)?.id;
        let rules = sla::rules(conn)?;
        let by = By::Person(&actor);
        let policy = match fields.version().found(conn, &rules)? {
            Step::Says(version) => policies::add_version(conn, by, id, read, version, now)?,
            Step::Ends(end) => policies::retire(conn, by, id, read, end, now)?,
        };
        let (version, path) = (policy.version, format!("/sla/policies/{id}"));
        answered(conn, policy, now.date_in(actor.zone), language, |body| made(&path, Some(version), body))
    })
    .await
}

/// Renames a policy, in the version that was read.
#[utoipa::path(tag = "sla", request_body = PolicyChange, responses((status = 200, body = PolicyBody<'static>)))]
#[patch("/sla/policies/{id}")]
pub(super) async fn change(wish: Wish<PolicyChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, language }| {
        access::keeps_promises(&actor)?;
        let before = policies::named(conn, &actor, &id)?;
        let name = fields.name.unwrap_or(before.name);
        let read = read.unwrap_or(before.version);
        let policy = policies::rename(conn, By::Person(&actor), before.id, read, &name, now)?;
        let version = policy.version;
        answered(conn, policy, now.date_in(actor.zone), language, |body| told(Some(version), body))
    })
    .await
}

/// Says what a policy or a version of one would do to the open clocks of the tickets the caller may see, as if it were saved
/// now; nothing is kept. What the save would refuse is refused here too.
#[utoipa::path(tag = "sla", request_body = NewPreview, responses((status = 200, body = ForecastBody)))]
#[post("/sla/policies/preview")]
pub(super) async fn preview(question: Question<NewPreview>) -> Result<HttpResponse, Refusal> {
    let answer = question.reads(|conn, actor, mut fields, now| {
        access::keeps_promises(actor)?;
        let rules = sla::rules(conn)?;
        let step = fields.version().found(conn, &rules)?;
        let known = fields.policy.map(|name| policies::named(conn, actor, &name)).transpose();
        let proposal = match (known.map_err(unknown_policy)?, step) {
            (Some(policy), Step::Says(version)) => Proposal::Version(policy.id, version),
            (Some(policy), Step::Ends(end)) => Proposal::End(policy.id, end),
            (None, Step::Says(version)) => {
                Proposal::New(PolicyFields { code: fields.code, name: fields.name }, version)
            }
            (None, Step::Ends(_)) => return Err(Refusal::field("active", "begins_active")),
        };
        let forecast = tickets::forecast_policy(conn, actor, proposal, now)?;
        told(None, &ForecastBody::from(forecast))
    });
    sent(answer.await?)
}

fn unknown_policy(error: SlaError) -> Refusal {
    match error {
        SlaError::NotFound => Refusal::field("policy", "unknown"),
        error => error.into(),
    }
}

fn needed<T>(name: &str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::malformed(FieldErrors::one(name, "required_filter")))
}

fn answered(
    conn: &mut DbConn,
    policy: Policy,
    today: NaiveDate,
    language: Language,
    answer: impl FnOnce(&PolicyBody<'_>) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    let rules = sla::rules(conn)?;
    let policies = [policy];
    let around = Around::read(conn, &rules, &policies, today, language)?;
    let [policy] = &policies;
    answer(&around.policy(policy))
}

fn fit(found: Fitting<'_>) -> FitBody<'_> {
    FitBody {
        policy: PolicyReference::of(found.policy),
        seq: found.version.seq,
        legal_basis: &found.version.legal_basis,
        target: found.target,
        asked: found.asked,
        category_steps: found.category_steps,
    }
}
