//! Letters: in the shipped words, or in the office's own with everything around them that a letter must say.

use serde_json::{Map, Value, json};

use super::moments::moment;
use super::{TemplateError, Templates};
use crate::desk::letters::LetterKind;
use crate::desk::wording::{Gap, Line, Own, Paragraph, Piece, Span, Wording};
use crate::desk::words::Language;

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject, in one line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What the shipped words call each gap.
const SHIPPED: &[(&str, Gap)] = &[
    ("number", Gap::Ticket),
    ("title", Gap::Title),
    ("actor", Gap::Actor),
    ("requester", Gap::Requester),
    ("agency", Gap::Agency),
    ("time", Gap::Time),
    ("clock", Gap::Clock),
    ("percent", Gap::Percent),
    ("due", Gap::Due),
    ("bounces", Gap::Times),
    ("person", Gap::Person),
    ("address", Gap::Address),
];

impl Templates {
    /// A letter in the shipped words of the folder `mail/<folder>`.
    ///
    /// # Errors
    /// When the context is not what its templates need.
    pub fn letter(&self, folder: &str, context: &Value) -> Result<Letter, TemplateError> {
        let part = |part: &str| self.render(&format!("mail/{folder}/{part}"), context);
        let subject = part("subject.txt")?;
        Ok(Letter {
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            text: part("body.txt")?,
            html: part("body.html")?,
        })
    }

    /// A letter in the office's own words, if it has any that are understood; else in the shipped ones: no letter is lost
    /// through its wording.
    ///
    /// # Errors
    /// As [`Templates::letter`].
    pub fn letter_in(
        &self,
        own: Option<&Own>,
        folder: &str,
        context: &Value,
    ) -> Result<Letter, TemplateError> {
        let Some(own) = own else { return self.letter(folder, context) };
        let written = match own.read() {
            Ok(Some(wording)) => self.letter_of(own.kind, &wording, context),
            Ok(None) => return self.letter(folder, context),
            Err(errors) => {
                tracing::error!(letter = %own.kind, language = %own.language, %errors, "the office's own words are not understood; the letter has the shipped ones");
                return self.letter(folder, context);
            }
        };
        written.or_else(|error| {
            tracing::error!(letter = %own.kind, language = %own.language, %error, "the office's own words could not be written; the letter has the shipped ones");
            self.letter(folder, context)
        })
    }

    /// A letter in these words.
    ///
    /// # Errors
    /// As [`Templates::letter`].
    pub fn letter_of(
        &self,
        kind: LetterKind,
        wording: &Wording,
        context: &Value,
    ) -> Result<Letter, TemplateError> {
        let mut whole = context.as_object().cloned().unwrap_or_default();
        let words = Words { templates: self, context };
        let kept = words.kept(kind);
        whole.extend(map(json!({
            "subject": words.plain(&wording.subject),
            "above": words.text(&wording.above),
            "below": words.text(&wording.below),
            "above_lines": words.marked(&wording.above),
            "below_lines": words.marked(&wording.below),
            "label": words.own(&format!("mail.{kind}.quoted")),
            "kept": kept,
            "more": words.more(kind),
        })));
        // Letters that pass nothing on say so by an empty list.
        whole.entry("text").or_insert(Value::Array(Vec::new()));
        self.letter("own", &Value::Object(whole))
    }

    /// The shipped subject and text of a letter, as an office would write them.
    pub fn shipped(&self, kind: LetterKind, language: Language) -> (String, String) {
        let with_gaps = |key: &str| {
            let names: Vec<(&str, String)> =
                SHIPPED.iter().map(|(name, gap)| (*name, format!("{{{}}}", gap.name(language)))).collect();
            let args: Vec<(&str, &str)> = names.iter().map(|(name, gap)| (*name, gap.as_str())).collect();
            self.text(language.as_str(), key, &args)
        };
        let lead = with_gaps(&format!("mail.{kind}.lead"));
        let then = format!("mail.{kind}.then");
        let has_more = self.has_text(language.as_str(), &then) && kind != LetterKind::MailRefused;
        let body = if has_more { format!("{lead}\n\n---\n\n{}", with_gaps(&then)) } else { lead };
        (with_gaps(&format!("mail.{kind}.subject")), body)
    }
}

