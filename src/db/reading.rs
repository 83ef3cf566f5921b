//! What one reading of the database has found out already.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;

use super::error::DbError;

type Found = HashMap<TypeId, Box<dyn Any>>;

thread_local! {
    /// What the read-only transaction of this thread found out; none outside of one.
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// A read-only transaction, from its begin to its end: within it the database does not change, so nothing is asked twice.
#[must_use]
pub(super) struct Reading {
    outer: Option<Found>,
}

impl Reading {
    /// Begins one on this thread.
    pub(super) fn begin() -> Self {
        Self { outer: FOUND.with(|found| found.replace(Some(Found::new()))) }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        FOUND.with(|found| found.replace(self.outer.take()));
    }
}

/// What `load` finds, asked once in a reading: a second call of the same type hears the first answer. Where something may
/// be written (no reading) it is asked each time.
///
/// # Errors
/// What `load` fails with; nothing is kept then.
pub fn once<T: Clone + 'static>(load: impl FnOnce() -> Result<T, DbError>) -> Result<T, DbError> {
    let key = TypeId::of::<T>();
    let known = FOUND.with(|found| {
        let found = found.borrow();
        found.as_ref().and_then(|found| found.get(&key)?.downcast_ref::<T>().cloned())
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let loaded = load()?;
    FOUND.with(|found| {
        if let Some(found) = found.borrow_mut().as_mut() {
            found.insert(key, Box::new(loaded.clone()));
        }
    });
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Answer(u32);

    fn ask(answer: u32) -> Answer {
        once(|| Ok(Answer(answer))).unwrap()
    }

    #[test]
    fn in_a_reading_the_first_answer_stands_and_outside_each_is_new() {
        assert_eq!((ask(1), ask(2)), (Answer(1), Answer(2)));
        {
            let _reading = Reading::begin();
            assert_eq!((ask(3), ask(4)), (Answer(3), Answer(3)));
            assert!(once::<u8>(|| Err(DbError::Closed)).is_err());
            assert_eq!(once(|| Ok(7_u8)).unwrap(), 7, "a failure is not kept");
        }
        assert_eq!(ask(5), Answer(5));
    }
}
