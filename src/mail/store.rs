//! The SQL sentences of the mail door: what it must know of tickets and people to write to them.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::schema::{
    comments, escalations, grants, incoming, letters, people, resolutions, ticket_watchers, tickets, waits,
};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{
    AgencyId, CommentId, GroupId, IncomingId, LetterId, PersonId, ResolutionId, TicketId,
};
use crate::desk::inbox::{NAMELESS, State};
use crate::desk::letters::LetterState;
use crate::desk::people::Actor;
use crate::desk::tickets::Ticket;
use crate::desk::tickets::store::visible;
use crate::desk::words::{Role, StaffMail, WaitingOn};

/// These tickets, whoever asks: the desk itself does.
pub(super) fn tickets(conn: &mut DbConn, ids: &[TicketId]) -> Result<HashMap<TicketId, Ticket>, DbError> {
    let rows: Vec<Ticket> =
        tickets::table.filter(among(tickets::id, ids.to_vec())).select(Ticket::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|ticket| (ticket.id, ticket)).collect())
}

/// The newest Message-ID in what each person has of these tickets: of a letter they got, or of a message they wrote themselves.
pub(super) fn last_message_ids(
    conn: &mut DbConn,
    tickets: &[TicketId],
) -> Result<HashMap<(TicketId, PersonId), String>, DbError> {
    type Line<Id> = (Id, Option<TicketId>, Option<PersonId>, String);
    let wanted: Vec<_> = tickets.iter().copied().map(Some).collect();
    let written: Vec<Line<IncomingId>> = incoming::table
        .filter(among(incoming::ticket_id, wanted.clone()).assume_not_null())
        .filter(incoming::state.eq(State::Done))
        .select((incoming::id, incoming::ticket_id, incoming::person_id, incoming::message_id))
        .load(conn)?;
    let got: Vec<Line<LetterId>> = letters::table
        .filter(among(letters::ticket_id, wanted).assume_not_null())
        // What waits for the morning, or went along with another, was never sent under its own name.
        .filter(letters::digest_id.is_null().and(letters::state.ne(LetterState::Waiting)))
        .select((letters::id, letters::ticket_id, letters::person_id.nullable(), letters::message_id))
        .load(conn)?;
    let written = written.into_iter().filter(|(.., id)| is_plain(id));
    let written = written.map(|(id, ticket, person, name)| (id.0, ticket, person, format!("<{name}>")));
    let got = got.into_iter().map(|(id, ticket, person, name)| (id.0, ticket, person, name));
    // Ids tell when a row was made.
    let mut all: Vec<Line<Uuid>> = got.chain(written).collect();
    all.sort_by_key(|(id, ..)| *id);
    Ok(all.into_iter().filter_map(|(_, ticket, person, name)| Some(((ticket?, person?), name))).collect())
}

/// Whether a name that came from outside may stand in a header of ours.
fn is_plain(id: &str) -> bool {
    id.len() <= 250
        && id.contains('@')
        && !id.ends_with(NAMELESS)
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}

/// A role somebody holds.
pub(super) struct RoleHeld {
    pub(super) person: PersonId,
    pub(super) role: Role,
    pub(super) agency: Option<AgencyId>,
    pub(super) group: Option<GroupId>,
}

/// The technicians of these agencies, the members of these groups, the supervisors and the heads of the Dinas: everybody whose grant holds on
/// this day somewhere on earth. Whether it holds in their own zone is seen when they are loaded.
pub(super) fn roles_held(
    conn: &mut DbConn,
    agencies: &BTreeSet<AgencyId>,
    groups: &BTreeSet<GroupId>,
    now: Timestamp,
) -> Result<Vec<RoleHeld>, DbError> {
    let earliest = now.minus(TimeDelta::days(1)).date_in(chrono_tz::UTC);
    let latest = now.plus(TimeDelta::days(1)).date_in(chrono_tz::UTC);
    let agencies: Vec<_> = agencies.iter().copied().map(Some).collect();
    let groups: Vec<_> = groups.iter().copied().map(Some).collect();
    let tier1 = grants::role.eq(Role::Tier1Technician).and(among(grants::agency_id, agencies));
    let tier2 = grants::role.eq(Role::Tier2Engineer).and(among(grants::group_id, groups));
    let rows: Vec<(PersonId, Role, Option<AgencyId>, Option<GroupId>)> = grants::table
        .filter(grants::revoked_at.is_null())
        .filter(grants::valid_from.le(latest))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(earliest)))
        .filter(
            tier1
                .assume_not_null()
                .or(tier2.assume_not_null())
                .or(among(grants::role, [Role::Supervisor, Role::IctHead])),
        )
        .order(grants::id)
        .select((grants::person_id, grants::role, grants::agency_id, grants::group_id))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(person, role, agency, group)| RoleHeld { person, role, agency, group })
        .collect())
}

