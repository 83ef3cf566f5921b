//! How messages are read: the corpus row by row, and whatever else may come down the line.

use std::time::{Duration, Instant};

use jenjang::desk::inbox::{Authenticity, Message, Part};
use jenjang::mail::inbox::reading::read;
use proptest::prelude::*;
use proptest::sample::Index;

use super::corpus::{self, Expected, own};
use super::harm::{harm, telling};

#[test]
fn every_message_of_the_corpus_says_what_the_table_says() {
    let corpus = corpus::all();
    assert!(corpus.len() >= 90, "only {} messages", corpus.len());
    let mut wrong = Vec::new();
    for specimen in &corpus {
        let message = read(&specimen.raw, &own());
        within_bounds(&message);
        let differences = differences(&message, &specimen.expected);
        if !differences.is_empty() {
            wrong.push(format!(
                "{} ({}):\n  {}",
                specimen.name,
                specimen.expected.rule,
                differences.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows differ\n\n{}", wrong.len(), corpus.len(), wrong.join("\n\n"));
}

fn differences(message: &Message, expected: &Expected) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, is: String, shall: String| {
        if is != shall {
            found.push(format!("{what}\n    is    {is}\n    shall {shall}"));
        }
    };
    match &expected.text_starts {
        Some(start) => {
            let begins: String = message.text.chars().take(start.chars().count()).collect();
            compare("text", begins, start.clone());
        }
        None => compare("text", format!("{:?}", message.text), format!("{:?}", expected.text)),
    }
    match &expected.cut {
        Some((start, end)) => {
            let begins: String = message.cut.chars().take(start.chars().count()).collect();
            compare("cut begins", begins, start.clone());
            if !message.cut.ends_with(end.as_str()) {
                compare("cut ends", message.cut.clone(), end.clone());
            }
        }
        None => compare("cut", message.cut.clone(), String::new()),
    }
    if let Some(from) = &expected.from {
        compare(
            "from",
            message.from.as_ref().map(|from| from.address.clone()).unwrap_or_default(),
            from.clone(),
        );
    }
    if let Some(subject) = &expected.subject {
        compare("subject", message.subject.clone(), subject.clone());
    }
    match &expected.message_id {
        Some(id) => compare("message_id", message.message_id.clone().unwrap_or_default(), id.clone()),
        None => compare("message_id", message.message_id.is_some().to_string(), "true".into()),
    }
    compare("automatic", format!("{:?}", message.automatic), format!("{:?}", expected.automatic));
    let authenticity = Some(expected.authenticity.unwrap_or(Authenticity::Unknown));
    compare("authenticity", format!("{:?}", message.authenticity), format!("{authenticity:?}"));
    let bounce = message.bounce.as_ref().map(|bounce| {
        (
            bounce.address.clone().unwrap_or_default(),
            bounce.message_id.clone().unwrap_or_default(),
            bounce.for_good,
        )
    });
    let shall = expected.bounce.clone().map(|bounce| (bounce.address, bounce.message_id, bounce.for_good));
    compare("bounce", format!("{bounce:?}"), format!("{shall:?}"));
    match expected.part_count {
        Some(count) => compare("part_count", message.parts.len().to_string(), count.to_string()),
        None => {
            let names: Vec<String> = message.parts.iter().map(named).collect();
            compare("parts", format!("{names:?}"), format!("{:?}", expected.parts));
        }
    }
    compare("missing", format!("{:?}", message.missing), format!("{:?}", expected.missing));
    compare("answers", newest(&message.answers), newest(&expected.answers));
    compare("html", message.html.is_some().to_string(), expected.html.to_string());
    for word in &expected.html_without {
        let held = message.html.as_deref().is_some_and(|html| html.contains(word.as_str()));
        compare(&format!("html holds {word}"), held.to_string(), "false".into());
    }
    found
}

fn named(part: &Part) -> String {
    let inline = if part.inline { " (inline)" } else { "" };
    format!("{}{inline}", part.file_name)
}

/// The letters of the desk all refer to a root that was never sent; the table does not repeat it.
fn newest(answers: &[String]) -> String {
    answers.iter().filter(|id| !id.starts_with("ticket.")).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Whatever a message is, what is read of it fits where it is kept.
fn within_bounds(message: &Message) {
    assert!(message.text.chars().count() <= 20_000 && message.cut.chars().count() <= 100_000);
    assert!(message.subject.chars().count() <= 500 && !message.subject.contains(char::is_control));
    assert!(message.html.as_ref().is_none_or(|html| html.len() <= 200_000));
    assert!(message.parts.len() <= 50 && message.answers.len() <= 50);
    assert!(message.to.len() <= 100 && message.cc.len() <= 100 && message.delivered_to.len() <= 100);
    let texts = [&message.text, &message.cut, &message.subject].into_iter().chain(&message.html);
    assert!(texts.into_iter().all(|text| !text.contains('\0')));
    for correspondent in message.from.iter().chain(&message.to).chain(&message.cc) {
        assert!(correspondent.address.contains('@') && correspondent.address.chars().count() <= 254);
        assert_eq!(correspondent.address, correspondent.address.to_lowercase());
        assert!(!correspondent.name.contains(char::is_control));
    }
    for part in &message.parts {
        assert!(!part.file_name.is_empty() && part.file_name.chars().count() <= 200, "{:?}", part.file_name);
        assert!(!part.file_name.contains(|letter: char| letter.is_control() || matches!(letter, '/' | '\\')));
    }
    if let Some(bounce) = &message.bounce {
        assert!(bounce.words.chars().count() <= 500);
    }
}

/// Reads, and looks that it took no longer than it may.
fn read_in_time(raw: &[u8]) -> Message {
    let began = Instant::now();
    let message = read(raw, &own());
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "{:?} for {} bytes: {}",
        began.elapsed(),
        raw.len(),
        String::from_utf8_lossy(&raw[..raw.len().min(80)])
    );
    within_bounds(&message);
    message
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..4_000)) {
        read_in_time(&raw);
    }

    #[test]
    fn any_body_of_any_kind_is_read(
        kind in "(text|multipart|message|image|application)/(plain|html|mixed|report|alternative|rfc822|delivery-status|calendar)",
        encoding in "(7bit|base64|quoted-printable|x-none)",
        charset in "(utf-8|utf-7|utf-16|iso-8859-[1-9]|windows-125[0-8]|gbk|big5|shift_jis|euc-kr|iso-2022-jp|koi8-r|ibm850|none)",
        body in telling(),
    ) {
        let mut raw = format!(
            "From: a@b.test\nContent-Type: {kind}; charset={charset}; boundary=x; report-type=delivery-status\n\
             Content-Transfer-Encoding: {encoding}\n\n--x\n"
        ).into_bytes();
        raw.extend(body);
        read_in_time(&raw);
    }

    #[test]
    fn a_message_harmed_on_the_way_is_read(which in any::<Index>(), harms in prop::collection::vec(harm(), 1..6)) {
        let corpus = harmless();
        let mut raw = corpus[which.index(corpus.len())].clone();
        harms.iter().for_each(|harm| harm.done_to(&mut raw));
        read_in_time(&raw);
    }

    #[test]
    fn every_word_of_a_plain_message_is_kept(
        lines in prop::collection::vec(
            "((>|> >|--|-- |Dari:|From: x|Kepada: y|Perihal: z|____________|Sent from my iPhone|DISCLAIMER rahasia penerima|\
              On 9:15 a@b[.]test wrote:|Pada 09[.]15 desk@parigi[.]test|menulis:|-----Pesan Asli-----) ?)?[a-zé0-9@<>. ]{0,30}",
            0..40,
        ),
        subject in "(Re: |Fwd: )?[a-z]{1,8}",
    ) {
        let body = lines.join("\n");
        let raw = format!("From: a@b.test\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n");
        let message = read_in_time(raw.as_bytes());
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        prop_assert_eq!(sorted(&body), sorted(&format!("{}\n{}", message.text, message.cut)));
        prop_assert!(!message.text.is_empty() || body.trim().is_empty());
    }
}

fn harmless() -> &'static [Vec<u8>] {
    static CORPUS: std::sync::LazyLock<Vec<Vec<u8>>> =
        std::sync::LazyLock::new(|| corpus::all().into_iter().map(|specimen| specimen.raw).collect());
    &CORPUS
}

