//! The mail door: what happened becomes letters, and letters leave the house.

mod postman;

pub use postman::{Line, Memory, Parcel, Postman, PostmanError, Refusal};
