//! The look an office gives its desk: its name, its greeting, its mark and its colour, within what everyone can read.

mod colour;
mod keeping;
mod look;

pub use colour::{Colour, Palette};
pub use keeping::{read, save};
pub use look::{Brand, BrandError, BrandFields, LOGO_MAX, Logo, LogoChange};
