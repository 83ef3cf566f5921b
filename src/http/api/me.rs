//! The caller: who they are, what was granted them, and what they may do.

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::shown;
use super::asks::Asks;
use crate::desk::columns::Columns;
use crate::desk::ids::{AgencyId, GroupId, PersonId};
use crate::desk::page::{MOST, Part};
use crate::desk::people::access::{self, Seen};
use crate::desk::people::grants::{self, Grant, GrantFilter};
use crate::desk::people::persons::{self, Person};
use crate::desk::people::{Actor, PeopleError};
use crate::desk::words::{Role, Tier};
use crate::http::error::Refusal;

/// The caller.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// Their id.
    id: PersonId,
    /// Who they are.
    person: Person,
    /// The full name of their agency.
    agency_name: String,
    /// The zone they are shown times in.
    #[schema(example = "Asia/Makassar")]
    zone: String,
    /// The columns they see in lists of tickets beside the ticket itself.
    columns: Columns,
    /// The grants that hold today.
    grants: Vec<Granted>,
    /// What they may do.
    may: May,
}

/// A grant with the names of what it is for.
#[derive(Serialize, ToSchema)]
pub(super) struct Granted {
    #[serde(flatten)]
    grant: Grant,
    /// The name of who holds it.
    person_name: String,
    /// The short name of the agency it is for.
    agency_name: Option<String>,
    /// The name of the group it is for.
    group_name: Option<String>,
}

/// What somebody may do, from the grants that hold. What they may do to one ticket are its `moves`.
#[derive(Serialize, ToSchema)]
pub(super) struct May {
    /// The roles that hold today.
    roles: Vec<Role>,
    /// The tier they speak for in the first place.
    tier: Option<Tier>,
    /// The agencies whose Tier 1 they are.
    tier1_of: Vec<AgencyId>,
    /// The agencies they head.
    head_of: Vec<AgencyId>,
    /// The Tier 2 groups they belong to.
    tier2_of: Vec<GroupId>,
    /// Whether they may open tickets for others.
    open_for_others: bool,
    /// Whether they may look up other people.
    look_up_people: bool,
    /// Whether they may read the register of supervision.
    supervise: bool,
    /// Whether they administer agencies, people, grants, categories and routes.
    administer: bool,
}

/// Reads who the caller is, the grants that hold today, and what they may do.
#[utoipa::path(tag = "me", responses((status = 200, body = Me)))]
#[get("/me")]
pub(super) async fn show(asks: Asks) -> Result<HttpResponse, Refusal> {
    let now = asks.app.now();
    let (person, grants) = asks
        .reads(move |conn, actor| {
            let person = persons::get(conn, actor, actor.id)?;
            let today = now.date_in(actor.zone);
            let own =
                GrantFilter { person: Some(actor.id), holding_on: Some(today), ..GrantFilter::default() };
            let grants = grants::list(conn, actor, own, Part::first(MOST))?.items;
            Ok::<_, PeopleError>((person, grants))
        })
        .await?;
    let actor = asks.actor()?;
    let version = person.version;
    let me = Me {
        id: actor.id,
        person,
        agency_name: actor.agency_name.clone(),
        zone: actor.zone.name().to_owned(),
        columns: actor.columns.clone().unwrap_or_default(),
        grants: grants.into_iter().map(Granted::of).collect(),
        may: May::of(actor),
    };
    Ok(shown(Some(version), &me))
}

impl Granted {
    /// A grant with its names.
    pub(super) fn of(grant: Grant) -> Self {
        let (person_name, agency_name, group_name) =
            (grant.person_name.clone(), grant.agency_name.clone(), grant.group_name.clone());
        Self { grant, person_name, agency_name, group_name }
    }
}

impl May {
    fn of(actor: &Actor) -> Self {
        let standing = &actor.standing;
        Self {
            roles: standing.roles(),
            tier: standing.tier(),
            tier1_of: standing.tier1_of.clone(),
            head_of: standing.head_of.clone(),
            tier2_of: standing.tier2_of.clone(),
            open_for_others: standing.is_staff(),
            look_up_people: match access::sees_people(actor) {
                Seen::All => true,
                Seen::Of(agencies) => !agencies.is_empty(),
            },
            supervise: access::supervises(actor).is_ok(),
            administer: access::administers(actor).is_ok(),
        }
    }
}
