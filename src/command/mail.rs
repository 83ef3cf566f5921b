//! `jenjang mail receive`: one message from a mail server's pipe. Whatever stands in the way of keeping it is said to be passing
//! (EX_TEMPFAIL), so that the mail server keeps it and offers it again.

use std::io::{Read, Write as _};
use std::time::{Duration, Instant};

use super::cli::{Mail, Place, Receive};
use super::exit::Exit;
use super::start;
use crate::clock::Clock;
use crate::config::Overrides;
use crate::db::{Db, DbConn, DbError};
use crate::desk::attachments::Vault;
use crate::desk::inbox::{self, Bound, InboxError, Kept, Mailbox, SIZE_MAX, TakenDown};

/// How long it is tried to write a message down while others write.
const PATIENCE: Duration = Duration::from_secs(40);

/// Does what was asked.
pub(super) fn mail(place: &Place, wish: Mail) -> anyhow::Result<()> {
    match wish {
        Mail::Receive(wish) => receive(place, &wish),
    }
}

fn receive(place: &Place, wish: &Receive) -> anyhow::Result<()> {
    let (raw, size) = read(std::io::stdin().lock()).map_err(|error| Exit::passing(&error))?;
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Exit::no_data("there is no message on standard input").into());
    }
    let taken = keep(place, wish, &raw, size).map_err(|error| Exit::passing(&format!("{error:#}")))?;
    let word = if matches!(taken, TakenDown::New(_)) { "taken" } else { "taken before" };
    // Whoever asked may have gone: the message is kept all the same.
    let _gone = writeln!(std::io::stdout(), "{word}: {}", taken.id());
    Ok(())
}

/// The message, as far as it is kept, and its whole size.
fn read(mut from: impl Read) -> std::io::Result<(Vec<u8>, u64)> {
    let mut raw = Vec::new();
    let kept = from.by_ref().take(SIZE_MAX + 1).read_to_end(&mut raw)?;
    let rest = std::io::copy(&mut from, &mut std::io::sink())?;
    Ok((raw, kept as u64 + rest))
}

fn keep(place: &Place, wish: &Receive, raw: &[u8], size: u64) -> anyhow::Result<TakenDown> {
    let config = start::config(place, Overrides::default())?;
    let kept = inbox::keep(&Vault::at(config.messages()), raw, size)?;
    let began = Instant::now();
    loop {
        let written = Db::open(&config.database, 1)
            .map_err(InboxError::Db)
            .and_then(|db| take_down(&db, wish.clone(), kept.clone()));
        let busy = match &written {
            Err(InboxError::Db(error @ DbError::Query(_))) => error.is_passing(),
            Err(InboxError::Db(DbError::Commit(_))) => true,
            _ => false,
        };
        if !busy || began.elapsed() > PATIENCE {
            return Ok(written?);
        }
    }
}

fn take_down(db: &Db, wish: Receive, kept: Kept) -> Result<TakenDown, InboxError> {
    let now = Clock::System.now();
    db.write_blocking(move |conn: &mut DbConn| {
        let known = inbox::mailbox(conn, &wish.mailbox)?;
        let bound = match (&wish.bound, &known) {
            (Some(said), _) => inbox::bound_as(conn, said)?,
            (None, Some(known)) => known.bound,
            (None, None) => Bound::Dinas,
        };
        let address = known.and_then(|known| known.address);
        let mailbox = Mailbox { name: wish.mailbox.trim().to_owned(), bound, address };
        inbox::bind(conn, &mailbox, now)?;
        Ok(inbox::take_down(conn, &mailbox.name, None, &kept, now)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_message_that_is_too_large_the_rest_is_counted_and_not_kept() {
        let (raw, size) = read(std::io::repeat(b'x').take(SIZE_MAX + 5_000)).unwrap();
        assert_eq!((raw.len() as u64, size), (SIZE_MAX + 1, SIZE_MAX + 5_000));
        assert_eq!(read(&b"Subject: x"[..]).unwrap(), (b"Subject: x".to_vec(), 10));
    }
}
