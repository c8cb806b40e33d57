//! Standard output and files. A stream that cannot be written is an error, not a panic; a file is written whole
//! under another name and then renamed, so that nobody ever finds half of one.

use std::io::{BufWriter, StdoutLock, Write};
use std::path::Path;

use crate::error::Failure;

/// Standard output, buffered; [`Stdout::flush`] says whether all of it arrived.
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

/// Writes files into a folder, made if it is not there: all of them under other names first, so that a full disk
/// costs none of those that lie there already.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn write_files(folder: &Path, files: &[(&str, String)]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::Write { path: folder.to_owned(), error })?;
    let staged: Vec<_> = files
        .iter()
        .map(|(name, content)| {
            let path = folder.join(name);
            stage(folder, content)
                .map(|file| (file, path.clone()))
                .map_err(|error| Failure::Write { path, error })
        })
        .collect::<Result<_, _>>()?;
    for (file, path) in staged {
        file.persist(&path).map_err(|error| Failure::Write { path, error: error.error })?;
    }
    Ok(())
}

/// A file with this content that disappears unless it is given a name.
fn stage(folder: &Path, content: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".doormat-").tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        // A temporary file is private; a report is for others to read.
        use std::os::unix::fs::PermissionsExt;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable)?;
    }
    Ok(file)
}
