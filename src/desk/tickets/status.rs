//! The life of a ticket: one enum, one `match` for all moves (`rules.md` §3).

use crate::desk::words::Status;
use crate::words;

words! {
    /// What can be done to a ticket that changes where it is in its life, or who holds it.
    Move {
        /// Take it, or give it to somebody.
        Assign = "assign",
        /// Ask Tier 2 (PM 42(9)).
        Escalate = "escalate",
        /// Take an escalation over.
        Accept = "accept",
        /// Return an escalation to Tier 1.
        Return = "return",
        /// Ask the requester and wait.
        Ask = "ask",
        /// Pass it on to an outside party and wait.
        HandOff = "hand_off",
        /// End a wait.
        Resume = "resume",
        /// Give a solution.
        Resolve = "resolve",
        /// Say that the solution does not hold.
        Reopen = "reopen",
        /// Confirm the solution.
        Close = "close",
        /// Cancel before work, or as a duplicate.
        Cancel = "cancel",
    }
}

/// Where `step` leads from `status`; `None` if it is not open there. The only table of moves there is.
pub fn next(status: Status, step: Move) -> Option<Status> {
    use Status::{Cancelled, Closed, InProgress, New, Resolved, WaitingExternal, WaitingRequester};
    Some(match (status, step) {
        (New | InProgress, Move::Assign | Move::Accept) => InProgress,
        (WaitingRequester | WaitingExternal, Move::Assign) => status,
        (New | InProgress | WaitingRequester | WaitingExternal, Move::Escalate | Move::Return) => InProgress,
        (New | InProgress | WaitingExternal, Move::Ask) => WaitingRequester,
        (New | InProgress, Move::HandOff) => WaitingExternal,
        (WaitingRequester | WaitingExternal, Move::Resume) => InProgress,
        (New | InProgress | WaitingRequester | WaitingExternal, Move::Resolve) => Resolved,
        (Resolved, Move::Reopen) => InProgress,
        (Resolved, Move::Close) => Closed,
        (New | InProgress | WaitingRequester | WaitingExternal, Move::Cancel) => Cancelled,
        (New | InProgress, Move::Resume)
        | (WaitingRequester | WaitingExternal, Move::Accept | Move::HandOff)
        | (WaitingRequester, Move::Ask)
        | (New | InProgress | WaitingRequester | WaitingExternal, Move::Reopen | Move::Close)
        | (
            Resolved,
            Move::Assign
            | Move::Escalate
            | Move::Accept
            | Move::Return
            | Move::Ask
            | Move::HandOff
            | Move::Resume
            | Move::Resolve
            | Move::Cancel,
        )
        | (Closed | Cancelled, _) => return None,
    })
}

/// Whether a ticket in this status still asks for work.
pub fn is_open(status: Status) -> bool {
    !matches!(status, Status::Resolved | Status::Closed | Status::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for step in Move::ALL {
            assert_eq!(next(Status::Closed, *step), None);
            assert_eq!(next(Status::Cancelled, *step), None);
        }
    }

    #[test]
    fn a_ticket_is_closed_only_after_a_solution() {
        for status in Status::ALL {
            assert_eq!(next(*status, Move::Close).is_some(), *status == Status::Resolved, "{status}");
            assert_eq!(next(*status, Move::Reopen).is_some(), *status == Status::Resolved, "{status}");
        }
    }

    #[test]
    fn every_open_ticket_can_be_solved() {
        for status in Status::ALL {
            assert_eq!(next(*status, Move::Resolve).is_some(), is_open(*status), "{status}");
        }
    }
}
