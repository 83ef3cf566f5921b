//! Every page and form there is, in one table.

use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, delete, get, patch, post, resource, route, scope};

use super::tickets::{
    assignment, attachments, beside, callers, cancellation, children, clocks, columns, comments, corrections,
    escalations, legal_notices, links, listing, merging, naming, opening, originals, picking, presence,
    rating, recording, resolution, saved, show, similar, splitting, steps, together, viewing, waiting,
};
use super::{
    absences, admin, assets, by_link, guess, home, installed, macros, notifications, profile, refusals,
    search, sessions, setup, supervision, unreached, uploads,
};
use crate::http::{limits, live, problem};

/// Adds all pages. They take every address that is nobody else's: add them last.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assets/{hash}/{path:.*}", get().to(assets::show))
        .route("/favicon.ico", get().to(assets::mark))
        .route("/sw.js", get().to(installed::worker))
        .route("/manifest.webmanifest", get().to(installed::manifest))
        .route("/icons/{name}", get().to(installed::picture))
        .service(
            scope("/uploads")
                .wrap(from_fn(limits::spare))
                .wrap(from_fn(problem::in_words))
                .route("", post().to(uploads::create))
                .route("/{id}", get().to(uploads::show))
                .route("/{id}", patch().to(uploads::receive))
                .route("/{id}", delete().to(uploads::end)),
        )
        .service(
            scope("")
                .wrap(from_fn(limits::spare))
                .wrap(from_fn(refusals::in_words))
                .route("/", get().to(home::show))
                .route("/session/new", get().to(sessions::new))
                .route("/session", post().to(sessions::create))
                .route("/session/end", post().to(sessions::end))
                .route("/offline", get().to(installed::offline))
                .route("/setup", get().to(setup::new))
                .route("/setup", post().to(setup::create))
                .route("/search", get().to(search::show))
                .route("/events", get().to(live::stream))
                .configure(tickets)
                .configure(linked)
                .configure(own)
                .configure(supervised)
                .configure(administered)
                .default_service(route().to(refusals::nowhere)),
        );
}

fn tickets(config: &mut ServiceConfig) {
    config
        .route("/attachments/{id}", get().to(attachments::show))
        .route("/categories/guess", get().to(guess::show))
        .route("/tickets", get().to(listing::index))
        .route("/tickets", post().to(opening::create))
        .route("/macros", get().to(macros::list::index))
        .route("/macros", post().to(macros::form::create))
        .route("/macros/new", get().to(macros::form::new))
        .route("/macros/preview", post().to(macros::form::preview))
        .route("/macros/{id}", get().to(macros::form::edit))
        .route("/macros/{id}", post().to(macros::form::change))
        .route("/macros/{id}/preview", post().to(macros::form::preview_change))
        .route("/macros/{id}/archive", post().to(macros::form::archive))
        .route("/macros/{id}/restore", post().to(macros::form::restore))
        .route("/tickets/columns", post().to(columns::choose))
        .route("/views", get().to(viewing::index))
        .route("/views", post().to(saved::create))
        .route("/views/{id}", post().to(saved::change))
        .route("/views/{id}/end", post().to(saved::end))
        .route("/tickets/bulk", post().to(together::create))
        .route("/tickets/new", get().to(opening::new))
        .route("/tickets/record", get().to(recording::new))
        .route("/tickets/record", post().to(recording::create))
        .route("/tickets/record/message", post().to(recording::message))
        .route("/tickets/record/people", get().to(callers::index))
        .route("/tickets/record/person", get().to(callers::show))
        .route("/tickets/record/{number}/solution", post().to(recording::solve))
        .route("/tickets/{number}", get().to(show))
        .route("/tickets/{number}/messages/{id}", get().to(originals::show))
        .route("/tickets/{number}/messages/{id}/html", get().to(originals::html))
        .route("/tickets/{number}/messages/{id}/raw", get().to(originals::raw))
        .route("/tickets/{number}/clocks/{name}", get().to(clocks::show))
        .route("/tickets/{number}/macros", get().to(picking::index))
        .route("/tickets/{number}/people", get().to(naming::index))
        .route("/tickets/{number}/comments", post().to(comments::create))
        .route("/tickets/{number}/draft", post().to(comments::draft))
        .route("/tickets/{number}/presence", post().to(presence::beat))
        .route("/tickets/{number}/assignment", post().to(assignment::create))
        .route("/tickets/{number}/escalations", post().to(escalations::create))
        .route("/tickets/{number}/escalations/current/acceptance", post().to(escalations::accept))
        .route("/tickets/{number}/escalations/current/return", post().to(escalations::hand_back))
        .route("/tickets/{number}/waiting", post().to(waiting::create))
        .route("/tickets/{number}/resumption", post().to(waiting::resume))
        .route("/tickets/{number}/resolution", post().to(resolution::resolve))
        .route("/tickets/{number}/reopening", post().to(resolution::reopen))
        .route("/tickets/{number}/closure", post().to(resolution::close))
        .route("/tickets/{number}/rating", post().to(rating::create))
        .route("/tickets/{number}/cancellation", post().to(cancellation::create))
        .route("/tickets/{number}/corrections", post().to(corrections::correct))
        .route("/tickets/{number}/priority", post().to(corrections::reprioritise))
        .route("/tickets/{number}/legal-notices", post().to(legal_notices::create))
        .route("/tickets/{number}/steps", post().to(steps::create))
        .route("/tickets/{number}/steps/{id}", post().to(steps::tick))
        .route("/tickets/{number}/steps/{id}/end", post().to(steps::end))
        .route("/tickets/{number}/links", post().to(links::link))
        .route("/tickets/{number}/links/{id}/end", post().to(links::unlink))
        .route("/tickets/{number}/next", get().to(beside::next))
        .route("/tickets/{number}/previous", get().to(beside::previous))
        .route("/tickets/{number}/merge", get().to(merging::new))
        .route("/tickets/{number}/merge", post().to(merging::create))
        .route("/tickets/{number}/children", get().to(children::index))
        .route("/tickets/{number}/children/replies", post().to(children::reply))
        .route("/tickets/{number}/children/resolution", post().to(children::resolve))
        .route("/tickets/{number}/similar", get().to(similar::show))
        .route("/tickets/{number}/comments/{id}/split", get().to(splitting::new))
        .route("/tickets/{number}/comments/{id}/split", post().to(splitting::create))
        .route("/tickets/{number}/watchers", post().to(links::watch))
        .route("/tickets/{number}/watchers/end", post().to(links::unwatch));
}

