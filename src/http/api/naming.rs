//! Colleagues one can name in a note.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, shown};
use super::asks::Asks;
use super::tickets::number;
use crate::desk::ids::PersonId;
use crate::desk::tickets;
use crate::http::error::Refusal;

/// Which colleagues.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ColleagueFilters {
    /// Beginnings of words of their name or address.
    q: Option<String>,
}

/// A colleague who may read notes on the ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Colleague {
    /// Who.
    id: PersonId,
    /// What stands after the `@`.
    name: String,
    /// Their e-mail address.
    email: String,
}

/// Finds colleagues who may read notes on a ticket, by name; eight at most. `@` and the name in a note tells them of it.
#[utoipa::path(tag = "tickets", params(ColleagueFilters), responses((status = 200, body = inline(Listed<Colleague>))))]
#[get("/tickets/{number}/people")]
pub(super) async fn list(
    asks: Asks<ColleagueFilters>,
    path: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (typed, now) = (asks.filters.q.clone().unwrap_or_default(), asks.app.now());
    let found = asks
        .reads(move |conn, actor| Ok::<_, Refusal>(tickets::colleagues(conn, actor, &number, &typed, now)?))
        .await?;
    let items = found.into_iter().map(|one| Colleague { id: one.id, name: one.name, email: one.email });
    Ok(shown(None, &Listed { items: items.collect(), next_cursor: None }))
}
