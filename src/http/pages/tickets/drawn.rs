//! The ticket page: who holds it, which tier, how long, until when; what can be done; what was said.

use std::collections::BTreeMap;

use super::clock::{Card, cards};
use super::known::Known;
use super::lived::Lived;
use super::related;
use super::sheet::{Can, Facts, Holder, Named, Notice, Outside, Requester, Sheet, Until};
use super::stepped::Steps;
use super::stream::{Entry, File};
use crate::clock::Timestamp;
use crate::desk::events::Event;
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act};
use crate::desk::sla::{self, Standing};
use crate::desk::tickets::{Closure, Move, Overview, Ticket, Watcher, may_rate};
use crate::desk::words::{Stage, Status, Tier, WaitingOn};
use crate::http::forms::Form;
use crate::http::pages::frame::{Here, Voice, initials};
use crate::http::pages::gauge::Gauge;
use crate::http::pages::rows::holder;

/// What the page is drawn from.
pub struct Drawn<'a> {
    /// The ticket and all that belongs to it.
    pub overview: &'a Overview,
    /// The names in it.
    pub names: &'a Known,
    /// Who looks.
    pub actor: &'a Actor,
    /// In which words.
    pub voice: Voice<'a>,
    /// Where and when.
    pub here: Here,
    /// Its history.
    pub events: &'a [Event],
    /// What was said and done.
    pub entries: Vec<Entry>,
    /// Its files.
    pub files: Vec<File>,
    /// Whether the category asks for the steps tried.
    pub steps_required: bool,
}

