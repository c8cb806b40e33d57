//! `doormat kit`: what an instructor prints.

use room::kit::{KitOptions, write};

use super::serve::settings;
use crate::cli::KitArgs;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// Writes it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &KitArgs) -> Result<Exit, Failure> {
    let config = settings(args.room.as_deref(), args.language.as_deref())?;
    let (url, code) = match args.url.as_deref().map(|url| url.split_once('#').unwrap_or((url, ""))) {
        Some((url, code)) => (Some(url.to_owned()), (!code.is_empty()).then(|| code.to_owned())),
        None => (None, None),
    };
    let options = KitOptions { config, url, code, seed: args.seed, force: args.force };
    let written = write(&options, &args.out)?;
    let mut out = Stdout::lock();
    for path in &written {
        out.line(path.display().to_string())?;
    }
    out.line(format!(
        "\n{} pages. Open {} in a browser and print from there.",
        written.len(),
        args.out.join("index.html").display()
    ))?;
    out.flush()?;
    Ok(Exit::AsExpected)
}
