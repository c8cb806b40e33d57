//! Progress on standard error: a bar on a terminal, a line now and then elsewhere, or nothing.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli;

/// Counts cells as they are done.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    counter: Option<u64>,
    total: u64,
    done: AtomicU64,
}

impl Progress {
    /// Progress towards so many cells.
    #[must_use]
    pub fn new(wanted: cli::Progress, total: usize) -> Self {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let terminal = std::io::stderr().is_terminal();
        let (bar, counter) = match wanted {
            cli::Progress::None => (false, false),
            cli::Progress::Bar => (true, false),
            cli::Progress::Counter => (false, true),
            cli::Progress::Auto => (terminal, !terminal),
        };
        let bar = bar.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} cells  {msg}");
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        // About ten lines, whatever the number of cells.
        let counter = counter.then_some((total / 10).max(1));
        Self { bar, counter, total, done: AtomicU64::new(0) }
    }

    /// One more cell is done.
    pub fn tick(&self, system: &str, attack: &str) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{system}/{attack}"));
            bar.inc(1);
        }
        if self.counter.is_some_and(|every| done.is_multiple_of(every) || done == self.total) {
            // Progress that cannot be shown stops nothing.
            drop(writeln!(std::io::stderr(), "{done}/{} cells", self.total));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
