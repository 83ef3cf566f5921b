//! The service catalogue: what people come for, as a tree of categories, and who a ticket of a category belongs to.

pub mod categories;
mod category;
mod defaults;
mod directory;
mod error;
pub mod routes;
mod routing;
mod store;
mod tree;

pub use categories::{checklist_of, steps_of};
pub use category::{Category, CategoryFields, CategoryStep, Question};
pub use defaults::install_defaults;
pub use directory::{Directory, directory};
pub use error::{CatalogueError, RouteError};
pub use routing::{Route, route_for};
pub use tree::{Branch, Tree, tree};
