//! The relay from outside: over real sockets, as a browser or somebody worse sees it.

mod chat;
mod stand;
