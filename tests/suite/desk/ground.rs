//! A desk that was just set up, without a door: the Dinas, its administrator, the catalogue, and one connection.

use chrono::{NaiveDate, TimeDelta};
use diesel::connection::SimpleConnection;
use jenjang::clock::Timestamp;
use jenjang::db::DbConn;
use jenjang::desk::fields::FieldErrors;
use jenjang::desk::ids::{AgencyId, GroupId, PersonId};
use jenjang::desk::people::agencies::{self, Agency, AgencyFields};
use jenjang::desk::people::grants::{self, Grant, NewGrant, Term};
use jenjang::desk::people::persons::{self, Person, PersonFields};
use jenjang::desk::people::{Actor, By, PeopleError, groups, load_actor, passwords};
use jenjang::desk::setup::{self, FirstOffice};
use jenjang::desk::words::{Language, Role, StaffMail};
use jenjang::desk::{catalogue, events};

use crate::support::both::Fresh;
use crate::support::database::{Database, TestDatabase};

/// The password of everyone here.
pub const PASSWORD: &str = "kuda laut biru";
/// Memory of a hash here, in KiB: little, so that the tests are quick.
pub const MEMORY: u32 = 64;

/// The desk.
pub struct Ground {
    /// Its one connection.
    pub conn: DbConn,
    /// Monday 23 November 2026, 08.15 in WITA, until it is moved.
    pub now: Timestamp,
    /// The first administrator.
    pub admin: Actor,
    /// The Dinas.
    pub dinas: Agency,
    _database: TestDatabase,
}

impl Fresh for Ground {
    async fn fresh(database: Database) -> Self {
        let database = TestDatabase::new(database);
        drop(database.open());
        let mut conn = database.connect();
        conn.batch_execute("BEGIN").unwrap();
        let now = "2026-11-23T00:15:00Z".parse().unwrap();
        let token = setup::new_link(&mut conn, now).unwrap().unwrap();
        let hash = passwords::hash(PASSWORD, MEMORY).unwrap();
        let id = setup::first_administrator(&mut conn, token.reveal(), first_office(), hash, now).unwrap();
        let admin = load_actor(&mut conn, id, now).unwrap().unwrap();
        let dinas = agencies::ict_department(&mut conn).unwrap().unwrap();
        conn.batch_execute("COMMIT").unwrap();
        Self { conn, now, admin, dinas, _database: database }
    }
}

/// What is entered at the first start.
pub fn first_office() -> FirstOffice {
    FirstOffice {
        agency_code: "kominfo".into(),
        agency_name: "Dinas Komunikasi dan Informatika".into(),
        agency_short_name: "Kominfo".into(),
        zone: "Asia/Makassar".into(),
        name: "Admin Sistem, S.Kom.".into(),
        email: "Admin@demo.test".into(),
        nip: "19700705 199003 1 003".into(),
        language: Language::Id,
    }
}

impl Ground {
    /// Moves the time forward.
    pub fn later(&mut self, delta: TimeDelta) {
        self.now = self.now.plus(delta);
    }

    /// Today in WITA.
    pub fn today(&self) -> NaiveDate {
        self.now.date_in(chrono_tz::Asia::Makassar)
    }

    /// Does something as a door does it: in a transaction, of which nothing is kept if it is refused.
    pub fn act<T, E>(&mut self, act: impl FnOnce(&mut DbConn) -> Result<T, E>) -> Result<T, E> {
        self.conn.batch_execute("BEGIN").unwrap();
        let outcome = act(&mut self.conn);
        let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.conn.batch_execute(end).unwrap();
        outcome
    }

