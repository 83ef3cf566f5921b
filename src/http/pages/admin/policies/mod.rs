//! Policies (Standar layanan): what is promised, its versions, a new one tried before it is saved, and who speaks for which
//! ticket.

mod entering;
mod filling;
mod list;
mod one;
mod reading;
mod seen;
mod trying;
mod wording;

pub use entering::{add_version, create, new, new_version, preview, preview_version};
pub use list::index;
pub use one::{end, rename, show};
pub use trying::try_out;
