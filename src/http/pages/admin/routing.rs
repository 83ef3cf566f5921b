//! The routing table: which tier and group a ticket of a category belongs to, by the status of its agency.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use crate::db::DbConn;
use crate::desk::catalogue::routes::{self, RouteFields, RouteLine};
use crate::desk::catalogue::{self, Branch, CatalogueError, Tree};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::RouteId;
use crate::desk::page::Part;
use crate::desk::people::access;
use crate::desk::people::groups::{self, Group, GroupFilter};
use crate::desk::people::{Actor, By};
use crate::desk::words::{AgencyStatus, Tier};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{choices, name, yes_no};

#[derive(Serialize)]
struct Shown {
    rows: Vec<Row>,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
}

#[derive(Serialize)]
struct Row {
    id: RouteId,
    version: i64,
    category: String,
    status: AgencyStatus,
    tier: String,
    group: String,
    ends: bool,
    legal_basis: Option<String>,
}

struct Seen {
    routes: Vec<RouteLine>,
    tree: Tree,
    groups: Vec<Group>,
}

/// `GET /admin/routing`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("status", "any").with("tier", "2").with("ends_at_agency", "no");
    show(&visit, form, None).await
}

/// `POST /admin/routing`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let wanted = read(&posted, &mut errors);
    let written = match (wanted, errors.finish()) {
        (Some(fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                routes::create(conn, By::Person(actor), fields, now)?;
                Ok::<_, CatalogueError>("/admin/routing".to_owned())
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("category", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, form, Some(&refusal)).await
        }
    }
}

/// `POST /admin/routing/{id}/end`: removes a line.
///
/// # Errors
/// Not found, not theirs, forged, stale.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: RouteId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        routes::remove(conn, By::Person(actor), id, version, now)?;
        Ok::<_, CatalogueError>("/admin/routing".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "removed"))
}

fn read(posted: &Posted, errors: &mut FieldErrors) -> Option<RouteFields> {
    let category_id = posted.word("category", errors);
    let agency_status = posted.word("status", errors);
    let tier = posted.word::<Tier>("tier", errors);
    let group_id = posted.word("group", errors);
    Some(RouteFields {
        category_id: category_id?,
        agency_status: agency_status?,
        tier: tier?,
        group_id: group_id?,
        ends_at_agency: posted.text("ends_at_agency") == "yes",
        legal_basis: posted.text("legal_basis").to_owned(),
    })
}

async fn show(visit: &Visit, form: Form, refusal: Option<&Refusal>) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        access::administers(actor)?;
        let tier2 = GroupFilter { tier: Some(Tier::Two), active: Some(true), ..GroupFilter::default() };
        let groups = groups::list(conn, tier2, Part::first(200)).map_err(Refusal::from)?;
        Ok::<_, Refusal>(Seen {
            routes: routes::list(conn, Part::first(200))?.items,
            tree: catalogue::tree(conn)?,
            groups: groups.items,
        })
    });
    let (seen, counts) = read.await?;
    let voice = visit.voice();
    let statuses: Vec<&str> = AgencyStatus::ALL.iter().map(|word| word.as_str()).collect();
    let group = |group: &Group| Choice::new(group.id, &*group.name, form.value("group"));
    let shown = Shown {
        options: BTreeMap::from([
            ("category", by_id(&seen.tree, voice, form.value("category"))),
            ("agency_status", choices(voice, "agency_status", &statuses, form.value("status"))),
            ("tier", choices(voice, "tier", &["1", "2"], form.value("tier"))),
            ("group", seen.groups.iter().map(group).collect()),
            ("yes_no", yes_no(voice, form.value("ends_at_agency"))),
        ]),
        rows: seen.routes.into_iter().map(|line| row(line, &seen.tree, voice)).collect(),
        form,
    };
    let frame = visit.frame(voice.say("nav.routing"), "routing", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/routing", &frame, &shown),
        None => visit.page("admin/routing", &frame, &shown),
    }
}

/// Every category, groups of categories too: a route may stand for a whole group.
fn by_id(tree: &[Branch], voice: Voice<'_>, chosen: &str) -> Vec<Choice> {
    let choice = |branch: &Branch| {
        let category = &branch.category;
        Choice::new(category.id, format!("{} {}", category.code, name(category, voice)), chosen)
    };
    tree.iter()
        .flat_map(|branch| std::iter::once(choice(branch)).chain(branch.children.iter().map(choice)))
        .collect()
}

fn row(line: RouteLine, tree: &[Branch], voice: Voice<'_>) -> Row {
    let all = tree.iter().flat_map(|branch| std::iter::once(branch).chain(&branch.children));
    let category = all.map(|branch| &branch.category).find(|category| category.id == line.category_id);
    let words = category.map(|category| format!("{} {}", category.code, name(category, voice)));
    Row {
        id: line.id,
        version: line.version,
        category: words.unwrap_or(line.category_code),
        status: line.agency_status,
        tier: line.tier.number().to_string(),
        group: line.group_name,
        ends: line.ends_at_agency,
        legal_basis: line.legal_basis,
    }
}
