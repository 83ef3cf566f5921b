//! What of a policy can be entered, and what has to hold for it.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::json;

use super::super::calendar::Calendar;
use super::super::error::SlaError;
use super::super::policy::{PolicyTarget, Selector, Threshold};
use super::super::rules::Rules;
use super::super::store;
use super::super::words::{ClockName, PauseRule, Tell, Unit};
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CalendarId;
use crate::desk::words::Tier;

/// Thresholds one target may have.
pub const THRESHOLDS_MAX: usize = 8;
/// The highest threshold, in percent of a target.
const PERCENT_MAX: i32 = 1_000;
/// Characters of a name.
pub(super) const NAME_MAX: usize = 120;
/// Characters of a legal basis.
const BASIS_MAX: usize = 200;

/// How much one target may give, by its unit: 250 working days of 7.5 hours, 250 working days, 366 days.
pub const AMOUNTS: [(Unit, i32); 3] =
    [(Unit::WorkingMinutes, 112_500), (Unit::WorkingDays, 250), (Unit::ElapsedMinutes, 527_040)];

/// Every clock a policy can give time to, with the tiers it is kept for.
const OFFERED: [(ClockName, Option<Tier>); 8] = [
    (ClockName::Response, None),
    (ClockName::Resolution, None),
    (ClockName::TakeOver, Some(Tier::Two)),
    (ClockName::OwnTime, Some(Tier::One)),
    (ClockName::OwnTime, Some(Tier::Two)),
    (ClockName::Confirmation, None),
    (ClockName::CyberIncident, None),
    (ClockName::DataBreach, None),
];

/// What of a new policy can be entered, besides its first version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFields {
    /// Its short code: 1 to 20 letters, digits, dots and hyphens; kept in capitals.
    pub code: String,
    /// Its name, 120 characters at most.
    pub name: String,
}

/// What of a version can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFields {
    /// The first day it holds for, in the zone of the ticket's agency. A day gone by is allowed: tickets reported since
    /// then are computed anew.
    pub effective_from: NaiveDate,
    /// The decree it rests on, 200 characters at most.
    pub legal_basis: String,
    /// For which tickets.
    pub selector: Selector,
    /// In which calendar promises are counted; the agency's if unset.
    pub calendar_id: Option<CalendarId>,
    /// What stops the promise of a solution.
    pub pause: PauseRule,
    /// How much time each clock gives.
    pub targets: Vec<PolicyTarget>,
}

/// The end of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The first day it no longer speaks for.
    pub effective_from: NaiveDate,
    /// The decree that ends it, 200 characters at most.
    pub legal_basis: String,
}

/// Every clock a policy can give time to, in the order people read them.
pub fn offered() -> &'static [(ClockName, Option<Tier>)] {
    &OFFERED
}

/// The units a clock can be counted in. A duty by law is elapsed time (`rules.md` 4.7). Taking over is a matter of the same
/// day, so not of days. A solution nobody disputes is not confirmed by a holiday going by, so not by elapsed time.
pub fn units(clock: ClockName) -> &'static [Unit] {
    match clock {
        ClockName::Response | ClockName::Resolution | ClockName::OwnTime => Unit::ALL,
        ClockName::TakeOver => &[Unit::WorkingMinutes, Unit::ElapsedMinutes],
        ClockName::Confirmation => &[Unit::WorkingMinutes, Unit::WorkingDays],
        ClockName::CyberIncident | ClockName::DataBreach => &[Unit::ElapsedMinutes],
    }
}

/// Whom a clock's thresholds can tell. The requester hears of nothing but their own answer that is waited for (`rules.md`
/// 7.2), and staff are not reminded of it.
pub fn tells(clock: ClockName) -> &'static [Tell] {
    match clock {
        ClockName::Confirmation => &[Tell::Requester],
        _ => &[Tell::Holder, Tell::Supervisor, Tell::IctHead],
    }
}

