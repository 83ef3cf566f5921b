//! Machines that write to machines: nothing is opened, nothing is answered.

use jenjang::desk::inbox::Fate;

use super::post::{PostRoom, eml};
use crate::both;

both! {
    async fn what_comes_from_ourselves_or_from_a_machine_brings_nothing(post: PostRoom) {
        let mut post = post;
        for (id, from, headers, reason) in [
            ("a", "servicedesk@parigi.test", "Subject: Tiket", "own_address"),
            ("b", "layanan+abc@parigi.test", "Subject: Tiket", "own_address"),
            ("c", "dinkes@parigi.test", "Subject: Tiket", "own_address"),
            ("d", "siti@dinkes.demo.test", "Subject: Saya cuti\nAuto-Submitted: auto-replied", "auto_submitted"),
        ] {
            let line = post.gets(&eml(from, id, headers, "Kami terima")).await;
            assert_eq!((line.fate, line.reason.as_deref()), (Some(Fate::Ignored), Some(reason)), "{from}");
        }
        assert_eq!((post.tickets().await.len(), post.room.told().await.len()), (0, 0));
    }

    async fn an_automatic_answer_to_a_letter_ends_the_exchange(post: PostRoom) {
        let mut post = post;
        let ticket = post.room.reports("siti@dinkes", "jaringan lemot").await;
        let letter = post.last_letter_to("siti@dinkes").await;
        let headers = format!("Subject: Re: {}\nIn-Reply-To: <{}>\nAuto-Submitted: auto-replied", letter.subject, letter.message_id);
        let line = post.gets(&eml("siti@dinkes.demo.test", "a", &headers, "Saya sedang cuti")).await;
        assert_eq!(line.fate, Some(Fate::Ignored));
        assert_eq!(post.said_on(&ticket).await, []);
        assert_eq!(post.room.told().await, Vec::<String>::new());
    }
}
