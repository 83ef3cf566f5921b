//! Who carries the letters: a mail server, a folder, or memory in tests.

mod carrier;
mod folder;
mod memory;
mod smtp;
mod smtp_url;

pub use carrier::{Line, Parcel, Postman, PostmanError, Refusal};
pub use memory::Memory;
pub use smtp::Smtp;
