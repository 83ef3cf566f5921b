//! The administration: agencies, groups, people, grants, categories, routing, letters.

pub mod agencies;
pub mod brand;
pub mod calendars;
pub mod categories;
pub mod design;
pub mod first_password;
pub mod grants;
pub mod groups;
pub mod inbox;
pub mod letters;
mod mended;
pub mod overview;
pub mod people;
pub mod person;
pub mod policies;
pub mod routing;
mod tabs;
pub mod wording;
