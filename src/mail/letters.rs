//! What a letter says, in the reader's language, as plain text and as HTML, and the header lines it travels with.

use std::time::{Duration, SystemTime};

use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use serde_json::{Value, json};

use super::bundle::{Alone, Bundle, Scene, word};
use super::digest::{Told, unsubscribe};
use super::facts::Reader;
use super::postman::{Parcel, Refusal};
use super::{threads, trials};
use crate::app::App;
use crate::clock::Timestamp;
use crate::desk::inbox::ReplyAddress;
use crate::desk::letters::{Letter, LetterKind, Why};
use crate::desk::wording::Own;
use crate::templates::{Letter as Said, TemplateError};

/// Lines of quoted words at most; the rest is on the ticket.
const LINES: usize = 40;
/// Characters of quoted words at most.
const LETTERS: usize = 2_000;
/// Characters of a title in a subject at most.
const TITLE: usize = 120;

/// Writes a letter.
///
/// # Errors
/// A final refusal if it is not to be sent any more or cannot be written.
pub(super) fn write(app: &App, bundle: &Bundle, letter: &Letter) -> Result<Parcel, Refusal> {
    let not_any_more = |why: &str| Refusal::Final(why.to_owned());
    if letter.kind == LetterKind::Digest {
        let told = Told::of(bundle, letter).map_err(not_any_more)?;
        let reader = bundle.reader(letter).map_err(not_any_more)?;
        let said = say_digest(app, bundle, letter, reader, &told).map_err(|error| cannot(&error))?;
        return Ok(parcel(letter, &put_together(app, letter, &reader.actor.name, None, said)?));
    }
    let (said, reader, about) = if letter.ticket_id.is_some() {
        let scene = bundle.scene(letter).map_err(not_any_more)?;
        let own = bundle.own(letter.kind, scene.reader);
        (say(app, &scene, own).map_err(|error| cannot(&error))?, scene.reader, Some(scene))
    } else {
        let alone = bundle.alone(letter).map_err(not_any_more)?;
        let said = match letter.kind {
            LetterKind::Trial => trials::say(app, &alone),
            kind => say_alone(app, &alone, bundle.own(kind, alone.reader)),
        };
        (said.map_err(|error| cannot(&error))?, alone.reader, None)
    };
    Ok(parcel(letter, &put_together(app, letter, &reader.actor.name, about.as_ref(), said)?))
}

fn parcel(letter: &Letter, message: &Message) -> Parcel {
    let name = format!("{}-{}", letter.created_at.to_utc().format("%Y%m%dT%H%M%SZ"), letter.id);
    Parcel { envelope: message.envelope().clone(), message: message.formatted(), name }
}

/// Renders subject, text and HTML. Of a restricted ticket a letter carries number, stage and link, and nothing else
/// (`rules.md` 2.8): its templates are not even given more, and the office's own words have no place in it.
pub(super) fn say(app: &App, scene: &Scene<'_>, own: Option<&Own>) -> Result<Said, TemplateError> {
    if scene.ticket.restricted {
        return app.templates.letter("restricted", &bare(app, scene));
    }
    app.templates.letter_in(own, scene.letter.kind.as_str(), &whole(app, scene))
}

/// As [`say`], of a letter that is about no ticket.
fn say_alone(app: &App, alone: &Alone<'_>, own: Option<&Own>) -> Result<Said, TemplateError> {
    let reader = &alone.reader.actor;
    let told = |name: &str| word(alone.event, name).unwrap_or_default();
    let folder = match alone.letter.kind {
        LetterKind::Undeliverable => "undeliverable_alone",
        kind => kind.as_str(),
    };
    let context = json!({
        "lang": reader.language,
        "zone": reader.zone.name(),
        "now": app.now(),
        "at": alone.event.at,
        "name": reader.name,
        "office": app.config.office,
        "signature": [],
        "number": "",
        "link": app.config.base_url,
        "why": alone.letter.why,
        "staff": alone.letter.why != Why::Sender,
        "person": alone.person,
        "address": told("address"),
        "title": shortened(told("subject")),
        "reason": told("reason"),
        "megabytes": alone.event.data.0.get("megabytes").cloned().unwrap_or(Value::Null),
        "text": quoted(word(alone.event, "words").map(str::to_owned), ""),
    });
    app.templates.letter_in(own, folder, &context)
}

