//! What the herald remembers of late, so that nothing is told twice when he looks for what he missed.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use crate::desk::ids::EventId;

/// Lines are written in the order of their ids, but for those of a transaction that took this long.
const LONGEST_ACT: Duration = Duration::from_secs(15);

/// The lines of the last seconds.
pub(super) struct Memory {
    /// Lines that were told.
    told: BTreeSet<EventId>,
    /// Points in time, each with a line that would have been written then.
    marks: VecDeque<(Instant, EventId)>,
}

impl Memory {
    /// Nothing before now is to be told.
    pub(super) fn new() -> Self {
        Self { told: BTreeSet::new(), marks: VecDeque::from([(Instant::now(), EventId::new())]) }
    }

    /// Whether this line is new; it is not the next time.
    pub(super) fn is_new(&mut self, event: EventId) -> bool {
        self.told.insert(event)
    }

    /// After which line to look for those that were missed.
    pub(super) fn look_after(&mut self) -> EventId {
        let now = Instant::now();
        self.marks.push_back((now, EventId::new()));
        while self.marks.get(1).is_some_and(|(at, _)| now.duration_since(*at) > LONGEST_ACT) {
            self.marks.pop_front();
        }
        let after = self.marks.front().map_or_else(EventId::new, |(_, event)| *event);
        self.told = self.told.split_off(&after);
        after
    }
}
