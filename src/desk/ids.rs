//! The ids of every noun, each a type of its own.

use crate::id;

id!(
    /// An agency (Perangkat Daerah).
    AgencyId
);
id!(
    /// A support group (Tim).
    GroupId
);
id!(
    /// A person (Pengguna).
    PersonId
);
id!(
    /// A grant (Penugasan).
    GrantId
);
id!(
    /// A dated absence of a technician.
    AbsenceId
);
id!(
    /// A signed-in session.
    SessionId
);
id!(
    /// An API token.
    TokenId
);
id!(
    /// A category of the service catalogue.
    CategoryId
);
id!(
    /// A line of the routing table.
    RouteId
);
id!(
    /// A ticket (Tiket).
    TicketId
);
id!(
    /// A link between two tickets.
    LinkId
);
id!(
    /// A stay at one tier.
    StayId
);
id!(
    /// A stage in a ticket's life.
    StageId
);
id!(
    /// An escalation from Tier 1 to Tier 2.
    EscalationId
);
id!(
    /// A wait for the requester or an outside party.
    WaitId
);
id!(
    /// A resolution.
    ResolutionId
);
id!(
    /// A public reply or internal note.
    CommentId
);
id!(
    /// An attached file.
    AttachmentId
);
id!(
    /// A history line.
    EventId
);
id!(
    /// A letter in the outbox.
    LetterId
);
id!(
    /// A message that came in.
    IncomingId
);
id!(
    /// Any record that has a history: the chain does not ask of which noun.
    RecordId
);

macro_rules! recorded {
    ($($id:ident),*) => {$(
        impl From<$id> for RecordId {
            fn from(id: $id) -> Self {
                Self(id.0)
            }
        }
    )*};
}
recorded!(
    AgencyId, GroupId, PersonId, GrantId, CategoryId, RouteId, TicketId, LetterId, PolicyId, CalendarId,
    MacroId, BrandId, IncomingId, WordingId
);
id!(
    /// A calendar (Kalender kerja).
    CalendarId
);
id!(
    /// A version of a calendar.
    CalendarVersionId
);
id!(
    /// A policy of promises (Standar layanan).
    PolicyId
);
id!(
    /// A version of a policy.
    PolicyVersionId
);
id!(
    /// A clock of a ticket.
    ClockId
);
id!(
    /// A note that a duty to report was met.
    LegalNoticeId
);
id!(
    /// A saved view of a list.
    ViewId
);
id!(
    /// A canned answer.
    MacroId
);
id!(
    /// A file that comes in parts.
    UploadId
);
id!(
    /// A step on a ticket.
    StepId
);
id!(
    /// The look of the desk.
    BrandId
);
id!(
    /// The office's own words in one letter and language.
    WordingId
);
id!(
    /// What the pages tell somebody of something that happened.
    NotificationId
);
