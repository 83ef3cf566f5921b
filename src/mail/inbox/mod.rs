//! The way in: what comes by mail is fetched, read, and handed to the desk.

pub mod reading;
