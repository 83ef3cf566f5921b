//! `GET /categories/guess`: which categories a text may be about, as a part of a page that is being filled in.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::visit::Visit;
use super::vocabulary::name;
use crate::desk::search;
use crate::http::error::Refusal;

/// Guesses that are offered.
const OFFERED: usize = 3;

/// What was written so far.
#[derive(Debug, Deserialize)]
pub struct Written {
    #[serde(default)]
    text: String,
}

#[derive(Serialize)]
struct Shown {
    lang: &'static str,
    guesses: Vec<Guess>,
}

#[derive(Serialize)]
struct Guess {
    code: String,
    name: String,
    key: usize,
}

/// The guesses, the likeliest first.
///
/// # Errors
/// When they cannot be read.
pub async fn show(visit: Visit, written: web::Query<Written>) -> Result<HttpResponse, Refusal> {
    let text = written.into_inner().text;
    let found = visit.app.db.read(move |conn| search::categories_for(conn, &text, OFFERED)).await?;
    let voice = visit.voice();
    let guesses = found.iter().zip(1..).map(|(category, key)| Guess {
        code: category.code.clone(),
        name: name(category, voice).to_owned(),
        key,
    });
    let shown = Shown { lang: visit.lang(), guesses: guesses.collect() };
    let html = visit.app.templates.render("tickets/guesses", &shown)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.body(html))
}