/// A version as it can be kept. What is wrong is added to `errors`, as the contract of the API names the fields.
///
/// # Errors
/// When it cannot be compared with what there is.
pub(super) fn checked(
    conn: &mut DbConn,
    rules: &Rules,
    fields: VersionFields,
    errors: &mut FieldErrors,
) -> Result<VersionFields, SlaError> {
    let legal_basis = basis(&fields.legal_basis, errors);
    check_day(fields.effective_from, errors);
    if let Some(category) = fields.selector.category {
        let known = store::is_category(conn, category)?;
        errors.check(known, "selector.category", "unknown");
    }
    if let Some(agency) = fields.selector.agency {
        let known = store::is_agency(conn, agency)?;
        errors.check(known, "selector.agency", "unknown");
    }
    let calendar = fields.calendar_id.is_none_or(|id| rules.calendar(id).is_some());
    errors.check(calendar, "calendar", "unknown");
    check_targets(&fields.targets, errors);
    Ok(VersionFields { legal_basis, ..fields })
}

/// The decree something rests on: it has to be named.
pub(super) fn basis(text: &str, errors: &mut FieldErrors) -> String {
    errors.line("legal_basis", text, BASIS_MAX)
}

/// A first day that calendars know.
pub(super) fn check_day(day: NaiveDate, errors: &mut FieldErrors) {
    if !(Calendar::FIRST..Calendar::LAST).contains(&day) {
        let last = Calendar::LAST.pred_opt().unwrap_or(Calendar::LAST);
        errors.add_with("effective_from", "day_out_of_range", json!({ "min": Calendar::FIRST, "max": last }));
    }
}

pub(super) fn check_targets(targets: &[PolicyTarget], errors: &mut FieldErrors) {
    if targets.is_empty() {
        errors.add("targets", "required");
    }
    if targets.len() > OFFERED.len() {
        errors.add_with("targets", "too_many", json!({ "max": OFFERED.len() }));
        return;
    }
    let mut seen = HashSet::new();
    for (place, target) in targets.iter().enumerate() {
        let field = |part: &str| format!("targets.{place}.{part}");
        errors.check(seen.insert((target.clock, target.tier)), &field("clock"), "twice");
        match (target.clock, target.tier) {
            (ClockName::TakeOver | ClockName::OwnTime, None) => errors.add(&field("tier"), "required"),
            (ClockName::TakeOver, Some(Tier::One)) => errors.add(&field("tier"), "tier2_takes_over"),
            (clock, Some(_)) if !clock.is_ola() => errors.add(&field("tier"), "no_tier_here"),
            _ => {}
        }
        if !units(target.clock).contains(&target.unit) {
            errors.add_with(&field("unit"), "not_one_of", json!({ "expected": listed(units(target.clock)) }));
        }
        let most = AMOUNTS.iter().find(|(unit, _)| *unit == target.unit).map_or(1, |(_, most)| *most);
        if !(1..=most).contains(&target.amount) {
            errors.add_with(&field("amount"), "out_of_range", json!({ "min": 1, "max": most }));
        }
        check_thresholds(target, &field("thresholds"), errors);
    }
}

fn check_thresholds(target: &PolicyTarget, field: &str, errors: &mut FieldErrors) {
    if target.thresholds.len() > THRESHOLDS_MAX {
        errors.add_with(field, "too_many", json!({ "max": THRESHOLDS_MAX }));
        return;
    }
    // What is confirmed is closed: after its end nobody is left to be reminded.
    let most = if target.clock == ClockName::Confirmation { 99 } else { PERCENT_MAX };
    let mut before: Option<&Threshold> = None;
    for (place, threshold) in target.thresholds.iter().enumerate() {
        let percent = format!("{field}.{place}.percent");
        if !(1..=most).contains(&threshold.percent) {
            errors.add_with(&percent, "out_of_range", json!({ "min": 1, "max": most }));
        }
        errors.check(before.is_none_or(|before| before.percent <= threshold.percent), &percent, "not_rising");
        errors.check(!target.thresholds[..place].contains(threshold), &percent, "twice");
        let may = tells(target.clock);
        if !may.contains(&threshold.tell) {
            let tell = format!("{field}.{place}.tell");
            errors.add_with(&tell, "not_one_of", json!({ "expected": listed(may) }));
        }
        before = Some(threshold);
    }
}

