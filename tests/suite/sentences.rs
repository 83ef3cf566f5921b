//! How often a page asks the database: seldom, and no more often when there is more to show.

use crate::both;
use crate::browser::everyone::{PAGES, a_ticket_in_the_middle_of_its_life};
use crate::support::ear::HeardDesk;
use crate::support::pages::Visitor;

/// Sentences of one page at most.
const MOST: usize = 12;

both! {
    async fn no_page_asks_more_than_twelve_times_however_much_it_shows(heard: HeardDesk) {
        let desk = &heard.desk;
        let ticket = a_ticket_in_the_middle_of_its_life(desk).await;
        let few = counted(&heard, &ticket.number).await;
        for _ in 0..3 {
            let other = a_ticket_like(&heard).await;
            let andi = desk.person("andi@dinkes.demo.test").await;
            let link = serde_json::json!({ "kind": "related", "to": other });
            andi.api.post(&ticket.at("/links"), link).await.is(201);
            andi.replies(&ticket, "Masih kami periksa.").await.is(201);
        }
        let many = counted(&heard, &ticket.number).await;
        for ((page, one), (_, other)) in few.iter().zip(&many) {
            let told = |said: &[String]| said.iter().map(|line| line.chars().take(160).collect::<String>()).collect::<Vec<_>>().join("\n  ");
            assert!(other.len() <= MOST, "{page} asks {} times:\n  {}", other.len(), told(other));
            // What is linked is read by itself, once, however many there are.
            assert!(other.len() <= one.len() + 1, "{page} asked {} times:\n  {}\nthen {}:\n  {}", one.len(), told(one), other.len(), told(other));
        }
    }
}

async fn a_ticket_like(heard: &HeardDesk) -> String {
    let siti = heard.desk.person("siti@dinkes.demo.test").await;
    let andi = heard.desk.person("andi@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan putus lagi").await;
    andi.takes(&ticket).await.succeeds();
    andi.escalates(&ticket, "Sudah diganti kabelnya").await.is(201);
    siti.reports("Printer macet lagi").await;
    ticket.number
}

/// What each page asked, when it was asked for a second time: what is kept in memory is there.
async fn counted(heard: &HeardDesk, number: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (email, pages) in PAGES {
        let visitor = Visitor::signed_in(&heard.desk.base, email, crate::support::office::PASSWORD).await;
        for (name, path) in *pages {
            let path = path.replace("NUMBER", number);
            visitor.visit(&path).await;
            let (page, said) = heard.said_while(visitor.visit(&path)).await;
            assert!(page.answer.status == 200 || *name == "not-found", "{name} ({path}): {}", page.answer);
            assert!(!said.is_empty(), "{name} asked nothing at all");
            found.push((format!("{name} ({path})"), said));
        }
    }
    found
}
