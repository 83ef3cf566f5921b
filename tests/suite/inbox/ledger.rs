//! Every message is written down once, however often it is offered, and worked on by one at a time.

use chrono::TimeDelta;
use jenjang::desk::inbox::ledger::{self, ATTEMPTS, CLAIM};
use jenjang::desk::inbox::{self, Bound, InboxError, Kept, Mailbox, TakenDown, Uid};

use crate::both;
use crate::mail::room::MailRoom;

const RAW: &[u8] = b"From: siti@dinkes.demo.test\r\nMessage-ID: <a@dinkes.demo.test>\r\nSubject: Jaringan\r\n\r\nInternet putus.\r\n";

async fn kept(room: &MailRoom, raw: &[u8]) -> Kept {
    let (post, raw) = (room.app.post.clone(), raw.to_vec());
    tokio::task::spawn_blocking(move || inbox::keep(&post, &raw, 0).unwrap()).await.unwrap()
}

async fn bind(room: &MailRoom, name: &str) {
    let (now, mailbox) = (room.now(), Mailbox { name: name.into(), bound: Bound::Dinas, address: None });
    let bound = room.app.db.write(move |conn| inbox::bind(conn, &mailbox, now)).await;
    bound.unwrap();
}

async fn offer(room: &MailRoom, mailbox: &'static str, uid: Option<u32>, raw: &[u8]) -> TakenDown {
    let (kept, now) = (kept(room, raw).await, room.now());
    let uid = uid.map(|number| Uid { validity: 7, number });
    room.app.db.write(move |conn| inbox::take_down(conn, mailbox, uid, &kept, now)).await.unwrap()
}

