//! One's own tokens for programs.

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Serialize;

use super::show::{again, page};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::TokenId;
use crate::desk::people::tokens::{self, NewToken, Token};
use crate::desk::people::{Actor, PeopleError};
use crate::desk::words::TokenScope;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Days a token may be made for.
pub const DAYS: &[i64] = &[30, 90, 365];

/// A token as a line.
#[derive(Serialize)]
pub struct OwnToken {
    id: TokenId,
    name: String,
    scope: TokenScope,
    expires_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

/// `POST /profile/tokens`: makes an API token, shown this once.
///
/// # Errors
/// A forged form; what is wrong shows the page again.
pub async fn make(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let mut errors = FieldErrors::default();
    let scope = posted.word::<TokenScope>("scope", &mut errors);
    let days = posted.word::<i64>("days", &mut errors).filter(|days| DAYS.contains(days));
    errors.check(days.is_some(), "days", "unknown");
    let made = match (scope, days, errors.finish()) {
        (Some(scope), Some(days), Ok(())) => {
            let new = NewToken {
                name: posted.text("name").to_owned(),
                scope,
                expires_at: visit.now.plus(TimeDelta::days(days)),
            };
            let (actor, now) = (visit.actor.clone(), visit.now);
            visit.app.db.write(move |conn| tokens::make(conn, &actor, new, now)).await.map_err(Refusal::from)
        }
        (_, _, Err(errors)) => Err(errors.into()),
        _ => Err(Refusal::field("scope", "unknown")),
    };
    match made {
        Ok((secret, _)) => page(&visit, None, Some(secret.reveal().to_owned())).await,
        Err(refusal) => again(&visit, "token", &posted, refusal).await,
    }
}

/// `POST /profile/tokens/{id}/end`: revokes one of one's own tokens.
///
/// # Errors
/// A forged form, or no such token of theirs.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: TokenId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        tokens::revoke(conn, actor, id, now)?;
        Ok::<_, PeopleError>("/profile#tokens".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "token_ended"))
}

/// The line of a token.
pub fn own(token: Token) -> OwnToken {
    OwnToken {
        id: token.id,
        name: token.name,
        scope: token.scope,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}
