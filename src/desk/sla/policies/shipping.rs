//! The policies a new desk begins with (`rules.md` 4.10, dossier §3.4 and §5.3), as data: an office enters its decree and
//! changes what it decided otherwise.

use chrono::NaiveDate;
use serde::Deserialize;

use super::super::error::SlaError;
use super::super::policy::{Policy, PolicyTarget, PolicyVersion, Selector};
use super::super::rules::{rules, touched};
use super::super::store;
use super::super::words::PauseRule;
use super::creating;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PolicyId, PolicyVersionId};
use crate::desk::people::By;

const DATA: &str = include_str!("../shipped/policies.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    code: String,
    name: String,
    effective_from: NaiveDate,
    legal_basis: String,
    selector: Selector,
    targets: Vec<PolicyTarget>,
}

impl Shipped {
    fn policy(self) -> Policy {
        let id = PolicyId::new();
        let version = PolicyVersion {
            id: PolicyVersionId::new(),
            policy_id: id,
            seq: 1,
            effective_from: self.effective_from,
            active: true,
            legal_basis: self.legal_basis,
            selector: self.selector,
            calendar_id: None,
            targets: self.targets,
            pause: PauseRule::WaitingRequester,
        };
        Policy { id, version: 1, code: self.code, name: self.name, versions: vec![version] }
    }
}

/// Writes the shipped policies into a desk that has none. Of several processes that start at once, one does.
///
/// # Errors
/// When the database refuses it.
pub fn ship(conn: &mut DbConn, now: Timestamp) -> Result<(), SlaError> {
    store::one_at_a_time(conn)?;
    if !rules(conn)?.policies.is_empty() {
        return Ok(());
    }
    let shipped = read().map_err(|error| DbError::Migration(format!("the shipped policies: {error}")))?;
    for policy in shipped.into_iter().map(Shipped::policy) {
        creating::insert(conn, By::Machine, &policy, now)?;
    }
    Ok(touched(conn, now)?)
}

fn read() -> Result<Vec<Shipped>, serde_json::Error> {
    serde_json::from_str(DATA)
}

#[cfg(test)]
mod tests {
    use super::super::super::policy::Threshold;
    use super::super::super::words::{ClockName, Tell, Unit};
    use super::super::fields::check_targets;
    use super::super::ties;
    use super::*;
    use crate::desk::fields::FieldErrors;
    use crate::desk::words::{Classification, Kind, Priority, Tier};

    fn shipped() -> Vec<Policy> {
        read().unwrap().into_iter().map(Shipped::policy).collect()
    }

    fn version(code: &str) -> PolicyVersion {
        let policy = shipped().into_iter().find(|policy| policy.code == code);
        policy.unwrap_or_else(|| panic!("no {code}")).versions.remove(0)
    }

    #[test]
    fn what_is_shipped_could_have_been_entered() {
        let policies = shipped();
        for policy in &policies {
            let mut errors = FieldErrors::default();
            check_targets(&policy.versions[0].targets, &mut errors);
            super::super::fields::basis(&policy.versions[0].legal_basis, &mut errors);
            crate::desk::people::agencies::code(&policy.code, "code", &mut errors);
            errors.line("name", &policy.name, super::super::fields::NAME_MAX);
            assert_eq!(errors, FieldErrors::default(), "{}", policy.code);
            assert!(ties::tie(policy, &policies).is_none(), "{} ties", policy.code);
        }
        assert_eq!(policies.len(), 7);
    }

    #[test]
    fn priorities_promise_what_the_rules_say() {
        for (priority, minutes) in [
            (Priority::P1, [30, 240, 30, 15]),
            (Priority::P2, [60, 450, 120, 60]),
            (Priority::P3, [240, 1_350, 450, 240]),
            (Priority::P4, [450, 2_250, 900, 450]),
        ] {
            let version = version(priority.as_str());
            assert_eq!(version.selector, Selector { priority: Some(priority), ..Selector::default() });
            let clocks = [
                (ClockName::Response, None),
                (ClockName::Resolution, None),
                (ClockName::OwnTime, Some(Tier::One)),
                (ClockName::TakeOver, Some(Tier::Two)),
            ];
            for ((clock, tier), minutes) in clocks.into_iter().zip(minutes) {
                let target = version.target(clock, tier).unwrap();
                assert_eq!(
                    (target.unit, target.amount),
                    (Unit::WorkingMinutes, minutes),
                    "{priority} {clock}"
                );
                let head = target.thresholds.contains(&Threshold { percent: 200, tell: Tell::IctHead });
                assert_eq!(head, priority == Priority::P1 && clock == ClockName::Resolution, "rules.md 2.6");
            }
            assert_eq!(version.targets.len(), 4);
        }
    }

    #[test]
    fn duties_by_law_run_for_security_incidents() {
        let cyber = version("INSIDEN-SIBER");
        let target = cyber.target(ClockName::CyberIncident, None).unwrap();
        assert_eq!((cyber.selector.kind, target.amount), (Some(Kind::SecurityIncident), 24 * 60));
        let data = version("DATA-PRIBADI");
        let target = data.target(ClockName::DataBreach, None).unwrap();
        assert_eq!(data.selector.classification, Some(Classification::PersonalData));
        assert_eq!((data.selector.kind, target.amount), (Some(Kind::SecurityIncident), 3 * 24 * 60));
        let confirmation = version("KONFIRMASI");
        let target = confirmation.target(ClockName::Confirmation, None).unwrap();
        assert_eq!((target.unit, target.amount), (Unit::WorkingDays, 3));
    }
}
