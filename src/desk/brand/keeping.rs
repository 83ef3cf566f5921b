//! Reading and changing the look: one for the whole desk, administrators' to change.

use serde_json::json;

use super::colour::Colour;
use super::look::{Brand, BrandError, BrandFields, Logo, LogoChange, TEXT_MAX};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::BrandId;
use crate::desk::people::{Actor, access, settings};

/// The name under which it is kept.
const SETTING: &str = "brand";
/// There is one look; its history needs a name all the same.
const RECORD: BrandId = BrandId(uuid::Uuid::from_u128(0x6a65_6e6a_616e_6700_8000_0000_0000_0001));

/// The look of the desk.
///
/// # Errors
/// When it cannot be read.
pub fn read(conn: &mut DbConn) -> Result<Brand, DbError> {
    Ok(settings::get(conn, SETTING)?.unwrap_or_default())
}

/// Changes the look that was read in `version`.
///
/// # Errors
/// [`BrandError::Denied`] for all but administrators, [`BrandError::Invalid`] with the fields, [`BrandError::Stale`] if
/// somebody was faster.
pub fn save(
    conn: &mut DbConn,
    actor: &Actor,
    version: i64,
    fields: BrandFields,
    now: Timestamp,
) -> Result<Brand, BrandError> {
    access::administers(actor)?;
    let before = read(conn)?;
    if before.version != version {
        return Err(BrandError::Stale);
    }
    let after = checked(fields, &before)?;
    settings::put(conn, SETTING, &after, now)?;
    let kind = if version == 0 { EventKind::Created } else { EventKind::Changed };
    let line = NewEvent::new(RecordKind::Brand, RECORD, kind, actor.id, now);
    events::record(conn, line.with(told(&before, &after)))?;
    Ok(after)
}

fn checked(fields: BrandFields, before: &Brand) -> Result<Brand, FieldErrors> {
    let mut errors = FieldErrors::default();
    let accent = match fields.accent.trim() {
        "" => None,
        text => match text.parse::<Colour>() {
            Ok(colour) if colour.bears_white() => Some(colour),
            Ok(colour) => {
                let near = colour.made_to_bear_white().to_string();
                errors.add_with("accent", "colour_pale", json!({ "near": near }));
                None
            }
            Err(_) => {
                errors.add("accent", "colour");
                None
            }
        },
    };
    let logo = match fields.logo {
        LogoChange::Keep => before.logo.clone(),
        LogoChange::Remove => None,
        LogoChange::Replace(bytes) => match Logo::of(&bytes) {
            Ok(logo) => Some(logo),
            Err(code) => {
                errors.add("logo", code);
                None
            }
        },
    };
    let after = Brand {
        version: before.version + 1,
        office: errors.optional("office", &fields.office, TEXT_MAX),
        office_en: errors.optional("office_en", &fields.office_en, TEXT_MAX),
        greeting: errors.optional("greeting", &fields.greeting, TEXT_MAX),
        greeting_en: errors.optional("greeting_en", &fields.greeting_en, TEXT_MAX),
        accent,
        logo,
    };
    errors.finish()?;
    Ok(after)
}

/// What changed, the picture by its size alone.
fn told(before: &Brand, after: &Brand) -> serde_json::Value {
    let size = |brand: &Brand| brand.logo.as_ref().map(|logo| logo.bytes().len());
    json!({
        "office": after.office, "office_en": after.office_en, "greeting": after.greeting, "greeting_en": after.greeting_en,
        "accent": after.accent, "logo_bytes": { "from": size(before), "to": size(after) },
    })
}
