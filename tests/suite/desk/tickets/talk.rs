//! Replies, notes, questions and mentions.

use jenjang::desk::events;
use jenjang::desk::tickets::{self, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report, wrong};
use crate::support::office;
use crate::{both, refused};

both! {
    async fn the_requesters_answer_ends_the_wait_for_it(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        assert_eq!(wrong(andi.asks(&ticket, " ").await), ["question: required"]);
        let waiting = andi.asks(&ticket, "sejak jam berapa, Bu?").await.unwrap();
        assert_eq!(waiting.stage(), Stage::WaitingRequester);
        let answered = siti.says(&ticket, Visibility::Public, "sejak jam 7").await.unwrap();
        assert_eq!(answered.status, Status::InProgress);
        let seen = siti.sees(&ticket).await.unwrap();
        assert_eq!(seen.comments.len(), 2, "the question is a public reply");
        assert_eq!(seen.waits[0].ended_by_id, Some(siti.actor.id));
    }

    async fn the_first_reply_of_the_holder_begins_the_work(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        siti.says(&ticket, Visibility::Public, "masih lemot, Pak").await.unwrap();
        assert_eq!(house.ticket(&ticket).await.status, Status::New);
        andi.says(&ticket, Visibility::Internal, "cek dulu").await.unwrap();
        assert_eq!(house.ticket(&ticket).await.status, Status::New, "a note is no answer");
        andi.says(&ticket, Visibility::Public, "kami cek, Bu").await.unwrap();
        assert_eq!(house.ticket(&ticket).await.status, Status::InProgress);
    }

    async fn notes_are_for_staff_and_each_tier_has_its_own(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let kadis = house.someone("kadis@dinkes").await;
        let ticket = siti.opens(report()).await.unwrap();
        refused!(siti.says(&ticket, Visibility::Internal, "x").await, TicketError::Denied(_));
        refused!(andi.says(&ticket, Visibility::Tier2, "x").await, TicketError::Denied(_));
        refused!(kadis.says(&ticket, Visibility::Public, "x").await, TicketError::Denied(_));
        andi.says(&ticket, Visibility::Internal, "pegawai baru, belum paham").await.unwrap();
        assert_eq!(kadis.sees(&ticket).await.unwrap().comments.len(), 1, "the head reads what Tier 1 notes");
    }

    async fn who_is_named_in_a_note_may_read_it(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let id = ticket.id;
        let last = || async {
            let lines = house.db.read::<_, jenjang::db::DbError, _>(move |conn| events::history(conn, id)).await.unwrap();
            lines.last().unwrap().data.0["mentions"].as_array().unwrap().len()
        };
        for (body, expected) in [
            ("@siti@dinkes.demo.test", "body: mention_unseen"),
            ("@siapa@entah.test", "body: mention_unseen"),
            ("tolong @wayan@dikbud.demo.test", "body: mention_unseen"),
            ("tolong @Wayan cek", "body: mention_unseen"),
            ("@Fajar Nugraha, tolong", "body: mention_unseen"),
        ] {
            assert_eq!(wrong(andi.says(&ticket, Visibility::Internal, body).await), [expected], "{body}");
        }
        // Names of nobody who works here are words like others.
        andi.says(&ticket, Visibility::Internal, "@Siti sudah dihubungi, 5 @ 10.000, a@b").await.unwrap();
        assert_eq!(last().await, 0);
        andi.says(&ticket, Visibility::Internal, "@ketua@kominfo.demo.test, @nurhayati dan @HASAN mohon arahan").await.unwrap();
        assert_eq!(last().await, 2, "the supervisor once, and the head of the agency");
        let seen = andi.sees(&ticket).await.unwrap();
        assert_eq!(seen.comments.last().unwrap().body, "@ketua@kominfo.demo.test, @dr. Nurhayati dan @Hasan Tawil mohon arahan");
        // After an escalation its engineers see it, and can be named; the notes of Tier 2 are not for Tier 1.
        andi.escalates(&ticket, question()).await.unwrap();
        andi.says(&ticket, Visibility::Internal, "@Fajar Nugraha tolong").await.unwrap();
        assert_eq!(last().await, 1);
        let fajar = house.someone("fajar@kominfo").await;
        assert_eq!(wrong(fajar.says(&ticket, Visibility::Tier2, "@Andi Baso").await), ["body: mention_unseen"]);
        // Replies name by address alone, and tell only those who may read them.
        andi.says(&ticket, Visibility::Public, "@Wayan @wayan@dikbud.demo.test @ketua@kominfo.demo.test").await.unwrap();
        assert_eq!(last().await, 1);
    }

    async fn a_name_that_fits_several_is_asked_for_in_full(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = andi.opens(report()).await.unwrap();
        let now = andi.now;
        let another = move |conn: &mut jenjang::db::DbConn| {
            let id = office::person(conn, "hasan@kominfo.demo.test", "Hasan Basri, S.Kom.", "kominfo", "x", now)?;
            office::grant(conn, id, Role::Supervisor, None, None, now)?;
            Ok::<_, jenjang::db::DbError>(())
        };
        house.db.write(another).await.unwrap();
        assert_eq!(wrong(andi.says(&ticket, Visibility::Internal, "@Hasan cek").await), ["body: mention_several"]);
        andi.says(&ticket, Visibility::Internal, "@hasan basri cek").await.unwrap();
        let seen = andi.sees(&ticket).await.unwrap();
        assert_eq!(seen.comments.last().unwrap().body, "@Hasan Basri cek");
    }

    async fn a_draft_is_ones_own_and_goes_when_it_is_sent(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let number = ticket.spoken();
        let keep = number.clone();
        andi.does(move |conn, actor, now| tickets::keep_draft(conn, actor, &keep, Visibility::Public, "kami ce", now))
            .await
            .unwrap();
        assert_eq!(andi.sees(&ticket).await.unwrap().draft.as_deref(), Some("kami ce"));
        assert_eq!(siti.sees(&ticket).await.unwrap().draft, None);
        andi.says(&ticket, Visibility::Public, "kami cek").await.unwrap();
        assert_eq!(andi.sees(&ticket).await.unwrap().draft, None);
    }
}
