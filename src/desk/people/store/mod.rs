//! Every SQL sentence on people, one file a table.

pub(super) mod absences;
pub(super) mod actors;
pub(super) mod agencies;
pub(super) mod coverage;
pub(super) mod failures;
pub(super) mod grants;
pub(super) mod groups;
pub(super) mod persons;
pub(super) mod sessions;
pub(super) mod settings;
pub(super) mod tokens;
