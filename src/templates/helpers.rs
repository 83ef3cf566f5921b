//! The few helpers templates may call.
//!
//! | helper | writes |
//! |---|---|
//! | `{{t "key" name=value}}` | the text, placeholders filled |
//! | `{{word "status" value}}` | the text of the key `status.<value>` |
//! | `{{badge "status" value}}` | the same, as a coloured badge |
//! | `{{time at}}` · `{{time at "short"}}` · `{{time at "date"}}` · `{{time at "near"}}` | a `<time>` element (in letters: bare text); near: "Rabu 11.00 WITA" |
//! | `{{ago at}}` | how long ago, with the full time as its title |
//! | `{{duration seconds}}` · `{{duration seconds "hours"}}` · `{{duration seconds "working"}}` | "2 hari 4 jam" · "52 jam" · "52 jam kerja" |
//! | `{{icon name}}` | a picture of the sprite |
//! | `{{brand "office"}}` · `{{brand "logo"}}` · `{{brand "style"}}` | the office's own name, the address of its mark, the link to its style sheet |
//! | `{{include "partials/name"}}` | another template in the same context; unlike a partial it copies nothing |
//! | `{{prose text}}`, `{{prose text marks}}` | typed text made safe, lines kept, numbers linked, mentions marked |
//! | `{{value object name}}` | the named field, or nothing |
//! | `(eq a b)` · `(includes list item)` | conditions |

use std::fmt::Display;
use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, Renderable, ScopedJson,
};
use serde_json::Value;

use super::dress::Wardrobe;
use super::escape::escaped;
use super::locales::Locale;
use super::{LANGUAGES, prose, times};

/// Adds the helpers, speaking the language of `locale` and drawing from the icons at `sprite`.
pub(super) fn register(registry: &mut Handlebars<'static>, locale: &'static Locale, sprite: String) {
    registry.register_helper("include", Box::new(Include));
    registry.register_helper("icon", Box::new(Icon { sprite }));
    for kind in [Word::Text, Word::OfFamily, Word::Badge] {
        registry.register_helper(kind.name(), Box::new(Words { locale, kind }));
    }
    times::register(registry, locale);
    registry.register_helper("prose", Box::new(Prose));
    registry.register_helper("value", Box::new(Field));
    registry.register_helper("includes", Box::new(Includes));
}

/// Adds the helper `brand`, which speaks of the office's own look: its `office`, its `logo`, its `style`.
pub(super) fn dress(
    registry: &mut Handlebars<'static>,
    lang: &'static str,
    locale: &'static Locale,
    logo: String,
    wardrobe: Arc<Wardrobe>,
) {
    registry.register_helper("brand", Box::new(Worn { lang, locale, logo, wardrobe }));
}

/// The office's own look, or the shipped one.
struct Worn {
    lang: &'static str,
    locale: &'static Locale,
    logo: String,
    wardrobe: Arc<Wardrobe>,
}

impl HelperDef for Worn {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let dress = self.wardrobe.worn();
        match string(helper, 0, "brand")? {
            "office" => {
                let at = LANGUAGES.iter().position(|known| *known == self.lang).unwrap_or(0);
                let own = &dress.office[at];
                let shipped = self.locale.get("app.footer").unwrap_or_default();
                out.write(&registry.get_escape_fn()(if own.is_empty() { shipped } else { own }))?;
            }
            "logo" => match &dress.logo {
                Some(logo) => out.write(&["/brand/", &logo.hash, "/logo"].concat())?,
                None => out.write(&self.logo)?,
            },
            _ => {
                if let Some(style) = &dress.style {
                    let href = ["/brand/", &style.hash, "/style.css"].concat();
                    out.write(&["<link rel=\"stylesheet\" href=\"", &href, "\">"].concat())?;
                }
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Word {
    Text,
    OfFamily,
    Badge,
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "t",
            Self::OfFamily => "word",
            Self::Badge => "badge",
        }
    }
}

struct Words {
    locale: &'static Locale,
    kind: Word,
}

impl Words {
    fn text<'rc>(&self, helper: &Helper<'rc>) -> Result<String, RenderError> {
        let key = string(helper, 0, self.kind.name())?;
        if matches!(self.kind, Word::Text) {
            let args: Vec<(&str, String)> =
                helper.hash().iter().map(|(name, value)| (*name, shown(value.value()))).collect();
            return Ok(self.locale.fill(key, args.iter().map(|(name, value)| (*name, value.as_str()))));
        }
        let value = string(helper, 1, self.kind.name())?;
        Ok(self.locale.get(&[key, ".", value].concat()).unwrap_or(value).to_owned())
    }
}

impl HelperDef for Words {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived(Value::String(self.text(helper)?)))
    }

    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = registry.get_escape_fn()(&self.text(helper)?);
        if matches!(self.kind, Word::Badge) {
            let (family, value) = (string(helper, 0, "badge")?, escaped(string(helper, 1, "badge")?));
            out.write(&["<span class=\"badge ", family, "-", &value, "\">", &text, "</span>"].concat())?;
        } else {
            out.write(&text)?;
        }
        Ok(())
    }
}

struct Icon {
    sprite: String,
}

impl HelperDef for Icon {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        out.write(&picture(&self.sprite, &escaped(string(helper, 0, "icon")?)))?;
        Ok(())
    }
}

/// The markup of the picture `name` in the icons at `sprite`.
pub(super) fn picture(sprite: &str, name: &str) -> String {
    ["<svg class=\"icon\" aria-hidden=\"true\"><use href=\"", sprite, "#", name, "\"/></svg>"].concat()
}

struct Include;

impl HelperDef for Include {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = string(helper, 0, "include")?;
        let part = registry.get_template(name).ok_or_else(|| wrong("include", "the name of a template"))?;
        part.render(registry, ctx, rc, out)
    }
}

struct Prose;

impl HelperDef for Prose {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let marks = helper.param(1).and_then(|marks| marks.value().as_array());
        let marks: Vec<&str> = marks.into_iter().flatten().filter_map(Value::as_str).collect();
        out.write(&prose::marked(string(helper, 0, "prose")?, &marks))?;
        Ok(())
    }
}

/// A field of an object by its name; nothing where either is missing (a form's values and errors are sparse).
struct Field;

impl HelperDef for Field {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let object = helper.param(0).map(|object| object.value());
        let found = helper.param(1).and_then(|name| object?.get(name.value().as_str()?));
        Ok(ScopedJson::Derived(found.cloned().unwrap_or(Value::String(String::new()))))
    }
}

struct Includes;

impl HelperDef for Includes {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let list = helper.param(0).and_then(|list| list.value().as_array());
        let found = helper.param(1).is_some_and(|item| list.is_some_and(|list| list.contains(item.value())));
        Ok(ScopedJson::Derived(Value::Bool(found)))
    }
}

pub(super) fn string<'helper>(
    helper: &'helper Helper<'_>,
    at: usize,
    name: &'static str,
) -> Result<&'helper str, RenderError> {
    helper.param(at).and_then(|value| value.value().as_str()).ok_or_else(|| wrong(name, "a text"))
}

pub(super) fn wrong(helper: impl Display, expected: &str) -> RenderError {
    RenderErrorReason::Other(format!("the helper {helper} needs {expected}")).into()
}

pub(super) fn root<'ctx>(ctx: &'ctx Context, name: &str) -> Option<&'ctx str> {
    ctx.data().get(name).and_then(Value::as_str)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
