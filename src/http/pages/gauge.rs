//! A clock as a small picture with words beside it: used, stood still, left (`ui.md` 3).

use serde::Serialize;

use super::frame::Voice;
use crate::clock::Timestamp;
use crate::desk::sla::{Bar, ClockName, ClockState};

/// The picture is so many units wide.
const WIDTH: i64 = 1_000;
/// Seconds of an hour.
const HOUR: i64 = 3_600;
/// With so many parts of the target left, in percent, it is said that time runs short: the rest of the holder's warning.
const SHORT: i64 = 25;

/// A clock as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gauge {
    /// Which clock.
    name: ClockName,
    /// What its colour says; the words say it too.
    tone: &'static str,
    /// How much of the picture is used up.
    used: i64,
    /// How much of it the clock stood still, from there on.
    still: i64,
    /// Where the target ends, if it was passed.
    limit: Option<i64>,
    /// How it stands: "sisa 1 jam 20 menit jam kerja".
    words: String,
    /// When it is due; none while it stands still, or once what it waits for has happened.
    due_at: Option<Timestamp>,
}

impl Gauge {
    /// Draws what a bar says; nothing for a clock that no longer matters.
    pub fn of(bar: Bar, voice: Voice<'_>) -> Option<Self> {
        let late = bar.left_seconds < 0;
        // From ten hours on minutes are noise.
        let rounded = |seconds: i64| if seconds < 10 * HOUR { seconds } else { seconds - seconds % HOUR };
        let span = |seconds: i64| voice.span(bar.unit, rounded(seconds));
        let behind = || span(-bar.left_seconds);
        let (tone, words) = match bar.state {
            ClockState::Cancelled => return None,
            ClockState::Met => ("kept", voice.say("bar.kept")),
            ClockState::Breached if bar.still => {
                ("late", voice.with("bar.late_still", &[("span", &behind())]))
            }
            ClockState::Breached if bar.stopped => {
                ("late", voice.with("bar.was_late", &[("span", &behind())]))
            }
            ClockState::Breached => ("late", voice.with("bar.late", &[("span", &behind())])),
            ClockState::Paused => ("still", voice.say("bar.still")),
            ClockState::Running => {
                let short = bar.left_seconds * 100 <= bar.target_seconds * SHORT;
                let words = voice.with("bar.left", &[("span", &span(bar.left_seconds))]);
                (if short { "short" } else { "fine" }, words)
            }
        };
        let whole = (bar.used_seconds.max(bar.target_seconds) + bar.still_seconds).max(1);
        let part = |seconds: i64| (seconds * WIDTH / whole).clamp(0, WIDTH);
        Some(Self {
            name: bar.name,
            tone,
            used: part(bar.used_seconds),
            still: part(bar.still_seconds),
            limit: late.then(|| part(bar.target_seconds)),
            words,
            due_at: bar.due_at.filter(|_| !bar.stopped),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sla::Unit;
    use crate::desk::words::Language;
    use crate::templates::Templates;

    fn bar() -> Bar {
        Bar {
            name: ClockName::Resolution,
            state: ClockState::Running,
            still: false,
            stopped: false,
            unit: Unit::WorkingMinutes,
            due_at: Some("2026-11-25T03:00:00Z".parse().unwrap()),
            target_seconds: 27_000,
            used_seconds: 22_200,
            still_seconds: 0,
            left_seconds: 4_800,
        }
    }

    fn drawn(bar: Bar) -> Option<Gauge> {
        let templates = Templates::new().unwrap();
        Gauge::of(bar, Voice { templates: &templates, language: Language::Id })
    }

    fn said(bar: Bar) -> (&'static str, String) {
        let gauge = drawn(bar).unwrap();
        (gauge.tone, gauge.words)
    }

    #[test]
    fn words_say_what_colours_say() {
        assert_eq!(said(bar()), ("short", "sisa 1 jam 20 menit jam kerja".into()));
        let fine = Bar { used_seconds: 19_800, left_seconds: 7_200, ..bar() };
        assert_eq!(said(fine), ("fine", "sisa 2 jam kerja".into()));
        let much = Bar { used_seconds: 0, left_seconds: 52_260, ..bar() };
        assert_eq!(said(much).1, "sisa 14 jam kerja", "and half an hour");
        let elapsed = Bar { unit: Unit::ElapsedMinutes, ..bar() };
        assert_eq!(said(elapsed).1, "sisa 1 jam 20 menit");
        let still = Bar { state: ClockState::Paused, still: true, due_at: None, ..bar() };
        assert_eq!(said(still), ("still", "berhenti: menunggu pelapor".into()));
        let late = Bar { state: ClockState::Breached, left_seconds: -7_200, used_seconds: 34_200, ..bar() };
        assert_eq!(said(late), ("late", "lewat 2 jam kerja".into()));
        assert_eq!(said(Bar { stopped: true, ..late }).1, "terlambat 2 jam kerja");
        assert_eq!(said(Bar { still: true, ..late }).1, "lewat 2 jam kerja, berhenti: menunggu pelapor");
        assert_eq!(
            said(Bar { state: ClockState::Met, stopped: true, ..bar() }),
            ("kept", "tepat waktu".into())
        );
        assert_eq!(drawn(Bar { state: ClockState::Cancelled, ..bar() }), None);
    }

    #[test]
    fn the_parts_fill_the_picture_and_no_more() {
        let gauge = drawn(Bar { still_seconds: 3_000, ..bar() }).unwrap();
        assert_eq!((gauge.used, gauge.still, gauge.limit), (740, 100, None));
        let late = Bar { state: ClockState::Breached, left_seconds: -27_000, used_seconds: 54_000, ..bar() };
        let gauge = drawn(late).unwrap();
        assert_eq!((gauge.used, gauge.still, gauge.limit), (1_000, 0, Some(500)));
        let empty = Bar { target_seconds: 0, used_seconds: 0, left_seconds: 0, ..bar() };
        assert_eq!(drawn(empty).unwrap().used, 0);
    }
}
