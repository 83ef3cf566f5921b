//! The server hears what took effect: the message is marked as read, and moved where there is a folder for it.

use futures_util::TryStreamExt;

use super::collect::Turn;
use super::fetch::set;
use super::line::{Line, LineError, within};
use crate::desk::inbox::turns;

/// Messages marked at once at most.
const BATCH: i64 = 200;

/// Marks what was decided; how many.
pub(super) async fn mark_done(
    turn: &Turn,
    session: &mut Line,
    validity: u32,
    moves: bool,
) -> Result<usize, LineError> {
    let name = turn.mailbox.name.clone();
    let done = turn.app.db.read(move |conn| turns::unmarked(conn, &name, validity, BATCH)).await;
    let done = done.map_err(|error| LineError::at("database", &error))?;
    if done.is_empty() {
        return Ok(0);
    }
    let numbers = set(&done.iter().map(|message| message.number).collect::<Vec<_>>());
    // What somebody took away meanwhile is simply not named in the answer.
    store(session, &numbers, "+FLAGS.SILENT (\\Seen)").await?;
    if let Some(folder) = &turn.mailbox.done_folder {
        if moves {
            within("move", session.uid_mv(&numbers, folder)).await?;
        } else {
            within("copy", session.uid_copy(&numbers, folder)).await?;
            store(session, &numbers, "+FLAGS.SILENT (\\Deleted)").await?;
            let expunged = async { session.expunge().await?.try_collect::<Vec<_>>().await };
            within("expunge", expunged).await?;
        }
    }
    let (ids, now) = (done.iter().map(|message| message.id).collect::<Vec<_>>(), turn.app.now());
    let count = ids.len();
    turn.write(move |conn| Ok(turns::marked(conn, &ids, now)?)).await?;
    Ok(count)
}

async fn store(session: &mut Line, numbers: &str, flags: &str) -> Result<(), LineError> {
    let stored = async { session.uid_store(numbers, flags).await?.try_collect::<Vec<_>>().await };
    within("store", stored).await?;
    Ok(())
}
