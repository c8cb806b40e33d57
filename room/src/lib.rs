//! Trustee services and the workshop.
