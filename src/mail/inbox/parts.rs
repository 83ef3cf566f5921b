//! The files of a message, looked into and kept before anything is written; and what must be said of those that were not.

use crate::app::App;
use crate::desk::attachments::{self, AttachmentError, Prepared};
use crate::desk::inbox::{Message, Part, Wording, Wordings};

/// Bytes below which a picture in the text is an ornament: a logo, a line, a pixel that counts readers.
const ORNAMENT: usize = 2 * 1024;

/// Takes the files out of a message; it keeps their names. Ornaments are left out altogether.
pub(super) fn taken_out(message: &mut Message) -> Vec<Part> {
    let mut parts = std::mem::take(&mut message.parts);
    parts.retain(|part| !is_ornament(part));
    let named = |part: &Part| Part {
        file_name: part.file_name.clone(),
        media_type: part.media_type.clone(),
        inline: part.inline,
        bytes: Vec::new(),
    };
    message.parts = parts.iter().map(named).collect();
    parts
}

/// What the desk says in a message without files.
pub(super) fn wordings(app: &App, message: &Message, refused: &[RefusedFile]) -> Wordings {
    let wording = |lang: &str| {
        let say = |key: &str, values: &[(&str, &str)]| app.templates.text(lang, key, values);
        let mut notes: Vec<String> = message
            .missing
            .iter()
            .map(|missing| say(&format!("incoming.missing.{}", missing.as_str()), &[]))
            .collect();
        notes.extend(refused.iter().map(|(name, code)| {
            let why = say(code, &[]);
            say("incoming.file_refused", &[("name", name), ("why", &why)])
        }));
        // The names of files that find no room are put in where that is seen.
        Wording {
            notes,
            files_alone: say("incoming.files_alone", &[]),
            no_room: say("incoming.no_room", &[]),
        }
    };
    Wordings { id: wording("id"), en: wording("en") }
}

/// A file that was refused: its name, and the key of the text that says why.
pub(super) type RefusedFile = (String, String);

/// Looks into the files and keeps them; of those that are refused their names and why, as a word.
///
/// # Errors
/// When the folder cannot be written: then the message is tried again.
pub(super) fn prepare(
    app: &App,
    parts: &[Part],
) -> Result<(Vec<Prepared>, Vec<RefusedFile>), AttachmentError> {
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for part in parts {
        match prepare_one(app, part) {
            Ok(file) => files.push(file),
            Err(error) => {
                let key = match &error {
                    AttachmentError::Refused(why) => format!("error.{}", why.code()),
                    // An empty file has nothing to be missed.
                    AttachmentError::Empty => continue,
                    AttachmentError::TooLarge { .. } => "incoming.file_larger".to_owned(),
                    _ => return Err(error),
                };
                refused.push((part.file_name.chars().take(120).collect(), key));
            }
        }
    }
    Ok((files, refused))
}

fn prepare_one(app: &App, part: &Part) -> Result<Prepared, AttachmentError> {
    let mut upload = app.vault.upload(app.attachment_limits().file_bytes)?;
    upload.write(&part.bytes)?;
    attachments::prepare(&app.vault, upload, &part.file_name)
}

fn is_ornament(part: &Part) -> bool {
    part.inline && part.media_type.starts_with("image/") && part.bytes.len() < ORNAMENT
}
