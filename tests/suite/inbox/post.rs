//! A mail room that messages come in to.

use std::sync::Arc;

use diesel::prelude::*;
use jenjang::db::schema::{comments, incoming, tickets};
use jenjang::db::{DbConn, DbError};
use jenjang::desk::ids::{IncomingId, TicketId};
use jenjang::desk::inbox::{
    self, Case, Fate, InboxError, Mailbox, Message, Settled, State, Wordings, ledger,
};
use jenjang::desk::people::{Actor, load_actor};
use jenjang::desk::tickets::Ticket;
use jenjang::desk::words::{Tier, Visibility};
use jenjang::mail::{self, Stop};

use crate::mail::room::MailRoom;
use crate::support::both::Fresh;
use crate::support::database::Database;
use crate::support::office;

/// A mail room with a mailbox of the Dinas and one of Dinas Kesehatan.
pub struct PostRoom {
    pub room: MailRoom,
}

impl Fresh for PostRoom {
    async fn fresh(database: Database) -> Self {
        let mut room = MailRoom::fresh(database).await;
        Arc::make_mut(&mut room.app.config).reply_address = Some("layanan@parigi.test".into());
        let post = Self { room };
        post.binds("dinas", "dinas").await;
        post.binds("dinkes", "agency:dinkes").await;
        post
    }
}

/// What the ledger says of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub id: IncomingId,
    pub state: State,
    pub fate: Option<Fate>,
    pub reason: Option<String>,
    pub ticket: Option<TicketId>,
    pub error: Option<String>,
}

/// A comment: author tier, words.
pub type Said = (Option<Tier>, String);

impl PostRoom {
    pub async fn binds(&self, name: &'static str, whose: &'static str) {
        let now = self.room.now();
        let bound = self.room.app.db.write(move |conn| {
            let bound = inbox::bound_as(conn, whose)?;
            inbox::bind(
                conn,
                &Mailbox { name: name.into(), bound, address: Some(format!("{name}@parigi.test")) },
                now,
            )
        });
        bound.await.unwrap();
    }

    /// Takes a message down and leaves it.
    pub async fn takes_down(&self, mailbox: &'static str, raw: &[u8], size: u64) -> IncomingId {
        let (post, raw) = (self.room.app.post.clone(), raw.to_vec());
        let kept =
            tokio::task::spawn_blocking(move || inbox::keep(&post, &raw, size).unwrap()).await.unwrap();
        let now = self.room.now();
        self.room
            .app
            .db
            .write(move |conn| inbox::take_down(conn, mailbox, None, &kept, now))
            .await
            .unwrap()
            .id()
    }

    /// Works off what waits; how many were decided.
    pub async fn works_off(&self) -> usize {
        let app = self.room.app.clone();
        tokio::task::spawn_blocking(move || mail::inbox::work_off(&app, &Stop::default()).unwrap())
            .await
            .unwrap()
    }

    /// A message comes to a mailbox, and is worked off.
    pub async fn gets_at(&self, mailbox: &'static str, raw: &str) -> Line {
        let id = self.takes_down(mailbox, raw.as_bytes(), 0).await;
        self.works_off().await;
        self.line(id).await
    }

    /// A message comes to the Dinas.
    pub async fn gets(&self, raw: &str) -> Line {
        self.gets_at("dinas", raw).await
    }

    /// A message comes to the Dinas that was read already.
    pub async fn settles(&self, message: Message) -> Settled {
        static NUMBER: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        self.takes_down("dinas", format!("Message-ID: <settled.{number}@x.test>\n\n{number}").as_bytes(), 0)
            .await;
        let (ours, now, limits) =
            (mail::inbox::ours(&self.room.app), self.room.now(), self.room.app.attachment_limits());
        let settled = self.room.app.db.write(move |conn| {
            let waiting = ledger::claim(conn, now, 1)?.remove(0);
            let case = Case {
                waiting,
                message,
                files: Some(Vec::new()),
                category: Some("A1".into()),
                wordings: Wordings::default(),
                limits,
            };
            inbox::settle(conn, &ours, case, now)
        });
        settled.await.unwrap()
    }

    pub async fn line(&self, id: IncomingId) -> Line {
        type Row = (State, Option<Fate>, Option<String>, Option<TicketId>, Option<String>);
        let row = move |conn: &mut DbConn| -> Result<Row, DbError> {
            Ok(incoming::table
                .find(id)
                .select((
                    incoming::state,
                    incoming::decision,
                    incoming::reason,
                    incoming::ticket_id,
                    incoming::last_error,
                ))
                .first(conn)?)
        };
        let (state, fate, reason, ticket, error) = self.room.app.db.read(row).await.unwrap();
        Line { id, state, fate, reason, ticket, error }
    }

    /// Every ticket there is, oldest first.
    pub async fn tickets(&self) -> Vec<Ticket> {
        let all = |conn: &mut DbConn| -> Result<Vec<Ticket>, DbError> {
            Ok(tickets::table.order(tickets::serial).select(Ticket::as_select()).load(conn)?)
        };
        self.room.app.db.read(all).await.unwrap()
    }

    /// The ticket of a line.
    pub async fn ticket(&self, line: &Line) -> Ticket {
        let id = line.ticket.unwrap_or_else(|| panic!("{line:?} has no ticket"));
        self.tickets().await.into_iter().find(|ticket| ticket.id == id).unwrap()
    }

    /// As it is now.
    pub async fn again(&self, ticket: &Ticket) -> Ticket {
        self.tickets().await.into_iter().find(|other| other.id == ticket.id).unwrap()
    }

    /// The public replies of a ticket, oldest first.
    pub async fn said_on(&self, ticket: &Ticket) -> Vec<Said> {
        let id = ticket.id;
        let said = move |conn: &mut DbConn| -> Result<Vec<Said>, DbError> {
            Ok(comments::table
                .filter(comments::ticket_id.eq(id).and(comments::visibility.eq(Visibility::Public)))
                .order((comments::created_at, comments::id))
                .select((comments::author_tier, comments::body))
                .load(conn)?)
        };
        self.room.app.db.read(said).await.unwrap()
    }

    /// Does something with the ledger as the administrator.
    pub async fn as_admin<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut DbConn, &Actor) -> Result<T, InboxError> + Send + 'static,
    ) -> Result<T, InboxError> {
        let now = self.room.now();
        let done = self.room.app.db.write(move |conn| {
            let id = office::person_id(conn, "admin@demo.test")?;
            let admin = load_actor(conn, id, now)?.unwrap();
            act(conn, &admin)
        });
        done.await
    }

    /// The Message-ID of the last letter to somebody.
    pub async fn last_letter_to(&mut self, address: &str) -> crate::mail::room::Mail {
        self.room.sends().await;
        self.room
            .read()
            .into_iter()
            .rfind(|mail| mail.to == address)
            .unwrap_or_else(|| panic!("no letter to {address}"))
    }
}

/// A message as somebody's program writes it.
pub fn eml(from: &str, id: &str, headers: &str, body: &str) -> String {
    let headers =
        if headers.is_empty() { String::new() } else { format!("{}\r\n", headers.replace('\n', "\r\n")) };
    format!(
        "From: {from}\r\nTo: layanan@parigi.test\r\nMessage-ID: <{id}@kantor.test>\r\n{headers}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    )
}
