//! Trustee services and the workshop.

pub mod trustee;
