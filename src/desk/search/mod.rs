//! Finding tickets by what is written in them: Indonesian words, offices' slang, numbers and addresses.

mod alike;
mod category;
mod find;
mod guess;
mod lexicon;
mod numbers;
mod query;
mod refresh;
mod snippet;
mod store;
mod token;
mod words;

pub use alike::alike;
pub use category::{Guesser, categories_for};
pub use find::{Found, Hit, MatchedIn, search_tickets};
pub use guess::{Shelf, Shelves};
pub use query::Query;
pub use refresh::{Rebuilt, rebuild, refresh, tickets};
pub use snippet::Part;
pub use store::{index_ticket, matching, remove};
