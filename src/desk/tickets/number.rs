//! The number people say on the phone.

use std::fmt;
use std::str::FromStr;

/// A ticket's number, like `TKT-2026-000123`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Number(String);

/// A text that is no ticket number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a ticket number like TKT-2026-000123")]
pub struct NoNumber;

impl Number {
    /// The number of the ticket with this serial, opened in this year.
    pub fn of(year: i32, serial: i64) -> Self {
        Self(format!("TKT-{year:04}-{serial:06}"))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Number {
    type Err = NoNumber;

    fn from_str(text: &str) -> Result<Self, NoNumber> {
        let text = text.trim().to_ascii_uppercase();
        let (year, serial) =
            text.strip_prefix("TKT-").and_then(|rest| rest.split_once('-')).ok_or(NoNumber)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = year.len() == 4 && (6..=18).contains(&serial.len()) && digits(year) && digits(serial);
        if fits { Ok(Self(text)) } else { Err(NoNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_and_read() {
        assert_eq!(Number::of(2026, 123).to_string(), "TKT-2026-000123");
        assert_eq!("tkt-2026-000123".parse(), Ok(Number::of(2026, 123)));
        assert_eq!(Number::of(2026, 1_234_567).to_string().parse(), Ok(Number::of(2026, 1_234_567)));
        for odd in
            ["", "TKT-2026-123", "TKT-26-000123", "RFC-2026-000123", "TKT-2026-00012x", "TKT-2026-000123-1"]
        {
            assert_eq!(odd.parse::<Number>(), Err(NoNumber), "{odd}");
        }
    }
}