fn listed(words: &[impl std::fmt::Display]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(clock: ClockName, tier: Option<Tier>, unit: Unit, amount: i32) -> PolicyTarget {
        PolicyTarget { clock, tier, unit, amount, thresholds: Vec::new() }
    }

    fn told(percent: i32, tell: Tell) -> Threshold {
        Threshold { percent, tell }
    }

    fn wrong(targets: &[PolicyTarget]) -> Vec<(String, &'static str)> {
        let mut errors = FieldErrors::default();
        check_targets(targets, &mut errors);
        errors.0.into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn what_can_be_given_is_accepted() {
        let all: Vec<_> =
            OFFERED.iter().map(|(clock, tier)| target(*clock, *tier, units(*clock)[0], 30)).collect();
        assert_eq!(wrong(&all), []);
        let law = [(50, Tell::Holder), (75, Tell::Holder), (75, Tell::Supervisor), (100, Tell::IctHead)];
        let thresholds = law.map(|(percent, tell)| told(percent, tell)).to_vec();
        assert_eq!(
            wrong(&[PolicyTarget {
                thresholds,
                ..target(ClockName::DataBreach, None, Unit::ElapsedMinutes, 4_320)
            }]),
            []
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        use ClockName::{Confirmation, CyberIncident, OwnTime, Resolution, Response, TakeOver};
        use Unit::{ElapsedMinutes, WorkingDays, WorkingMinutes};
        let one = |target: PolicyTarget| vec![target];
        let with =
            |thresholds: Vec<Threshold>, target: PolicyTarget| vec![PolicyTarget { thresholds, ..target }];
        let response = || target(Response, None, WorkingMinutes, 30);
        for (targets, field, code) in [
            (vec![], "targets", "required"),
            (vec![response(), response()], "targets.1.clock", "twice"),
            (vec![response(); 9], "targets", "too_many"),
            (one(target(OwnTime, None, WorkingMinutes, 30)), "targets.0.tier", "required"),
            (one(target(TakeOver, None, WorkingMinutes, 30)), "targets.0.tier", "required"),
            (
                one(target(TakeOver, Some(Tier::One), WorkingMinutes, 30)),
                "targets.0.tier",
                "tier2_takes_over",
            ),
            (one(target(Resolution, Some(Tier::One), WorkingMinutes, 30)), "targets.0.tier", "no_tier_here"),
            (one(target(CyberIncident, None, WorkingMinutes, 30)), "targets.0.unit", "not_one_of"),
            (one(target(TakeOver, Some(Tier::Two), WorkingDays, 1)), "targets.0.unit", "not_one_of"),
            (one(target(Confirmation, None, ElapsedMinutes, 60)), "targets.0.unit", "not_one_of"),
            (one(target(Response, None, WorkingMinutes, 0)), "targets.0.amount", "out_of_range"),
            (one(target(Response, None, WorkingMinutes, -5)), "targets.0.amount", "out_of_range"),
            (one(target(Response, None, WorkingMinutes, 112_501)), "targets.0.amount", "out_of_range"),
            (one(target(Response, None, WorkingDays, 251)), "targets.0.amount", "out_of_range"),
            (with(vec![told(0, Tell::Holder)], response()), "targets.0.thresholds.0.percent", "out_of_range"),
            (
                with(vec![told(1_001, Tell::Holder)], response()),
                "targets.0.thresholds.0.percent",
                "out_of_range",
            ),
            (
                with(vec![told(100, Tell::Holder), told(75, Tell::Holder)], response()),
                "targets.0.thresholds.1.percent",
                "not_rising",
            ),
            (
                with(vec![told(75, Tell::Holder), told(75, Tell::Holder)], response()),
                "targets.0.thresholds.1.percent",
                "twice",
            ),
            (with(vec![told(75, Tell::Requester)], response()), "targets.0.thresholds.0.tell", "not_one_of"),
            (
                with((1..=9).map(|percent| told(percent, Tell::Holder)).collect(), response()),
                "targets.0.thresholds",
                "too_many",
            ),
            (
                with(vec![told(100, Tell::Requester)], target(Confirmation, None, WorkingDays, 3)),
                "targets.0.thresholds.0.percent",
                "out_of_range",
            ),
        ] {
            assert_eq!(wrong(&targets), [(field.to_owned(), code)]);
        }
    }
}
