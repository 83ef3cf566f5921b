//! Who writes: those the desk knows, those it does not, and those who write too much or too large.

use jenjang::desk::ids::PersonId;
use jenjang::desk::inbox::{self, Fate, InboxError, State, Wanted};
use jenjang::desk::page::Part;

use super::post::{Line, PostRoom, eml};
use crate::both;
use crate::support::office;

fn held(line: &Line) -> (State, Option<&str>) {
    (line.state, line.reason.as_deref())
}

async fn siti(post: &PostRoom) -> PersonId {
    post.room.arranges(|conn| office::person_id(conn, "siti@dinkes.demo.test")).await
}

both! {
    async fn who_is_not_known_waits_in_quarantine_until_somebody_says_whose_it_is(post: PostRoom) {
        let line = post.gets(&eml("Siti <siti.rahmawati@gmail.test>", "a", "Subject: Jaringan putus", "Jaringan putus")).await;
        assert_eq!(held(&line), (State::Quarantined, Some("unknown_sender")));
        let (id, now, person) = (line.id, post.room.now(), siti(&post).await);
        let nobody = post.as_admin(move |conn, admin| inbox::release(conn, admin, id, None, now)).await;
        assert!(matches!(nobody, Err(InboxError::People(_))), "{nobody:?}");
        let found = post.as_admin(|conn, admin| {
            let wanted = Wanted { state: Some(State::Quarantined), search: "gmail putus".into() };
            Ok((inbox::list(conn, admin, &wanted, Part::first(10))?, inbox::counts(conn, admin)?))
        }).await.unwrap();
        assert_eq!((found.0.items.len(), found.1.quarantined), (1, 1));
        assert_eq!(found.0.items[0].from_address.as_deref(), Some("siti.rahmawati@gmail.test"));
        post.as_admin(move |conn, admin| inbox::release(conn, admin, id, Some(person), now)).await.unwrap();
        assert_eq!(post.works_off().await, 1);
        let line = post.line(id).await;
        assert_eq!(line.fate, Some(Fate::Ticket));
        assert_eq!(post.ticket(&line).await.requester_id, person);
        let again = post.as_admin(move |conn, admin| inbox::release(conn, admin, id, Some(person), now)).await;
        assert!(matches!(again, Err(InboxError::NotHeld)), "{again:?}");
    }

    async fn what_is_put_away_stays_in_the_ledger_and_does_nothing(post: PostRoom) {
        let line = post.gets(&eml("spam@example.test", "a", "Subject: Menang undian", "Klik di sini")).await;
        let (id, now) = (line.id, post.room.now());
        post.as_admin(move |conn, admin| inbox::discard(conn, admin, id, now)).await.unwrap();
        let line = post.line(id).await;
        assert_eq!((line.state, line.reason.as_deref()), (State::Done, Some("discarded")));
        assert_eq!(post.tickets().await.len(), 0);
    }

    async fn only_the_administrator_reads_the_ledger(post: PostRoom) {
        let now = post.room.now();
        let denied = post.room.app.db.write(move |conn| {
            let id = office::person_id(conn, "andi@dinkes.demo.test")?;
            let andi = jenjang::desk::people::load_actor(conn, id, now)?.unwrap();
            inbox::list(conn, &andi, &Wanted::default(), Part::first(10)).map(drop)
        }).await;
        assert!(matches!(denied, Err(InboxError::Denied(_))), "{denied:?}");
    }

    async fn a_mailbox_of_an_agency_opens_tickets_of_its_own_people(post: PostRoom) {
        let own = post.gets_at("dinkes", &eml("siti@dinkes.demo.test", "a", "Subject: Jaringan putus", "Jaringan putus")).await;
        assert_eq!(own.fate, Some(Fate::Ticket));
        let other = post.gets_at("dinkes", &eml("rini@dikbud.demo.test", "b", "Subject: Jaringan putus", "Jaringan putus")).await;
        assert_eq!(held(&other), (State::Quarantined, Some("other_agency")));
    }

    async fn who_may_not_sign_in_any_more_is_not_let_in_by_mail(post: PostRoom) {
        post.room.arranges(|conn| {
            use diesel::prelude::*;
            use jenjang::db::schema::people;
            diesel::update(people::table.filter(people::email.eq("siti@dinkes.demo.test"))).set(people::active.eq(false)).execute(conn)?;
            Ok(())
        }).await;
        let line = post.gets(&eml("siti@dinkes.demo.test", "a", "Subject: Jaringan putus", "Jaringan putus")).await;
        assert_eq!(held(&line), (State::Quarantined, Some("inactive_sender")));
    }

    async fn who_is_not_who_they_say_is_set_aside(post: PostRoom) {
        let raw = eml("siti@dinkes.demo.test", "a", "Subject: Jaringan\nAuthentication-Results: mx.parigi.test; dmarc=fail", "Jaringan putus");
        let mut post = post;
        std::sync::Arc::make_mut(&mut post.room.app.config).authserv_ids = vec!["mx.parigi.test".into()];
        assert_eq!(held(&post.gets(&raw).await), (State::Quarantined, Some("spoofed")));
    }

    async fn the_twenty_first_message_of_an_hour_is_set_aside(post: PostRoom) {
        for number in 0..inbox::MOST_AN_HOUR {
            let raw = eml("siti@dinkes.demo.test", &number.to_string(), "Subject: Jaringan", "Jaringan putus");
            assert_eq!(post.gets(&raw).await.fate, Some(Fate::Ticket), "{number}");
        }
        let over = post.gets(&eml("siti@dinkes.demo.test", "over", "Subject: Jaringan", "Jaringan putus")).await;
        assert_eq!(held(&over), (State::Quarantined, Some("too_many")));
        post.room.passes(chrono::TimeDelta::minutes(61));
        let later = post.gets(&eml("siti@dinkes.demo.test", "later", "Subject: Jaringan", "Jaringan putus")).await;
        assert_eq!(later.fate, Some(Fate::Ticket));
    }

    async fn what_is_too_large_or_says_nothing_is_refused_with_a_letter_to_whom_we_know(post: PostRoom) {
        let mut post = post;
        let mut sizes = Vec::new();
        for from in ["siti@dinkes.demo.test", "siapa@example.test"] {
            let raw = eml(from, from.split('@').next().unwrap(), "Subject: Video CCTV", "Terlampir");
            sizes.push(post.takes_down("dinas", raw.as_bytes(), inbox::SIZE_MAX + 1).await);
        }
        post.works_off().await;
        let (known, unknown) = (post.line(sizes[0]).await, post.line(sizes[1]).await);
        assert_eq!((known.fate, known.reason.as_deref()), (Some(Fate::Refused), Some("too_large")));
        assert_eq!(held(&unknown), (State::Quarantined, Some("unknown_sender")));
        let letter = post.last_letter_to("siti@dinkes").await;
        assert!(letter.subject.contains("Video CCTV") && letter.text.contains("25 MB"), "{letter:?}");
        assert!(letter.references.is_empty() && letter.automatic == "auto-generated");
        let empty = post.gets(&eml("siti@dinkes.demo.test", "empty", "Subject:", "")).await;
        assert_eq!((empty.fate, empty.reason.as_deref()), (Some(Fate::Refused), Some("empty")));
        assert_eq!(post.room.told().await, ["siti@dinkes mail_refused"]);
        assert_eq!(post.tickets().await.len(), 0);
    }
}
