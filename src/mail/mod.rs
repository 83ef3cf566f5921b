//! The mail door: what happened becomes letters, and letters leave the house.

mod backoff;
mod bundle;
mod consider;
mod deliver;
mod digest;
mod error;
mod facts;
mod gather;
pub mod inbox;
mod letters;
mod limits;
mod mornings;
mod pace;
mod postman;
mod recipients;
mod store;
mod threads;
mod trials;
mod url_parts;

pub use consider::{consider, remember};
pub use deliver::{Delivered, deliver};
pub use error::MailError;
pub use gather::gather;
pub use pace::Stop;
pub use postman::{Line, Memory, Parcel, Postman, PostmanError, Refusal, Smtp};
