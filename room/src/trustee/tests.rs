//! Trustees as a whole: over HTTP, on a disk, with faults on the line and among themselves. Rows E13 to E22.

mod access;
mod byzantine;
mod crash;
mod destroyed;
mod disk;
mod evil;
pub(crate) mod fixtures;
mod gossip;
mod network;
mod opening;
mod proxy;
mod raw;
mod warrants;
