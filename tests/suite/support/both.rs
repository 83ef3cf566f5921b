//! One body, two tests: every test of the desk runs on SQLite and on Postgres.

/// Makes of each function two tests, `NAME::on_sqlite` and `NAME::on_postgres`.
///
/// ```ignore
/// both! {
///     async fn an_escalated_ticket_keeps_its_contact(desk: TestDesk) { … }
///     async fn sixty_four_writers_share_one_database(database: TestDatabase) { … }
/// }
/// ```
/// What a test takes is made fresh for it by `Fresh::fresh` (a desk with a server, or a bare database).
#[macro_export]
macro_rules! both {
    ($($(#[$doc:meta])* async fn $name:ident($argument:ident: $fresh:ty) $body:block)+) => {$(
        $(#[$doc])*
        async fn $name($argument: $fresh) $body

        mod $name {
            use super::*;

            #[actix_web::test]
            async fn on_sqlite() {
                let fresh = <$fresh as $crate::support::both::Fresh>::fresh($crate::support::database::Database::Sqlite);
                super::$name(fresh.await).await;
            }

            #[actix_web::test]
            async fn on_postgres() {
                let fresh = <$fresh as $crate::support::both::Fresh>::fresh($crate::support::database::Database::Postgres);
                super::$name(fresh.await).await;
            }
        }
    )+};
}

use super::database::{Database, TestDatabase};

/// Something a test begins with.
pub trait Fresh {
    /// Makes it, on the database given.
    fn fresh(database: Database) -> impl Future<Output = Self>;
}

impl Fresh for TestDatabase {
    async fn fresh(database: Database) -> Self {
        Self::new(database)
    }
}
