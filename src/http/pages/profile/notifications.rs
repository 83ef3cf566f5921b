//! By which ways one wants to hear of what: by letter, on the pages, or neither.

use actix_web::HttpResponse;
use serde::Serialize;

use super::show::again;
use crate::db::DbConn;
use crate::desk::letters::LetterKind;
use crate::desk::notifications::choices::{self, concerning};
use crate::desk::notifications::{Choice, Choices};
use crate::desk::people::{Actor, PeopleError};
use crate::http::error::Refusal;
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

/// What a ticked box says.
const YES: &str = "yes";

/// Things somebody may hear of that belong together.
#[derive(Serialize)]
pub struct Hears {
    /// A word of the family `notify_of`.
    of: &'static str,
    /// Whether the letters cannot be switched off.
    fixed: bool,
    rows: Vec<Row>,
}

/// One of them.
#[derive(Serialize)]
struct Row {
    kind: LetterKind,
    by_mail: bool,
    in_app: bool,
    /// The group's word, if the letter cannot be switched off: it says why.
    fixed: Option<&'static str>,
}

/// `POST /profile/notifications`.
///
/// # Errors
/// A forged form; what is wrong shows the page again.
pub async fn change(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let version = posted.version().unwrap_or(0);
    let ticked = |way: &str, kind: LetterKind| posted.text(&field(way, kind)) == YES;
    let wanted: Vec<_> = concerning(&visit.actor)
        .into_iter()
        .map(|kind| (kind, Choice { by_mail: ticked("mail", kind), in_app: ticked("app", kind) }))
        .collect();
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        choices::set(conn, actor, version, &wanted, now)?;
        Ok::<_, PeopleError>("/profile#notifications".to_owned())
    };
    match visit.write(&posted, job).await {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => again(&visit, "notifications", &posted, refusal).await,
    }
}

/// The form with what was chosen.
pub fn form(actor: &Actor, choices: &Choices) -> Form {
    let mut form = Form::new("notifications");
    for kind in concerning(actor) {
        let choice = choices.of(kind);
        for (way, on) in [("mail", choice.by_mail), ("app", choice.in_app)] {
            if on {
                form = form.with(&field(way, kind), YES);
            }
        }
    }
    form
}

/// The lines of the form as it stands: one's own tickets, one's work, promised times.
pub fn rows(actor: &Actor, form: &Form) -> Vec<Hears> {
    let ticked = |way: &str, kind: LetterKind| form.value(&field(way, kind)) == YES;
    let mut groups: Vec<Hears> = Vec::new();
    for kind in concerning(actor) {
        let of = match kind {
            kind if kind.is_to_the_requester() => "own",
            kind if kind.is_about_a_clock() => "clock",
            _ => "work",
        };
        let fixed = kind.is_always_sent();
        let by_mail = fixed || ticked("mail", kind);
        let row = Row { kind, by_mail, in_app: ticked("app", kind), fixed: fixed.then_some(of) };
        match groups.last_mut().filter(|group| group.of == of) {
            Some(group) => group.rows.push(row),
            None => groups.push(Hears { of, fixed, rows: vec![row] }),
        }
    }
    groups
}

fn field(way: &str, kind: LetterKind) -> String {
    [way, "-", kind.as_str()].concat()
}
