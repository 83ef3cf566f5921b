//! The form of a version, read: what it says, and which field is meant when something in it is wrong.

use super::filling::key;
use crate::desk::fields::{FieldError, FieldErrors};
use crate::desk::sla::policies::{THRESHOLDS_MAX, VersionFields, offered};
use crate::desk::sla::{ClockName, PauseRule, PolicyTarget, Selector, Tell, Threshold, Unit};
use crate::desk::words::Tier;
use crate::http::forms::Posted;

/// Minutes of an hour.
const HOUR: i32 = 60;

/// Where in the form a target came from.
struct Place {
    key: String,
    in_days: bool,
    thresholds: Vec<usize>,
}

/// A form that was read.
pub struct Read {
    /// What it says, if it says anything that can be checked.
    pub fields: Option<VersionFields>,
    /// What cannot be read.
    pub errors: FieldErrors,
    places: Vec<Place>,
}

/// Reads the form of a version.
pub fn read(posted: &Posted) -> Read {
    let mut errors = FieldErrors::default();
    let effective_from = posted.day("effective_from", &mut errors);
    errors.check(effective_from.is_some() || !errors.0.is_empty(), "effective_from", "required");
    let selector = Selector {
        kind: posted.optional_word("kind", &mut errors),
        priority: posted.optional_word("priority", &mut errors),
        category: posted.optional_word("category", &mut errors),
        agency: posted.optional_word("agency", &mut errors),
        classification: posted.optional_word("classification", &mut errors),
    };
    let calendar_id = posted.optional_word("calendar", &mut errors);
    let pause = posted.word::<PauseRule>("pause", &mut errors);
    let (mut targets, mut places) = (Vec::new(), Vec::new());
    for (clock, tier) in offered() {
        if let Some((target, place)) = target(posted, (*clock, *tier), &mut errors) {
            targets.push(target);
            places.push(place);
        }
    }
    let fields = effective_from.zip(pause).map(|(effective_from, pause)| VersionFields {
        effective_from,
        legal_basis: posted.text("legal_basis").to_owned(),
        selector,
        calendar_id,
        pause,
        targets,
    });
    Read { fields, errors, places }
}

fn target(
    posted: &Posted,
    (clock, tier): (ClockName, Option<Tier>),
    errors: &mut FieldErrors,
) -> Option<(PolicyTarget, Place)> {
    let key = key(clock, tier);
    let name = |part: &str| format!("{key}-{part}");
    let [days, hours, minutes] = ["days", "hours", "minutes"].map(|part| number(posted, &name(part), errors));
    let given = days.or(hours).or(minutes).is_some();
    let (thresholds, slots) = thresholds(posted, &key, errors);
    if !given && thresholds.is_empty() {
        return None;
    }
    let unit = posted.word::<Unit>(&name("unit"), errors)?;
    let in_days = unit == Unit::WorkingDays;
    let amount = if in_days {
        errors.check(hours.or(minutes).is_none(), &name("hours"), "days_or_hours");
        days
    } else {
        errors.check(days.is_none(), &name("days"), "days_or_hours");
        let minutes_of = |hours: i32| hours.saturating_mul(HOUR).saturating_add(minutes.unwrap_or(0));
        hours.or(minutes).map(|_| minutes_of(hours.unwrap_or(0)))
    };
    let Some(amount) = amount else {
        errors.add(&name(if in_days { "days" } else { "hours" }), "required");
        return None;
    };
    Some((PolicyTarget { clock, tier, unit, amount, thresholds }, Place { key, in_days, thresholds: slots }))
}

/// The lines that say something, and where each stands.
fn thresholds(posted: &Posted, key: &str, errors: &mut FieldErrors) -> (Vec<Threshold>, Vec<usize>) {
    let (mut read, mut slots) = (Vec::new(), Vec::new());
    for slot in 0..THRESHOLDS_MAX {
        let (percent, tell) = (format!("{key}-percent-{slot}"), format!("{key}-tell-{slot}"));
        if posted.text(&percent).trim().is_empty() && posted.text(&tell).is_empty() {
            continue;
        }
        let told = posted.word::<Tell>(&tell, errors);
        let at = number(posted, &percent, errors);
        errors.check(at.is_some() || !posted.text(&percent).trim().is_empty(), &percent, "required");
        if let (Some(percent), Some(tell)) = (at, told) {
            read.push(Threshold { percent, tell });
            slots.push(slot);
        }
    }
    (read, slots)
}

