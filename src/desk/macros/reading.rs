//! Finding canned answers: each sees those for all and those of their own groups; supervisors and administrators see all.

use super::canned::Macro;
use super::error::MacroError;
use super::store::{self, Scope};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{GroupId, MacroId};
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Seen};
use crate::desk::words::Tier;

/// Words of a search that are looked at.
const WORDS: usize = 6;

/// Which are wanted.
#[derive(Clone, Debug, Default)]
pub struct MacroFilter {
    /// With these words, or parts of them, in short word, title or text.
    pub search: String,
    /// Of this group.
    pub group: Option<GroupId>,
    /// The archived ones instead of those that are offered.
    pub archived: bool,
}

/// A group answers are kept for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its tier.
    pub tier: Tier,
}

/// Those the actor sees, by title.
///
/// # Errors
/// [`MacroError::Denied`] for those who do not work with tickets.
pub fn list(conn: &mut DbConn, actor: &Actor, filter: &MacroFilter) -> Result<Vec<Macro>, MacroError> {
    let scope = scope(conn, actor)?;
    Ok(found(store::list(conn, &scope, filter.archived)?, filter))
}

/// Those that fit a ticket this group holds: for all, of the actor's groups, and of the one that holds it, where they see that.
///
/// # Errors
/// As [`list`].
pub fn offered(
    conn: &mut DbConn,
    actor: &Actor,
    holds: GroupId,
    search: &str,
) -> Result<Vec<Macro>, MacroError> {
    let sees_all = access::uses_macros(actor)? == Seen::All;
    let mut groups = own_groups(conn, actor)?;
    groups.extend(sees_all.then_some(holds));
    let filter = MacroFilter { search: search.to_owned(), ..MacroFilter::default() };
    Ok(found(store::list(conn, &Scope::Of(groups), false)?, &filter))
}

/// One of those the actor sees.
///
/// # Errors
/// [`MacroError::NotFound`] for all others.
pub fn get(conn: &mut DbConn, actor: &Actor, id: MacroId) -> Result<Macro, MacroError> {
    let scope = match scope(conn, actor) {
        Err(MacroError::Denied(_)) => return Err(MacroError::NotFound),
        scope => scope?,
    };
    let seen = |canned: &Macro| match (&scope, canned.group_id) {
        (Scope::All, _) | (_, None) => true,
        (Scope::Of(groups), Some(group)) => groups.contains(&group),
    };
    store::by_id(conn, id)?.filter(seen).ok_or(MacroError::NotFound)
}

/// The groups the actor keeps answers for, by name.
///
/// # Errors
/// When they cannot be read.
pub fn kept_groups(conn: &mut DbConn, actor: &Actor) -> Result<Vec<KeptGroup>, DbError> {
    if access::keeps_macros_for_all(actor).is_ok() {
        return store::groups(conn);
    }
    let standing = &actor.standing;
    if standing.tier1_of.is_empty() && standing.tier2_of.is_empty() {
        return Ok(Vec::new());
    }
    store::groups_of(conn, &standing.tier1_of, &standing.tier2_of)
}

/// Whether the actor keeps this one, given the groups they keep answers for.
pub fn keepable(actor: &Actor, groups: &[KeptGroup], of: Option<GroupId>) -> bool {
    match of {
        None => access::keeps_macros_for_all(actor).is_ok(),
        Some(group) => groups.iter().any(|kept| kept.id == group),
    }
}

/// Whether the actor keeps the answers of this group, or those for all.
pub(super) fn keeps(conn: &mut DbConn, actor: &Actor, of: Option<GroupId>) -> Result<bool, DbError> {
    let groups = if of.is_none() { Vec::new() } else { kept_groups(conn, actor)? };
    Ok(keepable(actor, &groups, of))
}

fn scope(conn: &mut DbConn, actor: &Actor) -> Result<Scope, MacroError> {
    Ok(match access::uses_macros(actor)? {
        Seen::All => Scope::All,
        Seen::Of(_) => Scope::Of(own_groups(conn, actor)?),
    })
}

fn own_groups(conn: &mut DbConn, actor: &Actor) -> Result<Vec<GroupId>, DbError> {
    let standing = &actor.standing;
    if standing.tier1_of.is_empty() {
        return Ok(standing.tier2_of.clone());
    }
    let found = store::groups_of(conn, &standing.tier1_of, &standing.tier2_of)?;
    Ok(found.into_iter().map(|group| group.id).collect())
}

fn found(mut macros: Vec<Macro>, filter: &MacroFilter) -> Vec<Macro> {
    let words: Vec<String> = filter.search.split_whitespace().take(WORDS).map(str::to_lowercase).collect();
    macros.retain(|canned| {
        canned.speaks_of(&words) && filter.group.is_none_or(|group| canned.group_id == Some(group))
    });
    if let [word] = words.as_slice() {
        // Whoever types the short word means that one.
        macros.sort_by_key(|canned| canned.word.as_ref() != Some(word));
    }
    macros
}
