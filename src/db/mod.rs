//! The only place that knows there are two databases.
//!
//! [`Db::read`] and [`Db::write`] are the only ways in: each runs its closure off the async threads, in one transaction.

pub mod among;
pub mod connection;
pub mod documents;
pub mod error;
pub mod handle;
pub mod kept;
pub mod migrations;
pub mod news;
mod reading;
pub mod schema;
pub mod text;
pub mod types;
mod wire;
pub mod words;
mod writer;

pub use among::among;
pub use connection::{DatabaseUrl, DbConn, MultiBackend};
pub use error::DbError;
pub use handle::{Db, DbFigures};
pub use news::{Heard, tell_after};
pub use reading::once;
pub use text::can_hold;
pub use types::Json;
