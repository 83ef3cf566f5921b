//! The caller's own tokens for programs.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Listed, gone, made, shown};
use super::asks::Asks;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::desk::ids::TokenId;
use crate::desk::people::tokens::{self, Token};
use crate::desk::words::TokenScope;
use crate::http::error::{Reason, Refusal};

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenWish {
    /// What its owner calls it.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// What it may be used for.
    scope: TokenScope,
    /// When it ends: at most 366 days from now.
    expires_at: Timestamp,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeToken {
    #[serde(flatten)]
    record: Token,
    /// The token itself. It is shown once: the same request under the same key answers without it.
    token: Option<String>,
}

/// Lists the caller's own tokens, newest first.
#[utoipa::path(tag = "tokens", responses((status = 200, body = inline(Listed<Token>))))]
#[get("/tokens")]
pub(super) async fn list(asks: Asks) -> Result<HttpResponse, Refusal> {
    let items = asks.reads(tokens::list).await?;
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Makes a token for the caller.
#[utoipa::path(tag = "tokens", request_body = TokenWish, responses((status = 201, body = MadeToken)))]
#[post("/tokens")]
pub(super) async fn make(wish: Wish<TokenWish>) -> Result<HttpResponse, Refusal> {
    wish.done_with_secret(|conn, Wished { actor, fields, now, .. }| {
        let new = tokens::NewToken { name: fields.name, scope: fields.scope, expires_at: fields.expires_at };
        let (secret, record) = tokens::make(conn, &actor, new, now)?;
        let path = format!("/tokens/{}", record.id);
        let with_secret = MadeToken { record: record.clone(), token: Some(secret.reveal().to_owned()) };
        let kept = made(&path, None, &MadeToken { record, token: None })?;
        Ok((kept, made(&path, None, &with_secret)?))
    })
    .await
}

/// Revokes one of the caller's own tokens.
#[utoipa::path(tag = "tokens", responses((status = 204, description = "It is revoked")))]
#[delete("/tokens/{id}")]
pub(super) async fn revoke(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id: TokenId = id.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    wish.done(move |conn, Wished { actor, now, .. }| {
        tokens::revoke(conn, &actor, id, now)?;
        Ok(gone())
    })
    .await
}