/// The words of one letter, and what fills them.
struct Words<'a> {
    templates: &'a Templates,
    context: &'a Value,
}

impl Words<'_> {
    fn lang(&self) -> &str {
        self.field("lang").as_str().unwrap_or_default()
    }

    fn field(&self, name: &str) -> &Value {
        self.context.get(name).unwrap_or(&Value::Null)
    }

    fn clock(&self, name: &str) -> &Value {
        self.field("clock").get(name).unwrap_or(&Value::Null)
    }

    fn own(&self, key: &str) -> String {
        self.templates.text(self.lang(), key, &[])
    }

    /// What a gap is filled with.
    fn value(&self, gap: Gap) -> String {
        match gap {
            Gap::Name => plain(self.field("name")),
            Gap::Ticket => plain(self.field("number")),
            Gap::Title => plain(self.field("title")),
            Gap::Actor => plain(self.field("actor")),
            Gap::Requester => plain(self.field("requester")),
            Gap::Agency => plain(self.field("agency")),
            Gap::Time => self.time(self.field("at")),
            Gap::Office => plain(self.field("office")),
            Gap::Clock => match self.clock("name").as_str() {
                Some(name) => self.own(&["clock.", name].concat()),
                None => String::new(),
            },
            Gap::Percent => plain(self.clock("percent")),
            Gap::Due => self.time(self.clock("due")),
            Gap::Times => plain(self.field("bounces")),
            Gap::Person => plain(self.field("person")),
            Gap::Address => plain(self.field("address")),
        }
    }

    fn time(&self, at: &Value) -> String {
        let Some(at) = at.as_str().and_then(moment) else { return String::new() };
        let zone = self.field("zone").as_str().and_then(|zone| zone.parse().ok());
        self.templates.full(self.lang(), at, zone.unwrap_or(chrono_tz::Asia::Makassar))
    }

    fn said(&self, span: &Span) -> String {
        match &span.piece {
            Piece::Words(text) | Piece::Link(text) => text.clone(),
            Piece::Gap(gap) => self.value(*gap),
        }
    }

    fn plain(&self, line: &Line) -> String {
        line.iter().map(|span| self.said(span)).collect()
    }

    fn text(&self, paragraphs: &[Paragraph]) -> String {
        let paragraph =
            |lines: &Paragraph| lines.iter().map(|line| self.plain(line)).collect::<Vec<_>>().join("\n");
        paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
    }

    /// Paragraphs of lines of pieces, for the template to mark up and escape.
    fn marked(&self, paragraphs: &[Paragraph]) -> Value {
        let piece = |span: &Span| {
            let href = match &span.piece {
                Piece::Link(address) => Some(address),
                _ => None,
            };
            json!({ "said": self.said(span), "href": href, "strong": span.strong })
        };
        let line = |line: &Line| Value::Array(line.iter().map(piece).collect());
        let paragraph = |lines: &Paragraph| Value::Array(lines.iter().map(line).collect());
        Value::Array(paragraphs.iter().map(paragraph).collect())
    }

    /// What the desk says of a letter whatever the office says: promises, what is asked for, why a message was not taken.
    fn kept(&self, kind: LetterKind) -> Vec<String> {
        let lang = self.lang();
        let say = |key: &str, args: &[(&str, &str)]| self.templates.text(lang, key, args);
        let (answer, solution) = (self.time(self.field("answer_by")), self.time(self.field("solution_by")));
        let with_solution = |key: &str| {
            let args: &[(&str, &str)] = &[("answer", &answer), ("solution", &solution)];
            if solution.is_empty() { Vec::new() } else { vec![say(key, args)] }
        };
        let is = |name: &str| self.clock(name).as_bool().unwrap_or_default();
        match kind {
            LetterKind::Received if !answer.is_empty() => with_solution("mail.promise.both"),
            LetterKind::Received | LetterKind::Reopened => with_solution("mail.promise.solution"),
            LetterKind::Escalated => with_solution("mail.promise.unchanged"),
            LetterKind::ClockWarning | LetterKind::ClockOver | LetterKind::ClockLongOver => {
                let urge = is("urge").then(|| say("mail.clock.urge", &[]));
                let take = is("take").then(|| say("mail.escalation.then", &[]));
                urge.into_iter().chain(take).collect()
            }
            LetterKind::MailRefused => {
                let megabytes = plain(self.field("megabytes"));
                vec![match self.field("reason").as_str() {
                    Some("too_large") => say("mail.mail_refused.too_large", &[("megabytes", &megabytes)]),
                    _ => say("mail.mail_refused.empty", &[]),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// A link only letters of this kind have.
    fn more(&self, kind: LetterKind) -> Value {
        let link = plain(self.field("link"));
        match kind {
            LetterKind::MailRefused => {
                let before = format!("{}: ", self.own("mail.mail_refused.then"));
                json!({ "before": before, "shown": link, "href": link })
            }
            _ => match self.clock("path").as_str() {
                Some(path) => {
                    json!({ "before": "", "shown": self.own("why.title"), "href": format!("{link}/{path}") })
                }
                None => Value::Null,
            },
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::ids::{PersonId, WordingId};
    use crate::desk::wording::{gaps, is_worded};
    use crate::templates::Scene;

    fn samples() -> Vec<(LetterKind, Language)> {
        let worded = LetterKind::ALL.iter().copied().filter(|kind| is_worded(*kind));
        worded.flat_map(|kind| Language::ALL.iter().map(move |language| (kind, *language))).collect()
    }

    fn sample(templates: &Templates, kind: LetterKind, language: Language) -> Value {
        let scene = Scene {
            office: "Dinas Kominfo",
            base_url: "https://layanan.test",
            zone: chrono_tz::Asia::Makassar,
            now: "2026-11-23T02:00:00Z".parse().unwrap(),
            answers: true,
        };
        templates.sample(kind, language, &scene)
    }

    fn own(kind: LetterKind, language: Language, subject: &str, body: &str) -> Own {
        Own {
            id: WordingId::new(),
            version: 1,
            kind,
            language,
            subject: Some(subject.to_owned()),
            body: Some(body.to_owned()),
            changed_by_id: PersonId::new(),
            changed_by: String::new(),
            changed_at: "2026-11-23T02:00:00Z".parse().unwrap(),
        }
    }

    fn folded(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_shipped_words_written_as_an_office_would_make_the_shipped_letter() {
        let templates = Templates::new().unwrap();
        for (kind, language) in samples() {
            let context = sample(&templates, kind, language);
            let shipped = templates.letter(kind.as_str(), &context).unwrap();
            let (subject, body) = templates.shipped(kind, language);
            let wording = Wording::read(kind, language, &subject, &body).unwrap();
            let written = templates.letter_of(kind, &wording, &context).unwrap();
            assert_eq!(written.subject, shipped.subject, "{kind} {language}");
            assert_eq!(folded(&written.text), folded(&shipped.text), "{kind} {language}");
            assert_eq!(folded(&written.html), folded(&shipped.html), "{kind} {language}");
            assert!(
                kind == LetterKind::MailRefused || !written.text.trim_end().contains("\n\n\n"),
                "{}",
                written.text
            );
        }
    }

    #[test]
    fn whatever_the_office_writes_the_desk_keeps_what_it_must_say() {
        let templates = Templates::new().unwrap();
        for (kind, language) in samples() {
            let context = sample(&templates, kind, language);
            let own = own(kind, language, "Halo", "Kata-kata kantor.");
            let letter = templates.letter_in(Some(&own), kind.as_str(), &context).unwrap();
            for part in [&letter.text, &letter.html] {
                let say = |key: &str| templates.text(language.as_str(), key, &[]);
                let why = context["why"].as_str().unwrap();
                assert!(
                    part.contains("Kata-kata kantor.") && part.contains(&say(&format!("mail.why.{why}")))
                );
                assert!(part.contains(context["link"].as_str().unwrap()), "{kind}");
                for link in ["status_link", "confirm_link", "rate_link"] {
                    assert!(context[link].as_str().is_none_or(|link| part.contains(link)), "{kind} {link}");
                }
                for line in context["text"].as_array().unwrap() {
                    assert!(part.contains(line.as_str().unwrap()), "{kind} quotes");
                }
                let number = context["number"].as_str().unwrap();
                assert!(part.contains(number) && letter.subject.contains(number), "{kind}");
            }
        }
    }

    #[test]
    fn words_that_are_not_understood_any_more_give_way_to_the_shipped_ones() {
        let templates = Templates::new().unwrap();
        let context = sample(&templates, LetterKind::Received, Language::Id);
        let shipped = templates.letter("received", &context).unwrap();
        for (subject, body) in [("{lagu}", "halo"), ("x", "{{#if"), ("", "")] {
            let own = own(LetterKind::Received, Language::Id, subject, body);
            assert_eq!(templates.letter_in(Some(&own), "received", &context).unwrap(), shipped, "{subject}");
        }
        let back = Own { subject: None, body: None, ..own(LetterKind::Received, Language::Id, "", "") };
        assert_eq!(templates.letter_in(Some(&back), "received", &context).unwrap(), shipped);
    }

    #[test]
    fn hostile_words_and_hostile_values_stay_words() {
        let templates = Templates::new().unwrap();
        let mut context = sample(&templates, LetterKind::Received, Language::Id);
        context["title"] =
            json!("<img src=x onerror=alert(1)> **b** {nama} https://evil.test {{link}}\r\nBcc: x@y");
        let body = "<script>alert(1)</script> &amp; \"https://layanan.test/?a=<b>&c\" **{judul}**";
        let own = own(LetterKind::Received, Language::Id, "{judul} <b>", body);
        let letter = templates.letter_in(Some(&own), "received", &context).unwrap();
        assert!(!letter.subject.contains(['\r', '\n']));
        for inert in ["<script", "<img", "<b>", "href=\"https://evil", "{{"] {
            let html = letter.html.replace("{{link}}", "");
            assert!(!html.contains(inert), "{inert}: {html}");
        }
        assert!(letter.html.contains("<strong>&lt;img src&#x3D;x"), "{}", letter.html);
        assert!(
            letter.html.contains("<a href=\"https://layanan.test/?a&#x3D;&lt;b&gt;&amp;c\">"),
            "{}",
            letter.html
        );
        assert!(letter.text.contains("**b** {nama} https://evil.test {{link}}"), "{}", letter.text);
    }

    fn sources() -> impl Strategy<Value = (usize, Vec<(usize, String)>)> {
        (0..200_usize, prop::collection::vec((0..7_usize, "[\\PC]{0,12}"), 1..20))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever words are taken, the letter can be written, whatever happened.
        #[test]
        fn what_is_taken_is_written_for_any_sample((at, pieces) in sources(), values in prop::collection::vec(any::<String>(), 6)) {
            let templates = {
                static ONE: std::sync::OnceLock<Templates> = std::sync::OnceLock::new();
                ONE.get_or_init(|| Templates::new().unwrap())
            };
            let all = samples();
            let (kind, language) = all[at % all.len()];
            let known = gaps(kind);
            let body: String = pieces.iter().map(|(which, text)| match which {
                0 => format!("{{{}}}", known[text.len() % known.len()]),
                1 => format!("**{}**", text.replace('*', "")),
                2 => "\n\n".to_owned(),
                3 => format!("\n---\n{text}"),
                4 => format!(" https://{text} "),
                _ => text.replace(['{', '}'], ""),
            }).collect();
            let subject = format!("Perihal {{{}}}", known[0]);
            if let Ok(wording) = Wording::read(kind, language, &subject, &body) {
                let mut context = sample(templates, kind, language);
                for (name, value) in ["name", "title", "actor", "requester", "office", "address"].iter().zip(&values) {
                    context[*name] = json!(value);
                }
                let letter = templates.letter_of(kind, &wording, &context).unwrap();
                prop_assert!(!letter.subject.contains(['\r', '\n']));
                let tags = letter.html.matches("<script").count() + letter.html.matches("<img").count();
                prop_assert_eq!(tags, 0);
            }
        }
    }
}
