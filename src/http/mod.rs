//! Door 1: pages and REST over HTTP. The only place that knows actix.

pub mod actor;
pub mod csrf;
pub mod error;
pub mod forms;
pub mod once;
pub mod pages;
mod receive;
pub mod request;
mod routes;

pub use routes::configure;
