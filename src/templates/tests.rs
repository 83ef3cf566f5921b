//! Every template parses, every key it uses exists in every language, and no text stands unused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::json;

use super::locales::Locale;
use super::{LANGUAGES, Templates, sources};

/// Families of words whose key is built at run time.
const BUILT: &[&str] = &[
    "absence",
    "active",
    "asked",
    "audience",
    "channel",
    "classification",
    "column",
    "clock_hint",
    "demo_account",
    "design",
    "direct_route_reason",
    "due_before",
    "error",
    "escalation_reason",
    "event",
    "filter",
    "flash",
    "form",
    "gap",
    "home_empty",
    "home_empty_hint",
    "home_section",
    "home_tile",
    "impact",
    "incoming",
    "impact_hint",
    "kind",
    "kind_hint",
    "language",
    "letter",
    "link",
    "link_in",
    "link_promise",
    "macro_act",
    "macro_audience",
    "macro_gap",
    "macro_step",
    "move",
    "overdue",
    "pace",
    "party",
    "pause_rule",
    "priority",
    "problem",
    "rating",
    "reach",
    "return_reason",
    "role",
    "sort",
    "span",
    "split_reported",
    "staff_mail",
    "stage",
    "status",
    "tell",
    "tier",
    "token_scope",
    "totals_by",
    "unit",
    "until_clock",
    "urgency",
    "urgency_hint",
    "view",
    "view_empty",
    "view_empty_hint",
    "view_lead",
    "wording_gap",
];

fn templates() -> Templates {
    Templates::new().unwrap()
}

fn keys(lang: &str) -> BTreeSet<String> {
    Locale::load(lang).unwrap().keys().cloned().collect()
}

/// Every `"quoted.text"` of a template or source file.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('"').filter(|piece| piece.contains('.') || !piece.contains(' ')).collect()
}

fn rust_sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands between the quotes after each `before` in the templates.
fn arguments(sources: &BTreeMap<String, String>, before: &str) -> BTreeSet<String> {
    let after = |source: &String| -> Vec<String> {
        source.split(before).skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
    };
    sources.values().flat_map(after).collect()
}

#[test]
fn every_template_parses_in_every_language() {
    templates();
}

#[test]
fn both_languages_have_the_same_keys_and_the_same_placeholders() {
    let [id, en] = LANGUAGES.map(|lang| Locale::load(lang).unwrap());
    assert_eq!(keys("id"), keys("en"));
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
            .collect()
    };
    for key in id.keys() {
        assert_eq!(placeholders(id.get(key).unwrap()), placeholders(en.get(key).unwrap()), "{key}");
    }
}

#[test]
fn every_key_and_part_a_template_uses_exists() {
    let known = keys("id");
    let sources = sources().unwrap();
    let used: BTreeSet<String> =
        arguments(&sources, "{{t \"").into_iter().chain(arguments(&sources, "(t \"")).collect();
    let missing: Vec<_> = used.difference(&known).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let parts: BTreeSet<String> = arguments(&sources, "{{include \"").into_iter().collect();
    let missing: Vec<_> = parts.iter().filter(|part| !sources.contains_key(*part)).collect();
    assert!(missing.is_empty(), "no template {missing:?}");
    for family in arguments(&sources, "word \"").union(&arguments(&sources, "badge \"")) {
        let prefix = format!("{family}.");
        assert!(known.iter().any(|key| key.starts_with(&prefix)), "no text of the family {family}");
    }
}

#[test]
fn no_text_stands_unused() {
    let sources = sources().unwrap();
    let mut everything: String = sources.values().map(String::as_str).collect();
    rust_sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut everything);
    let used = quoted(&everything);
    let families: BTreeSet<String> = arguments(&sources, "word \"")
        .union(&arguments(&sources, "badge \""))
        .cloned()
        .chain(BUILT.iter().map(|family| (*family).to_owned()))
        .chain(used.iter().filter_map(|text| text.strip_suffix('.').map(str::to_owned)))
        .chain(used.iter().filter_map(|text| text.split_once(".{").map(|(family, _)| family.to_owned())))
        .collect();
    let unused: Vec<String> = keys("id")
        .into_iter()
        .filter(|key| {
            !used.contains(key.as_str())
                && !families.iter().any(|family| key.starts_with(&format!("{family}.")))
        })
        .collect();
    assert!(unused.is_empty(), "nobody uses {unused:?}");
}

