//! One canned answer: its form with a preview filled by an example or a ticket, and its archive.

use actix_web::{HttpResponse, web};

use super::sheet::{ALL, show};
use crate::db::DbConn;
use crate::desk::catalogue;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GroupId, MacroId};
use crate::desk::macros::{self, MacroError, MacroFields, Step};
use crate::desk::people::Actor;
use crate::desk::words::Visibility;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

/// `GET /macros/new`.
///
/// # Errors
/// Not theirs.
pub async fn new(visit: Visit) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("visibility", "public");
    show(&visit, None, form, None).await
}

/// `GET /macros/{id}`.
///
/// # Errors
/// Not found.
pub async fn edit(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    show(&visit, Some(id), Form::new("f"), None).await
}

/// `POST /macros`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    save(visit, None, posted).await
}

/// `POST /macros/{id}`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    save(visit, Some(id), posted).await
}

/// `POST /macros/preview`: the form of a new one again, with what it reads like.
///
/// # Errors
/// Not theirs, forged.
pub async fn preview(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    look(visit, None, posted).await
}

/// `POST /macros/{id}/preview`: the same of one there is.
///
/// # Errors
/// Not found, forged.
pub async fn preview_change(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    look(visit, Some(id), posted).await
}

/// `POST /macros/{id}/archive`: it is not offered any more.
///
/// # Errors
/// Not found, not theirs, stale, forged.
pub async fn archive(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let (id, version) = (id(&path)?, posted.version().unwrap_or(0));
    let written = visit.write(&posted, move |conn, actor, now| {
        macros::archive(conn, actor, id, version, now)?;
        Ok::<_, MacroError>("/macros".to_owned())
    });
    Ok(visit.go(&written.await?, "archived"))
}

/// `POST /macros/{id}/restore`: it is offered again.
///
/// # Errors
/// Not found, not theirs, stale, too many, forged.
pub async fn restore(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let (id, version) = (id(&path)?, posted.version().unwrap_or(0));
    let written = visit.write(&posted, move |conn, actor, now| {
        macros::restore(conn, actor, id, version, now)?;
        Ok::<_, MacroError>(format!("/macros/{id}"))
    });
    Ok(visit.go(&written.await?, "restored"))
}

async fn save(visit: Visit, id: Option<MacroId>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let version = posted.version().unwrap_or(0);
    let written = match read(&visit, &posted).await {
        Ok(fields) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                let saved = match id {
                    Some(id) => macros::change(conn, actor, id, version, fields, now)?,
                    None => macros::create(conn, actor, fields, now)?,
                };
                Ok::<_, MacroError>(format!("/macros/{}", saved.id))
            };
            visit.write(&posted, job).await
        }
        Err(refusal) => visit.check(&posted).and(Err(refusal)),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, &posted, &refusal)?;
            show(&visit, id, form, Some(&refusal)).await
        }
    }
}

async fn look(visit: Visit, id: Option<MacroId>, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let checked = match read(&visit, &posted).await {
        Ok(fields) => {
            let actor = visit.actor.clone();
            let check = visit.app.db.read(move |conn| macros::check(conn, &actor, fields).map(drop));
            check.await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    match checked {
        Ok(()) => show(&visit, id, Form::new("f").posted(&posted), None).await,
        Err(refusal) => {
            let form = again(&visit, &posted, &refusal)?;
            show(&visit, id, form, Some(&refusal)).await
        }
    }
}

/// The form with every typed word, where that can help.
fn again(visit: &Visit, posted: &Posted, refusal: &Refusal) -> Result<Form, Refusal> {
    let mut form = Form::new("f").posted(posted);
    match refusal.reason {
        Reason::Invalid => {
            let errors = FieldErrors(refusal.fields.clone());
            Ok(form.wrong(&errors, &visit.app.templates, visit.lang()))
        }
        Reason::Stale | Reason::KeyReused => {
            form.refused = Some(visit.voice().say(&format!("problem.{}.detail", refusal.reason.word())));
            Ok(form)
        }
        _ => Err(refusal.clone()),
    }
}

async fn read(visit: &Visit, posted: &Posted) -> Result<MacroFields, Refusal> {
    let mut errors = FieldErrors::default();
    let group_id: Option<GroupId> =
        if posted.text("group") == ALL { None } else { posted.word("group", &mut errors) };
    let visibility = posted.word::<Visibility>("visibility", &mut errors);
    let step = posted.optional_word::<Step>("step", &mut errors);
    let answer_days = posted.optional_word::<i32>("answer_days", &mut errors);
    let category_id = match posted.maybe("category") {
        Some(code) => {
            let found = visit.app.db.read(move |conn| catalogue::categories::named(conn, &code)).await;
            errors.check(found.is_ok(), "category", "unknown");
            found.ok().map(|category| category.id)
        }
        None => None,
    };
    errors.finish()?;
    Ok(MacroFields {
        group_id,
        title: posted.text("title").to_owned(),
        word: posted.text("word").to_owned(),
        body: posted.text("body").to_owned(),
        visibility: visibility.unwrap_or(Visibility::Public),
        takes: posted.text("takes") == "yes",
        category_id,
        step,
        // What belongs to the other step is left out, however the form was turned.
        answer_days: answer_days.filter(|_| step == Some(Step::Ask)),
        cause: if step == Some(Step::Resolve) { posted.text("cause").to_owned() } else { String::new() },
    })
}

fn id(path: &str) -> Result<MacroId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
