//! Bounds of what the page may ask for.

/// Prekey bundles of one publication: a bundle has about 2 KiB, and the relay takes a request of 64 KiB.
pub const MAX_BUNDLES: u32 = 20;
