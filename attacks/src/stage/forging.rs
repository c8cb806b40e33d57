//! Putting words in people's mouths.

use super::FORGED;
use crate::script::Meta;
use crate::system::{Intruder, Plaintext, Relay};

/// A relay in the hands of a forger.
pub(super) struct Forging<'f>(pub(super) &'f mut dyn Intruder);

impl Relay for Forging<'_> {
    fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        let forged = self.0.forge(meta, &frame, FORGED);
        forged.into_iter().chain([frame]).collect()
    }

    fn pass(&mut self, _: &Meta, _: Plaintext) -> Plaintext {
        FORGED.to_vec()
    }
}
