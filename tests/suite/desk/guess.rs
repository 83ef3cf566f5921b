//! How often the category of a text is guessed right (`src/desk/search/guess.rs`).

use jenjang::desk::search::{Shelf, Shelves};
use serde_json::Value;

use crate::support::sources::Source;

/// The catalogue as it is shipped: code, name and hint of every category without others below it.
fn catalogue() -> Vec<(String, String, String)> {
    let shipped: Value =
        serde_json::from_str(&Source::file("src/desk/catalogue/data/catalogue.json").text).unwrap();
    let below =
        shipped["categories"].as_array().unwrap().iter().flat_map(|top| top["children"].as_array().unwrap());
    below
        .map(|one| ["code", "name", "hint"].map(|field| one[field].as_str().unwrap_or_default().to_owned()))
        .map(|[code, name, hint]| (code, name, hint))
        .collect()
}

/// The demo's tickets: category, title and text, as people wrote them.
pub fn demo() -> Vec<(String, String, String)> {
    let tickets: Value = serde_json::from_str(&Source::file("src/desk/demo/data/tickets.json").text).unwrap();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let all = tickets.as_array().unwrap().iter();
    all.map(|one| (text(one, "category"), text(one, "title"), text(one, "text"))).collect()
}

#[test]
fn the_forty_texts_of_the_demo_find_their_categories() {
    let (categories, texts) = (catalogue(), demo());
    for learns in [false, true] {
        let (mut first, mut among) = (0, 0);
        let forty = &texts[..40];
        for (place, (category, title, text)) in forty.iter().enumerate() {
            // What is guessed is not learned from: the others are the past.
            let others = texts.iter().enumerate().filter(|(other, _)| learns && *other != place);
            let past: Vec<_> = others.map(|(_, other)| other).collect();
            let shelf = |(code, name, hint): &(String, String, String)| Shelf {
                id: code.clone(),
                name: name.clone(),
                hint: hint.clone(),
                titles: past.iter().filter(|other| other.0 == *code).map(|other| other.1.clone()).collect(),
            };
            let shelves = Shelves::of(&categories.iter().map(shelf).collect::<Vec<_>>());
            let guessed = shelves.guess(&format!("{title}\n{text}"), 3);
            first += usize::from(guessed.first() == Some(category));
            among += usize::from(guessed.contains(category));
        }
        let past = if learns { "names, hints and earlier titles" } else { "names and hints alone" };
        println!("category guessed from {past}: {first} of 40 at once, {among} of 40 among three");
        assert!(first >= 28, "{first} of 40 at once ({past})");
        assert!(among >= 34, "{among} of 40 among three ({past})");
    }
}

#[test]
fn words_that_speak_for_nothing_guess_nothing() {
    let shelves = Shelves::of(&[
        Shelf { id: 1, name: "Printer".into(), hint: "Printer macet".into(), titles: Vec::new() },
        Shelf {
            id: 2,
            name: "E-mail".into(),
            hint: "Tidak bisa mengirim".into(),
            titles: vec!["surel penuh".into()],
        },
    ]);
    assert_eq!(shelves.guess("yang itu lagi", 3), Vec::<i32>::new());
    assert_eq!(shelves.guess("", 3), Vec::<i32>::new());
    assert_eq!(shelves.guess("printernya macet", 3), [1]);
    assert_eq!(shelves.guess("surel penuh", 3), [2]);
}
