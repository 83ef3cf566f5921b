//! A letter somebody sends to themselves to see how words read: about nothing that happened, and marked as what it is.

use super::bundle::Alone;
use crate::app::App;
use crate::desk::wording::{Trial, Wording};
use crate::templates::{Letter, Scene, TemplateError};

/// What it says: the words that are tried, around a sample.
pub(super) fn say(app: &App, alone: &Alone<'_>) -> Result<Letter, TemplateError> {
    let trial: Trial = alone.event.data.read().map_err(|_| not_there())?;
    let wording = Wording::read(trial.letter, trial.language, &trial.subject, &trial.body);
    let wording = wording.map_err(|_| not_there())?;
    let scene = Scene {
        office: &app.config.office,
        base_url: &app.config.base_url,
        zone: alone.reader.actor.zone,
        now: app.now(),
        answers: app.config.reply_address.is_some(),
    };
    let sample = app.templates.sample(trial.letter, trial.language, &scene);
    let letter = app.templates.letter_of(trial.letter, &wording, &sample)?;
    let mark = app.templates.text(trial.language.as_str(), "mail.trial.mark", &[]);
    Ok(Letter { subject: format!("{mark} {}", letter.subject), ..letter })
}

fn not_there() -> TemplateError {
    TemplateError::Unknown { template: "mail/own".into(), what: "words to try".into() }
}
