//! That a duty by law to report outside was met.

use chrono::TimeDelta;
use jenjang::desk::ids::TicketId;
use jenjang::desk::sla::{self, Clock, ClockName, Phase};
use serde_json::{Value, json};

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::{Person, Ticket};

/// A security emergency, as the requester reports it: it goes to the security group at once.
async fn an_incident(siti: &Person, wishes: Value) -> Ticket {
    let mut report = json!({ "kind": "security_incident", "category": "E1", "title": "Situs diretas", "impact": "wide", "urgency": "high" });
    for (name, value) in wishes.as_object().unwrap() {
        report[name] = value.clone();
    }
    siti.opens(report).await
}

fn a_notice(wishes: Value) -> Value {
    let mut notice = json!({ "clock": "cyber_incident", "party": "BSSN", "reference": "TTIS-2026-17" });
    for (name, value) in wishes.as_object().unwrap() {
        notice[name] = value.clone();
    }
    notice
}

async fn duty(desk: &TestDesk, seer: &Person, ticket: &Ticket, name: ClockName) -> Option<Clock> {
    let id: TicketId = seer.looks_at(ticket).await.is(200).field("/id").parse().unwrap();
    let clocks = desk.app.db.read(move |conn| sla::store::clocks_of(conn, id)).await.unwrap();
    clocks.into_iter().find(|clock| clock.name == name)
}

both! {
    async fn the_clock_of_a_duty_stops_when_it_was_met(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let yusuf = desk.person("yusuf@kominfo.demo.test").await;
        let ticket = an_incident(&siti, json!({})).await;
        let runs = duty(&desk, &yusuf, &ticket, ClockName::CyberIncident).await.unwrap();
        assert_eq!(runs.phase, Phase::Running);
        assert_eq!(runs.due_at, Some(desk.now().plus(TimeDelta::hours(24))), "around the clock");
        desk.passes(TimeDelta::hours(5));
        let at = desk.now().minus(TimeDelta::hours(1));
        let wish = a_notice(json!({ "notified_at": at }));
        let noted = yusuf.api.post(&ticket.at("/legal-notices"), wish.clone()).await.is(201);
        assert!(noted.header("location").ends_with(&ticket.number));
        let stopped = duty(&desk, &yusuf, &ticket, ClockName::CyberIncident).await.unwrap();
        assert_eq!((stopped.phase, stopped.stopped_at), (Phase::Stopped, Some(at)));
        // Once for each duty.
        yusuf.api.post(&ticket.at("/legal-notices"), wish).await.problem(409);
        // Staff read of it in the history, the requester does not.
        let history = yusuf.looks_back_on(&ticket).await.is(200);
        let line = history.json()["items"].as_array().unwrap().iter().find(|line| line["kind"] == "notified").unwrap().clone();
        assert_eq!(line["data"]["reference"], "TTIS-2026-17", "{line}");
        siti.looks_back_on(&ticket).await.is(200).does_not_see("TTIS-2026-17");
    }

    async fn what_is_wrong_with_a_notice_is_named(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let yusuf = desk.person("yusuf@kominfo.demo.test").await;
        let begun = desk.now();
        let ticket = an_incident(&siti, json!({})).await;
        desk.passes(TimeDelta::hours(1));
        for (wish, field) in [
            (json!({ "clock": "response" }), "clock"),
            (json!({ "clock": "lunch" }), "clock"),
            (json!({ "clock": "data_breach" }), "clock"),
            (json!({ "party": " " }), "party"),
            (json!({ "party": "x".repeat(201) }), "party"),
            (json!({ "party": "dua\nbaris" }), "party"),
            (json!({ "reference": "" }), "reference"),
            (json!({ "reference": "TTIS\u{0}" }), "reference"),
            (json!({ "notified_at": desk.now().plus(TimeDelta::seconds(1)) }), "notified_at"),
            (json!({ "notified_at": begun.minus(TimeDelta::seconds(1)) }), "notified_at"),
            (json!({ "notified_at": "yesterday" }), "notified_at"),
            (json!({ "colour": "red" }), "colour"),
        ] {
            yusuf.api.post(&ticket.at("/legal-notices"), a_notice(wish)).await.refuses_field(422, field);
        }
        let clock = duty(&desk, &yusuf, &ticket, ClockName::CyberIncident).await.unwrap();
        assert_eq!(clock.phase, Phase::Running, "nothing of it was kept");
        // Of an ordinary incident the law asks nothing.
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ordinary = siti.reports("Jaringan lemot").await;
        andi.api.post(&ordinary.at("/legal-notices"), a_notice(json!({}))).await.refuses_field(422, "clock");
    }

    async fn a_breach_of_personal_data_is_a_duty_of_its_own(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let kadis = desk.person("kadis@kominfo.demo.test").await;
        let ticket = an_incident(&siti, json!({ "classification": "personal_data" })).await;
        let breach = duty(&desk, &kadis, &ticket, ClockName::DataBreach).await.unwrap();
        assert_eq!(breach.due_at, Some(desk.now().plus(TimeDelta::hours(72))));
        let wish = a_notice(json!({ "clock": "data_breach", "party": "Subjek data dan lembaga PDP" }));
        kadis.api.post(&ticket.at("/legal-notices"), wish).await.is(201);
        let cyber = duty(&desk, &kadis, &ticket, ClockName::CyberIncident).await.unwrap();
        assert_eq!(cyber.phase, Phase::Running, "the other duty is still open");
    }

    async fn only_those_whose_duty_it_is_note_it(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = an_incident(&siti, json!({})).await;
        let path = ticket.at("/legal-notices");
        siti.api.post(&path, a_notice(json!({}))).await.problem(403);
        desk.person("kadis@dinkes.demo.test").await.api.post(&path, a_notice(json!({}))).await.problem(403);
        for stranger in ["wayan@dikbud.demo.test", "lestari@kominfo.demo.test", "made@dinkes.demo.test", "ketua@kominfo.demo.test"] {
            let stranger = desk.person(stranger).await;
            let hidden = stranger.api.post(&path, a_notice(json!({}))).await.problem(404);
            let missing = stranger.api.post("/tickets/TKT-2026-999999/legal-notices", a_notice(json!({}))).await.problem(404);
            assert_eq!(hidden["detail"], missing["detail"]);
        }
    }

    async fn the_page_of_a_ticket_asks_for_the_notice_while_the_duty_is_open(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let yusuf = desk.person("yusuf@kominfo.demo.test").await;
        let ticket = an_incident(&siti, json!({})).await;
        let action = ticket.at("/legal-notices");
        assert!(!siti.reads(&ticket).await.has_form(&action), "the requester is not asked");
        let page = yusuf.reads(&ticket).await.sees("Catat laporan ke luar");
        let wrong = page.form(&action).fill("party", "BSSN").fill("reference", "TTIS-9").fill("notified_at", "2030-01-01T08:00").submit().await;
        let wrong = wrong.is(422).sees("Waktunya belum terjadi.");
        let done = wrong.form(&action).fill("notified_at", "").submit().await.is(200);
        let done = done.sees("Laporan ke luar dicatat.").sees("mencatat laporan ke luar: Lapor insiden siber").sees("TTIS-9");
        assert!(!done.has_form(&action), "the duty is met");
        let ordinary = siti.reports("Jaringan lemot").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        assert!(!andi.reads(&ordinary).await.has_form(&ordinary.at("/legal-notices")));
    }
}