/// Who watches these tickets.
pub(super) fn watchers(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, Vec<PersonId>>, DbError> {
    let rows: Vec<(TicketId, PersonId)> = ticket_watchers::table
        .filter(among(ticket_watchers::ticket_id, ids.to_vec()))
        .order(ticket_watchers::created_at)
        .select((ticket_watchers::ticket_id, ticket_watchers::person_id))
        .load(conn)?;
    let mut watchers: HashMap<TicketId, Vec<PersonId>> = HashMap::new();
    for (ticket, person) in rows {
        watchers.entry(ticket).or_default().push(person);
    }
    Ok(watchers)
}

/// Who gave the last solution of each of these tickets.
pub(super) fn solvers(conn: &mut DbConn, ids: &[TicketId]) -> Result<HashMap<TicketId, PersonId>, DbError> {
    let rows: Vec<(TicketId, PersonId)> = resolutions::table
        .filter(among(resolutions::ticket_id, ids.to_vec()))
        .order(resolutions::seq)
        .select((resolutions::ticket_id, resolutions::resolved_by_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How somebody can be written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mailing {
    /// When they want the letters of their work.
    pub(super) staff_mail: StaffMail,
    /// Whether letters to their address come back.
    pub(super) bounces: bool,
}

/// How these people can be written to; those who are no longer active are left out.
pub(super) fn mailing(conn: &mut DbConn, ids: &[PersonId]) -> Result<HashMap<PersonId, Mailing>, DbError> {
    let rows: Vec<(PersonId, StaffMail, Option<Timestamp>)> = people::table
        .filter(among(people::id, ids.to_vec()).and(people::active.eq(true)))
        .select((people::id, people::staff_mail, people::email_bounced_at))
        .load(conn)?;
    let mailing = |staff_mail, bounced: Option<Timestamp>| Mailing { staff_mail, bounces: bounced.is_some() };
    Ok(rows.into_iter().map(|(id, staff_mail, bounced)| (id, mailing(staff_mail, bounced))).collect())
}

/// The agencies of these people.
pub(super) fn agencies_of(
    conn: &mut DbConn,
    ids: &BTreeSet<PersonId>,
) -> Result<HashMap<PersonId, AgencyId>, DbError> {
    let rows: Vec<(PersonId, AgencyId)> = people::table
        .filter(among(people::id, ids.iter().copied()))
        .select((people::id, people::agency_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The names of these people.
pub(super) fn names_of(conn: &mut DbConn, ids: Vec<PersonId>) -> Result<HashMap<PersonId, String>, DbError> {
    let rows: Vec<(PersonId, String)> =
        people::table.filter(among(people::id, ids)).select((people::id, people::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Those of these tickets that a person may see, by the one predicate.
pub(super) fn visible_among(
    conn: &mut DbConn,
    actor: &Actor,
    ids: BTreeSet<TicketId>,
) -> Result<HashSet<TicketId>, DbError> {
    let ids: Vec<_> = ids.into_iter().collect();
    let found: Vec<TicketId> = tickets::table
        .filter(among(tickets::id, ids))
        .filter(visible(actor))
        .select(tickets::id)
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// What these comments say.
pub(super) fn comments(
    conn: &mut DbConn,
    ids: Vec<CommentId>,
) -> Result<HashMap<CommentId, String>, DbError> {
    let rows: Vec<(CommentId, String)> =
        comments::table.filter(among(comments::id, ids)).select((comments::id, comments::body)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What Tier 1 had tried when it asked, by ticket and place.
pub(super) fn attempted_steps(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<HashMap<(TicketId, i32), String>, DbError> {
    let rows: Vec<(TicketId, i32, String)> = escalations::table
        .filter(among(escalations::ticket_id, ids.to_vec()))
        .select((escalations::ticket_id, escalations::seq, escalations::attempted_steps))
        .load(conn)?;
    Ok(rows.into_iter().map(|(ticket, seq, steps)| ((ticket, seq), steps)).collect())
}

/// A solution of a ticket.
pub(super) struct Solution {
    pub(super) id: ResolutionId,
    pub(super) at: Timestamp,
    pub(super) words: String,
}

/// The solutions of these tickets, oldest first.
pub(super) fn solutions(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, Vec<Solution>>, DbError> {
    let rows: Vec<(TicketId, ResolutionId, Timestamp, String)> = resolutions::table
        .filter(among(resolutions::ticket_id, ids.to_vec()))
        .order(resolutions::seq)
        .select((resolutions::ticket_id, resolutions::id, resolutions::resolved_at, resolutions::solution))
        .load(conn)?;
    let mut solutions: HashMap<TicketId, Vec<Solution>> = HashMap::new();
    for (ticket, id, at, words) in rows {
        solutions.entry(ticket).or_default().push(Solution { id, at, words });
    }
    Ok(solutions)
}

/// When the outside party these tickets wait for promised to be done.
pub(super) fn promised(conn: &mut DbConn, ids: &[TicketId]) -> Result<HashMap<TicketId, Timestamp>, DbError> {
    let rows: Vec<(TicketId, Option<Timestamp>)> = waits::table
        .filter(among(waits::ticket_id, ids.to_vec()))
        .filter(waits::waiting_on.eq(WaitingOn::External).and(waits::ended_at.is_null()))
        .select((waits::ticket_id, waits::promised_at))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(ticket, at)| Some((ticket, at?))).collect())
}
