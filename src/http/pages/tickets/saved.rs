//! Saved views: beside the lists everybody has, and the forms that keep, change and remove them.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::listing;
use super::wanted::Wanted;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GroupId, ViewId};
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Filter, QueueCounts};
use crate::desk::views::{self, SavedView, ViewError, ViewFields};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::few::Few;
use crate::http::pages::frame::SavedLink;
use crate::http::pages::views::View;
use crate::http::pages::visit::Visit;

/// Views that stand beside the lists everybody has, and are counted; the others are a page away.
const BESIDE: usize = 5;

/// The saved views somebody sees, with how many tickets are in those beside the list.
pub struct Kept {
    groups: Vec<(GroupId, String)>,
    beside: Vec<SavedView>,
    looked_at: Option<SavedView>,
    counts: HashMap<ViewId, Few>,
    queue: Option<Few>,
}

/// What the list shows of saved views.
#[derive(Serialize)]
pub struct Saved {
    tabs: Vec<SavedLink>,
    /// What would be kept now.
    query: String,
    form: Form,
    groups: Vec<Choice>,
    /// The one that is looked at, if it is the reader's own.
    own: Option<Own>,
}

#[derive(Serialize)]
struct Own {
    id: ViewId,
    version: i64,
    form: Form,
    groups: Vec<Choice>,
}

/// A form of the list that was sent and has to be looked at again.
pub struct Again {
    /// What was typed, and what is wrong with it.
    pub form: Form,
    /// Why it was refused.
    pub refusal: Refusal,
    of_own: bool,
}

impl Kept {
    /// Reads them for a list that names `current` as the view it is. Everything that is counted is counted in one sentence.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(conn: &mut DbConn, actor: &Actor, current: &str, now: Timestamp) -> Result<Self, Refusal> {
        let groups = views::groups(conn, actor)?;
        let mut all = views::list(conn, actor, &groups)?;
        all.sort_by_key(|view| view.person_id != actor.id);
        let looked_at = all.iter().find(|view| view.id.to_string() == current).cloned();
        let (mut beside, mut filters) = (Vec::new(), Vec::new());
        for view in all {
            let is_here = looked_at.as_ref().is_some_and(|here| here.id == view.id);
            // A list that is shared with somebody it is none for is not offered.
            let Ok((_, filter)) = Wanted::of(&view.query).asked(actor, now) else { continue };
            if is_here || beside.len() < BESIDE {
                beside.push(view);
                filters.push(filter);
            }
        }
        let counts_queue = View::offered(actor).contains(&View::Queue) && !View::queue_is_known(actor);
        filters.extend(counts_queue.then(|| View::Queue.filter(actor, now)));
        let mut counts = counted(conn, actor, &filters)?;
        let queue = if counts_queue { counts.pop() } else { None };
        let counts = beside.iter().map(|view| view.id).zip(counts).collect();
        Ok(Self { groups, beside, looked_at, counts, queue })
    }

    /// Whether the list that is looked at is one of them.
    pub fn is_looked_at(&self) -> bool {
        self.looked_at.is_some()
    }

    /// How many are in a list everybody has, where that was counted here.
    pub fn counted(&self, view: View) -> Option<Few> {
        self.queue.filter(|_| view == View::Queue)
    }

    /// Those that stand beside the list.
    pub fn links(&self) -> Vec<SavedLink> {
        let link = |view: &SavedView| SavedLink {
            href: href(view),
            name: view.name.clone(),
            current: self.looked_at.as_ref().is_some_and(|here| here.id == view.id),
            shared: view.group_id.is_some(),
            count: self.counts.get(&view.id).copied(),
        };
        self.beside.iter().map(link).collect()
    }

    fn choices(&self, chosen: &str) -> Vec<Choice> {
        self.groups.iter().map(|(id, name)| Choice::new(id, name, chosen)).collect()
    }
}

fn counted(conn: &mut DbConn, actor: &Actor, filters: &[Filter]) -> Result<Vec<Few>, Refusal> {
    let counts = tickets::count_each(conn, actor, filters, QueueCounts::MOST)?;
    Ok(counts.into_iter().map(Few).collect())
}

