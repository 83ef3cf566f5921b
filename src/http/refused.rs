//! What rooms refuse, as the doors say it; the table of status codes is in [`super::error`].

use super::error::{Reason, Refusal};
use crate::desk::brand::BrandError;
use crate::desk::inbox::InboxError;
use crate::desk::macros::MacroError;
use crate::desk::wording::WordingError;

impl From<BrandError> for Refusal {
    fn from(error: BrandError) -> Self {
        match error {
            BrandError::Denied(denied) => denied.into(),
            BrandError::Stale => Self::of(Reason::Stale),
            BrandError::Invalid(errors) => errors.into(),
            BrandError::Database(error) => error.into(),
        }
    }
}

impl From<MacroError> for Refusal {
    fn from(error: MacroError) -> Self {
        match error {
            MacroError::NotFound => Self::of(Reason::NotFound),
            MacroError::Denied(denied) => denied.into(),
            MacroError::Stale => Self::of(Reason::Stale),
            MacroError::Invalid(errors) => errors.into(),
            MacroError::Ticket(error) => error.into(),
            MacroError::Database(error) => error.into(),
        }
    }
}

impl From<InboxError> for Refusal {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::NotFound => Self::of(Reason::NotFound),
            InboxError::NotHeld => Self::of(Reason::Stale),
            InboxError::Denied(denied) => denied.into(),
            InboxError::Ticket(error) => error.into(),
            InboxError::Attachment(error) => error.into(),
            InboxError::People(error) => error.into(),
            InboxError::Db(error) => error.into(),
            InboxError::Name | InboxError::Office(_) => Self::of(Reason::Malformed),
            InboxError::Folder(error) => {
                tracing::error!(%error, "the folder of messages cannot be used");
                Self::of(Reason::Unavailable)
            }
        }
    }
}

impl From<WordingError> for Refusal {
    fn from(error: WordingError) -> Self {
        match error {
            WordingError::NotFound => Self::of(Reason::NotFound),
            WordingError::Denied(denied) => denied.into(),
            WordingError::Stale => Self::of(Reason::Stale),
            WordingError::Invalid(errors) => errors.into(),
            WordingError::TooMany(seconds) => Self::too_many(seconds),
            WordingError::Database(error) => error.into(),
        }
    }
}
