//! Reads a message: whatever came down the line becomes words, files and signs the desk can decide upon.
//!
//! Reading never fails, never panics and takes time in proportion to the message: depth, parts, fields and tags are counted.

mod attribution;
mod authenticity;
mod automatic;
mod bodies;
mod bounce;
mod calendar;
mod decode;
mod encoded;
mod files;
mod headers;
mod html;
mod mime;
mod own;
mod parties;
mod quotes;
mod report;
mod signature;
mod story;
mod vacation;
mod words;

pub use own::OwnAddresses;
pub use story::read;
