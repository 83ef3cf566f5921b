//! Letters of ours that come back, and where answers to them go.

use jenjang::desk::inbox::{Automatic, Bounce, Correspondent, Decision, IgnoredFor, Message, Settled};
use jenjang::desk::people::{bounces, persons};

use super::post::PostRoom;
use crate::both;
use crate::support::office;

fn report(message_id: &str, address: &str, for_good: bool) -> Message {
    Message {
        from: Some(Correspondent { address: "mailer-daemon@parigi.test".into(), name: String::new() }),
        subject: "Undelivered Mail Returned to Sender".into(),
        automatic: Some(Automatic::NullSender),
        bounce: Some(Bounce {
            address: Some(address.into()),
            message_id: Some(message_id.into()),
            for_good,
            words: "550 5.1.1 User unknown".into(),
        }),
        ..Message::default()
    }
}

async fn person(post: &PostRoom, email: &'static str) -> persons::Person {
    let found = move |conn: &mut jenjang::db::DbConn| persons::by_email(conn, email);
    post.room.app.db.read(found).await.unwrap().unwrap()
}

both! {
    async fn a_letter_that_came_back_for_good_is_the_last_and_the_technician_hears_of_it(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        let late = post.settles(report(&letter.message_id, "siti@dinkes.demo.test", false)).await;
        assert_eq!(late, Settled::Done(Decision::Ignored(IgnoredFor::Delayed)));
        assert_eq!(person(&post, "siti@dinkes.demo.test").await.email_bounced_at, None, "only noted");
        for _ in 0..2 {
            let outcome = post.settles(report(&letter.message_id, "siti@dinkes.demo.test", true)).await;
            assert!(matches!(outcome, Settled::Done(Decision::Undeliverable { .. })), "{outcome:?}");
        }
        let siti = person(&post, "siti@dinkes.demo.test").await;
        assert_eq!(siti.email_bounce.as_deref(), Some("550 5.1.1 User unknown"));
        assert_eq!(post.room.told().await, ["andi@dinkes undeliverable"], "once");
        post.room.escalates("andi@dinkes", &ticket, "Sudah dicoba").await;
        assert_eq!(post.room.told().await, ["fajar@kominfo escalation"], "the requester is not written to");
        // The technician saw to it.
        let id = siti.id;
        post.room.acts("andi@dinkes", move |conn, actor, now| {
            bounces::try_again(conn, actor, id, now).map_err(|error| panic!("{error}"))
        }).await;
        post.room.returns("fajar@kominfo", &ticket, "Periksa kabel").await;
        post.room.escalates("andi@dinkes", &ticket, "Sudah diperiksa").await;
        assert!(post.room.told().await.contains(&"siti@dinkes escalated".to_owned()));
    }

    async fn what_the_technician_reads_says_which_address_and_why(post: PostRoom) {
        let mut post = post;
        post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        post.settles(report(&letter.message_id, "siti@dinkes.demo.test", true)).await;
        let told = post.last_letter_to("andi@dinkes").await;
        for words in ["Siti Rahmawati", "siti@dinkes.demo.test", "550 5.1.1 User unknown"] {
            assert!(told.text.contains(words) && told.html.contains(words), "{words}: {}", told.text);
        }
    }

    async fn a_letter_without_a_ticket_that_comes_back_is_told_to_tier_1(post: PostRoom) {
        let mut post = post;
        let nothing = Message {
            from: Some(Correspondent { address: "siti@dinkes.demo.test".into(), name: String::new() }),
            ..Message::default()
        };
        post.settles(nothing).await;
        let letter = post.last_letter_to("siti@dinkes").await;
        post.settles(report(&letter.message_id, "siti@dinkes.demo.test", true)).await;
        let told = post.last_letter_to("andi@dinkes").await;
        assert!(told.text.contains("Siti Rahmawati") && told.subject.contains("Siti Rahmawati"), "{}", told.text);
    }

    async fn a_report_on_a_letter_that_is_not_ours_marks_nobody(post: PostRoom) {
        let outcome = post.settles(report("invented@parigi.test", "siti@dinkes.demo.test", true)).await;
        assert_eq!(outcome, Settled::Done(Decision::Ignored(IgnoredFor::Bounce)));
        assert_eq!(person(&post, "siti@dinkes.demo.test").await.email_bounced_at, None);
    }

    async fn another_address_is_written_to_again(post: PostRoom) {
        let mut post = post;
        post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        post.settles(report(&letter.message_id, "siti@dinkes.demo.test", true)).await;
        let now = post.room.now();
        let changed = post.as_admin(move |conn, admin| {
            let siti = persons::by_email(conn, "siti@dinkes.demo.test")?.unwrap();
            let fields = persons::PersonFields { email: "siti.rahmawati@dinkes.demo.test".into(), ..siti.fields() };
            let by = jenjang::desk::people::By::Person(admin);
            Ok(persons::change(conn, by, siti.id, siti.version, fields, now)?)
        }).await.unwrap();
        assert_eq!((changed.email_bounced_at, changed.email_bounce), (None, None));
    }

    async fn answers_come_to_the_tickets_own_address_and_what_fails_comes_back(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        let tag = post.room.app.passes().reply_tag(ticket.id);
        assert!(letter.raw.contains(&format!("Reply-To: layanan+{tag}@parigi.test")), "{}", letter.raw);
        assert!(letter.text.contains("dapat langsung membalasnya") && letter.html.contains("dapat langsung membalasnya"));
        let parcel = post.room.memory.letters().pop().unwrap();
        assert_eq!(parcel.envelope.from().unwrap().to_string(), "layanan@parigi.test");
        let mut plain = post;
        std::sync::Arc::make_mut(&mut plain.room.app.config).reply_address = None;
        plain.room.reports("made@dinkes", "printer").await;
        let letter = plain.last_letter_to("made@dinkes").await;
        assert!(!letter.raw.contains("Reply-To:") && letter.text.contains("mohon tidak membalasnya"));
        let parcel = plain.room.memory.letters().pop().unwrap();
        assert_eq!(parcel.envelope.from().unwrap().to_string(), "servicedesk@parigi.test");
        let _siti = plain.room.arranges(|conn| office::person_id(conn, "siti@dinkes.demo.test")).await;
    }
}
