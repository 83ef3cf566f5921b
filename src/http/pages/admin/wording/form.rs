//! Changing the words of one letter: save, preview, try, go back to the shipped ones. Whatever is refused, nothing typed is lost.

use actix_web::{HttpResponse, web};

use super::sheet::{Of, Typed, address, show};
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::letters::LetterKind;
use crate::desk::people::{Actor, access};
use crate::desk::wording::{self, Trial, Wording, WordingError};
use crate::desk::words::Language;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

/// `GET /admin/letters/wording/{letter}/{language}`.
///
/// # Errors
/// Not theirs, not found.
pub async fn edit(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    show(&visit, of(&path)?, None, None).await
}

/// `POST /admin/letters/wording/{letter}/{language}`.
///
/// # Errors
/// Not theirs, not found, forged; what is wrong shows the form again.
pub async fn save(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let of = of(&path)?;
    let (version, subject, body) = words(&posted);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        wording::save(conn, actor, of, version, (&subject, &body), now)?;
        Ok::<_, WordingError>(address(of))
    };
    match visit.write(&posted, job).await {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => again(&visit, of, &posted, refusal).await,
    }
}

/// `POST /admin/letters/wording/{letter}/{language}/preview`: the form again, with what the letter would be.
///
/// # Errors
/// Not theirs, not found, forged.
pub async fn preview(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let of = of(&path)?;
    visit.check(&posted)?;
    access::administers(&visit.actor)?;
    let (_, subject, body) = words(&posted);
    match Wording::read(of.0, of.1, &subject, &body) {
        Ok(_) => show(&visit, of, Some(Typed::of(&posted)), None).await,
        Err(errors) => again(&visit, of, &posted, errors.into()).await,
    }
}

/// `POST /admin/letters/wording/{letter}/{language}/trial`: a letter to oneself, and the form again as it was.
///
/// # Errors
/// Not theirs, not found, forged; what is wrong shows the form again.
pub async fn try_out(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let of = of(&path)?;
    let (_, subject, body) = words(&posted);
    let trial = Trial { letter: of.0, language: of.1, subject, body };
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        wording::try_out(conn, actor, trial, now)?;
        Ok::<_, WordingError>(address(of))
    };
    match visit.write(&posted, job).await {
        Ok(_) => show(&visit, of, Some(Typed { tried: true, ..Typed::of(&posted) }), None).await,
        Err(refusal) => again(&visit, of, &posted, refusal).await,
    }
}

/// `POST /admin/letters/wording/{letter}/{language}/shipped`: back to the shipped words.
///
/// # Errors
/// Not theirs, not found, forged, stale.
pub async fn revert(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let of = of(&path)?;
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        wording::revert(conn, actor, of, version, now)?;
        Ok::<_, WordingError>(address(of))
    };
    match visit.write(&posted, job).await {
        Ok(answer) => Ok(visit.go(&answer, "wording_shipped")),
        Err(refusal) if refusal.reason == Reason::Stale => {
            let typed = Typed { only_refused: true, ..Typed::of(&posted) };
            show(&visit, of, Some(refused(&visit, typed, &refusal)), Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// The form with every typed word and what is wrong, where that can help.
async fn again(visit: &Visit, of: Of, posted: &Posted, refusal: Refusal) -> Result<HttpResponse, Refusal> {
    let mut typed = Typed::of(posted);
    match refusal.reason {
        Reason::Invalid => {
            let errors = FieldErrors(refusal.fields.clone());
            typed.form = typed.form.wrong(&errors, &visit.app.templates, visit.lang());
            typed.is_wrong = true;
        }
        Reason::Stale | Reason::KeyReused | Reason::TooMany => typed = refused(visit, typed, &refusal),
        _ => return Err(refusal),
    }
    show(visit, of, Some(typed), Some(&refusal)).await
}

fn refused(visit: &Visit, mut typed: Typed, refusal: &Refusal) -> Typed {
    let voice = visit.voice();
    typed.form.refused = Some(match refusal.reason {
        Reason::TooMany => {
            let minutes = refusal.retry_after.unwrap_or(0).div_ceil(60).to_string();
            let most = wording::MOST.to_string();
            voice.with("wording.too_many", &[("most", &most), ("minutes", &minutes)])
        }
        reason => voice.say(&format!("problem.{}.detail", reason.word())),
    });
    typed.is_stale = refusal.reason == Reason::Stale;
    typed
}

fn words(posted: &Posted) -> (i64, String, String) {
    let text = |name: &str| posted.text(name).to_owned();
    (posted.version().unwrap_or(0), text("subject"), text("body"))
}

fn of(path: &(String, String)) -> Result<Of, Refusal> {
    let nothing = || Refusal::of(Reason::NotFound);
    let kind: LetterKind = path.0.parse().map_err(|_| nothing())?;
    let language: Language = path.1.parse().map_err(|_| nothing())?;
    if wording::is_worded(kind) { Ok((kind, language)) } else { Err(nothing()) }
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let version = posted.version().unwrap_or(0);
        Self { form: Form::new("f").posted(posted), version, ..Self::default() }
    }
}
