//! API tokens.

use chrono::TimeDelta;
use jenjang::desk::people::persons;
use jenjang::desk::people::tokens::{self, NewToken};
use jenjang::desk::people::{Actor, PeopleError, SecretToken};
use jenjang::desk::words::TokenScope;

use crate::both;
use crate::desk::ground::{Ground, one, wrong};

fn new(ground: &Ground, days: i64) -> NewToken {
    NewToken {
        name: "Laporan bulanan".into(),
        scope: TokenScope::Read,
        expires_at: ground.now.plus(TimeDelta::days(days)),
    }
}

fn made(ground: &mut Ground, actor: &Actor, days: i64) -> (SecretToken, tokens::Token) {
    let (new, now) = (new(ground, days), ground.now);
    ground.act(|conn| tokens::make(conn, actor, new, now)).unwrap()
}

both! {
    async fn a_token_stands_for_its_owner_until_its_end(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let (secret, token) = made(&mut ground, &admin, 30);
        assert!(secret.reveal().starts_with("jj_"));
        let found = tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().unwrap();
        assert_eq!((found.actor.id, found.token_id, found.scope), (admin.id, token.id, TokenScope::Read));
        assert!(found.touch_due, "never used before");
        ground.later(TimeDelta::days(30) - TimeDelta::seconds(1));
        assert!(tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().is_some());
        ground.later(TimeDelta::seconds(1));
        assert!(tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().is_none());
    }

    async fn the_last_use_is_written_down_once_a_minute(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let (secret, token) = made(&mut ground, &admin, 30);
        let used = ground.now;
        ground.act(|conn| tokens::touch(conn, token.id, used)).unwrap();
        ground.later(TimeDelta::seconds(59));
        assert!(!tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().unwrap().touch_due);
        ground.later(TimeDelta::seconds(1));
        assert!(tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().unwrap().touch_due);
        assert_eq!(tokens::list(&mut ground.conn, &admin).unwrap()[0].last_used_at, Some(used));
    }

    async fn a_revoked_token_stands_for_nobody(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let (secret, token) = made(&mut ground, &admin, 30);
        let siti = ground.person("siti", ground.dinas.id);
        let siti = ground.actor(siti.id);
        let now = ground.now;
        let foreign = ground.act(|conn| tokens::revoke(conn, &siti, token.id, now));
        assert!(matches!(foreign, Err(PeopleError::NotFound)));
        ground.act(|conn| tokens::revoke(conn, &admin, token.id, now)).unwrap();
        assert!(tokens::find(&mut ground.conn, secret.reveal(), now).unwrap().is_none());
        let again = ground.act(|conn| tokens::revoke(conn, &admin, token.id, now));
        assert!(matches!(again, Err(PeopleError::NotFound)));
        assert_eq!(tokens::list(&mut ground.conn, &admin).unwrap()[0].revoked_at, Some(now));
        assert_eq!(ground.told(admin.id)[2..], ["token_made", "token_revoked"]);
    }

    async fn a_token_of_somebody_who_left_stands_for_nobody(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id);
        let actor = ground.actor(siti.id);
        let (secret, _) = made(&mut ground, &actor, 30);
        let mut fields = siti.fields();
        fields.active = false;
        ground.administer(|conn, by, now| persons::change(conn, by, siti.id, 1, fields, now)).unwrap();
        assert!(tokens::find(&mut ground.conn, secret.reveal(), ground.now).unwrap().is_none());
    }

    async fn a_token_has_a_name_and_an_end_within_a_year(ground: Ground) {
        let mut ground = ground;
        let (admin, now) = (ground.admin.clone(), ground.now);
        for (days, code) in [(0, "in_the_past"), (-1, "in_the_past"), (367, "too_late")] {
            let new = new(&ground, days);
            let outcome = ground.act(|conn| tokens::make(conn, &admin, new, now));
            assert_eq!(wrong(outcome), one("expires_at", code));
        }
        let nameless = NewToken { name: " ".into(), ..new(&ground, 30) };
        let outcome = ground.act(|conn| tokens::make(conn, &admin, nameless, now));
        assert_eq!(wrong(outcome), one("name", "required"));
        for _ in 0..50 {
            made(&mut ground, &admin, 366);
        }
        let one_more = new(&ground, 30);
        let outcome = ground.act(|conn| tokens::make(conn, &admin, one_more, now));
        assert_eq!(wrong(outcome), one("name", "too_many"));
    }
}
