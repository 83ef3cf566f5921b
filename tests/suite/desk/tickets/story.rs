//! People who do things to tickets, and time that goes by.

use chrono::TimeDelta;
use jenjang::clock::Timestamp;
use jenjang::db::{DbConn, DbError};
use jenjang::desk::events::{self, EventKind};
use jenjang::desk::people::Actor;
use jenjang::desk::tickets::{self, *};
use jenjang::desk::words::*;

use super::super::house::{House, NOW};

/// What comes of an act.
pub type Outcome = Result<Ticket, TicketError>;

/// Somebody of the office at an instant.
pub struct Someone<'a> {
    house: &'a House,
    pub actor: Actor,
    pub now: Timestamp,
}

impl House {
    /// Somebody of the office: `account@agency`, at nine on Monday.
    pub async fn someone(&self, account: &str) -> Someone<'_> {
        Someone { house: self, actor: self.actor(account).await, now: NOW }
    }

    /// The kinds of all that happened to a ticket.
    pub async fn lived(&self, ticket: &Ticket) -> Vec<EventKind> {
        let id = ticket.id;
        let lines = self.db.read::<_, DbError, _>(move |conn| events::history(conn, id)).await.unwrap();
        lines.iter().map(|line| line.kind).collect()
    }

    /// The ticket as it is.
    pub async fn ticket(&self, ticket: &Ticket) -> Ticket {
        let id = ticket.id;
        self.db.read::<_, DbError, _>(move |conn| tickets::by_id(conn, id)).await.unwrap().unwrap()
    }

    /// What the desk does by itself at `now`.
    pub async fn sweeps(&self, now: Timestamp) -> Swept {
        self.db.write::<_, TicketError, _>(move |conn| tickets::sweep(conn, now, 100)).await.unwrap()
    }

    /// Checks that every chain is whole.
    pub async fn is_whole(&self) {
        let verdict = self.db.read::<_, DbError, _>(|conn| events::verify(conn, |_| ())).await.unwrap();
        assert_eq!(verdict.broken, None);
    }
}

/// A report about the net.
pub fn report() -> Open {
    Open {
        title: "jaringan lemot".into(),
        description: "mohon dicek min, internet lemot dari tadi pagi".into(),
        category: "A1".into(),
        ..Open::default()
    }
}

/// What Tier 1 says when it asks.
pub fn question() -> Escalate {
    Escalate {
        reason: EscalationReason::BeyondSkill,
        attempted_steps: "restart router, ganti kabel, cek switch".into(),
        since: None,
        affected: "seluruh lantai 2".into(),
        checklist: Vec::new(),
        steps_left: String::new(),
        group: None,
    }
}