/// A whole number that is not negative; nothing for an empty field.
fn number(posted: &Posted, name: &str, errors: &mut FieldErrors) -> Option<i32> {
    let text = posted.text(name).trim();
    if text.is_empty() {
        return None;
    }
    let number = text.parse::<i32>().ok().filter(|number| *number >= 0);
    errors.check(number.is_some(), name, "no_whole_number");
    number
}

impl Read {
    /// The fields of the form that are meant by the fields of the desk.
    pub fn renamed(&self, errors: &[FieldError]) -> Vec<FieldError> {
        let renamed = |error: &FieldError| FieldError { field: self.field(&error.field), ..error.clone() };
        errors.iter().map(renamed).collect()
    }

    fn field(&self, name: &str) -> String {
        if let Some(part) = name.strip_prefix("selector.") {
            return part.to_owned();
        }
        let parts: Vec<&str> = name.split('.').collect();
        let place = |index: &str| self.places.get(index.parse::<usize>().ok()?);
        match parts.as_slice() {
            ["targets", index, rest @ ..] => match (place(index), rest) {
                (Some(place), ["amount"]) => {
                    format!("{}-{}", place.key, if place.in_days { "days" } else { "hours" })
                }
                (Some(place), ["thresholds"]) => format!("{}-percent-0", place.key),
                (Some(place), ["thresholds", line, part]) => {
                    let slot = line.parse::<usize>().ok().and_then(|line| place.thresholds.get(line));
                    format!("{}-{part}-{}", place.key, slot.copied().unwrap_or(0))
                }
                (Some(place), _) => format!("{}-unit", place.key),
                (None, _) => "targets".to_owned(),
            },
            _ => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        let mut all = vec![("effective_from", "2026-12-01"), ("pause", "never"), ("legal_basis", "SK 1")];
        all.extend_from_slice(fields);
        Posted::new(
            all.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            Vec::new(),
        )
    }

    fn wrong(fields: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        read(&posted(fields)).errors.0.into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn hours_and_minutes_become_minutes_and_days_stay_days() {
        let read = read(&posted(&[
            ("response-unit", "working_minutes"),
            ("response-hours", "7"),
            ("response-minutes", " 30 "),
            ("response-percent-0", "75"),
            ("response-tell-0", "holder"),
            ("response-percent-3", "100"),
            ("response-tell-3", "supervisor"),
            ("confirmation-unit", "working_days"),
            ("confirmation-days", "3"),
            ("resolution-unit", "working_minutes"),
        ]));
        assert_eq!(read.errors, FieldErrors::default());
        let targets = &read.fields.as_ref().unwrap().targets;
        let told: Vec<_> = targets.iter().map(|target| (target.clock, target.amount)).collect();
        assert_eq!(told, [(ClockName::Response, 450), (ClockName::Confirmation, 3)]);
        assert_eq!(targets[0].thresholds.len(), 2);
        for (desk, form) in [
            ("targets.0.amount", "response-hours"),
            ("targets.1.amount", "confirmation-days"),
            ("targets.0.thresholds.1.percent", "response-percent-3"),
            ("targets.0.thresholds.0.tell", "response-tell-0"),
            ("targets.0.thresholds", "response-percent-0"),
            ("targets.0.unit", "response-unit"),
            ("targets", "targets"),
            ("selector.category", "category"),
            ("selector", "selector"),
            ("legal_basis", "legal_basis"),
        ] {
            assert_eq!(read.field(desk), form);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (fields, field, code) in [
            (
                vec![("response-unit", "working_minutes"), ("response-hours", "half")],
                "response-hours",
                "no_whole_number",
            ),
            (
                vec![("response-unit", "working_minutes"), ("response-days", "1")],
                "response-days",
                "days_or_hours",
            ),
            (
                vec![("response-unit", "working_days"), ("response-days", "1"), ("response-hours", "2")],
                "response-hours",
                "days_or_hours",
            ),
            (vec![("response-unit", "weeks"), ("response-hours", "2")], "response-unit", "unknown"),
            (
                vec![
                    ("response-unit", "working_minutes"),
                    ("response-hours", "2"),
                    ("response-percent-0", "75"),
                ],
                "response-tell-0",
                "required",
            ),
            (
                vec![
                    ("response-unit", "working_minutes"),
                    ("response-hours", "2"),
                    ("response-tell-1", "holder"),
                ],
                "response-percent-1",
                "required",
            ),
            (vec![("kind", "gangguan")], "kind", "unknown"),
        ] {
            let found = wrong(&fields);
            assert!(found.contains(&(field.to_owned(), code)), "{field} {code}: {found:?}");
        }
    }
}
