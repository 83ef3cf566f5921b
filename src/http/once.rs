//! A write that comes twice is done once (`rules.md` §8): the same key gives the first answer again.

use sha2::{Digest, Sha256};

use super::error::Refusal;
use crate::app::App;
use crate::db::{DbConn, DbError};
use crate::desk::answers::{self, Answer, AnswerError};
use crate::desk::ids::PersonId;

/// What stands in the way of a write under a key.
enum Obstacle {
    Refused(Refusal),
    Taken,
}

impl From<AnswerError> for Obstacle {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Db(error) if error.is_duplicate() => Self::Taken,
            other => Self::Refused(other.into()),
        }
    }
}

impl From<DbError> for Obstacle {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

/// What tells one request from another under the same key: the address and the body.
pub fn fingerprint(path: &str, body: &[u8]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(path.as_bytes());
    digest.update([0]);
    digest.update(body);
    digest.finalize().to_vec()
}

/// Runs `job` in one transaction, once for this person and key; without a key every time.
///
/// # Errors
/// What the job answers (then the key stays free), or a key that was used for other words.
pub async fn write<E, F>(
    app: &App,
    person: PersonId,
    key: Option<String>,
    fingerprint: Vec<u8>,
    job: F,
) -> Result<Answer, Refusal>
where
    E: Into<Refusal>,
    F: FnOnce(&mut DbConn) -> Result<Answer, E> + Send + 'static,
{
    let Some(key) = key else {
        return app.db.write(move |conn| job(conn).map_err(Into::into)).await;
    };
    let now = app.now();
    let (again, print) = (key.clone(), fingerprint.clone());
    let done = app.db.write(move |conn| {
        answers::first(conn, person, &key, &fingerprint, now, |conn| {
            job(conn).map_err(|error| Obstacle::Refused(error.into()))
        })
    });
    match done.await {
        Ok(answer) => Ok(answer),
        Err(Obstacle::Refused(refusal)) => Err(refusal),
        // Somebody with the same key was a moment faster and has answered by now.
        Err(Obstacle::Taken) => {
            let given = app.db.read(move |conn| answers::given(conn, person, &again, &print)).await?;
            given.ok_or(Refusal::too_many(1))
        }
    }
}
