//! Who hears what (`src/mail/recipients.rs`), on a ticket's whole way.

use diesel::prelude::*;
use jenjang::db::schema::people;
use jenjang::desk::events::{EventKind, NewEvent, RecordKind};
use jenjang::desk::ids::PersonId;
use jenjang::desk::tickets::{self, Assignee, Open};
use jenjang::desk::words::{Classification, Kind, Role, StaffMail, Visibility};

use super::room::{MailRoom, address, number, report};
use crate::both;
use crate::support::office;

both! {
    async fn everybody_hears_their_part_of_a_ticket(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.told().await, ["andi@dinkes new_ticket", "siti@dinkes received"]);

        room.takes("andi@dinkes", &ticket).await;
        assert_eq!(room.told().await, Vec::<String>::new(), "who takes it knows");

        room.says("andi@dinkes", &ticket, Visibility::Public, "Sedang kami cek").await;
        room.says("andi@dinkes", &ticket, Visibility::Internal, "switch lantai 2?").await;
        assert_eq!(room.told().await, Vec::<String>::new(), "a reply or a note is no letter to the requester");

        room.says("siti@dinkes", &ticket, Visibility::Public, "Masih lemot").await;
        assert_eq!(room.told().await, ["andi@dinkes requester_replied"]);

        room.escalates("andi@dinkes", &ticket, "Restart router").await;
        assert_eq!(room.told().await, ["fajar@kominfo escalation", "siti@dinkes escalated"]);

        room.says("siti@dinkes", &ticket, Visibility::Public, "Ada kabar?").await;
        assert_eq!(room.told().await, ["fajar@kominfo requester_replied"], "to the group while nobody has it");

        room.returns("fajar@kominfo", &ticket, "Ukur dulu dengan speedtest").await;
        assert_eq!(room.told().await, ["andi@dinkes returned"]);

        room.escalates("andi@dinkes", &ticket, "Speedtest 0,4 Mbps").await;
        room.returns("fajar@kominfo", &ticket, "Ganti kabel").await;
        assert_eq!(
            room.told().await,
            [
                "andi@dinkes returned",
                "fajar@kominfo escalation",
                "ketua@kominfo bounced",
                "siti@dinkes escalated"
            ],
            "from the second return on the supervisor is told"
        );

        room.escalates("andi@dinkes", &ticket, "Kabel diganti").await;
        room.told().await;
        room.accepts("fajar@kominfo", &ticket).await;
        assert_eq!(room.told().await, Vec::<String>::new());

        room.asks("fajar@kominfo", &ticket, "Sejak jam berapa?").await;
        assert_eq!(room.told().await, ["siti@dinkes question"]);

        room.resolves("fajar@kominfo", &ticket, "Port uplink dipindah").await;
        assert_eq!(room.told().await, ["siti@dinkes resolved"]);

        room.reopens("siti@dinkes", &ticket, "Putus lagi").await;
        assert_eq!(room.told().await, ["fajar@kominfo came_back"], "not to the one who reopened it");

        room.resolves("fajar@kominfo", &ticket, "Konektor diganti").await;
        room.told().await;
        room.closes("siti@dinkes", &ticket).await;
        assert_eq!(room.told().await, Vec::<String>::new(), "who closes it knows");
        assert_eq!(room.unconsidered().await, 0);
    }

    async fn what_the_desk_does_by_itself_is_told_to_the_requester(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.resolves("andi@dinkes", &ticket, "Router di-restart").await;
        room.told().await;
        for expected in ["siti@dinkes reminder", "siti@dinkes closed"] {
            room.passes(chrono::TimeDelta::days(4));
            let now = room.now();
            let swept = room.app.db.write(move |conn| tickets::sweep(conn, now, 10)).await.unwrap();
            assert_eq!(swept.reminded + swept.closed, 1);
            assert_eq!(room.told().await, [expected]);
        }
    }

    async fn opened_on_behalf_is_told_to_the_requester(room: MailRoom) {
        let mut room = room;
        let wish = Open { requester: Some(address("siti@dinkes")), ..report("G2", "printer ga kebaca") };
        room.opens("andi@dinkes", wish).await;
        assert_eq!(room.told().await, ["siti@dinkes received"], "the technician who typed it knows");
    }

    async fn a_ticket_that_starts_at_tier_2_is_new_to_the_group(room: MailRoom) {
        let mut room = room;
        room.reports("auditor@inspektorat", "jaringan lemot").await;
        assert_eq!(room.told().await, ["auditor@inspektorat received", "fajar@kominfo new_ticket"]);
    }

    async fn given_by_name_is_told_to_the_one_it_was_given_to(room: MailRoom) {
        let mut room = room;
        room.arranges(|conn| {
            let now = crate::support::desk::monday_morning();
            let made = office::person_id(conn, "made@dinkes.demo.test")?;
            office::grant(conn, made, Role::Tier1Technician, Some("dinkes"), None, now)
        })
        .await;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(
            room.told().await,
            ["andi@dinkes new_ticket", "made@dinkes new_ticket", "siti@dinkes received"]
        );
        let (wanted, to) = (number(&ticket), Assignee::Person(address("made@dinkes")));
        room.acts("andi@dinkes", move |conn, actor, now| tickets::assign(conn, actor, &wanted, None, &to, now))
            .await;
        assert_eq!(room.told().await, ["made@dinkes assigned"]);
        room.says("siti@dinkes", &ticket, Visibility::Public, "Halo?").await;
        assert_eq!(room.told().await, ["made@dinkes requester_replied"], "to the one who holds it alone");
    }

    async fn watchers_hear_of_public_replies_as_long_as_they_may_see_the_ticket(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.watches("kadis@dinkes", &ticket).await;
        room.watches("ketua@kominfo", &ticket).await;
        room.watches("siti@dinkes", &ticket).await;
        room.told().await;
        room.says("andi@dinkes", &ticket, Visibility::Public, "Sedang kami cek").await;
        assert_eq!(room.told().await, ["kadis@dinkes public_reply", "ketua@kominfo public_reply"]);
        room.says("andi@dinkes", &ticket, Visibility::Internal, "switch lantai 2?").await;
        assert_eq!(room.told().await, Vec::<String>::new());

        room.arranges(|conn| {
            let ketua = office::person_id(conn, "ketua@kominfo.demo.test")?;
            use jenjang::db::schema::grants;
            let now = crate::support::desk::monday_morning();
            diesel::update(grants::table.filter(grants::person_id.eq(ketua)))
                .set(grants::revoked_at.eq(Some(now)))
                .execute(conn)?;
            Ok(())
        })
        .await;
        room.says("andi@dinkes", &ticket, Visibility::Public, "Router diganti").await;
        assert_eq!(room.told().await, ["kadis@dinkes public_reply"]);
    }

    async fn who_is_named_hears_of_it(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.told().await;
        let words = "Mohon dibantu @Hasan Tawil; sekali lagi @ketua@kominfo.demo.test";
        room.says("andi@dinkes", &ticket, Visibility::Internal, words).await;
        assert_eq!(room.told().await, ["ketua@kominfo mentioned"], "once");
        let words = "Mohon dibantu @ketua@kominfo.demo.test dan @wayan@dikbud.demo.test dan @siti@dinkes.demo.test";
        room.says("andi@dinkes", &ticket, Visibility::Public, words).await;
        assert_eq!(room.told().await, ["ketua@kominfo mentioned"], "not who may not see it, not the requester");
    }

    async fn who_wants_no_letters_of_their_work_gets_none_but_their_own(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Off).await;
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.told().await, ["siti@dinkes received"]);
        room.reports("andi@dinkes", "laptop saya").await;
        assert_eq!(room.told().await, ["andi@dinkes received"], "a receipt is no letter of their work");
    }

    async fn who_wants_them_each_morning_gets_them_at_half_past_seven(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.sends().await.sent, 1);
        room.passes(chrono::TimeDelta::hours(23));
        assert_eq!(room.sends().await.sent, 0, "Tuesday, 07.15");
        room.passes(chrono::TimeDelta::minutes(15));
        assert_eq!(room.sends().await.sent, 1, "Tuesday, 07.30");
        assert_eq!(room.read()[1].to, "andi@dinkes");
    }

    async fn who_has_left_gets_nothing(room: MailRoom) {
        let mut room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        let leave = |conn: &mut jenjang::db::DbConn, who: &str| {
            diesel::update(people::table.filter(people::email.eq(address(who))))
                .set(people::active.eq(false))
                .execute(conn)?;
            Ok(())
        };
        room.arranges(move |conn| leave(conn, "andi@dinkes")).await;
        assert_eq!(room.considers().await, 1);
        room.arranges(move |conn| leave(conn, "siti@dinkes")).await;
        assert_eq!(room.delivers().await.refused, 1, "also if they leave between the act and the letter");
        let outbox = room.outbox().await;
        assert!(outbox[0].3.as_deref().unwrap().contains("not active"), "{outbox:?}");
        assert_eq!(room.read().len(), 0);
    }

    async fn a_restricted_ticket_is_told_to_its_handlers_only(room: MailRoom) {
        let mut room = room;
        let wish = Open { classification: Some(Classification::PersonalData), ..report("A1", "NIK bocor") };
        let ticket = room.opens("siti@dinkes", wish).await;
        assert!(ticket.restricted);
        assert_eq!(room.told().await, ["andi@dinkes new_ticket", "siti@dinkes received"]);
        room.escalates("andi@dinkes", &ticket, "Sudah dihapus").await;
        assert_eq!(room.told().await, ["fajar@kominfo escalation", "siti@dinkes escalated"]);
        room.returns("fajar@kominfo", &ticket, "a").await;
        room.escalates("andi@dinkes", &ticket, "b").await;
        room.returns("fajar@kominfo", &ticket, "c").await;
        let told = room.told().await;
        assert!(!told.contains(&"ketua@kominfo bounced".to_owned()), "the supervisor may not see it: {told:?}");
        let emergency = Open {
            kind: Some(Kind::SecurityIncident),
            impact: Some(jenjang::desk::words::Impact::Wide),
            urgency: Some(jenjang::desk::words::Urgency::High),
            ..report("E1", "slot gacor")
        };
        room.opens("siti@dinkes", emergency).await;
        assert_eq!(room.told().await, ["siti@dinkes received", "yusuf@kominfo new_ticket"]);
    }

    async fn every_kind_of_event_is_considered(room: MailRoom) {
        let mut room = room;
        let now = room.now();
        let person = PersonId::new();
        room.arranges(move |conn| {
            for kind in EventKind::ALL {
                for record in [RecordKind::Person, RecordKind::Ticket] {
                    jenjang::desk::events::record(conn, NewEvent::new(record, person, *kind, None, now))?;
                }
            }
            Ok(())
        })
        .await;
        assert_eq!(room.considers().await, EventKind::ALL.len() * 2);
        assert_eq!(room.unconsidered().await, 0);
        assert_eq!(room.told().await, Vec::<String>::new(), "of tickets that are not there nobody is told");
    }
}
