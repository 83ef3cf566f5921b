//! Calendars by name, written down once more and not read from what is shipped.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::desk::sla::calendar::{Calendar, Exception, Hours, Interval, Replacement, Version, Week};

const HOLIDAYS: &str = "\
    2026-01-01 2026-01-16 2026-02-17 2026-03-19 2026-03-21 2026-03-22 2026-04-03 2026-04-05 2026-05-01 2026-05-14 \
    2026-05-27 2026-05-31 2026-06-01 2026-06-16 2026-08-17 2026-08-25 2026-12-25 \
    2027-01-01 2027-01-05 2027-02-06 2027-03-08 2027-03-10 2027-03-11 2027-03-26 2027-03-28 2027-05-01 2027-05-06 \
    2027-05-17 2027-05-20 2027-06-01 2027-06-06 2027-08-15 2027-08-17 2027-12-25 2027-12-26";

const COLLECTIVE_LEAVE: &str = "\
    2026-02-16 2026-03-18 2026-03-20 2026-03-23 2026-03-24 2026-05-15 2026-05-28 2026-12-24 \
    2027-02-05 2027-03-09 2027-03-12 2027-03-15 2027-03-25 2027-05-18 2027-05-19 2027-12-24";

const RAMADAN: [(&str, &str); 2] = [("2026-02-19", "2026-03-20"), ("2027-02-08", "2027-03-09")];

/// Stretches such as `07:30-12:00 13:00-16:00`.
pub(super) fn hours(text: &str) -> Hours {
    Hours::new(text.split_whitespace().map(|stretch| stretch.parse::<Interval>().unwrap()).collect()).unwrap()
}

/// Weekly hours: Monday to Thursday, Friday, Saturday, Sunday.
fn week(monday_to_thursday: &str, friday: &str, saturday: &str, sunday: &str) -> Week {
    let days = [
        monday_to_thursday,
        monday_to_thursday,
        monday_to_thursday,
        monday_to_thursday,
        friday,
        saturday,
        sunday,
    ];
    Week::new(days.map(hours))
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn off(day: &str, reason: &str) -> Exception {
    Exception { date: date(day), hours: Hours::closed(), reason: reason.to_owned() }
}

/// The hours of Perpres 21/2023 with the holidays of two years.
pub(super) fn national() -> Version {
    let ramadan = week("08:00-12:00 12:30-15:00", "08:00-11:30 12:30-15:30", "", "");
    let holidays = HOLIDAYS.split_whitespace().map(|day| off(day, "libur"));
    let leave = COLLECTIVE_LEAVE.split_whitespace().map(|day| off(day, "cuti bersama"));
    Version {
        effective_from: Calendar::FIRST,
        weekly: week("07:30-12:00 13:00-16:00", "07:30-11:30 13:00-16:30", "", ""),
        replacements: RAMADAN
            .map(|(from, to)| Replacement {
                from: date(from),
                to: date(to),
                weekly: ramadan.clone(),
                reason: "Ramadan".to_owned(),
            })
            .to_vec(),
        exceptions: holidays.chain(leave).collect(),
    }
}

/// The national hours with other days.
fn national_but(days: &[(&str, &str)]) -> Version {
    let mut version = national();
    for (day, text) in days {
        version.exceptions.retain(|exception| exception.date != date(day));
        version.exceptions.push(Exception { date: date(day), hours: hours(text), reason: "lain".to_owned() });
    }
    version
}

fn from(day: &str, mut version: Version) -> Version {
    version.effective_from = date(day);
    version
}

fn weekly(week: Week) -> Version {
    Version::weekly(Calendar::FIRST, week)
}

fn daily(text: &str) -> Version {
    weekly(week(text, text, text, text))
}

fn nine_to_five() -> Version {
    weekly(week("09:00-17:00", "09:00-17:00", "", ""))
}

/// The calendar of a name in the cases.
pub(in super::super::super) fn calendar(name: &str) -> Calendar {
    use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};
    let (zone, versions): (Tz, Vec<Version>) = match name {
        "wib" => (Asia::Jakarta, vec![national()]),
        "wita" => (Asia::Makassar, vec![national()]),
        "wit" => (Asia::Jayapura, vec![national()]),
        "always" => (Asia::Makassar, vec![weekly(Week::always())]),
        "six" => (Asia::Makassar, vec![weekly(week("07:30-14:00", "07:30-11:30", "07:30-13:00", ""))]),
        "night" => {
            let mut days =
                week("00:00-06:00 22:00-24:00", "00:00-06:00 22:00-24:00", "00:00-06:00", "").days().clone();
            days[0] = hours("22:00-24:00");
            (Asia::Makassar, vec![weekly(Week::new(days))])
        }
        "late" => (Asia::Makassar, vec![national(), from("2026-11-24", national_but(&[("2026-11-27", "")]))]),
        "swapped" => {
            let days = [("2026-11-28", "07:30-12:00 13:00-16:00"), ("2026-11-30", "")];
            (Asia::Makassar, vec![national_but(&days)])
        }
        "half" => (Asia::Makassar, vec![national_but(&[("2026-11-26", "07:30-12:00")])]),
        "longer" => {
            let hours = "07:00-12:00 13:00-17:00";
            (Asia::Makassar, vec![national(), from("2026-11-25", weekly(week(hours, hours, "", "")))])
        }
        "berlin" => (Europe::Berlin, vec![nine_to_five()]),
        "berlin-dawn" => (Europe::Berlin, vec![daily("00:00-06:00")]),
        "new-york-dawn" => (America::New_York, vec![daily("00:00-06:00")]),
        "lord-howe-dawn" => (Australia::Lord_Howe, vec![daily("00:00-06:00")]),
        "apia" => (Pacific::Apia, vec![nine_to_five()]),
        "cairo-dawn" => (Africa::Cairo, vec![daily("00:00-06:00")]),
        other => panic!("no calendar `{other}`"),
    };
    Calendar::new(zone, versions).unwrap()
}
