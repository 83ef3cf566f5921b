//! What the address of a list asks for.

use chrono::{Datelike, Days};
use chrono_tz::Tz;
use serde::Serialize;
use url::form_urlencoded;

use crate::clock::Timestamp;
use crate::desk::columns::Columns;
use crate::desk::ids::{AgencyId, CategoryId, PersonId};
use crate::desk::people::Actor;
use crate::desk::search::Query;
use crate::desk::tickets::{AssigneeFilter, Filter, Names, Sort};
use crate::desk::words::{Kind, Priority, Status, Tier};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Choice;
use crate::http::pages::frame::Voice;
use crate::http::pages::views::View;
use crate::words;

/// What a list can be narrowed by, and shows as a chip.
const FILTERS: &[&str] =
    &["q", "status", "priority", "kind", "tier", "agency", "category", "assignee", "overdue", "due_before"];

/// What the address asks for, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Wanted(Vec<(String, String)>);

/// A field to choose from.
#[derive(Serialize)]
pub struct Select {
    name: &'static str,
    label: String,
    options: Vec<Choice>,
}

/// One thing the list is narrowed by.
#[derive(Serialize)]
pub struct Chip {
    href: String,
    label: String,
}

words! {
    /// Until when something is due, as one chooses it.
    Until {
        /// Until midnight.
        Today = "today",
        /// Until the end of Sunday.
        Week = "week",
    }
}

impl Until {
    /// The instant before which it is due, for somebody who asks at `now` in `zone`.
    fn of(self, now: Timestamp, zone: Tz) -> Timestamp {
        let today = now.date_in(zone);
        let days = match self {
            Self::Today => 1,
            Self::Week => 7 - u64::from(today.weekday().num_days_from_monday()),
        };
        Timestamp::midnight(today + Days::new(days), zone)
    }
}

/// What the list of this query shows `actor`, search words and all.
///
/// # Errors
/// A filter that is none.
pub fn listed(query: &str, actor: &Actor, now: Timestamp) -> Result<Filter, Refusal> {
    Wanted::of(query).asked(actor, now).map(|(_, filter)| filter)
}

