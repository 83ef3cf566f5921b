//! A mail room: a desk without pages, people who act on tickets, and letters that can be read.

use chrono::TimeDelta;
use diesel::prelude::*;
use jenjang::app::App;
use jenjang::clock::{Clock, Timestamp};
use jenjang::config::{Config, Overrides};
use jenjang::db::schema::{letters, people};
use jenjang::db::{DbConn, DbError};
use jenjang::desk::events;
use jenjang::desk::letters::{LetterError, LetterKind, LetterState};
use jenjang::desk::people::{Actor, load_actor};
use jenjang::desk::tickets::{self, Number, Open, Ticket, TicketError};
use jenjang::desk::words::{EscalationReason, Language, ReturnReason, StaffMail, Visibility};
use jenjang::mail::{self, Delivered, Memory, Postman, Stop};
use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::support::both::Fresh;
use crate::support::database::{Database, TestDatabase};
use crate::support::desk::{furnish, monday_morning};
use crate::support::office;

/// A desk without pages.
pub struct MailRoom {
    pub app: App,
    pub postman: Postman,
    pub memory: Memory,
    pub database: TestDatabase,
}

impl Fresh for MailRoom {
    async fn fresh(database: Database) -> Self {
        tokio::task::spawn_blocking(move || Self::new(database)).await.unwrap()
    }
}

impl MailRoom {
    fn new(database: Database) -> Self {
        let database = TestDatabase::new(database);
        furnish(&database);
        let memory = Memory::default();
        let app = App::new(config(&database, None), database.open(), Clock::fixed(monday_morning())).unwrap();
        // That the calendars and policies were made concerns nobody here.
        mail::consider(&app, &Stop::default()).unwrap();
        Self { app, postman: Postman::Memory(memory.clone()), memory, database }
    }

    /// The same room with letters carried to a mail server, which gets `patience` for each step.
    pub fn with_server(mut self, url: &str, patience: std::time::Duration) -> Self {
        self.app.config = std::sync::Arc::new(config(&self.database, Some(url)));
        self.postman = match Postman::open(&self.app.config).unwrap() {
            Postman::Smtp(smtp) => Postman::Smtp(Box::new(smtp.with_patience(patience))),
            _ => panic!("{url} is no mail server"),
        };
        self
    }

    /// Another process on the same database, at the same time of day.
    pub fn neighbour(&self) -> App {
        App { db: self.database.open(), ..self.app.clone() }
    }

    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    pub fn passes(&self, time: TimeDelta) {
        self.app.clock.advance(time);
    }

