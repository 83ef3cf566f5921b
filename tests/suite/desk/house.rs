//! A desk without a door: the office of the tests, and tickets put down as they are.

use diesel::prelude::*;
use jenjang::clock::Timestamp;
use jenjang::db::schema::{comments, resolutions, ticket_groups, tickets};
use jenjang::db::{Db, DbConn, DbError};
use jenjang::desk::ids::{CommentId, ResolutionId, TicketId};
use jenjang::desk::people::Actor;
use jenjang::desk::tickets::Ticket;
use jenjang::desk::words::*;
use jenjang::desk::{people, search, sla};

use crate::support::both::Fresh;
use crate::support::database::{Database, TestDatabase};
use crate::support::office;

/// Monday, 23 November 2026, 09:15 in Parigi.
pub const NOW: Timestamp = Timestamp::from_micros(1_795_396_500_000_000);

/// The office in a database of its own.
pub struct House {
    pub db: Db,
    pub database: TestDatabase,
}

impl Fresh for House {
    async fn fresh(database: Database) -> Self {
        let database = TestDatabase::new(database);
        let db = database.open();
        db.write(|conn| office::open(conn, "no password", NOW)).await.unwrap();
        db.write(|conn| sla::ship(conn, NOW)).await.unwrap();
        Self { db, database }
    }
}

/// A ticket as it is put down.
#[derive(Clone)]
pub struct Draft {
    serial: i64,
    requester: String,
    category: String,
    group: String,
    tier: Tier,
    title: String,
    description: String,
    restricted: bool,
}

impl Draft {
    /// Of Siti, about the net, with Tier 1 of her agency.
    pub fn new(serial: i64, title: &str, description: &str) -> Self {
        Self {
            serial,
            requester: "siti@dinkes.demo.test".into(),
            category: "A1".into(),
            group: "dinkes-t1".into(),
            tier: Tier::One,
            title: title.into(),
            description: description.into(),
            restricted: false,
        }
    }

    /// Of somebody else: `account@agency`.
    pub fn of(mut self, requester: &str) -> Self {
        let (_, agency) = requester.split_once('@').unwrap();
        self.group = format!("{agency}-t1");
        self.requester = format!("{requester}.demo.test");
        self
    }

    /// With a group of Tier 2.
    pub fn with_tier2(mut self, group: &str) -> Self {
        (self.group, self.tier) = (group.into(), Tier::Two);
        self
    }

    /// Only for named handlers.
    pub fn restricted(mut self) -> Self {
        self.restricted = true;
        self
    }

    /// Puts it down and into the search.
    pub fn put(&self, conn: &mut DbConn) -> Result<TicketId, DbError> {
        let id = TicketId::new();
        let at = Timestamp::from_micros(NOW.micros() + self.serial);
        let requester = office::person_id(conn, &self.requester)?;
        let agency = self.requester.split(['@', '.']).nth(1).unwrap();
        let kind = if self.restricted { Kind::SecurityIncident } else { Kind::Incident };
        let row = (
            (
                tickets::id.eq(id),
                tickets::serial.eq(self.serial),
                tickets::number.eq(format!("TKT-2026-{:06}", self.serial)),
                tickets::version.eq(1_i64),
            ),
            (
                tickets::kind.eq(kind),
                tickets::title.eq(self.title.clone()),
                tickets::description.eq(self.description.clone()),
            ),
            (
                tickets::category_id.eq(category(conn, &self.category)?),
                tickets::agency_id.eq(office::agency_id(conn, agency)?),
            ),
            (tickets::requester_id.eq(requester), tickets::opened_by_id.eq(requester)),
            (tickets::channel.eq(Channel::Portal), tickets::status.eq(Status::New)),
            (tickets::impact.eq(Impact::Limited), tickets::urgency.eq(Urgency::Low)),
            (
                tickets::priority.eq(Priority::P4),
                tickets::classification.eq(Classification::Public),
                tickets::restricted.eq(self.restricted),
            ),
            (tickets::tier.eq(self.tier), tickets::group_id.eq(office::group_id(conn, &self.group)?)),
            (tickets::accepted.eq(true), tickets::bounces.eq(0)),
            (
                tickets::reported_at.eq(at),
                tickets::created_at.eq(at),
                tickets::updated_at.eq(at),
                tickets::stage_since.eq(at),
                tickets::due_at.eq(Ticket::NO_DUE),
            ),
        );
        diesel::insert_into(tickets::table).values(row).execute(conn)?;
        if self.tier == Tier::Two {
            let group = office::group_id(conn, &self.group)?;
            diesel::insert_into(ticket_groups::table)
                .values((
                    ticket_groups::ticket_id.eq(id),
                    ticket_groups::group_id.eq(group),
                    ticket_groups::created_at.eq(at),
                ))
                .execute(conn)?;
        }
        search::refresh(conn, id)?;
        Ok(id)
    }
}

impl House {
    /// Puts tickets down.
    pub async fn has(&self, drafts: impl IntoIterator<Item = Draft>) -> Vec<TicketId> {
        let drafts: Vec<_> = drafts.into_iter().collect();
        self.db
            .write(move |conn| drafts.iter().map(|draft| draft.put(conn)).collect::<Result<_, DbError>>())
            .await
            .unwrap()
    }

    /// Somebody of the office, with what they may do: `account@agency`.
    pub async fn actor(&self, account: &str) -> Actor {
        let email = format!("{account}.demo.test");
        let load = move |conn: &mut DbConn| -> Result<_, DbError> {
            let id = office::person_id(conn, &email)?;
            people::load_actor(conn, id, NOW)
        };
        self.db.read(load).await.unwrap().unwrap()
    }

    /// Somebody writes on a ticket.
    pub async fn comment(
        &self,
        ticket: TicketId,
        author: &str,
        visibility: Visibility,
        body: &str,
    ) -> CommentId {
        let id = CommentId::new();
        let (author, body) = (format!("{author}.demo.test"), body.to_owned());
        let write = move |conn: &mut DbConn| -> Result<_, DbError> {
            let row = (
                (comments::id.eq(id), comments::ticket_id.eq(ticket)),
                comments::author_id.eq(office::person_id(conn, &author)?),
                (comments::visibility.eq(visibility), comments::body.eq(body)),
                comments::created_at.eq(NOW),
            );
            diesel::insert_into(comments::table).values(row).execute(conn)?;
            search::refresh(conn, ticket)?;
            Ok(id)
        };
        self.db.write(write).await.unwrap()
    }

    /// Somebody solves a ticket.
    pub async fn solution(&self, ticket: TicketId, by: &str, solution: &str) {
        let (by, solution) = (format!("{by}.demo.test"), solution.to_owned());
        let write = move |conn: &mut DbConn| -> Result<_, DbError> {
            let row = (
                (resolutions::id.eq(ResolutionId::new()), resolutions::ticket_id.eq(ticket)),
                (resolutions::seq.eq(1), resolutions::tier.eq(Tier::One), resolutions::solution.eq(solution)),
                resolutions::resolved_by_id.eq(office::person_id(conn, &by)?),
                (resolutions::resolved_at.eq(NOW), resolutions::first_contact.eq(false)),
            );
            diesel::insert_into(resolutions::table).values(row).execute(conn)?;
            search::refresh(conn, ticket)
        };
        self.db.write(write).await.unwrap();
    }
}

fn category(conn: &mut DbConn, code: &str) -> Result<jenjang::desk::ids::CategoryId, DbError> {
    use jenjang::db::schema::categories;
    Ok(categories::table.filter(categories::code.eq(code.to_owned())).select(categories::id).first(conn)?)
}
