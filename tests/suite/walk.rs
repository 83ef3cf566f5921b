//! The main job, from report to close, by the people involved: over the interface, on both databases and over two processes.

use serde_json::{Value, json};

use crate::both;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::{TestDesk, furnish};
use crate::support::person::{Person, Ticket};
use crate::support::process::{Process, printed, run};

both! {
    async fn a_ticket_walks_from_report_to_close(desk: TestDesk) {
        let cast = Cast::at(&desk.base, &desk.base).await;
        cast.walks().await;
    }

    async fn the_real_binary_walks_the_same_way(database: TestDatabase) {
        furnish(&database);
        let process = Process::serve(&database, &[]);
        Cast::at(&process.base, &process.base).await.walks().await;
        drop(process);
        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
    }
}

#[actix_web::test]
async fn two_processes_on_one_postgres_are_one_desk() {
    let database = TestDatabase::new(Database::Postgres);
    furnish(&database);
    let first = Process::serve(&database, &[]);
    let second = Process::serve(&database, &[]);
    // The agency sits at one process and the Dinas at the other.
    Cast::at(&first.base, &second.base).await.walks().await;
    drop((first, second));
    let verified = run(&database, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", printed(&verified));
}

/// The people involved, and those who are not.
struct Cast {
    siti: Person,
    made: Person,
    andi: Person,
    wayan: Person,
    fajar: Person,
    lestari: Person,
    ketua: Person,
    auditor: Person,
}

impl Cast {
    async fn at(agency: &str, dinas: &str) -> Self {
        Self {
            siti: Person::signed_in(agency, "siti@dinkes.demo.test").await,
            made: Person::signed_in(dinas, "made@dinkes.demo.test").await,
            andi: Person::signed_in(agency, "andi@dinkes.demo.test").await,
            wayan: Person::signed_in(dinas, "wayan@dikbud.demo.test").await,
            fajar: Person::signed_in(dinas, "fajar@kominfo.demo.test").await,
            lestari: Person::signed_in(dinas, "lestari@kominfo.demo.test").await,
            ketua: Person::signed_in(agency, "ketua@kominfo.demo.test").await,
            auditor: Person::signed_in(dinas, "auditor@inspektorat.demo.test").await,
        }
    }

    async fn walks(&self) {
        let ticket = self.siti_reports().await;
        self.andi_takes(&ticket).await;
        self.andi_escalates(&ticket).await;
        self.fajar_returns(&ticket).await;
        self.andi_escalates_again(&ticket).await;
        self.fajar_resolves(&ticket).await;
        self.siti_closes(&ticket).await;
        self.all_of_it_is_in_the_history(&ticket).await;
    }

    async fn siti_reports(&self) -> Ticket {
        let ticket = self.siti.reports("Jaringan lemot").await;
        assert!(ticket.number.starts_with("TKT-2026-") && ticket.number.len() == 15, "{ticket:?}");
        let seen = self.siti.looks_at(&ticket).await.is(200).json();
        assert_eq!(
            (&seen["status"], &seen["tier"], &seen["bounces"]),
            (&json!("new"), &json!(1), &json!(0)),
            "{seen}"
        );

        // Who is not concerned finds nothing; who only reported cannot work on it.
        for stranger in [&self.made, &self.wayan, &self.fajar, &self.lestari] {
            stranger.looks_at(&ticket).await.problem(404);
            stranger.takes(&ticket).await.problem(404);
            stranger.replies(&ticket, "Halo").await.problem(404);
        }
        self.siti.takes(&ticket).await.problem(403);
        self.siti.escalates(&ticket, "Dimatikan, dihidupkan: sama").await.problem(403);
        self.siti.notes(&ticket, "Catatan").await.problem(403);
        self.auditor.looks_at(&ticket).await.is(200);
        self.auditor.replies(&ticket, "Halo").await.problem(403);
        ticket
    }

    async fn andi_takes(&self, ticket: &Ticket) {
        self.andi.takes(ticket).await.succeeds();
        let seen = self.andi.looks_at(ticket).await.is(200).json();
        assert_eq!((&seen["status"], &seen["tier"]), (&json!("in_progress"), &json!(1)), "{seen}");
        assert!(seen["holder"].to_string().contains("Andi Baso"), "{seen}");
        assert!(moves_of(&seen).contains("escalat"), "what Andi may do now: {seen}");
        self.andi.notes(ticket, "Kabel sudah diganti").await.is(201);
        let stream = self.siti.looks_back_on(ticket).await.is(200);
        stream.does_not_see("Kabel sudah diganti");
        self.siti.accepts(ticket).await.problem(403);
        assert!(
            [403, 409].contains(&self.andi.accepts(ticket).await.status),
            "there is nothing to accept yet"
        );
    }

    async fn andi_escalates(&self, ticket: &Ticket) {
        self.andi.escalates(ticket, "").await.refuses_field(422, "attempted_steps");
        let wish = json!({ "reason": "because", "attempted_steps": "x" });
        self.andi.api.post(&ticket.at("/escalations"), wish).await.refuses_field(422, "reason");
        self.andi.escalates(ticket, "Ganti kabel: tetap lambat").await.is(201);
        let seen = self.andi.looks_at(ticket).await.is(200).json();
        assert_eq!((&seen["tier"], &seen["bounces"]), (&json!(2), &json!(0)), "{seen}");
        assert!(seen["holder"].to_string().contains("Jaringan"), "{seen}");

        // Tier 1 stays the contact, and no longer works on it; the other groups of Tier 2 see nothing.
        self.andi.replies(ticket, "Sudah kami teruskan ke Dinas").await.is(201);
        assert!([403, 409].contains(&self.andi.resolves(ticket, "Selesai").await.status));
        assert!([403, 409].contains(&self.andi.escalates(ticket, "Sekali lagi").await.status));
        self.lestari.looks_at(ticket).await.problem(404);
        self.lestari.accepts(ticket).await.problem(404);
        self.fajar.looks_at(ticket).await.is(200);
        self.ketua.looks_at(ticket).await.is(200);
    }

    async fn fajar_returns(&self, ticket: &Ticket) {
        let wish = json!({ "reason": "incomplete", "guidance": "" });
        self.fajar
            .api
            .post(&ticket.at("/escalations/current/return"), wish)
            .await
            .refuses_field(422, "guidance");
        let odd = json!({ "reason": "Informasi kurang lengkap", "guidance": "Lengkapi" });
        self.fajar
            .api
            .post(&ticket.at("/escalations/current/return"), odd)
            .await
            .refuses_field(422, "reason");
        self.andi.returns(ticket, "Coba lagi").await.problem(403);
        self.fajar.returns(ticket, "Cek dulu berapa perangkat yang kena").await.succeeds();
        let seen = self.andi.looks_at(ticket).await.is(200).json();
        assert_eq!((&seen["tier"], &seen["bounces"]), (&json!(1), &json!(1)), "{seen}");
        self.andi.looks_back_on(ticket).await.sees("Cek dulu berapa perangkat yang kena");
        // It was in his group, so he still sees it; it is no longer his to accept.
        self.fajar.looks_at(ticket).await.is(200);
        assert!([403, 409].contains(&self.fajar.accepts(ticket).await.status));
    }

    async fn andi_escalates_again(&self, ticket: &Ticket) {
        self.andi
            .escalates(ticket, "12 perangkat di dua ruangan; switch sudah dinyalakan ulang")
            .await
            .is(201);
        self.fajar.accepts(ticket).await.succeeds();
        let seen = self.fajar.looks_at(ticket).await.is(200).json();
        assert_eq!((&seen["status"], &seen["tier"]), (&json!("in_progress"), &json!(2)), "{seen}");
        assert!(seen["holder"].to_string().contains("Fajar Nugraha"), "{seen}");
        assert!(
            [403, 409].contains(&self.fajar.accepts(ticket).await.status),
            "an escalation is accepted once"
        );

        // A wait for the requester ends with the answer.
        self.fajar.asks(ticket, "Apakah hanya lantai dua?").await.succeeds();
        let seen = self.siti.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "waiting_requester", "{seen}");
        self.siti.replies(ticket, "Ya, hanya lantai dua").await.is(201);
        let seen = self.fajar.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "in_progress", "an answer ends the wait: {seen}");

        // An outside party is a stage, with its reference.
        self.fajar.hands_off(ticket, "Telkom", "INC-77").await.succeeds();
        let seen = self.fajar.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "waiting_external", "{seen}");
        self.fajar.resumes(ticket).await.succeeds();
    }

    async fn fajar_resolves(&self, ticket: &Ticket) {
        let wish = json!({ "resolution": "" });
        self.fajar.api.post(&ticket.at("/resolution"), wish).await.refuses_field(422, "resolution");
        assert!([403, 409].contains(&self.siti.closes(ticket).await.status), "it is not resolved yet");
        let wish = json!({ "resolution": "Port yang banjir diisolasi", "cause": "Loop di switch", "tier1_could_have_solved": false });
        self.fajar.api.post(&ticket.at("/resolution"), wish).await.succeeds();
        let seen = self.siti.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "resolved", "{seen}");

        let refused = self.fajar.escalates(ticket, "Sekali lagi").await;
        assert!([403, 409].contains(&refused.status), "{refused}");
        let refused = self.ketua.resolves(ticket, "Lagi").await.problem(409);
        assert!(
            refused.to_string().contains("closure") || refused.to_string().contains("close"),
            "a 409 names the open moves: {refused}"
        );
    }

    async fn siti_closes(&self, ticket: &Ticket) {
        self.made.closes(ticket).await.problem(404);
        self.siti.reopens(ticket, "Masih lambat di lantai dua").await.succeeds();
        let seen = self.fajar.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "in_progress", "{seen}");
        let holder = if seen["tier"] == 2 { &self.fajar } else { &self.andi };
        let wish = json!({ "resolution": "Switch lantai dua diganti", "tier1_could_have_solved": false });
        holder.api.post(&ticket.at("/resolution"), wish).await.succeeds();

        self.siti.api.post(&ticket.at("/closure"), json!({ "rating": 9 })).await.refuses_field(422, "rating");
        let wish = json!({ "rating": 5, "comment": "Terima kasih" });
        self.siti.api.post(&ticket.at("/closure"), wish).await.succeeds();
        let seen = self.siti.looks_at(ticket).await.is(200).json();
        assert_eq!(seen["status"], "closed", "{seen}");
        self.siti.closes(ticket).await.problem(409);
        self.siti.reopens(ticket, "Lagi").await.problem(409);
        self.andi.takes(ticket).await.problem(409);
    }

    async fn all_of_it_is_in_the_history(&self, ticket: &Ticket) {
        let seen = self.siti.looks_at(ticket).await.is(200).json();
        let tiers: Vec<i64> =
            seen["stays"].as_array().unwrap().iter().filter_map(|stay| stay["tier"].as_i64()).collect();
        assert_eq!(tiers[..4], [1, 2, 1, 2], "{seen}");
        let events = self.ketua.looks_back_on(ticket).await.is(200).json();
        let kinds: Vec<&str> =
            events["items"].as_array().unwrap().iter().filter_map(|event| event["kind"].as_str()).collect();
        let mut rest = kinds.iter();
        for wanted in [
            "opened",
            "assigned",
            "escalated",
            "returned",
            "escalated",
            "accepted",
            "resolved",
            "reopened",
            "resolved",
            "closed",
        ] {
            assert!(
                rest.any(|kind| kind.contains(wanted)),
                "{wanted} is missing, or out of order, in {kinds:?}"
            );
        }
        assert!(
            events["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|event| event["hash"].as_str().is_some_and(|hash| hash.len() == 64))
        );
    }
}

fn moves_of(ticket: &Value) -> String {
    ticket["moves"].to_string()
}
