//! Words written as HTML: read as lines, and kept in a form that is safe to show.

mod entities;
mod lines;
mod places;
mod safe;
mod tags;

pub(super) use lines::lines;
pub(super) use safe::safe;
