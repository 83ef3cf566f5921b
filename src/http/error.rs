//! What every refusal is over HTTP: the only table of status codes there is.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::db::DbError;
use crate::desk::answers::AnswerError;
use crate::desk::attachments::AttachmentError;
use crate::desk::catalogue::{CatalogueError, RouteError};
use crate::desk::fields::{FieldError, FieldErrors};
use crate::desk::letters::LetterError;
use crate::desk::people::PeopleError;
use crate::desk::people::access::Denied;
use crate::desk::people::sign_in::SignInError;
use crate::desk::setup::SetupError;
use crate::desk::sla::SlaError;
use crate::desk::tickets::{Move, TicketError};
use crate::desk::views::ViewError;

/// Why a request was refused, before it is put into words: as a problem document or as a page.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason:?}")]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What is wrong with which field.
    pub fields: Vec<FieldError>,
    /// The moves that are open instead (409).
    pub open: Vec<Move>,
    /// The version it has now (412).
    pub current: Option<i64>,
    /// Seconds to wait (429).
    pub retry_after: Option<u64>,
}

/// Why, in a word. The texts are `problem.<word>.title` and `problem.<word>.detail` in the locale files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The request cannot be read.
    Malformed,
    /// Nobody is signed in.
    Unauthenticated,
    /// E-mail or password is wrong; it is not said which.
    WrongCredentials,
    /// Seen, but not theirs to do.
    Denied,
    /// The token may only read.
    ReadOnlyToken,
    /// The form's token is not the session's.
    ForgedForm,
    /// No such thing, or none this person may see.
    NotFound,
    /// The method is not one of this address.
    MethodNotAllowed,
    /// The state does not allow it.
    MoveNotOpen,
    /// Somebody was faster.
    Stale,
    /// A change that does not name the version it read.
    VersionMissing,
    /// Too much.
    TooLarge,
    /// A content type that is not taken here.
    UnsupportedType,
    /// Fields are wrong.
    Invalid,
    /// The idempotency key was used for other words.
    KeyReused,
    /// Too often.
    TooMany,
    /// The server failed; nothing was kept.
    Failed,
    /// The database cannot be reached at the moment.
    Unavailable,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: &'static [Self] = &[
        Self::Malformed,
        Self::Unauthenticated,
        Self::WrongCredentials,
        Self::Denied,
        Self::ReadOnlyToken,
        Self::ForgedForm,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::MoveNotOpen,
        Self::Stale,
        Self::VersionMissing,
        Self::TooLarge,
        Self::UnsupportedType,
        Self::Invalid,
        Self::KeyReused,
        Self::TooMany,
        Self::Failed,
        Self::Unavailable,
    ];

    /// The word the texts are found by, and the problem type's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::WrongCredentials => "wrong_credentials",
            Self::Denied => "denied",
            Self::ReadOnlyToken => "read_only_token",
            Self::ForgedForm => "forged_form",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::MoveNotOpen => "move_not_open",
            Self::Stale => "stale",
            Self::VersionMissing => "version_missing",
            Self::TooLarge => "too_large",
            Self::UnsupportedType => "unsupported_type",
            Self::Invalid => "invalid",
            Self::KeyReused => "key_reused",
            Self::TooMany => "too_many",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
        }
    }

    /// The reason behind a status that the web framework gave by itself.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Denied,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::CONFLICT => Self::MoveNotOpen,
            StatusCode::PRECONDITION_FAILED => Self::Stale,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Invalid,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::Malformed,
            _ => Self::Failed,
        }
    }

    /// The status code.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthenticated | Self::WrongCredentials => StatusCode::UNAUTHORIZED,
            Self::Denied | Self::ReadOnlyToken | Self::ForgedForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::MoveNotOpen => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Refusal {
    /// A refusal for this reason.
    pub const fn of(reason: Reason) -> Self {
        Self { reason, fields: Vec::new(), open: Vec::new(), current: None, retry_after: None }
    }

    /// A refusal of one field.
    pub fn field(field: &str, code: &'static str) -> Self {
        FieldErrors::one(field, code).into()
    }

    /// A request that cannot be understood, with what is wrong where.
    pub fn malformed(errors: FieldErrors) -> Self {
        Self { fields: errors.0, ..Self::of(Reason::Malformed) }
    }

    /// Too often: to be tried again after `seconds`.
    pub fn too_many(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::of(Reason::TooMany) }
    }
}

/// The bare answer; the middleware of each door puts it into words.
impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.reason.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            answer.insert_header(("Retry-After", seconds.to_string()));
        }
        answer.finish()
    }
}

impl From<FieldErrors> for Refusal {
    fn from(errors: FieldErrors) -> Self {
        Self { fields: errors.0, ..Self::of(Reason::Invalid) }
    }
}

impl From<Denied> for Refusal {
    fn from(_: Denied) -> Self {
        Self::of(Reason::Denied)
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        if error.is_zero_in_text() {
            return Self::of(Reason::Malformed);
        }
        tracing::error!(%error, "the database failed");
        Self::of(if error.is_passing() { Reason::Unavailable } else { Reason::Failed })
    }
}