impl Drawn<'_> {
    /// The page, its forms still empty.
    pub fn sheet(self) -> Sheet {
        let can = self.can();
        let ticket = &self.overview.ticket;
        Sheet {
            staff: self.actor.standing.is_staff(),
            presence: String::new(),
            place: None,
            lived: Lived::of(self.overview, self.events, self.names, self.voice, self.here),
            clocks: cards(self.overview, self.voice),
            notice: self.notice(),
            problem: None,
            typed: Vec::new(),
            acting: can.acting(),
            rated: self.rating().is_some(),
            primary: self.primary(can),
            watching: self.overview.watchers.iter().any(|watcher| watcher.person_id == self.actor.id),
            watchers: self.watchers(),
            links: related::others(self.overview, self.names, self.voice, can),
            children: related::children(self.overview, self.names, self.voice, can),
            outside: self.outside(),
            options: BTreeMap::new(),
            checklist: Vec::new(),
            people: Vec::new(),
            steps_required: self.steps_required,
            steps_optional: !self.steps_required,
            forms: forms(ticket, self.overview.closure.as_ref()),
            steps: Steps::of(self.overview, self.actor, self.names),
            answer: None,
            draft: format!("/tickets/{}/draft", ticket.number),
            files_count: self.files.len(),
            ticket: self.facts(),
            can,
            entries: self.entries,
            files: self.files,
        }
    }

    fn facts(&self) -> Facts {
        let ticket = &self.overview.ticket;
        let late = ticket.created_at.seconds_since(ticket.reported_at) >= 60;
        let other = ticket.opened_by_id != ticket.requester_id;
        Facts {
            number: ticket.number.clone(),
            version: ticket.version,
            title: ticket.title.clone(),
            stage: ticket.stage(),
            priority: ticket.priority,
            kind: ticket.kind,
            tier: ticket.tier,
            restricted: ticket.restricted,
            bounces: ticket.bounces,
            direct: ticket.direct_route_reason,
            holder: self.holder(),
            contact: self.contact(),
            stage_seconds: ticket.seconds_in_stage(self.here.now),
            total_seconds: ticket.closed_at.unwrap_or(self.here.now).seconds_since(ticket.reported_at),
            until: self.until(),
            requester: Requester {
                name: self.names.person(ticket.requester_id).to_owned(),
                email: self.names.email(ticket.requester_id).to_owned(),
                phone: String::new(),
                unreached: self.unreached(),
            },
            agency: self.names.agency(ticket.agency_id).to_owned(),
            category: self.names.category(ticket.category_id, self.actor.language),
            impact: ticket.impact,
            urgency: ticket.urgency,
            channel: ticket.channel,
            classification: ticket.classification,
            reported_at: ticket.reported_at,
            recorded_at: (late || other).then_some(ticket.created_at),
            recorded_by: other.then(|| self.names.person(ticket.opened_by_id).to_owned()),
        }
    }

    fn unreached(&self) -> Option<String> {
        let (ticket, standing) = (&self.overview.ticket, &self.actor.standing);
        let mends = standing.admin || standing.tier1_of.contains(&ticket.agency_id);
        (mends && self.names.bounces(ticket.requester_id)).then(|| ticket.requester_id.to_string())
    }

    fn holder(&self) -> Holder {
        let ticket = &self.overview.ticket;
        let name = holder(ticket, self.names.of_ticket()).to_owned();
        let group = self.names.group(ticket.group_id).to_owned();
        let nobody = ticket.assignee_id.is_none();
        let under = if nobody { self.voice.say("tickets.nobody_yet") } else { group };
        Holder { initials: initials(&name), name, group: nobody, under }
    }

    /// Tier 1 stays the requester's contact after an escalation (`rules.md` 2.2).
    fn contact(&self) -> Option<String> {
        let ticket = &self.overview.ticket;
        if ticket.tier == Tier::One {
            return None;
        }
        let asked = self.overview.escalations.last().map(|asked| asked.escalated_by_id);
        let tier1 = self.overview.stays.iter().rev().find(|stay| stay.tier == Tier::One);
        asked
            .map(|person| self.names.person(person).to_owned())
            .or_else(|| tier1.map(|stay| self.names.group(stay.group_id).to_owned()))
    }

    /// The promise that matters most while the ticket is worked on, and after it what comes next; else that alone.
    fn until(&self) -> Until {
        let next = self.next();
        let clocks = || self.overview.clocks.iter();
        let foremost =
            sla::foremost(clocks().map(|standing| &standing.clock)).filter(|clock| clock.is_open());
        let standing = foremost.and_then(|first| clocks().find(|standing| standing.clock.id == first.id));
        let Some(standing) = standing.filter(|_| self.overview.ticket.status != Status::Resolved) else {
            return next;
        };
        let Card { href, name, .. } = Card::of(&self.overview.ticket.number, standing, self.voice);
        let what = if next.text.is_empty() {
            next.at.map_or_else(String::new, |at| format!("{} {}", next.why, self.voice.near(at, self.here)))
        } else {
            next.text
        };
        Until {
            label: self.voice.word("until_clock", name.as_str()),
            at: None,
            text: String::new(),
            why: format!("{}: {what}", next.label),
            clock: Gauge::of(Standing::bar(standing), self.voice),
            href,
        }
    }

    fn next(&self) -> Until {
        let ticket = &self.overview.ticket;
        let next = |key: &str, args: &[(&str, &str)]| Until {
            label: self.voice.say("until.next"),
            at: None,
            text: self.voice.with(key, args),
            why: String::new(),
            clock: None,
            href: String::new(),
        };
        let dated = |label: &str, at: Option<Timestamp>, why: String| Until {
            label: self.voice.say(label),
            at,
            text: String::new(),
            why,
            clock: None,
            href: String::new(),
        };
        match ticket.status {
            Status::Resolved => {
                dated("until.closes", self.overview.closes_at, self.voice.say("until.closes_why"))
            }
            Status::Closed => dated("until.closed", ticket.closed_at, String::new()),
            Status::Cancelled => dated("until.cancelled", ticket.closed_at, String::new()),
            Status::WaitingRequester => {
                next("until.answer", &[("name", self.names.person(ticket.requester_id))])
            }
            Status::WaitingExternal => {
                let wait = self.overview.waits.iter().rev().find(|wait| wait.ended_at.is_none());
                let party = wait.and_then(|wait| wait.party_name.clone()).unwrap_or_default();
                match wait.and_then(|wait| wait.promised_at) {
                    Some(at) => dated("until.promised", Some(at), party),
                    None => next("until.outside", &[("party", &party)]),
                }
            }
            Status::New | Status::InProgress if ticket.stage() == Stage::Escalated => {
                next("until.accept", &[("group", self.names.group(ticket.group_id))])
            }
            Status::New => next("until.take", &[("group", self.names.group(ticket.group_id))]),
            Status::InProgress => next("until.solve", &[("name", holder(ticket, self.names.of_ticket()))]),
        }
    }

    /// What the reader should know first: guidance after a return, a question, a solution.
    fn notice(&self) -> Option<Notice> {
        let ticket = &self.overview.ticket;
        match ticket.status {
            Status::InProgress | Status::New if ticket.tier == Tier::One => {
                let asked = self.overview.escalations.last().filter(|asked| asked.returned_at.is_some())?;
                let who = asked.returned_by_id.map_or("", |person| self.names.person(person));
                let reason = asked.return_reason.map(|why| self.voice.word("return_reason", why.as_str()));
                let reason = reason.unwrap_or_default();
                let title = self.voice.with("notice.returned", &[("name", who), ("reason", &reason)]);
                Some(Notice { tone: "wait", title, text: asked.guidance.clone().unwrap_or_default() })
            }
            Status::WaitingRequester => {
                let wait =
                    self.overview.waits.iter().rev().find(|wait| wait.waiting_on == WaitingOn::Requester)?;
                let who = self.names.person(wait.started_by_id);
                let title = self.voice.with("notice.question", &[("name", who)]);
                Some(Notice { tone: "wait", title, text: wait.question.clone().unwrap_or_default() })
            }
            Status::Cancelled => {
                let other = self.overview.merged_into.as_ref()?;
                let title = self.voice.say("notice.merged");
                let stage = other.stage.map(|stage| self.voice.word("stage", stage.as_str()));
                let text = stage.map(|stage| self.voice.with("notice.merged_stage", &[("stage", &stage)]));
                Some(Notice { tone: "wait", title, text: text.unwrap_or_default() })
            }
            Status::Resolved | Status::Closed => {
                let given = self.overview.resolutions.last()?;
                let who = self.names.person(given.resolved_by_id);
                let title = self.voice.with("notice.solution", &[("name", who)]);
                Some(Notice { tone: "good", title, text: given.solution.clone() })
            }
            _ => None,
        }
    }

    fn can(&self) -> Can {
        let ticket = &self.overview.ticket;
        let open = |step: Move| self.overview.moves.contains(&step);
        let may = |act: Act| access::may(self.actor, act, ticket.held()).is_ok();
        let own = ticket.requester_id == self.actor.id;
        let staff =
            self.overview.relation.tier1 || self.overview.relation.tier2 || self.overview.relation.supervisor;
        let over = matches!(ticket.status, Status::Closed | Status::Cancelled);
        let reply = may(Act::Reply) && !over;
        let note = may(Act::Note);
        Can {
            claim: open(Move::Assign) && may(Act::Claim) && ticket.assignee_id != Some(self.actor.id),
            assign: may(Act::Assign) && ticket.is_open() && (open(Move::Assign) || ticket.tier == Tier::Two),
            release: open(Move::Assign) && ticket.assignee_id == Some(self.actor.id),
            escalate: open(Move::Escalate),
            accept: open(Move::Accept),
            hand_back: open(Move::Return),
            ask: open(Move::Ask),
            hand_off: open(Move::HandOff),
            // The requester goes on by answering.
            resume: open(Move::Resume) && staff,
            resolve: open(Move::Resolve),
            reopen: open(Move::Reopen) && self.within_days_to_reopen(),
            close: open(Move::Close),
            cancel: open(Move::Cancel),
            rate: own,
            comment: reply || note,
            reply,
            note,
            note_tier2: may(Act::NoteTier2) && note,
            attach: may(Act::Attach) && !over,
            watch: may(Act::Watch),
            invite: may(Act::Watch) && may(Act::Link),
            link: may(Act::Link),
            merge: may(Act::Merge) && open(Move::Cancel),
            correct: may(Act::Correct) && ticket.is_open(),
            prioritise: may(Act::Reprioritise) && ticket.is_open(),
            duplicate: staff,
            children: staff && related::has_open_child(self.overview),
            notify: may(Act::ReportOutside) && !self.overview.duties.is_empty(),
            rate_closed: may_rate(ticket, self.actor, self.here.now),
        }
    }

    fn rating(&self) -> Option<i32> {
        self.overview.closure.as_ref().and_then(|closure| closure.rating)
    }

    fn within_days_to_reopen(&self) -> bool {
        self.overview.closes_at.is_none_or(|last| self.here.now <= last)
    }

    /// The one act that fits best (`ui.md` 6).
    fn primary(&self, can: Can) -> &'static str {
        let ticket = &self.overview.ticket;
        let order = [
            (can.accept, "accept"),
            (can.claim && ticket.assignee_id.is_none(), "claim"),
            (can.close, "close"),
            (can.rate_closed && self.rating().is_none(), "rate"),
            (can.resume, "resume"),
            (can.escalate && ticket.tier == Tier::One, "escalate"),
            (can.resolve, "resolve"),
        ];
        order.into_iter().find(|(fits, _)| *fits).map_or("", |(_, act)| act)
    }

    fn watchers(&self) -> Vec<Named> {
        let name = |watcher: &Watcher| Named { name: self.names.person(watcher.person_id).to_owned() };
        self.overview.watchers.iter().map(name).collect()
    }

    fn outside(&self) -> Vec<Outside> {
        let external = self.overview.waits.iter().filter(|wait| wait.waiting_on == WaitingOn::External);
        external
            .map(|wait| Outside {
                party: wait.party_name.clone().unwrap_or_default(),
                reference: wait.reference.clone().unwrap_or_default(),
                promised_at: wait.promised_at,
            })
            .collect()
    }
}

