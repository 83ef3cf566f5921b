//! The house rules that a reader of the sources can check: which way imports run, who may name what, what belongs together.
//!
//! Each rule reads the project's files and names file and line of what breaks it. `docs/decisions/0001` says why.

mod arrows;
mod names;
mod pairs;
