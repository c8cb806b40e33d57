//! See `whole.rs`.
