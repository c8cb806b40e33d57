//! People who lock what they write before they hand it to the messenger.

use crate::script::Meta;
use crate::system::Plaintext;

/// Two people who put their own lock on what they write.
pub trait Evaders {
    /// What the sender hands to the messenger in place of a text.
    fn wrap(&mut self, meta: &Meta, text: &[u8]) -> Vec<u8>;
    /// The text, from what the messenger handed to the addressee.
    fn unwrap(&mut self, meta: &Meta, outer: &[u8]) -> Option<Plaintext>;
}
