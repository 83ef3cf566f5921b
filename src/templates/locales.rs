//! The words of one language: flat keys, read from `templates/locales/<lang>/*.json`.

use std::collections::HashMap;

use super::moments::MomentWords;
use super::{Files, TemplateError, read};

/// One language.
pub(super) struct Locale {
    texts: HashMap<String, String>,
    pub(super) moments: MomentWords,
}

impl Locale {
    pub(super) fn load(lang: &str) -> Result<Self, TemplateError> {
        let folder = format!("locales/{lang}/");
        let mut texts = HashMap::new();
        for file in Files::iter().filter(|file| file.starts_with(&folder) && file.ends_with(".json")) {
            let part: HashMap<String, String> = serde_json::from_str(&read(&file)?)
                .map_err(|source| TemplateError::Locale { file: file.to_string(), source })?;
            for (key, text) in part {
                if texts.insert(key.clone(), text).is_some() {
                    return Err(TemplateError::KeyTwice { key, lang: lang.to_owned() });
                }
            }
        }
        let moments = MomentWords::read(&texts);
        Ok(Self { texts, moments })
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of `key` with every `{name}` replaced; a name that is not given stays as it stands.
    pub(super) fn fill<'a>(&self, key: &str, args: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let args: Vec<_> = args.collect();
        let Some(text) = self.get(key) else {
            return key.to_owned();
        };
        let mut filled = String::with_capacity(text.len() + 24);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after
                .split_once('}')
                .and_then(|(name, tail)| Some((args.iter().find(|(arg, _)| *arg == name)?.1, tail)));
            match known {
                Some((value, tail)) => {
                    filled.push_str(value);
                    rest = tail;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.texts.keys()
    }
}
