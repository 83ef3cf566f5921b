//! One's own profile: preferences, password, absences, sessions, API tokens.

pub mod absences;
pub mod password;
pub mod preferences;
pub mod sessions;
mod show;
pub mod tokens;

pub use show::show;
