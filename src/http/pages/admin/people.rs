//! People: the list.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::desk::ids::PersonId;
use crate::desk::page::Part;
use crate::desk::people::access;
use crate::desk::people::persons::{self, Person, PersonFilter};
use crate::http::error::{Reason, Refusal};
use crate::http::pages::visit::Visit;

/// Lines of one page.
const LINES: i64 = 50;

/// Who is looked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct List {
    filter: Words,
    rows: Vec<Row>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct Words {
    q: String,
}

#[derive(Serialize)]
struct Row {
    id: PersonId,
    name: String,
    email: String,
    agency: String,
    active: &'static str,
}

/// `GET /admin/people`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let asked = asked.into_inner();
    let filter = PersonFilter { search: asked.q.clone(), ..PersonFilter::default() };
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::of(Reason::Malformed))?),
    };
    let read = visit.read(move |conn, actor| {
        access::administers(actor)?;
        persons::list(conn, actor, &filter, Part { after, limit: LINES })
    });
    let (page, counts) = read.await?;
    let next = page.next.map(|id| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &asked.q).append_pair("after", &id.to_string());
        format!("/admin/people?{}", query.finish())
    });
    let row = |person: Person| Row {
        id: person.id,
        name: person.name,
        email: person.email,
        agency: person.agency_name,
        active: if person.active { "yes" } else { "no" },
    };
    let shown = List {
        filter: Words { q: asked.q },
        rows: page.items.into_iter().map(row).collect(),
        next_href: next,
    };
    let frame = visit.frame(visit.voice().say("nav.people"), "people", counts);
    visit.page("admin/people", &frame, &shown)
}
