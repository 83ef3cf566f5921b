//! Every SQL sentence on incoming messages.

mod ledger;
mod mailboxes;

pub(super) use ledger::*;
pub(super) use mailboxes::*;