#[test]
fn messages_made_to_cost_much_cost_little() {
    let head = "From: a@b.test\nContent-Type: ";
    let size = 300_000;
    let filled = |piece: &str| piece.repeat(size / piece.len());
    let costly = [
        format!("{head}text/html\n\n{}", filled("<div>")),
        format!("{head}text/html\n\n{}", filled("<a href='")),
        format!("{head}text/html\n\n<a {}", filled("b=c ")),
        format!("{head}text/html\n\n{}", filled("<b><p>x")),
        format!("{head}text/html\n\n{}", filled("<table><td>")),
        format!("{head}text/html\n\n{}", filled("<!--")),
        format!("{head}text/html\n\n{}", filled("&amp")),
        format!("{head}text/html\n\n{}", filled("<script>")),
        format!("{head}text/html\n\n{}", filled("<blockquote type=cite>x")),
        format!("{head}text/plain\n\n{}", filled("> a\nOn 9:15 a@b wrote:\n")),
        format!("{head}text/plain\n\n{}", filled("Dari: a\n")),
        format!("{head}text/plain\n\n{}", filled("On a@b ")),
        format!("{head}text/plain; format=flowed\n\n{}", filled("> \n>> \n")),
        format!(
            "{head}multipart/mixed; boundary=a\n\n{}",
            filled("--a\nContent-Type: multipart/mixed; boundary=b\n\n")
        ),
        format!("{head}multipart/mixed; boundary=a\n\n{}", filled("--a\n")),
        format!("{head}message/rfc822\n\n{}", filled("Content-Type: message/rfc822\n\n")),
        format!("{head}text/calendar\n\nBEGIN:VEVENT\nSUMMARY:{}", filled("x\n ")),
        format!("Subject: {}\n\nx", filled("=?utf-8?q?a?= ")),
        format!("Subject: {}\n\nx", filled("=?")),
        format!("To: {}\n\nx", filled("=?utf-8?q?a?=,")),
        format!("To: {}\n\nx", filled("\"a\" <b@c.test>, ")),
        format!("To: {}\n\nx", filled("((")),
        format!("References: {}\n\nx", filled("<a@b> ")),
        format!("Content-Type: text/plain; {}\n\nx", filled("a*0*=b; ")),
        format!("Content-Type: text/plain; name={}\n\nx", filled("\"\\")),
        filled("A: b\n"),
        filled("Received: x\n y\n"),
        format!("Authentication-Results: mx.parigi.test; {}\n\nx", filled("dkim=pass (")),
    ];
    for raw in costly {
        read_in_time(raw.as_bytes());
    }
}

