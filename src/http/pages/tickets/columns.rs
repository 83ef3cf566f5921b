//! The columns of a list: what it shows, and the form that chooses them, for oneself or for one list.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::wanted::Wanted;
use crate::db::DbError;
use crate::desk::columns::{Column, Columns};
use crate::desk::fields::FieldErrors;
use crate::desk::people::{Actor, columns};
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::words;

words! {
    /// For what columns are chosen.
    Where {
        /// For every list of the person.
        Mine = "mine",
        /// For the list that is looked at.
        List = "list",
        /// None are chosen any more: every list shows the usual ones.
        Usual = "usual",
    }
}

/// The form as the list shows it.
#[derive(Serialize)]
pub struct Chooser {
    options: Vec<Choice>,
    /// The list that is looked at.
    query: String,
    /// Whether the columns are those of this list alone.
    of_list: bool,
    /// Whether there is a choice to go back from.
    chosen: bool,
}

impl Chooser {
    /// As `actor` sees it on the list that `query` asks for, with the columns the list itself names.
    pub fn of(listed: Option<&Columns>, actor: &Actor, query: String, voice: Voice<'_>) -> Self {
        let columns = in_force(listed, actor);
        let option = |column: &Column| {
            let chosen = if columns.shows(*column) { column.as_str() } else { "" };
            Choice::new(column, voice.word("column", column.as_str()), chosen)
        };
        Self {
            options: Column::ALL.iter().map(option).collect(),
            query,
            of_list: listed.is_some(),
            chosen: listed.is_some() || actor.columns.is_some(),
        }
    }
}

/// Which columns a list shows: those it names itself, or else those its reader chose, or else the usual ones.
pub fn shown(listed: Option<&Columns>, actor: &Actor) -> BTreeMap<&'static str, bool> {
    let columns = in_force(listed, actor);
    Column::ALL.iter().map(|column| (column.as_str(), columns.shows(*column))).collect()
}

fn in_force(listed: Option<&Columns>, actor: &Actor) -> Columns {
    listed.or(actor.columns.as_ref()).cloned().unwrap_or_default()
}

/// `POST /tickets/columns`: chooses the columns.
///
/// # Errors
/// A forged form, or what is no column.
pub async fn choose(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let wanted_for: Option<Where> = posted.word("for", &mut errors);
    let columns: Result<Vec<Column>, _> = posted.all("column").map(|(_, word)| word.parse()).collect();
    errors.check(columns.is_ok(), "column", "unknown");
    visit.check(&posted)?;
    errors.finish()?;
    let columns = Columns::of(&columns.unwrap_or_default());
    let list = Wanted::of(posted.text("query"));
    let (kept, in_address) = match wanted_for {
        Some(Where::List) => (None, columns.to_string()),
        Some(Where::Mine) => (Some(Some(columns)), String::new()),
        Some(Where::Usual) | None => (Some(None), String::new()),
    };
    let href = list.href(&[("columns", &in_address)]);
    let written = visit.write(&posted, move |conn, actor, _| {
        if let Some(choice) = kept {
            columns::choose(conn, actor, choice.as_ref())?;
        }
        Ok::<_, DbError>(href)
    });
    Ok(visit.go(&written.await?, "columns"))
}
