//! The handshake's secret out of stolen prekeys, as in the formulas of `honest::handshake`.

use escrow::stored_state::StoredDevice;
use honest::codec::Writer;
use honest::handshake::Hello;
use honest::identity::IdentityPair;
use honest::prekeys::Suite;
use honest::primitives::dh::DhPair;
use honest::primitives::kdf::{hkdf, label, sha256};
use honest::primitives::kem::KemPair;
use honest::{Address, wire::SessionId};
use zeroize::Zeroizing;

use crate::system::Cost;

/// What a handshake gives: the secret, the associated data, and the pair the ratchet begins with.
pub(crate) struct Agreed {
    pub(crate) session: SessionId,
    pub(crate) secret: Zeroizing<[u8; 32]>,
    pub(crate) associated: [u8; 32],
    pub(crate) signed: Zeroizing<[u8; 32]>,
}

/// Agrees as the owner of a stolen device would have: `None` if a prekey is not in the loot.
pub(crate) fn agree(device: &StoredDevice, from: &Address, hello: &Hello, cost: &mut Cost) -> Option<Agreed> {
    let held = |keys: &[(u32, Zeroizing<[u8; 32]>)], id: u32| {
        keys.iter().find(|(held, _)| *held == id).map(|(_, secret)| secret.clone())
    };
    let signed_secret = held(&device.signed, hello.signed)?;
    let signed = DhPair::from_secret(*signed_secret);
    let identity = IdentityPair::from_secrets(&device.signing_seed, *device.agreement_secret);
    let one_time = match hello.one_time {
        None => None,
        Some(id) => Some(DhPair::from_secret(*held(&device.one_time, id)?)),
    };
    let mut ikm = Zeroizing::new(vec![0xff; 32]);
    let exchanges =
        [(&signed, hello.identity.agreement()), (identity.agreement(), &hello.base), (&signed, &hello.base)];
    for (pair, public) in exchanges.into_iter().chain(one_time.as_ref().map(|pair| (pair, &hello.base))) {
        cost.agreements += 1;
        ikm.extend_from_slice(pair.agree(public).ok()?.as_bytes());
    }
    let kem = match &hello.kem {
        None => None,
        Some((_, id, ciphertext)) => {
            let (_, seed) = device.kem.iter().find(|(held, _)| held == id)?;
            let pair = KemPair::from_seed(seed);
            ikm.extend_from_slice(pair.decapsulate(ciphertext).as_slice());
            Some(pair.public())
        }
    };
    let info = if hello.suite() == Suite::Hybrid { label::HANDSHAKE_PQ } else { label::HANDSHAKE };
    let mut transcript = Writer::new();
    transcript.put(label::ASSOCIATED_DATA);
    from.encode(&mut transcript);
    device.address.encode(&mut transcript);
    identity.public().encode(&mut transcript);
    hello.encode(&mut transcript);
    transcript.put(signed.public().as_bytes());
    if let Some(pair) = &one_time {
        transcript.put(pair.public().as_bytes());
    }
    if let Some(public) = &kem {
        transcript.put(public.as_bytes());
    }
    let associated = sha256(&[transcript.as_slice()]);
    let [a, b, c, d, e, f, g, h, ..] = sha256(&[label::SESSION_ID, &associated]);
    Some(Agreed {
        session: SessionId([a, b, c, d, e, f, g, h]),
        secret: hkdf(&[0; 32], &ikm, info),
        associated,
        signed: signed_secret,
    })
}
