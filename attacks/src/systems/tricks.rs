//! What a dishonest sender's modified client does to the access field. Its peer runs the unmodified one.

use chacha20::ChaCha20Rng;
use escrow::content::ContentKey;
use escrow::{AccessField, Client, Deposit, Envelope, EpochKey, Mandate};
use honest::Address;
use rand_core::Rng;

use super::two_keys;
use crate::script::Meta;
use crate::system::{Plaintext, Trick};

/// A message with a trick in it.
pub(crate) struct Crafted {
    pub(crate) envelope: Envelope,
    pub(crate) decoy: Option<Plaintext>,
    pub(crate) attempts: u64,
}

/// What the authority is to read in place of the text.
pub(super) const DECOY: &[u8] = b"Happy birthday! See you on Sunday, and bring the cake.";

/// Sends a text with a trick; `None` where this mandate offers nothing to play it on.
#[expect(clippy::too_many_arguments, reason = "a sender, a message and a trick, each with its parts")]
pub(crate) fn play(
    trick: Trick,
    client: &mut Client,
    mandate: Mandate,
    key: EpochKey,
    to: &Address,
    meta: &Meta,
    text: &[u8],
    rng: &mut ChaCha20Rng,
) -> Option<Crafted> {
    let crafted = |envelope| Crafted { envelope, decoy: None, attempts: 1 };
    let mut random = |length: usize| {
        let mut bytes = vec![0; length];
        rng.fill_bytes(&mut bytes);
        bytes
    };
    match (trick, mandate.deposit) {
        (Trick::Garble, Deposit::ContentKey(_) | Deposit::SessionRoot) => {
            let garbage = random(2_048);
            let mut envelope = client.send(to, text, meta.sent, rng).ok()?;
            if let Some(field) = &mut envelope.field {
                field.sealed.iter_mut().zip(garbage).for_each(|(to, from)| *to = from);
            }
            Some(crafted(envelope))
        }
        (Trick::OtherKey, Deposit::SessionRoot) => {
            let other = random(200);
            let mut envelope = client.send(to, text, meta.sent, rng).ok()?;
            if let Some(field) = &mut envelope.field {
                *field =
                    AccessField::seal(&key.public, field.label.clone(), &other, mandate.proven, rng).ok()?;
            }
            Some(crafted(envelope))
        }
        (Trick::OtherKey, Deposit::ContentKey(_)) => {
            let session = client.session(to).ok()?;
            let (used, deposited) = (ContentKey::generate(rng), ContentKey::generate(rng));
            let field = seal(client, mandate, key, to, meta, &deposited, rng)?;
            client.send_under(to, session, &used, 0, field, text).ok().map(crafted)
        }
        (Trick::TwoKeys, Deposit::ContentKey(_)) => {
            let session = client.session(to).ok()?;
            let used = ContentKey::generate(rng);
            let about = client.about(to, session, &used, 0);
            let forged = two_keys::craft(&used, &about, text, DECOY, rng)?;
            let field = seal(client, mandate, key, to, meta, &forged.deposited, rng)?;
            let envelope = client.send_sealed(to, &used, &about, field, forged.sealed).ok()?;
            Some(Crafted { envelope, decoy: Some(DECOY.to_vec()), attempts: forged.attempts })
        }
        // No peer's machine here checks a field, so there is nothing to search for; the others need another shape.
        _ => None,
    }
}

fn seal(
    client: &Client,
    mandate: Mandate,
    key: EpochKey,
    to: &Address,
    meta: &Meta,
    deposit: &ContentKey,
    rng: &mut ChaCha20Rng,
) -> Option<AccessField> {
    let label = client.label(to, client.session(to).ok()?, meta.sent);
    AccessField::seal(&key.public, label, deposit.as_bytes(), mandate.proven, rng).ok()
}
