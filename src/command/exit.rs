//! What a command says by its exit code, where a mail server asks (`sysexits.h`); 1 everywhere else.

use std::process::ExitCode;

/// The input is none.
const EX_DATAERR: u8 = 65;
/// It may go well the next time.
const EX_TEMPFAIL: u8 = 75;

/// A refusal with an exit code of its own.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub(super) struct Exit {
    code: u8,
    why: String,
}

impl Exit {
    /// It may go well the next time.
    pub(super) fn passing(why: &impl ToString) -> Self {
        Self { code: EX_TEMPFAIL, why: why.to_string() }
    }

    /// There is nothing to do it with.
    pub(super) fn no_data(why: &str) -> Self {
        Self { code: EX_DATAERR, why: why.to_owned() }
    }
}

/// The exit code of a refusal.
pub fn exit_code(refusal: &anyhow::Error) -> ExitCode {
    refusal.downcast_ref::<Exit>().map_or(ExitCode::FAILURE, |exit| ExitCode::from(exit.code))
}
