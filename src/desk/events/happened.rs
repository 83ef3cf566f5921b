//! What happened to which record, as processes tell each other: in a line, once it is durable.

use std::fmt;
use std::str::FromStr;

use super::event::{Event, EventKind, RecordKind};
use crate::db::{DbConn, tell_after};
use crate::desk::ids::{EventId, RecordId};

/// That something happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Of which noun.
    pub kind: RecordKind,
    /// To which record.
    pub record: RecordId,
    /// The line that says what.
    pub event: EventId,
}

impl Happened {
    /// What an event tells; reading changes nothing, and is not told.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let told = event.kind != EventKind::Read;
        told.then_some(Self { kind: event.record_kind, record: event.record_id, event: event.id })
    }
}

/// Tells of the event once the present transaction is durable.
pub(super) fn tell(conn: &mut DbConn, event: &Event) {
    if let Some(happened) = Happened::of(event) {
        tell_after(conn, happened.to_string());
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.kind, self.record.0.simple(), self.event.0.simple())
    }
}

impl FromStr for Happened {
    type Err = &'static str;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        const ODD: &str = "expected a noun and two ids";
        let mut words = line.split(' ');
        let (Some(kind), Some(record), Some(event), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(ODD);
        };
        Ok(Self {
            kind: kind.parse().map_err(|_| ODD)?,
            record: record.parse().map_err(|_| ODD)?,
            event: event.parse().map_err(|_| ODD)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let told = Happened {
            kind: RecordKind::Ticket,
            record: crate::desk::ids::TicketId::new().into(),
            event: EventId::new(),
        };
        assert_eq!(told.to_string().parse(), Ok(told));
        for odd in [
            "",
            "ticket",
            "ticket x y",
            "cat 0193a0c400007000800000000000000a 0193a0c4000070008000000000000000",
        ] {
            assert!(odd.parse::<Happened>().is_err(), "{odd}");
        }
    }
}
