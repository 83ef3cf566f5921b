//! Two people on one ticket: whatever the order of their saves, no word of either is lost.

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::pages::{Page, PageForm};
use crate::support::person::Ticket;

/// What somebody does on the page of a ticket: its name, where it goes, and the fields beside the text.
struct Deed {
    name: &'static str,
    to: &'static str,
    text: &'static str,
    more: &'static [(&'static str, &'static str)],
}

const DEEDS: [Deed; 5] = [
    Deed { name: "reply", to: "/comments", text: "body", more: &[("visibility", "public")] },
    Deed { name: "note", to: "/comments", text: "body", more: &[("visibility", "internal")] },
    Deed { name: "edit", to: "/corrections", text: "title", more: &[] },
    Deed {
        name: "escalate",
        to: "/escalations",
        text: "attempted_steps",
        more: &[("reason", "beyond_skill")],
    },
    Deed { name: "resolve", to: "/resolution", text: "resolution", more: &[] },
];

impl Deed {
    /// The form on a page that was opened before, filled in.
    fn on(&self, page: &Page, ticket: &Ticket, text: &str) -> PageForm {
        let form = page.form(&ticket.at(self.to)).fill(self.text, text);
        self.more.iter().fold(form, |form, (name, value)| form.fill(name, value))
    }
}

both! {
    async fn no_word_is_lost_in_any_order_of_saves(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let his = andi.in_the_browser().await;
        let theirs = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        for first in &DEEDS {
            for second in &DEEDS {
                let case = format!("{} then {}", first.name, second.name);
                let ticket = siti.reports("Jaringan lemot").await;
                andi.takes(&ticket).await.succeeds();
                // Both read the same, both write, one after the other.
                let (one, other) = (his.visit(&ticket.at("")).await, theirs.visit(&ticket.at("")).await);
                let (hers, mine) = (format!("kata Andi: {case}"), format!("kata Hasan: {case}"));
                let saved = first.on(&one, &ticket, &hers).submit().await;
                assert_eq!(saved.answer.status, 200, "{case}: {}", saved.answer);
                let answer = second.on(&other, &ticket, &mine).submit().await;
                let now = theirs.visit(&ticket.at("")).await.is(200);
                assert!(now.words().contains(&hers), "{case}: {}", now.words());
                if now.words().contains(&mine) {
                    continue;
                }
                // It was refused: then the words are on the page that says so, to be read and to be sent again.
                assert!([409, 412].contains(&answer.answer.status), "{case}: {}", answer.answer);
                assert!(answer.answer.text().contains(&mine), "{case}: what was typed is gone:\n{}", answer.words());
                if answer.answer.status == 412 {
                    let again = answer.form_with("version").submit().await;
                    let kept = theirs.visit(&ticket.at("")).await.words().contains(&mine);
                    assert!(kept || again.answer.text().contains(&mine), "{case}, sent again: {}", again.words());
                    let page = theirs.visit(&ticket.at("")).await.words();
                    let history = andi.looks_back_on(&ticket).await.is(200).text();
                    assert!(page.contains(&hers) || history.contains(&hers), "{case}, sent again: {page}");
                }
            }
        }
    }
}
