//! Cases computed by hand: which calendar, from when, what is asked, what the answer is, and what the case is about.
//! Times are on the wall of the calendar's zone (with `Z`: UTC); answers always are.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::calendars::calendar;
use crate::clock::Timestamp;

const CASES: &str = "\
wita           | 2026-11-22 09:00     | due 30m                    | Mon 2026-11-23 08:00    | a report on Sunday counts from Monday's opening
wita           | 2026-11-23 15:30     | due 240m                   | Tue 2026-11-24 11:00    | what is not done today goes on tomorrow
wita           | 2026-11-27 11:15     | due 60m                    | Fri 2026-11-27 13:45    | Friday's break is ninety minutes
wita           | 2026-11-20 16:00     | due 1350m                  | Wed 2026-11-25 15:30    | three days over a weekend
wita           | 2026-12-24 10:00     | due 240m                   | Mon 2026-12-28 11:30    | collective leave before Christmas
wita           | 2026-12-31 14:30     | due 240m                   | Mon 2027-01-04 10:00    | over the year
wita           | 2027-02-08 09:00     | due 450m                   | Tue 2027-02-09 10:00    | Ramadan's first day is shorter
wita           | 2027-03-05 15:00     | due 450m                   | Tue 2027-03-16 15:30    | from Ramadan over Lebaran
wita           | 2027-05-14 16:00     | due 60m                    | Fri 2027-05-21 08:00    | the week of Iduladha has four days off
wita           | 2026-11-23 06:00     | due 30m                    | Mon 2026-11-23 08:00    | before opening
wita           | 2026-11-23 07:30     | due 30m                    | Mon 2026-11-23 08:00    | exactly at opening
wita           | 2026-11-23 07:30     | due 270m                   | Mon 2026-11-23 12:00    | a budget that ends at the break is due at the break
wita           | 2026-11-23 07:30     | due 271m                   | Mon 2026-11-23 13:01    | one minute more is due after the break
wita           | 2026-11-23 12:20     | due 10m                    | Mon 2026-11-23 13:10    | a start in the break counts from its end
wita           | 2026-11-23 12:00     | due 1m                     | Mon 2026-11-23 13:01    | a start at the first minute of the break
wita           | 2026-11-23 13:00     | due 1m                     | Mon 2026-11-23 13:01    | a start at the last minute of the break
wita           | 2026-11-23 15:30     | due 30m                    | Mon 2026-11-23 16:00    | a budget that ends at closing is due at closing
wita           | 2026-11-23 15:30     | due 1801s                  | Tue 2026-11-24 07:30:01 | one second more is due after opening
wita           | 2026-11-23 16:00     | due 1m                     | Tue 2026-11-24 07:31    | a start at closing
wita           | 2026-11-23 15:59:59  | due 2s                     | Tue 2026-11-24 07:30:01 | a start a second before closing
wita           | 2026-11-23 09:00     | due 0m                     | Mon 2026-11-23 09:00    | nothing to do is done at once
wita           | 2026-11-22 23:00     | due 0m                     | Sun 2026-11-22 23:00    | nothing to do is done at once, even at night
wita           | 2026-11-27 16:00     | due 30m                    | Fri 2026-11-27 16:30    | Friday works until half past four
wita           | 2026-11-27 16:00     | due 31m                    | Mon 2026-11-30 07:31    | Friday's afternoon and Monday's morning
wita           | 2026-11-27 12:45     | due 15m                    | Fri 2026-11-27 13:15    | a start in Friday's break
wita           | 2026-11-23 07:30     | due 2250m                  | Fri 2026-11-27 16:30    | a whole week of work
wita           | 2026-11-25 12:00     | due 2250m                  | Wed 2026-12-02 12:00    | a whole week of work from Wednesday noon
wita           | 2026-02-13 16:00     | due 60m                    | Wed 2026-02-18 08:00    | over Imlek and its leave
wita           | 2026-02-19 07:30     | due 30m                    | Thu 2026-02-19 08:30    | a Ramadan morning begins at eight
wita           | 2026-02-23 11:45     | due 30m                    | Mon 2026-02-23 12:45    | a Ramadan break is half an hour
wita           | 2026-02-20 11:00     | due 60m                    | Fri 2026-02-20 13:00    | a Ramadan Friday
wita           | 2026-02-18 15:00     | due 450m                   | Thu 2026-02-19 15:00    | a ticket open when Ramadan begins
wita           | 2026-02-18 15:00     | due 451m                   | Fri 2026-02-20 08:01    | a ticket open when Ramadan begins, a minute more
wita           | 2026-03-17 14:00     | due 450m                   | Wed 2026-03-25 15:00    | a ticket open when Ramadan ends
wib            | 2026-11-23 07:30:00Z | due 30m                    | Mon 2026-11-23 15:00    | WIB closes an hour after WITA: the same instant
wita           | 2026-11-23 07:30:00Z | due 30m                    | Mon 2026-11-23 16:00    | WITA has half an hour left at that instant
wit            | 2026-11-23 07:30:00Z | due 30m                    | Tue 2026-11-24 08:00    | WIT has closed at that instant
wita           | 2026-11-23 09:00:00Z | due 60m                    | Tue 2026-11-24 08:30    | a WIB agency at four is after hours for WITA engineers
wib            | 2026-11-22 23:30:00Z | due 15m                    | Mon 2026-11-23 07:45    | the engineers' morning before the agency's opening
late           | 2026-11-26 15:30     | due 60m                    | Mon 2026-11-30 08:00    | leave announced later moves what was due on that day
late           | 2026-11-26 14:00     | due 60m                    | Thu 2026-11-26 15:00    | what was due before the leave stays
late           | 2026-11-23 07:30     | due 2250m                  | Mon 2026-11-30 16:00    | a week over leave announced later
swapped        | 2026-11-27 16:00     | due 60m                    | Sat 2026-11-28 08:00    | a swapped Saturday works
swapped        | 2026-11-28 15:30     | due 60m                    | Tue 2026-12-01 08:00    | and Monday is off for it
half           | 2026-11-26 11:30     | due 60m                    | Fri 2026-11-27 08:00    | half a day
half           | 2026-11-26 11:30     | due 30m                    | Thu 2026-11-26 12:00    | half a day ends at its closing
longer         | 2026-11-24 15:30     | due 60m                    | Wed 2026-11-25 07:30    | hours that change for good with a new version
longer         | 2026-11-23 15:30     | due 60m                    | Tue 2026-11-24 08:00    | before the new version the old hours hold
six            | 2026-11-27 11:00     | due 60m                    | Sat 2026-11-28 08:00    | six days a week: Saturday counts
six            | 2026-11-28 12:45     | due 30m                    | Mon 2026-11-30 07:45    | six days a week: Sunday does not
night          | 2026-11-23 23:30     | due 60m                    | Tue 2026-11-24 00:30    | a shift over midnight
night          | 2026-11-23 22:00     | due 120m                   | Tue 2026-11-24 00:00    | a shift over midnight, up to 24:00
night          | 2026-11-28 05:30     | due 60m                    | Mon 2026-11-30 22:30    | Friday's night shift ends on Saturday morning
always         | 2026-11-22 23:30     | due 60m                    | Mon 2026-11-23 00:30    | around the clock
always         | 2026-12-31 23:00     | due 1440m                  | Fri 2027-01-01 23:00    | around the clock over a holiday and the year
always         | 2028-02-28 12:00     | due 2880m                  | Wed 2028-03-01 12:00    | a leap day is a day
six            | 2028-02-28 13:30     | due 60m                    | Tue 2028-02-29 08:00    | a leap day in office hours
berlin-dawn    | 2026-03-29 01:30     | due 60m                    | Sun 2026-03-29 03:30    | Berlin loses an hour of the night in March
berlin-dawn    | 2026-10-25 01:30     | due 150m                   | Sun 2026-10-25 03:00    | Berlin gains an hour of the night in October
berlin         | 2026-03-27 16:00     | due 120m                   | Mon 2026-03-30 10:00    | Berlin's days have eight hours all the same
new-york-dawn  | 2026-03-08 01:00     | due 120m                   | Sun 2026-03-08 04:00    | New York's clocks go forward
new-york-dawn  | 2026-11-01 00:00     | due 420m                   | Sun 2026-11-01 06:00    | New York's clocks go back
lord-howe-dawn | 2026-10-04 01:30     | due 60m                    | Sun 2026-10-04 03:00    | Lord Howe moves by half an hour, forward
lord-howe-dawn | 2026-04-05 01:30     | due 60m                    | Sun 2026-04-05 02:00    | Lord Howe moves by half an hour, back
apia           | 2011-12-29 16:30     | due 60m                    | Mon 2012-01-02 09:30    | Samoa skipped a Friday
cairo-dawn     | 2026-04-23 05:30     | due 60m                    | Fri 2026-04-24 01:30    | Cairo's spring begins at midnight
cairo-dawn     | 2026-10-29 05:30     | due 60m                    | Fri 2026-10-30 00:30    | Cairo's autumn night is longer
wita           | 2026-11-23 09:00     | days 1                     | Tue 2026-11-24 09:00    | the same time on the next working day
wita           | 2026-11-26 10:15     | days 3                     | Tue 2026-12-01 10:15    | three working days over a weekend
wita           | 2026-11-26 11:45     | days 1                     | Fri 2026-11-27 16:30    | a time in the break moves to the end of the day
wita           | 2026-11-23 06:00     | days 1                     | Tue 2026-11-24 16:00    | a time before opening moves to the end of the day
wita           | 2026-11-23 20:00     | days 2                     | Wed 2026-11-25 16:00    | a time after closing moves to the end of the day
wita           | 2026-11-23 16:00     | days 1                     | Tue 2026-11-24 16:00    | exactly at closing
wita           | 2026-11-27 16:15     | days 1                     | Mon 2026-11-30 16:00    | half past four works on Fridays only
wita           | 2026-11-22 10:00     | days 1                     | Mon 2026-11-23 10:00    | from a Sunday
wita           | 2026-12-25 10:00     | days 1                     | Mon 2026-12-28 10:00    | from a holiday
wita           | 2026-12-23 10:00     | days 5                     | Mon 2027-01-04 10:00    | over Christmas and New Year
wita           | 2026-02-13 15:30     | days 2                     | Thu 2026-02-19 15:00    | into Ramadan: the day is over at three
wita           | 2026-03-17 09:00     | days 1                     | Wed 2026-03-25 09:00    | over Lebaran
wita           | 2026-11-22 10:00     | days 0                     | Sun 2026-11-22 10:00    | no days
swapped        | 2026-11-27 10:00     | days 2                     | Tue 2026-12-01 10:00    | over a swapped Saturday
half           | 2026-11-25 14:00     | days 1                     | Thu 2026-11-26 12:00    | half a day
late           | 2026-11-26 10:00     | days 1                     | Mon 2026-11-30 10:00    | leave announced later
berlin-dawn    | 2026-03-28 02:30     | days 1                     | Sun 2026-03-29 06:00    | half past two does not come that night in Berlin
berlin-dawn    | 2026-10-24 02:30     | days 1                     | Sun 2026-10-25 02:30    | half past two comes twice: the first
apia           | 2011-12-29 10:00     | days 1                     | Mon 2012-01-02 10:00    | a day that never came is no working day
night          | 2026-11-23 23:00     | days 5                     | Sat 2026-11-28 06:00    | a night shift
six            | 2028-02-28 10:00     | days 1                     | Tue 2028-02-29 10:00    | a leap day
wita           | 2026-11-30 09:30     | days 20                    | Wed 2026-12-30 09:30    | twenty working days
wita           | 2026-11-23 00:00     | worked 2026-11-24 00:00    | 27000 s                 | a day
wita           | 2026-11-27 00:00     | worked 2026-11-28 00:00    | 27000 s                 | a Friday
wita           | 2026-11-23 00:00     | worked 2026-11-30 00:00    | 135000 s                | a week
wita           | 2026-02-23 00:00     | worked 2026-03-02 00:00    | 117000 s                | a Ramadan week
wita           | 2026-11-27 16:30     | worked 2026-11-30 07:30    | 0 s                     | a weekend
wita           | 2026-12-21 00:00     | worked 2026-12-28 00:00    | 81000 s                 | a week with Christmas
wita           | 2026-11-23 11:59:30  | worked 2026-11-23 13:00:30 | 60 s                    | part of a break
wita           | 2026-01-01 00:00     | worked 2027-01-01 00:00    | 6411600 s               | the year 2026
wita           | 2027-01-01 00:00     | worked 2028-01-01 00:00    | 6462000 s               | the year 2027
wita           | 2026-11-23 10:00     | worked 2026-11-23 10:00    | 0 s                     | nothing
berlin-dawn    | 2026-10-25 00:00     | worked 2026-10-26 00:00    | 25200 s                 | the longest night of Berlin
berlin-dawn    | 2026-03-29 00:00     | worked 2026-03-30 00:00    | 18000 s                 | the shortest night of Berlin
apia           | 2011-12-26 00:00     | worked 2012-01-02 00:00    | 115200 s                | the week Samoa had six days
always         | 2028-01-01 00:00     | worked 2029-01-01 00:00    | 31622400 s              | a leap year around the clock
cairo-dawn     | 2026-04-23 12:00     | worked 2026-04-24 12:00    | 18000 s                 | Cairo, the night of its spring
";

