//! Into which category a message goes that becomes a ticket: what its words speak for; in the mailbox of a group what that group
//! works on; and else the first there is. Tier 1 corrects it.

use super::error::InboxError;
use super::mailbox::Bound;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{self, Branch, Category};
use crate::desk::ids::AgencyId;

/// The code of the category; `guesses` are those its words speak for, the likeliest first.
///
/// # Errors
/// When they cannot be read.
pub fn category(
    conn: &mut DbConn,
    mailbox: &str,
    agency: AgencyId,
    guesses: &[Category],
    now: Timestamp,
) -> Result<String, InboxError> {
    let directory = catalogue::directory(conn)?;
    // Routes hold from day to day: that somewhere the day has not begun yet changes nothing here.
    let today = now.date_in(directory.agency(agency).map_or(chrono_tz::Asia::Jakarta, |agency| agency.zone));
    let bound = store::mailbox(conn, mailbox)?.map_or(Bound::Dinas, |mailbox| mailbox.bound);
    let tree = directory.tree();
    let mut all: Vec<&Category> = guesses.iter().collect();
    let mut leaves = Vec::new();
    tree.iter().for_each(|branch| gather(branch, &mut leaves));
    all.extend(leaves);
    let routed: Vec<_> = all
        .into_iter()
        .filter_map(|category| Some((category, directory.route(category.id, agency, today).ok()?)))
        .collect();
    let of_group =
        routed.iter().find(|(_, route)| matches!(bound, Bound::Group(group) if group == route.group));
    Ok(of_group.or(routed.first()).map(|(category, _)| category.code.clone()).unwrap_or_default())
}

/// The active categories without any below them.
fn gather<'a>(branch: &'a Branch, leaves: &mut Vec<&'a Category>) {
    if branch.children.is_empty() {
        leaves.push(&branch.category);
        return;
    }
    branch.children.iter().for_each(|child| gather(child, leaves));
}