    /// Does something as the administrator.
    pub fn administer<T, E>(
        &mut self,
        act: impl FnOnce(&mut DbConn, By<'_>, Timestamp) -> Result<T, E>,
    ) -> Result<T, E> {
        let (admin, now) = (self.admin.clone(), self.now);
        self.act(|conn| act(conn, By::Person(&admin), now))
    }

    /// Enters an agency.
    pub fn agency(&mut self, code: &str) -> Agency {
        let fields = agency_fields(code);
        self.administer(|conn, by, now| agencies::create(conn, by, fields, now)).unwrap()
    }

    /// Enters a person with the password of everyone.
    pub fn person(&mut self, account: &str, agency: AgencyId) -> Person {
        let fields = person_fields(account, agency);
        let hash = passwords::hash(PASSWORD, MEMORY).unwrap();
        self.administer(|conn, by, now| persons::create(conn, by, fields, Some(hash), now)).unwrap()
    }

    /// Gives a grant from today on, and answers what came of it.
    pub fn tries_to_give(
        &mut self,
        person: PersonId,
        role: Role,
        agency: Option<AgencyId>,
        group: Option<GroupId>,
    ) -> Result<Grant, PeopleError> {
        let term = Term { valid_from: self.today(), valid_until: None, decree: String::new() };
        let new = NewGrant { person_id: person, role, agency_id: agency, group_id: group, term };
        self.administer(|conn, by, now| grants::give(conn, by, new, now))
    }

    /// Enters a Tier 1 technician of an agency.
    pub fn technician(&mut self, account: &str, agency: AgencyId) -> Person {
        let person = self.person(account, agency);
        self.tries_to_give(person.id, Role::Tier1Technician, Some(agency), None).unwrap();
        person
    }

    /// The person as they act now.
    pub fn actor(&mut self, person: PersonId) -> Actor {
        load_actor(&mut self.conn, person, self.now).unwrap().unwrap()
    }

    /// A group's id by its code.
    pub fn group(&mut self, code: &str) -> GroupId {
        groups::named(&mut self.conn, code).unwrap().id
    }

    /// A category by its code.
    pub fn category(&mut self, code: &str) -> catalogue::Category {
        catalogue::categories::named(&mut self.conn, code).unwrap()
    }

    /// The kinds of a record's history, oldest first.
    pub fn told(&mut self, record: impl Into<jenjang::desk::ids::RecordId>) -> Vec<&'static str> {
        let lines = events::history(&mut self.conn, record).unwrap();
        lines.into_iter().map(|line| line.kind.as_str()).collect()
    }
}

/// An agency of which nothing is special.
pub fn agency_fields(code: &str) -> AgencyFields {
    AgencyFields {
        code: code.into(),
        name: format!("Dinas {code}"),
        short_name: code.into(),
        parent_id: None,
        ict_department: false,
        zone: "Asia/Makassar".into(),
        calendar_id: None,
        self_managed_from: None,
        self_managed_until: None,
        self_managed_decree: None,
        active_from: day("2020-01-01"),
        active_until: None,
        sender_name: None,
        signature: None,
    }
}

/// A person of whom nothing is special.
pub fn person_fields(account: &str, agency: AgencyId) -> PersonFields {
    PersonFields {
        email: format!("{account}@demo.test"),
        nip: String::new(),
        name: format!("{account} Lamato"),
        agency_id: agency,
        room: String::new(),
        phone: String::new(),
        language: Language::Id,
        staff_mail: StaffMail::Immediate,
        active: true,
    }
}

/// The fields that are wrong, and what is wrong with each.
pub fn wrong<T: std::fmt::Debug, E: Into<Refused>>(outcome: Result<T, E>) -> Vec<(String, &'static str)> {
    match outcome.map_err(Into::into) {
        Err(Refused::Invalid(errors)) => {
            errors.0.into_iter().map(|error| (error.field, error.code)).collect()
        }
        other => panic!("expected wrong fields, not {other:?}"),
    }
}

/// A refusal of any room.
#[derive(Debug)]
pub enum Refused {
    /// Something in the input is wrong.
    Invalid(FieldErrors),
    /// Anything else.
    Other(#[expect(dead_code, reason = "shown when a test fails")] String),
}

impl From<PeopleError> for Refused {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Invalid(errors) => Self::Invalid(errors),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<catalogue::CatalogueError> for Refused {
    fn from(error: catalogue::CatalogueError) -> Self {
        match error {
            catalogue::CatalogueError::Invalid(errors) => Self::Invalid(errors),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<setup::SetupError> for Refused {
    fn from(error: setup::SetupError) -> Self {
        match error {
            setup::SetupError::Invalid(errors) => Self::Invalid(errors),
            other => Self::Other(other.to_string()),
        }
    }
}

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One wrong field.
pub fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}
