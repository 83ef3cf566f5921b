//! `jenjang admin`: first accounts, API tokens, lost passwords. Whoever holds the machine holds the desk.

use anyhow::Context;
use chrono::TimeDelta;

use super::cli::{Admin, Place};
use super::start;
use crate::app::App;
use crate::clock::Timestamp;
use crate::config::Overrides;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;
use crate::desk::people::grants::{self, NewGrant, Term};
use crate::desk::people::persons::{self, Person, PersonFields};
use crate::desk::people::tokens::{self, NewToken};
use crate::desk::people::{By, PeopleError, agencies, groups, passwords};
use crate::desk::words::{Language, Role, StaffMail, TokenScope};

/// Does what was asked, and prints a secret once if one was made.
pub(super) fn admin(place: &Place, wish: Admin) -> anyhow::Result<()> {
    let app = start::app(start::config(place, Overrides::default())?)?;
    match wish {
        Admin::CreateUser { email, name, agency, nip, role, group } => {
            let role = role.map(|role| role.parse::<Role>()).transpose().context("--role")?;
            create_user(&app, NewUser { email, name, agency, nip, role, group })
        }
        Admin::Token { email, name, read_only, days } => token(&app, email, name, read_only, days),
        Admin::ResetPassword { email } => reset_password(&app, email),
    }
}

struct NewUser {
    email: String,
    name: String,
    agency: String,
    nip: Option<String>,
    role: Option<Role>,
    group: Option<String>,
}

fn create_user(app: &App, new: NewUser) -> anyhow::Result<()> {
    let (password, hash) = fresh_password(app)?;
    let now = app.now();
    let email = new.email.clone();
    app.db.write_blocking::<_, PeopleError, _>(move |conn| {
        let agency = agencies::named(conn, &new.agency)?;
        let fields = PersonFields {
            email: new.email,
            nip: new.nip.unwrap_or_default(),
            name: new.name,
            agency_id: agency.id,
            room: String::new(),
            phone: String::new(),
            language: Language::Id,
            staff_mail: StaffMail::Immediate,
            active: true,
        };
        let person = persons::create(conn, By::Machine, fields, Some(hash), now)?;
        let Some(role) = new.role else { return Ok(()) };
        let group_id = new.group.map(|code| groups::named(conn, &code)).transpose()?.map(|group| group.id);
        let agency_id = matches!(role, Role::Tier1Technician | Role::AgencyHead).then_some(agency.id);
        let today = now.date_in(agency.zone);
        let term = Term { valid_from: today, valid_until: None, decree: String::new() };
        grants::give(
            conn,
            By::Machine,
            NewGrant { person_id: person.id, role, agency_id, group_id, term },
            now,
        )?;
        Ok(())
    })?;
    println!("{email} can sign in with this password, which is shown once: {password}");
    Ok(())
}

fn token(app: &App, email: String, name: String, read_only: bool, days: u16) -> anyhow::Result<()> {
    let now = app.now();
    let scope = if read_only { TokenScope::Read } else { TokenScope::Write };
    let new = NewToken { name, scope, expires_at: now.plus(TimeDelta::days(i64::from(days))) };
    let person = person(app, email)?;
    let (secret, made) = app
        .db
        .write_blocking::<_, PeopleError, _>(move |conn| tokens::make_for(conn, person.id, None, new, now))?;
    println!("{}", secret.reveal());
    eprintln!("shown once; it lasts until {}", made.expires_at);
    Ok(())
}

fn reset_password(app: &App, email: String) -> anyhow::Result<()> {
    let person = person(app, email)?;
    let (password, hash) = fresh_password(app)?;
    let now = app.now();
    app.db.write_blocking(move |conn| set(conn, person.id, &hash, now))?;
    println!("{} can sign in with this password, which is shown once: {password}", person.email);
    Ok(())
}

fn set(conn: &mut DbConn, person: PersonId, hash: &str, now: Timestamp) -> Result<(), PeopleError> {
    persons::set_password(conn, By::Machine, person, hash, now)
}

fn person(app: &App, email: String) -> anyhow::Result<Person> {
    let named = email.clone();
    let found = app.db.read_blocking::<_, DbError, _>(move |conn| persons::by_email(conn, &named))?;
    found.with_context(|| format!("there is no account {email}"))
}

/// A password nobody can guess, and its hash.
fn fresh_password(app: &App) -> anyhow::Result<(String, String)> {
    let password = hex::encode(rand::random::<[u8; 10]>());
    let hash = passwords::hash(&password, app.config.password_memory)?;
    Ok((password, hash))
}
