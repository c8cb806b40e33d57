//! Prekey directory and store-and-forward for many rooms.
