//! The pages' and letters' words and shapes: Handlebars, strict, embedded, parsed once at start.
//!
//! Template names are paths below `templates/` without `.hbs` (`tickets/show`, `mail/received/body.html`).
//! Names that end in `.txt` are plain text: nothing in them is escaped. All others are HTML.
//!
//! Every context is an object. Its root names `lang` (`id` or `en`, Indonesian if absent), and, where times
//! are shown, `zone` (IANA name, `Asia/Makassar` if absent) and `now`. Times reach templates as RFC 3339 strings.

mod assets;
mod constants;
mod dress;
mod escape;
mod helpers;
mod letters;
mod locales;
mod moments;
mod prose;
mod sample;
#[cfg(test)]
mod tests;
mod times;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use handlebars::{Context, Handlebars, no_escape};
use rust_embed::RustEmbed;
use serde::Serialize;

pub use self::assets::Asset;
use self::assets::Assets;
use self::dress::Wardrobe;
pub use self::dress::{Dress, Piece};
pub use self::letters::Letter;
use self::locales::Locale;
use self::moments::MomentWords;
pub use self::sample::Scene;

/// What can be wrong with a template, a locale file or a page's context.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file under `templates/` is not UTF-8.
    #[error("the template file {0} is not UTF-8")]
    NotText(String),
    /// A locale file is not a flat JSON object of texts.
    #[error("the locale file {file} is not a flat object of texts: {source}")]
    Locale {
        /// The file, below `templates/`.
        file: String,
        /// What the JSON reader says.
        source: serde_json::Error,
    },
    /// The same key stands in two locale files of one language.
    #[error("the key {key} is written twice in the language {lang}")]
    KeyTwice {
        /// The repeated key.
        key: String,
        /// The language.
        lang: String,
    },
    /// A template asks for a text, icon, asset or part that is not there.
    #[error("the template {template} asks for {what}, which does not exist")]
    Unknown {
        /// The asking template.
        template: String,
        /// The missing thing.
        what: String,
    },
    /// A template does not parse.
    #[error("the template {name} does not parse: {source}")]
    Parse {
        /// The template.
        name: String,
        /// What Handlebars says.
        source: Box<handlebars::TemplateError>,
    },
    /// A template could not be rendered with the given context.
    #[error("the template {name} could not be rendered: {source}")]
    Render {
        /// The template.
        name: String,
        /// What Handlebars says.
        source: Box<handlebars::RenderError>,
    },
}

/// Everything under `templates/`, in the binary.
#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// All templates, in all languages, ready to render.
pub struct Templates {
    languages: BTreeMap<&'static str, Language>,
    assets: Assets,
    wardrobe: Arc<Wardrobe>,
}

struct Language {
    locale: &'static Locale,
    pages: Handlebars<'static>,
    letters: Handlebars<'static>,
}

/// The languages of the desk; the first is used where none or an unknown one is asked for.
pub const LANGUAGES: [&str; 2] = ["id", "en"];

impl Templates {
    /// Parses every template and locale file. Fails on the first that is wrong, so a desk that starts has whole pages.
    pub fn new() -> Result<Self, TemplateError> {
        let assets = Assets::load();
        let sources = sources()?;
        let wardrobe = Arc::new(Wardrobe::default());
        let mut languages = BTreeMap::new();
        for lang in LANGUAGES {
            languages.insert(lang, Language::new(lang, &sources, &assets, &wardrobe)?);
        }
        Ok(Self { languages, assets, wardrobe })
    }

    /// Renders the template `name` in the language its context names.
    pub fn render<C: Serialize>(&self, name: &str, context: &C) -> Result<String, TemplateError> {
        let failed = |source: handlebars::RenderError| TemplateError::Render {
            name: name.to_owned(),
            source: Box::new(source),
        };
        let context = Context::wraps(context).map_err(failed)?;
        let lang = context.data().get("lang").and_then(|lang| lang.as_str()).unwrap_or(LANGUAGES[0]);
        let language = self.language(lang);
        let registry = if is_text(name) { &language.letters } else { &language.pages };
        registry.render_with_context(name, &context).map_err(failed)
    }

    /// The text of `key` in `lang`, its `{placeholders}` filled from `args`. An unknown key answers itself.
    pub fn text(&self, lang: &str, key: &str, args: &[(&str, &str)]) -> String {
        self.language(lang).locale.fill(key, args.iter().map(|(name, value)| (*name, *value)))
    }

    /// A span of working time in words: "22 jam 30 menit jam kerja".
    pub fn working(&self, lang: &str, seconds: i64) -> String {
        self.language(lang).locale.moments.working(seconds)
    }

    /// A span in hours and minutes, however many hours: "22 jam 30 menit".
    pub fn hours(&self, lang: &str, seconds: i64) -> String {
        self.language(lang).locale.moments.hours(seconds)
    }

