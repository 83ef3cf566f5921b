//! All calendars and policies, as one value that is read once for each time they change.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use chrono_tz::Tz;
use uuid::Uuid;

use super::calendar::{Calendar, CalendarError, Version};
use super::policy::Policy;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CalendarId, GroupId};
use crate::desk::people::state;

/// States kept in memory: a handful of databases in one process, each with the state before its newest.
const KEPT: usize = 16;

/// Every calendar and policy, as of one revision.
#[derive(Debug, Default)]
pub struct Rules {
    /// Rises with each change; 0 if there are none.
    pub revision: i64,
    /// The calendars, by code.
    pub calendars: Vec<CalendarEntry>,
    /// The policies, by code.
    pub policies: Vec<Policy>,
    /// In which calendar agencies and groups work, as far as anybody asked. Whoever changes that gives the rules a new state
    /// (`offices.rs`), so what is known under one of them stays true.
    pub(super) places: Places,
}

/// In which calendar agencies and groups work, as far as it is known.
#[derive(Debug, Default)]
pub struct Places {
    agencies: Mutex<HashMap<AgencyId, (Tz, CalendarId)>>,
    groups: Mutex<HashMap<GroupId, CalendarId>>,
}

impl Places {
    /// Where an agency is and in which calendar it works.
    pub(super) fn agency(&self, id: AgencyId) -> Option<(Tz, CalendarId)> {
        self.agencies.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    /// In which calendar a group works.
    pub(super) fn group(&self, id: GroupId) -> Option<CalendarId> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    /// Keeps what was found out of an agency. That somebody has no calendar may end without a new state, and is not kept.
    pub(super) fn keep_agency(&self, id: AgencyId, (zone, calendar): (Tz, Option<CalendarId>)) {
        if let Some(calendar) = calendar {
            let mut known = self.agencies.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(id, (zone, calendar));
        }
    }

    /// Keeps what was found out of a group.
    pub(super) fn keep_group(&self, id: GroupId, calendar: Option<CalendarId>) {
        if let Some(calendar) = calendar {
            self.groups.lock().unwrap_or_else(PoisonError::into_inner).insert(id, calendar);
        }
    }
}

/// A calendar with all its versions.
#[derive(Debug)]
pub struct CalendarEntry {
    /// Its id.
    pub id: CalendarId,
    /// Goes up by one with each change.
    pub version: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: Tz,
    /// Whether agencies of this zone use it unless they have their own.
    pub zone_default: bool,
    /// Its versions in the order they were made; the place of each is its index plus one.
    pub versions: Vec<Version>,
    compiled: Arc<Calendar>,
    older: Mutex<HashMap<usize, Arc<Calendar>>>,
}

impl Clone for CalendarEntry {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            version: self.version,
            code: self.code.clone(),
            name: self.name.clone(),
            zone: self.zone,
            zone_default: self.zone_default,
            versions: self.versions.clone(),
            compiled: self.compiled.clone(),
            older: Mutex::default(),
        }
    }
}

impl CalendarEntry {
    /// A calendar made of its versions, in the order they were made.
    ///
    /// # Errors
    /// When the versions are no calendar.
    pub fn new(
        id: CalendarId,
        version: i64,
        (code, name): (String, String),
        zone: Tz,
        zone_default: bool,
        versions: Vec<Version>,
    ) -> Result<Self, CalendarError> {
        let compiled = Arc::new(Calendar::new(zone, versions.clone())?);
        Ok(Self { id, version, code, name, zone, zone_default, versions, compiled, older: Mutex::default() })
    }

    /// The same calendar with other versions.
    ///
    /// # Errors
    /// When the versions are no calendar.
    pub fn with(&self, version: i64, versions: Vec<Version>) -> Result<Self, CalendarError> {
        let named = (self.code.clone(), self.name.clone());
        Self::new(self.id, version, named, self.zone, self.zone_default, versions)
    }

    /// The version that speaks for a day, with its place.
    pub fn version_on(&self, date: NaiveDate) -> Option<(i32, &Version)> {
        let placed = || (1..).zip(&self.versions);
        let begun = placed().filter(|(_, version)| version.effective_from <= date);
        // Of those that begin on one day the last that was made; before all of them speaks the earliest.
        let holds = begun.max_by_key(|(seq, version)| (version.effective_from, *seq));
        holds.or_else(|| placed().max_by_key(|(seq, version)| (Reverse(version.effective_from), *seq)))
    }

    /// How many versions it has.
    pub fn seq(&self) -> i32 {
        i32::try_from(self.versions.len()).unwrap_or(i32::MAX)
    }

