//! Signing in, and having to wait.

use chrono::TimeDelta;
use jenjang::clock::Timestamp;
use jenjang::desk::ids::PersonId;
use jenjang::desk::people::persons;
use jenjang::desk::people::sign_in::{self, SignInError};

use crate::both;
use crate::desk::ground::{Ground, MEMORY, PASSWORD};

const HOME: &str = "192.0.2.7";

/// What came of an attempt.
#[derive(Debug, PartialEq)]
enum Came {
    In(PersonId),
    Wrong,
    Wait(Timestamp),
}

fn attempt(ground: &mut Ground, login: &str, password: &str, address: &str) -> Came {
    attempt_with(ground, login, password, address, MEMORY)
}

fn attempt_with(ground: &mut Ground, login: &str, password: &str, address: &str, memory: u32) -> Came {
    let now = ground.now;
    let refused = match sign_in::credentials(&mut ground.conn, login, address, now) {
        Err(refused) => refused,
        Ok(mut credentials) => {
            if !credentials.verify(password, memory) {
                ground.act(|conn| sign_in::fail(conn, &credentials, now)).unwrap()
            } else {
                match ground.act(|conn| sign_in::succeed(conn, &credentials, "Firefox", now)) {
                    Ok((_, session)) => return Came::In(session.person_id),
                    Err(refused) => refused,
                }
            }
        }
    };
    match refused {
        SignInError::Wrong => Came::Wrong,
        SignInError::Wait(until) => Came::Wait(until),
        SignInError::Database(error) => panic!("{error}"),
    }
}

both! {
    async fn people_sign_in_with_their_address_or_nip_however_it_is_typed(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.id;
        for login in ["admin@demo.test", " ADMIN@Demo.test ", "197007051990031003", "19700705 199003 1 003"] {
            assert_eq!(attempt(&mut ground, login, PASSWORD, HOME), Came::In(admin), "{login}");
        }
        assert_eq!(ground.told(admin).iter().filter(|kind| **kind == "signed_in").count(), 4);
    }

    async fn an_unknown_account_and_a_wrong_password_are_answered_alike(ground: Ground) {
        let mut ground = ground;
        let passive = ground.person("pasif", ground.dinas.id);
        let mut fields = passive.fields();
        fields.active = false;
        ground.administer(|conn, by, now| persons::change(conn, by, passive.id, 1, fields, now)).unwrap();
        for round in 1..=6 {
            ground.later(TimeDelta::minutes(1));
            let answers: Vec<_> = ["admin@demo.test", "nobody@demo.test", "pasif@demo.test"]
                .map(|login| attempt(&mut ground, login, if login.starts_with("pasif") { PASSWORD } else { "not this one" }, ""))
                .into();
            assert_eq!(answers[0], answers[1], "round {round}");
            assert_eq!(answers[0], answers[2], "round {round}: who is no longer active is nobody");
        }
        let admin = ground.admin.id;
        assert_eq!(ground.told(admin).iter().filter(|kind| **kind == "sign_in_failed").count(), 6);
    }

    async fn from_the_fifth_failure_on_one_waits_longer_each_time(ground: Ground) {
        let mut ground = ground;
        for _ in 0..4 {
            assert_eq!(attempt(&mut ground, "admin@demo.test", "wrong", HOME), Came::Wrong);
        }
        for seconds in [2, 4, 8, 16] {
            let until = ground.now.plus(TimeDelta::seconds(seconds));
            assert_eq!(attempt(&mut ground, "admin@demo.test", "wrong", HOME), Came::Wait(until));
            ground.later(TimeDelta::seconds(seconds - 1));
            let early = attempt(&mut ground, "admin@demo.test", PASSWORD, HOME);
            assert_eq!(early, Came::Wait(until), "even the right password waits, and waiting costs nothing");
            ground.later(TimeDelta::seconds(1));
        }
        let admin = ground.admin.id;
        assert_eq!(attempt(&mut ground, "197007051990031003", PASSWORD, HOME), Came::In(admin));
        assert_eq!(attempt(&mut ground, "admin@demo.test", "wrong", HOME), Came::Wrong, "counted from the start");
    }

    async fn a_hash_is_made_anew_when_the_setting_has_changed(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let hash = |ground: &mut Ground| persons::own_password_hash(&mut ground.conn, &admin).unwrap().unwrap();
        let old = hash(&mut ground);
        assert_eq!(attempt(&mut ground, "admin@demo.test", PASSWORD, HOME), Came::In(admin.id));
        assert_eq!(hash(&mut ground), old, "it is as the setting wants it");
        assert_eq!(attempt_with(&mut ground, "admin@demo.test", "wrong", HOME, 128), Came::Wrong);
        assert_eq!(hash(&mut ground), old, "a wrong password is hashed for nobody");
        assert_eq!(attempt_with(&mut ground, "admin@demo.test", PASSWORD, HOME, 128), Came::In(admin.id));
        let renewed = hash(&mut ground);
        assert!(renewed.contains("$m=128,"), "{renewed}");
        assert_eq!(attempt_with(&mut ground, "admin@demo.test", PASSWORD, HOME, 128), Came::In(admin.id));
        assert_eq!(hash(&mut ground), renewed);
    }

    async fn many_guesses_at_once_count_as_many(ground: Ground) {
        let mut ground = ground;
        let now = ground.now;
        let guesses: Vec<_> = (0..6)
            .map(|_| sign_in::credentials(&mut ground.conn, "admin@demo.test", HOME, now).unwrap())
            .collect();
        for guess in &guesses[..5] {
            ground.act(|conn| sign_in::fail(conn, guess, now)).unwrap();
        }
        let last = ground.act(|conn| sign_in::succeed(conn, &guesses[5], "", now));
        assert!(matches!(last, Err(SignInError::Wait(until)) if until > now), "{last:?}");
    }

    async fn an_address_that_fails_at_many_accounts_waits(ground: Ground) {
        let mut ground = ground;
        for number in 0..19 {
            let login = format!("guess{number}@demo.test");
            assert_eq!(attempt(&mut ground, &login, "wrong", "2001:db8::1"), Came::Wrong);
        }
        let until = ground.now.plus(TimeDelta::seconds(2));
        assert_eq!(attempt(&mut ground, "guess19@demo.test", "wrong", "2001:db8::2"), Came::Wait(until));
        assert_eq!(attempt(&mut ground, "admin@demo.test", PASSWORD, "2001:db8::3"), Came::Wait(until));
        let admin = ground.admin.id;
        assert_eq!(attempt(&mut ground, "admin@demo.test", PASSWORD, HOME), Came::In(admin));
    }

    async fn failures_are_forgotten_after_an_hour(ground: Ground) {
        let mut ground = ground;
        for _ in 0..4 {
            attempt(&mut ground, "admin@demo.test", "wrong", HOME);
        }
        ground.later(TimeDelta::minutes(61));
        assert_eq!(attempt(&mut ground, "admin@demo.test", "wrong", HOME), Came::Wrong);
        ground.later(TimeDelta::minutes(61));
        let now = ground.now;
        assert_eq!(ground.act(|conn| sign_in::forget_old_failures(conn, now)).unwrap(), 2);
    }
}
