//! Agencies, people, what they may do, and the catalogue: through the same doors as by hand.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::data::{self, Agency, Grant, Person};
use super::error::DemoError;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue;
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::macros::{self, MacroFields};
use crate::desk::people::absences::{self, AbsenceFields};
use crate::desk::people::agencies::{self, AgencyFields};
use crate::desk::people::grants::{self, NewGrant, Term};
use crate::desk::people::persons::{self, PersonFields};
use crate::desk::people::{By, PeopleError, groups, load_actor};
use crate::desk::sla;
use crate::desk::words::{Language, Role, StaffMail};

/// The zone of the demo office: WITA.
pub(super) const ZONE: Tz = chrono_tz::Asia::Makassar;
/// The first day of every agency.
const SINCE: NaiveDate = match NaiveDate::from_ymd_opt(2017, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// Who keeps the canned answers.
const KEEPER: &str = "ketua@kominfo.demo.test";
/// Days ago the desk was set up: before anything in its tickets happened.
const FOUNDED: i64 = 120;
/// Days before and after the present an auditor may look in.
const AUDIT: i64 = 60;

/// Who is who in the stories.
pub(super) struct Office {
    people: HashMap<String, PersonId>,
    technicians: HashMap<String, String>,
    /// How many agencies there are.
    pub(super) agencies: usize,
}

impl Office {
    /// The person with this address.
    pub(super) fn person(&self, email: &str) -> Result<PersonId, DemoError> {
        self.people.get(email).copied().ok_or_else(|| DemoError::Data(format!("nobody is {email}")))
    }

    /// The address of the first technician of an agency.
    pub(super) fn technician(&self, agency: &str) -> Result<&str, DemoError> {
        let found = self.technicians.get(agency).map(String::as_str);
        found.ok_or_else(|| DemoError::Data(format!("{agency} has no technician")))
    }

    /// How many people there are.
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }
}

/// Sets the office up as it stood before the first ticket.
pub(super) fn open(conn: &mut DbConn, password_hash: &str, now: Timestamp) -> Result<Office, DemoError> {
    let founded = now.minus(TimeDelta::days(FOUNDED));
    let rows = data::agencies()?;
    let mut known = HashMap::new();
    for row in &rows {
        let fields = agency(row, &known)?;
        let made = agencies::create(conn, By::Machine, fields, founded).map_err(refused(&row.code))?;
        known.insert(row.code.clone(), made.id);
    }
    catalogue::install_defaults(conn, founded)?;
    sla::ship(conn, founded)?;
    let mut office = Office { people: HashMap::new(), technicians: HashMap::new(), agencies: rows.len() };
    let rows = data::people()?;
    for row in &rows {
        let id = person(conn, row, &known, password_hash, founded)?;
        office.people.insert(row.email.clone(), id);
        for grant in &row.grants {
            let new = new_grant(conn, id, grant, &known, now)?;
            grants::give(conn, By::Machine, new, founded).map_err(refused(&row.email))?;
            if let (Role::Tier1Technician, Some(agency)) = (grant.role, &grant.agency) {
                office.technicians.entry(agency.clone()).or_insert_with(|| row.email.clone());
            }
        }
    }
    for row in &rows {
        absence(conn, row, &office, now)?;
    }
    canned(conn, &office, founded)?;
    Ok(office)
}

/// The canned answers, kept by the supervisor.
fn canned(conn: &mut DbConn, office: &Office, founded: Timestamp) -> Result<(), DemoError> {
    let keeper = office.person(KEEPER)?;
    // Grants begin on their day, and that of the supervisor has come.
    let Some(actor) = load_actor(conn, keeper, founded.plus(TimeDelta::days(1)))? else {
        return Err(DemoError::Data(format!("nobody is {KEEPER}")));
    };
    for row in data::macros()? {
        let group_id = match &row.group {
            Some(code) => Some(groups::named(conn, code).map_err(refused(code))?.id),
            None => None,
        };
        let fields = MacroFields {
            group_id,
            title: row.title.clone(),
            word: row.word,
            body: row.text,
            visibility: row.visibility,
            takes: row.takes,
            category_id: None,
            step: row.step,
            answer_days: row.answer_days,
            cause: row.cause,
        };
        macros::create(conn, &actor, fields, founded)
            .map_err(|error| DemoError::Data(format!("{}: {error}", row.title)))?;
    }
    Ok(())
}