#[test]
fn times_are_written_as_offices_write_them() {
    let templates = templates();
    let locale = Locale::load("id").unwrap();
    let at = super::moments::moment("2026-11-23T01:15:00Z").unwrap();
    assert_eq!(
        locale.moments.full(at, chrono_tz::Asia::Makassar),
        "Senin, 23 November 2026 pukul 09.15 WITA"
    );
    assert_eq!(locale.moments.short(at, chrono_tz::Asia::Jakarta, Some(at)), "23 Nov, 08.15");
    assert_eq!(locale.moments.duration(12_000), "3 jam 20 menit");
    assert_eq!(locale.moments.duration(59), "kurang dari semenit");
    assert_eq!(locale.moments.ago(at, at + chrono::Duration::hours(49)), "2 hari lalu");
    assert_eq!(templates.text("en", "time.hour.one", &[("count", "1")]), "1 hour");
    let wita = chrono_tz::Asia::Makassar;
    let hours = chrono::Duration::hours;
    for (later, near) in [
        (hours(-24), "kemarin 09.15 WITA"),
        (hours(2), "hari ini 11.15 WITA"),
        (hours(24), "besok 09.15 WITA"),
        (hours(48), "Rabu 09.15 WITA"),
        (hours(6 * 24), "Minggu 09.15 WITA"),
        (hours(7 * 24), "Senin, 30 Nov 09.15 WITA"),
        (hours(-48), "Sabtu, 21 Nov 09.15 WITA"),
        (hours(60 * 24), "Jumat, 22 Jan 2027 09.15 WITA"),
    ] {
        assert_eq!(templates.near("id", at + later, wita, at), near);
    }
    assert_eq!(templates.day("id", at, wita, true), "Sen 23");
    assert_eq!(templates.day("en", at, wita, false), "23 Nov");
    assert_eq!(templates.hours("id", 187_200), "52 jam");
    assert_eq!(templates.working("id", 4_800), "1 jam 20 menit jam kerja");
    assert_eq!(templates.working("id", 7_200), "2 jam kerja");
    assert_eq!(templates.working("en", 3_600), "1 working hour");
    assert_eq!(templates.working("id", 30), "kurang dari semenit");
}

#[test]
fn typed_text_cannot_become_markup() {
    let shown =
        super::prose::marked("<b>awas</b>\nlihat (TKT-2026-000123), http://a.test/?a=1&b=\"2\".", &[]);
    assert!(shown.starts_with("&lt;b&gt;awas&lt;/b&gt;<br>\n"), "{shown}");
    assert!(shown.contains("(<a href=\"/tickets/TKT-2026-000123\">TKT-2026-000123</a>),"), "{shown}");
    assert!(shown.contains("<a href=\"http://a.test/?a&#x3D;1&amp;b&#x3D;&quot;2\""), "{shown}");
    assert!(super::prose::marked("TKT-2026-é TKT-20 TKT-2026-12", &[]).contains("TKT-2026-12"));
}

#[test]
fn an_error_page_renders_in_the_language_of_its_context() {
    let context = |lang: &str| {
        json!({"lang": lang, "title": "x", "demo": false, "status": 404, "heading": "h", "detail": "<script>",
               "problems": [], "moves": [], "back": null, "request_id": "r"})
    };
    let templates = templates();
    let page = templates.render("errors/show", &context("id")).unwrap();
    assert!(
        page.contains("Ke beranda") && page.contains("&lt;script&gt;") && !page.contains("<script>"),
        "{page}"
    );
    assert!(templates.render("errors/show", &context("en")).unwrap().contains("Go home"));
}

#[test]
fn a_context_that_lacks_a_field_is_an_error_not_an_empty_page() {
    assert!(templates().render("errors/show", &json!({"lang": "id"})).is_err());
}

#[test]
fn assets_have_addresses_that_change_with_their_content() {
    let templates = templates();
    let style = templates.asset("app.css").unwrap();
    assert_eq!(templates.asset_url("app.css").unwrap(), format!("/assets/{}/app.css", style.hash));
    assert_eq!(style.content_type, "text/css; charset=utf-8");
    assert!(templates.asset("../locales/id/app.json").is_none());
}

#[test]
fn who_is_named_is_marked_and_nothing_else() {
    let shown = super::prose::marked("cek <b>, @Andi Baso. @Andi juga\n@x", &["@Andi", "@Andi Baso", ""]);
    assert_eq!(
        shown,
        "cek &lt;b&gt;, <span class=\"mention\">@Andi Baso</span>. <span class=\"mention\">@Andi</span> juga<br>\n@x"
    );
}
