//! What becomes of every message of the corpus, in the small world at the head of its table (`tests/mail/expected.toml`).

use diesel::prelude::*;
use jenjang::db::schema::{letters, people, tickets};
use jenjang::db::{DbConn, DbError};
use jenjang::desk::ids::{IncomingId, TicketId};
use jenjang::desk::inbox::{self, Case, Decision, Then, Waiting, Wordings};
use jenjang::desk::tickets::{Cancel, cancel};
use jenjang::mail::inbox::{ours, reading};

use super::post::{PostRoom, eml};
use crate::both;
use crate::mail::corpus;
use crate::support::office;

/// The tickets of the world by their numbers, and whose letter about each is named in the corpus.
struct World {
    post: PostRoom,
    tag: String,
}

impl World {
    async fn make(post: PostRoom) -> Self {
        let mut post = post;
        let now = post.room.now();
        post.room
            .arranges(move |conn| {
                office::person(conn, "budi@dinkes.demo.test", "Budi Santoso", "dinkes", "none", now)
            })
            .await;
        std::sync::Arc::make_mut(&mut post.room.app.config).reply_address =
            Some("servicedesk@parigi.test".into());
        post.room
            .app
            .db
            .write(move |conn| {
                for (name, whose) in [("dinas", "dinas"), ("dikbud", "agency:dikbud")] {
                    let bound = inbox::bound_as(conn, whose)?;
                    let address = if name == "dinas" {
                        "servicedesk@parigi.test"
                    } else {
                        "bantuan.dikbud@parigi.test"
                    };
                    inbox::bind(
                        conn,
                        &inbox::Mailbox { name: name.into(), bound, address: Some(address.into()) },
                        now,
                    )?;
                }
                Ok::<_, inbox::InboxError>(())
            })
            .await
            .unwrap();

        let closed = post.room.reports("siti@dinkes", "empat puluh").await;
        post.room.takes("andi@dinkes", &closed).await;
        post.room.resolves("andi@dinkes", &closed, "Selesai").await;
        post.room.closes("siti@dinkes", &closed).await;
        let resolved = post.room.reports("siti@dinkes", "empat puluh satu").await;
        post.room.takes("andi@dinkes", &resolved).await;
        post.room.resolves("andi@dinkes", &resolved, "Selesai").await;
        let first = eml(
            "siti@dinkes.demo.test",
            "awal",
            "Subject: Jaringan\nCc: made@dinkes.demo.test",
            "Jaringan putus",
        );
        let line = post.gets(&first.replace("<awal@kantor.test>", "<siti-awal@dinkes.demo.test>")).await;
        let waits = post.ticket(&line).await;
        post.room.takes("andi@dinkes", &waits).await;
        post.room.asks("andi@dinkes", &waits, "Di ruang mana?").await;
        let other = post.room.reports("wayan@dikbud", "empat puluh tiga").await;
        post.room.takes("wayan@dikbud", &other).await;
        let cancelled = post.room.reports("siti@dinkes", "empat puluh empat").await;
        let number = cancelled.spoken();
        post.room
            .acts("siti@dinkes", move |conn, actor, now| {
                let request = Cancel { reason: "Sudah bisa".into(), ..Cancel::default() };
                cancel(conn, actor, &number, None, &request, now)
            })
            .await;
        post.room.considers().await;
        for (ticket, number, who) in [
            (&closed, 40, "siti"),
            (&resolved, 41, "siti"),
            (&waits, 42, "siti"),
            (&other, 43, "wayan"),
            (&cancelled, 44, "siti"),
        ] {
            post.room.arranges(named(ticket.id, number, who)).await;
        }
        let tag = post.room.app.passes().reply_tag(waits.id);
        Self { post, tag }
    }

    async fn decides(&self, raw: &[u8]) -> String {
        let raw = replaced(raw, b"tag42", self.tag.as_bytes());
        let message = reading::read(&raw, &corpus::own());
        let waiting = Waiting {
            id: IncomingId::new(),
            mailbox: "dinas".into(),
            message_id: message.message_id.clone().unwrap_or_default(),
            thread: String::new(),
            raw: None,
            size: raw.len() as u64,
            attempts: 1,
            received_at: self.post.room.now(),
            released_by: None,
            released_as: None,
        };
        let limits = self.post.room.app.attachment_limits();
        let case =
            Case { waiting, message, files: None, category: None, wordings: Wordings::default(), limits };
        let (ours, now) = (ours(&self.post.room.app), self.post.room.now());
        let decision =
            self.post.room.app.db.read(move |conn| inbox::foresee(conn, &ours, &case, now)).await.unwrap();
        spoken(&decision)
    }
}

/// Gives a ticket its number of the table, and the last letter about it to `who` its name.
fn named(
    ticket: TicketId,
    number: u32,
    who: &'static str,
) -> impl FnOnce(&mut DbConn) -> Result<(), DbError> {
    move |conn| {
        diesel::update(tickets::table.find(ticket))
            .set(tickets::number.eq(format!("TKT-2026-{number:06}")))
            .execute(conn)?;
        let email: String =
            people::table.filter(people::email.like(format!("{who}@%"))).select(people::email).first(conn)?;
        let id: jenjang::desk::ids::LetterId = letters::table
            .filter(letters::ticket_id.eq(ticket).and(letters::address.eq(email)))
            .order(letters::id.desc())
            .select(letters::id)
            .first(conn)?;
        diesel::update(letters::table.find(id))
            .set(letters::message_id.eq(format!("<letter-{number}-{who}@parigi.test>")))
            .execute(conn)?;
        Ok(())
    }
}

fn replaced(raw: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        if raw[at..].starts_with(what) {
            out.extend_from_slice(with);
            at += what.len();
        } else {
            out.push(raw[at]);
            at += 1;
        }
    }
    out
}

/// A decision in the words of the table.
fn spoken(decision: &Decision) -> String {
    match decision {
        Decision::Comment { then: Then::Nothing, .. } => "comment".into(),
        Decision::Comment { then: Then::EndWait, .. } => "comment:end_wait".into(),
        Decision::Comment { then: Then::Reopen, .. } => "comment:reopen".into(),
        Decision::Ticket { continues: Some(_), .. } => "ticket:continues".into(),
        Decision::Ticket { .. } => "ticket".into(),
        Decision::Joined { .. } => "joined".into(),
        Decision::Undeliverable { .. } => "undeliverable".into(),
        Decision::Ignored(reason) => format!("ignored:{reason}"),
        Decision::Quarantined(reason) => format!("quarantined:{reason}"),
        Decision::Refused { reason, .. } => format!("refused:{reason}"),
    }
}

both! {
    async fn every_message_of_the_corpus_becomes_what_the_table_says(post: PostRoom) {
        let world = World::make(post).await;
        let mut wrong = Vec::new();
        let all = corpus::all();
        assert!(all.len() >= 90, "only {} messages", all.len());
        for specimen in all {
            let decided = world.decides(&specimen.raw).await;
            if decided != specimen.expected.decision {
                wrong.push(format!("{}: expected {}, got {decided}", specimen.name, specimen.expected.decision));
            }
        }
        assert!(wrong.is_empty(), "{} are decided otherwise:\n{}", wrong.len(), wrong.join("\n"));
    }
}
