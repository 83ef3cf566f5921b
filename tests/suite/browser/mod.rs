//! The pages in a real Chromium: the main job as the people involved, and what every page owes everybody.

mod clocks;
pub mod everyone;
mod files;
mod kept;
mod keyboard;
mod live;
mod record;
mod walk;
mod worker;
