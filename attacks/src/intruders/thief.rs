//! Reads honest messages with the stored state of a device, or of one session.
//!
//! From the moment of the theft on, the thief follows what the stolen keys derive: the chain the device was sending
//! on, the chain it was receiving on, and the next chain of its peer, whose root step needs only the stolen ratchet
//! secret. The device's own next chain comes from a key made after the theft: there the thief is shut out. With
//! stolen prekeys it also reads the beginning of conversations that used them.

use std::collections::{BTreeMap, BTreeSet};

use escrow::stored_state::{self, Secret, StoredDevice, StoredSession};
use honest::limits::MAX_JUMP;
use honest::padding;
use honest::primitives::aead;
use honest::primitives::dh::{DhPair, DhPublic};
use honest::primitives::kdf::{hkdf_pair, hmac_pair, label};
use honest::wire::{Message, SessionId};
use honest::{Address, Envelope};
use zeroize::Zeroizing;

use super::hello;
use crate::system::{Cost, Plaintext};

/// `CK` and the number it gives next.
type Chain = (Secret, u32);

/// What is left of one session's ratchet in the thief's hands.
struct Tap {
    associated: [u8; 32],
    root: Secret,
    own: DhPair,
    sending: Option<Chain>,
    receiving: Option<(DhPublic, Chain)>,
    skipped: Vec<([u8; 32], u32, Secret)>,
    /// The peer's next chain was derived once; the one after it needs a key that was never stolen.
    spent: bool,
}

/// Devices and sessions that were stolen.
#[derive(Default)]
pub(crate) struct Thief {
    devices: Vec<StoredDevice>,
    taps: BTreeMap<SessionId, Vec<Tap>>,
    /// Conversations whose beginning was tried with stolen prekeys.
    begun: BTreeSet<SessionId>,
    pub(crate) cost: Cost,
}

impl Thief {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes the stored state of a device.
    pub(crate) fn take_device(&mut self, bytes: &[u8]) {
        let Ok(mut device) = stored_state::device(bytes) else { return };
        for (_, session) in std::mem::take(&mut device.sessions) {
            self.tap(session);
        }
        self.devices.push(device);
    }

    /// Takes the stored state of one session.
    pub(crate) fn take_session(&mut self, bytes: &[u8]) {
        if let Ok(session) = stored_state::session(bytes) {
            self.tap(session);
        }
    }

    fn tap(&mut self, session: StoredSession) {
        let StoredSession { id, associated, root, own, sending, receiving, skipped } = session;
        let receiving =
            receiving.and_then(|(theirs, key, number)| Some((DhPublic::parse(theirs).ok()?, (key, number))));
        let own = DhPair::from_secret(*own);
        let tap = Tap { associated, root, own, sending: Some(sending), receiving, skipped, spent: false };
        self.taps.entry(id).or_default().push(tap);
    }

    /// Reads a recording in order; `None` where a message is not an honest one or does not open.
    pub(crate) fn read_all<'e>(
        &mut self,
        tape: impl Iterator<Item = Option<&'e Envelope>>,
    ) -> Vec<Option<Plaintext>> {
        tape.map(|envelope| self.read(envelope?)).collect()
    }

    /// Reads one message.
    pub(crate) fn read(&mut self, envelope: &Envelope) -> Option<Plaintext> {
        let message = Message::parse(&envelope.message).ok()?;
        self.cost.bytes += u64::try_from(envelope.message.len()).unwrap_or(0);
        let Self { devices, taps, begun, cost } = self;
        let taps = taps.entry(message.session).or_default();
        if let Some(text) = taps.iter_mut().find_map(|tap| tap.read(&message, cost)) {
            return Some(text);
        }
        // Stolen prekeys may still give the beginning of a conversation, once.
        let hello = message.hello().ok()??;
        let device = devices.iter().find(|device| device.address == envelope.to)?;
        if begun.insert(message.session) {
            taps.extend(Tap::of_hello(device, &envelope.from, &hello, message.session, cost));
        }
        taps.last_mut()?.read(&message, cost)
    }

    /// The key of one message in passing, and the associated data of its session: enough to seal another text in
    /// its place.
    pub(crate) fn message_key(&mut self, message: &Message<'_>) -> Option<(Secret, [u8; 32])> {
        let Self { taps, cost, .. } = self;
        let taps = taps.get_mut(&message.session)?;
        taps.iter_mut().find_map(|tap| Some((tap.key(message, cost)?, tap.associated)))
    }

    /// The address of a stolen device's owner and its identity secrets.
    pub(crate) fn identities(&self) -> impl Iterator<Item = (&Address, &Secret, &Secret)> {
        self.devices.iter().map(|device| (&device.address, &device.signing_seed, &device.agreement_secret))
    }
}

