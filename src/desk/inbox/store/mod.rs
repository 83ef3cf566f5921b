//! Every SQL sentence on incoming messages.

mod known;
mod ledger;
mod list;
mod mailboxes;
mod settled;
mod turns;
mod whole;

pub(super) use known::*;
pub(super) use ledger::*;
pub(super) use list::*;
pub(super) use mailboxes::*;
pub(super) use settled::*;
pub(super) use turns::*;
pub(super) use whole::*;
