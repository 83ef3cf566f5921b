//! Clocks: working time, what is promised, how long it took.

mod policies;
