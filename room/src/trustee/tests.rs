//! Trustees as a whole: over HTTP, on a real disk, with faults. Rows E13 to E22.

mod fixtures;
mod opening;