/// What the links of letters open: the only pages, besides the sign-in, for people without a session.
fn linked(config: &mut ServiceConfig) {
    let page = |address: &str| resource(address).wrap(from_fn(by_link::sheltered));
    config
        .service(page("/s/{token}").route(get().to(by_link::status)))
        .service(page("/confirm/{token}").route(get().to(by_link::confirm)))
        .service(page("/confirm/{token}/closure").route(post().to(by_link::close)))
        .service(page("/confirm/{token}/reopening").route(post().to(by_link::reopen)))
        .service(
            page("/unsubscribe/{token}")
                .route(get().to(by_link::unsubscribing))
                .route(post().to(by_link::unsubscribe)),
        )
        .service(page("/rate/{token}").route(get().to(by_link::rating)).route(post().to(by_link::rate)));
}

fn own(config: &mut ServiceConfig) {
    config
        .route("/profile", get().to(profile::show))
        .route("/profile", post().to(profile::preferences::change))
        .route("/profile/notifications", post().to(profile::notifications::change))
        .route("/notifications", get().to(notifications::index))
        .route("/notifications/reading", post().to(notifications::read_all))
        .route("/notifications/{id}/reading", post().to(notifications::read))
        .route("/profile/password", post().to(profile::password::change))
        .route("/profile/absences", post().to(profile::absences::enter))
        .route("/profile/absences/{id}/end", post().to(profile::absences::end))
        .route("/profile/sessions/{id}/end", post().to(profile::sessions::end))
        .route("/profile/tokens", post().to(profile::tokens::make))
        .route("/profile/tokens/{id}/end", post().to(profile::tokens::end));
}

fn supervised(config: &mut ServiceConfig) {
    config
        .route("/supervision/direct", get().to(supervision::direct))
        .route("/supervision/ratings", get().to(supervision::ratings))
        .route("/supervision/uncovered", get().to(supervision::uncovered))
        .route("/absences", get().to(absences::index))
        .route("/absences", post().to(absences::enter))
        .route("/absences/{id}/end", post().to(absences::end))
        .route("/people/{id}/address", post().to(unreached::try_again));
}

