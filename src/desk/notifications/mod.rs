//! What the pages tell somebody of what happened: a line for each event and person, unseen until they look, and the ways by
//! which each wants to hear of what.
//!
//! Who hears what is said in one place for letters and lines alike, by the mail door (`src/mail/recipients.rs`).

pub mod choices;
mod notification;
mod rung;
mod store;
mod unsubscribing;

pub use choices::{Choice, Choices};
pub use notification::{
    KEPT, NewNotification, Notification, forget_old, list, put, rung_after, see, see_all, unseen,
};
pub use rung::Rung;
pub use unsubscribing::{Subscribed, subscribed, unsubscribe};
