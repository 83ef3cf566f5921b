//! What can stand in the way of a file.

use std::io;

use super::vault::ContentHash;
use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;

/// Why a file was not attached or not given out. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// No such ticket, file or comment, or none this person may see: they are not told apart.
    #[error("there is no such attachment or ticket")]
    NotFound,
    /// The person may see the ticket, but attaching this to it is not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The ticket is over: nothing more is said to the requester on it.
    #[error("the ticket is closed: nothing can be attached for the requester any more")]
    Over,
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than one file may be.
    #[error("a file may have {most} bytes at most")]
    TooLarge {
        /// Bytes of one file at most.
        most: u64,
    },
    /// The ticket has as many files as one may have.
    #[error("a ticket may have {most} files at most")]
    TooMany {
        /// Files of one ticket at most.
        most: u32,
    },
    /// The person has attached as much today as one may in a day.
    #[error("a person may attach {most} bytes a day at most")]
    DayIsFull {
        /// Bytes of a person in a day at most.
        most: u64,
    },
    /// The person has as many files on their way as one may have.
    #[error("at most {most} files may be on their way")]
    TooManyWaiting {
        /// Files of a person on their way at most.
        most: u32,
    },
    /// No such file is on its way, or not for this.
    #[error("there is no such upload for this")]
    UploadGone,
    /// Not all of the file has come.
    #[error("the upload is not complete")]
    UploadUnfinished,
    /// What a file on its way is said to be is wrong.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// What the file contains is not accepted.
    #[error("the file is refused: {0}")]
    Refused(#[from] Refusal),
    /// A file that must be there is missing or not what it was.
    #[error("the content {0} is missing or damaged")]
    Damaged(ContentHash),
    /// The folder of attachments cannot be read or written.
    #[error("the folder of attachments: {0}")]
    Folder(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What is wrong with the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A program or script.
    #[error("programs and scripts are not accepted")]
    Program,
    /// A page or drawing a browser would run: HTML, SVG, XML.
    #[error("web pages and SVG drawings are not accepted; make a screenshot or a PDF of it")]
    WebPage,
    /// An office document with macros.
    #[error("documents with macros are not accepted; save it without macros")]
    Macros,
    /// A picture in a format that cannot be made safe here.
    #[error("this kind of picture is not accepted; save it as JPEG or PNG")]
    PictureFormat,
    /// A picture with more pixels than are taken apart here.
    #[error("the picture has too many pixels")]
    PictureTooLarge,
    /// A picture or archive that cannot be read.
    #[error("the file is damaged")]
    Damaged,
    /// Anything else that is not on the list.
    #[error("this kind of file is not accepted")]
    Kind,
}

impl Refusal {
    /// Every refusal there is.
    pub const ALL: [Self; 7] = [
        Self::Program,
        Self::WebPage,
        Self::Macros,
        Self::PictureFormat,
        Self::PictureTooLarge,
        Self::Damaged,
        Self::Kind,
    ];

    /// The word its text is found by in the locale files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Program => "file_program",
            Self::WebPage => "file_web_page",
            Self::Macros => "file_macros",
            Self::PictureFormat => "file_picture_format",
            Self::PictureTooLarge => "file_picture_too_large",
            Self::Damaged => "file_damaged",
            Self::Kind => "file_kind",
        }
    }
}
