//! Whether the process lives (`/healthz`), and whether it can serve (`/readyz`).

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::actor::app;
use super::error::{Reason, Refusal};
use crate::app::App;
use crate::db::{DbError, migrations};

/// That the process lives.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The version of the desk.
    version: &'static str,
}

/// Whether the desk can serve.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    /// Whether everything below holds.
    ready: bool,
    /// Whether the database takes writes.
    database: bool,
    /// Whether all migrations have been run.
    migrations: bool,
    /// Whether every job of this process ran in time.
    jobs: bool,
    /// The jobs that did not.
    silent_jobs: Vec<&'static str>,
}

/// Says that the process lives.
#[utoipa::path(tag = "operations", security(()), responses((status = 200, body = Health)))]
#[get("/healthz")]
pub async fn lives() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Says whether the desk can serve: database, migrations, jobs.
#[utoipa::path(
    tag = "operations",
    security(()),
    responses((status = 200, body = Readiness), (status = 503, body = Readiness, description = "The desk cannot serve"))
)]
#[get("/readyz")]
pub async fn ready(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let readiness = readiness(&app(&request)?).await;
    let mut answer =
        if readiness.ready { HttpResponse::Ok() } else { HttpResponse::build(Reason::Unavailable.status()) };
    Ok(answer.insert_header(("Cache-Control", "no-store")).json(readiness))
}

async fn readiness(app: &App) -> Readiness {
    // Through the writer, so that a database which only reads is found out.
    let pending = app.db.write(migrations::pending).await;
    if let Err(error) = &pending {
        let error: &DbError = error;
        tracing::warn!(%error, "not ready");
    }
    let silent_jobs = app.pulse.silent(app.now());
    let (database, migrations, jobs) =
        (pending.is_ok(), matches!(pending, Ok(false)), silent_jobs.is_empty());
    Readiness { ready: database && migrations && jobs, database, migrations, jobs, silent_jobs }
}
