//! What operations ask for: health, readiness, metrics, and a limit on how often one may ask.

use std::time::Duration;

use serde_json::json;

use crate::both;
use crate::support::database::Database;
use crate::support::desk::TestDesk;

both! {
    async fn the_desk_says_that_it_lives_and_that_it_is_ready(desk: TestDesk) {
        desk.api().get("/healthz").await.is(200).sees("ok");
        let ready = desk.api().get("/readyz").await.is(200).json();
        assert_eq!((&ready["ready"], &ready["database"], &ready["migrations"], &ready["jobs"]), (&json!(true), &json!(true), &json!(true), &json!(true)), "{ready}");
        // A job that falls silent makes it unready, and is named.
        desk.app.pulse.begins("deliver", Duration::from_secs(2), desk.now());
        desk.api().get("/readyz").await.is(200);
        desk.passes(chrono::TimeDelta::minutes(5));
        let unready = desk.api().get("/readyz").await.is(503).json();
        assert_eq!((&unready["ready"], &unready["silent_jobs"]), (&json!(false), &json!(["deliver"])), "{unready}");
    }

    async fn the_metrics_count_requests_database_queues_and_letters(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        siti.looks_at(&ticket).await.is(200);
        siti.api.get("/tickets/TKT-2026-999999").await.problem(404);
        let text = desk.api().get("/metrics").await.is(200).text();
        for line in [
            r#"jenjang_http_requests_total{method="POST",route="/api/v1/tickets",status="201"} 1"#,
            r#"jenjang_http_requests_total{method="GET",route="/api/v1/tickets/{number}",status="200"} 1"#,
            r#"jenjang_http_requests_total{method="GET",route="/api/v1/tickets/{number}",status="404"} 1"#,
            r#"jenjang_http_request_seconds_bucket{method="POST",route="/api/v1/tickets",le="10"} 1"#,
            "jenjang_database_up 1",
            "jenjang_database_writes_total ",
            "jenjang_database_waiting_writes 0",
            r#"jenjang_letters{state="failed"} 0"#,
            "jenjang_events_unconsidered ",
        ] {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
        assert!(!text.contains(&ticket.number), "a ticket's number is no label");
    }
}

#[actix_web::test]
async fn the_metrics_ask_for_their_token_if_they_have_one() {
    let desk = TestDesk::open(Database::Sqlite, &[("JENJANG_METRICS_TOKEN", "prometheus-di-sini")]).await;
    desk.api().get("/metrics").await.is(401);
    desk.api().with_token("prometheus-di-sana").get("/metrics").await.is(401);
    let siti = desk.person("siti@dinkes.demo.test").await;
    siti.api.get("/metrics").await.is(401);
    desk.api().with_token("prometheus-di-sini").get("/metrics").await.is(200).sees("jenjang_database_up 1");
    desk.api().get("/healthz").await.is(200);
}

#[actix_web::test]
async fn an_address_that_asks_too_often_waits_in_words() {
    let desk = TestDesk::open(Database::Sqlite, &[("JENJANG_REQUESTS_PER_MINUTE", "5")]).await;
    let mut last = desk.api().get("/me").await;
    for _ in 0..6 {
        last = desk.api().get("/me").await;
    }
    last.problem(429);
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1, "{last}");
    // Who looks after the desk still gets an answer.
    desk.api().get("/healthz").await.is(200);
    desk.api().get("/metrics").await.is(200).sees("429");
}
