//! What the page may ask, in bytes.
//!
//! ```text
//! address   behind a 16-bit length                    law   flag ‖ [epoch 4 ‖ key 32 ‖ proven ‖ committed ‖ bound]
//!
//! op           asks                                   answers
//! 1 create     law ‖ address                          nothing
//! 2 restore    law ‖ state                            nothing
//! 3 export     nothing                                state
//! 4 publish    count 4                                count 4 ‖ (bundle behind a 16-bit length)… ‖ last behind one
//! 5 begin      address ‖ sent 8 ‖ bundle              nothing
//! 6 send       address ‖ sent 8 ‖ text                frame
//! 7 receive    frame                                  address ‖ text
//! 8 safety     address                                60 digits, or nothing
//! 9 forget     address                                nothing
//!
//! answer    0 ‖ as above          or   kind 1 ‖ why, in UTF-8
//! kind      1 refused   2 key changed   3 duplicate   4 no session   5 usage
//! ```

use escrow::{EpochKey, EscrowPublic, Mandate};
use honest::Address;
use honest::codec::{Reader, Writer};
use honest::prekeys::Bundle;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::limits::MAX_BUNDLES;
use crate::messenger::{Law, Messenger, Trouble};

/// Answers one call. `slot` holds the messenger of this instance.
pub fn answer(
    slot: &mut Option<Messenger>,
    op: u32,
    asked: &[u8],
    rng: &mut impl CryptoRng,
) -> Zeroizing<Vec<u8>> {
    let mut to = Writer::with_capacity(1 + asked.len());
    to.u8(0);
    Zeroizing::new(match act(slot, op, asked, rng, &mut to) {
        Ok(()) => to.finish(),
        Err(trouble) => {
            let (kind, why) = match trouble {
                Trouble::Refused(why) => (1, why),
                Trouble::KeyChanged(why) => (2, why),
                Trouble::Duplicate(why) => (3, why),
                Trouble::NoSession(why) => (4, why),
                Trouble::Usage(why) => (5, why),
            };
            let mut to = Writer::with_capacity(1 + why.len());
            to.u8(kind).put(why.as_bytes());
            to.finish()
        }
    })
}

fn act(
    slot: &mut Option<Messenger>,
    op: u32,
    asked: &[u8],
    rng: &mut impl CryptoRng,
    to: &mut Writer,
) -> Result<(), Trouble> {
    let mut from = Reader::new(asked);
    if op == 1 || op == 2 {
        // One instance is one messenger: a second one in its place would leave the page with the state of the first.
        if slot.is_some() {
            return Err(Trouble::Usage("this instance has a messenger already".to_owned()));
        }
        let law = law(&mut from)?;
        *slot = Some(if op == 1 {
            let address = Address::decode(&mut from)?;
            from.finish()?;
            Messenger::create(address, law, rng)?
        } else {
            Messenger::restore(from.rest(), law)?
        });
        return Ok(());
    }
    let messenger = slot.as_mut().ok_or_else(|| Trouble::Usage("no messenger was made".to_owned()))?;
    match op {
        3 => {
            from.finish()?;
            to.put(&messenger.export());
        }
        4 => {
            let count = from.u32()?;
            from.finish()?;
            publish(messenger, count, rng, to)?;
        }
        5 => {
            let (peer, sent) = (Address::decode(&mut from)?, from.u64()?);
            messenger.begin(&peer, Bundle::from_bytes(from.rest())?, sent, rng)?;
        }
        6 => {
            let (peer, sent) = (Address::decode(&mut from)?, from.u64()?);
            to.put(&messenger.send(&peer, from.rest(), sent, rng)?);
        }
        7 => {
            let received = messenger.receive(asked, rng)?;
            let text = Zeroizing::new(received.text);
            received.from.encode(to);
            to.put(&text);
        }
        8 => {
            let peer = only_address(from)?;
            if let Some(number) = messenger.safety(&peer) {
                to.put(number.digits().as_bytes());
            }
        }
        9 => messenger.forget(&only_address(from)?),
        _ => return Err(Trouble::Usage(format!("there is no op {op}"))),
    }
    Ok(())
}

/// Bundles that go out once each, and the one that goes out when they are gone.
fn publish(
    messenger: &mut Messenger,
    count: u32,
    rng: &mut impl CryptoRng,
    to: &mut Writer,
) -> Result<(), Trouble> {
    if count > MAX_BUNDLES {
        return Err(Trouble::Usage(format!("{count} bundles; one publication has {MAX_BUNDLES}")));
    }
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let mut publication = messenger.publish(wanted, rng);
    let made = publication.one_time.len().min(publication.kem_one_time.len());
    to.count(made);
    for _ in 0..made {
        to.prefixed(&publication.next_bundle().to_bytes());
    }
    publication.one_time.clear();
    publication.kem_one_time.clear();
    to.prefixed(&publication.next_bundle().to_bytes());
    Ok(())
}

/// The law, if there is one.
fn law(from: &mut Reader<'_>) -> Result<Option<Law>, Trouble> {
    if !from.flag()? {
        return Ok(None);
    }
    let (epoch, key) = (from.u32()?, from.array()?);
    let public = EscrowPublic::parse(&key).map_err(|error| Trouble::Refused(error.to_string()))?;
    let (proven, committed, bound) = (from.flag()?, from.flag()?, from.flag()?);
    let mandate = Mandate { proven, committed, bound, ..Mandate::PLAIN };
    Ok(Some(Law { mandate, key: EpochKey { epoch, public } }))
}

fn only_address(mut from: Reader<'_>) -> Result<Address, Trouble> {
    let address = Address::decode(&mut from)?;
    from.finish()?;
    Ok(address)
}
