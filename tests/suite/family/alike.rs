//! Tickets about the same.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn what_is_alike_is_found_with_how_it_was_solved(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let ticket = siti.reports("Wifi aula tidak dapat alamat IP").await;
        let open = made.reports("wifi di aula tdk dapat IP lagi").await;
        let solved = made.reports("Wifi aula putus-putus").await;
        andi.resolves(&solved, "DHCP penuh; masa sewa dipendekkan").await.succeeds();
        let other = siti.reports("Printer keuangan macet").await;
        let foreign = rini.reports("Wifi aula sekolah tidak dapat IP").await;
        let linked = siti.reports("Wifi aula mati").await;
        andi.api.post(&ticket.at("/links"), json!({ "kind": "related", "to": linked.number })).await.is(201);
        let found = andi.api.get(&ticket.at("/similar")).await.is(200);
        assert_eq!(found.field("/open/0/number"), open.number, "{found}");
        assert_eq!(found.field("/solved/0/number"), solved.number, "{found}");
        assert_eq!(found.field("/solved/0/resolution"), "DHCP penuh; masa sewa dipendekkan");
        let found = found.does_not_see(&other.number).does_not_see(&foreign.number);
        found.does_not_see(&linked.number).does_not_see("sekolah");
        // The supervisor sees that of the neighbour too: it is of the same category.
        desk.person("ketua@kominfo.demo.test").await.api.get(&ticket.at("/similar")).await.is(200).sees(&foreign.number);
        rini.api.get(&ticket.at("/similar")).await.problem(404);
    }

    async fn the_page_offers_to_link_to_adopt_and_to_merge(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Wifi aula tidak dapat IP").await;
        let (one, two) = (siti.reports("Wifi aula tidak dapat IP lagi").await, siti.reports("Wifi aula mati, tidak dapat IP").await);
        let his = andi.in_the_browser().await;
        his.visit(&ticket.at("")).await.sees("Lihat tiket serupa").does_not_see(&one.number);
        let page = his.visit(&ticket.at("/similar")).await.is(200).sees(&one.number).sees(&two.number).sees("Gabungkan");
        let next = page.form(&ticket.at("/links")).submit().await.is(200).sees("Tiket dikaitkan");
        assert_eq!(next.path, ticket.at(""));
        let page = his.visit(&ticket.at("/similar")).await.is(200);
        let left = [&one, &two].iter().filter(|ticket| page.words().contains(&ticket.number)).count();
        assert_eq!(left, 1, "what is linked is not offered again: {}", page.words());
        siti.in_the_browser().await.visit(&ticket.at("/similar")).await.is(403);
        siti.reads(&ticket).await.does_not_see("Lihat tiket serupa");
    }
}
