//! Files attached to tickets: looked into before they are kept, kept by what they contain, shown to whom the ticket is.

mod archive;
mod attachment;
mod carry;
mod content;
mod error;
mod file_name;
mod mailed;
mod partial;
mod picture;
mod prepare;
mod serving;
mod store;
mod sweep;
pub mod uploads;
mod vault;

pub use attachment::{Attach, Attachment, Limits, attach, find, list, of_ticket, room, welcome};
pub use carry::split;
pub use content::ContentType;
pub use error::{AttachmentError, Refusal};
pub use mailed::{attach_mailed, fitting};
pub use prepare::{Prepared, prepare};
pub use serving::{Serving, serving};
pub use sweep::{Swept, sweep, sweep_vault};
pub use vault::{ContentHash, Upload, Vault};