impl Wanted {
    /// What stands in the query of an address.
    pub fn of(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        )
    }

    /// The text of a field; empty if it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    fn word<W: std::str::FromStr>(&self, name: &str) -> Result<Option<W>, Refusal> {
        match self.text(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Refusal::of(Reason::Malformed)),
        }
    }

    /// The list and the tickets in it.
    ///
    /// # Errors
    /// A list that is not for `actor`, or a filter that is none.
    pub fn asked(&self, actor: &Actor, now: Timestamp) -> Result<(View, Filter), Refusal> {
        let view = View::named(self.text("view"), actor).ok_or(Refusal::of(Reason::Malformed))?;
        Ok((view, self.filter(view, actor, now)?))
    }

    /// The columns the address asks for, if it does.
    ///
    /// # Errors
    /// What is no column.
    pub fn columns(&self) -> Result<Option<Columns>, Refusal> {
        self.word("columns")
    }

    /// With one more field, or another text in it.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), text.to_owned()));
        self
    }

    fn filter(&self, view: View, actor: &Actor, now: Timestamp) -> Result<Filter, Refusal> {
        let mut filter = view.filter(actor, now);
        if let Some(status) = self.word::<Status>("status")? {
            filter.status = vec![status];
        }
        filter.kind = self.word::<Kind>("kind")?.into_iter().collect();
        filter.priority = self.word::<Priority>("priority")?.into_iter().collect();
        if let Some(tier) = self.word::<Tier>("tier")? {
            filter.tier = Some(tier);
        }
        if let Some(agency) = self.word::<AgencyId>("agency")? {
            filter.agency = Some(agency);
        }
        filter.assignee = match self.text("assignee") {
            "" => filter.assignee,
            "none" => Some(AssigneeFilter::Nobody),
            _ => self.word::<PersonId>("assignee")?.map(AssigneeFilter::Person),
        };
        filter.category = self.word::<CategoryId>("category")?;
        if let Some(until) = self.word::<Until>("due_before")? {
            let until = until.of(now, actor.zone);
            filter.due_before = Some(filter.due_before.map_or(until, |before| before.min(until)));
        }
        if let Some(late) = self.word::<bool>("overdue")? {
            filter = filter.overdue(late, now);
        }
        if let Some(sort) = self.word::<Sort>("sort")? {
            filter.sort = sort;
        }
        filter.search = Some(Query::parse(self.text("q"))).filter(|query| !query.is_empty());
        Ok(filter)
    }

    /// What the list can be narrowed by.
    pub fn selects(&self, voice: Voice<'_>, offices: &[(String, String)]) -> Vec<Select> {
        let words = |name: &'static str, family: &str, words: Vec<&str>| Select {
            name,
            label: voice.word("filter", name),
            options: words
                .iter()
                .map(|word| Choice::new(word, voice.word(family, word), self.text(name)))
                .collect(),
        };
        let mut selects = vec![
            words("status", "status", Status::ALL.iter().map(|word| word.as_str()).collect()),
            words("priority", "priority", Priority::ALL.iter().map(|word| word.as_str()).collect()),
            words("kind", "kind", Kind::ALL.iter().map(|word| word.as_str()).collect()),
            words("tier", "tier", vec!["1", "2"]),
        ];
        if !offices.is_empty() {
            let choice = |(id, name): &(String, String)| Choice::new(id, name.clone(), self.text("agency"));
            let options = offices.iter().map(choice).collect();
            selects.push(Select { name: "agency", label: voice.word("filter", "agency"), options });
        }
        selects.push(words("overdue", "overdue", vec!["true", "false"]));
        selects.push(words(
            "due_before",
            "due_before",
            Until::ALL.iter().map(|word| word.as_str()).collect(),
        ));
        selects.push(words("sort", "sort", Sort::ALL.iter().map(|word| word.as_str()).collect()));
        selects
    }

    /// What it is narrowed by, each with the way to go on without.
    pub fn chips(&self, voice: Voice<'_>, offices: &[(String, String)], names: &Names) -> Vec<Chip> {
        let narrowing = self.0.iter().filter(|(name, _)| FILTERS.contains(&name.as_str()));
        let chip = |(name, text): &(String, String)| {
            let value = match name.as_str() {
                "agency" => offices
                    .iter()
                    .find(|(id, _)| id == text)
                    .map_or_else(String::new, |(_, name)| name.clone()),
                "assignee" if text == "none" => voice.say("burden.nobody"),
                "assignee" => text.parse().map_or_else(|_| String::new(), |id| names.person(id).to_owned()),
                "q" | "category" => text.clone(),
                family => voice.word(family, text),
            };
            let label = format!("{}: {value}", voice.word("filter", name));
            Chip { href: self.href(&[(name, ""), ("cursor", "")]), label }
        };
        narrowing.map(chip).collect()
    }

    /// Whether it is narrowed at all.
    pub fn is_narrowed(&self) -> bool {
        self.0.iter().any(|(name, _)| !matches!(name.as_str(), "view" | "sort" | "saved" | "columns"))
    }

    /// What stands behind the question mark of [`Wanted::href`].
    pub fn query(&self, changes: &[(&str, &str)]) -> String {
        let href = self.href(changes);
        href.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
    }

    /// The address of this list with these fields changed; an empty text takes a field out.
    pub fn href(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.0.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).extend_pairs(changes.iter().filter(|(_, text)| !text.is_empty()));
        let query = query.finish();
        if query.is_empty() { "/tickets".to_owned() } else { format!("/tickets?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_list_says_what_is_in_it() {
        let wanted = Wanted::of("view=queue&priority=P1&q=a+b&cursor=x&kind=");
        assert_eq!(wanted.href(&[("priority", ""), ("cursor", "")]), "/tickets?view=queue&q=a+b");
        assert_eq!(wanted.href(&[("cursor", "y")]), "/tickets?view=queue&priority=P1&q=a+b&cursor=y");
        let monday = "2026-11-23T01:00:00Z".parse().unwrap();
        let until = |until: Until| until.of(monday, chrono_tz::Asia::Makassar).to_string();
        assert_eq!(until(Until::Today), "2026-11-23T16:00:00Z", "midnight in WITA");
        assert_eq!(until(Until::Week), "2026-11-29T16:00:00Z", "the end of Sunday");
        assert_eq!(Wanted::of("").href(&[]), "/tickets");
        assert!(wanted.is_narrowed() && !Wanted::of("view=mine&sort=priority&columns=kind").is_narrowed());
    }
}
