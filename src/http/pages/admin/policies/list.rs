//! `GET /admin/policies`: every policy in a line.

use actix_web::HttpResponse;
use serde::Serialize;

use super::seen::Seen;
use super::wording::{self, Standing};
use crate::desk::people::access;
use crate::desk::sla::{Policy, PolicyTarget};
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    keeps: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    state: &'static str,
    selector: String,
    targets: Vec<Line>,
    since: String,
    coming: String,
    legal_basis: String,
}

#[derive(Serialize)]
struct Line {
    clock: String,
    amount: String,
}

/// The list.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let (seen, counts) = visit.read(Seen::all).await?;
    let shown = Shown {
        keeps: access::keeps_promises(&visit.actor).is_ok(),
        rows: seen.policies.iter().filter_map(|policy| row(&visit, &seen, policy)).collect(),
    };
    let frame = visit.frame(visit.voice().say("nav.policies"), "policies", counts);
    visit.page("admin/policies", &frame, &shown)
}

/// A policy as it holds today; one that has not begun as it will hold first.
fn row(visit: &Visit, seen: &Seen, policy: &Policy) -> Option<Row> {
    let voice = visit.voice();
    let today = visit.now.date_in(visit.actor.zone);
    let first = || policy.versions.iter().min_by_key(|version| (version.effective_from, version.seq));
    let version = policy.on(today).or_else(first)?;
    let coming =
        policy.versions.iter().filter(|other| other.effective_from > today && other.id != version.id);
    let coming = coming.map(|other| other.effective_from).min();
    let line = |target: &PolicyTarget| Line {
        clock: wording::clock(voice, target.clock, target.tier),
        amount: wording::amount(voice, target.unit, target.amount),
    };
    Some(Row {
        code: policy.code.clone(),
        name: policy.name.clone(),
        state: Standing::of(policy, version, today).word(),
        selector: wording::selector(seen, voice, &version.selector),
        targets: if version.active { version.targets.iter().map(line).collect() } else { Vec::new() },
        since: wording::day(voice, version.effective_from),
        coming: coming.map_or_else(String::new, |day| {
            voice.with("policies.coming", &[("day", &wording::day(voice, day))])
        }),
        legal_basis: version.legal_basis.clone(),
    })
}
