//! Settings that are numbers, each within its bounds.

use super::{ConfigError, wrong};

pub(super) fn megabytes(name: &'static str, text: Option<String>, default: u64) -> Result<u64, ConfigError> {
    Ok(number(name, text, default, 1..=10_240)? * 1024 * 1024)
}

pub(super) fn number(
    name: &'static str,
    text: Option<String>,
    default: u64,
    range: std::ops::RangeInclusive<u64>,
) -> Result<u64, ConfigError> {
    let Some(text) = text else { return Ok(default) };
    match text.parse() {
        Ok(value) if range.contains(&value) => Ok(value),
        _ => Err(wrong(
            name,
            format!("expected a number from {} to {}, not {text:?}", range.start(), range.end()),
        )),
    }
}
