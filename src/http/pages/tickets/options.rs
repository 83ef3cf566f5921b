//! What can be chosen in the forms of a ticket page: read only for those who are offered the form.

use super::sheet::{Asked, Sheet, Suggested};
use super::stream::asked_as;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{self, Question, RouteError, Tree};
use crate::desk::people::access::{self, Act};
use crate::desk::people::coverage;
use crate::desk::people::{Actor, groups};
use crate::desk::sla::ClockName;
use crate::desk::tickets::{Move, Overview, Ticket, TicketError};
use crate::desk::words::{
    Classification, EscalationReason, Impact, Kind, LinkKind, Party, ReturnReason, Tier, Urgency,
};
use crate::http::forms::Choice;
use crate::http::pages::frame::Voice;
use crate::http::pages::vocabulary::{categories, choices, yes_no};

/// What the forms of one page offer.
#[derive(Default)]
pub struct Offered {
    /// Whether the category asks for the steps tried.
    pub steps_required: bool,
    route: String,
    groups: Vec<(String, String)>,
    colleagues: Vec<(String, String)>,
    catalogue: Tree,
    /// The questions its category asks of an escalation.
    pub questions: Vec<Question>,
    duties: Vec<ClockName>,
}

/// Reads what `actor` is offered on the page of a ticket.
///
/// # Errors
/// The database's own failure.
pub fn offered(
    conn: &mut DbConn,
    actor: &Actor,
    overview: &Overview,
    now: Timestamp,
) -> Result<Offered, TicketError> {
    let ticket = &overview.ticket;
    let may = |act: Act| access::may(actor, act, ticket.held()).is_ok() && ticket.is_open();
    let mut offered = Offered { steps_required: true, duties: overview.duties.clone(), ..Offered::default() };
    let escalates = overview.moves.contains(&Move::Escalate);
    if escalates {
        match catalogue::route_for(conn, ticket.category_id, ticket.agency_id, now.date_in(actor.zone)) {
            Ok(route) => {
                offered.steps_required = !route.belongs_to_dinas;
                offered.route = route.group.to_string();
            }
            Err(RouteError::NoRoute) => {}
            Err(RouteError::Database(error)) => return Err(error.into()),
        }
    }
    if escalates || !overview.escalations.is_empty() {
        offered.questions = catalogue::checklist_of(conn, ticket.category_id)?;
    }
    if escalates || (may(Act::Assign) && ticket.tier == Tier::Two) {
        let directory = catalogue::directory(conn)?;
        let named = directory.tier2_groups().map(|group| (group.id.to_string(), group.name.clone()));
        offered.groups = named.collect();
    }
    if may(Act::Assign) {
        offered.colleagues = colleagues(conn, actor, ticket, now)?;
    }
    if may(Act::Correct) {
        offered.catalogue = catalogue::tree(conn)?;
    }
    Ok(offered)
}

/// Those a ticket can be given to where it is.
///
/// # Errors
/// The database's own failure.
pub fn colleagues(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Vec<(String, String)>, TicketError> {
    let today = now.date_in(actor.zone);
    if ticket.tier == Tier::One {
        let found = coverage::technicians(conn, ticket.agency_id, today)?;
        return Ok(found.into_iter().map(|one| (one.person_id.to_string(), one.name)).collect());
    }
    let found = groups::members(conn, ticket.group_id, today)?;
    Ok(found.into_iter().map(|one| (one.person_id.to_string(), one.name)).collect())
}

impl Offered {
    /// Fills the forms of the page.
    pub fn fill(&self, sheet: &mut Sheet, ticket: &Ticket, voice: Voice<'_>) {
        let pairs = |pairs: &[(String, String)], chosen: &str| -> Vec<Choice> {
            pairs.iter().map(|(id, name)| Choice::new(id, name.clone(), chosen)).collect()
        };
        let others: Vec<_> =
            self.groups.iter().filter(|(id, _)| *id != ticket.group_id.to_string()).cloned().collect();
        let current = ticket.assignee_id.map(|person| person.to_string()).unwrap_or_default();
        let options = [
            (
                "escalation_reason",
                choices(
                    voice,
                    "escalation_reason",
                    &texts(EscalationReason::ALL, EscalationReason::as_str),
                    "",
                ),
            ),
            ("escalation_group", pairs(&self.groups, &self.route)),
            ("return_reason", return_reasons(voice)),
            ("duty", duties(voice, &self.duties)),
            ("party", choices(voice, "party", &texts(Party::ALL, Party::as_str), "")),
            ("yes_no", yes_no(voice, "")),
            (
                "rating",
                (1..=5)
                    .rev()
                    .map(|stars| Choice::new(stars, voice.word("rating", &stars.to_string()), ""))
                    .collect(),
            ),
            ("assignee", pairs(&self.colleagues, &current)),
            ("group", if ticket.tier == Tier::Two { pairs(&others, "") } else { Vec::new() }),
            ("relation", choices(voice, "link", &relations(), LinkKind::Related.as_str())),
        ];
        sheet.options.extend(options);
        sheet.checklist = self.questions.iter().map(|question| asked(question, voice)).collect();
        let suggest = |(id, name): &(String, String)| Suggested { email: id.clone(), name: name.clone() };
        sheet.people = self.colleagues.iter().map(suggest).collect();
    }
}

impl Offered {
    /// Fills the form of one fact.
    pub fn fill_fact(&self, sheet: &mut Sheet, ticket: &Ticket, form: &str, voice: Voice<'_>) {
        let (fact, choices) = match form {
            "fact_kind" => {
                ("kind", choices(voice, "kind", &texts(Kind::ALL, Kind::as_str), ticket.kind.as_str()))
            }
            "fact_category" => {
                ("category", categories(&self.catalogue, voice, &ticket.category_id.to_string()))
            }
            "fact_impact" => {
                let words = texts(Impact::ALL, Impact::as_str);
                ("impact", choices(voice, "impact", &words, ticket.impact.as_str()))
            }
            "fact_urgency" => {
                let words = texts(Urgency::ALL, Urgency::as_str);
                ("urgency", choices(voice, "urgency", &words, ticket.urgency.as_str()))
            }
            "fact_classification" => {
                let words = texts(Classification::ALL, Classification::as_str);
                ("classification", choices(voice, "classification", &words, ticket.classification.as_str()))
            }
            _ => return,
        };
        sheet.options.insert(fact, choices);
    }
}

/// The duties that are open; one alone is chosen already.
fn duties(voice: Voice<'_>, open: &[ClockName]) -> Vec<Choice> {
    let chosen = if let [only] = open { only.as_str() } else { "" };
    choices(voice, "clock", &texts(open, ClockName::as_str), chosen)
}

/// What a ticket can be to another; that it contains the other is the same link from the other side.
fn relations() -> Vec<&'static str> {
    let mut words = texts(LinkKind::ALL, LinkKind::as_str);
    words.push("parent_of");
    words
}

fn texts<W: Copy>(words: &[W], text: fn(W) -> &'static str) -> Vec<&'static str> {
    words.iter().map(|word| text(*word)).collect()
}

fn asked(question: &Question, voice: Voice<'_>) -> Asked {
    Asked {
        name: format!("checklist.{}", question.key),
        question: asked_as(question, voice).to_owned(),
        required: question.required,
        optional: !question.required,
    }
}

fn return_reasons(voice: Voice<'_>) -> Vec<Choice> {
    let words: Vec<&str> = ReturnReason::ALL.iter().map(|word| word.as_str()).collect();
    choices(voice, "return_reason", &words, "")
}
