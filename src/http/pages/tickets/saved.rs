//! Saved views: beside the lists everybody has, and the forms that keep, change and remove them.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GroupId, ViewId};
use crate::desk::views::{self, SavedView, ViewError, ViewFields};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Posted};
use crate::http::pages::few::Few;
use crate::http::pages::visit::Visit;

/// What the list shows of saved views.
#[derive(Serialize)]
pub struct Saved {
    tabs: Vec<Tab>,
    /// What would be kept now.
    query: String,
    groups: Vec<Choice>,
    /// The one that is looked at, if it is the reader's own.
    own: Option<Own>,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    name: String,
    current: bool,
    shared: bool,
    count: Option<Few>,
}

#[derive(Serialize)]
struct Own {
    id: String,
    version: i64,
    name: String,
}

impl Saved {
    /// As the reader sees them on the list that `query` asks for; `count` is how many are in it.
    pub fn of(
        visit: &Visit,
        found: Vec<SavedView>,
        groups: Vec<(GroupId, String)>,
        (query, current): (&str, &str),
        count: Option<i64>,
    ) -> Self {
        let here = found.iter().find(|view| view.id.to_string() == current);
        let own = here.filter(|view| view.person_id == visit.actor.id);
        let shared_with = own.and_then(|view| view.group_id).map(|id| id.to_string()).unwrap_or_default();
        Self {
            groups: groups.into_iter().map(|(id, name)| Choice::new(id, name, &shared_with)).collect(),
            own: own.map(|view| Own {
                id: view.id.to_string(),
                version: view.version,
                name: view.name.clone(),
            }),
            query: query.to_owned(),
            tabs: found
                .iter()
                .map(|view| {
                    let is_here = view.id.to_string() == current;
                    Tab {
                        href: href(view),
                        name: view.name.clone(),
                        current: is_here,
                        shared: view.group_id.is_some(),
                        count: count.filter(|_| is_here).map(Few),
                    }
                })
                .collect(),
        }
    }
}

/// `POST /views`: keeps what the list asks for.
///
/// # Errors
/// A forged form, or what is wrong with a field.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let fields = fields(&posted)?;
    let written = visit.write(&posted, move |conn, actor, now| {
        let view = views::keep(conn, actor, fields, now)?;
        Ok::<_, ViewError>(href(&view))
    });
    let answer = written.await?;
    Ok(visit.go(&answer, "saved"))
}

/// `POST /views/{id}`: another name, another group, or what the list asks for now.
///
/// # Errors
/// Not theirs, stale, forged, or what is wrong with a field.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let (id, fields) = (view_id(&path)?, fields(&posted)?);
    let version = posted.version().unwrap_or(0);
    let written = visit.write(&posted, move |conn, actor, now| {
        let view = views::change(conn, actor, id, version, fields, now)?;
        Ok::<_, ViewError>(href(&view))
    });
    let answer = written.await?;
    Ok(visit.go(&answer, "saved"))
}

/// `POST /views/{id}/end`: removes it.
///
/// # Errors
/// Not theirs, forged.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = view_id(&path)?;
    let written = visit.write(&posted, move |conn, actor, _| {
        views::remove(conn, actor, id)?;
        Ok::<_, ViewError>("/tickets".to_owned())
    });
    let answer = written.await?;
    Ok(visit.go(&answer, "removed"))
}

fn fields(posted: &Posted) -> Result<ViewFields, Refusal> {
    let mut errors = FieldErrors::default();
    let group_id = posted.optional_word("group", &mut errors);
    errors.finish()?;
    Ok(ViewFields { name: posted.text("name").to_owned(), query: posted.text("query").to_owned(), group_id })
}

fn view_id(text: &str) -> Result<ViewId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

fn href(view: &SavedView) -> String {
    let joint = if view.query.is_empty() { "" } else { "&" };
    format!("/tickets?{}{joint}saved={}", view.query, view.id)
}