    /// A point in time as seen from `now`: "hari ini 11.00 WITA", "Rabu 11.00 WITA", "Rabu, 2 Des 11.00 WITA".
    pub fn near(&self, lang: &str, at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
        self.language(lang).locale.moments.near(at, zone, now)
    }

    /// A point in time that reads the same on any day: "Rabu, 2 Desember 2026 pukul 11.00 WITA".
    pub fn full(&self, lang: &str, at: DateTime<Utc>, zone: Tz) -> String {
        self.language(lang).locale.moments.full(at, zone)
    }

    /// A day of the week with its date: "Rabu, 2 Des"; with the year when it is not that of `now`.
    pub fn dated(&self, lang: &str, at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
        self.language(lang).locale.moments.dated(at, zone, now)
    }

    /// A day on an axis: "Sen 23", or "23 Nov" where weekdays do not tell days apart.
    pub fn day(&self, lang: &str, at: DateTime<Utc>, zone: Tz, by_weekday: bool) -> String {
        self.language(lang).locale.moments.day(at, zone, by_weekday)
    }

    /// A time of day on the wall: "09.15".
    pub fn wall(&self, at: DateTime<Utc>, zone: Tz) -> String {
        MomentWords::clock(at, zone)
    }

    /// Whether `lang` has a text for `key`.
    pub fn has_text(&self, lang: &str, key: &str) -> bool {
        self.language(lang).locale.get(key).is_some()
    }

    /// A style sheet, script or picture by its path below `templates/assets`.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.get(path)
    }

    /// What the office gave the desk of its own.
    pub fn dress(&self) -> Arc<Dress> {
        self.wardrobe.worn()
    }

    /// Puts on what the office gives the desk of its own: pages show it from now on.
    pub fn wear(&self, dress: Dress) {
        self.wardrobe.wear(dress);
    }

    /// The greeting of somebody: the office's own, else the shipped one.
    pub fn greeting(&self, lang: &str, name: &str) -> String {
        let worn = self.wardrobe.worn();
        match LANGUAGES.iter().position(|known| *known == lang).map(|at| worn.greeting[at].as_str()) {
            Some(own) if !own.is_empty() => own.replace("{name}", name),
            _ => self.text(lang, "home.greeting", &[("name", name)]),
        }
    }

    /// The immutable address of an asset: `/assets/<hash>/<path>`.
    pub fn asset_url(&self, path: &str) -> Option<String> {
        self.assets.url(path)
    }

    /// The addresses of all assets.
    pub fn asset_urls(&self) -> Vec<String> {
        self.assets.urls()
    }

    /// What tells the assets of this build from those of another.
    pub fn assets_version(&self) -> String {
        self.assets.version()
    }

    fn language(&self, lang: &str) -> &Language {
        self.languages.get(lang).unwrap_or(&self.languages[LANGUAGES[0]])
    }
}

impl Language {
    fn new(
        lang: &'static str,
        sources: &BTreeMap<String, String>,
        assets: &Assets,
        wardrobe: &Arc<Wardrobe>,
    ) -> Result<Self, TemplateError> {
        // A locale lives as long as the process: leaking the two of them keeps the helpers free of counting.
        let locale: &'static Locale = Box::leak(Box::new(Locale::load(lang)?));
        let mut pages = Handlebars::new();
        let mut letters = Handlebars::new();
        pages.register_escape_fn(escape::escaped);
        letters.register_escape_fn(no_escape);
        for registry in [&mut pages, &mut letters] {
            registry.set_strict_mode(true);
            registry.set_prevent_indent(true);
            helpers::register(registry, locale, assets.url("icons.svg").unwrap_or_default());
            let logo = assets.url("logo.svg").unwrap_or_default();
            helpers::dress(registry, lang, locale, logo, wardrobe.clone());
        }
        for (name, source) in sources {
            let source = constants::expand(name, source, locale, assets)?;
            let registry = if is_text(name) { &mut letters } else { &mut pages };
            registry
                .register_template_string(name, source)
                .map_err(|source| TemplateError::Parse { name: name.clone(), source: Box::new(source) })?;
        }
        Ok(Self { locale, pages, letters })
    }
}

fn is_text(name: &str) -> bool {
    name.ends_with(".txt")
}

fn sources() -> Result<BTreeMap<String, String>, TemplateError> {
    let mut sources = BTreeMap::new();
    for file in Files::iter() {
        if let Some(name) = file.strip_suffix(".hbs") {
            sources.insert(name.to_owned(), read(&file)?);
        }
    }
    Ok(sources)
}

fn read(file: &str) -> Result<String, TemplateError> {
    let bytes = Files::get(file).map(|found| found.data.into_owned()).unwrap_or_default();
    String::from_utf8(bytes).map_err(|_| TemplateError::NotText(file.to_owned()))
}
