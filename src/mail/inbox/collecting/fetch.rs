//! What is new in a folder is fetched in parts and taken down.

use std::collections::BTreeSet;
use std::time::Duration;

use async_imap::types::Mailbox as Opened;
use futures_util::TryStreamExt;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::collect::Turn;
use super::line::{Line, LineError, within};
use crate::app::App;
use crate::desk::inbox::turns::{self, Progress};
use crate::desk::inbox::{self, InboxError, KEPT, SIZE_MAX, TakenDown, Uid};

/// Messages fetched at once at most.
const BATCH: usize = 64;
/// Bytes fetched at once at most, unless one message is larger.
const BATCH_BYTES: u64 = 8 << 20;
/// How long one part may take: 25 MB on a slow line.
const PATIENCE: Duration = Duration::from_secs(600);
/// Messages kept at once: each waits for the disk.
const LANES: usize = 8;

/// A message as the server has it.
struct Offered {
    number: u32,
    raw: Vec<u8>,
    size: u64,
}

/// Fetches and takes down all that is new; how many.
pub(super) async fn fetch_new(
    turn: &Turn,
    session: &mut Line,
    opened: &Opened,
    validity: u32,
) -> Result<usize, LineError> {
    let name = turn.mailbox.name.clone();
    let known = turn.app.db.read(move |conn| turns::progress(conn, &name)).await;
    let known = known.map_err(|error| LineError::at("database", &error))?;
    let query = match known {
        Some(known) if known.validity == validity => {
            format!("UID {}:*", known.last.saturating_add(1))
        }
        // The folder was made anew, and what came meanwhile may have been read there: the ledger tells what it knows already.
        Some(_) => format!("SINCE {}", turn.app.now().minus(KEPT).to_utc().format("%d-%b-%Y")),
        // The first time: what nobody has read yet. A mailbox with a past does not open tickets for all of it.
        None => "UNSEEN".to_owned(),
    };
    let before = opened.uid_next.map_or(0, |next| next.saturating_sub(1));
    let last = known.filter(|known| known.validity == validity).map_or(0, |known| known.last);
    // From here on progress begins anew: for the first time, or because the folder was made anew.
    let begins = known.is_none_or(|known| known.validity != validity);
    let found = within("search", session.uid_search(&query)).await?;
    if found.is_empty() && begins && opened.exists > 0 {
        // Nothing unread, or nothing said? Where there are messages, asking for all of them finds some.
        let all = within("search", session.uid_search("ALL")).await?;
        if all.is_empty() {
            return Err(LineError("search: the server did not answer".into()));
        }
    }
    // "n:*" names the last message even if it is older than n.
    let new: BTreeSet<u32> = found.into_iter().filter(|number| *number > last).collect();
    let sizes = sizes(session, &new).await?;
    let mut taken = 0;
    for part in parts(&sizes) {
        let up_to = part.last().map_or(last, |(number, _)| *number);
        taken += take_part(turn, session, part, validity).await?;
        advance(turn, validity, up_to).await?;
    }
    if begins {
        // Also where nothing was new: from here on, everything that comes is.
        let up_to = new.last().copied().unwrap_or(0).max(before);
        advance(turn, validity, up_to).await?;
    }
    Ok(taken)
}

/// How large each message is, by number.
async fn sizes(session: &mut Line, numbers: &BTreeSet<u32>) -> Result<Vec<(u32, u64)>, LineError> {
    let mut sizes = Vec::with_capacity(numbers.len());
    let all: Vec<_> = numbers.iter().copied().collect();
    for some in all.chunks(500) {
        let fetched = async {
            let stream = session.uid_fetch(set(some), "(UID RFC822.SIZE)").await?;
            stream.try_collect::<Vec<_>>().await
        };
        for message in within("fetch", fetched).await? {
            // Servers also tell of changed flags in between: those lines have no size.
            if let (Some(number), Some(size)) = (message.uid, message.size)
                && numbers.contains(&number)
            {
                sizes.push((number, u64::from(size)));
            }
        }
    }
    sizes.sort_unstable();
    sizes.dedup_by_key(|(number, _)| *number);
    if sizes.len() < numbers.len() {
        return Err(left_out());
    }
    Ok(sizes)
}

