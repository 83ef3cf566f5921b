//! When a zone changes its clocks.

use chrono::{DateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Days between two looks at a zone's offset: shorter than the shortest summer time of this century (Boa Vista and Recife had
/// one of a week in 2000).
const STEP: i64 = 5;

/// Seconds east of UTC at an instant.
pub(super) fn offset(zone: Tz, at: DateTime<Utc>) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc())
}

/// Every instant in `[from, to)` at which the zone's offset changes, in order.
pub(super) fn between(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let mut found = Vec::new();
    let mut earlier = from;
    let mut before = offset(zone, from);
    while earlier < to {
        let later = earlier + TimeDelta::days(STEP);
        let after = offset(zone, later);
        if after != before {
            found.push(first_second(zone, earlier, later, before));
        }
        (earlier, before) = (later, after);
    }
    found
}

/// The first second after `earlier` at which the offset is no longer `before`.
fn first_second(zone: Tz, earlier: DateTime<Utc>, later: DateTime<Utc>, before: i64) -> DateTime<Utc> {
    let (mut low, mut high) = (earlier.timestamp(), later.timestamp());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let at = DateTime::from_timestamp(middle, 0).unwrap_or(later);
        if offset(zone, at) == before { low = middle } else { high = middle }
    }
    DateTime::from_timestamp(high, 0).unwrap_or(later)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn indonesia_never_changes_its_clocks_and_berlin_does_twice_a_year() {
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
        for zone in [chrono_tz::Asia::Jakarta, chrono_tz::Asia::Makassar, chrono_tz::Asia::Jayapura] {
            assert!(between(zone, from, to).is_empty(), "{zone}");
        }
        let berlin =
            ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z"];
        assert_eq!(between(chrono_tz::Europe::Berlin, from, to), berlin.map(at));
    }

    #[test]
    fn no_zone_of_this_century_hides_a_change_between_two_looks() {
        let (from, to) = (at("2000-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z"));
        for zone in chrono_tz::TZ_VARIANTS {
            let changes = between(zone, from, to);
            let mut expected = offset(zone, from);
            let mut next = changes.iter().peekable();
            for day in 0..(to - from).num_days() {
                let noon = from + TimeDelta::days(day) + TimeDelta::hours(12);
                while let Some(change) = next.next_if(|change| **change <= noon) {
                    assert_ne!(offset(zone, *change - TimeDelta::seconds(1)), offset(zone, *change));
                    expected = offset(zone, *change);
                }
                assert_eq!(offset(zone, noon), expected, "{zone} changes its clocks before {noon}");
            }
        }
    }
}
