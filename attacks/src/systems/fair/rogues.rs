//! Users who follow the rules of the office and not its intention, and an authority that looks closer at what it opened.
//!
//! A lock is what [`crate::attacks::superencrypt`] puts on a text before it is written, under an X25519 secret of two
//! keys: shadow keys that the directory spells, or signature keys in the form of X25519 (RFC 7748, section 4.1).

use std::collections::BTreeMap;

use escrow::EscrowPublic;
use escrow::mechanisms::fair::{Certificate, Client, Use, letter};
use honest::primitives::aead;
use honest::primitives::dh::{DhPair, DhPublic};
use rand_core::Rng;

use super::design::Fair;
use crate::attacks::superencrypt::{agreement_secret, lock_key};
use crate::script::Meta;
use crate::system::{Order, Plaintext, Taped, Trick, Tricked, User};
use crate::systems::miniature::deliver;
use crate::systems::network::{Messenger, Network, address};

/// The rogues of a run, and the secrets of their shadow keys.
#[derive(Default)]
pub(super) struct Rogues {
    shadows: BTreeMap<User, DhPair>,
}

impl Fair {
    /// Sends a text with a trick; `None` where there is nothing to trick.
    pub(super) fn play(
        &mut self,
        trick: Trick,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
    ) -> Option<Tricked> {
        let mut attempts = 1;
        match trick {
            // One alone, with an honest peer: it seals what neither the peer nor the authority opens.
            Trick::Garble | Trick::OtherKey => {
                let to = network.addresses.get(meta.to)?.clone();
                let client = network.messengers.get_mut(meta.from)?;
                let (head, _) = client.head(&to, &mut self.rng).ok()?;
                let mut other = letter::Shared::new([0; 32]);
                self.rng.fill_bytes(other.as_mut_slice());
                let mut sealed = head.seal(&other, text).ok()?;
                if trick == Trick::Garble {
                    self.rng.fill_bytes(&mut sealed);
                }
                let frame = client.sign(head, sealed).to_bytes();
                let delivery = deliver(network, meta, frame);
                Some(Tricked { delivery, decoy: None, attempts })
            }
            Trick::ShadowKey => {
                for (user, peer) in [(meta.from, meta.to), (meta.to, meta.from)] {
                    attempts += self.enrol_shadow(user, peer, network)?;
                }
                let secret = |user: User, peer: User| {
                    let theirs = DhPublic::parse(self.spelled(peer)?).ok()?;
                    Some(*self.rogues.shadows.get(&user)?.agree(&theirs).ok()?.as_bytes())
                };
                let (sender, addressee) = (secret(meta.from, meta.to), secret(meta.to, meta.from));
                self.locked(network, meta, text, [sender, addressee], attempts)
            }
            Trick::SignatureKey => {
                let secret = |user: User, peer: User| {
                    let own = network.messengers.get(user)?.signing_seed().ok()?;
                    let own = DhPair::from_secret(agreement_secret(&own)?);
                    let theirs = self.verification(peer)?.x25519();
                    Some(*own.agree(&DhPublic::parse(theirs).ok()?).ok()?.as_bytes())
                };
                let (sender, addressee) = (secret(meta.from, meta.to), secret(meta.to, meta.from));
                self.locked(network, meta, text, [sender, addressee], attempts)
            }
            _ => None,
        }
    }

    /// Writes a locked text as any other, and has the addressee unlock what it reads. The two computed the lock's key
    /// apart, each out of its own secret and the directory.
    fn locked(
        &mut self,
        network: &mut Network<Client>,
        meta: &Meta,
        text: &[u8],
        [sender, addressee]: [Option<[u8; 32]>; 2],
        attempts: u64,
    ) -> Option<Tricked> {
        let locked = aead::seal(&lock_key(&sender?, meta.index), b"", text);
        let to = network.addresses.get(meta.to)?.clone();
        let client = network.messengers.get_mut(meta.from)?;
        let frame = Messenger::send(client, &to, &locked, meta.sent, &mut self.rng).ok()?;
        let mut delivery = deliver(network, meta, frame);
        let unlock = |locked: Plaintext| aead::open(&lock_key(&addressee?, meta.index), b"", &locked).ok();
        delivery.heard = delivery.heard.and_then(unlock);
        Some(Tricked { delivery, decoy: None, attempts })
    }

