//! `GET /tickets/{number}/people`: colleagues suggested while one of them is named in a note.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::look::number;
use crate::desk::tickets;
use crate::http::error::Refusal;
use crate::http::pages::visit::Visit;

/// A few letters.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Shown {
    lang: &'static str,
    colleagues: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    name: String,
    email: String,
}

/// The suggestions, by name.
///
/// # Errors
/// Not found; not theirs to note on.
pub async fn index(
    visit: Visit,
    path: web::Path<String>,
    typed: web::Query<Typed>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (typed, actor, now) = (typed.into_inner().q, visit.actor.clone(), visit.now);
    let found =
        visit.app.db.read(move |conn| tickets::colleagues(conn, &actor, &number, &typed, now)).await?;
    let named =
        found.into_iter().map(|one| Named { id: one.id.to_string(), name: one.name, email: one.email });
    let shown = Shown { lang: visit.lang(), colleagues: named.collect() };
    let html = visit.app.templates.render("tickets/names", &shown)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.body(html))
}
