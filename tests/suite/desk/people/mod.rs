//! Agencies, people, grants, and how they sign in.

mod agencies;
mod coverage;
mod grants;
mod groups;
mod persons;
mod sessions;
mod sign_in;
mod tokens;
