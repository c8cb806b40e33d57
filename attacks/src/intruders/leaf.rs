//! What owners of Clipper chips can do with them against the access field (Blaze 1994). A chip is a sealed machine here
//! as there: it is asked, never read.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::clipper::chip::Loaded;
use escrow::mechanisms::clipper::{Checkword, Iv, Session};
use rand_core::Rng;

#[cfg(test)]
mod tests;

/// What a search brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Search {
    /// The last field that was tried.
    pub(crate) leaf: Vec<u8>,
    /// How many were.
    pub(crate) tries: u64,
    /// Whether the chip accepted the last one.
    pub(crate) accepted: bool,
}

/// Tries fields on one's own chip until it accepts one for the session key and the IV that are loaded. The chip's cipher
/// makes random fields of any that differ, so from a random one on they are counted up.
pub(crate) fn search(chip: &Loaded<'_>, width: Checkword, most: u64, rng: &mut ChaCha20Rng) -> Search {
    let mut leaf = vec![0; width.field_bytes()];
    rng.fill_bytes(&mut leaf);
    let first = rng.next_u64();
    for tries in 1..=most {
        if let Some(tail) = leaf.last_chunk_mut() {
            *tail = first.wrapping_add(tries).to_be_bytes();
        }
        if chip.accept(&leaf) {
            return Search { leaf, tries, accepted: true };
        }
    }
    Search { leaf, tries: most, accepted: false }
}

/// When a searcher gives up: at sixteen times the mean, which one search in nine million exceeds, where that can be
/// waited for; else after 131,072 tries, twice what a checkword of 16 bits asks for.
pub(crate) const fn patience(width: Checkword) -> u64 {
    if width.bits() <= 24 { 1 << (width.bits() + 4) } else { 1 << 17 }
}

/// Output feedback from any IV, by the codebook of a chip that chose another: who has the chip's attention in one mode
/// has every mode.
pub(crate) fn feedback(chip: &Session, iv: &Iv, text: &[u8]) -> Vec<u8> {
    let mut register = *iv;
    let mut out = text.to_vec();
    for chunk in out.chunks_mut(8) {
        register = chip.codebook(register);
        chunk.iter_mut().zip(register).for_each(|(to, from)| *to ^= from);
    }
    out
}
