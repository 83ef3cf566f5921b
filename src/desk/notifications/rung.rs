//! That somebody's figure of unseen lines is another now, as processes tell each other.

use std::fmt;
use std::str::FromStr;

use crate::desk::ids::PersonId;

/// What such a line begins with.
const LINE: &str = "bell ";

/// Somebody has other unseen lines than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung(pub PersonId);

impl fmt::Display for Rung {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{LINE}{}", self.0.0.simple())
    }
}

impl FromStr for Rung {
    type Err = &'static str;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        const ODD: &str = "expected a person";
        let person = line.strip_prefix(LINE).ok_or(ODD)?;
        Ok(Self(person.parse().map_err(|_| ODD)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let rung = Rung(PersonId::new());
        assert_eq!(rung.to_string().parse(), Ok(rung));
        for odd in ["", "bell", "bell x", "ticket 0193a0c400007000800000000000000a"] {
            assert!(odd.parse::<Rung>().is_err(), "{odd}");
        }
    }
}
