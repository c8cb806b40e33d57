//! Trustees as a whole: over HTTP, on a real disk, with faults. Rows E13 to E22.

pub(crate) mod fixtures;
mod opening;
