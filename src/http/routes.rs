//! Every door's routes, put together.

use actix_web::web::ServiceConfig;

use super::{api, pages};

/// Adds all routes. The interface comes first: the pages answer whatever else is asked for.
pub fn configure(routes: &mut ServiceConfig) {
    routes.configure(api::configure).configure(pages::routes);
}