impl Can {
    fn acting(self) -> bool {
        [
            self.claim,
            self.assign,
            self.release,
            self.escalate,
            self.accept,
            self.hand_back,
            self.ask,
            self.hand_off,
            self.resume,
            self.resolve,
            self.reopen,
            self.close,
            self.cancel,
            self.notify,
            self.rate_closed,
        ]
        .contains(&true)
    }
}

/// Every form of the page, filled with what the ticket says now.
fn forms(ticket: &Ticket, closure: Option<&Closure>) -> BTreeMap<&'static str, Form> {
    let empty = [
        "comment",
        "assign",
        "escalate",
        "return",
        "ask",
        "hand_off",
        "resolve",
        "reopen",
        "close",
        "cancel",
        "watcher",
        "link",
        "notify",
        "steps",
        "fact_category",
        "fact_kind",
        "fact_classification",
        "fact_impact",
        "fact_urgency",
    ];
    let mut forms: BTreeMap<&'static str, Form> =
        empty.into_iter().map(|name| (name, Form::new(name))).collect();
    forms.insert("fact_title", Form::new("fact_title").with("title", &ticket.title));
    let said = closure.and_then(|closure| closure.comment.as_deref());
    forms.insert("rate", Form::new("rate").with("comment", said.unwrap_or_default()));
    forms
}
