//! The kit: what an instructor prints before a workshop. Each item is one HTML file that stands alone: no script, nothing
//! fetched, legible in grey on A4 and on Letter.

use std::io;
use std::path::{Path, PathBuf};

use crate::workshop::config::{ConfigError, RoomConfig};

mod cards;
mod lesson;
pub mod paper;
mod sheet;

use sheet::Text;

/// What a kit is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitOptions {
    /// The room.
    pub config: RoomConfig,
    /// Where phones join, without the code; known before the session only where the laptop's address is.
    pub url: Option<String>,
    /// The join code; a room draws it when it opens, and the poster leaves space for it.
    pub code: Option<String>,
    /// The seed of the paper game's numbers.
    pub seed: u64,
    /// Whether files of an earlier kit are replaced.
    pub force: bool,
}

impl Default for KitOptions {
    fn default() -> Self {
        Self { config: RoomConfig::default(), url: None, code: None, seed: 1, force: false }
    }
}

/// Why a kit was not written.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// A room that cannot be.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// A file that is there already. Nothing was written.
    #[error("{path} is there already\nNext: name another folder, or allow it to be replaced with --force.")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder that cannot be written.
    #[error("cannot write {path}: {error}\nNext: name another folder, or free space on the disk.")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// An item: its file, and how its page is made.
struct Item {
    file: &'static str,
    page: fn(&Text<'_>) -> String,
}

/// All items, in the order of the index.
const ITEMS: [Item; 12] = [
    Item { file: "index.html", page: lesson::index },
    Item { file: "guide.html", page: lesson::guide },
    Item { file: "plan-45.html", page: lesson::plan_45 },
    Item { file: "plan-15.html", page: lesson::plan_15 },
    Item { file: "plan-90.html", page: lesson::plan_90 },
    Item { file: "plan-1.html", page: lesson::one_minute },
    Item { file: "poster.html", page: cards::poster },
    Item { file: "trustee-cards.html", page: cards::trustees },
    Item { file: "attacker-cards.html", page: cards::attackers },
    Item { file: "judge-card.html", page: cards::judge },
    Item { file: "worksheet.html", page: lesson::worksheet },
    Item { file: "paper.html", page: paper::page },
];

/// Writes the kit of a room into a folder, in the room's language. Each file appears whole or not at all.
///
/// # Errors
/// [`KitError`]: a room that cannot be, a file that is there already, or a disk that refuses.
pub fn write(room: &KitOptions, to: &Path) -> Result<Vec<PathBuf>, KitError> {
    room.config.check()?;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| KitError::Write { path, error }
    };
    std::fs::create_dir_all(to).map_err(failed(to))?;
    // All are looked for first: half of a new kit beside half of an old one would be worse than none.
    let there = ITEMS.iter().map(|item| to.join(item.file)).find(|path| path.exists());
    if let (Some(path), false) = (there, room.force) {
        return Err(KitError::Exists { path });
    }
    pages(room)?
        .into_iter()
        .map(|(file, page)| {
            let (path, part) = (to.join(file), to.join(format!(".{file}.part")));
            let written = std::fs::write(&part, page).and_then(|()| std::fs::rename(&part, &path));
            if written.is_err() {
                // What is left of it helps nobody; the error that counts is the first.
                drop(std::fs::remove_file(&part));
            }
            written.map_err(failed(&path))?;
            Ok(path)
        })
        .collect()
}

/// The pages of a kit by their files, for those who do not want them on a disk.
///
/// # Errors
/// [`KitError::Config`]: a room that cannot be.
pub fn pages(room: &KitOptions) -> Result<Vec<(&'static str, String)>, KitError> {
    let text = Text::of(room)?;
    Ok(ITEMS.iter().map(|item| (item.file, (item.page)(&text))).collect())
}

#[cfg(test)]
mod tests;
