//! Categories: the catalogue with the form beside it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use crate::db::DbConn;
use crate::desk::catalogue::{
    self, Branch, CatalogueError, Category, CategoryFields, CategoryStep, Question, Tree, categories,
};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CategoryId;
use crate::desk::people::access;
use crate::desk::people::{Actor, By};
use crate::desk::sla;
use crate::desk::words::Kind;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{choices, name};

#[derive(Serialize)]
struct Shown {
    rows: Vec<Row>,
    form_title: String,
    action: String,
    version: i64,
    editing: bool,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
}

#[derive(Serialize)]
struct Row {
    id: CategoryId,
    code: String,
    name: String,
    parent: Option<String>,
    kind: Kind,
    active: &'static str,
}

/// `GET /admin/categories`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("active", "yes").with("default_kind", "incident").with("position", 1);
    show(&visit, None, form, None).await
}

/// `GET /admin/categories/{id}`.
///
/// # Errors
/// Not found, not theirs.
pub async fn edit(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let (category, _) = visit.read(move |conn, _| categories::get(conn, id)).await?;
    show(&visit, Some((id, category.version)), filled(&category), None).await
}

/// `POST /admin/categories`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    save(visit, None, posted).await
}

/// `POST /admin/categories/{id}`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    save(visit, Some(id), posted).await
}

async fn save(visit: Visit, id: Option<CategoryId>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let fields = read(&posted, &mut errors);
    let version = posted.version().unwrap_or(0);
    let written = match (fields, errors.finish()) {
        (Some(fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                match id {
                    Some(id) => sla::change_category(conn, By::Person(actor), id, version, fields, now)?,
                    None => categories::create(conn, By::Person(actor), fields, now)?,
                };
                Ok::<_, CatalogueError>("/admin/categories".to_owned())
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("default_kind", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, id.map(|id| (id, version)), form, Some(&refusal)).await
        }
    }
}

fn read(posted: &Posted, errors: &mut FieldErrors) -> Option<CategoryFields> {
    let default_kind = posted.word("default_kind", errors);
    let position = posted.word("position", errors);
    let parent_id = posted.optional_word("parent", errors);
    Some(CategoryFields {
        code: posted.text("code").to_owned(),
        parent_id,
        name: posted.text("name").to_owned(),
        name_en: posted.text("name_en").to_owned(),
        hint: posted.text("hint").to_owned(),
        default_kind: default_kind?,
        checklist: questions(posted.text("checklist")),
        steps: steps(posted.text("steps")),
        position: position?,
        active: posted.text("active") != "no",
    })
}

/// One question a line: `kunci * Pertanyaan | Question`; the star makes it required.
fn questions(text: &str) -> Vec<Question> {
    let question = |line: &str| {
        let (key, rest) = line.trim().split_once(char::is_whitespace)?;
        let (required, rest) = match rest.trim().strip_prefix('*') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (id, en) = rest.split_once('|').unwrap_or((rest, rest));
        Some(Question {
            key: key.to_owned(),
            label_id: id.trim().to_owned(),
            label_en: en.trim().to_owned(),
            required,
        })
    };
    text.lines().filter(|line| !line.trim().is_empty()).filter_map(question).collect()
}

/// One step a line; the star makes an escalation say why it was left out.
fn steps(text: &str) -> Vec<CategoryStep> {
    let step = |line: &str| match line.trim().strip_prefix('*') {
        Some(rest) => CategoryStep { text: rest.trim().to_owned(), before_escalation: true },
        None => CategoryStep { text: line.trim().to_owned(), before_escalation: false },
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(step).collect()
}

fn listed(steps: &[CategoryStep]) -> String {
    let line = |step: &CategoryStep| [if step.before_escalation { "* " } else { "" }, &step.text].concat();
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn written(questions: &[Question]) -> String {
    let line = |question: &Question| {
        let star = if question.required { "* " } else { "" };
        format!("{} {star}{} | {}", question.key, question.label_id, question.label_en)
    };
    questions.iter().map(line).collect::<Vec<_>>().join("\n")
}

async fn show(
    visit: &Visit,
    editing: Option<(CategoryId, i64)>,
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        access::administers(actor)?;
        Ok::<_, CatalogueError>(catalogue::tree(conn)?)
    });
    let (tree, counts): (Tree, _) = read.await?;
    let voice = visit.voice();
    let row = |category: &Category, parent: Option<&Category>| Row {
        id: category.id,
        code: category.code.clone(),
        name: name(category, voice).to_owned(),
        parent: parent.map(|parent| name(parent, voice).to_owned()),
        kind: category.default_kind,
        active: if category.active { "yes" } else { "no" },
    };
    let mut rows = Vec::new();
    for branch in tree.iter() {
        rows.push(row(&branch.category, None));
        rows.extend(branch.children.iter().map(|child| row(&child.category, Some(&branch.category))));
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let parent = |branch: &Branch| {
        let category = &branch.category;
        let text = format!("{} {}", category.code, name(category, voice));
        Choice::new(category.id, text, form.value("parent"))
    };
    let shown = Shown {
        rows,
        form_title: voice.say(if editing.is_some() { "categories.change" } else { "categories.new" }),
        action: editing
            .map_or_else(|| "/admin/categories".to_owned(), |(id, _)| format!("/admin/categories/{id}")),
        version: editing.map_or(0, |(_, version)| version),
        editing: editing.is_some(),
        options: BTreeMap::from([
            ("parent", tree.iter().map(parent).collect()),
            ("kind", choices(voice, "kind", &kinds, form.value("default_kind"))),
            ("active", choices(voice, "active", &["yes", "no"], form.value("active"))),
        ]),
        form,
    };
    let frame = visit.frame(voice.say("nav.categories"), "categories", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/categories", &frame, &shown),
        None => visit.page("admin/categories", &frame, &shown),
    }
}

fn filled(category: &Category) -> Form {
    Form::new("f")
        .with("code", &category.code)
        .with("name", &category.name)
        .with("name_en", &category.name_en)
        .with("hint", category.hint.as_deref().unwrap_or_default())
        .with("parent", category.parent_id.map(|id| id.to_string()).unwrap_or_default())
        .with("default_kind", category.default_kind)
        .with("position", category.position)
        .with("checklist", written(&category.checklist))
        .with("steps", listed(&category.steps))
        .with("active", if category.active { "yes" } else { "no" })
}

fn id(path: &str) -> Result<CategoryId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_is_written_as_it_is_read() {
        let text = "lampu * Warna lampu? | Colour of the lights?\nsejak Sejak kapan? | Since when?";
        let found = questions(text);
        assert_eq!((found.len(), found[0].required, found[1].required), (2, true, false));
        assert_eq!((found[0].key.as_str(), found[0].label_en.as_str()), ("lampu", "Colour of the lights?"));
        assert_eq!(written(&found), text);
        assert_eq!(questions("lampu Satu bahasa saja")[0].label_en, "Satu bahasa saja");
    }
}
