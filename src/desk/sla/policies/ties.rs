//! Which versions of two policies would speak for the same ticket with the same right.

use chrono::NaiveDate;

use super::super::policy::{Policy, PolicyVersion};

/// A version and the days it holds for: from its own first day until another of its policy begins.
struct Term<'a> {
    version: &'a PolicyVersion,
    until: Option<NaiveDate>,
}

/// The versions of a policy that hold for any day, in order. Of two that begin on one day the later made holds.
fn terms(versions: &[PolicyVersion]) -> Vec<Term<'_>> {
    let mut ordered: Vec<&PolicyVersion> = versions.iter().collect();
    ordered.sort_by_key(|version| (version.effective_from, version.seq));
    let mut terms: Vec<Term<'_>> = Vec::new();
    for version in ordered {
        if let Some(last) = terms.last_mut() {
            if last.version.effective_from == version.effective_from {
                last.version = version;
                continue;
            }
            last.until = Some(version.effective_from);
        }
        terms.push(Term { version, until: None });
    }
    terms
}

impl Term<'_> {
    fn meets(&self, other: &Self) -> bool {
        let before = |until: Option<NaiveDate>, from| until.is_none_or(|until| from < until);
        before(self.until, other.version.effective_from) && before(other.until, self.version.effective_from)
    }
}

/// The policy with which the newest version of `own` would tie on some day: both give the same clock a target, neither is
/// more specific, and a ticket could fit both.
pub(super) fn tie<'a>(own: &Policy, others: &'a [Policy]) -> Option<(&'a Policy, &'a PolicyVersion)> {
    let newest = own.versions.iter().map(|version| version.seq).max()?;
    let terms_of_own = terms(&own.versions);
    let term = terms_of_own.iter().find(|term| term.version.seq == newest && term.version.active)?;
    let rivals = others.iter().filter(|other| other.id != own.id);
    rivals
        .flat_map(|other| terms(&other.versions).into_iter().map(move |rival| (other, rival)))
        .find(|(_, rival)| {
            rival.version.active
                && term.meets(rival)
                && term.version.selector.ties_with(&rival.version.selector)
                && share_a_clock(term.version, rival.version)
        })
        .map(|(other, rival)| (other, rival.version))
}

fn share_a_clock(one: &PolicyVersion, other: &PolicyVersion) -> bool {
    one.targets.iter().any(|target| other.target(target.clock, target.tier).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::super::policy::{PolicyTarget, Selector};
    use super::super::super::words::{ClockName, PauseRule, Unit};
    use super::*;
    use crate::desk::ids::{PolicyId, PolicyVersionId};
    use crate::desk::words::{Kind, Priority};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn policy(code: &str, versions: Vec<PolicyVersion>) -> Policy {
        Policy { id: PolicyId::new(), version: 1, code: code.into(), name: code.into(), versions }
    }

    fn version(seq: i32, from: &str, selector: Selector, clock: ClockName) -> PolicyVersion {
        PolicyVersion {
            id: PolicyVersionId::new(),
            policy_id: PolicyId::new(),
            seq,
            effective_from: day(from),
            active: true,
            legal_basis: "SK".into(),
            selector,
            calendar_id: None,
            targets: vec![PolicyTarget {
                clock,
                tier: None,
                unit: Unit::WorkingMinutes,
                amount: 30,
                thresholds: Vec::new(),
            }],
            pause: PauseRule::WaitingRequester,
        }
    }

    fn p1() -> Selector {
        Selector { priority: Some(Priority::P1), ..Selector::default() }
    }

    fn incidents() -> Selector {
        Selector { kind: Some(Kind::Incident), ..Selector::default() }
    }

    #[test]
    fn two_of_the_same_right_tie_while_both_hold() {
        let response = ClockName::Response;
        let kept = vec![policy("P1", vec![version(1, "2026-01-01", p1(), response)])];
        let tied = |from, selector, clock| {
            tie(&policy("NEW", vec![version(1, from, selector, clock)]), &kept)
                .map(|(other, _)| other.code.clone())
        };
        assert_eq!(tied("2026-06-01", p1(), response).as_deref(), Some("P1"), "the same");
        assert_eq!(
            tied("2025-06-01", incidents(), response).as_deref(),
            Some("P1"),
            "an incident may be a P1"
        );
        assert_eq!(tied("2026-06-01", p1(), ClockName::Resolution), None, "of another clock");
        let p2 = Selector { priority: Some(Priority::P2), ..Selector::default() };
        assert_eq!(tied("2026-06-01", p2, response), None, "no ticket has two priorities");
        let finer = Selector { kind: Some(Kind::Incident), ..p1() };
        assert_eq!(tied("2026-06-01", finer, response), None, "more specific");
        assert_eq!(tied("2026-06-01", Selector::default(), response), None, "less specific");
    }

    #[test]
    fn what_no_longer_holds_ties_with_nothing() {
        let response = ClockName::Response;
        let retired = PolicyVersion { active: false, ..version(2, "2026-06-01", p1(), response) };
        let kept = vec![policy("P1", vec![version(1, "2026-01-01", p1(), response), retired])];
        let new = |from| policy("NEW", vec![version(1, from, p1(), response)]);
        assert!(tie(&new("2026-06-01"), &kept).is_none(), "it begins when the other ends");
        assert!(tie(&new("2026-05-31"), &kept).is_some(), "one day of both");
        let short = policy(
            "NEW",
            vec![version(2, "2026-03-01", p1(), response), version(1, "2026-07-01", p1(), response)],
        );
        assert!(tie(&short, &kept).is_some(), "until its own next version");
        let before = policy(
            "NEW",
            vec![
                version(1, "2026-01-01", incidents(), ClockName::Confirmation),
                version(2, "2025-01-01", p1(), response),
            ],
        );
        assert!(tie(&before, &kept).is_none(), "its own next version begins with the other");
        let own = policy("P1", kept[0].versions.clone());
        let again = Policy { id: kept[0].id, ..own };
        assert!(tie(&again, &kept).is_none(), "never with itself");
    }

    #[test]
    fn of_two_that_begin_on_one_day_the_later_made_holds() {
        let response = ClockName::Response;
        let kept = vec![policy(
            "P1",
            vec![
                version(1, "2026-01-01", p1(), response),
                version(2, "2026-01-01", incidents(), ClockName::Confirmation),
            ],
        )];
        assert!(tie(&policy("NEW", vec![version(1, "2026-01-01", p1(), response)]), &kept).is_none());
    }
}