fn agency(row: &Agency, known: &HashMap<String, AgencyId>) -> Result<AgencyFields, DemoError> {
    let parent_id = row.parent.as_deref().map(|code| find(known, code)).transpose()?;
    Ok(AgencyFields {
        code: row.code.clone(),
        name: row.name.clone(),
        short_name: row.short_name.clone(),
        parent_id,
        ict_department: row.ict_department,
        zone: ZONE.name().to_owned(),
        calendar_id: None,
        self_managed_from: row.self_managed_decree.as_ref().map(|_| SINCE),
        self_managed_until: None,
        self_managed_decree: row.self_managed_decree.clone(),
        active_from: SINCE,
        active_until: None,
        sender_name: None,
        signature: None,
    })
}

fn person(
    conn: &mut DbConn,
    row: &Person,
    known: &HashMap<String, AgencyId>,
    password_hash: &str,
    founded: Timestamp,
) -> Result<PersonId, DemoError> {
    let fields = PersonFields {
        email: row.email.clone(),
        nip: row.nip.clone(),
        name: row.name.clone(),
        agency_id: find(known, &row.agency)?,
        room: row.room.clone(),
        phone: row.phone.clone(),
        language: Language::Id,
        staff_mail: StaffMail::Immediate,
        active: true,
    };
    let made = persons::create(conn, By::Machine, fields, Some(password_hash.to_owned()), founded);
    Ok(made.map_err(refused(&row.email))?.id)
}

fn new_grant(
    conn: &mut DbConn,
    person_id: PersonId,
    grant: &Grant,
    known: &HashMap<String, AgencyId>,
    now: Timestamp,
) -> Result<NewGrant, DemoError> {
    let group_id = match &grant.group {
        Some(code) => Some(groups::named(conn, code).map_err(refused(code))?.id),
        None => None,
    };
    let today = now.date_in(ZONE);
    // An auditor looks in a dated window, the others until further notice.
    let term = if grant.role == Role::Auditor {
        let window = TimeDelta::days(AUDIT);
        Term { valid_from: today - window, valid_until: Some(today + window), decree: grant.decree.clone() }
    } else {
        let valid_from = today - TimeDelta::days(FOUNDED);
        Term { valid_from, valid_until: None, decree: grant.decree.clone() }
    };
    let agency_id = grant.agency.as_deref().map(|code| find(known, code)).transpose()?;
    Ok(NewGrant { person_id, role: grant.role, agency_id, group_id, term })
}

fn absence(conn: &mut DbConn, row: &Person, office: &Office, now: Timestamp) -> Result<(), DemoError> {
    let Some(absence) = &row.absence else { return Ok(()) };
    let id = office.person(&row.email)?;
    let entered = now.minus(TimeDelta::days(absence.days_back + 1));
    let Some(actor) = load_actor(conn, id, entered)? else {
        return Err(DemoError::Data(format!("nobody is {}", row.email)));
    };
    let today = now.date_in(ZONE);
    let fields = AbsenceFields {
        absent_from: today - TimeDelta::days(absence.days_back),
        absent_until: today + TimeDelta::days(absence.days_ahead),
        reason: absence.reason.clone(),
    };
    absences::enter(conn, &actor, id, fields, entered).map_err(refused(&row.email))?;
    Ok(())
}

fn find(known: &HashMap<String, AgencyId>, code: &str) -> Result<AgencyId, DemoError> {
    known.get(code).copied().ok_or_else(|| DemoError::Data(format!("there is no agency {code}")))
}

fn refused(what: &str) -> impl FnOnce(PeopleError) -> DemoError {
    move |source| DemoError::People { what: what.to_owned(), source }
}
