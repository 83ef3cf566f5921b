//! What happened: the history line, the audit entry and the outbox in one row, chained per record.

mod chain;
mod checkpoint;
mod event;
mod happened;
mod record;
mod store;
mod verify;

pub use checkpoint::{Checkpoint, checkpoint, checkpoints};
pub use event::{Event, EventKind, NewEvent, RecordKind};
pub use happened::Happened;
pub use record::{history, oldest_unconsidered, record, record_first};
pub use store::{
    by_ids, claim_these, happened_after, last_of, mark_considered, newest, peek_unconsidered,
    unconsidered_count,
};
pub use verify::{Broken, Verdict, verify};
