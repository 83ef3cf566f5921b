//! The helpers that write times and spans: `time`, `ago`, `duration`.

use chrono::Utc;
use chrono_tz::Tz;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, ScopedJson,
};
use serde_json::Value;

use super::helpers::{root, string, wrong};
use super::is_text;
use super::locales::Locale;
use super::moments::moment;

/// Adds the helpers, speaking the language of `locale`.
pub(super) fn register(registry: &mut Handlebars<'static>, locale: &'static Locale) {
    for kind in [Moment::Time, Moment::Ago, Moment::Duration] {
        registry.register_helper(kind.name(), Box::new(Moments { locale, kind }));
    }
}

#[derive(Clone, Copy)]
enum Moment {
    Time,
    Ago,
    Duration,
}

impl Moment {
    fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Ago => "ago",
            Self::Duration => "duration",
        }
    }
}

struct Moments {
    locale: &'static Locale,
    kind: Moment,
}

impl Moments {
    /// The words shown, and for a point in time its RFC 3339 form and its full words.
    fn words(
        &self,
        helper: &Helper<'_>,
        ctx: &Context,
    ) -> Result<(String, Option<(String, String)>), RenderError> {
        let words = &self.locale.moments;
        let name = self.kind.name();
        if matches!(self.kind, Moment::Duration) {
            let seconds = helper
                .param(0)
                .and_then(|value| value.value().as_i64())
                .ok_or_else(|| wrong(name, "a number of seconds"))?;
            let shown = match helper.param(1).and_then(|form| form.value().as_str()) {
                Some("hours") => words.hours(seconds),
                Some("working") => words.working(seconds),
                _ => words.duration(seconds),
            };
            return Ok((shown, None));
        }
        let at = string(helper, 0, name)?;
        let point = moment(at).ok_or_else(|| wrong(name, "an RFC 3339 time"))?;
        let zone = root(ctx, "zone").and_then(|zone| zone.parse().ok()).unwrap_or(Tz::Asia__Makassar);
        let now = root(ctx, "now").and_then(moment);
        let form = helper.param(1).and_then(|form| form.value().as_str());
        let full = words.full(point, zone);
        let shown = match (self.kind, form) {
            (Moment::Ago, _) => words.ago(point, now.ok_or_else(|| wrong(name, "the root field now"))?),
            (_, Some("short")) => words.short(point, zone, now),
            (_, Some("date")) => words.date(point, zone),
            (_, Some("near")) => {
                words.near(point, zone, now.ok_or_else(|| wrong(name, "the root field now"))?)
            }
            _ => full.clone(),
        };
        Ok((
            shown,
            Some((point.with_timezone(&Utc).to_rfc3339_opts(chrono::SecondsFormat::Secs, true), full)),
        ))
    }
}

impl HelperDef for Moments {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived(Value::String(self.words(helper, ctx)?.0)))
    }

    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (shown, point) = self.words(helper, ctx)?;
        let plain = rc.get_root_template_name().is_some_and(|name| is_text(name));
        match point {
            Some((at, full)) if !plain => out.write(
                &["<time datetime=\"", &at, "\" title=\"", &full, "\">", &shown, "</time>"].concat(),
            )?,
            _ => out.write(&shown)?,
        }
        Ok(())
    }
}
