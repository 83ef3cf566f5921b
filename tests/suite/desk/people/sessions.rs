//! Sessions: how long they last, and who ends them.

use chrono::TimeDelta;
use diesel::prelude::*;
use jenjang::db::schema;
use jenjang::desk::ids::SessionId;
use jenjang::desk::people::{PeopleError, SecretToken, passwords, persons, sessions};

use crate::both;
use crate::desk::ground::{Ground, MEMORY};

fn sign_in(ground: &mut Ground) -> (SecretToken, SessionId) {
    let (admin, now) = (ground.admin.id, ground.now);
    let (token, session) =
        ground.act(|conn| sessions::start(conn, admin, "192.0.2.7", "Firefox\n1", now)).unwrap();
    (token, session.id)
}

fn is_in(ground: &mut Ground, token: &SecretToken) -> bool {
    sessions::find(&mut ground.conn, token.reveal(), ground.now).unwrap().is_some()
}

both! {
    async fn a_session_is_found_by_its_token_of_which_only_the_hash_is_kept(ground: Ground) {
        let mut ground = ground;
        let (token, id) = sign_in(&mut ground);
        let found = sessions::find(&mut ground.conn, token.reveal(), ground.now).unwrap().unwrap();
        assert_eq!((found.actor.id, found.session_id, found.touch_due), (ground.admin.id, id, false));
        assert!(found.actor.standing.admin);
        assert!(sessions::find(&mut ground.conn, "something else", ground.now).unwrap().is_none());
        let kept: Vec<u8> =
            schema::sessions::table.select(schema::sessions::token_hash).first(&mut ground.conn).unwrap();
        assert_eq!(kept.len(), 32);
        assert_ne!(kept, token.reveal().as_bytes());
    }

    async fn a_session_nobody_uses_ends_after_fourteen_days(ground: Ground) {
        let mut ground = ground;
        let (token, _) = sign_in(&mut ground);
        ground.later(TimeDelta::days(14) - TimeDelta::seconds(1));
        assert!(is_in(&mut ground, &token));
        ground.later(TimeDelta::seconds(1));
        assert!(!is_in(&mut ground, &token));
        let now = ground.now;
        assert_eq!(ground.act(|conn| sessions::expire(conn, now)).unwrap(), 1);
    }

    async fn a_session_in_use_ends_after_ninety_days(ground: Ground) {
        let mut ground = ground;
        let (token, id) = sign_in(&mut ground);
        for _ in 0..8 {
            ground.later(TimeDelta::days(11));
            let now = ground.now;
            assert!(sessions::find(&mut ground.conn, token.reveal(), now).unwrap().unwrap().touch_due);
            ground.act(|conn| sessions::touch(conn, id, now)).unwrap();
            assert!(!sessions::find(&mut ground.conn, token.reveal(), now).unwrap().unwrap().touch_due);
        }
        ground.later(TimeDelta::days(2) - TimeDelta::seconds(1));
        assert!(is_in(&mut ground, &token), "day 90 is not over");
        ground.later(TimeDelta::seconds(1));
        assert!(!is_in(&mut ground, &token));
    }

    async fn people_end_their_own_sessions_and_no_others(ground: Ground) {
        let mut ground = ground;
        let (first, first_id) = sign_in(&mut ground);
        let (second, second_id) = sign_in(&mut ground);
        let (third, _) = sign_in(&mut ground);
        let (admin, now) = (ground.admin.clone(), ground.now);
        let listed = sessions::list(&mut ground.conn, &admin, now).unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!(listed[0].agent, "Firefox1", "no control characters");

        let siti = ground.person("siti", ground.dinas.id);
        let siti = ground.actor(siti.id);
        let foreign = ground.act(|conn| sessions::end(conn, &siti, first_id, now));
        assert!(matches!(foreign, Err(PeopleError::NotFound)));
        assert!(sessions::list(&mut ground.conn, &siti, now).unwrap().is_empty());

        ground.act(|conn| sessions::end(conn, &admin, first_id, now)).unwrap();
        assert!(!is_in(&mut ground, &first));
        assert_eq!(ground.act(|conn| sessions::end_others(conn, &admin, second_id, now)).unwrap(), 1);
        assert!(is_in(&mut ground, &second));
        assert!(!is_in(&mut ground, &third));
        assert_eq!(ground.told(admin.id)[3..], ["signed_in", "signed_in", "signed_out", "signed_out"]);
    }

    async fn a_new_password_ends_the_other_sessions(ground: Ground) {
        let mut ground = ground;
        let (here, here_id) = sign_in(&mut ground);
        let (elsewhere, _) = sign_in(&mut ground);
        let (admin, now) = (ground.admin.clone(), ground.now);
        let hash = passwords::hash("ikan terbang tinggi", MEMORY).unwrap();
        ground.act(|conn| persons::set_own_password(conn, &admin, &hash, Some(here_id), now)).unwrap();
        assert!(is_in(&mut ground, &here));
        assert!(!is_in(&mut ground, &elsewhere));
        let kept = persons::own_password_hash(&mut ground.conn, &admin).unwrap().unwrap();
        assert!(passwords::verify("ikan terbang tinggi", &kept));
    }

    async fn who_is_made_inactive_is_signed_out_at_once(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id);
        let now = ground.now;
        let (token, _) = ground.act(|conn| sessions::start(conn, siti.id, "", "", now)).unwrap();
        assert!(is_in(&mut ground, &token));
        let mut fields = siti.fields();
        fields.active = false;
        ground.administer(|conn, by, now| persons::change(conn, by, siti.id, 1, fields, now)).unwrap();
        assert!(!is_in(&mut ground, &token));
        assert_eq!(ground.told(siti.id), ["created", "password_set", "signed_in", "changed", "signed_out"]);
    }
}
