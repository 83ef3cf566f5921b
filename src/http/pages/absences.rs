//! Absences of technicians, for those who look after them: the head of an agency, the supervisor, the administrator.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::leave::{self, Leave};
use super::visit::Visit;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AbsenceId, PersonId};
use crate::desk::people::absences::{self, Technician};
use crate::desk::people::{Actor, PeopleError};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};

/// Whose absences.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    person: String,
}

#[derive(Serialize)]
struct Shown {
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    rows: Vec<Leave>,
    of_one: bool,
}

/// `GET /absences`, of all or with `?person=` of one.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let person = match asked.person.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::of(Reason::NotFound))?),
    };
    show(&visit, person, None).await
}

/// `POST /absences`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the page again.
pub async fn enter(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let person = posted.word::<PersonId>("person", &mut errors);
    let fields = leave::read(&posted, &mut errors);
    let written = match (person, fields, errors.finish()) {
        (Some(person), Some(fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                absences::enter(conn, actor, person, fields, now)?;
                Ok::<_, PeopleError>("/absences".to_owned())
            };
            visit.write(&posted, job).await
        }
        (.., Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (.., Ok(())) => Err(Refusal::field("person", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "absence_entered")),
        Err(refusal) => show(&visit, None, Some((&posted, &refusal))).await,
    }
}

/// `POST /absences/{id}/end`: takes it back, or ends it early.
///
/// # Errors
/// No such absence, not theirs, forged, over already.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: AbsenceId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        absences::withdraw(conn, actor, id, version, now)?;
        Ok::<_, PeopleError>("/absences".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "absence_ended"))
}

async fn show(
    visit: &Visit,
    person: Option<PersonId>,
    again: Option<(&Posted, &Refusal)>,
) -> Result<HttpResponse, Refusal> {
    let (today, zone) = (visit.now.date_in(visit.actor.zone), visit.actor.zone);
    let read = visit.read(move |conn, actor| {
        let technicians = absences::technicians(conn, actor, today)?;
        Ok::<_, PeopleError>((technicians, absences::coming(conn, actor, person, today)?))
    });
    let ((technicians, coming), counts) = read.await?;
    let mut form = leave::form(today);
    if let Some(person) = person {
        form = form.with("person", person);
    }
    let mut refused = None;
    if let Some((posted, refusal)) = again {
        form = sent(visit, posted, refusal)?;
        refused = Some(refusal);
    }
    let shown = Shown {
        options: BTreeMap::from([("person", by_agency(&technicians, form.value("person")))]),
        form,
        rows: coming.into_iter().map(|away| Leave::of(away, today, zone)).collect(),
        of_one: person.is_some(),
    };
    let frame = visit.frame(visit.voice().say("absences.title"), "absences", counts);
    match refused {
        Some(refusal) => visit.refused(refusal, "absences/index", &frame, &shown),
        None => visit.page("absences/index", &frame, &shown),
    }
}

fn sent(visit: &Visit, posted: &Posted, refusal: &Refusal) -> Result<Form, Refusal> {
    let mut form = Form::new("absence").posted(posted);
    match refusal.reason {
        Reason::Invalid => {
            form = form.wrong(&FieldErrors(refusal.fields.clone()), &visit.app.templates, visit.lang());
        }
        Reason::KeyReused => form.refused = Some(visit.voice().say("problem.key_reused.detail")),
        _ => return Err(refusal.clone()),
    }
    Ok(form)
}

/// The technicians, agency by agency.
fn by_agency(technicians: &[Technician], chosen: &str) -> Vec<Choice> {
    let choice = |one: &Technician| Choice::new(one.person_id, &*one.name, chosen);
    technicians
        .chunk_by(|one, other| one.agency == other.agency)
        .map(|of| Choice::group(&*of[0].agency, of.iter().map(choice).collect()))
        .collect()
}