#[test]
fn what_was_computed_by_hand_is_what_the_calendars_say() {
    let mut wrong = Vec::new();
    for line in CASES.lines() {
        let [name, start, question, expected, what] = columns(line);
        let calendar = calendar(name);
        let zone = calendar.zone();
        let start = instant(zone, start);
        let answer = match question.split_once(' ').unwrap() {
            ("due", budget) => wall(zone, calendar.due(start, micros(budget)).unwrap()),
            ("days", days) => wall(zone, calendar.working_days(start, days.parse().unwrap()).unwrap()),
            ("worked", until) => format!("{} s", calendar.worked(start, instant(zone, until)) / 1_000_000),
            (other, _) => panic!("`{other}` is no question"),
        };
        if answer.strip_suffix(":00").unwrap_or(&answer) != expected {
            wrong.push(format!("{what}\n  {line}\n  the calendar says {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(CASES.lines().count() >= 100);
}

fn columns(line: &str) -> [&str; 5] {
    line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap()
}

/// `270m` or `2s`.
fn micros(text: &str) -> i64 {
    let (number, unit) = text.split_at(text.len() - 1);
    number.parse::<i64>().unwrap() * if unit == "m" { 60_000_000 } else { 1_000_000 }
}

/// The earlier of two instants a wall shows twice.
fn instant(zone: Tz, text: &str) -> Timestamp {
    let (text, utc) = text.strip_suffix('Z').map_or((text, false), |text| (text, true));
    let parse = |format| NaiveDateTime::parse_from_str(text, format);
    let local = parse("%Y-%m-%d %H:%M:%S").or_else(|_| parse("%Y-%m-%d %H:%M")).unwrap();
    let at =
        if utc { local.and_utc() } else { zone.from_local_datetime(&local).earliest().unwrap().to_utc() };
    at.into()
}

fn wall(zone: Tz, at: Timestamp) -> String {
    let at: DateTime<Utc> = at.to_utc();
    at.with_timezone(&zone).format("%a %Y-%m-%d %H:%M:%S").to_string()
}
