//! Finding tickets by what is written in them: Indonesian words, offices' slang, numbers and addresses.

mod alike;
mod category;
mod find;
mod gather;
mod guess;
mod query;
mod rank;
mod reading;
mod refresh;
mod snippet;
mod standing;
mod store;

pub use alike::alike;
pub use category::{Guesser, categories_for};
pub use find::{Found, Hit, MatchedIn, search_tickets};
pub use guess::{Shelf, Shelves};
pub use query::Query;
pub use refresh::{Rebuilt, rebuild, refresh, tickets};
pub use snippet::Part;
pub use standing::{begin, is_current, made_anew};
pub use store::{index_ticket, matching, remove};