    /// A rogue makes a shadow key and renews its certified key as often as it takes to spell it, before it writes or
    /// reads anything under it. The peer who knows it already looks it up again. Attempts made at home.
    fn enrol_shadow(&mut self, user: User, peer: User, network: &mut Network<Client>) -> Option<u64> {
        if self.rogues.shadows.contains_key(&user) {
            return Some(0);
        }
        let owner = address(user).ok()?;
        let shadow = DhPair::generate(&mut self.rng);
        let mut attempts = 0;
        for chunk in self.spelling.chunks(shadow.public().as_bytes()) {
            let (chosen, tried) = self.spelling.spell(chunk, &mut self.rng)?;
            attempts += tried;
            let registered = self.office.register(&owner, chosen, &mut self.rng).ok()?;
            let client = network.messengers.get_mut(user)?;
            client.keep(registered.certificate.name.number, registered.secret);
        }
        self.rogues.shadows.insert(user, shadow);
        let record = Certificate::list(&self.shown(user));
        self.look_up(peer, user, &record, network).ok()?;
        Some(attempts)
    }

    /// The shadow public key that the directory spells for a user: anybody can read it there.
    fn spelled(&self, user: User) -> Option<[u8; 32]> {
        let shown = self.shown(user);
        let keys = shown.iter().filter(|certificate| certificate.name.purpose == Use::Encryption);
        let keys: Vec<EscrowPublic> = keys.map(|certificate| certificate.public).collect();
        self.spelling.read(&keys)
    }

    /// The newest certified verification key of a user.
    fn verification(&self, user: User) -> Option<EscrowPublic> {
        let shown = self.shown(user);
        let mut keys = shown.iter().filter(|certificate| certificate.name.purpose == Use::Signature);
        keys.next_back().map(|certificate| certificate.public)
    }

    /// The authority knows the literature: on whatever it opened it tries every key that it was given of the target,
    /// with the peer's shadow key as the directory spells it and with the peer's signature key.
    pub(super) fn look_closer(&self, order: &Order, tape: &[Taped], readings: &mut [Option<Plaintext>]) {
        let Ok(target) = address(order.target) else { return };
        let given = self.office.authority().keys().filter(|(name, _)| name.owner == target);
        let given: Vec<_> = given.map(|(_, secret)| secret).collect();
        let mut secrets: BTreeMap<User, Vec<[u8; 32]>> = BTreeMap::new();
        for (taped, reading) in tape.iter().zip(readings) {
            let Some(opened) = reading else { continue };
            let Meta { from, to, index, .. } = taped.meta;
            let peer = if from == order.target { to } else { from };
            let with_peer = secrets.entry(peer).or_insert_with(|| {
                let shadow = self.spelled(peer).and_then(lifted);
                let theirs: Vec<EscrowPublic> = shadow.into_iter().chain(self.verification(peer)).collect();
                let pairs =
                    given.iter().flat_map(|own| theirs.iter().map(|their| *letter::agree(own, their)));
                pairs.collect()
            });
            let unlocked =
                with_peer.iter().find_map(|secret| aead::open(&lock_key(secret, index), b"", opened).ok());
            if let Some(text) = unlocked {
                *reading = Some(text);
            }
        }
    }
}

/// An X25519 key as a point of the curve. Both signs give the same secrets; a key on the twist is nobody's here.
fn lifted(key: [u8; 32]) -> Option<EscrowPublic> {
    let point = curve25519_dalek::montgomery::MontgomeryPoint(key).to_edwards(0)?;
    EscrowPublic::parse(point.compress().as_bytes()).ok()
}
