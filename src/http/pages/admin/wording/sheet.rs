//! What the page of one letter's words shows.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::letters::{LetterKind, LetterState};
use crate::desk::wording::{self, BODY_MAX, Own, SUBJECT_MAX, Sent, Wording, WordingError};
use crate::desk::words::Language;
use crate::http::error::Refusal;
use crate::http::forms::{Form, sentence};
use crate::http::pages::visit::Visit;
use crate::templates::{Letter, Scene};

/// Letters on the page that were tried.
const TRIALS: i64 = 3;
/// As every page, but styles may stand in the text: letters carry theirs so, and a frame without an address obeys the page it
/// is on. The frame itself runs nothing and loads nothing.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Which letter, in which language.
pub(super) type Of = (LetterKind, Language);

/// Where its words are changed.
pub(super) fn address((kind, language): Of) -> String {
    format!("/admin/letters/wording/{kind}/{language}")
}

/// What was typed, and what became of it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) form: Form,
    pub(super) version: i64,
    /// It is not understood: there is nothing to show of it.
    pub(super) is_wrong: bool,
    /// Somebody was faster.
    pub(super) is_stale: bool,
    /// A letter with it is on its way.
    pub(super) tried: bool,
    /// It carries no words, only why it was refused.
    pub(super) only_refused: bool,
}

#[derive(Serialize)]
struct Shown {
    kind: LetterKind,
    language: Language,
    action: String,
    version: i64,
    form: Form,
    subject_max: usize,
    body_max: usize,
    gaps: Vec<Line>,
    /// Who chose the words, or went back from them, and when.
    changed: Option<Changed>,
    /// Whether the office has words of its own here.
    own: bool,
    /// What of the words that are kept is not understood any more.
    broken: Vec<String>,
    /// What somebody else saved meanwhile.
    theirs: Option<Theirs>,
    /// What the letter would be.
    letter: Option<Shape>,
    /// Whose words it shows: `typed`, `own` or `shipped`.
    of: &'static str,
    trials: Vec<Tried>,
    tried: bool,
    address: String,
}

#[derive(Serialize)]
struct Line {
    name: String,
    text: String,
}

#[derive(Serialize)]
struct Changed {
    by: String,
    at: Timestamp,
}

#[derive(Serialize)]
struct Theirs {
    by: String,
    subject: String,
    body: String,
}

#[derive(Serialize)]
struct Shape {
    subject: String,
    text: String,
    html: String,
}

#[derive(Serialize)]
struct Tried {
    at: Timestamp,
    kind: LetterKind,
    language: Language,
    state: &'static str,
    error: Option<String>,
}

/// The page of one letter's words.
///
/// # Errors
/// Not theirs.
pub(super) async fn show(
    visit: &Visit,
    of: Of,
    typed: Option<Typed>,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let (kind, language) = of;
    let read = visit.read(move |conn, actor| {
        let own = wording::get(conn, actor, kind, language)?;
        Ok::<_, WordingError>((own, wording::trials(conn, actor, TRIALS)?))
    });
    let ((own, trials), counts) = read.await?;
    let templates = &visit.app.templates;
    let shipped = templates.shipped(kind, language);
    let broken = own.as_ref().and_then(|own| own.read().err());
    let kept = own.as_ref().and_then(Own::words).map(|(subject, body)| (subject.to_owned(), body.to_owned()));
    let is_own = kept.is_some();
    let filled =
        |(subject, body): &(String, String)| Form::new("f").with("subject", subject).with("body", body);
    let of_kept = if is_own { "own" } else { "shipped" };
    let now = own.as_ref().map_or(0, |own| own.version);
    let Typed { form, version, is_wrong, is_stale, tried, only_refused } = match typed {
        Some(typed) => typed,
        None => Typed { only_refused: true, ..Typed::default() },
    };
    let (form, of_letter) = if only_refused {
        let mut fresh = filled(kept.as_ref().unwrap_or(&shipped));
        fresh.refused = form.refused;
        (fresh, of_kept)
    } else {
        (form, "typed")
    };
    // Whoever saves again after a conflict has seen what the other one wrote.
    let version = if is_stale || only_refused { now } else { version };
    let theirs = (is_stale && !only_refused).then_some(own.as_ref()).flatten().map(|own| {
        let (subject, body) = kept.clone().unwrap_or_else(|| shipped.clone());
        Theirs { by: own.changed_by.clone(), subject, body }
    });
    let letter = if is_wrong { None } else { written(visit, of, &form)? };
    let voice = visit.voice();
    let gaps = wording::gaps(kind).iter().map(|gap| Line {
        name: format!("{{{}}}", gap.name(language)),
        text: voice.word("wording_gap", gap.as_str()),
    });
    let shown = Shown {
        kind,
        language,
        action: address(of),
        version,
        form,
        subject_max: SUBJECT_MAX,
        body_max: BODY_MAX,
        gaps: gaps.collect(),
        changed: own.map(|own| Changed { by: own.changed_by, at: own.changed_at }),
        own: is_own,
        broken: broken.map_or_else(Vec::new, |errors| {
            errors.0.iter().map(|error| sentence(error, templates, visit.lang())).collect()
        }),
        theirs,
        of: if letter.is_some() { of_letter } else { "none" },
        letter: letter.map(|Letter { subject, text, html }| Shape { subject, text, html }),
        trials: trials.into_iter().map(line).collect(),
        tried,
        address: visit.actor.email.clone(),
    };
    let title = voice.with(
        "wording.of",
        &[
            ("letter", &voice.word("letter_kind", kind.as_str())),
            ("language", &voice.word("language", language.as_str())),
        ],
    );
    let frame = visit.frame(title, "letters", counts);
    let mut answer = match refusal {
        Some(refusal) => visit.refused(refusal, "admin/wording", &frame, &shown)?,
        None => visit.page("admin/wording", &frame, &shown)?,
    };
    let policy = header::HeaderValue::from_static(POLICY);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// The letter the words of the form would make; none if they are not understood.
fn written(visit: &Visit, (kind, language): Of, form: &Form) -> Result<Option<Letter>, Refusal> {
    let Ok(wording) = Wording::read(kind, language, form.value("subject"), form.value("body")) else {
        return Ok(None);
    };
    let config = &visit.app.config;
    let scene = Scene {
        office: &config.office,
        base_url: &config.base_url,
        zone: visit.actor.zone,
        now: visit.now,
        answers: config.reply_address.is_some(),
    };
    let templates = &visit.app.templates;
    let sample = templates.sample(kind, language, &scene);
    Ok(Some(templates.letter_of(kind, &wording, &sample)?))
}

fn line(sent: Sent) -> Tried {
    Tried {
        at: sent.at,
        kind: sent.trial.letter,
        language: sent.trial.language,
        state: sent.state.unwrap_or(LetterState::Queued).as_str(),
        error: sent.error,
    }
}
