//! What letters say (`src/mail/letters.rs`, `templates/mail`).

use chrono::TimeDelta;
use jenjang::desk::tickets::{self, HandOff, Open};
use jenjang::desk::words::{Classification, Impact, Language, Party, Urgency, Visibility};

use super::room::{Mail, MailRoom, number, report};
use crate::both;

/// The letters to one person, oldest first.
fn to<'a>(mails: &'a [Mail], who: &str) -> Vec<&'a Mail> {
    mails.iter().filter(|mail| mail.to == who).collect()
}

fn says(mail: &Mail, words: &[&str]) {
    for word in words {
        assert!(mail.text.contains(word), "{word:?} is not in the text\n{}", mail.text);
        assert!(mail.html.contains(word), "{word:?} is not in the HTML\n{}", mail.html);
    }
}

both! {
    async fn a_receipt_is_a_proper_letter_in_indonesian(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.sends().await;
        let mails = room.read();
        let mail = to(&mails, "siti@dinkes")[0];
        assert_eq!(mail.subject, format!("[{}] Tiket Anda kami terima", ticket.number));
        assert_eq!((mail.to_name.as_str(), mail.from.as_str()), ("Siti Rahmawati", "servicedesk@parigi.test"));
        assert_eq!(mail.automatic, "auto-generated");
        let link = format!("https://layanan.parigi.test/tickets/{}", ticket.number);
        says(
            mail,
            &[
                "Yth. Bapak/Ibu Siti Rahmawati,",
                &ticket.number,
                "jaringan lemot",
                "Senin, 23 November 2026 pukul 08.15 WITA",
                "Tahap saat ini",
                "Baru",
                "Ditangani oleh",
                "Tier 1 Dinas Kesehatan",
                "P4 Rendah",
                &link,
                "Hormat kami,",
                "Service Desk Dinas Komunikasi dan Informatika",
                "sebagai pemilik tiket",
            ],
        );
        assert!(mail.raw.is_ascii(), "any server can carry it");
        assert!(mail.html.contains("prefers-color-scheme: dark"));
        for foreign in ["<script", "<img", "http://", "{{"] {
            assert!(!mail.html.contains(foreign), "{foreign}");
        }
        assert!(!mail.text.contains('<') && !mail.text.contains("&amp;"), "{}", mail.text);
    }

    async fn who_speaks_english_is_written_to_in_english(room: MailRoom) {
        let mut room = room;
        room.speaks("siti@dinkes", Language::En).await;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.escalates("andi@dinkes", &ticket, "Restart router").await;
        room.sends().await;
        let mails = room.read();
        let english = to(&mails, "siti@dinkes");
        let subjects: Vec<_> = english.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(
            subjects,
            [
                format!("[{}] We have received your ticket", ticket.number),
                format!("[{}] Your ticket went to Tier 2", ticket.number)
            ]
        );
        says(english[1], &["Dear Siti Rahmawati,", "Stage now", "Tim Jaringan (Tier 2)", "Kind regards,"]);
        let indonesian = to(&mails, "fajar@kominfo")[0];
        assert!(indonesian.subject.ends_with("Eskalasi untuk tim Anda: jaringan lemot"), "{}", indonesian.subject);
        says(indonesian, &["Langkah yang sudah dicoba", "Restart router", "Andi Baso", "Dinas Kesehatan"]);
        says(indonesian, &["sebagai anggota tim yang menangani tiket"]);
    }

    async fn each_letter_passes_on_the_words_that_matter(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.asks("andi@dinkes", &ticket, "Sejak jam berapa?\nDi semua ruangan?").await;
        room.says("siti@dinkes", &ticket, Visibility::Public, "Sejak jam 7 <b>pagi</b>").await;
        room.escalates("andi@dinkes", &ticket, "Restart router").await;
        room.returns("fajar@kominfo", &ticket, "Ukur dengan speedtest").await;
        room.resolves("andi@dinkes", &ticket, "Konektor diganti").await;
        room.reopens("siti@dinkes", &ticket, "Putus lagi").await;
        room.sends().await;
        let mails = room.read();
        let (siti, andi) = (to(&mails, "siti@dinkes"), to(&mails, "andi@dinkes"));
        says(siti[1], &["Pertanyaan", "Sejak jam berapa?", "Di semua ruangan?", "Andi Baso mengajukan pertanyaan"]);
        assert!(andi[1].text.contains("> Sejak jam 7 <b>pagi</b>"), "{}", andi[1].text);
        assert!(andi[1].html.contains("Sejak jam 7 &lt;b&gt;pagi&lt;/b&gt;"), "{}", andi[1].html);
        says(andi[2], &["Keterangan belum lengkap", "Ukur dengan speedtest", "Fajar Nugraha mengembalikan"]);
        says(siti[3], &["Solusi", "Konektor diganti"]);
        says(andi[3], &["Alasan", "Putus lagi", "Siti Rahmawati membuka kembali"]);
    }

    async fn until_when_is_said_where_it_is_known(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        let (wanted, request) = (
            number(&ticket),
            HandOff {
                party: Party::Isp,
                party_name: "PT Jaringan Contoh".into(),
                reference: None,
                promised_at: Some("2026-11-24T03:00:00Z".parse().unwrap()),
            },
        );
        room.acts("andi@dinkes", move |conn, actor, now| {
            tickets::hand_off(conn, actor, &wanted, None, &request, now)
        })
        .await;
        room.sends().await;
        says(to(&room.read(), "siti@dinkes")[0], &["Dijanjikan pihak luar", "Selasa, 24 November 2026 pukul 11.00 WITA"]);
        room.resolves("andi@dinkes", &ticket, "ISP memperbaiki").await;
        room.sends().await;
        says(to(&room.read(), "siti@dinkes")[1], &["Ditutup otomatis", "Kamis, 26 November 2026 pukul 08.15 WITA"]);
    }

    async fn the_requester_is_told_until_when_everything_is_promised(room: MailRoom) {
        let mut room = room;
        // Monday 08.15, P4: an answer within 7.5 working hours, a solution within 37.5 of them.
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.escalates("andi@dinkes", &ticket, "Restart router").await;
        room.sends().await;
        room.accepts("fajar@kominfo", &ticket).await;
        room.resolves("fajar@kominfo", &ticket, "Port diganti").await;
        room.sends().await;
        room.passes(TimeDelta::hours(24));
        room.reopens("andi@dinkes", &ticket, "Putus lagi").await;
        room.sends().await;
        let mails = room.read();
        let siti = to(&mails, "siti@dinkes");
        let solution = "paling lambat Senin, 30 November 2026 pukul 08.15 WITA";
        says(siti[0], &["Kami menanggapi paling lambat Selasa, 24 November 2026 pukul 08.15 WITA, dan menyelesaikan", solution]);
        says(siti[1], &["Janji kami tetap: selesai", solution]);
        assert!(!siti[2].text.contains("paling lambat"), "it is solved: {}", siti[2].text);
        says(siti[3], &["Kami menyelesaikan paling lambat Selasa, 1 Desember 2026 pukul 08.15 WITA"]);
        let staff = mails.iter().filter(|mail| mail.to != "siti@dinkes");
        assert!(staff.into_iter().all(|mail| !mail.text.contains("Janji kami")), "what is promised is said to whom it is promised");
    }

    async fn who_is_warned_reads_which_clock_and_why(room: MailRoom) {
        let mut room = room;
        let wish = Open { impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report("A1", "internet mati total") };
        let ticket = room.opens("siti@dinkes", wish).await;
        room.escalates("andi@dinkes", &ticket, "Restart router").await;
        room.sends().await;
        // P1: to be taken over within 15 minutes.
        room.passes(TimeDelta::minutes(16));
        room.sweeps().await;
        room.sends().await;
        let mails = room.read();
        let warned = |who: &str, words: &str| {
            let found = to(&mails, who).into_iter().find(|mail| mail.text.contains(words));
            found.unwrap_or_else(|| panic!("no {words:?} to {who}")).clone()
        };
        let fajar = warned("fajar@kominfo", "Waktu tiket ini hampir habis. Waktu ambil alih (OLA) sudah terpakai 75 %");
        says(&fajar, &["Mohon ambil alih tiket ini", "Senin, 23 November 2026 pukul 08.30 WITA", "Dari mana tenggat ini?"]);
        assert!(fajar.text.contains(&format!("/tickets/{}/clocks/take_over?seq=2", ticket.number)), "{}", fajar.text);
        let ketua = warned("ketua@kominfo", "Tiket ini lewat tenggat. Waktu ambil alih (OLA) seharusnya terpenuhi");
        assert!(ketua.subject.contains("Lewat tenggat: Waktu ambil alih (OLA)"), "{}", ketua.subject);
        assert_eq!(to(&mails, "siti@dinkes").len(), 2, "the requester is not told of clocks");
    }

    async fn a_letter_of_a_restricted_ticket_carries_number_stage_and_link_only(room: MailRoom) {
        let mut room = room;
        let wish = Open {
            classification: Some(Classification::PersonalData),
            description: "daftar NIK warga".into(),
            ..report("A1", "NIK bocor")
        };
        let ticket = room.opens("siti@dinkes", wish).await;
        room.asks("andi@dinkes", &ticket, "Halaman yang mana?").await;
        room.says("siti@dinkes", &ticket, Visibility::Public, "Halaman BLT").await;
        room.escalates("andi@dinkes", &ticket, "Sudah dihapus").await;
        let mut sent = room.sends().await.sent;
        room.returns("fajar@kominfo", &ticket, "Lapor juga").await;
        room.escalates("andi@dinkes", &ticket, "Sudah dilapor").await;
        room.considers().await;
        room.returns("fajar@kominfo", &ticket, "Cukup").await;
        room.resolves("andi@dinkes", &ticket, "Dihapus dari indeks").await;
        room.reopens("siti@dinkes", &ticket, "Masih ada").await;
        let last = room.sends().await;
        assert_eq!(last.refused, 1, "Tier 2 may not see it any more, so the letter about it does not go");
        sent += last.sent;
        let mails = room.read();
        assert!(sent == 11 && mails.len() == sent, "{sent}");
        let stage = |mail: &Mail| ["Dieskalasi", "Ditangani Tier 1"].into_iter().find(|stage| mail.text.contains(stage));
        for mail in &mails {
            assert_eq!(mail.subject, format!("[{}] Ada perkembangan pada tiket", ticket.number));
            says(mail, &[&ticket.number, stage(mail).unwrap(), &format!("/tickets/{}", ticket.number)]);
            for secret in [
                "NIK", "bocor", "warga", "Halaman", "BLT", "dihapus", "Dihapus", "indeks", "Lapor", "Masih",
                "Kurang", "Dinas Kesehatan", "Andi Baso, ", "Fajar Nugraha, ", "Prioritas", "P4",
            ] {
                let told = [&mail.subject, &mail.text, &mail.html].iter().any(|part| part.contains(secret));
                assert!(!told, "{secret:?} in {}\n{}", mail.to, mail.text);
            }
            if mail.to != "siti@dinkes" {
                assert!(!mail.text.contains("Siti"), "{}", mail.text);
            }
        }
    }

    async fn a_tickets_letters_are_one_conversation(room: MailRoom) {
        let mut room = room;
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        let other = room.reports("siti@dinkes", "printer ga kebaca").await;
        room.sends().await;
        room.asks("andi@dinkes", &ticket, "Sejak kapan?").await;
        room.sends().await;
        room.resolves("andi@dinkes", &ticket, "Konektor diganti").await;
        room.sends().await;
        let mails = room.read();
        let siti = to(&mails, "siti@dinkes");
        let first = siti.iter().find(|mail| mail.subject.contains(&ticket.number)).unwrap();
        let apart = siti.iter().find(|mail| mail.subject.contains(&other.number)).unwrap();
        assert_eq!(first.in_reply_to, None);
        let root = first.references[0].clone();
        assert!(root.ends_with("@parigi.test"));
        assert_eq!(siti[2].in_reply_to.as_ref(), Some(&first.message_id));
        assert_eq!(siti[2].references, [root.clone(), first.message_id.clone()]);
        assert_eq!(siti[3].in_reply_to.as_ref(), Some(&siti[2].message_id));
        assert_eq!(siti[3].references, [root.clone(), siti[2].message_id.clone()]);
        assert_ne!(apart.references[0], root, "another ticket is another conversation");
        let andi = to(&mails, "andi@dinkes");
        let his = andi.iter().find(|mail| mail.subject.contains("jaringan")).unwrap();
        assert_eq!(his.references[0], root, "everybody's letters hang on the same root");
        let ids: std::collections::HashSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
        assert_eq!(ids.len(), mails.len());
    }

    async fn long_and_strange_words_do_no_harm(room: MailRoom) {
        let mut room = room;
        let title = "ü<i>".to_owned() + &"jaringan ".repeat(20);
        let wish = Open { description: "baris\n".repeat(3_000), ..report("A1", title.trim()) };
        let ticket = room.opens("siti@dinkes", wish).await;
        room.sends().await;
        let mails = room.read();
        let mail = to(&mails, "andi@dinkes")[0];
        assert!(mail.subject.starts_with(&format!("[{}] Tiket baru: ü<i>jaringan", ticket.number)));
        assert!(mail.subject.ends_with('…') && mail.subject.chars().count() < 170);
        assert!(mail.html.contains("ü&lt;i&gt;jaringan") && !mail.html.contains("<i>"));
        says(mail, &["… (selengkapnya pada tiket)"]);
        assert!(mail.raw.lines().all(|line| line.len() < 998), "lines as long as RFC 5322 allows");
    }
}
