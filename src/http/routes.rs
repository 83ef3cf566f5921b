//! Every door's routes, put together.

use actix_web::web::ServiceConfig;

use super::pages;

/// Adds all routes.
pub fn configure(routes: &mut ServiceConfig) {
    routes.configure(pages::routes);
}
