//! A line of what happened in words: who did what on which ticket.

use serde::Serialize;

use super::frame::{Here, Voice};
use crate::clock::Timestamp;
use crate::desk::ids::NotificationId;
use crate::desk::letters::LetterKind;
use crate::desk::notifications::Notification;
use crate::desk::words::Stage;

/// A line as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    id: NotificationId,
    text: String,
    icon: &'static str,
    number: String,
    title: Option<String>,
    stage: Stage,
    restricted: bool,
    at: Timestamp,
    clock: String,
    unread: bool,
}

/// The lines of one day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    name: String,
    lines: Vec<Notice>,
}

/// The lines by days, as their reader counts days; their order stays.
pub fn by_days(lines: Vec<Notification>, voice: Voice<'_>, here: Here) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut last = None;
    for line in lines {
        let date = line.at.date_in(here.zone);
        let notice = Notice::of(line, voice, here);
        match days.last_mut().filter(|_| last == Some(date)) {
            Some(day) => day.lines.push(notice),
            None => {
                let today = here.now.date_in(here.zone);
                let name = match (today - date).num_days() {
                    0 => voice.say("notices.today"),
                    1 => voice.say("notices.yesterday"),
                    _ => voice.dated(notice.at, here),
                };
                days.push(Day { name, lines: vec![notice] });
            }
        }
        last = Some(date);
    }
    days
}

impl Notice {
    /// One line, in the words of its reader.
    pub fn of(line: Notification, voice: Voice<'_>, here: Here) -> Self {
        let nobody = || voice.say("notices.the_desk");
        let text = match line.letter {
            Some(kind) => {
                let who = line.who.unwrap_or_else(nobody);
                voice.with(&["news.", kind.as_str()].concat(), &[("who", &who)])
            }
            None => voice.say("notices.restricted"),
        };
        Self {
            id: line.id,
            text,
            icon: line.letter.map_or("lock", icon),
            number: line.number,
            title: line.title,
            stage: line.stage,
            restricted: line.restricted,
            at: line.at,
            clock: voice.wall(line.at, here),
            unread: line.seen_at.is_none(),
        }
    }
}

/// The picture beside what happened.
fn icon(kind: LetterKind) -> &'static str {
    use LetterKind as It;
    match kind {
        It::Received | It::NewTicket => "ticket",
        It::Escalated | It::Escalation => "up",
        It::Question | It::RequesterReplied | It::PublicReply => "reply",
        It::Resolved | It::Closed => "check",
        It::Reminder | It::Digest => "info",
        It::Reopened | It::CameBack | It::Bounced => "again",
        It::Assigned => "hand",
        It::Returned => "down",
        It::Mentioned => "user",
        It::Trial => "mail",
        It::ClockWarning => "clock",
        It::ClockOver | It::ClockLongOver | It::Undeliverable | It::MailRefused => "warn",
    }
}