impl<'a> Someone<'a> {
    /// The same person, later.
    pub fn later(&self, time: TimeDelta) -> Someone<'a> {
        Someone { house: self.house, actor: self.actor.clone(), now: self.now.plus(time) }
    }

    /// Does something in one transaction.
    pub async fn does<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut DbConn, &Actor, Timestamp) -> Result<T, TicketError> + Send + 'static,
    ) -> Result<T, TicketError> {
        let (actor, now) = (self.actor.clone(), self.now);
        self.house.db.write(move |conn| act(conn, &actor, now)).await
    }

    pub async fn opens(&self, report: Open) -> Outcome {
        self.does(move |conn, actor, now| tickets::open(conn, actor, report, now)).await
    }

    pub async fn claims(&self, ticket: &Ticket) -> Outcome {
        let number = ticket.spoken();
        self.does(move |conn, actor, now| tickets::claim(conn, actor, &number, None, now)).await
    }

    pub async fn escalates(&self, ticket: &Ticket, question: Escalate) -> Outcome {
        let number = ticket.spoken();
        self.does(move |conn, actor, now| tickets::escalate(conn, actor, &number, None, question, now)).await
    }

    pub async fn accepts(&self, ticket: &Ticket) -> Outcome {
        let number = ticket.spoken();
        self.does(move |conn, actor, now| tickets::accept(conn, actor, &number, None, now)).await
    }

    pub async fn returns(&self, ticket: &Ticket) -> Outcome {
        let number = ticket.spoken();
        let words = Return { reason: ReturnReason::Local, guidance: "cek switch lantai 2".into() };
        self.does(move |conn, actor, now| tickets::hand_back(conn, actor, &number, None, words, now)).await
    }

    pub async fn asks(&self, ticket: &Ticket, question: &str) -> Outcome {
        let (number, request) =
            (ticket.spoken(), AskRequester { question: question.into(), answer_by: None });
        self.does(move |conn, actor, now| tickets::ask(conn, actor, &number, None, &request, now)).await
    }

    pub async fn hands_off(&self, ticket: &Ticket, party: Party) -> Outcome {
        let number = ticket.spoken();
        let request = HandOff { party, party_name: "Telkom".into(), reference: None, promised_at: None };
        self.does(move |conn, actor, now| tickets::hand_off(conn, actor, &number, None, &request, now)).await
    }

    pub async fn resumes(&self, ticket: &Ticket) -> Outcome {
        let number = ticket.spoken();
        self.does(move |conn, actor, now| tickets::resume(conn, actor, &number, None, now)).await
    }

    pub async fn says(&self, ticket: &Ticket, visibility: Visibility, body: &str) -> Outcome {
        let (number, words) = (ticket.spoken(), Say { body: body.into(), visibility, to_children: false });
        self.does(move |conn, actor, now| Ok(tickets::say(conn, actor, &number, &words, now)?.0)).await
    }

    pub async fn resolves(&self, ticket: &Ticket) -> Outcome {
        self.resolves_with(ticket, Resolve { solution: "switch diganti".into(), ..Resolve::default() }).await
    }

    pub async fn resolves_with(&self, ticket: &Ticket, words: Resolve) -> Outcome {
        let number = ticket.spoken();
        self.does(move |conn, actor, now| tickets::resolve(conn, actor, &number, None, &words, now)).await
    }

    pub async fn reopens(&self, ticket: &Ticket) -> Outcome {
        let (number, again) = (ticket.spoken(), Reopen { reason: "masih lemot".into(), ..Reopen::default() });
        self.does(move |conn, actor, now| tickets::reopen(conn, actor, &number, None, &again, now)).await
    }

    pub async fn closes(&self, ticket: &Ticket, rating: Option<i32>) -> Outcome {
        let (number, words) = (ticket.spoken(), Close { rating, ..Close::default() });
        self.does(move |conn, actor, now| tickets::close(conn, actor, &number, None, &words, now)).await
    }

    pub async fn cancels(&self, ticket: &Ticket, duplicate_of: Option<&Ticket>) -> Outcome {
        let number = ticket.spoken();
        let duplicate_of = duplicate_of.map(|other| other.number.clone());
        let words = Cancel { reason: "sudah normal".into(), duplicate_of };
        self.does(move |conn, actor, now| tickets::cancel(conn, actor, &number, None, &words, now)).await
    }

    pub async fn links(&self, ticket: &Ticket, kind: LinkKind, other: &Ticket) -> Result<Link, TicketError> {
        let (number, other) = (ticket.spoken(), other.number.clone());
        self.does(move |conn, actor, now| tickets::link(conn, actor, &number, kind, &other, now)).await
    }

    /// All of a ticket that they may see.
    pub async fn sees(&self, ticket: &Ticket) -> Result<Overview, TicketError> {
        let (actor, number, now) = (self.actor.clone(), ticket.spoken(), self.now);
        self.house.db.read(move |conn| tickets::overview(conn, &actor, &number, now)).await
    }

    /// The numbers of the tickets their lists hold.
    pub async fn lists(&self, filter: Filter) -> Vec<String> {
        let actor = self.actor.clone();
        let list = move |conn: &mut DbConn| tickets::list(conn, &actor, &filter, None, 200);
        let page = self.house.db.read::<_, DbError, _>(list).await.unwrap();
        page.tickets.into_iter().map(|ticket| ticket.number).collect()
    }
}

/// The fields a refusal names, with what is wrong.
pub fn wrong<T: std::fmt::Debug>(outcome: Result<T, TicketError>) -> Vec<String> {
    match outcome.unwrap_err() {
        TicketError::Invalid(errors) => {
            errors.0.iter().map(|error| format!("{}: {}", error.field, error.code)).collect()
        }
        other => panic!("refused for another reason: {other}"),
    }
}

/// Asserts what kind of refusal an outcome is.
#[macro_export]
macro_rules! refused {
    ($outcome:expr, $pattern:pat) => {{
        let outcome = $outcome;
        assert!(matches!(outcome, Err($pattern)), "{outcome:?}");
    }};
}
