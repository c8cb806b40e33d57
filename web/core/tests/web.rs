//! What is committed for the browser: `web/pkg/core.wasm` does what the crates do, and is built from them.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the lint wall is for code that ships"
)]

mod web {
    mod agreement;
    mod boundary;
    mod colours;
    mod files;
    mod page;
    mod stamp;
}
