//! Everyone is told what concerns them, and nobody anything else: the main job, read in people's mailboxes.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn the_requester_is_told_each_step_that_is_theirs(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("jaringan lemot").await;
        andi.takes(&ticket).await.is(200);
        andi.notes(&ticket, "pegawai baru, belum paham").await.is(201);
        andi.escalates(&ticket, "restart router").await.is(201);
        fajar.accepts(&ticket).await.is(200);
        fajar.asks(&ticket, "lantai berapa, Bu?").await.is(200);
        siti.replies(&ticket, "lantai 2").await.is(201);
        fajar.resolves(&ticket, "switch lantai 2 diganti").await.is(200);
        siti.closes(&ticket).await.is(200);

        let letters = desk.letters_to("siti@dinkes.demo.test").await;
        assert_eq!(letters.len(), 4, "received, escalated, asked, resolved; she closed it herself: {letters:#?}");
        for letter in &letters {
            letter.says(&ticket.number).says("Yth.").does_not_say("pegawai baru");
            assert!(letter.html.contains(&ticket.number), "{letter:#?}");
        }
        letters[1].says("Tier 2");
        letters[2].says("lantai berapa, Bu?");
        letters[3].says("switch lantai 2 diganti");
        for pair in letters.windows(2) {
            assert!(pair[1].references.contains(&pair[0].message_id), "mail programs keep them in one thread");
        }
    }

    async fn each_tier_hears_of_its_own_work_and_the_neighbour_of_nothing(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("jaringan lemot").await;
        andi.escalates(&ticket, "restart router").await.is(201);
        fajar.returns(&ticket, "cek switch lantai 2").await.is(200);
        let subjects = |letters: Vec<crate::support::letters::Letter>| {
            letters.into_iter().filter(|letter| letter.subject.contains(&ticket.number)).count()
        };
        let own = desk.letters_to("andi@dinkes.demo.test").await;
        own.last().unwrap().says("cek switch lantai 2");
        assert_eq!(subjects(own), 2, "new, and returned with guidance");
        assert_eq!(subjects(desk.letters_to("fajar@kominfo.demo.test").await), 1);
        for stranger in ["wayan@dikbud.demo.test", "lestari@kominfo.demo.test", "made@dinkes.demo.test"] {
            assert_eq!(subjects(desk.letters_to(stranger).await), 0, "{stranger}");
        }
    }

    async fn a_letter_about_a_restricted_ticket_says_its_number_and_nothing_of_it(desk: TestDesk) {
        let rini = desk.person("rini@dikbud.demo.test").await;
        let wishes = json!({ "title": "muncul slot gacor", "description": "situs dikbud kena judol", "category": "E1",
            "kind": "security_incident", "impact": "wide", "urgency": "high" });
        let ticket = rini.opens(wishes).await;
        for address in ["rini@dikbud.demo.test", "yusuf@kominfo.demo.test"] {
            let letters = desk.letters_to(address).await;
            assert_eq!(letters.len(), 1, "{address}: {letters:#?}");
            letters[0].says(&ticket.number).does_not_say("slot gacor").does_not_say("judol");
        }
    }
}
