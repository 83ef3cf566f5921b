//! Door 1: pages and REST over HTTP. The only place that knows actix.

pub mod actor;
pub mod api;
pub mod csrf;
pub mod error;
pub mod forms;
pub mod hashing;
pub mod health;
pub mod incoming;
pub mod limits;
pub mod live;
pub mod macros;
pub mod metrics;
pub mod once;
pub mod pages;
pub mod problem;
mod receive;
mod refused;
pub mod request;
mod routes;
pub mod together;
pub mod uploads;

pub use routes::configure;
