//! The first start: a link that works once makes the Dinas, its first administrator and the catalogue.

use serde::{Deserialize, Serialize};

use super::catalogue::{self, CatalogueError};
use super::fields::FieldErrors;
use super::ids::{AgencyId, PersonId};
use super::people::agencies::{self, Agency, AgencyFields};
use super::people::grants::{self, NewGrant, Term};
use super::people::passwords::{self, Owner};
use super::people::persons::{self, Person, PersonFields};
use super::people::{By, PeopleError, SecretToken, is_token, settings};
use super::sla::{self, SlaError};
use super::words::{Language, Role, StaffMail};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};

/// The name the hash of the link's token is kept under.
const TOKEN: &str = "setup_token";

/// Why the desk is not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link is not the newest one, or was used.
    #[error("this set-up link is not valid; start the desk again for a new one")]
    Link,
    /// Something in the input is wrong.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// What is asked at the first start.
#[derive(Clone, Debug)]
pub struct FirstOffice {
    /// The code of the Dinas, such as `KOMINFO`.
    pub agency_code: String,
    /// The full name of the Dinas.
    pub agency_name: String,
    /// What it is called for short.
    pub agency_short_name: String,
    /// Its zone, such as `Asia/Makassar`.
    pub zone: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's e-mail address.
    pub email: String,
    /// The administrator's NIP; empty for none.
    pub nip: String,
    /// The administrator's language.
    pub language: Language,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    sha256: String,
}

/// Whether nobody is there yet.
///
/// # Errors
/// When it cannot be read.
pub fn is_needed(conn: &mut DbConn) -> Result<bool, DbError> {
    Ok(!persons::any(conn)?)
}

/// Makes the token of a new link, and forgets the one before; `None` if somebody is there already.
///
/// # Errors
/// When the database refuses it.
pub fn new_link(conn: &mut DbConn, now: Timestamp) -> Result<Option<SecretToken>, DbError> {
    if !is_needed(conn)? {
        return Ok(None);
    }
    let token = SecretToken::fresh("");
    settings::put(conn, TOKEN, &Kept { sha256: hex::encode(token.hash()) }, now)?;
    Ok(Some(token))
}

/// Whether the token is that of the newest link, and nobody is there yet.
///
/// # Errors
/// [`SetupError::Link`] if not.
pub fn check_link(conn: &mut DbConn, token: &str) -> Result<(), SetupError> {
    let kept: Option<Kept> = settings::get(conn, TOKEN)?;
    let hash = kept.and_then(|kept| hex::decode(kept.sha256).ok()).ok_or(SetupError::Link)?;
    if is_token(token, &hash) && is_needed(conn)? { Ok(()) } else { Err(SetupError::Link) }
}

/// What is wrong with the administrator's password. Call it before the password is hashed.
///
/// # Errors
/// [`FieldErrors`] for the field `password`.
pub fn check_password(office: &FirstOffice, password: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let owner = Owner { email: &office.email, name: &office.name, nip: Some(&office.nip) };
    passwords::check(password, owner, "password", &mut errors);
    errors.finish()
}

/// Makes the Dinas, its first administrator, the catalogue and what is promised, and burns the link. `password_hash` was made outside by
/// [`passwords::hash`].
///
/// # Errors
/// [`SetupError::Link`], or [`SetupError::Invalid`] with every field that is wrong.
pub fn first_administrator(
    conn: &mut DbConn,
    token: &str,
    office: FirstOffice,
    password_hash: String,
    now: Timestamp,
) -> Result<PersonId, SetupError> {
    check_link(conn, token)?;
    // Burnt before anything is made: whoever comes at the same time by the same link waits here and finds nothing.
    if !settings::remove(conn, TOKEN)? {
        return Err(SetupError::Link);
    }
    let agency = first_agency(conn, &office, now)?;
    let person = first_person(conn, &office, &agency, password_hash, now)?;
    let grant = NewGrant {
        person_id: person.id,
        role: Role::Admin,
        agency_id: None,
        group_id: None,
        term: Term { valid_from: now.date_in(agency.zone), valid_until: None, decree: String::new() },
    };
    grants::give(conn, By::Machine, grant, now)?;
    catalogue::install_defaults(conn, now)?;
    sla::ship(conn, now)?;
    Ok(person.id)
}

fn first_agency(conn: &mut DbConn, office: &FirstOffice, now: Timestamp) -> Result<Agency, SetupError> {
    let zone = office.zone.trim().parse().unwrap_or(chrono_tz::Asia::Jakarta);
    let fields = AgencyFields {
        code: office.agency_code.clone(),
        name: office.agency_name.clone(),
        short_name: office.agency_short_name.clone(),
        parent_id: None,
        ict_department: true,
        zone: office.zone.clone(),
        calendar_id: None,
        self_managed_from: None,
        self_managed_until: None,
        self_managed_decree: None,
        active_from: now.date_in(zone),
        active_until: None,
        sender_name: None,
        signature: None,
    };
    match agencies::create(conn, By::Machine, fields, now) {
        Ok(agency) => Ok(agency),
        Err(PeopleError::Invalid(mut errors)) => {
            for error in &mut errors.0 {
                if matches!(error.field.as_str(), "code" | "name" | "short_name") {
                    error.field = format!("agency_{}", error.field);
                }
            }
            // The other half of the form is checked too, so that everything wrong is said at once.
            let agency = AgencyId::new();
            person_fields(office, agency).checked(&mut errors);
            Err(errors.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn first_person(
    conn: &mut DbConn,
    office: &FirstOffice,
    agency: &Agency,
    password_hash: String,
    now: Timestamp,
) -> Result<Person, SetupError> {
    let fields = person_fields(office, agency.id);
    Ok(persons::create(conn, By::Machine, fields, Some(password_hash), now)?)
}

fn person_fields(office: &FirstOffice, agency_id: AgencyId) -> PersonFields {
    PersonFields {
        email: office.email.clone(),
        nip: office.nip.clone(),
        name: office.name.clone(),
        agency_id,
        room: String::new(),
        phone: String::new(),
        language: office.language,
        staff_mail: StaffMail::Immediate,
        active: true,
    }
}

impl From<PeopleError> for SetupError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Invalid(errors) => Self::Invalid(errors),
            PeopleError::Database(error) => Self::Database(error),
            // An empty desk has no record that could be missing, stale or another's.
            PeopleError::NotFound | PeopleError::Denied(_) | PeopleError::Stale => Self::Link,
        }
    }
}

impl From<SlaError> for SetupError {
    fn from(error: SlaError) -> Self {
        match error {
            SlaError::Invalid(errors) => Self::Invalid(errors),
            SlaError::Database(error) => Self::Database(error),
            SlaError::NotFound | SlaError::Denied(_) | SlaError::Stale { .. } | SlaError::Calendar(_) => {
                Self::Link
            }
        }
    }
}

impl From<CatalogueError> for SetupError {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Invalid(errors) => Self::Invalid(errors),
            CatalogueError::Database(error) => Self::Database(error),
            CatalogueError::NotFound | CatalogueError::Denied(_) | CatalogueError::Stale => Self::Link,
        }
    }
}
