//! Letters kept in memory, to be read back by a test.

use std::sync::{Arc, Mutex, PoisonError};

use super::carrier::{Parcel, Refusal};

/// The memory; clones share it.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<Parcel>>>);

impl Memory {
    /// All letters that were handed over, oldest first.
    pub fn letters(&self) -> Vec<Parcel> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn hand_over(&self, parcel: &Parcel) -> Result<(), Refusal> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(parcel.clone());
        Ok(())
    }
}