    /// Changes the office by hand.
    pub async fn arranges<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut DbConn) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.app.db.write(change).await.unwrap()
    }

    /// Does something on a ticket as somebody: `account@agency`.
    pub async fn acts<T: Send + 'static>(
        &self,
        who: &str,
        act: impl FnOnce(&mut DbConn, &Actor, Timestamp) -> Result<T, TicketError> + Send + 'static,
    ) -> T {
        let (who, now) = (address(who), self.now());
        let done = self.app.db.write(move |conn| {
            let id = office::person_id(conn, &who)?;
            let actor = load_actor(conn, id, now)?.unwrap();
            act(conn, &actor, now)
        });
        done.await.unwrap()
    }

    /// Does something at the outbox as the administrator.
    pub async fn as_admin<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut DbConn, &Actor, Timestamp) -> Result<T, LetterError> + Send + 'static,
    ) -> Result<T, LetterError> {
        let now = self.now();
        let done = self.app.db.write(move |conn| {
            let id = office::person_id(conn, "admin@demo.test")?;
            let admin = load_actor(conn, id, now)?.unwrap();
            act(conn, &admin, now)
        });
        done.await
    }

    /// Reports something about the internet.
    pub async fn reports(&self, who: &str, title: &str) -> Ticket {
        self.opens(who, report("A1", title)).await
    }

    /// Opens a ticket.
    pub async fn opens(&self, who: &str, report: Open) -> Ticket {
        self.acts(who, move |conn, actor, now| tickets::open(conn, actor, report, now)).await
    }

    /// Asks Tier 2.
    pub async fn escalates(&self, who: &str, ticket: &Ticket, steps: &str) {
        let (number, steps) = (number(ticket), steps.to_owned());
        let request = tickets::Escalate {
            reason: EscalationReason::BeyondSkill,
            attempted_steps: steps,
            since: None,
            affected: "Satu ruangan".into(),
            checklist: Vec::new(),
            steps_left: String::new(),
            group: None,
        };
        self.acts(who, move |conn, actor, now| tickets::escalate(conn, actor, &number, None, request, now))
            .await;
    }

    /// Returns an escalation.
    pub async fn returns(&self, who: &str, ticket: &Ticket, guidance: &str) {
        let number = number(ticket);
        let request = tickets::Return { reason: ReturnReason::Incomplete, guidance: guidance.to_owned() };
        self.acts(who, move |conn, actor, now| tickets::hand_back(conn, actor, &number, None, request, now))
            .await;
    }

    /// Takes a ticket.
    pub async fn takes(&self, who: &str, ticket: &Ticket) {
        let number = number(ticket);
        self.acts(who, move |conn, actor, now| tickets::claim(conn, actor, &number, None, now)).await;
    }

    /// Takes an escalation over.
    pub async fn accepts(&self, who: &str, ticket: &Ticket) {
        let number = number(ticket);
        self.acts(who, move |conn, actor, now| tickets::accept(conn, actor, &number, None, now)).await;
    }

    /// Writes on a ticket.
    pub async fn says(&self, who: &str, ticket: &Ticket, visibility: Visibility, body: &str) {
        let (number, words) =
            (number(ticket), tickets::Say { body: body.to_owned(), visibility, to_children: false });
        self.acts(who, move |conn, actor, now| tickets::say(conn, actor, &number, &words, now)).await;
    }

    /// Asks the requester.
    pub async fn asks(&self, who: &str, ticket: &Ticket, question: &str) {
        let (number, request) =
            (number(ticket), tickets::AskRequester { question: question.to_owned(), answer_by: None });
        self.acts(who, move |conn, actor, now| tickets::ask(conn, actor, &number, None, &request, now)).await;
    }

    /// Solves it.
    pub async fn resolves(&self, who: &str, ticket: &Ticket, solution: &str) {
        let number = number(ticket);
        let request = tickets::Resolve { solution: solution.to_owned(), ..tickets::Resolve::default() };
        self.acts(who, move |conn, actor, now| tickets::resolve(conn, actor, &number, None, &request, now))
            .await;
    }

    /// Says that it is not solved.
    pub async fn reopens(&self, who: &str, ticket: &Ticket, reason: &str) {
        let number = number(ticket);
        let request = tickets::Reopen { reason: reason.to_owned(), ..tickets::Reopen::default() };
        self.acts(who, move |conn, actor, now| tickets::reopen(conn, actor, &number, None, &request, now))
            .await;
    }

    /// Confirms that it is solved.
    pub async fn closes(&self, who: &str, ticket: &Ticket) {
        let number = number(ticket);
        let request = tickets::Close::default();
        self.acts(who, move |conn, actor, now| tickets::close(conn, actor, &number, None, &request, now))
            .await;
    }

    /// Watches it.
    pub async fn watches(&self, who: &str, ticket: &Ticket) {
        let number = number(ticket);
        self.acts(who, move |conn, actor, now| tickets::watch(conn, actor, &number, None, now)).await;
    }

    /// Chooses a language.
    pub async fn speaks(&self, who: &str, language: Language) {
        let who = address(who);
        self.arranges(move |conn| {
            diesel::update(people::table.filter(people::email.eq(who)))
                .set(people::language.eq(language))
                .execute(conn)?;
            Ok(())
        })
        .await;
    }

    /// Chooses when to get the letters of one's work.
    pub async fn wants_staff_mail(&self, who: &str, when: StaffMail) {
        let who = address(who);
        self.arranges(move |conn| {
            diesel::update(people::table.filter(people::email.eq(who)))
                .set(people::staff_mail.eq(when))
                .execute(conn)?;
            Ok(())
        })
        .await;
    }

    /// Looks at the clocks, as the heartbeat does.
    pub async fn sweeps(&self) {
        let now = self.now();
        let sweep = move |conn: &mut DbConn| tickets::sweep(conn, now, 100);
        self.app.db.write::<_, TicketError, _>(sweep).await.unwrap();
    }

    /// Turns what happened into letters.
    pub async fn considers(&self) -> usize {
        let app = self.app.clone();
        tokio::task::spawn_blocking(move || mail::consider(&app, &Stop::default())).await.unwrap().unwrap()
    }

    /// Turns what happened into letters and sends those that are due.
    pub async fn sends(&mut self) -> Delivered {
        self.considers().await;
        self.delivers().await
    }

    /// Sends the letters that are due.
    pub async fn delivers(&mut self) -> Delivered {
        let postman = std::mem::replace(&mut self.postman, Postman::Memory(Memory::default()));
        let app = self.app.clone();
        let (postman, outcome) = tokio::task::spawn_blocking(move || {
            mail::gather(&app, &Stop::default()).unwrap();
            let outcome = mail::deliver(&app, &postman, &Stop::default());
            (postman, outcome)
        })
        .await
        .unwrap();
        self.postman = postman;
        outcome.unwrap()
    }

    /// What came out of memory, oldest first.
    pub fn read(&self) -> Vec<Mail> {
        self.memory.letters().iter().map(|parcel| Mail::parse(&parcel.message)).collect()
    }

    /// Who got a letter of which kind since the outbox was looked at last, sorted: `siti@dinkes received`.
    pub async fn told(&mut self) -> Vec<String> {
        self.considers().await;
        let rows: Vec<(String, LetterKind)> = self
            .arranges(|conn| {
                let rows = letters::table
                    .filter(letters::state.eq(LetterState::Queued))
                    .select((letters::address, letters::letter))
                    .load(conn)?;
                diesel::update(letters::table.filter(letters::state.eq(LetterState::Queued)))
                    .set((
                        letters::state.eq(LetterState::Sent),
                        letters::next_attempt_at.eq(None::<Timestamp>),
                    ))
                    .execute(conn)?;
                Ok(rows)
            })
            .await;
        let mut told: Vec<_> = rows
            .into_iter()
            .map(|(address, kind)| format!("{} {kind}", address.trim_end_matches(".demo.test")))
            .collect();
        told.sort();
        told
    }

    /// The outbox: person, state, attempts, error; by person.
    pub async fn outbox(&self) -> Vec<(String, LetterState, i32, Option<String>)> {
        self.arranges(|conn| {
            Ok(letters::table
                .order((letters::address, letters::id))
                .select((letters::address, letters::state, letters::attempts, letters::last_error))
                .load(conn)?)
        })
        .await
    }

    /// How many events nobody has considered.
    pub async fn unconsidered(&self) -> i64 {
        self.app.db.read(events::unconsidered_count).await.unwrap()
    }
}

