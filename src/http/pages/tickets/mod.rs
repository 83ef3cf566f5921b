//! Tickets: the list, the report, the page and its acts.

mod act;
mod answer;
pub mod assignment;
pub mod attachments;
mod band;
pub mod callers;
pub mod cancellation;
mod clock;
pub mod clocks;
pub mod comments;
mod conflict;
pub mod corrections;
mod drawn;
mod entering;
pub mod escalations;
mod known;
pub mod legal_notices;
pub mod links;
pub mod listing;
mod lived;
mod look;
pub mod opening;
mod options;
pub mod picking;
pub mod presence;
pub mod rating;
mod ready;
pub mod recording;
pub mod resolution;
pub mod saved;
mod sheet;
mod show;
mod stream;
pub mod together;
pub mod waiting;

pub use show::show;