fn administered(config: &mut ServiceConfig) {
    config
        .route("/admin", get().to(admin::overview::show))
        .route("/design", get().to(admin::design::show))
        .route("/brand/{hash}/{piece}", get().to(admin::brand::piece))
        .route("/admin/brand", get().to(admin::brand::edit))
        .route("/admin/brand", post().to(admin::brand::save))
        .route("/admin/people", get().to(admin::people::index))
        .route("/admin/people", post().to(admin::person::create))
        .route("/admin/people/new", get().to(admin::person::new))
        .route("/admin/people/{id}", get().to(admin::person::edit))
        .route("/admin/people/{id}", post().to(admin::person::change))
        .route("/admin/people/{id}/password", post().to(admin::first_password::set))
        .route("/admin/people/{id}/grants", post().to(admin::grants::give))
        .route("/admin/grants/{id}/end", post().to(admin::grants::end))
        .route("/admin/agencies", get().to(admin::agencies::index))
        .route("/admin/agencies", post().to(admin::agencies::create))
        .route("/admin/agencies/new", get().to(admin::agencies::new))
        .route("/admin/agencies/{id}", get().to(admin::agencies::edit))
        .route("/admin/agencies/{id}", post().to(admin::agencies::change))
        .route("/admin/groups", get().to(admin::groups::index))
        .route("/admin/groups", post().to(admin::groups::create))
        .route("/admin/groups/{id}", get().to(admin::groups::edit))
        .route("/admin/groups/{id}", post().to(admin::groups::change))
        .route("/admin/categories", get().to(admin::categories::index))
        .route("/admin/categories", post().to(admin::categories::create))
        .route("/admin/categories/{id}", get().to(admin::categories::edit))
        .route("/admin/categories/{id}", post().to(admin::categories::change))
        .route("/admin/routing", get().to(admin::routing::index))
        .route("/admin/routing", post().to(admin::routing::create))
        .route("/admin/routing/{id}/end", post().to(admin::routing::end))
        .route("/admin/policies", get().to(admin::policies::index))
        .route("/admin/policies", post().to(admin::policies::create))
        .route("/admin/policies/new", get().to(admin::policies::new))
        .route("/admin/policies/try", get().to(admin::policies::try_out))
        .route("/admin/policies/preview", post().to(admin::policies::preview))
        .route("/admin/policies/{code}", get().to(admin::policies::show))
        .route("/admin/policies/{code}", post().to(admin::policies::rename))
        .route("/admin/policies/{code}/end", post().to(admin::policies::end))
        .route("/admin/policies/{code}/versions", post().to(admin::policies::add_version))
        .route("/admin/policies/{code}/versions/new", get().to(admin::policies::new_version))
        .route("/admin/policies/{code}/preview", post().to(admin::policies::preview_version))
        .route("/admin/calendars", get().to(admin::calendars::index))
        .route("/admin/calendars", post().to(admin::calendars::create))
        .route("/admin/calendars/new", get().to(admin::calendars::new))
        .route("/admin/calendars/{code}", get().to(admin::calendars::show))
        .route("/admin/calendars/{code}", post().to(admin::calendars::change))
        .route("/admin/calendars/{code}/versions", post().to(admin::calendars::add_version))
        .route("/admin/calendars/{code}/versions/new", get().to(admin::calendars::new_version))
        .route("/admin/inbox", get().to(admin::inbox::index))
        .route("/admin/inbox/{id}", get().to(admin::inbox::show))
        .route("/admin/inbox/{id}/release", post().to(admin::inbox::release))
        .route("/admin/inbox/{id}/discard", post().to(admin::inbox::discard))
        .route("/admin/inbox/{id}/again", post().to(admin::inbox::try_again))
        .route("/admin/letters", get().to(admin::letters::index))
        .route("/admin/letters/wording", get().to(admin::wording::index))
        .route("/admin/letters/wording/{letter}/{language}", get().to(admin::wording::edit))
        .route("/admin/letters/wording/{letter}/{language}", post().to(admin::wording::save))
        .route("/admin/letters/wording/{letter}/{language}/preview", post().to(admin::wording::preview))
        .route("/admin/letters/wording/{letter}/{language}/trial", post().to(admin::wording::try_out))
        .route("/admin/letters/wording/{letter}/{language}/shipped", post().to(admin::wording::revert))
        .route("/admin/letters/relay", post().to(admin::letters::try_now))
        .route("/admin/letters/{id}/again", post().to(admin::letters::again));
}
