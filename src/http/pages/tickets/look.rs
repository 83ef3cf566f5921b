//! Reads all a ticket page shows, in one go.

use super::answer::Answer;
use super::attachments::{by_comment, file};
use super::drawn::Drawn;
use super::known::Known;
use super::options;
use super::sheet::Sheet;
use super::stream::Told;
use crate::desk::attachments::{self, Attachment};
use crate::desk::events::Event;
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, MacroError, Prepared};
use crate::desk::people::access::{self, Act};
use crate::desk::tickets::{self, Number, Overview};
use crate::http::error::{Reason, Refusal};
use crate::http::pages::frame::Voice;
use crate::http::pages::present::said;
use crate::http::pages::visit::{Visit, Waiting};

/// A ticket as one person sees it now.
pub struct Seen {
    /// The ticket and all that belongs to it.
    pub overview: Overview,
    /// Its history.
    pub events: Vec<Event>,
    /// The names in both.
    pub names: Known,
    /// What waits for the person.
    pub counts: Waiting,
    offered: options::Offered,
    files: Vec<Attachment>,
    canned: Option<Prepared>,
}

/// The number in an address.
///
/// # Errors
/// [`Reason::NotFound`] if it is none.
pub fn number(text: &str) -> Result<Number, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

/// Writes down that a restricted ticket was read (TJ 15(4)): to be done whenever its page is about to be shown.
///
/// # Errors
/// When it cannot be written down: then it must not be shown.
pub async fn note_reading(visit: &Visit, seen: &Seen) -> Result<(), Refusal> {
    if seen.overview.ticket.restricted {
        let (actor, ticket, now) = (visit.actor.clone(), seen.overview.ticket.clone(), visit.now);
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
    }
    Ok(())
}

impl Seen {
    /// Looks at a ticket, and at a canned answer for it, if there is one to be written.
    ///
    /// # Errors
    /// Not found, or the database's own failure.
    pub async fn of(visit: &Visit, number: Number, canned: Option<MacroId>) -> Result<Self, Refusal> {
        let now = visit.now;
        let read = visit.read(move |conn, actor| {
            let overview = tickets::overview(conn, actor, &number, now)?;
            let ticket = &overview.ticket;
            let events = tickets::history(conn, actor, ticket, &overview.links)?;
            let names = Known::collect(conn, overview.names.clone(), &events)?;
            let offered = options::offered(conn, actor, &overview, now)?;
            let files = attachments::of_ticket(conn, actor, ticket)?;
            let canned = match canned.map(|id| macros::prepare(conn, actor, &number, id, now)) {
                None | Some(Err(MacroError::NotFound | MacroError::Denied(_))) => None,
                Some(prepared) => Some(prepared?),
            };
            Ok::<_, Refusal>((overview, events, names, offered, files, canned))
        });
        let ((overview, events, names, offered, files, canned), counts) = read.await?;
        Ok(Self { overview, events, names, counts, offered, files, canned })
    }

    /// Offers what a form beside a fact chooses from: nobody pays for it who does not open it.
    pub fn opens(&self, sheet: &mut Sheet, form: &str, voice: Voice<'_>) {
        self.offered.fill_fact(sheet, &self.overview.ticket, form, voice);
    }

    /// The page, its forms still empty but for a draft.
    pub fn sheet(&self, visit: &Visit) -> Sheet {
        let voice = visit.voice();
        let told = Told {
            overview: &self.overview,
            events: &self.events,
            names: &self.names,
            files: by_comment(&self.files),
            questions: &self.offered.questions,
            actor: &visit.actor,
            splits: access::may(&visit.actor, Act::Link, self.overview.ticket.held()).is_ok(),
            voice,
        };
        let drawn = Drawn {
            overview: &self.overview,
            names: &self.names,
            actor: &visit.actor,
            voice,
            here: visit.here(),
            events: &self.events,
            entries: told.entries(),
            files: self.files.iter().map(file).collect(),
            steps_required: self.offered.steps_required,
        };
        let mut sheet = drawn.sheet();
        sheet.presence = said(visit, self.overview.ticket.id);
        self.offered.fill(&mut sheet, &self.overview.ticket, voice);
        let given = self.overview.closure.as_ref().and_then(|closure| closure.rating);
        if let (Some(given), Some(ratings)) = (given, sheet.options.get_mut("rating")) {
            ratings.iter_mut().for_each(|choice| choice.choose(&given.to_string()));
        }
        if let (Some(draft), Some(form)) = (&self.overview.draft, sheet.forms.get_mut("comment")) {
            *form = std::mem::take(form).with("body", draft);
        }
        if let Some(prepared) = &self.canned {
            let answer = Answer::of(visit, prepared);
            if let Some(form) = sheet.forms.get_mut("comment") {
                *form = answer.written(std::mem::take(form));
            }
            sheet.answer = Some(answer);
        }
        sheet
    }
}
