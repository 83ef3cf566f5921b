//! `GET /admin/policies/try`: a ticket's properties, and who speaks for each of its clocks.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use url::form_urlencoded;

use super::seen::{Offered, Seen};
use super::wording;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::sla::policies::{self, Asked, Fitting, Matched};
use crate::desk::words::{Classification, Kind, Priority};
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::choices;

#[derive(Serialize)]
struct Shown {
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    tried: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    clock: String,
    code: String,
    name: String,
    amount: String,
    why: String,
    behind: String,
}

/// Who speaks.
///
/// # Errors
/// Not theirs.
pub async fn try_out(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let posted =
        Posted::new(pairs.map(|(name, text)| (name.into_owned(), text.into_owned())).collect(), Vec::new());
    let tried = !request.query_string().is_empty();
    let mut errors = FieldErrors::default();
    let wanted = if tried { wanted(&posted, &mut errors) } else { None };
    let (now, voice) = (visit.now, visit.voice());
    let chosen = posted.text("category").to_owned();
    let read = visit.read(move |conn: &mut DbConn, actor: &Actor| {
        let seen = Seen::all(conn, actor)?;
        let offered = Offered::read(conn, actor, &chosen)?;
        let Some((properties, category, agency, classification, on)) = wanted else {
            return Ok::<_, Refusal>((seen, offered, None));
        };
        let day = on.unwrap_or_else(|| now.date_in(actor.zone));
        let subject = policies::subject(conn, properties, category, agency, classification)?;
        Ok((seen, offered, Some((subject, day))))
    });
    let ((seen, offered, subject), counts) = read.await?;
    let mut form = Form::new("f").posted(&posted);
    if !tried {
        let today = now.date_in(visit.actor.zone);
        form = form
            .with("classification", "public")
            .with("on", today)
            .with("priority", "P3")
            .with("kind", "incident");
    }
    if !errors.0.is_empty() {
        form = form.wrong(&errors, voice.templates, visit.lang());
    }
    let rows = subject.map(|(subject, day)| {
        policies::matching(&seen.rules, &subject, day).iter().map(|found| row(voice, found)).collect()
    });
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let priorities: Vec<&str> = Priority::ALL.iter().map(|word| word.as_str()).collect();
    let classes: Vec<&str> = Classification::ALL.iter().map(|word| word.as_str()).collect();
    let options = BTreeMap::from([
        ("kind", choices(voice, "kind", &kinds, form.value("kind"))),
        ("priority", choices(voice, "priority", &priorities, form.value("priority"))),
        ("category", offered.categories(voice, form.value("category"))),
        ("agency", offered.agencies(form.value("agency"))),
        ("classification", choices(voice, "classification", &classes, form.value("classification"))),
    ]);
    let shown = Shown { form, options, tried: rows.is_some(), rows: rows.unwrap_or_default() };
    let frame = visit.frame(voice.say("policies.try"), "policies", counts);
    visit.page("admin/policy-try", &frame, &shown)
}

type Wanted = (
    (Kind, Priority),
    crate::desk::ids::CategoryId,
    crate::desk::ids::AgencyId,
    Classification,
    Option<NaiveDate>,
);

fn wanted(posted: &Posted, errors: &mut FieldErrors) -> Option<Wanted> {
    let kind = posted.word("kind", errors);
    let priority = posted.word("priority", errors);
    let category = posted.word("category", errors);
    let agency = posted.word("agency", errors);
    let classification = posted.word("classification", errors);
    let on = posted.day("on", errors);
    if !errors.0.is_empty() {
        return None;
    }
    Some(((kind?, priority?), category?, agency?, classification?, on))
}

fn row(voice: Voice<'_>, found: &Matched<'_>) -> Row {
    let clock = wording::clock(voice, found.clock, found.tier);
    let Some(speaks) = &found.speaks else {
        let nobody = voice.say("policies.nobody_speaks");
        return Row {
            clock,
            code: String::new(),
            name: nobody,
            amount: String::new(),
            why: String::new(),
            behind: String::new(),
        };
    };
    let behind: Vec<&str> = found.behind.iter().map(|fit| fit.policy.code.as_str()).collect();
    Row {
        clock,
        code: speaks.policy.code.clone(),
        name: speaks.policy.name.clone(),
        amount: wording::amount(voice, speaks.target.unit, speaks.target.amount),
        why: why(voice, speaks),
        behind: behind.join(", "),
    }
}

/// What a policy asks of the ticket.
fn why(voice: Voice<'_>, fit: &Fitting<'_>) -> String {
    if fit.asked.is_empty() {
        return voice.say("policies.asks_nothing");
    }
    let asked: Vec<String> =
        fit.asked.iter().map(|asked: &Asked| voice.word("asked", asked.as_str())).collect();
    voice.with("policies.asks", &[("asked", &asked.join(", "))])
}
