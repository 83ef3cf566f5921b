//! What every page of a signed-in person shows around its own matter.

use chrono_tz::Tz;
use serde::Serialize;

use super::few::Few;
use super::visit::Waiting;
use crate::clock::Timestamp;
use crate::desk::ids::PersonId;
use crate::desk::people::{Actor, access};
use crate::desk::sla::Unit;
use crate::desk::tickets;
use crate::desk::words::{Language, Role};
use crate::templates::Templates;

/// Somebody's language, and the words in it.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    /// All words.
    pub templates: &'a Templates,
    /// The language.
    pub language: Language,
}

impl Voice<'_> {
    /// The text of a key.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of a key, its placeholders filled.
    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.templates.text(self.language.as_str(), key, args)
    }

    /// A span in words: of working time "22 jam 30 menit jam kerja", of elapsed time "22 jam 30 menit".
    pub fn span(&self, unit: Unit, seconds: i64) -> String {
        let lang = self.language.as_str();
        if unit == Unit::ElapsedMinutes {
            return self.templates.hours(lang, seconds);
        }
        self.templates.working(lang, seconds)
    }

    /// A point in time as the reader sees it from here: "Rabu 11.00 WITA".
    pub fn near(&self, at: Timestamp, here: Here) -> String {
        self.templates.near(self.language.as_str(), at.to_utc(), here.zone, here.now.to_utc())
    }

    /// A day of the week with its date, as the reader sees it from here: "Rabu, 2 Des".
    pub fn dated(&self, at: Timestamp, here: Here) -> String {
        self.templates.dated(self.language.as_str(), at.to_utc(), here.zone, here.now.to_utc())
    }

    /// A day on an axis: "Sen 23", or "23 Nov".
    pub fn day(&self, at: Timestamp, here: Here, by_weekday: bool) -> String {
        self.templates.day(self.language.as_str(), at.to_utc(), here.zone, by_weekday)
    }

    /// A span in hours and minutes, however many hours.
    pub fn hours(&self, seconds: i64) -> String {
        self.templates.hours(self.language.as_str(), seconds)
    }

    /// A time of day: "09.15".
    pub fn wall(&self, at: Timestamp, here: Here) -> String {
        self.templates.wall(at.to_utc(), here.zone)
    }

    /// The text of `family.word`.
    pub fn word(&self, family: &str, word: &str) -> String {
        self.say(&[family, ".", word].concat())
    }
}

/// Where and when somebody reads.
#[derive(Clone, Copy, Debug)]
pub struct Here {
    /// Their zone.
    pub zone: Tz,
    /// When.
    pub now: Timestamp,
}

/// The page around the matter.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    lang: Language,
    zone: &'static str,
    now: Timestamp,
    title: String,
    here: &'static str,
    demo: bool,
    csrf: String,
    key: String,
    q: String,
    file_mb: u64,
    flash: Option<Flash>,
    me: Me,
    may: May,
    counts: Counts,
    saved_views: Vec<SavedLink>,
}

