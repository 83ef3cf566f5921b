//! The first start.

use jenjang::desk::people::{load_actor, passwords, persons};
use jenjang::desk::setup::{self, FirstOffice, SetupError};

use super::ground::{Ground, MEMORY, PASSWORD, first_office, wrong};
use crate::both;
use crate::support::database::TestDatabase;

both! {
    async fn the_newest_link_works_once(database: TestDatabase) {
        drop(database.open());
        let mut conn = database.connect();
        let now = "2026-11-23T00:15:00Z".parse().unwrap();
        let hash = passwords::hash(PASSWORD, MEMORY).unwrap();
        assert!(setup::is_needed(&mut conn).unwrap());
        assert!(matches!(setup::check_link(&mut conn, "guess"), Err(SetupError::Link)));
        let old = setup::new_link(&mut conn, now).unwrap().unwrap();
        let link = setup::new_link(&mut conn, now).unwrap().unwrap();
        assert!(matches!(setup::check_link(&mut conn, old.reveal()), Err(SetupError::Link)));
        setup::check_link(&mut conn, link.reveal()).unwrap();

        let nonsense = FirstOffice {
            agency_code: " ".into(),
            zone: "Mars".into(),
            email: "admin".into(),
            ..first_office()
        };
        // As at the door, in a transaction: a refused attempt leaves the link as it was.
        let (db, token, kept) = (database.open(), link.reveal().to_owned(), hash.clone());
        let outcome =
            db.write(move |conn| setup::first_administrator(conn, &token, nonsense, kept, now)).await;
        let expected = [("agency_code", "required"), ("zone", "unknown_zone"), ("email", "no_email")];
        assert_eq!(wrong(outcome), expected.map(|(field, code)| (field.to_owned(), code)));

        let id = setup::first_administrator(&mut conn, link.reveal(), first_office(), hash.clone(), now).unwrap();
        let admin = load_actor(&mut conn, id, now).unwrap().unwrap();
        assert!(admin.standing.admin);
        assert!(persons::any(&mut conn).unwrap());
        assert!(!setup::is_needed(&mut conn).unwrap());
        assert_eq!(setup::new_link(&mut conn, now).unwrap(), None);
        let again = setup::first_administrator(&mut conn, link.reveal(), first_office(), hash, now);
        assert!(matches!(again, Err(SetupError::Link)));
    }

    async fn the_first_administrator_chooses_a_good_password(ground: Ground) {
        drop(ground);
        setup::check_password(&first_office(), PASSWORD).unwrap();
        let errors = setup::check_password(&first_office(), "Admin Sistem, S.Kom.").unwrap_err();
        assert_eq!(errors.0[0].code, "password_is_owner");
    }
}