impl From<TicketError> for Refusal {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::NotFound => Self::of(Reason::NotFound),
            TicketError::Denied(denied) => denied.into(),
            TicketError::NotOpen { open, .. }
            | TicketError::NotedAlready { open }
            | TicketError::NotRatable { open } => Self { open, ..Self::of(Reason::MoveNotOpen) },
            TicketError::Stale { current } => Self { current: Some(current), ..Self::of(Reason::Stale) },
            TicketError::Invalid(errors) => errors.into(),
            TicketError::Db(error) => error.into(),
        }
    }
}

impl From<AttachmentError> for Refusal {
    fn from(error: AttachmentError) -> Self {
        let file = |reason: Reason, code: &'static str, args: serde_json::Value| {
            let mut errors = FieldErrors::default();
            errors.add_with("file", code, args);
            Self { fields: errors.0, ..Self::of(reason) }
        };
        let megabytes = |bytes: u64| serde_json::json!({ "max": (bytes / (1024 * 1024)).max(1) });
        match error {
            AttachmentError::NotFound => Self::of(Reason::NotFound),
            AttachmentError::Denied(denied) => denied.into(),
            AttachmentError::Over => file(Reason::MoveNotOpen, "file_ticket_over", serde_json::Value::Null),
            AttachmentError::Empty => file(Reason::Invalid, "file_empty", serde_json::Value::Null),
            AttachmentError::TooLarge { most } => file(Reason::TooLarge, "file_too_large", megabytes(most)),
            AttachmentError::TooMany { most } => {
                file(Reason::Invalid, "file_too_many", serde_json::json!({ "max": most }))
            }
            AttachmentError::DayIsFull { most } => file(Reason::Invalid, "file_day_is_full", megabytes(most)),
            AttachmentError::TooManyWaiting { most } => {
                file(Reason::Invalid, "uploads_too_many", serde_json::json!({ "max": most }))
            }
            AttachmentError::UploadGone => file(Reason::Invalid, "upload_gone", serde_json::Value::Null),
            AttachmentError::UploadUnfinished => {
                file(Reason::Invalid, "upload_unfinished", serde_json::Value::Null)
            }
            AttachmentError::Invalid(errors) => errors.into(),
            AttachmentError::Refused(refusal) => {
                file(Reason::UnsupportedType, refusal.code(), serde_json::Value::Null)
            }
            AttachmentError::Damaged(_) | AttachmentError::Folder(_) => {
                tracing::error!(%error, "an attachment could not be kept or read");
                Self::of(Reason::Failed)
            }
            AttachmentError::Db(error) => error.into(),
        }
    }
}

impl From<AnswerError> for Refusal {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::OtherWords => Self::of(Reason::KeyReused),
            AnswerError::Db(error) => error.into(),
        }
    }
}

impl From<crate::templates::TemplateError> for Refusal {
    fn from(error: crate::templates::TemplateError) -> Self {
        tracing::error!(%error, "a page could not be rendered");
        Self::of(Reason::Failed)
    }
}

impl From<CatalogueError> for Refusal {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::NotFound => Self::of(Reason::NotFound),
            CatalogueError::Denied(denied) => denied.into(),
            CatalogueError::Stale => Self::of(Reason::Stale),
            CatalogueError::Invalid(errors) => errors.into(),
            CatalogueError::Database(error) => error.into(),
        }
    }
}

impl From<LetterError> for Refusal {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::NotFound => Self::of(Reason::NotFound),
            LetterError::NotFailed => Self::of(Reason::MoveNotOpen),
            LetterError::Denied(denied) => denied.into(),
            LetterError::Db(error) => error.into(),
        }
    }
}

impl From<SetupError> for Refusal {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Link => Self::of(Reason::NotFound),
            SetupError::Invalid(errors) => errors.into(),
            SetupError::Database(error) => error.into(),
        }
    }
}

impl From<PeopleError> for Refusal {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::NotFound => Self::of(Reason::NotFound),
            PeopleError::Denied(denied) => denied.into(),
            PeopleError::Stale => Self::of(Reason::Stale),
            PeopleError::Invalid(errors) => errors.into(),
            PeopleError::Database(error) => error.into(),
        }
    }
}

impl From<SlaError> for Refusal {
    fn from(error: SlaError) -> Self {
        match error {
            SlaError::NotFound => Self::of(Reason::NotFound),
            SlaError::Denied(denied) => denied.into(),
            SlaError::Invalid(errors) => errors.into(),
            SlaError::Stale { current } => Self { current: Some(current), ..Self::of(Reason::Stale) },
            SlaError::Calendar(error) => {
                tracing::error!(%error, "a calendar could not answer");
                Self::of(Reason::Failed)
            }
            SlaError::Database(error) => error.into(),
        }
    }
}

impl From<RouteError> for Refusal {
    fn from(error: RouteError) -> Self {
        match error {
            RouteError::NoRoute => Self::field("category", "no_route"),
            RouteError::Database(error) => error.into(),
        }
    }
}

impl From<ViewError> for Refusal {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::NotFound => Self::of(Reason::NotFound),
            ViewError::Stale => Self::of(Reason::Stale),
            ViewError::Invalid(errors) => errors.into(),
            ViewError::Database(error) => error.into(),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::of(Reason::WrongCredentials),
            // How long is told by whoever knows the time.
            SignInError::Wait(_) => Self::too_many(1),
            SignInError::Database(error) => error.into(),
        }
    }
}
