//! An office whose people write, and what became of their messages.

use diesel::prelude::*;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::schema::{events, incoming, letters, tickets};
use jenjang::db::{DatabaseUrl, Db, DbConn, DbError};
use jenjang::desk::demo;
use jenjang::desk::people::persons::{self, PersonFields};
use jenjang::desk::people::{Actor, By, PeopleError, load_actor};
use jenjang::desk::tickets::{self as desk, Open, TicketError};
use jenjang::desk::words::{Language, StaffMail};

/// Memory of the one password hash: the program's own default.
const PASSWORD_MEMORY: u32 = 19_456;
/// Messages of one person, less than the desk takes from one in an hour.
pub const MESSAGES_EACH: usize = 10;
/// Tickets of one transaction.
const TOGETHER: usize = 100;

/// A desk with many people, beside the running one.
pub struct Office {
    db: Db,
    writers: Vec<Actor>,
    tickets_at_first: usize,
    sent_at_first: usize,
}

impl Office {
    /// The demo office, and so many people more, of each agency the same number.
    pub fn open(url: &str, people: usize) -> anyhow::Result<Self> {
        let now = Clock::System.now();
        let url: DatabaseUrl = url.parse()?;
        let db = Db::open(&url, 2)?;
        demo::fill(&db, PASSWORD_MEMORY, now)?;
        let writers = db.write_blocking(move |conn| writers(conn, people, now))?;
        // What the demo office went through is told to nobody.
        db.write_blocking(move |conn| {
            diesel::update(events::table)
                .set(events::considered_at.eq(now))
                .execute(conn)
                .map_err(DbError::from)
        })?;
        let mut office = Self { db, writers, tickets_at_first: 0, sent_at_first: 0 };
        office.tickets_at_first = office.tickets()?;
        Ok(office)
    }

    /// Who writes the message of a number.
    pub fn writer(&self, number: usize) -> &str {
        &self.writers[number % self.writers.len()].email
    }

    /// Tickets before any message came.
    pub fn tickets_at_first(&self) -> usize {
        self.tickets_at_first
    }

    /// Tickets there are.
    pub fn tickets(&self) -> anyhow::Result<usize> {
        self.count(|conn| tickets::table.count().get_result(conn))
    }

    /// Messages that are decided.
    pub fn decided(&self) -> anyhow::Result<usize> {
        self.count(|conn| incoming::table.filter(incoming::decided_at.is_not_null()).count().get_result(conn))
    }

    /// Whether something happened that nobody has been told of.
    pub fn unconsidered(&self) -> anyhow::Result<bool> {
        let many = self
            .count(|conn| events::table.filter(events::considered_at.is_null()).count().get_result(conn))?;
        Ok(many > 0)
    }

    /// Letters that are due or under way.
    pub fn letters_left(&self) -> anyhow::Result<usize> {
        let now = Clock::System.now();
        self.count(move |conn| {
            let due = letters::state.eq("queued").and(letters::next_attempt_at.assume_not_null().le(now));
            letters::table.filter(due.or(letters::state.eq("sending"))).count().get_result(conn)
        })
    }

    /// Letters that left since the last report.
    pub fn letters_since(&self) -> anyhow::Result<usize> {
        Ok(self.sent()? - self.sent_at_first)
    }

    fn sent(&self) -> anyhow::Result<usize> {
        self.count(|conn| letters::table.filter(letters::state.eq("sent")).count().get_result(conn))
    }

    /// Lets people report so much, through the desk's own verb.
    pub async fn reports(&mut self, many: usize) -> anyhow::Result<()> {
        self.sent_at_first = self.sent()?;
        let now = Clock::System.now();
        for first in (0..many).step_by(TOGETHER) {
            let writers = self.writers.clone();
            let written = self.db.write(move |conn| {
                for number in first..(first + TOGETHER).min(many) {
                    let report = Open {
                        title: format!("Printer ruang {number} macet"),
                        description: "Kertas tersangkut sejak pagi, sudah dicoba dimatikan.".into(),
                        category: "D2".into(),
                        ..Open::default()
                    };
                    desk::open(conn, &writers[number % writers.len()], report, now)?;
                }
                Ok::<_, TicketError>(())
            });
            written.await?;
        }
        Ok(())
    }

    fn count(
        &self,
        read: impl FnOnce(&mut DbConn) -> QueryResult<i64> + Send + 'static,
    ) -> anyhow::Result<usize> {
        let count = self.db.read_blocking(|conn| read(conn).map_err(DbError::from))?;
        Ok(usize::try_from(count)?)
    }
}

fn writers(conn: &mut DbConn, people: usize, now: Timestamp) -> Result<Vec<Actor>, PeopleError> {
    let agencies: Vec<_> = jenjang::desk::catalogue::directory(conn)?
        .agencies_on(now.date_in(chrono_tz::Asia::Makassar))
        .map(|agency| agency.id)
        .collect();
    let mut writers = Vec::with_capacity(people);
    for number in 0..people {
        let fields = PersonFields {
            email: format!("orang{number}@kantor.demo.test"),
            nip: String::new(),
            name: format!("Orang {number}"),
            agency_id: agencies[number % agencies.len()],
            room: String::new(),
            phone: String::new(),
            language: Language::Id,
            staff_mail: StaffMail::Immediate,
            active: true,
        };
        let person = persons::create(conn, By::Machine, fields, None, now)?;
        writers.extend(load_actor(conn, person.id, now)?);
    }
    Ok(writers)
}