/// The long run: `just fuzz`, for ten minutes if nothing else is said.
#[test]
#[ignore = "runs as long as it is told to"]
fn reads_for_minutes_whatever_comes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let seconds =
        std::env::var("JENJANG_TEST_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let until = Instant::now() + Duration::from_secs(seconds);
    let corpus = harmless();
    let ways = (any::<Index>(), prop::collection::vec(harm(), 0..8), telling());
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let (mut count, mut slowest, mut bytes) = (0_u64, Duration::ZERO, 0_usize);
    while Instant::now() < until {
        let (which, harms, more) = ways.new_tree(&mut runner).unwrap().current();
        let mut raw = corpus[which.index(corpus.len())].clone();
        if count.is_multiple_of(7) {
            raw = more;
        }
        harms.iter().for_each(|harm| harm.done_to(&mut raw));
        let began = Instant::now();
        let done = std::panic::catch_unwind(|| read_in_time(&raw));
        if done.is_err() {
            let path = std::env::temp_dir().join("jenjang-message-that-broke-the-reader.eml");
            std::fs::write(&path, &raw).unwrap();
            panic!("after {count} messages; the one that broke it is {}", path.display());
        }
        slowest = slowest.max(began.elapsed());
        bytes += raw.len();
        count += 1;
    }
    eprintln!("{count} messages, {bytes} bytes, the slowest took {slowest:?}");
}
