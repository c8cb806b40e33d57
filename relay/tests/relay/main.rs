//! The relay from outside: over real sockets, as a browser or somebody worse sees it.

#![cfg(test)]

mod answers;
mod bounds;
mod chat;
mod crash;
mod disk;
mod matrix;
mod postgres;
mod secrecy;
mod sockets;
mod stand;
mod store;
mod time;
