//! `jenjang audit verify`: walks every chain and every checkpoint, and names the first row that is not whole.

use super::chain::{GENESIS, hash};
use super::checkpoint::seal;
use super::event::Event;
use super::store;
use crate::db::{DbConn, DbError};
use crate::desk::ids::RecordId;

/// Rows read at once.
const PAGE: i64 = 5_000;

/// What the walk found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Lines checked.
    pub events: u64,
    /// Records checked.
    pub records: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// The first thing that is not whole.
    pub broken: Option<Broken>,
}

/// What is not whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line does not say what it said when it was written.
    #[error("event {event} (record {record}, line {seq}) was altered")]
    Altered {
        /// The line.
        event: String,
        /// Its record.
        record: RecordId,
        /// Its place.
        seq: i32,
    },
    /// A line is missing.
    #[error("record {record}: line {seq} is missing")]
    Missing {
        /// The record.
        record: RecordId,
        /// The first place without a line.
        seq: i32,
    },
    /// A line stands where none was written.
    #[error("event {event} (record {record}, line {seq}) was inserted")]
    Inserted {
        /// The line.
        event: String,
        /// Its record.
        record: RecordId,
        /// Its place.
        seq: i32,
    },
    /// A checkpoint does not cover what it covered.
    #[error(
        "checkpoint {number} covers {found} events where it covered {expected}, or others than it covered"
    )]
    Checkpoint {
        /// Its number.
        number: i64,
        /// Lines it covered.
        expected: i64,
        /// Lines found.
        found: i64,
    },
    /// A checkpoint is missing or was altered.
    #[error("checkpoint {number} is missing or was altered")]
    Seal {
        /// Its number.
        number: i64,
    },
}

/// Checks everything; stops at the first thing that is not whole. `progress` hears how many lines were read.
///
/// # Errors
/// When the rows cannot be read.
pub fn verify(conn: &mut DbConn, mut progress: impl FnMut(u64)) -> Result<Verdict, DbError> {
    let mut verdict = Verdict::default();
    verdict.broken = match chains(conn, &mut verdict, &mut progress)? {
        None => checkpoints(conn, &mut verdict)?,
        broken => broken,
    };
    Ok(verdict)
}

/// Walks lines and heads side by side, both in the order of their records.
fn chains(
    conn: &mut DbConn,
    verdict: &mut Verdict,
    progress: &mut impl FnMut(u64),
) -> Result<Option<Broken>, DbError> {
    let mut heads = Heads::default();
    let mut last: Option<Event> = None;
    loop {
        let after = last.as_ref().map(|event| (event.record_id, event.seq));
        let page = store::by_record(conn, after, PAGE)?;
        let end = page.is_empty();
        for (event, _) in page {
            let begins = last.as_ref().is_none_or(|last| last.record_id != event.record_id);
            if begins {
                if let Some(broken) = ended(conn, &mut heads, last.as_ref())? {
                    return Ok(Some(broken));
                }
                verdict.records += 1;
            }
            let before = if begins { None } else { last.as_ref() };
            if let Some(broken) = follows(before, &event) {
                return Ok(Some(broken));
            }
            verdict.events += 1;
            last = Some(event);
        }
        progress(verdict.events);
        if end {
            break;
        }
    }
    if let Some(broken) = ended(conn, &mut heads, last.as_ref())? {
        return Ok(Some(broken));
    }
    // Heads beyond the last line: whole histories that are gone.
    Ok(heads.next(conn)?.map(|(record, ..)| Broken::Missing { record, seq: 1 }))
}

/// Whether `event` is the line that follows `before`.
fn follows(before: Option<&Event>, event: &Event) -> Option<Broken> {
    let seq = before.map_or(1, |before| before.seq + 1);
    let prev_hash = before.map_or(&GENESIS[..], |before| &before.hash);
    let record = event.record_id;
    if event.seq > seq {
        return Some(Broken::Missing { record, seq });
    }
    if event.seq < seq {
        return Some(Broken::Inserted { event: event.id.to_string(), record, seq: event.seq });
    }
    (event.prev_hash != prev_hash || event.hash != hash(event)).then(|| Broken::Altered {
        event: event.id.to_string(),
        record,
        seq: event.seq,
    })
}

/// Whether the record that ends with `last` ends where its head says, and no record was left out before it.
fn ended(conn: &mut DbConn, heads: &mut Heads, last: Option<&Event>) -> Result<Option<Broken>, DbError> {
    let Some(last) = last else { return Ok(None) };
    let inserted = Broken::Inserted { event: last.id.to_string(), record: last.record_id, seq: last.seq };
    Ok(match heads.next(conn)? {
        Some((record, ..)) if record < last.record_id => Some(Broken::Missing { record, seq: 1 }),
        Some((record, seq, head)) if record == last.record_id => match seq.cmp(&last.seq) {
            std::cmp::Ordering::Greater => Some(Broken::Missing { record, seq: last.seq + 1 }),
            std::cmp::Ordering::Less => Some(inserted),
            std::cmp::Ordering::Equal if head == last.hash => None,
            std::cmp::Ordering::Equal => {
                Some(Broken::Altered { event: last.id.to_string(), record, seq: last.seq })
            }
        },
        _ => Some(inserted),
    })
}

/// The newest links, page by page.
#[derive(Default)]
struct Heads {
    page: std::collections::VecDeque<(RecordId, i32, Vec<u8>)>,
    last: Option<RecordId>,
    done: bool,
}

impl Heads {
    fn next(&mut self, conn: &mut DbConn) -> Result<Option<(RecordId, i32, Vec<u8>)>, DbError> {
        if self.page.is_empty() && !self.done {
            let rows = store::heads(conn, self.last, PAGE)?;
            self.done = rows.is_empty();
            self.last = rows.last().map(|row| row.0).or(self.last);
            self.page = rows.into_iter().map(|(record, _, seq, hash)| (record, seq, hash)).collect();
        }
        Ok(self.page.pop_front())
    }
}

fn checkpoints(conn: &mut DbConn, verdict: &mut Verdict) -> Result<Option<Broken>, DbError> {
    let mut prev_hash = GENESIS.to_vec();
    for (index, checkpoint) in store::all_checkpoints(conn)?.into_iter().enumerate() {
        let number = index as i64 + 1;
        if checkpoint.number != number || checkpoint.prev_hash != prev_hash {
            return Ok(Some(Broken::Seal { number }));
        }
        let lines = store::of_checkpoint(conn, number)?;
        if seal(number, checkpoint.at, &prev_hash, &lines) != checkpoint.hash {
            let (expected, found) = (checkpoint.events, lines.len() as i64);
            return Ok(Some(Broken::Checkpoint { number, expected, found }));
        }
        verdict.checkpoints += 1;
        prev_hash = checkpoint.hash;
    }
    // A line that says it is in a checkpoint beyond the last: that one is gone.
    let last = i64::try_from(verdict.checkpoints).unwrap_or(i64::MAX);
    let named = store::last_named_checkpoint(conn)?;
    Ok(named.is_some_and(|named| named > last).then(|| Broken::Seal { number: last + 1 }))
}
