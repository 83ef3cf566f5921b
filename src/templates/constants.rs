//! What does not change between two renderings is filled in once, before a template is parsed:
//! `{{t "key"}}`, `{{icon "name"}}` and `{{asset "path"}}` with nothing but a literal.
//! A queue of 25 rows then pays nothing for its fixed words, and a missing key stops the start.

use super::escape::escaped;

use super::assets::Assets;
use super::helpers::picture;
use super::locales::Locale;
use super::{TemplateError, is_text};

/// The `source` of the template `name` with its constants filled in.
pub(super) fn expand(
    name: &str,
    source: &str,
    locale: &Locale,
    assets: &Assets,
) -> Result<String, TemplateError> {
    let mut filled = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(start) = rest.find("{{") {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some((tag, argument, tail)) = constant(rest) else {
            filled.push_str("{{");
            rest = &rest[2..];
            continue;
        };
        let unknown =
            || TemplateError::Unknown { template: name.to_owned(), what: format!("{tag} \"{argument}\"") };
        match tag {
            "t" => {
                let text = locale.get(argument).ok_or_else(unknown)?;
                filled.push_str(&if is_text(name) { text.to_owned() } else { escaped(text) });
            }
            "icon" => {
                let sprite = assets.url("icons.svg").ok_or_else(unknown)?;
                filled.push_str(&picture(&sprite, argument));
            }
            _ => filled.push_str(&assets.url(argument).ok_or_else(unknown)?),
        }
        rest = tail;
    }
    filled.push_str(rest);
    if !is_text(name) {
        filled.truncate(filled.trim_end().len());
    }
    Ok(filled)
}

/// Reads `{{tag "argument"}}` at the head of `text`: tag, argument, what follows.
pub(super) fn constant(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix("{{")?;
    let (tag, after) = inner.split_once(' ')?;
    if !matches!(tag, "t" | "icon" | "asset") {
        return None;
    }
    let (argument, after) = after.strip_prefix('"')?.split_once('"')?;
    Some((tag, argument, after.strip_prefix("}}")?))
}