/// As [`say`], of what goes along with a digest.
fn say_digest(
    app: &App,
    bundle: &Bundle,
    letter: &Letter,
    reader: &Reader,
    told: &Told<'_>,
) -> Result<Said, TemplateError> {
    let mut context = told.context(app, bundle, letter);
    let around = json!({
        "lang": reader.actor.language,
        "zone": reader.actor.zone.name(),
        "now": app.now(),
        "name": reader.actor.name,
        "office": app.config.office,
        "signature": [],
        "number": "",
        "why": letter.why,
    });
    extend(&mut context, around);
    app.templates.letter(letter.kind.as_str(), &context)
}

fn extend(context: &mut Value, more: Value) {
    if let (Some(all), Value::Object(more)) = (context.as_object_mut(), more) {
        all.extend(more);
    }
}

fn bare(app: &App, scene: &Scene<'_>) -> Value {
    let reader = &scene.reader.actor;
    let passes = scene.passes(&app.passes());
    let leads = |way: &str, token: Option<String>| {
        token.map(|token| format!("{}/{way}/{token}", app.config.base_url))
    };
    json!({
        "lang": reader.language,
        "zone": reader.zone.name(),
        "now": app.now(),
        "name": reader.name,
        "office": app.config.office,
        "signature": scene.signs().1,
        "number": scene.ticket.number,
        "stage": scene.ticket.stage(),
        "link": format!("{}/tickets/{}", app.config.base_url, scene.ticket.number),
        "status_link": leads("s", passes.status),
        "confirm_link": leads("confirm", passes.confirm),
        "rate_link": leads("rate", passes.rate),
        "why": scene.letter.why,
        "staff": scene.letter.why != Why::Requester,
        "answers": app.config.reply_address.is_some(),
    })
}

fn whole(app: &App, scene: &Scene<'_>) -> Value {
    let mut context = bare(app, scene);
    let lang = scene.reader.actor.language.as_str();
    let actor = scene.actor().map(str::to_owned);
    let promise = scene.promise();
    let more = json!({
        "title": shortened(&scene.ticket.title),
        "priority": scene.ticket.priority,
        "bounces": scene.ticket.bounces,
        "since": scene.ticket.stage_since,
        "holder": scene.holder(),
        "promised": scene.promised(),
        "answer_by": promise.answer,
        "solution_by": promise.solution,
        "closes": scene.closes(),
        "actor": actor.unwrap_or_else(|| app.templates.text(lang, "mail.desk_itself", &[])),
        "requester": scene.requester(),
        "agency": scene.agency(),
        "at": scene.at(),
        "clock": scene.clock(),
        "person": scene.unreached().map(|(person, _)| person),
        "address": scene.unreached().map(|(_, address)| address),
        "text": quoted(scene.text(|key| app.templates.text(lang, key, &[])), &app.templates.text(lang, "mail.more", &[])),
    });
    extend(&mut context, more);
    context
}

pub(super) fn shortened(title: &str) -> String {
    if title.chars().count() <= TITLE {
        return title.to_owned();
    }
    title.chars().take(TITLE - 1).chain(['…']).collect()
}

/// The quoted words, line by line, with `more` at the end if they were cut.
fn quoted(text: Option<String>, more: &str) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let cut: String = text.trim().chars().take(LETTERS).collect();
    let mut lines: Vec<String> = cut.lines().take(LINES).map(|line| line.trim_end().to_owned()).collect();
    if lines.iter().all(String::is_empty) {
        return Vec::new();
    }
    let whole = cut.len() == text.trim().len() && cut.lines().count() <= LINES;
    if !whole {
        lines.push(more.to_owned());
    }
    lines
}

