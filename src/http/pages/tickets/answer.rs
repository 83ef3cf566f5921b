//! A canned answer in the composer: its text with the gaps filled, and what is done along with it, each possible to leave out.

use serde::{Deserialize, Serialize};

use crate::desk::ids::MacroId;
use crate::desk::macros::{self, MacroAct, Prepared};
use crate::desk::words::{Tier, Visibility};
use crate::http::forms::{Form, Posted};
use crate::http::macros::Words;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::name;

/// The facts beside a ticket that are corrected where they stand, and their forms.
const EDITED: [(&str, &str); 5] = [
    ("kind", "fact_kind"),
    ("category", "fact_category"),
    ("impact", "fact_impact"),
    ("urgency", "fact_urgency"),
    ("classification", "fact_classification"),
];

/// What an address may ask for on the page of a ticket.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default, rename = "macro")]
    canned: String,
    #[serde(default)]
    edit: String,
}

impl Asked {
    /// The canned answer that was chosen.
    pub fn chosen(&self) -> Option<MacroId> {
        self.canned.parse().ok()
    }

    /// The form of the fact that is to be corrected.
    pub fn corrected(&self) -> Option<&'static str> {
        EDITED.iter().find(|(fact, _)| *fact == self.edit).map(|(_, form)| *form)
    }
}

/// What the composer shows of it.
#[derive(Serialize)]
pub struct Answer {
    id: MacroId,
    title: String,
    text: String,
    visibility: &'static str,
    acts: Vec<Shown>,
    /// Whether it is asked if Tier 1 could have solved it.
    asks_tier1: bool,
}

#[derive(Serialize)]
struct Shown {
    name: &'static str,
    text: String,
    possible: bool,
    checked: bool,
}

impl Answer {
    /// As the visitor sees it.
    pub fn of(visit: &Visit, prepared: &Prepared) -> Self {
        let voice = visit.voice();
        let words = Words::of(voice.templates, &prepared.facts, prepared.answer_by, &visit.actor.name);
        let canned = &prepared.canned;
        let shown = |act: MacroAct| {
            let possible = macros::is_possible(&visit.actor, &prepared.facts.ticket, act);
            let text = act_text(voice, act, prepared, visit);
            Shown { name: act.as_str(), text, possible, checked: possible }
        };
        let acts: Vec<Shown> = canned.acts().into_iter().map(shown).collect();
        let solves = acts.iter().any(|act| act.name == MacroAct::Resolve.as_str() && act.possible);
        Self {
            id: canned.id,
            title: canned.title.clone(),
            text: words.fill(&canned.body),
            visibility: canned.visibility.as_str(),
            acts,
            asks_tier1: solves && prepared.facts.ticket.tier == Tier::Two,
        }
    }

    /// The form of the composer with it, after what was begun before.
    pub fn written(&self, form: Form) -> Form {
        let begun = form.value("body").trim_end();
        let text = if begun.is_empty() { self.text.clone() } else { format!("{begun}\n\n{}", self.text) };
        let visibility = if self.visibility == Visibility::Internal.as_str() { "internal" } else { "public" };
        form.with("body", text).with("visibility", visibility)
    }

    /// Leaves out what was left out in a form that is shown again.
    pub fn tick(&mut self, posted: &Posted) {
        for act in &mut self.acts {
            act.checked = posted.text(&["act.", act.name].concat()) == "yes";
        }
    }
}

fn act_text(voice: Voice<'_>, act: MacroAct, prepared: &Prepared, visit: &Visit) -> String {
    let category =
        prepared.category.as_ref().map(|category| format!("{} {}", category.code, name(category, voice)));
    match (act, category, prepared.answer_by) {
        (MacroAct::Category, Some(category), _) => {
            voice.with("macros.act_category", &[("category", &category)])
        }
        (MacroAct::Ask, _, Some(at)) => {
            voice.with("macros.act_ask_until", &[("until", &voice.near(at, visit.here()))])
        }
        _ => voice.word("macro_act", act.as_str()),
    }
}
