//! Every door's routes, put together.

use actix_web::web::ServiceConfig;

/// Adds all routes.
pub fn configure(_routes: &mut ServiceConfig) {}
