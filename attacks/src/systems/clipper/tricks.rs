//! What owners of chips do who do not want to be read. Chips are sealed, the software around them is their own.

use chacha20::ChaCha20Rng;
use escrow::mechanisms::clipper::Key80;
use honest::primitives::kdf::sha256;
use rand_core::Rng;

use super::design::{Client, Clipper};
use super::phone::{self, Phone};
use crate::intruders::leaf::{Search, feedback, patience, search};
use crate::script::Meta;
use crate::system::{Delivery, Faithful, Trick, Tricked, User};
use crate::systems::carrier::Crafted;
use crate::systems::miniature::deliver;
use crate::systems::network::{Messenger, Network};

impl Clipper {
    /// Sends a text with a trick and delivers it.
    pub(super) fn play(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        let borrowed = if trick == Trick::Framed { Some(self.borrow(network, meta)?) } else { None };
        let rng = &mut self.rng;
        let to = network.addresses.get(meta.to)?.clone();
        let sender = network.messengers.get_mut(meta.from)?;
        let (crafted, attempts) = match trick {
            Trick::Garble => (garbled(&sender.craft, text, rng), 1),
            Trick::OtherKey => (other_key(&sender.craft, text, rng), 1),
            Trick::RogueField => rogue_field(&sender.craft, text, rng),
            Trick::Feedback => (without_field(&sender.craft, text, rng), 0),
            Trick::Framed => (framed(&sender.craft, &borrowed?, text)?, 0),
            _ => return None,
        };
        let frame = sender.send_crafted(&to, crafted).ok()?;
        let delivery = match trick {
            Trick::Feedback => self.fed_back(network, meta, frame)?,
            _ => deliver(network, meta, frame),
        };
        Some(Tricked { delivery, decoy: None, attempts })
    }

    /// What another user's machine sends to the sender beforehand, in an ordinary message: a session key, and a field
    /// that goes with it.
    fn borrow(&mut self, network: &mut Network<Client>, meta: &Meta) -> Option<Crafted> {
        let other = third(meta, network.messengers.len());
        if self.acquainted.insert((other, meta.from)) {
            network.meet(other, meta.from, meta.sent, &mut Faithful).ok()?;
        }
        let rogue = network.addresses.get(meta.from)?.clone();
        let frame =
            network.messengers.get_mut(other)?.send(&rogue, b"Hello.", meta.sent, &mut self.rng).ok()?;
        let (_, crafted) = network.messengers.get_mut(meta.from)?.unpack(&frame, &mut self.rng).ok()?;
        Some(crafted)
    }

    /// The receiving half of a feedback: it makes a field for the session key itself, shows it to its own chip, and has
    /// the chip's attention.
    fn fed_back(&mut self, network: &mut Network<Client>, meta: &Meta, frame: Vec<u8>) -> Option<Delivery> {
        let receiver = network.messengers.get_mut(meta.to)?;
        let (_, Crafted { payload, sealed, .. }) = receiver.unpack(&frame, &mut self.rng).ok()?;
        let (key, _) = phone::unpack(&payload)?;
        let chip = &receiver.craft.chip;
        let (iv, leaf, _) = chip.talk(&key, &mut self.rng);
        let heard = chip.listen(&key, &iv, &leaf).ok().map(|chip| feedback(&chip, &agreed_iv(&key), &sealed));
        Some(Delivery { frames: vec![frame], heard, warning: None })
    }
}

/// Somebody who is neither sender nor addressee, or the addressee where there is nobody else.
fn third(meta: &Meta, users: usize) -> User {
    (0..users).find(|user| ![meta.from, meta.to].contains(user)).unwrap_or(meta.to)
}

/// A field of random bytes.
fn garbled(phone: &Phone, text: &[u8], rng: &mut ChaCha20Rng) -> Crafted {
    let key = Key80::generate(rng);
    let (iv, mut leaf, session) = phone.chip.talk(&key, rng);
    rng.fill_bytes(&mut leaf);
    phone::craft(&key, &phone::field(&iv, &leaf), session.feedback(text))
}

/// The chip's own field for another session key.
fn other_key(phone: &Phone, text: &[u8], rng: &mut ChaCha20Rng) -> Crafted {
    let (key, other) = (Key80::generate(rng), Key80::generate(rng));
    let (_, _, session) = phone.chip.talk(&key, rng);
    let (iv, leaf, _) = phone.chip.talk(&other, rng);
    phone::craft(&key, &phone::field(&iv, &leaf), feedback(&session, &iv, text))
}

/// A field that the chip accepts and that nobody made.
fn rogue_field(phone: &Phone, text: &[u8], rng: &mut ChaCha20Rng) -> (Crafted, u64) {
    let key = Key80::generate(rng);
    let (iv, _, session) = phone.chip.talk(&key, rng);
    let width = phone.chip.width();
    let Search { leaf, tries, .. } = search(&phone.chip.load(&key, &iv), width, patience(width), rng);
    (phone::craft(&key, &phone::field(&iv, &leaf), session.feedback(text)), tries)
}

/// No field and no IV: that one is made of the session key.
fn without_field(phone: &Phone, text: &[u8], rng: &mut ChaCha20Rng) -> Crafted {
    let key = Key80::generate(rng);
    let (_, _, session) = phone.chip.talk(&key, rng);
    phone::craft(&key, &[], feedback(&session, &agreed_iv(&key), text))
}

/// The IV that both ends of a feedback know.
fn agreed_iv(key: &Key80) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = sha256(&[b"feedback IV", key.as_bytes()]);
    [a, b, c, d, e, f, g, h]
}

/// Another machine's session key, IV and field, with a text of one's own under them.
fn framed(phone: &Phone, borrowed: &Crafted, text: &[u8]) -> Option<Crafted> {
    let (key, _) = phone::unpack(&borrowed.payload)?;
    let (iv, leaf) = phone::split(&borrowed.field)?;
    let session = phone.chip.listen(&key, iv, leaf).ok()?;
    Some(phone::craft(&key, &borrowed.field, session.feedback(text)))
}
