//! The machine in the middle: a relay that answers directory questions with keys of its own, and speaks with each
//! side in the other's name.

use std::collections::BTreeMap;

use chacha20::ChaCha20Rng;
use honest::prekeys::{Bundle, Publication};

use crate::script::Meta;
use crate::system::{Plaintext, User};
use crate::systems::network::{Messenger, address};

/// One conversation that was broken into.
struct Pair {
    /// Speaks to the asker in the owner's name.
    as_owner: Box<dyn Messenger>,
    /// Speaks to the owner in the asker's name.
    as_asker: Box<dyn Messenger>,
    asker: User,
}

/// All of them, and what was overheard.
pub(crate) struct Middle {
    pairs: BTreeMap<(User, User), Pair>,
    heard: BTreeMap<usize, Plaintext>,
    rng: ChaCha20Rng,
}

impl Middle {
    pub(crate) fn new(rng: ChaCha20Rng) -> Self {
        Self { pairs: BTreeMap::new(), heard: BTreeMap::new(), rng }
    }

    /// Answers a question for `owner` with a key of its own, and starts a conversation with the owner in the
    /// asker's name. If an impostor cannot be made, the answer is the honest one.
    pub(crate) fn bundle(
        &mut self,
        asker: User,
        owner: User,
        published: &mut Publication,
        mut impostor: impl FnMut(User, &mut ChaCha20Rng) -> Option<Box<dyn Messenger>>,
    ) -> Bundle {
        let genuine = published.next_bundle();
        let pair = (|| {
            let (mut as_owner, mut as_asker) =
                (impostor(owner, &mut self.rng)?, impostor(asker, &mut self.rng)?);
            as_asker.begin(&address(owner).ok()?, genuine.clone(), 0, &mut self.rng).ok()?;
            let answer = as_owner.device_mut().publish(1, &mut self.rng).next_bundle();
            Some((answer, Pair { as_owner, as_asker, asker }))
        })();
        let Some((answer, pair)) = pair else { return genuine };
        self.pairs.insert((asker.min(owner), asker.max(owner)), pair);
        answer
    }

    /// Reads a message in passing and says it again in its sender's name. What it cannot read, it passes on.
    pub(crate) fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        let Self { pairs, heard, rng } = self;
        let Some(pair) = pairs.get_mut(&(meta.from.min(meta.to), meta.from.max(meta.to))) else {
            return vec![frame];
        };
        let from_asker = meta.from == pair.asker;
        let (listening, speaking) = if from_asker {
            (&mut pair.as_owner, &mut pair.as_asker)
        } else {
            (&mut pair.as_asker, &mut pair.as_owner)
        };
        let Ok(text) = listening.receive(&frame, rng) else { return vec![frame] };
        let again = address(meta.to).ok().and_then(|to| speaking.send(&to, &text, meta.sent, rng).ok());
        heard.insert(meta.index, text);
        vec![again.unwrap_or(frame)]
    }

    /// What the impostor whom the asker deals with tells the directory, if it tells it anything.
    pub(crate) fn record(&self, asker: User, owner: User) -> Option<Vec<u8>> {
        let pair = self.pairs.get(&(asker.min(owner), asker.max(owner)))?;
        if asker == pair.asker { pair.as_owner.record() } else { pair.as_asker.record() }
    }

    /// What was overheard of a message.
    pub(crate) fn overheard(&self, index: usize) -> Option<Plaintext> {
        self.heard.get(&index).cloned()
    }
}
