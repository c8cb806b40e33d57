//! What a seized state opens: known beforehand, and tried.
//!
//! A frame to the robbed person opens from the seized state if and only if that state had not read it yet and the
//! chain it is sealed on was agreed with a key that was held at the theft: a prekey, or a ratchet key made no later.
//! Both halves are tried on every frame that was ever sent, so a messenger that keeps a key too long fails here as
//! surely as one that the test could not open anything of.

use std::collections::BTreeSet;

use escrow::stored_state;
use honest::Device;
use honest::primitives::dh::DhPair;
use honest::wire::SessionId;

use super::messenger::{Messenger, rng};
use super::world::World;

/// A state that was copied.
pub(super) struct Theft {
    pub(super) whose: usize,
    /// After which event.
    pub(super) at: usize,
    /// How many frames had been sent by then.
    pub(super) sent: usize,
    pub(super) state: Vec<u8>,
    /// The frames that it had read.
    pub(super) read: BTreeSet<usize>,
}

/// The public ratchet keys of a session.
pub(super) struct RatchetKeys {
    pub(super) session: SessionId,
    pub(super) own: [u8; 32],
    pub(super) theirs: Option<[u8; 32]>,
}

/// The ratchet keys that a device holds, read from its state by the documented layout.
pub(super) fn ratchet_keys(device: &Device) -> Vec<RatchetKeys> {
    let stored = stored_state::device(&device.export()).unwrap();
    let keys = stored.sessions.iter().map(|(_, session)| RatchetKeys {
        session: session.id,
        own: *DhPair::from_secret(*session.own).public().as_bytes(),
        theirs: session.receiving.as_ref().map(|(theirs, ..)| *theirs),
    });
    keys.collect()
}

impl<M: Messenger> World<M> {
    /// What the thief reads of a frame with the stolen state and nothing else. Each try starts from the bytes, so
    /// that none helps another.
    pub(super) fn thief_reads(&self, theft: &Theft, frame: usize) -> Option<Vec<u8>> {
        let mut thief = M::restored(&self.setting, &theft.state);
        thief.receive(&self.frames[frame].bytes, &mut rng(0)).ok().map(|received| received.text)
    }

    /// Tries every frame on every seized state, once by itself and once by a thief who takes in all of them in order and
    /// renews the keys as the owner does. Nobody may have been rolled back.
    pub(super) fn thieves_read_what_they_must_and_nothing_else(&mut self) {
        for theft in &self.thefts {
            let mut follower = M::restored(&self.setting, &theft.state);
            for (number, frame) in self.frames.iter().enumerate() {
                let read_before = theft.read.contains(&number);
                let agreed_at = frame.agreed_with.map_or(0, |key| self.made[&key]);
                let opens = frame.to == theft.whose && !read_before && agreed_at <= theft.at;
                if frame.to == theft.whose && number < theft.sent {
                    assert_eq!(opens, !read_before, "frame {number} was sent before the theft");
                }
                let text = self.thief_reads(theft, number);
                assert_eq!(text, opens.then(|| frame.text.clone()), "frame {number}, theft at {}", theft.at);
                let text = follower.receive(&frame.bytes, &mut rng(1)).ok().map(|received| received.text);
                assert_eq!(text, opens.then(|| frame.text.clone()), "frame {number}, to a thief who follows");
                self.tally.thief_read += u32::from(opens);
                self.tally.thief_refused_old += u32::from(read_before);
                self.tally.thief_refused_new += u32::from(frame.to == theft.whose && !opens && !read_before);
            }
            // The wire has been calm for three round trips, so the last word of each peer is out of reach.
            for peer in (0..self.people.len()).filter(|peer| *peer != theft.whose) {
                let mut to_them = self.frames.iter().filter(|f| f.from == peer && f.to == theft.whose);
                let key = to_them.next_back().unwrap().agreed_with.expect("an answered session");
                assert!(self.made[&key] > theft.at, "three round trips and no fresh key");
            }
        }
    }

    /// With rollbacks: whatever a seized state has read, it does not open; whatever it opens, it opens rightly.
    pub(super) fn thieves_read_nothing_old_and_nothing_wrong(&mut self) {
        for theft in &self.thefts {
            for (number, frame) in self.frames.iter().enumerate() {
                if let Some(text) = self.thief_reads(theft, number) {
                    assert_eq!(text, frame.text, "a wrong text");
                    assert!(!theft.read.contains(&number), "frame {number} had been read");
                }
            }
        }
    }
}
