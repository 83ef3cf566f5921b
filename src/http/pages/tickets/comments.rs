//! Replies and notes, and the drafts of them.

use actix_web::{HttpResponse, web};

use super::act::{Sent, again, perform_and_go};
use super::attachments::{at_the_field, prepared, taken};
use super::look::number;
use crate::desk::attachments::{self, Attach};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, MacroAct, Use};
use crate::desk::tickets::{self, Say};
use crate::desk::words::Visibility;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/comments`: a reply to the requester, or a note for staff; with a canned answer also what is done
/// along with it.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(
    visit: Visit,
    path: web::Path<String>,
    mut posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    // Who reads it is never guessed: a form that does not say is refused.
    let visibility: Option<Visibility> = posted.word("visibility", &mut errors);
    let public = visibility == Some(Visibility::Public);
    let canned: Option<MacroId> = posted.optional_word("macro", &mut errors);
    let acts = acts(&posted);
    let done = match acts.last() {
        Some(MacroAct::Ask) if canned.is_some() => "asked",
        Some(MacroAct::Resolve) if canned.is_some() => "resolved",
        _ if public => "replied",
        _ => "noted",
    };
    let sent = Sent { form: "comment", done };
    visit.check(&posted)?;
    if let (true, Some(visibility)) = (posted.has_files(), visibility) {
        let (actor, number) = (visit.actor.clone(), number.clone());
        visit.app.db.read(move |conn| attachments::welcome(conn, &actor, &number, visibility)).await?;
    }
    let files = match prepared(&visit, &mut posted).await {
        Ok(files) => files,
        Err(refusal) => return again(visit, number, posted, sent.form, refusal).await,
    };
    let (body, limits) = (posted.text("body").to_owned(), visit.app.attachment_limits());
    let to_children = posted.text("to_children") == "yes";
    let tier1_could_have_solved = match posted.text("tier1_could_have_solved") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let (sent_before, target) = (posted.uploads(), visit.path().to_owned());
    perform_and_go(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let visibility = visibility.ok_or_else(|| FieldErrors::one("visibility", "required"))?;
        let comment = match canned {
            Some(id) => {
                let wish = Use { id, body, visibility, acts, to_children, tier1_could_have_solved };
                macros::apply(conn, actor, number, version, &wish, now)?.1
            }
            None => {
                let words = Say { body, visibility, to_children };
                Some(tickets::say(conn, actor, number, &words, now)?.1.id)
            }
        };
        for file in files.into_iter().chain(taken(conn, actor, &target, sent_before, now)?) {
            let what = Attach { file, visibility, comment };
            let attached = attachments::attach(conn, actor, number, what, limits, now);
            attached.map_err(|error| at_the_field(error.into()))?;
        }
        let all = comment.filter(|_| to_children && visibility == Visibility::Public);
        Ok::<_, Refusal>(all.map(|comment| format!("/tickets/{number}/children?told={comment}")))
    })
    .await
}

/// `POST /tickets/{number}/draft`: keeps what was typed so far.
///
/// # Errors
/// Not found, forged, too long.
pub async fn draft(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let number = number(&path)?;
    let (actor, now, body) = (visit.actor.clone(), visit.now, posted.text("body").to_owned());
    visit
        .app
        .db
        .write(move |conn| tickets::keep_draft(conn, &actor, &number, Visibility::Public, &body, now))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The acts of a canned answer that were left on, in order.
fn acts(posted: &Posted) -> Vec<MacroAct> {
    let on = |act: &&MacroAct| posted.text(&["act.", act.as_str()].concat()) == "yes";
    MacroAct::ALL.iter().filter(on).copied().collect()
}
