//! The server: doors, what stands around them, and the jobs; a stop lets running requests and letters finish.

use std::net::TcpListener;

use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App as Service, HttpServer, web};
use anyhow::Context;
use tracing_actix_web::{RequestId, RootSpanBuilder, TracingLogger};

use crate::app::App;
use crate::config::{Config, Secret};
use crate::http;
use crate::http::limits::{Limiter, LinkLimiter};
use crate::http::metrics::{self, Metrics};
use crate::jobs::Heartbeat;
use crate::live;
use crate::mail::Postman;
use crate::mail::inbox::{Mailbox, MailboxError};

/// Seconds a stop waits for running requests.
const PATIENCE: u64 = 20;

/// What pages may load and where they may be shown: our own things, and nowhere else.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
                              form-action 'self'; frame-ancestors 'none'";

/// A server that runs.
pub struct Running {
    /// Where it listens: `http://address:port`.
    pub base: String,
    server: Server,
    heartbeat: Heartbeat,
}

/// Begins to serve and to run the jobs.
///
/// # Errors
/// When the address is taken or not ours.
pub async fn start(app: App, postman: Postman, listener: TcpListener) -> anyhow::Result<Running> {
    let (base, server) = doors(&app, listener)?;
    tokio::spawn(ends_streams(app.clone()));
    let mailboxes = mailboxes(&app)?;
    Ok(Running { base, server, heartbeat: Heartbeat::start(app, postman, mailboxes) })
}

/// Takes the address of the settings, and writes into them which port that became.
///
/// # Errors
/// When the address is taken or not ours.
pub fn bind(config: &mut Config) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(&config.listen)
        .with_context(|| format!("JENJANG_LISTEN: cannot listen on {}", config.listen))?;
    config.bound_to(listener.local_addr()?);
    Ok(listener)
}

/// The doors alone, without the jobs: where they listen, and the server that serves them once it is awaited.
///
/// # Errors
/// When the listener cannot be used.
pub fn doors(app: &App, listener: TcpListener) -> anyhow::Result<(String, Server)> {
    let base = format!("http://{}", listener.local_addr()?);
    live::begin(app.db.clone(), app.clock.clone(), app.live.clone())?;
    let shared = web::Data::new(app.clone());
    let https = app.config.is_https();
    let figures = web::Data::new(Metrics::new()?);
    let limiter = web::Data::new(Limiter::per_minute(app.config.limits.requests_per_minute));
    let links = web::Data::new(LinkLimiter::default());
    let server = HttpServer::new(move || {
        Service::new()
            .app_data(shared.clone())
            .app_data(figures.clone())
            .app_data(limiter.clone())
            .app_data(links.clone())
            .configure(http::configure)
            .wrap(Compress::default())
            .wrap(headers(https))
            .wrap(from_fn(metrics::measure))
            .wrap(TracingLogger::<DeskSpan>::new())
    })
    // The end of a compressed answer is a packet of its own: held back, it comes when the browser has acknowledged the rest,
    // and browsers take 40 ms to do so.
    .tcp_nodelay(true)
    .workers(app.config.workers)
    .worker_max_blocking_threads(blocking_threads(app))
    .shutdown_timeout(PATIENCE)
    .listen(listener)?
    .run();
    Ok((base, server))
}

/// Threads of each worker for what waits for the database, the disk or a password: as many as there are connections to
/// share, and two. More would only wait, each with memory of its own.
fn blocking_threads(app: &App) -> usize {
    (app.db.connections() as usize).div_ceil(app.config.workers.max(1)) + 2
}

impl Running {
    /// Serves until asked to stop (SIGTERM, SIGINT), then lets requests and jobs finish.
    ///
    /// # Errors
    /// When the server itself fails.
    pub async fn until_stopped(self) -> anyhow::Result<()> {
        let served = self.server.await;
        self.heartbeat.stop().await;
        Ok(served?)
    }
}

/// Runs the jobs alone until asked to stop.
///
/// # Errors
/// When the settings of the mail are wrong.
pub async fn work(app: App) -> anyhow::Result<()> {
    let postman = Postman::open(&app.config)?;
    // Whoever looks at a page of another process sees what the jobs of this one do.
    app.db.listen()?;
    let mailboxes = mailboxes(&app)?;
    let heartbeat = Heartbeat::start(app, postman, mailboxes);
    asked_to_stop().await;
    heartbeat.stop().await;
    Ok(())
}

/// The mailboxes the settings name.
fn mailboxes(app: &App) -> Result<Vec<Mailbox>, MailboxError> {
    Mailbox::all(app.config.imap.as_ref().map_or("", Secret::reveal))
}

/// Ends the open streams when a stop is asked for: they would be waited for like any request.
async fn ends_streams(app: App) {
    asked_to_stop().await;
    app.live.close();
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(error) => tracing::error!(%error, "cannot hear SIGTERM"),
    }
}

fn headers(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"));
    if https {
        headers.add(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    } else {
        headers
    }
}

/// The line a request leaves in the log: its route, never its query, body or anybody's words.
pub struct DeskSpan;

impl RootSpanBuilder for DeskSpan {
    fn on_request_start(request: &ServiceRequest) -> tracing::Span {
        use actix_web::HttpMessage as _;
        let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        let route = request.match_pattern().unwrap_or_else(|| "unknown".into());
        tracing::info_span!(
            "request",
            id,
            method = %request.method(),
            route,
            status = tracing::field::Empty,
        )
    }

    fn on_request_end<B: actix_web::body::MessageBody>(
        span: tracing::Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        let status = match outcome {
            Ok(response) => response.status().as_u16(),
            Err(error) => error.as_response_error().status_code().as_u16(),
        };
        span.record("status", status);
        let _entered = span.enter();
        if status >= 500 {
            tracing::error!("failed");
        } else {
            tracing::debug!("answered");
        }
    }
}
