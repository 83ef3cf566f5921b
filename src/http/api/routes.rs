//! The whole surface of the interface: one table, served and described alike.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::answers::ROOT;
use super::{
    absences, agencies, assignment, attachments, calendars, catalogue, children, clocks, closing, comments,
    escalations, events, grants, groups, legal_notices, links, live, macro_use, macros, me, merging, naming,
    notifications, openapi, people, policies, reading_room, resolution, routing, search, sessions, similar,
    splitting, steps, tickets, together, tokens, uploads, views, waiting, watchers,
};
use crate::http::error::{Reason, Refusal};
use crate::http::{health, limits, metrics, problem};

/// One table gives the services and their description.
macro_rules! table {
    ($serve:ident, $described:ident: $($file:ident :: $route:ident),+ $(,)?) => {
        fn $serve(config: &mut web::ServiceConfig) {
            config$(.service($file::$route))+;
        }

        /// The routes as utoipa describes them.
        #[derive(OpenApi)]
        #[openapi(paths($($file::$route),+))]
        pub(super) struct $described;
    };
}

table! {
    serve, Interface:
    me::show,
    people::change_own,
    sessions::begin,
    sessions::list,
    sessions::end,
    tokens::list,
    tokens::make,
    tokens::revoke,
    tickets::list,
    tickets::open,
    together::act,
    tickets::show,
    tickets::correct,
    events::list,
    live::listen,
    clocks::list,
    clocks::explain,
    comments::say,
    naming::list,
    macro_use::fitting,
    macro_use::filled,
    macro_use::apply,
    attachments::list,
    attachments::attach,
    attachments::show,
    uploads::begin,
    uploads::show,
    uploads::receive,
    uploads::give_up,
    assignment::assign,
    assignment::release,
    escalations::escalate,
    escalations::accept,
    escalations::hand_back,
    waiting::wait,
    waiting::resume,
    resolution::resolve,
    resolution::reopen,
    closing::close,
    closing::cancel,
    closing::rate,
    legal_notices::note,
    links::link,
    links::unlink,
    merging::merge,
    children::list,
    children::adopt,
    children::reply,
    children::resolve,
    splitting::split,
    similar::list,
    steps::list,
    steps::add,
    steps::tick,
    steps::remove,
    watchers::watch,
    watchers::unwatch,
    search::find,
    macros::list,
    macros::create,
    macros::show,
    macros::change,
    notifications::list,
    notifications::mark,
    notifications::mark_all,
    notifications::chosen,
    notifications::choose,
    views::list,
    views::create,
    views::show,
    views::change,
    views::remove,
    agencies::list,
    agencies::create,
    agencies::show,
    agencies::change,
    groups::list,
    groups::create,
    groups::show,
    groups::change,
    people::list,
    people::create,
    people::show,
    people::change,
    absences::list,
    absences::enter,
    absences::show,
    absences::change,
    absences::withdraw,
    grants::list,
    grants::give,
    grants::show,
    grants::change,
    grants::revoke,
    catalogue::list,
    catalogue::create,
    catalogue::show,
    catalogue::change,
    routing::list,
    routing::create,
    routing::show,
    routing::change,
    routing::remove,
    policies::list,
    policies::create,
    policies::matching,
    policies::show,
    policies::change,
    policies::add_version,
    policies::preview,
    calendars::list,
    calendars::create,
    calendars::show,
    calendars::change,
    calendars::add_version,
    calendars::preview,
    calendars::due,
    calendars::worked,
}

table! {
    serve_operations, Operations:
    health::lives,
    health::ready,
    metrics::show,
}

/// Mounts the interface at `/api/v1`, its page at `/api/docs`, and what operations ask for at the root.
pub fn configure(config: &mut web::ServiceConfig) {
    let interface = web::scope(ROOT)
        .wrap(from_fn(limits::spare))
        .wrap(from_fn(problem::in_words))
        .configure(serve)
        .service(openapi::show)
        .default_service(web::to(elsewhere));
    config.service(interface).service(reading_room::door).service(reading_room::show);
    serve_operations(config);
}

/// An address that is none of the table, or a method that is not one of its address.
async fn elsewhere(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let methods = openapi::methods_at(request.path());
    if methods.is_empty() {
        return Err(Refusal::of(Reason::NotFound));
    }
    let refused = Reason::MethodNotAllowed;
    Ok(HttpResponse::build(refused.status()).insert_header(("Allow", methods.join(", "))).finish())
}
