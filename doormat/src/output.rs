//! Standard output and files. A stream that cannot be written is an error, not a panic; a file is written whole
//! under another name and then renamed, so that nobody ever finds half of one.

use std::io::{BufWriter, StdoutLock, Write};
use std::path::Path;

use crate::error::Failure;

/// Standard output, buffered; [`Stdout::finish`] says whether all of it arrived.
#[derive(Debug)]
pub struct Stdout {
    to: BufWriter<StdoutLock<'static>>,
}

impl Stdout {
    /// Locks standard output.
    #[must_use]
    pub fn lock() -> Self {
        Self { to: BufWriter::new(std::io::stdout().lock()) }
    }

    /// One line.
    ///
    /// # Errors
    /// [`Failure`], which says what to do next.
    pub fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        writeln!(self.to, "{}", text.as_ref())?;
        Ok(())
    }

    /// Text that brings its own line ends.
    ///
    /// # Errors
    /// [`Failure`], which says what to do next.
    pub fn text(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        self.to.write_all(text.as_ref().as_bytes())?;
        Ok(())
    }

    /// Hands over what is buffered: at the end, and before work that takes long.
    ///
    /// # Errors
    /// [`Failure`], which says what to do next.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.to.flush()?;
        Ok(())
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::Write { path: path.to_owned(), error };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".doormat-").tempfile_in(folder).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    #[cfg(unix)]
    {
        // A temporary file is private; a report is for others to read.
        use std::os::unix::fs::PermissionsExt;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Makes a folder for reports, if it is not there.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| Failure::Write { path: path.to_owned(), error })
}
