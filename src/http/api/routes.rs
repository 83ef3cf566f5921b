//! The whole surface of the interface: one table, served and described alike.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::answers::ROOT;
use super::{
    agencies, assignment, closing, comments, escalations, events, groups, links, me, openapi, resolution,
    sessions, tickets, tokens, waiting, watchers,
};
use crate::http::error::{Reason, Refusal};
use crate::http::problem;

/// One table gives the services and their description.
macro_rules! table {
    ($($file:ident :: $route:ident),+ $(,)?) => {
        fn serve(config: &mut web::ServiceConfig) {
            config$(.service($file::$route))+;
        }

        /// The routes as utoipa describes them.
        #[derive(OpenApi)]
        #[openapi(paths($($file::$route),+))]
        pub(super) struct Described;
    };
}

table! {
    me::show,
    sessions::begin,
    sessions::list,
    sessions::end,
    tokens::list,
    tokens::make,
    tokens::revoke,
    tickets::list,
    tickets::open,
    tickets::show,
    tickets::correct,
    events::list,
    comments::say,
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
    links::link,
    links::unlink,
    watchers::watch,
    watchers::unwatch,
    agencies::list,
    agencies::create,
    agencies::show,
    agencies::change,
    groups::list,
    groups::create,
    groups::show,
    groups::change,
}

/// Mounts the interface at `/api/v1`.
pub fn configure(config: &mut web::ServiceConfig) {
    let interface = web::scope(ROOT)
        .wrap(from_fn(problem::in_words))
        .configure(serve)
        .service(openapi::show)
        .default_service(web::to(elsewhere));
    config.service(interface);
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
