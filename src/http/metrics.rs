//! Figures for Prometheus (`/metrics`): requests, the database, the queues, the letters, the jobs.
//!
//! The recorder is a value the server passes on, not the process's own: two desks in one process count apart.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, get, web};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use subtle::ConstantTimeEq;

use super::actor::{app, bearer};
use super::error::{Reason, Refusal};
use crate::app::App;
use crate::db::DbError;
use crate::desk::{events, letters};

/// The upper bounds of the latencies' buckets, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// After so many requests their latencies are sorted into the buckets, whether anybody reads them or not.
const SORT_EVERY: u64 = 4_096;

/// What was counted since the start.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    measured: AtomicU64,
}

impl Metrics {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// Never with these buckets; the exporter says so if it cannot be made.
    pub fn new() -> Result<Self, BuildError> {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full("jenjang_http_request_seconds".into()), BUCKETS)?;
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, describe);
        Ok(Self { recorder, handle, measured: AtomicU64::new(0) })
    }

    fn measured(&self, method: &str, route: String, status: u16, seconds: f64) {
        let method = method.to_owned();
        metrics::with_local_recorder(&self.recorder, || {
            let labels =
                [("method", method.clone()), ("route", route.clone()), ("status", status.to_string())];
            counter!("jenjang_http_requests_total", &labels).increment(1);
            histogram!("jenjang_http_request_seconds", "method" => method, "route" => route).record(seconds);
        });
        if self.measured.fetch_add(1, Ordering::Relaxed) % SORT_EVERY == SORT_EVERY - 1 {
            self.handle.run_upkeep();
        }
    }
}

/// The middleware that counts every request by method, route and status, and how long it took.
///
/// # Errors
/// What the request ends in.
pub async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(metrics) = request.app_data::<web::Data<Metrics>>().cloned() else {
        return next.call(request).await;
    };
    let (begun, method) = (Instant::now(), request.method().clone());
    let answer = next.call(request).await;
    let (route, status) = match &answer {
        Ok(answer) => (answer.request().match_pattern(), answer.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let known = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"].contains(&method.as_str());
    let method = if known { method.as_str() } else { "other" };
    let route = route.unwrap_or_else(|| "other".into());
    metrics.measured(method, route, status.as_u16(), begun.elapsed().as_secs_f64());
    answer
}

/// Figures for Prometheus. If the desk was given `JENJANG_METRICS_TOKEN`, that is asked for as the bearer token.
#[utoipa::path(
    tag = "operations",
    security((), ("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/plain", description = "Prometheus text format 0.0.4"), (status = 401, description = "The desk has a token for its figures, and this is not it"))
)]
#[get("/metrics")]
pub async fn show(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let app = app(&request)?;
    may_read(&app, &request)?;
    let metrics = request.app_data::<web::Data<Metrics>>().ok_or(Refusal::of(Reason::NotFound))?;
    let waiting = app
        .db
        .read(|conn| {
            let unconsidered = events::unconsidered_count(conn)?;
            Ok::<_, DbError>((unconsidered, letters::backlog(conn)?, letters::relay::read(conn)?))
        })
        .await;
    metrics::with_local_recorder(&metrics.recorder, || {
        gauge!("jenjang_database_up").set(f64::from(u8::from(waiting.is_ok())));
        of_process(&app);
        if let Ok((unconsidered, backlog, relay)) = &waiting {
            gauge!("jenjang_events_unconsidered").set(*unconsidered as f64);
            of_letters(backlog, &app);
            let shut = relay.shut_since.map_or(0, |since| app.now().seconds_since(since).max(1));
            gauge!("jenjang_mail_server_shut_seconds").set(shut as f64);
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header(("Cache-Control", "no-store"))
        .body(metrics.handle.render()))
}

/// Whether the request shows the token, if there is one.
fn may_read(app: &App, request: &HttpRequest) -> Result<(), Refusal> {
    let Some(token) = &app.config.metrics_token else { return Ok(()) };
    let shown = bearer(request).unwrap_or_default();
    let same = bool::from(token.reveal().as_bytes().ct_eq(shown.as_bytes()));
    if same { Ok(()) } else { Err(Refusal::of(Reason::Unauthenticated)) }
}

fn of_process(app: &App) {
    let figures = app.db.figures();
    counter!("jenjang_database_reads_total").absolute(figures.reads);
    counter!("jenjang_database_writes_total").absolute(figures.writes);
    gauge!("jenjang_database_connections", "state" => "idle").set(f64::from(figures.idle));
    gauge!("jenjang_database_connections", "state" => "busy")
        .set(f64::from(figures.connections.saturating_sub(figures.idle)));
    gauge!("jenjang_database_waiting_writes").set(figures.waiting_writes as f64);
    gauge!("jenjang_streams").set(app.live.len() as f64);
    let now = app.now();
    for (job, beat) in app.pulse.beats() {
        counter!("jenjang_job_runs_total", "job" => job).absolute(beat.runs);
        counter!("jenjang_job_failures_total", "job" => job).absolute(beat.failures);
        gauge!("jenjang_job_alive", "job" => job).set(f64::from(u8::from(beat.is_alive(now))));
        if let Some(at) = beat.last_success {
            gauge!("jenjang_job_last_success_timestamp_seconds", "job" => job).set(at.seconds() as f64);
        }
    }
    for (outcome, times) in app.pulse.attempts() {
        counter!("jenjang_letters_total", "outcome" => outcome.as_str()).absolute(times);
    }
}

fn of_letters(backlog: &letters::Backlog, app: &App) {
    let counts = backlog.letters;
    for (state, count) in [
        ("queued", counts.queued),
        ("waiting", counts.waiting),
        ("sending", counts.sending),
        ("failed", counts.failed),
    ] {
        gauge!("jenjang_letters", "state" => state).set(count as f64);
    }
    let late = backlog.oldest_due_at.map_or(0, |due| app.now().seconds_since(due).max(0));
    gauge!("jenjang_letters_oldest_late_seconds").set(late as f64);
}

fn describe() {
    describe_counter!("jenjang_http_requests_total", "Requests, by method, route and status");
    describe_histogram!("jenjang_http_request_seconds", Unit::Seconds, "Time to answer a request");
    describe_gauge!("jenjang_database_up", "1 if the database answered just now");
    describe_counter!("jenjang_database_reads_total", "Reading transactions");
    describe_counter!("jenjang_database_writes_total", "Writing transactions");
    describe_gauge!("jenjang_database_connections", "Connections in the pool, by state");
    describe_gauge!("jenjang_database_waiting_writes", "Jobs that wait for the single writer (SQLite)");
    describe_gauge!("jenjang_streams", "Pages and programs of this process that listen to what changes");
    describe_gauge!("jenjang_events_unconsidered", "History lines nobody has considered for mail yet");
    describe_counter!("jenjang_letters_total", "Attempts to send a letter in this process, by outcome");
    describe_gauge!("jenjang_letters", "Letters that ask for something, by state");
    describe_gauge!("jenjang_letters_oldest_late_seconds", Unit::Seconds, "How late the oldest letter is");
    describe_gauge!(
        "jenjang_mail_server_shut_seconds",
        Unit::Seconds,
        "For how long the mail server has taken no letters; 0 while it takes them"
    );
    describe_counter!("jenjang_job_runs_total", "Runs of a job in this process");
    describe_counter!("jenjang_job_failures_total", "Failed runs of a job in this process");
    describe_gauge!("jenjang_job_alive", "1 if the job ended well within three of its rounds");
    describe_gauge!(
        "jenjang_job_last_success_timestamp_seconds",
        Unit::Seconds,
        "When the job ended well last"
    );
}