/// A line that says what was just done.
#[derive(Clone, Debug, Serialize)]
pub struct Flash {
    kind: &'static str,
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct Me {
    id: PersonId,
    name: String,
    initials: String,
    roles: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct May {
    take: bool,
    accept: bool,
    request: bool,
    record: bool,
    supervise: bool,
    enter_absences: bool,
    look_after: bool,
    administer: bool,
    promises: bool,
    answer_in_time: bool,
    use_macros: bool,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Counts {
    queue: Few,
    incoming: Few,
    mine: Few,
    asked: Few,
    overdue: Few,
    failed_letters: Few,
    unseen: Few,
}

/// A saved view in the menu, and beside the lists everybody has.
#[derive(Clone, Debug, Serialize)]
pub struct SavedLink {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Whether it is what is looked at.
    pub current: bool,
    /// Whether a group has it too.
    pub shared: bool,
    /// How many are in it.
    pub count: Option<Few>,
}

/// What a frame is made of.
pub struct Around<'a> {
    /// Who looks.
    pub actor: &'a Actor,
    /// In which words.
    pub voice: Voice<'a>,
    /// When.
    pub now: Timestamp,
    /// Whether this is the demo office.
    pub demo: bool,
    /// What proves that a form came from this page.
    pub csrf: String,
    /// What begins the idempotency keys of the page's forms.
    pub key: String,
    /// What waits for the person.
    pub counts: Waiting,
    /// How much they have not seen of what the pages tell them.
    pub unseen: i64,
    /// Megabytes a file may have.
    pub file_mb: u64,
    /// What was just done: a key below `flash.`.
    pub flash: Option<&'static str>,
}

impl Frame {
    /// The frame of the page `title`, marked in the menu as `here`.
    pub fn new(around: &Around<'_>, title: impl Into<String>, here: &'static str) -> Self {
        let actor = around.actor;
        let standing = &actor.standing;
        let supervise = access::supervises(actor).is_ok();
        let enter_absences = access::enters_absences(actor).is_ok();
        Self {
            lang: actor.language,
            zone: actor.zone.name(),
            now: around.now,
            title: title.into(),
            here,
            demo: around.demo,
            csrf: around.csrf.clone(),
            key: around.key.clone(),
            q: String::new(),
            file_mb: around.file_mb,
            flash: around.flash.map(|done| Flash { kind: "good", text: around.voice.word("flash", done) }),
            me: Me {
                id: actor.id,
                name: actor.name.clone(),
                initials: initials(&actor.name),
                roles: roles(actor, around.voice),
            },
            may: May {
                take: standing.is_staff() && !(standing.ict_head && standing.tier2_of.is_empty()),
                accept: !standing.tier2_of.is_empty() || standing.supervisor,
                request: !standing.auditor,
                record: access::records(actor).is_ok(),
                supervise,
                enter_absences,
                look_after: supervise || enter_absences,
                administer: standing.admin,
                promises: access::keeps_promises(actor).is_ok(),
                answer_in_time: tickets::in_charge(actor).is_some(),
                use_macros: access::uses_macros(actor).is_ok(),
            },
            counts: Counts {
                queue: Few(around.counts.queue.unassigned),
                incoming: Few(around.counts.queue.incoming),
                mine: Few(around.counts.queue.mine),
                asked: Few(around.counts.queue.asked),
                overdue: Few(around.counts.queue.overdue),
                failed_letters: Few(around.counts.failed_letters),
                unseen: Few(around.unseen),
            },
            saved_views: Vec::new(),
        }
    }

    /// With saved views below the lists of the menu: what lists read along, other pages do not ask for.
    #[must_use]
    pub fn with_views(self, saved_views: Vec<SavedLink>) -> Self {
        Self { saved_views, ..self }
    }

    /// With a search in the field on top.
    #[must_use]
    pub fn searching(mut self, query: &str) -> Self {
        query.clone_into(&mut self.q);
        self
    }
}

/// A page: the frame and the matter, side by side in one context.
#[derive(Serialize)]
pub struct Framed<'a, T> {
    #[serde(flatten)]
    frame: &'a Frame,
    #[serde(flatten)]
    matter: &'a T,
}

impl<'a, T: Serialize> Framed<'a, T> {
    /// Both together.
    pub fn new(frame: &'a Frame, matter: &'a T) -> Self {
        Self { frame, matter }
    }
}

/// The first letters of the first two names, titles left out.
pub fn initials(name: &str) -> String {
    let name = name.split(',').next().unwrap_or(name);
    name.split_whitespace()
        .filter(|word| !word.ends_with('.'))
        .take(2)
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

fn roles(actor: &Actor, voice: Voice<'_>) -> String {
    let held: Vec<String> = actor.standing.roles().into_iter().map(|role| role_word(role, voice)).collect();
    let held = if held.is_empty() { voice.word("role", "requester") } else { held.join(", ") };
    format!("{held} · {}", actor.agency_name)
}

fn role_word(role: Role, voice: Voice<'_>) -> String {
    voice.word("role", role.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_leave_titles_out() {
        assert_eq!(initials("dr. Siti Rahmawati, M.Kes."), "SR");
        assert_eq!(initials("I Wayan Sudarma"), "IW");
        assert_eq!(initials("Andi"), "A");
        assert_eq!(initials(""), "");
    }
}
