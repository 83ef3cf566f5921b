//! Taking down what others tell, by keyboard alone, in a real browser.

use crate::support::chromium::Browser;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::sources::Source;

const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";
const CTRL_ENTER: &str = "\u{E009}\u{E007}\u{E000}";

/// The cursor stands in this field.
fn cursor_in(field: &str) -> String {
    format!("return document.activeElement?.name === '{field}'")
}

async fn andi(desk: &TestDesk) -> Browser {
    Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await
}

#[actix_web::test]
async fn the_forty_texts_of_the_demo_are_taken_down_by_keyboard_alone() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let browser = andi(&desk).await;
    browser.visit("/tickets/record").await;
    let tickets: serde_json::Value =
        serde_json::from_str(&Source::file("src/desk/demo/data/tickets.json").text).unwrap();
    let (mut keys, mut typed, mut fields) = (0, 0, 0);
    for (place, ticket) in tickets.as_array().unwrap().iter().take(40).enumerate() {
        let told = format!("{}: {}", ticket["title"].as_str().unwrap(), ticket["text"].as_str().unwrap());
        let (channel, who) = (["t", "w", "d"][place % 3], ["siti", "made"][place % 2]);
        browser.comes_true(&cursor_in("channel")).await;
        browser.types(channel).await;
        browser.comes_true(&cursor_in("requester")).await;
        browser.types(who).await;
        browser.types(ENTER).await;
        browser.comes_true(&cursor_in("description")).await;
        browser.types(&told).await;
        // Where no word speaks for a category of this small catalogue, one is chosen.
        browser.comes_true("return document.getElementById('entry').dataset.asked?.length > 3").await;
        if browser.script("return !document.querySelector('#entry [name=category]').value", vec![]).await
            == true
        {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
        if browser.script("return !document.querySelector('#entry [name=category]').value", vec![]).await
            == true
        {
            browser.types(TAB).await;
            browser.types("C1").await;
            keys += 3;
            fields += 1;
        }
        browser.types(CTRL_ENTER).await;
        browser.sees(&format!("Tersimpan: TKT-2026-{:06}", place + 1)).await;
        keys += channel.len() + who.len() + 1 + 2;
        typed += told.chars().count();
        fields += 3;
    }
    println!(
        "forty reports by keyboard: {:.1} keys and {:.1} fields each besides {:.0} letters of what was told",
        keys as f64 / 40.0,
        f64::from(fields) / 40.0,
        typed as f64 / 40.0
    );
    assert!(keys <= 40 * 11, "{keys} keys besides the words");
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
    browser.close().await;
}

#[actix_web::test]
async fn what_is_pasted_is_understood_and_what_is_solved_at_once_is_said_so() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let older = siti.reports("Printer ruang arsip macet").await;
    let browser = andi(&desk).await;
    browser.visit("/tickets/record").await;
    let paste = "const field = document.querySelector('[name=description]'); field.focus(); \
                 const data = new DataTransfer(); data.setData('text', arguments[0]); \
                 field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    let message = "[07.50, 23/11/2026] Siti Rahmawati: mohon dicek\nprinter ga kebaca";
    browser.script(paste, vec![message.into()]).await;
    browser
        .comes_true("return document.querySelector('[name=reported_at]').value === '23/11/2026 07.50'")
        .await;
    browser.comes_true("return document.querySelector('[name=channel]:checked').value === 'whatsapp'").await;
    browser.sees("Tiket terakhir Siti Rahmawati").await.sees("Printer ruang arsip macet").await;
    browser.comes_true("return document.querySelector('[name=category]').value === 'G2'").await;
    browser.is_accessible().await;

    // A screenshot becomes a file of the report, and is seen.
    let picture = "const canvas = document.createElement('canvas'); canvas.width = canvas.height = 8; \
                   canvas.toBlob((blob) => { const data = new DataTransfer(); \
                     data.items.add(new File([blob], 'image.png', { type: 'image/png' })); \
                     document.querySelector('[name=description]').dispatchEvent( \
                       new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); });";
    browser.script(picture, vec![]).await;
    browser.comes_true("return document.querySelectorAll('.sending li.ready img').length === 1").await;
    browser.click("a[data-again]").await;
    browser
        .comes_true(&format!("return document.querySelector('[name=again]').value === '{}'", older.number))
        .await;
    browser.types(CTRL_ENTER).await;
    browser.sees("Tersimpan: TKT-2026-000002").await;
    browser.click(".saved summary").await;
    browser.fill("resolution", "Kabel USB dipindah").await;
    browser.types(CTRL_ENTER).await;
    browser.sees("Selesai pada kontak pertama").await;
    browser.visit("/tickets/TKT-2026-000002").await;
    browser.sees("tangkapan-layar-1.png").await.sees("Kabel USB dipindah").await.sees(&older.number).await;
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
    browser.close().await;
}
