//! The look of the desk: its name, its greeting, its colour and its mark.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use crate::db::DbConn;
use crate::desk::brand::{self, Brand, BrandError, BrandFields, LOGO_MAX, LogoChange};
use crate::desk::people::{Actor, access};
use crate::http::actor::Desk;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    version: i64,
    form: Form,
    has_logo: bool,
    logo_kb: usize,
}

/// `GET /admin/brand`.
///
/// # Errors
/// Not theirs.
pub async fn edit(visit: Visit) -> Result<HttpResponse, Refusal> {
    show(&visit, None, None).await
}

/// `POST /admin/brand`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn save(visit: Visit, mut posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let mut files = posted.take_files();
    let logo = match files.first_mut() {
        Some(file) if file.upload.length() > LOGO_MAX as u64 => LogoChange::Replace(vec![0; LOGO_MAX + 1]),
        Some(file) => LogoChange::Replace(file.upload.bytes().map_err(|_| Refusal::of(Reason::Failed))?),
        None if posted.text("remove_logo") == "yes" => LogoChange::Remove,
        None => LogoChange::Keep,
    };
    let text = |name: &str| posted.text(name).to_owned();
    let fields = BrandFields {
        office: text("office"),
        office_en: text("office_en"),
        greeting: text("greeting"),
        greeting_en: text("greeting_en"),
        accent: text("accent"),
        logo,
    };
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        brand::save(conn, actor, version, fields, now)?;
        Ok::<_, BrandError>("/admin/brand".to_owned())
    };
    match visit.write(&posted, job).await {
        Ok(answer) => {
            let app = visit.app.clone();
            app.db
                .read(move |conn| Ok::<_, Refusal>(brand::read(conn)?))
                .await
                .map(|brand| visit.app.wear(&brand))?;
            Ok(visit.go(&answer, "saved"))
        }
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, Some((form, version)), Some(&refusal)).await
        }
    }
}

async fn show(
    visit: &Visit,
    typed: Option<(Form, i64)>,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        access::administers(actor)?;
        Ok::<_, Refusal>(brand::read(conn)?)
    });
    let (kept, counts) = read.await?;
    let (form, version) = typed.unwrap_or_else(|| (filled(&kept), kept.version));
    let shown = Shown { version, form, has_logo: kept.logo.is_some(), logo_kb: LOGO_MAX / 1024 };
    let frame = visit.frame(visit.voice().say("nav.brand"), "brand", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/brand", &frame, &shown),
        None => visit.page("admin/brand", &frame, &shown),
    }
}

fn filled(brand: &Brand) -> Form {
    Form::new("f")
        .with("office", &brand.office)
        .with("office_en", &brand.office_en)
        .with("greeting", &brand.greeting)
        .with("greeting_en", &brand.greeting_en)
        .with("accent", brand.accent.map(|colour| colour.to_string()).unwrap_or_default())
}

/// `GET /brand/{hash}/{piece}`: the style sheet or the mark of the office, for everybody, if it is the present one.
///
/// # Errors
/// [`Reason::NotFound`] for any other address.
pub async fn piece(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hash, name) = path.into_inner();
    let dress = desk.0.templates.dress();
    let piece = match name.as_str() {
        "style.css" => &dress.style,
        "logo" => &dress.logo,
        _ => &None,
    };
    let found = piece.as_ref().filter(|piece| piece.hash == hash);
    let piece = found.ok_or(Refusal::of(Reason::NotFound))?;
    Ok(HttpResponse::Ok()
        .content_type(piece.kind.as_str())
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(piece.bytes.clone()))
}
