//! People (Pengguna), as far as the caller may look them up; administrators write them.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, emptied, spelled};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::columns::{Column, Columns};
use crate::desk::people::persons::{self, OwnFields, Person, PersonFields, PersonFilter};
use crate::desk::people::{By, access, agencies, columns};
use crate::desk::words::{Language, StaffMail};
use crate::http::error::Refusal;

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PersonFilters {
    /// With words of their name, NIP or e-mail address that begin so.
    q: Option<String>,
    /// Of this agency, by id or code.
    agency: Option<String>,
    /// Who may sign in, or who may not.
    #[param(value_type = Option<bool>)]
    active: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A person to be entered. They get a password by `jenjang admin reset-password` or from an administrator's page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPerson {
    /// The e-mail address.
    #[serde(default)]
    #[schema(required, format = "email")]
    email: String,
    /// The NIP, 18 digits, with or without spaces; none for those who are no civil servants.
    #[serde(default)]
    nip: String,
    /// The name with titles.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// The agency, by id or code.
    #[serde(default)]
    #[schema(required)]
    agency: String,
    /// The room.
    #[serde(default)]
    room: String,
    /// The telephone number.
    #[serde(default)]
    phone: String,
    /// The language they are addressed in; `id` if unset.
    language: Option<Language>,
    /// When they get mail as staff; `immediate` if unset.
    staff_mail: Option<StaffMail>,
    /// Whether they may sign in; yes if unset.
    active: Option<bool>,
}

/// What of a person shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonChange {
    /// The e-mail address.
    email: Option<String>,
    /// The NIP; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    nip: Option<Option<String>>,
    /// The name with titles.
    name: Option<String>,
    /// The agency, by id or code.
    agency: Option<String>,
    /// The room; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    room: Option<Option<String>>,
    /// The telephone number; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// The language they are addressed in.
    language: Option<Language>,
    /// When they get mail as staff.
    staff_mail: Option<StaffMail>,
    /// Whether they may sign in.
    active: Option<bool>,
}

/// What the caller changes of themselves; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnChange {
    /// The room; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    room: Option<Option<String>>,
    /// The telephone number; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// The language they are addressed in.
    language: Option<Language>,
    /// When they get mail as staff.
    staff_mail: Option<StaffMail>,
    /// The columns they see in lists of tickets beside the ticket itself, in any order; `null` for the usual ones.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<Vec<Column>>)]
    columns: Option<Option<Vec<Column>>>,
}

/// Finds people the caller may look up, by name.
#[utoipa::path(tag = "people", params(PersonFilters), responses((status = 200, body = inline(Listed<Person>))))]
#[get("/people")]
pub(super) async fn list(asks: Asks<PersonFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let active = reading.value("active", asks.filters.active.as_deref(), "no_flag");
    let search = asks.filters.q.clone().unwrap_or_default();
    let agency = asks.filters.agency.clone();
    let page = asks
        .reads(move |conn, actor| {
            let agency = match agency {
                Some(name) => reading.found("agency", agencies::named(conn, &name))?.map(|found| found.id),
                None => None,
            };
            reading.finish()?;
            let filter = PersonFilter { search, agency, active };
            Ok::<_, Refusal>(persons::list(conn, actor, &filter, part)?)
        })
        .await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads a person the caller may look up, by id or e-mail.
#[utoipa::path(tag = "people", responses((status = 200, body = Person)))]
#[get("/people/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let person = asks.reads(move |conn, actor| persons::named(conn, actor, &id)).await?;
    Ok(shown(Some(person.version), &person))
}

/// Enters a person.
#[utoipa::path(tag = "people", request_body = NewPerson, responses((status = 201, body = Person)))]
#[post("/people")]
pub(super) async fn create(wish: Wish<NewPerson>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let agency_id = administration::agency(conn, "agency", &fields.agency)?;
        let fields = PersonFields {
            email: fields.email,
            nip: fields.nip,
            name: fields.name,
            agency_id,
            room: fields.room,
            phone: fields.phone,
            language: fields.language.unwrap_or(Language::Id),
            staff_mail: fields.staff_mail.unwrap_or(StaffMail::Immediate),
            active: fields.active.unwrap_or(true),
        };
        let person = persons::create(conn, By::Person(&actor), fields, None, now).map_err(spelled)?;
        made(&format!("/people/{}", person.id), Some(person.version), &person)
    })
    .await
}

/// Changes a person, in the version that was read.
#[utoipa::path(tag = "people", request_body = PersonChange, responses((status = 200, body = Person)))]
#[patch("/people/{id}")]
pub(super) async fn change(wish: Wish<PersonChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = persons::named(conn, &actor, &id)?;
        let kept = before.fields();
        let agency_id = match fields.agency {
            Some(name) => administration::agency(conn, "agency", &name)?,
            None => kept.agency_id,
        };
        let wished = PersonFields {
            email: fields.email.unwrap_or(kept.email),
            nip: fields.nip.map_or(kept.nip, Option::unwrap_or_default),
            name: fields.name.unwrap_or(kept.name),
            agency_id,
            room: fields.room.map_or(kept.room, Option::unwrap_or_default),
            phone: fields.phone.map_or(kept.phone, Option::unwrap_or_default),
            language: fields.language.unwrap_or(kept.language),
            staff_mail: fields.staff_mail.unwrap_or(kept.staff_mail),
            active: fields.active.unwrap_or(kept.active),
        };
        let version = read.unwrap_or(before.version);
        let by = By::Person(&actor);
        let person = persons::change(conn, by, before.id, version, wished, now).map_err(spelled)?;
        told(Some(person.version), &person)
    })
    .await
}

/// Changes what the caller may change of themselves, in the version that was read.
#[utoipa::path(tag = "me", request_body = OwnChange, responses((status = 200, body = Person)))]
#[patch("/me")]
pub(super) async fn change_own(wish: Wish<OwnChange>) -> Result<HttpResponse, Refusal> {
    wish.changed(|conn, Wished { actor, fields, read, now, .. }| {
        let before = persons::get(conn, &actor, actor.id)?;
        let kept = before.own_fields();
        let own = OwnFields {
            room: fields.room.map_or(kept.room, Option::unwrap_or_default),
            phone: fields.phone.map_or(kept.phone, Option::unwrap_or_default),
            language: fields.language.unwrap_or(kept.language),
            staff_mail: fields.staff_mail.unwrap_or(kept.staff_mail),
        };
        let person = persons::change_own(conn, &actor, read.unwrap_or(before.version), own, now)?;
        if let Some(chosen) = fields.columns {
            columns::choose(conn, &actor, chosen.map(|chosen| Columns::of(&chosen)).as_ref())?;
        }
        told(Some(person.version), &person)
    })
    .await
}
