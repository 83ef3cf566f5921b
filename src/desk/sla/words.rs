//! The words of promises.

use crate::words;

words! {
    /// What a clock measures.
    ClockName {
        /// Waktu tanggap: until the first public answer of staff.
        Response = "response",
        /// Waktu penyelesaian: until the solution.
        Resolution = "resolution",
        /// OLA: until Tier 2 takes an escalation over.
        TakeOver = "take_over",
        /// OLA: how long one tier holds a ticket.
        OwnTime = "own_time",
        /// Until a solution nobody disputes counts as confirmed.
        Confirmation = "confirmation",
        /// The legal duty to report a cyber incident (1×24 h).
        CyberIncident = "cyber_incident",
        /// The legal duty to report a breach of personal data (3×24 h).
        DataBreach = "data_breach",
    }
}

impl ClockName {
    /// Whether it is a promise to the requester (SLA).
    pub const fn is_promise(self) -> bool {
        matches!(self, Self::Response | Self::Resolution)
    }

    /// Whether it is what one tier promises the other (OLA), for each stay.
    pub const fn is_ola(self) -> bool {
        matches!(self, Self::TakeOver | Self::OwnTime)
    }

    /// Whether it is a duty by law, which counts elapsed time and never pauses.
    pub const fn is_legal(self) -> bool {
        matches!(self, Self::CyberIncident | Self::DataBreach)
    }
}

words! {
    /// What a target is counted in (`rules.md` 4.3).
    Unit {
        /// Minutes of working time.
        WorkingMinutes = "working_minutes",
        /// Working days, at the same time of day.
        WorkingDays = "working_days",
        /// Minutes around the clock.
        ElapsedMinutes = "elapsed_minutes",
    }
}

words! {
    /// What stops a promise for a while.
    PauseRule {
        /// Waiting for the requester's answer (`rules.md` 4.4).
        WaitingRequester = "waiting_requester",
        /// Nothing.
        Never = "never",
    }
}

words! {
    /// Where a clock is, as it is kept; whether it is late follows from its due date.
    Phase {
        /// It runs.
        Running = "running",
        /// It stands still.
        Paused = "paused",
        /// What it waited for has happened.
        Stopped = "stopped",
        /// It no longer matters: the ticket was cancelled or taken up again.
        Void = "void",
    }
}

words! {
    /// How a clock stands at an instant.
    ClockState {
        /// It runs and is not late.
        Running = "running",
        /// It stands still and was not late.
        Paused = "paused",
        /// It was kept.
        Met = "met",
        /// It was not kept, or is late by now.
        Breached = "breached",
        /// It no longer matters.
        Cancelled = "cancelled",
    }
}

words! {
    /// Whom a threshold tells (`rules.md` 2.6).
    Tell {
        /// The one who holds the ticket, or their group.
        Holder = "holder",
        /// The supervisor of both tiers.
        Supervisor = "supervisor",
        /// The head of the Dinas.
        IctHead = "ict_head",
        /// The requester.
        Requester = "requester",
    }
}