fn put_together(
    app: &App,
    letter: &Letter,
    name: &str,
    about: Option<&Scene<'_>>,
    said: Said,
) -> Result<Message, Refusal> {
    let config = &app.config;
    let mut from: Mailbox = config.mail_from.parse().map_err(|error| shut(&error))?;
    if let Some(name) = about.and_then(|scene| scene.signs().0) {
        from.name = Some(name.to_owned());
    }
    let ticket = about.map(|scene| scene.ticket);
    let to: Address = letter.address.parse().map_err(|error| cannot(&error))?;
    let mut message = Message::builder();
    if let Some(ticket) = ticket {
        let root = threads::root(ticket.id, config);
        message = match &letter.in_reply_to {
            Some(before) => message.in_reply_to(before.clone()).references(format!("{root} {before}")),
            None => message.references(root),
        };
        message = message.raw_header(line("X-Jenjang-Ticket", &ticket.number));
    }
    if letter.kind == LetterKind::Digest {
        // RFC 2369 and 8058: mail programs show a button, and a press on it needs no page.
        let place = format!("<{}>", unsubscribe(app, letter));
        message = message
            .raw_header(line("List-Unsubscribe", &place))
            .raw_header(line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    if let Some(reply) = config.reply_address.as_deref().and_then(ReplyAddress::read) {
        // What cannot be delivered comes back to where answers come.
        let back: Address = reply.bare().parse().map_err(|error| shut(&error))?;
        let envelope = Envelope::new(Some(back), vec![to.clone()]).map_err(|error| cannot(&error))?;
        message = message.envelope(envelope);
        let answers = match ticket {
            Some(ticket) => reply.tagged(&app.passes().reply_tag(ticket.id)),
            None => reply.bare(),
        };
        message = message.reply_to(answers.parse().map_err(|error| shut(&error))?);
    }
    message
        .from(from)
        .to(Mailbox::new(Some(name.to_owned()), to))
        .subject(said.subject)
        .date(system_time(app.now()))
        .message_id(Some(letter.message_id.clone()))
        .raw_header(line("Auto-Submitted", "auto-generated"))
        .raw_header(line("X-Auto-Response-Suppress", "All"))
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, said.text))
                .singlepart(part(ContentType::TEXT_HTML, said.html)),
        )
        .map_err(|error| cannot(&error))
}

/// Quoted-printable, so that the whole message is ASCII and passes any server.
fn part(kind: ContentType, body: String) -> SinglePart {
    SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(body)
}

fn line(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn system_time(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(now.micros().max(0).cast_unsigned())
}

fn cannot(error: &dyn std::error::Error) -> Refusal {
    Refusal::Final(format!("the letter cannot be written: {error}"))
}

fn shut(error: &dyn std::error::Error) -> Refusal {
    Refusal::Shut(format!("JENJANG_MAIL_FROM is no address: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_and_say_so() {
        assert_eq!(quoted(None, "more"), Vec::<String>::new());
        assert_eq!(quoted(Some("  \n ".into()), "more"), Vec::<String>::new());
        assert_eq!(quoted(Some("satu \n\ndua".into()), "more"), ["satu", "", "dua"]);
        let cut = quoted(Some("x\n".repeat(LINES + 1)), "more");
        assert_eq!((cut.len(), cut.last().map(String::as_str)), (LINES + 1, Some("more")));
        let cut = quoted(Some("x".repeat(LETTERS + 1)), "more");
        assert_eq!((cut[0].len(), cut[1].as_str()), (LETTERS, "more"));
        assert_eq!(shortened(&"j".repeat(200)).chars().count(), TITLE);
    }
}