impl Tap {
    /// What a stolen device's prekeys give of a conversation that began with them: the responder's side.
    fn of_hello(
        device: &StoredDevice,
        from: &Address,
        hello: &honest::handshake::Hello,
        session: SessionId,
        cost: &mut Cost,
    ) -> Option<Self> {
        let agreed = hello::agree(device, from, hello, cost).filter(|agreed| agreed.session == session)?;
        Some(Self {
            associated: agreed.associated,
            root: agreed.secret,
            own: DhPair::from_secret(*agreed.signed),
            sending: None,
            receiving: None,
            skipped: Vec::new(),
            spent: false,
        })
    }

    fn read(&mut self, message: &Message<'_>, cost: &mut Cost) -> Option<Plaintext> {
        let key = self.key(message, cost)?;
        let aad = [&self.associated, message.clear].concat();
        cost.openings += 1;
        padding::unpad(aead::open(&key, &aad, message.sealed).ok()?).ok()
    }

    /// The message key, if the stolen keys derive it. A chain moves on only behind a message that authenticates.
    fn key(&mut self, message: &Message<'_>, cost: &mut Cost) -> Option<Secret> {
        let Self { associated, root, own, sending, receiving, skipped, spent } = self;
        let header = &message.header;
        let aad = [&associated[..], message.clear].concat();
        let opens = |key: &Secret, cost: &mut Cost| {
            cost.openings += 1;
            aead::open(key, &aad, message.sealed).is_ok()
        };
        let waiting = skipped
            .iter()
            .find(|(ratchet, number, _)| ratchet == header.ratchet.as_bytes() && *number == header.number);
        if let Some((_, _, key)) = waiting {
            return opens(key, cost).then(|| key.clone());
        }
        let own_chain = header.ratchet == *own.public();
        let their_chain = receiving.as_ref().is_some_and(|(theirs, _)| *theirs == header.ratchet);
        if own_chain || their_chain {
            let chain = if own_chain { sending.as_mut() } else { receiving.as_mut().map(|(_, chain)| chain) };
            let chain = chain?;
            let (key, next) = advance(chain, header.number)?;
            return opens(&key, cost).then(|| {
                *chain = next;
                key
            });
        }
        if *spent {
            return None;
        }
        cost.agreements += 1;
        let output = own.agree(&header.ratchet).ok()?;
        let (next_root, chain) = hkdf_pair(&**root, output.as_bytes(), label::ROOT);
        let (key, next) = advance(&(chain, 0), header.number)?;
        opens(&key, cost).then(|| {
            *root = next_root;
            *receiving = Some((header.ratchet, next));
            *spent = true;
            key
        })
    }
}

/// `KDF_CK` up to a number: that message's key and the chain behind it. `None` if the number has passed.
fn advance((key, at): &Chain, number: u32) -> Option<(Secret, Chain)> {
    let ahead = number.checked_sub(*at).filter(|ahead| *ahead <= MAX_JUMP)?;
    let step = |chain: &Secret| {
        let (message, next) = hmac_pair(chain, &[0x01], &[0x02]);
        (Zeroizing::new(message), Zeroizing::new(next))
    };
    let mut chain = key.clone();
    for _ in 0..ahead {
        chain = step(&chain).1;
    }
    let (message, next) = step(&chain);
    Some((message, (next, number + 1)))
}