impl Saved {
    /// As the reader sees them on the list that `query` asks for, with the form that was sent, if one was.
    pub fn of(visit: &Visit, kept: &Kept, query: String, again: Option<&Again>) -> Self {
        let sent =
            |of_own: bool| again.filter(|again| again.of_own == of_own).map(|again| again.form.clone());
        let form = sent(false).unwrap_or_else(|| Form::new("view"));
        let own = kept.looked_at.as_ref().filter(|view| view.person_id == visit.actor.id).map(|view| {
            let group = view.group_id.map(|id| id.to_string()).unwrap_or_default();
            let as_kept = || Form::new("own").with("name", &view.name).with("group", group);
            let form = sent(true).unwrap_or_else(as_kept);
            Own { id: view.id, version: view.version, groups: kept.choices(form.value("group")), form }
        });
        Self { tabs: kept.links(), query, groups: kept.choices(form.value("group")), form, own }
    }
}

/// `POST /views`: keeps what the list asks for.
///
/// # Errors
/// A forged form; what is wrong with a field shows the list again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let written = match fields(&posted) {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(fields) => {
            let written = visit.write(&posted, move |conn, actor, now| {
                let view = views::keep(conn, actor, fields, now)?;
                Ok::<_, ViewError>(href(&view))
            });
            written.await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => again(&visit, &posted, refusal, None).await,
    }
}

/// `POST /views/{id}`: another name, another group, or what the list asks for now.
///
/// # Errors
/// Not theirs, forged; stale, or what is wrong with a field, shows the list again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = view_id(&path)?;
    let version = posted.version().unwrap_or(0);
    let written = match fields(&posted) {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(fields) => {
            let written = visit.write(&posted, move |conn, actor, now| {
                let view = views::change(conn, actor, id, version, fields, now)?;
                Ok::<_, ViewError>(href(&view))
            });
            written.await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => again(&visit, &posted, refusal, Some(id)).await,
    }
}

/// `POST /views/{id}/end`: removes it.
///
/// # Errors
/// Not theirs, forged.
pub async fn end(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = view_id(&path)?;
    let back = if posted.text("back") == "/views" { "/views" } else { "/tickets" };
    let written = visit.write(&posted, move |conn, actor, _| {
        views::remove(conn, actor, id)?;
        Ok::<_, ViewError>(back.to_owned())
    });
    let answer = written.await?;
    Ok(visit.go(&answer, "removed"))
}

/// The list with the form as it was sent; `own` is the view that was to be changed.
async fn again(
    visit: &Visit,
    posted: &Posted,
    refusal: Refusal,
    own: Option<ViewId>,
) -> Result<HttpResponse, Refusal> {
    let mut form = Form::new(if own.is_some() { "own" } else { "view" }).posted(posted);
    match refusal.reason {
        Reason::Invalid => {
            form = form.wrong(&FieldErrors(refusal.fields.clone()), &visit.app.templates, visit.lang());
        }
        Reason::Stale | Reason::KeyReused => {
            let why = visit.voice().say(&["problem.", refusal.reason.word(), ".detail"].concat());
            form.refused = Some(why);
        }
        _ => return Err(refusal),
    }
    let wanted = Wanted::of(posted.text("query"));
    let wanted = own.iter().fold(wanted, |wanted, id| wanted.with("saved", &id.to_string()));
    if wanted.asked(&visit.actor, visit.now).is_err() || wanted.columns().is_err() {
        return Err(refusal);
    }
    let of_own = own.is_some();
    listing::page(visit, &wanted, Some(Again { form, refusal, of_own })).await
}

fn fields(posted: &Posted) -> Result<ViewFields, FieldErrors> {
    let mut errors = FieldErrors::default();
    let group_id = posted.optional_word("group", &mut errors);
    errors.finish()?;
    Ok(ViewFields { name: posted.text("name").to_owned(), query: posted.text("query").to_owned(), group_id })
}

fn view_id(text: &str) -> Result<ViewId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

/// Where a saved view is.
pub fn href(view: &SavedView) -> String {
    let joint = if view.query.is_empty() { "" } else { "&" };
    format!("/tickets?{}{joint}saved={}", view.query, view.id)
}
