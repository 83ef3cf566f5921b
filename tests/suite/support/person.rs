//! People of the office, and what they do all day. Each act is one call of the REST interface, as themselves.

use serde_json::{Value, json};

use super::answer::Answer;
use super::api::Api;
use super::office::PASSWORD;
use super::pages::{Page, Visitor};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    /// The account.
    pub email: String,
    /// Their hand on the REST interface.
    pub api: Api,
    base: String,
}

/// A ticket as people speak of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// `TKT-2026-000123`.
    pub number: String,
}

impl Ticket {
    /// The path of the resource, with what follows it: `ticket.at("/escalations")`.
    pub fn at(&self, rest: &str) -> String {
        format!("/tickets/{}{rest}", self.number)
    }
}

impl Person {
    /// Signs in over the REST interface.
    pub async fn signed_in(base: &str, email: &str) -> Self {
        let api = Api::anonymous(base).signed_in(email, PASSWORD).await;
        Self { email: email.to_owned(), api, base: base.to_owned() }
    }

    /// The same person at another process of the same desk.
    pub fn at(&self, base: &str) -> Self {
        Self { email: self.email.clone(), api: self.api.at(base), base: base.to_owned() }
    }

    /// The same person in front of the pages, signed in through the form.
    pub async fn in_the_browser(&self) -> Visitor {
        Visitor::signed_in(&self.base, &self.email, PASSWORD).await
    }

    /// Opens the page of a ticket.
    pub async fn reads(&self, ticket: &Ticket) -> Page {
        self.in_the_browser().await.visit(&ticket.at("")).await
    }

    /// Reports that something is wrong: a disturbance of the internet, of middling reach and urgency.
    pub async fn reports(&self, title: &str) -> Ticket {
        self.reports_in("A1", title).await
    }

    /// Reports something in a category.
    pub async fn reports_in(&self, category: &str, title: &str) -> Ticket {
        self.opens(json!({ "category": category, "title": title })).await
    }

    /// Opens a ticket with what the test cares about; the rest is filled in.
    pub async fn opens(&self, wishes: Value) -> Ticket {
        let answer = self.tries_to_open(wishes).await.is(201);
        Ticket { number: answer.field("/number") }
    }

    /// As [`Person::opens`], whatever the answer is.
    pub async fn tries_to_open(&self, wishes: Value) -> Answer {
        self.api.post("/tickets", a_report(wishes)).await
    }

    /// The ticket as the interface shows it to them.
    pub async fn looks_at(&self, ticket: &Ticket) -> Answer {
        self.api.get(&ticket.at("")).await
    }

    /// The history of the ticket, as far as they may see it.
    pub async fn looks_back_on(&self, ticket: &Ticket) -> Answer {
        self.api.get(&ticket.at("/events")).await
    }

    /// Takes the ticket oneself.
    pub async fn takes(&self, ticket: &Ticket) -> Answer {
        self.api.post(&ticket.at("/assignment"), json!({ "assignee": self.email })).await
    }

    /// Gives the ticket to somebody.
    pub async fn assigns(&self, ticket: &Ticket, to: &str) -> Answer {
        self.api.post(&ticket.at("/assignment"), json!({ "assignee": to })).await
    }

    /// Asks Tier 2, with the steps already tried.
    pub async fn escalates(&self, ticket: &Ticket, attempted_steps: &str) -> Answer {
        let wish = json!({ "reason": "beyond_skill", "attempted_steps": attempted_steps, "affected": "Satu ruangan" });
        self.api.post(&ticket.at("/escalations"), wish).await
    }

    /// Takes an escalation over.
    pub async fn accepts(&self, ticket: &Ticket) -> Answer {
        self.api.post(&ticket.at("/escalations/current/acceptance"), json!({})).await
    }

    /// Gives an escalation back to Tier 1, with guidance.
    pub async fn returns(&self, ticket: &Ticket, guidance: &str) -> Answer {
        let wish = json!({ "reason": "incomplete", "guidance": guidance });
        self.api.post(&ticket.at("/escalations/current/return"), wish).await
    }

    /// Hands the ticket off to an outside party.
    pub async fn hands_off(&self, ticket: &Ticket, to: &str, reference: &str) -> Answer {
        let wish = json!({ "on": "external", "party": "vendor", "party_name": to, "reference": reference });
        self.api.post(&ticket.at("/waiting"), wish).await
    }

    /// Asks the requester something, and waits.
    pub async fn asks(&self, ticket: &Ticket, question: &str) -> Answer {
        self.api.post(&ticket.at("/waiting"), json!({ "on": "requester", "question": question })).await
    }

    /// Goes on after a wait.
    pub async fn resumes(&self, ticket: &Ticket) -> Answer {
        self.api.post(&ticket.at("/resumption"), json!({})).await
    }

    /// Gives a solution.
    pub async fn resolves(&self, ticket: &Ticket, resolution: &str) -> Answer {
        self.api.post(&ticket.at("/resolution"), json!({ "resolution": resolution })).await
    }

    /// Says that it is not solved.
    pub async fn reopens(&self, ticket: &Ticket, reason: &str) -> Answer {
        self.api.post(&ticket.at("/reopening"), json!({ "reason": reason })).await
    }

    /// Confirms, or closes as staff.
    pub async fn closes(&self, ticket: &Ticket) -> Answer {
        self.api.post(&ticket.at("/closure"), json!({})).await
    }

    /// Calls the ticket off.
    pub async fn cancels(&self, ticket: &Ticket, reason: &str) -> Answer {
        self.api.post(&ticket.at("/cancellation"), json!({ "reason": reason })).await
    }

    /// Writes for everybody who sees the ticket.
    pub async fn replies(&self, ticket: &Ticket, body: &str) -> Answer {
        self.comments(ticket, body, "public").await
    }

    /// Writes for staff alone.
    pub async fn notes(&self, ticket: &Ticket, body: &str) -> Answer {
        self.comments(ticket, body, "internal").await
    }

    async fn comments(&self, ticket: &Ticket, body: &str, visibility: &str) -> Answer {
        self.api.post(&ticket.at("/comments"), json!({ "body": body, "visibility": visibility })).await
    }
}

/// A complete report, with the members of `wishes` instead of the usual ones; `null` leaves a member out.
pub fn a_report(wishes: Value) -> Value {
    let mut report = json!({
        "kind": "incident",
        "title": "Jaringan lemot",
        "description": "Internet lambat sejak pagi, buka Google saja berputar-putar.",
        "category": "A1",
        "impact": "medium",
        "urgency": "medium",
    });
    if let (Some(report), Some(wishes)) = (report.as_object_mut(), wishes.as_object()) {
        for (name, value) in wishes {
            if value.is_null() {
                report.remove(name);
            } else {
                report.insert(name.clone(), value.clone());
            }
        }
    }
    report
}