/// Cuts into parts that are fetched at once.
fn parts(sizes: &[(u32, u64)]) -> Vec<&[(u32, u64)]> {
    let (mut parts, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, (_, size)) in sizes.iter().enumerate() {
        if at > start && (at - start >= BATCH || bytes + size > BATCH_BYTES) {
            parts.push(&sizes[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    if start < sizes.len() {
        parts.push(&sizes[start..]);
    }
    parts
}

async fn take_part(
    turn: &Turn,
    session: &mut Line,
    part: &[(u32, u64)],
    validity: u32,
) -> Result<usize, LineError> {
    let (large, usual): (Vec<_>, Vec<_>) = part.iter().partition(|(_, size)| *size > SIZE_MAX);
    let mut offered = Vec::with_capacity(part.len());
    // Of what is too large, the header says to whom the refusal goes.
    for (those, what) in [(usual, "(UID BODY.PEEK[])"), (large, "(UID BODY.PEEK[HEADER])")] {
        if those.is_empty() {
            continue;
        }
        let numbers: Vec<_> = those.iter().map(|(number, _)| *number).collect();
        let fetched = async {
            let stream = session.uid_fetch(set(&numbers), what).await?;
            stream.try_collect::<Vec<_>>().await
        };
        let fetched = timeout(PATIENCE, fetched).await.map_err(|_| LineError("fetch: too slow".into()))?;
        for message in fetched.map_err(|error| LineError::at("fetch", &error))? {
            let raw = message.body().or_else(|| message.header());
            let (Some(number), Some(raw)) = (message.uid, raw) else { continue };
            let size = those.iter().find(|(those, _)| *those == number).map_or(0, |(_, size)| *size);
            offered.push(Offered { number, raw: raw.to_vec(), size });
        }
    }
    if offered.len() < part.len() {
        return Err(left_out());
    }
    let (app, name) = (turn.app.clone(), turn.mailbox.name.clone());
    let kept = spawn_blocking(move || keep(&app, &name, validity, &offered)).await;
    let kept = kept.map_err(|error| LineError::at("keeping", &error))?;
    kept.map_err(|error| LineError::at("keeping", &error))
}

/// A server that fails in the middle, or a line that breaks, ends an answer early and says nothing of it. What was left out must
/// not be passed over: the line is given up, and whatever is still there is asked for again.
fn left_out() -> LineError {
    LineError("fetch: the server did not give all that was asked for".into())
}

/// Keeps messages side by side: each waits for the disk, and they share the commits. How many were new.
fn keep(app: &App, name: &str, validity: u32, offered: &[Offered]) -> Result<usize, InboxError> {
    let lanes = offered.len().div_ceil(LANES).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = offered
            .chunks(lanes)
            .map(|some| {
                scope.spawn(move || {
                    let mut new = 0;
                    for message in some {
                        new += usize::from(keep_one(app, name, validity, message)?);
                    }
                    Ok(new)
                })
            })
            .collect();
        let mut new = 0;
        for worker in workers {
            new += worker.join().unwrap_or_else(|_| Err(InboxError::Db(crate::db::DbError::Panicked)))?;
        }
        Ok(new)
    })
}

fn keep_one(app: &App, name: &str, validity: u32, message: &Offered) -> Result<bool, InboxError> {
    let kept = inbox::keep(&app.post, &message.raw, message.size)?;
    let (name, now) = (name.to_owned(), app.now());
    let uid = Uid { validity, number: message.number };
    let taken = app.db.write_blocking(move |conn| inbox::take_down(conn, &name, Some(uid), &kept, now))?;
    Ok(matches!(taken, TakenDown::New(_)))
}

async fn advance(turn: &Turn, validity: u32, last: u32) -> Result<(), LineError> {
    let name = turn.mailbox.name.clone();
    turn.write(move |conn| Ok(turns::advance(conn, &name, Progress { validity, last })?)).await
}

/// `1:3,7`, as IMAP writes a set of numbers in rising order.
pub(super) fn set(numbers: &[u32]) -> String {
    let mut said = String::new();
    let mut at = 0;
    while at < numbers.len() {
        let mut end = at;
        while end + 1 < numbers.len() && numbers[end + 1] == numbers[end] + 1 {
            end += 1;
        }
        if !said.is_empty() {
            said.push(',');
        }
        said.push_str(&numbers[at].to_string());
        if end > at {
            said.push(':');
            said.push_str(&numbers[end].to_string());
        }
        at = end + 1;
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_named_in_short() {
        assert_eq!(set(&[]), "");
        assert_eq!(set(&[7]), "7");
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
    }

    #[test]
    fn a_part_is_not_too_many_and_not_too_much() {
        assert_eq!(parts(&[]), Vec::<&[(u32, u64)]>::new());
        let many: Vec<_> = (1..=200).map(|number| (number, 100)).collect();
        assert_eq!(parts(&many).iter().map(|part| part.len()).collect::<Vec<_>>(), [64, 64, 64, 8]);
        let large = [(1, 100), (2, 30 << 20), (3, 100), (4, 5 << 20), (5, 5 << 20)];
        assert_eq!(parts(&large).iter().map(|part| part.len()).collect::<Vec<_>>(), [1, 1, 2, 1]);
    }
}
