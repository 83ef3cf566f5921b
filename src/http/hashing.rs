//! Passwords are compared and hashed off the async threads and a few at once: each takes a core and its memory by
//! intention, and a crowd of sign-ins must not take all of both.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::time::timeout;

use super::error::{Reason, Refusal};
use crate::app::App;
use crate::desk::people::sign_in::Credentials;

/// How long one waits for one's turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds after which it is worth another try, when the turn did not come.
pub const AGAIN_IN: u32 = 5;

/// Compares a password when its turn comes; the credentials come back with what was found out.
///
/// # Errors
/// As [`in_turn`].
pub async fn compared(
    app: &App,
    mut credentials: Credentials,
    password: String,
    memory: u32,
) -> Result<(Credentials, bool), Refusal> {
    in_turn(app, move || {
        let right = credentials.verify(&password, memory);
        (credentials, right)
    })
    .await
}

/// Runs `job` when its turn comes. The turn lasts as long as the job, also if whoever asked has gone.
///
/// # Errors
/// [`Reason::TooMany`] if the turn does not come.
pub async fn in_turn<T, F>(app: &App, job: F) -> Result<T, Refusal>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let Ok(Ok(turn)) = timeout(PATIENCE, Arc::clone(&app.hashing).acquire_owned()).await else {
        return Err(Refusal::too_many(AGAIN_IN.into()));
    };
    let done = web::block(move || {
        let outcome = job();
        drop(turn);
        outcome
    });
    done.await.map_err(|_| Refusal::of(Reason::Failed))
}
