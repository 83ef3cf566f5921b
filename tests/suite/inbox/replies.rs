//! An answer finds its ticket, does what the requester means by it, and is no way in for those who take no part in it.

use std::collections::HashSet;

use jenjang::desk::inbox::{Fate, State};
use jenjang::desk::tickets::{self, Merge, Number, Ticket};
use jenjang::desk::words::{Status, Tier, Visibility};

use super::post::{Line, PostRoom, eml};
use crate::both;
use crate::mail::room::Mail;

const SITI: &str = "Siti Rahmawati <siti@dinkes.demo.test>";

fn fate(line: &Line) -> (Option<Fate>, Option<&str>) {
    (line.fate, line.reason.as_deref())
}

/// An answer to the last letter somebody got.
async fn answer(post: &mut PostRoom, who: &str, id: &str, body: &str) -> Line {
    let letter = post.last_letter_to(who).await;
    let headers = format!("Subject: Re: {}\nIn-Reply-To: <{}>", letter.subject, letter.message_id);
    post.gets(&eml(&format!("{who}.demo.test"), id, &headers, body)).await
}

fn number(ticket: &Ticket) -> Number {
    ticket.spoken()
}

/// What a mail program reads of a message to put it beside others: its name and the names it refers to.
type Refers = (String, Vec<String>);

fn of_mail(mail: &Mail) -> Refers {
    (mail.message_id.clone(), mail.references.iter().chain(&mail.in_reply_to).cloned().collect())
}

/// How many conversations a mail program makes of messages: those that refer to one another, or to a third, are one.
fn conversations(messages: &[Refers]) -> usize {
    let mut groups: Vec<HashSet<&str>> = Vec::new();
    for (id, refers) in messages {
        let mut own: HashSet<&str> = refers.iter().map(String::as_str).chain([id.as_str()]).collect();
        groups.retain(|group| {
            let apart = group.is_disjoint(&own);
            if !apart {
                own.extend(group);
            }
            apart
        });
        groups.push(own);
    }
    groups.len()
}

