//! The look an office gives its desk.

use reqwest::Method;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::pages::Visitor;

/// One pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

both! {
    async fn the_administrator_gives_the_desk_its_name_greeting_and_colour(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        let form = admin.visit("/admin/brand").await.is(200).form("/admin/brand");
        let saved = form
            .fill("office", "Layanan TIK Kabupaten Contoh <b>")
            .fill("greeting", "Selamat bekerja, {name}!")
            .fill("accent", "#7A1F5C")
            .submit()
            .await;
        let saved = saved.is(200).sees("Layanan TIK Kabupaten Contoh <b>");
        assert!(saved.answer.text().contains("Contoh &lt;b&gt;</span>"), "{}", saved.answer);
        let siti = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        let home = siti.visit("/").await.is(200).sees("Selamat bekerja, Siti");
        let page = home.answer.text();
        let style = page.split("href=\"").find(|part| part.starts_with("/brand/")).unwrap();
        let style = style.split('"').next().unwrap().to_owned();
        let stranger = Visitor::new(&desk.base);
        let sheet = stranger.visit(&style).await;
        assert!(sheet.answer.text().contains("--accent:#7a1f5c"), "{}", sheet.answer);
        stranger.visit("/brand/0000000000000000/style.css").await.is(404);
        stranger.visit("/session/new").await.is(200).sees("Layanan TIK Kabupaten Contoh <b>");
    }

    async fn a_colour_nobody_can_read_on_is_refused_and_nothing_typed_is_lost(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        for (colour, said) in [("#ffe100", "Warna terdekat yang terbaca: #"), ("kuning", "enam angka")] {
            let form = admin.visit("/admin/brand").await.form("/admin/brand");
            let refused = form.fill("office", "Diskominfo Contoh").fill("accent", colour).submit().await;
            let refused = refused.is(422).sees(said);
            assert!(refused.answer.text().contains("value=\"Diskominfo Contoh\""), "{}", refused.answer);
        }
        admin.visit("/").await.does_not_see("Diskominfo Contoh");
    }

    async fn whoever_was_slower_sees_so(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        let (first, second) = (admin.visit("/admin/brand").await, admin.visit("/admin/brand").await);
        first.form("/admin/brand").fill("office", "Satu").submit().await.is(200);
        let late = second.form("/admin/brand").fill("office", "Dua").submit().await;
        let late = late.is(412);
        assert!(late.answer.text().contains("value=\"Dua\""), "{}", late.answer);
    }

    async fn the_look_is_the_administrators_alone(desk: TestDesk) {
        for email in ["andi@dinkes.demo.test", "ketua@kominfo.demo.test"] {
            let visitor = desk.person(email).await.in_the_browser().await;
            for path in ["/admin/brand", "/design"] {
                let page = visitor.visit(path).await;
                assert!(page.answer.status == 403, "{email} {path}: {}", page.answer);
            }
        }
    }

    async fn a_mark_is_a_small_picture(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        for (bytes, status) in [
            (PNG.to_vec(), 200),
            (b"<svg onload=alert(1)>".to_vec(), 422),
            ([PNG, &vec![0; 101 * 1024]].concat(), 422),
        ] {
            let form = admin.visit("/admin/brand").await.form("/admin/brand");
            form.attach("logo", "logo.png", "image/png", &bytes).submit().await.is(status);
        }
        let page = admin.visit("/").await.answer.text();
        let logo = page.split("src=\"").find(|part| part.starts_with("/brand/")).unwrap();
        let logo = logo.split('"').next().unwrap();
        let answer = admin.request(Method::GET, logo).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "image/png");
        assert_eq!(&answer.bytes().await.unwrap()[..], PNG);
    }
}