both! {
    async fn a_message_is_taken_down_once_however_often_it_is_offered(room: MailRoom) {
        bind(&room, "dinas").await;
        bind(&room, "dinkes").await;
        let first = offer(&room, "dinas", Some(1), RAW).await;
        assert!(matches!(first, TakenDown::New(_)));
        for uid in [Some(1), Some(2), None] {
            assert_eq!(offer(&room, "dinas", uid, RAW).await, TakenDown::Again(first.id()));
        }
        // What came by another way says the same below other header lines.
        let other_way = [b"Received: from elsewhere\r\n", RAW].concat();
        assert_eq!(offer(&room, "dinas", None, &other_way).await, TakenDown::Again(first.id()));
        // A printer that gives all its messages one name loses none of them.
        let other_words = [RAW, b"Lagi!\r\n"].concat();
        let second = offer(&room, "dinas", Some(9), &other_words).await;
        assert!(matches!(second, TakenDown::New(id) if id != first.id()));
        assert_eq!(offer(&room, "dinas", None, &other_words).await, TakenDown::Again(second.id()));
        assert!(matches!(offer(&room, "dinkes", Some(1), RAW).await, TakenDown::New(_)), "another mailbox");
        // Without a name it is known by what it says.
        let nameless = b"Subject: x\n\nx";
        let third = offer(&room, "dinas", None, nameless).await;
        assert_eq!(offer(&room, "dinas", None, nameless).await, TakenDown::Again(third.id()));
    }

    async fn many_who_offer_the_same_at_once_take_it_down_once(room: MailRoom) {
        bind(&room, "dinas").await;
        let offers = (0..16).map(|_| offer(&room, "dinas", None, RAW));
        let answers = futures_util::future::join_all(offers).await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, TakenDown::New(_))).count(), 1, "{answers:?}");
    }

    async fn a_message_is_one_workers_until_its_time_is_over(room: MailRoom) {
        bind(&room, "dinas").await;
        let id = offer(&room, "dinas", None, RAW).await.id();
        let now = room.now();
        let taken = room.app.db.write(move |conn| ledger::claim(conn, now, 10)).await.unwrap();
        assert_eq!(taken.iter().map(|one| (one.id, one.attempts)).collect::<Vec<_>>(), [(id, 1)]);
        let (post, raw) = (room.app.post.clone(), taken[0].raw.unwrap());
        assert_eq!(inbox::read(&post, raw).unwrap(), RAW);
        assert_eq!(room.app.db.write(move |conn| ledger::claim(conn, now, 10)).await.unwrap(), []);
        room.passes(CLAIM);
        let now = room.now();
        let again = room.app.db.write(move |conn| ledger::claim(conn, now, 10)).await.unwrap();
        assert_eq!(again[0].attempts, 2);
        // Who was too slow has nothing to say any more.
        let late = taken[0].clone();
        room.app.db.write(move |conn| ledger::failed(conn, &late, "late", now)).await.unwrap();
        let ours = again[0].clone();
        room.app.db.write(move |conn| ledger::put_back(conn, &ours, now)).await.unwrap();
        let third = room.app.db.write(move |conn| ledger::claim(conn, now, 10)).await.unwrap();
        assert_eq!(third[0].attempts, 2, "an attempt that was not begun does not count");
    }

    async fn a_message_something_fails_with_is_given_up_at_last(room: MailRoom) {
        bind(&room, "dinas").await;
        offer(&room, "dinas", None, RAW).await;
        for attempt in 1..=ATTEMPTS {
            let now = room.now();
            let taken = room.app.db.write(move |conn| ledger::claim(conn, now, 10)).await.unwrap().remove(0);
            assert_eq!(taken.attempts, attempt);
            let over = room.app.db.write(move |conn| ledger::failed(conn, &taken, "a bad\0 row", now)).await.unwrap();
            assert_eq!(over, attempt == ATTEMPTS);
            room.passes(TimeDelta::minutes(30));
        }
        let now = room.now();
        assert!(!room.app.db.read(move |conn| ledger::any_due(conn, now)).await.unwrap());
    }

    async fn messages_are_kept_for_ninety_days_and_their_lines_for_good(room: MailRoom) {
        use diesel::prelude::*;
        use jenjang::db::schema::incoming;
        bind(&room, "dinas").await;
        let id = offer(&room, "dinas", None, RAW).await.id();
        let raw = kept(&room, RAW).await.raw;
        let post = room.app.post.clone();
        let sweep = || {
            let (post, db, now) = (room.app.post.clone(), room.app.db.clone(), room.now());
            tokio::task::spawn_blocking(move || inbox::sweep(&post, &db, now).unwrap())
        };
        room.passes(TimeDelta::days(91));
        assert_eq!(sweep().await.unwrap().removed, 0, "it waits still");
        room.arranges(move |conn| {
            diesel::update(incoming::table.find(id)).set(incoming::state.eq(inbox::State::Done)).execute(conn)?;
            Ok(())
        }).await;
        room.passes(TimeDelta::days(30_000));
        assert_eq!(sweep().await.unwrap().removed, 1);
        assert!(inbox::read(&post, raw).is_err());
        assert!(matches!(offer(&room, "dinas", None, RAW).await, TakenDown::Again(again) if again == id));
    }

    async fn whose_a_mailbox_is_can_be_said_and_changed(room: MailRoom) {
        let now = room.now();
        let bound = room.app.db.write(move |conn| {
            let bound = inbox::bound_as(conn, "agency:dinkes")?;
            let mailbox = Mailbox { name: " dinkes ".into(), bound, address: Some("Bantuan@Dinkes.demo.test".into()) };
            inbox::bind(conn, &mailbox, now)?;
            inbox::bind(conn, &Mailbox { bound: Bound::Dinas, ..mailbox }, now)?;
            for odd in ["", "agency:nowhere", "group:", "somebody"] {
                assert!(matches!(inbox::bound_as(conn, odd), Err(InboxError::Office(_))), "{odd}");
            }
            let nameless = Mailbox { name: " ".into(), bound: Bound::Dinas, address: None };
            assert!(matches!(inbox::bind(conn, &nameless, now), Err(InboxError::Name)));
            inbox::mailboxes(conn)
        });
        let bound: Vec<Mailbox> = bound.await.unwrap();
        assert_eq!(bound, [Mailbox { name: "dinkes".into(), bound: Bound::Dinas, address: Some("bantuan@dinkes.demo.test".into()) }]);
    }
}
