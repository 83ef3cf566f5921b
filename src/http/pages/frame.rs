//! What every page of a signed-in person shows around its own matter.

use serde::Serialize;

use super::visit::Waiting;
use crate::clock::Timestamp;
use crate::desk::people::{Actor, access};
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

    /// The text of `family.word`.
    pub fn word(&self, family: &str, word: &str) -> String {
        self.say(&[family, ".", word].concat())
    }
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
}

/// A line that says what was just done.
#[derive(Clone, Debug, Serialize)]
pub struct Flash {
    kind: &'static str,
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct Me {
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
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Counts {
    queue: i64,
    incoming: i64,
    mine: i64,
    asked: i64,
    failed_letters: i64,
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
                name: actor.name.clone(),
                initials: initials(&actor.name),
                roles: roles(actor, around.voice),
            },
            may: May {
                take: standing.is_staff() && !(standing.ict_head && standing.tier2_of.is_empty()),
                accept: !standing.tier2_of.is_empty() || standing.supervisor,
                request: !standing.auditor,
                record: !standing.tier1_of.is_empty() || !standing.tier2_of.is_empty() || standing.supervisor,
                supervise,
                enter_absences,
                look_after: supervise || enter_absences,
                administer: standing.admin,
                promises: access::keeps_promises(actor).is_ok(),
            },
            counts: Counts {
                queue: around.counts.queue.unassigned,
                incoming: around.counts.queue.incoming,
                mine: around.counts.queue.mine,
                asked: around.counts.queue.asked,
                failed_letters: around.counts.failed_letters,
            },
        }
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