/// The settings of a mail room.
pub fn config(database: &TestDatabase, server: Option<&str>) -> Config {
    let overrides = Overrides {
        data: Some(database.folder.path().to_owned()),
        database_url: Some(database.url.clone()),
        ..Overrides::default()
    };
    let server = server.map(str::to_owned);
    Config::read(overrides, |name| match name {
        "JENJANG_SECRET" => Some("0123456789abcdef0123456789abcdef".to_owned()),
        "JENJANG_BASE_URL" => Some("https://layanan.parigi.test".to_owned()),
        "JENJANG_MAIL_FROM" => Some("Service Desk <servicedesk@parigi.test>".to_owned()),
        "JENJANG_SMTP_URL" => server.clone(),
        _ => None,
    })
    .unwrap()
}

/// A report with what the test cares about.
pub fn report(category: &str, title: &str) -> Open {
    Open {
        category: category.into(),
        title: title.into(),
        description: "mohon dicek min,\ninternet lemot dari tadi pagi".into(),
        ..Open::default()
    }
}

/// `siti@dinkes` → `siti@dinkes.demo.test`.
pub fn address(who: &str) -> String {
    format!("{who}.demo.test")
}

pub fn number(ticket: &Ticket) -> Number {
    ticket.number.parse().unwrap()
}

/// A letter as a mail program sees it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub to_name: String,
    pub from: String,
    pub subject: String,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    pub automatic: String,
    pub text: String,
    pub html: String,
    pub raw: String,
}

impl Mail {
    pub fn parse(bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).unwrap();
        let to = mail.to().unwrap().first().unwrap();
        let from = mail.from().unwrap().first().unwrap();
        let kinds: Vec<_> = mail.parts.iter().filter_map(|part| part.content_type()?.subtype()).collect();
        assert_eq!(kinds, ["alternative", "plain", "html"], "text first, the richer form last");
        Self {
            to: to.address().unwrap().trim_end_matches(".demo.test").to_owned(),
            to_name: to.name().unwrap_or_default().to_owned(),
            from: from.address().unwrap().to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            message_id: mail.message_id().unwrap().to_owned(),
            in_reply_to: mail.in_reply_to().as_text().map(str::to_owned),
            references: list(&mail),
            automatic: mail.header("Auto-Submitted").unwrap().as_text().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
            raw: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}

fn list(mail: &Message<'_>) -> Vec<String> {
    let references = mail.references();
    references.as_text_list().map(|list| list.iter().map(ToString::to_string).collect()).unwrap_or_default()
}
