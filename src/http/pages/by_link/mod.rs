//! What the links of letters open, without an account: the stages of a ticket, the requester's word on a solution, a rating.

mod confirm;
mod door;
mod rate;
mod status;
mod unsubscribe;

pub use confirm::{close, reopen, show as confirm};
pub use door::sheltered;
pub use rate::{create as rate, show as rating};
pub use status::show as status;
pub use unsubscribe::{end as unsubscribe, show as unsubscribing};
