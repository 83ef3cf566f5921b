//! Letters wait for people, never people for letters.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::app::App;

/// Whether it is time to end: what runs ends at the next good place.
#[derive(Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Says that it is time to end.
    pub fn set(&self) {
        let (set, changed) = &*self.0;
        *set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }

    /// Whether it is time to end.
    pub fn is_set(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for so long, or until it is time to end.
    pub(super) fn wait(&self, time: Duration) {
        let (set, changed) = &*self.0;
        let guard = set.lock().unwrap_or_else(PoisonError::into_inner);
        // Whether it was the time or the call that ended the wait is seen by whoever asks next.
        let _ended = changed.wait_timeout_while(guard, time, |set| !*set);
    }
}

/// How much of the machine the mail door may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Others wait for the database.
    Busy,
    /// Nobody does.
    Calm,
}

impl Pace {
    pub(super) fn of(app: &App) -> Self {
        let figures = app.db.figures();
        if figures.waiting_writes > 2 || figures.idle == 0 { Self::Busy } else { Self::Calm }
    }

    /// Rests after a batch that took `work`: a fifth of the time is ours, and less while others wait.
    pub(super) fn rest(self, work: Duration, stop: &Stop) {
        stop.wait(match self {
            Self::Calm => (work * 4).min(Duration::from_millis(100)),
            Self::Busy => Duration::from_millis(500),
        });
    }
}
