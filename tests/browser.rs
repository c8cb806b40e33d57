//! The workshop in real browsers: Chromium, one context for each participant, on an insecure context as phones have it.
//!
//! Needs Chromium (Debian: `apt-get install chromium`; elsewhere set CHROMIUM to its program). Where there is none, these tests
//! say so and do nothing; with DOORMAT_REQUIRE_BROWSER=1 they fail instead. DOORMAT_SCREENSHOTS names a folder for pictures
//! of every scene.
//!
//! - `storyboard`: the 45 minutes with six phones, a console and a projector; the break counts.
//! - `evil`: a relay that repeats, reorders, changes, drops, and hands out bundles of its own.
//! - `hostile`: names and texts that would like to be code.
//! - `access`: keyboard, contrast, reduced motion, forced colours, 200% zoom.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the lint wall is for code that ships, and a test's name is its documentation"
)]

#[path = "browser/access.rs"]
mod access;
#[path = "browser/devtools.rs"]
mod devtools;
#[path = "browser/evil.rs"]
mod evil;
#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/rooms.rs"]
mod rooms;
#[path = "browser/storyboard.rs"]
mod storyboard;
