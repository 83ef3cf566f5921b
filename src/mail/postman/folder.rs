//! Letters as `.eml` files, for a desk without a mail server and for looking at them.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::carrier::{Parcel, Refusal};

/// A folder of letters. A file with its final name is whole.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn try_out(&self) -> Result<(), Refusal> {
        fs::create_dir_all(&self.path).map_err(|error| self.shut(&error))
    }

    /// Writes beside and renames: a letter sent twice is one file, and nobody ever reads half of one.
    pub(super) fn hand_over(&self, parcel: &Parcel) -> Result<(), Refusal> {
        self.try_out()?;
        let draft = self.path.join(format!(".{}.part", parcel.name));
        let whole = self.path.join(format!("{}.eml", parcel.name));
        write(&draft, &parcel.message)
            .and_then(|()| fs::rename(&draft, &whole))
            .map_err(|error| self.shut(&error))
    }

    fn shut(&self, error: &io::Error) -> Refusal {
        Refusal::Shut(format!("cannot write to {}: {error}", self.path.display()))
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}