both! {
    async fn a_tickets_whole_life_is_one_conversation_for_who_wrote_it(post: PostRoom) {
        let mut post = post;
        let mut hers: Vec<Refers> = Vec::new();
        let named = |id: &str| format!("{id}@kantor.test");
        let first = post.gets(&eml(SITI, "first", "Subject: Jaringan putus", "Putus sejak pagi.")).await;
        hers.push((named("first"), Vec::new()));
        let ticket = post.ticket(&first).await;
        let received = post.last_letter_to("siti@dinkes").await;
        assert_eq!(received.in_reply_to, Some(named("first")), "the desk's first letter answers her message");
        post.room.takes("andi@dinkes", &ticket).await;
        post.room.asks("andi@dinkes", &ticket, "Di ruang mana?").await;
        let question = post.last_letter_to("siti@dinkes").await;
        assert_eq!(question.in_reply_to.as_ref(), Some(&received.message_id));
        answer(&mut post, "siti@dinkes", "room", "Ruang gizi").await;
        hers.push((named("room"), vec![question.message_id.clone()]));
        post.room.resolves("andi@dinkes", &ticket, "Kabel diganti").await;
        let solved = post.last_letter_to("siti@dinkes").await;
        assert_eq!(solved.in_reply_to, Some(named("room")), "what follows her answer answers it");
        answer(&mut post, "siti@dinkes", "still", "Masih putus").await;
        hers.push((named("still"), vec![solved.message_id.clone()]));
        post.room.resolves("andi@dinkes", &ticket, "Router diganti").await;
        post.room.closes("andi@dinkes", &ticket).await;
        post.room.sends().await;
        let letters: Vec<_> = post.room.read().into_iter().filter(|mail| mail.to == "siti@dinkes").collect();
        assert!(letters.len() >= 5, "{letters:#?}");
        hers.extend(letters.iter().map(of_mail));
        assert_eq!(conversations(&hers), 1, "{hers:#?}");
        let his: Vec<_> = post.room.read().iter().filter(|mail| mail.to == "andi@dinkes").map(of_mail).collect();
        assert!(his.len() >= 3 && conversations(&his) == 1, "{his:#?}");
        assert!(!his.iter().any(|(_, refers)| refers.contains(&named("first"))), "her messages are not his");
        // What is no name, or one nobody can be sure of, is not repeated.
        let strange = format!("{}@kantor.test", "x".repeat(400));
        let other = post.gets(&eml(SITI, &strange.replace("@kantor.test", ""), "Subject: Printer macet", "Macet.")).await;
        let other = post.ticket(&other).await;
        let letter = post.last_letter_to("siti@dinkes").await;
        assert!(letter.subject.contains(&other.number) && letter.in_reply_to.is_none(), "{letter:#?}");
        hers.extend([of_mail(&letter)]);
        assert_eq!(conversations(&hers), 2);
    }

    async fn an_answer_is_a_comment_and_its_staff_hear_of_it(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let line = answer(&mut post, "siti@dinkes", "a", "Sekarang malah putus.").await;
        assert_eq!((fate(&line), line.ticket), ((Some(Fate::Comment), None), Some(ticket.id)));
        assert_eq!(post.said_on(&ticket).await, [(None, "Sekarang malah putus.".to_owned())]);
        assert_eq!(post.room.told().await, ["andi@dinkes requester_replied"]);
        assert_eq!(post.tickets().await.len(), 1);
    }

    async fn an_answer_to_a_question_ends_the_wait(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        post.room.takes("andi@dinkes", &ticket).await;
        post.room.asks("andi@dinkes", &ticket, "Di ruang mana?").await;
        let line = answer(&mut post, "siti@dinkes", "a", "Ruang gizi").await;
        assert_eq!(fate(&line), (Some(Fate::Comment), Some("end_wait")));
        assert_eq!(post.again(&ticket).await.status, Status::InProgress);
    }

    async fn an_answer_to_a_solution_reopens_unless_it_is_thanks(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        post.room.takes("andi@dinkes", &ticket).await;
        post.room.resolves("andi@dinkes", &ticket, "Kabel diganti").await;
        let thanks = answer(&mut post, "siti@dinkes", "a", "Terima kasih banyak Pak Andi.\n\nSiti").await;
        assert_eq!(fate(&thanks), (Some(Fate::Comment), None));
        assert_eq!(post.again(&ticket).await.status, Status::Resolved);
        let still = answer(&mut post, "siti@dinkes", "b", "Terima kasih, tetapi masih lemot").await;
        assert_eq!(fate(&still), (Some(Fate::Comment), Some("reopen")));
        assert_eq!(post.again(&ticket).await.status, Status::InProgress);
        assert!(post.room.told().await.contains(&"andi@dinkes came_back".to_owned()));
    }

    async fn an_answer_to_a_closed_ticket_takes_it_up_in_a_new_one(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        post.room.takes("andi@dinkes", &ticket).await;
        post.room.resolves("andi@dinkes", &ticket, "Kabel diganti").await;
        post.room.closes("siti@dinkes", &ticket).await;
        let thanks = answer(&mut post, "siti@dinkes", "a", "ok, terima kasih").await;
        assert_eq!(fate(&thanks), (Some(Fate::Ignored), Some("thanks")));
        let again = answer(&mut post, "siti@dinkes", "b", "Lemot lagi hari ini").await;
        assert_eq!(fate(&again), (Some(Fate::Ticket), Some("continues")));
        let new = post.ticket(&again).await;
        assert_ne!(new.id, ticket.id);
        let of_new = number(&new);
        let seen = post.room.acts("siti@dinkes", move |conn, actor, now| tickets::overview(conn, actor, &of_new, now)).await;
        assert_eq!(seen.links.iter().map(|link| link.number.as_str()).collect::<Vec<_>>(), [ticket.number.as_str()]);
    }

    async fn the_time_to_dispute_a_solution_goes_by(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        post.room.takes("andi@dinkes", &ticket).await;
        post.room.resolves("andi@dinkes", &ticket, "Kabel diganti").await;
        post.room.sends().await;
        post.room.passes(chrono::TimeDelta::days(20));
        let late = answer(&mut post, "siti@dinkes", "a", "Masih lemot").await;
        assert_eq!(fate(&late), (Some(Fate::Ticket), Some("continues")));
        assert_eq!(post.again(&ticket).await.status, Status::Resolved);
    }

    async fn staff_answer_in_their_own_name(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let line = answer(&mut post, "andi@dinkes", "a", "Kami periksa sebentar lagi.").await;
        assert_eq!(fate(&line), (Some(Fate::Comment), None));
        assert_eq!(post.said_on(&ticket).await, [(Some(Tier::One), "Kami periksa sebentar lagi.".to_owned())]);
        assert_eq!(post.again(&ticket).await.status, Status::InProgress, "work has begun");
    }

    async fn the_tickets_own_address_leads_to_it_and_a_forged_one_to_nothing(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        let reply = letter.raw.lines().find_map(|line| line.strip_prefix("Reply-To: ")).unwrap().trim().to_owned();
        assert!(reply.starts_with("layanan+") && reply.ends_with("@parigi.test"), "{reply}");
        let there = post.gets(&eml(SITI, "a", &format!("Subject: x\nCc: {}", reply.to_uppercase()), "Masih lemot")).await;
        assert_eq!((there.fate, there.ticket), (Some(Fate::Comment), Some(ticket.id)));
        let forged = reply.replace('+', "+a");
        let new = post.gets(&eml(SITI, "b", &format!("Subject: Printer macet\nCc: {forged}"), "Printer macet")).await;
        assert_eq!(new.fate, Some(Fate::Ticket));
    }

    async fn a_number_in_the_subject_leads_only_those_who_take_part(post: PostRoom) {
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let subject = format!("Subject: Re: [{}] jaringan", ticket.number);
        let own = post.gets(&eml(SITI, "a", &subject, "Masih lemot")).await;
        assert_eq!((own.fate, own.ticket), (Some(Fate::Comment), Some(ticket.id)));
        for (id, stranger) in ["made@dinkes.demo.test", "rini@dikbud.demo.test"].into_iter().enumerate() {
            let line = post.gets(&eml(stranger, &format!("s{id}"), &subject, "Saya juga")).await;
            assert_eq!(line.fate, Some(Fate::Ticket), "their own matter");
            assert_ne!(line.ticket, Some(ticket.id));
        }
        assert_eq!(post.said_on(&ticket).await.len(), 1);
    }

    async fn a_colleague_in_copy_joins_and_sees_no_more_than_before(post: PostRoom) {
        let mut post = post;
        let first = post.gets(&eml(SITI, "a", "Subject: Jaringan putus\nCc: I Made <made@dinkes.demo.test>", "Jaringan putus")).await;
        let ticket = post.ticket(&first).await;
        post.room.told().await;
        let joined = post.gets(&eml("made@dinkes.demo.test", "b", "Subject: Re: Jaringan putus\nIn-Reply-To: <a@kantor.test>", "Di ruang saya juga.")).await;
        assert_eq!((joined.fate, joined.ticket), (Some(Fate::Joined), Some(ticket.id)));
        assert_eq!(post.said_on(&ticket).await, [(None, "Di ruang saya juga.".to_owned())]);
        assert_eq!(post.room.told().await, ["andi@dinkes requester_replied"]);
        let seen = number(&ticket);
        let sees = post.room.acts("made@dinkes", move |conn, actor, _| Ok(tickets::show(conn, actor, &seen).is_ok())).await;
        assert!(!sees, "no one sees what is not theirs");
        // Everybody answers everybody: it stays one ticket.
        let all = post.gets(&eml(SITI, "c", "Subject: Re: Jaringan putus\nIn-Reply-To: <b@kantor.test>\nReferences: <a@kantor.test> <b@kantor.test>", "Betul, satu lantai.")).await;
        assert_eq!((all.fate, all.ticket), (Some(Fate::Comment), Some(ticket.id)));
        // Somebody of another office got it passed on, and somebody nobody knows.
        for (id, from) in ["rini@dikbud.demo.test", "siapa@example.test"].into_iter().enumerate() {
            let raw = eml(from, &format!("x{id}"), "Subject: Re: Jaringan putus\nIn-Reply-To: <a@kantor.test>", "Ikut");
            assert_eq!(post.gets(&raw).await.state, State::Quarantined, "{from}");
        }
        assert_eq!(post.tickets().await.len(), 1);
        assert_eq!(post.said_on(&ticket).await.len(), 2);
    }

    async fn an_answer_to_a_merged_ticket_goes_to_the_one_that_goes_on(post: PostRoom) {
        let mut post = post;
        let stays = post.room.reports("made@dinkes", "jaringan putus").await;
        let ends = post.room.reports("siti@dinkes", "jaringan lemot").await;
        post.room.sends().await;
        let (one, other) = (number(&ends), stays.number.clone());
        post.room.acts("andi@dinkes", move |conn, actor, now| {
            tickets::merge(conn, actor, &one, None, &Merge { into: other, ..Merge::default() }, now)
        }).await;
        let line = answer(&mut post, "siti@dinkes", "a", "Bagaimana kabarnya?").await;
        assert_eq!((line.fate, line.ticket), (Some(Fate::Joined), Some(stays.id)));
        assert_eq!(post.said_on(&stays).await.len(), 1);
    }

    async fn what_was_quoted_is_folded_away_and_not_lost(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let quoted = "Sudah normal di lantai 2, lantai 3 belum.\r\n\r\nPada Sen, 23 Nov 2026 pukul 08.15 Service Desk <layanan@parigi.test> menulis:\r\n> Laporan sudah kami terima.\r\n";
        let line = answer(&mut post, "siti@dinkes", "a", quoted).await;
        assert_eq!(line.fate, Some(Fate::Comment));
        assert_eq!(post.said_on(&ticket).await, [(None, "Sudah normal di lantai 2, lantai 3 belum.".to_owned())]);
        let of = ticket.clone();
        let kept = post.room.app.db.read(move |conn| jenjang::desk::inbox::originals(conn, &of)).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert!(kept[0].cut.contains("Laporan sudah kami terima") && kept[0].comment.is_some(), "{kept:?}");
    }

    async fn a_restricted_ticket_is_answered_by_its_people_alone(post: PostRoom) {
        let first = post.gets(&eml(SITI, "a", "Subject: Website kami diretas, defacement judol\nCc: made@dinkes.demo.test", "Website kami diretas judol")).await;
        let ticket = post.ticket(&first).await;
        assert!(ticket.restricted, "{ticket:?}");
        let line = post.gets(&eml("made@dinkes.demo.test", "b", "Subject: Re\nIn-Reply-To: <a@kantor.test>", "Saya lihat juga")).await;
        assert_eq!(fate(&line), (Some(Fate::Quarantined), Some("not_taking_part")));
        post.room.says("siti@dinkes", &ticket, Visibility::Public, "Masih").await;
    }
}
