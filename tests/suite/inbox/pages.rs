//! That letters to somebody come back is seen by those who can mend it, and by them alone.

use jenjang::db::DbError;
use jenjang::desk::people::{PeopleError, bounces, load_actor};

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::office::{self, PASSWORD};
use crate::support::pages::Visitor;

/// What the pages say of such an address.
const BOUNCED: &str = "E-mail ke alamat ini tidak sampai";

both! {
    async fn the_technician_and_the_administrator_try_an_address_again(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let path = format!("/tickets/{}", ticket.number);
        let (now, mut id) = (desk.now(), None);
        for (who, page) in [("andi@dinkes.demo.test", path.clone()), ("admin@demo.test", String::new())] {
            let noted = desk.app.db.write(move |conn| {
                let id = office::person_id(conn, "siti@dinkes.demo.test")?;
                assert!(bounces::note(conn, id, "siti@dinkes.demo.test", "550 5.1.1 User unknown", now)?, "it was tried again");
                Ok::<_, DbError>(id)
            });
            let siti = noted.await.unwrap();
            id = Some(siti);
            let page = if page.is_empty() { format!("/admin/people/{siti}") } else { page };
            let visitor = Visitor::signed_in(&desk.base, who, PASSWORD).await;
            let seen = visitor.visit(&page).await.is(200).sees(BOUNCED);
            let after = seen.form(&format!("/people/{siti}/address")).submit().await.is(200);
            assert!(after.path.starts_with(&page), "{} leads to {}", page, after.path);
            assert!(!after.words().contains(BOUNCED));
        }
        let siti = id.unwrap();
        desk.app.db.write(move |conn| bounces::note(conn, siti, "siti@dinkes.demo.test", "550", now)).await.unwrap();
        let requester = Visitor::signed_in(&desk.base, "siti@dinkes.demo.test", PASSWORD).await;
        assert!(!requester.visit(&path).await.is(200).words().contains(BOUNCED));
        // Another office's technician finds nobody there.
        let refused = desk.app.db.write(move |conn| {
            let id = office::person_id(conn, "wayan@dikbud.demo.test")?;
            let wayan = load_actor(conn, id, now)?.unwrap();
            bounces::try_again(conn, &wayan, siti, now)
        });
        let refused = refused.await;
        assert!(matches!(refused, Err(PeopleError::NotFound)), "{refused:?}");
    }
}
