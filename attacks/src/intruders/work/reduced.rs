//! Reads texts of radios with a reduced register, with the specification and nothing else.

use std::collections::BTreeMap;

use escrow::mechanisms::work_factor::{Sealed, stretch};
use honest::codec::Reader as Bytes;

use super::{Means, about_meta, hunt, outside};
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Plaintext, User};

/// The searcher. It asks for no loot: whoever has read the specification is the holder.
pub(crate) struct ReducedReader {
    bits: u32,
    means: Means,
    /// Registers that were found: a radio keeps its key.
    found: BTreeMap<(User, User), u64>,
}

impl ReducedReader {
    pub(crate) fn new(bits: u32) -> Self {
        Self { bits, means: Means::default(), found: BTreeMap::new() }
    }
}

impl Reader for ReducedReader {
    fn read(&mut self, meta: &Meta, frame: &[u8], _: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let (_, sealed) = outside(frame)?;
        let (sealed, about) = (Sealed::decode(&mut Bytes::new(&sealed)).ok()?, about_meta(meta)?);
        let pair = (meta.from, meta.to);
        if let Some(register) = self.found.get(&pair) {
            cost.trials += 1;
            if let Ok(text) = sealed.open(&stretch(*register), &about) {
                return Some(text);
            }
        }
        let most = self.means.as_holder(self.bits);
        let register = hunt(most, &mut cost.trials, |guess| sealed.fits(&stretch(guess), &about))?;
        self.found.insert(pair, register);
        sealed.open(&stretch(register), &about).ok()
    }

    fn afford(&mut self, trials: u64) {
        self.means = Means::Trials(trials);
    }
}
