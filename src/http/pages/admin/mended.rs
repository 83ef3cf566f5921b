//! What every form of the administration does when something in it is wrong.

use crate::desk::fields::{FieldError, FieldErrors};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::visit::Visit;

/// The form to show again, if that can help.
///
/// # Errors
/// What cannot be mended in the form.
pub fn again(visit: &Visit, id: &'static str, posted: &Posted, refusal: &Refusal) -> Result<Form, Refusal> {
    let form = Form::new(id).posted(posted);
    match refusal.reason {
        Reason::Invalid => {
            let errors = FieldErrors(refusal.fields.iter().cloned().map(renamed).collect());
            Ok(form.wrong(&errors, &visit.app.templates, visit.lang()))
        }
        Reason::Stale | Reason::KeyReused => {
            let mut form = form;
            form.refused = Some(visit.voice().say(&format!("problem.{}.detail", refusal.reason.word())));
            Ok(form)
        }
        _ => Err(refusal.clone()),
    }
}

/// The desk names some fields its own way; here they have the names of the forms.
fn renamed(error: FieldError) -> FieldError {
    let field = match error.field.as_str() {
        "agency_status" => "status",
        "valid_from" => "from",
        "valid_until" => "until",
        name if name.starts_with("checklist") => "checklist",
        name if name.starts_with("steps") => "steps",
        name => name.strip_suffix("_id").unwrap_or(name),
    };
    FieldError { field: field.to_owned(), ..error }
}
