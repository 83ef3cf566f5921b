//! The desk among the programs of a phone or computer: what it is called there, its picture, and the worker that keeps
//! style and scripts for a weak line. Nothing here belongs to anybody: no name, no ticket, no session.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::frame::Voice;
use super::icon;
use crate::desk::words::Language;
use crate::http::actor::Desk;
use crate::http::error::{Reason, Refusal};
use crate::http::request;

/// The worker itself, which browsers keep by its own address.
const WORKER: &str = "worker.js";
/// What is kept only once a page has asked for it, so that a first visit stays light.
const LATER: &[&str] = &[WORKER, "design.css", "intake.js", "mentions.js"];
/// The widths pictures are asked for.
const SIZES: &[u32] = &[192, 512];

/// What the worker is asked for with.
#[derive(Debug, Deserialize)]
pub struct Asked {
    lang: Option<Language>,
}

/// The page one sees without a line.
#[derive(Serialize)]
struct Offline {
    lang: &'static str,
    demo: bool,
    title: String,
}

/// `GET /manifest.webmanifest`: what browsers need to know to install the desk.
///
/// # Errors
/// None.
pub async fn manifest(desk: Desk, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let language = request::language(&request);
    let voice = Voice { templates: &desk.0.templates, language };
    let picture = |size: &u32, cut: bool| {
        let (ending, purpose) = if cut { ("-cut", "maskable") } else { ("", "any") };
        let src = format!("/icons/{size}{ending}.png");
        json!({ "src": src, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose })
    };
    let mut icons: Vec<_> =
        SIZES.iter().flat_map(|size| [picture(size, false), picture(size, true)]).collect();
    if let Some(mark) = desk.0.templates.asset_url("logo.svg") {
        icons.push(json!({ "src": mark, "sizes": "any", "type": "image/svg+xml" }));
    }
    let shortcut = |name: &str, url: &str| json!({ "name": voice.say(name), "url": url });
    let about = json!({
        "id": "/",
        "name": voice.say("app.name"),
        "short_name": voice.say("app.name"),
        "description": voice.say("app.footer"),
        "lang": language.as_str(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f8",
        "theme_color": "#0b665c",
        "icons": icons,
        "shortcuts": [shortcut("nav.new", "/tickets/new"), shortcut("nav.record", "/tickets/record")],
    });
    Ok(HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(about.to_string()))
}

/// `GET /icons/{size}.png` and `GET /icons/{size}-cut.png`: the mark.
///
/// # Errors
/// [`Reason::NotFound`] for any other size.
pub async fn picture(path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let name = path.into_inner();
    let stem = name.strip_suffix(".png").ok_or(Refusal::of(Reason::NotFound))?;
    let (size, cut) = stem.strip_suffix("-cut").map_or((stem, false), |size| (size, true));
    let size = SIZES.iter().copied().find(|known| known.to_string() == size);
    let size = size.ok_or(Refusal::of(Reason::NotFound))?;
    let drawn = web::block(move || icon::drawn(size, cut)).await.map_err(|_| Refusal::of(Reason::Failed))?;
    let bytes = drawn.map_err(|_| Refusal::of(Reason::Failed))?;
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((header::CACHE_CONTROL, "public, max-age=604800"))
        .body(bytes))
}

/// `GET /sw.js`: the worker. It changes with whatever it keeps, so that browsers fetch it anew after an update.
///
/// # Errors
/// [`Reason::Failed`] if it is not there.
pub async fn worker(
    desk: Desk,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    let language = asked.lang.unwrap_or_else(|| request::language(&request));
    let templates = &desk.0.templates;
    let script = templates.asset(WORKER).ok_or(Refusal::of(Reason::Failed))?;
    // Nearly all of it at once, when the first page is there: later pages come without waiting for a script of their own.
    let mut kept = templates.asset_urls();
    kept.retain(|url| !LATER.iter().any(|name| url.ends_with(name)));
    let told = json!({ "version": templates.assets_version(), "kept": kept, "lang": language.as_str() });
    let body = format!("const TOLD = {told};\n{}", String::from_utf8_lossy(&script.bytes));
    Ok(HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(body))
}

/// `GET /offline`: what one sees instead of a page when there is no line.
///
/// # Errors
/// When it cannot be rendered.
pub async fn offline(desk: Desk, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let language = request::language(&request);
    let voice = Voice { templates: &desk.0.templates, language };
    let shown = Offline { lang: language.as_str(), demo: false, title: voice.say("offline.title") };
    let html = desk.0.templates.render("errors/offline", &shown)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html))
}
