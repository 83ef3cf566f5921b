//! The demo office as data: agencies, people, tickets and what happened to each.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::DemoError;
use crate::desk::macros;
use crate::desk::words::{
    Channel, Classification, EscalationReason, Impact, Kind, Language, LinkKind, Party, ReturnReason, Role,
    Urgency, Visibility,
};

const ACCOUNTS: &str = include_str!("data/accounts.json");
const AGENCIES: &str = include_str!("data/agencies.json");
const PEOPLE: &str = include_str!("data/people.json");
const MACROS: &str = include_str!("data/macros.json");
const TICKETS: &str = include_str!("data/tickets.json");

/// An account one can try the demo office with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The e-mail address.
    pub email: String,
    who: String,
    who_en: String,
}

impl Account {
    /// Who it is, in a language.
    pub fn who(&self, language: Language) -> &str {
        match language {
            Language::Id => &self.who,
            Language::En => &self.who_en,
        }
    }
}

/// The accounts that exist always, each with the password [`PASSWORD`](super::PASSWORD).
///
/// # Errors
/// When the data file is wrong.
pub fn accounts() -> Result<Vec<Account>, DemoError> {
    read("accounts.json", ACCOUNTS)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agency {
    pub(super) code: String,
    pub(super) short_name: String,
    pub(super) name: String,
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) ict_department: bool,
    pub(super) self_managed_decree: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) agency: String,
    #[serde(default)]
    pub(super) nip: String,
    #[serde(default)]
    pub(super) room: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    pub(super) grants: Vec<Grant>,
    pub(super) absence: Option<Absence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub(super) role: Role,
    pub(super) agency: Option<String>,
    pub(super) group: Option<String>,
    pub(super) decree: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Absence {
    pub(super) days_back: i64,
    pub(super) days_ahead: i64,
    pub(super) reason: String,
}

/// A ticket and what happened to it. People are addresses, or `user` (its requester) and `t1` (the agency's technician);
/// times are as [`Calendar::at`](super::calendar::Calendar::at) reads them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) no: usize,
    pub(super) agency: String,
    pub(super) requester: String,
    pub(super) by: String,
    pub(super) channel: Channel,
    pub(super) kind: Option<Kind>,
    pub(super) category: String,
    pub(super) classification: Option<Classification>,
    pub(super) impact: Impact,
    pub(super) urgency: Urgency,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) at: String,
    pub(super) reported: Option<String>,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub(super) at: String,
    pub(super) by: String,
    #[serde(flatten)]
    pub(super) deed: Deed,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Deed {
    Claim,
    Assign {
        to: String,
    },
    Say {
        text: String,
        #[serde(default)]
        to_children: bool,
    },
    Note {
        text: String,
    },
    NoteTier2 {
        text: String,
    },
    Ask {
        text: String,
    },
    Resume,
    HandOff {
        party: Party,
        name: String,
        reference: Option<String>,
        promised_days: Option<u32>,
    },
    Escalate(Asking),
    Accept,
    Return {
        reason: ReturnReason,
        guidance: String,
    },
    Resolve {
        text: String,
        cause: Option<String>,
        tier1_could: Option<bool>,
    },
    Reopen {
        text: String,
    },
    Close {
        rating: Option<i32>,
        comment: Option<String>,
    },
    Cancel {
        text: String,
        duplicate_of: Option<usize>,
    },
    Link {
        kind: LinkKind,
        to: usize,
        /// The link runs from the other ticket to this one.
        #[serde(default)]
        flip: bool,
    },
    Watch,
    Reprioritise {
        impact: Impact,
        urgency: Urgency,
        text: String,
    },
    Correct {
        category: Option<String>,
        kind: Option<Kind>,
    },
}

#[derive(Debug, Deserialize)]
pub(super) struct Asking {
    pub(super) reason: EscalationReason,
    pub(super) tried: String,
    pub(super) affected: String,
    pub(super) since: Option<String>,
    #[serde(default)]
    pub(super) checklist: BTreeMap<String, String>,
}

/// A canned answer: of a group, or for all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Canned {
    pub(super) group: Option<String>,
    pub(super) title: String,
    pub(super) word: String,
    pub(super) text: String,
    #[serde(default = "public")]
    pub(super) visibility: Visibility,
    #[serde(default)]
    pub(super) takes: bool,
    pub(super) step: Option<macros::Step>,
    pub(super) answer_days: Option<i32>,
    #[serde(default)]
    pub(super) cause: String,
}

fn public() -> Visibility {
    Visibility::Public
}

pub(super) fn macros() -> Result<Vec<Canned>, DemoError> {
    read("macros.json", MACROS)
}

pub(super) fn agencies() -> Result<Vec<Agency>, DemoError> {
    read("agencies.json", AGENCIES)
}

pub(super) fn people() -> Result<Vec<Person>, DemoError> {
    read("people.json", PEOPLE)
}

pub(super) fn stories() -> Result<Vec<Story>, DemoError> {
    read("tickets.json", TICKETS)
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, DemoError> {
    serde_json::from_str(text).map_err(|error| DemoError::Data(format!("{file}: {error}")))
}
