//! One's own profile: preferences, password, notifications, absences, sessions, API tokens.

pub mod absences;
pub mod notifications;
pub mod password;
pub mod preferences;
pub mod sessions;
mod show;
pub mod tokens;

pub use show::show;
