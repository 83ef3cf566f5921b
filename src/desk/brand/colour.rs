//! Colours and whether one can be read on the other (WCAG 2.2, 1.4.3).

use std::fmt::Write;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Text on its ground has this contrast at least.
const READABLE: f64 = 4.5;
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
/// The ground of cards in the dark, and what is written on bright colours there: as in the style sheet.
const NIGHT: Colour = Colour(0x17, 0x1e, 0x26);
const NIGHT_INK: Colour = Colour(0x06, 0x13, 0x1c);

/// A colour: red, green, blue. Written `#0b665c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self(red, green, blue)),
            _ => Err("expected a colour like #0b665c"),
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Colour {
    /// The relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast to another colour, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// So much (0 to 1) of this colour in `other`.
    fn mixed(self, other: Self, share: f64) -> Self {
        // A share of two bytes is a byte.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 255 by construction"
        )]
        let mix = |one: u8, other: u8| {
            f64::from(one).mul_add(share, f64::from(other) * (1.0 - share)).round().clamp(0.0, 255.0) as u8
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// This colour, taken towards `end` until it is read on each of `grounds`.
    fn read_on(self, grounds: &[Self], end: Self) -> Self {
        let steps = (0..=20).map(|step| self.mixed(end, 1.0 - f64::from(step) / 20.0));
        let readable = |colour: &Self| grounds.iter().all(|ground| colour.contrast(*ground) >= READABLE);
        let mut steps = steps.filter(readable);
        steps.next().unwrap_or(end)
    }

    /// Whether white words can be read on it.
    pub fn bears_white(self) -> bool {
        self.contrast(WHITE) >= READABLE
    }

    /// The nearest darker colour that bears white words.
    #[must_use]
    pub fn made_to_bear_white(self) -> Self {
        self.read_on(&[WHITE], Self(0, 0, 0))
    }
}

/// The colours of a page that follow from the one an office chose, in light and in the dark.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    light: Tones,
    dark: Tones,
}

#[derive(Clone, Copy, Debug)]
struct Tones {
    accent: Colour,
    strong: Colour,
    soft: Colour,
    on: Colour,
}

impl Palette {
    /// What follows from a colour that bears white words.
    pub fn of(chosen: Colour) -> Self {
        let soft = chosen.mixed(WHITE, 0.12);
        let strong = chosen.mixed(Colour(0, 0, 0), 0.75).read_on(&[soft, WHITE], Colour(0, 0, 0));
        let light = Tones { accent: chosen, strong, soft, on: WHITE };
        let soft = chosen.mixed(NIGHT, 0.28);
        let accent = chosen.read_on(&[NIGHT, NIGHT_INK], WHITE);
        let strong = accent.mixed(WHITE, 0.8).read_on(&[soft, NIGHT, NIGHT_INK], WHITE);
        Self { light, dark: Tones { accent, strong, soft, on: NIGHT_INK } }
    }

    /// The style sheet that brings them in.
    pub fn style(&self) -> String {
        let mut sheet = String::new();
        let tones = |tones: &Tones| {
            let Tones { accent, strong, soft, on } = tones;
            format!(
                ":root{{--accent:{accent};--accent-strong:{strong};--accent-soft:{soft};--on-accent:{on}}}"
            )
        };
        // Writing to a text cannot fail.
        let _ = write!(sheet, "{}", tones(&self.light));
        let _ = write!(sheet, "@media(prefers-color-scheme:dark){{{}}}", tones(&self.dark));
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_guideline_says() {
        let black = Colour(0, 0, 0);
        assert!((black.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        let grey: Colour = "#767676".parse().unwrap();
        assert!(grey.bears_white() && !"#777777".parse::<Colour>().unwrap().bears_white());
    }

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!("#0B665C".parse::<Colour>().unwrap().to_string(), "#0b665c");
        for odd in ["", "0b665c", "#0b665", "#0b665cc", "#0b66zz", "#é665c", "red"] {
            assert!(odd.parse::<Colour>().is_err(), "{odd}");
        }
    }

    #[test]
    fn whatever_is_chosen_all_words_can_be_read() {
        let steps: [u8; 7] = [0, 17, 60, 102, 153, 204, 255];
        for at in 0..steps.len().pow(3) {
            let step = |power: u32| steps[at / steps.len().pow(power) % steps.len()];
            let chosen = Colour(step(0), step(1), step(2)).made_to_bear_white();
            assert!(chosen.bears_white(), "{chosen}");
            let Palette { light, dark } = Palette::of(chosen);
            for (tones, ground) in [(light, WHITE), (dark, NIGHT)] {
                for (word, on) in [
                    (tones.on, tones.accent),
                    (tones.strong, tones.soft),
                    (tones.on, tones.strong),
                    (tones.strong, ground),
                    (tones.accent, ground),
                ] {
                    assert!(word.contrast(on) >= READABLE, "{chosen}: {word} on {on} in {tones:?}");
                }
            }
        }
    }
}