    /// The calendar as it is now.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.compiled
    }

    /// The calendar as it was when it had `seq` versions.
    ///
    /// # Errors
    /// When those versions are no calendar.
    pub fn as_of(&self, seq: i32) -> Result<Arc<Calendar>, CalendarError> {
        let known = usize::try_from(seq).unwrap_or(0).min(self.versions.len());
        if known == self.versions.len() {
            return Ok(self.compiled.clone());
        }
        let mut older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(calendar) = older.get(&known) {
            return Ok(calendar.clone());
        }
        let calendar = Arc::new(Calendar::new(self.zone, self.versions[..known].to_vec())?);
        older.insert(known, calendar.clone());
        Ok(calendar)
    }
}

impl Rules {
    /// The calendar with this id.
    pub fn calendar(&self, id: CalendarId) -> Option<&CalendarEntry> {
        self.calendars.iter().find(|entry| entry.id == id)
    }

    /// The calendar with this id or code.
    pub fn calendar_named(&self, name: &str) -> Option<&CalendarEntry> {
        match name.parse::<CalendarId>() {
            Ok(id) => self.calendar(id),
            Err(_) => {
                let code = name.trim();
                self.calendars.iter().find(|entry| entry.code.eq_ignore_ascii_case(code))
            }
        }
    }

    /// The calendar agencies of a zone use unless they have their own; any default if the zone has none.
    pub fn zone_calendar(&self, zone: Tz) -> Option<&CalendarEntry> {
        let defaults = || self.calendars.iter().filter(|entry| entry.zone_default);
        defaults().find(|entry| entry.zone == zone).or_else(|| defaults().next())
    }

    /// The rules with a policy as it is wished, in place of what it was: to see what it would do.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        let others = self.policies.iter().filter(|other| other.id != policy.id).cloned();
        let mut policies: Vec<Policy> = others.collect();
        policies.push(policy);
        Self {
            revision: self.revision,
            calendars: self.calendars.clone(),
            policies,
            places: Places::default(),
        }
    }

    /// The same rules with a calendar, in the place of the one with its id; of a zone it is the default of, others are it no
    /// longer.
    #[must_use]
    pub fn with_calendar(&self, entry: CalendarEntry) -> Self {
        let others = self.calendars.iter().filter(|other| other.id != entry.id).cloned();
        let mut calendars: Vec<CalendarEntry> = others.collect();
        for other in calendars.iter_mut().filter(|other| entry.zone_default && other.zone == entry.zone) {
            other.zone_default = false;
        }
        calendars.push(entry);
        let policies = self.policies.clone();
        Self { revision: self.revision, calendars, policies, places: Places::default() }
    }

    /// The calendars of those who chose none, by zone.
    pub fn defaults(&self) -> Vec<CalendarId> {
        let mut defaults: Vec<_> =
            self.calendars.iter().filter(|entry| entry.zone_default).map(|entry| entry.id).collect();
        defaults.sort_unstable();
        defaults
    }

    /// Whether any policy asks for a category.
    pub fn asks_for_categories(&self) -> bool {
        let versions = self.policies.iter().flat_map(|policy| &policy.versions);
        versions.into_iter().any(|version| version.selector.category.is_some())
    }

    /// The policy version with this id, and its policy.
    pub fn policy_version(
        &self,
        id: crate::desk::ids::PolicyVersionId,
    ) -> Option<(&Policy, &super::policy::PolicyVersion)> {
        self.policies.iter().find_map(|policy| {
            let version = policy.versions.iter().find(|version| version.id == id)?;
            Some((policy, version))
        })
    }
}

/// Around the clock, for what counts elapsed time.
pub(super) fn always() -> Arc<Calendar> {
    static ALWAYS: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::always()));
    ALWAYS.clone()
}

type Kept = Vec<(Uuid, Arc<Rules>)>;

/// Rules that were read, by their stamp: a stamp never comes back, so what it stands for never changes.
static READ: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// All calendars and policies as this transaction sees them. Costs one small read unless they have changed.
///
/// # Errors
/// When they cannot be read.
pub fn rules(conn: &mut DbConn) -> Result<Arc<Rules>, DbError> {
    let Some(state) = state::read(conn)? else {
        return Ok(Arc::default());
    };
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, rules)) = known().iter().find(|(stamp, _)| *stamp == state.stamp) {
        return Ok(rules.clone());
    }
    let rules = Arc::new(Rules {
        revision: state.revision,
        calendars: store::calendars(conn)?,
        policies: store::policies(conn)?,
        places: Places::default(),
    });
    let mut known = known();
    if known.len() >= KEPT {
        known.remove(0);
    }
    known.push((state.stamp, rules.clone()));
    Ok(rules)
}

/// Says that a calendar or a policy has changed: open clocks are looked at again.
///
/// # Errors
/// When the database refuses it.
pub fn touched(conn: &mut DbConn, now: Timestamp) -> Result<(), DbError> {
    state::revise(conn, now)
}
