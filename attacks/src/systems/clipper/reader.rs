//! What an intruder makes of Clipper's places. It knows what was published: Skipjack, the field, how keys are made.

use std::collections::BTreeMap;

use escrow::mechanisms::clipper::skipjack::{KEY, Key80, Skipjack};
use escrow::mechanisms::clipper::{DecryptDevice, Opened, Part, Seeds, UnitId};

use super::phone;
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Loot, Place, Plaintext};
use crate::systems::carrier::Parcel;

/// Bytes of a decrypt device without unit keys.
pub(super) const EMPTY_DEVICE: usize = 18;

/// The reader.
#[derive(Default)]
pub(super) struct Clerk {
    device: Option<DecryptDevice>,
    parts: BTreeMap<UnitId, Vec<Part>>,
    seeds: Option<Seeds>,
}

impl Clerk {
    /// Opens the field of a frame.
    fn open(&mut self, parcel: &Parcel, cost: &mut Cost) -> Option<Opened> {
        let Self { device, parts, seeds } = self;
        let device = device.as_mut()?;
        let (iv, leaf) = phone::split(&parcel.field)?;
        let unit = device.identify(leaf).ok()?;
        if !device.loaded().any(|loaded| loaded == unit) {
            let made = seeds.as_ref().map(|seeds| seeds.parts(unit));
            let [one, other] = match (made, parts.get(&unit).map(Vec::as_slice)) {
                (Some(made), _) => made,
                (None, Some([one, other])) => [one.clone(), other.clone()],
                // With one part of two, a guess stands for the other.
                (None, Some([one])) => [one.clone(), guess(one)],
                _ => return None,
            };
            device.load(&one, &other).ok()?;
        }
        cost.openings += 1;
        device.open(iv, leaf).ok().filter(|opened| opened.fits)
    }
}

/// What somebody tries who has one agent's part and not the other's.
fn guess(part: &Part) -> Part {
    use escrow::mechanisms::clipper::Side;
    let side = if part.side == Side::First { Side::Second } else { Side::First };
    Part { unit: part.unit, side, value: Key80::from_bytes([0; KEY]) }
}

impl Reader for Clerk {
    fn take(&mut self, loot: &Loot) {
        match loot.place {
            Place::Trustee(_) => {
                for part in Part::read_all(&loot.bytes).unwrap_or_default() {
                    self.parts.entry(part.unit).or_default().push(part);
                }
            }
            Place::Authority => {
                self.device = DecryptDevice::from_stored(&loot.bytes).ok().or(self.device.take())
            }
            Place::Origin => {
                let Some((device, seeds)) = loot.bytes.split_at_checked(EMPTY_DEVICE) else { return };
                self.device = self.device.take().or_else(|| DecryptDevice::from_stored(device).ok());
                if let Some((s1, s2)) = seeds.split_first_chunk()
                    && let Ok(s2) = s2.try_into()
                {
                    self.seeds = Some(Seeds::new(Key80::from_bytes(*s1), Key80::from_bytes(s2)));
                }
            }
            Place::Device(_) | Place::Relay => {}
        }
    }

    fn read(&mut self, _: &Meta, frame: &[u8], payload: Option<&[u8]>, cost: &mut Cost) -> Option<Plaintext> {
        let parcel = Parcel::from_bytes(frame).ok()?;
        let (iv, _) = phone::split(&parcel.field)?;
        if let Some((key, _)) = payload.and_then(phone::unpack) {
            cost.openings += 1;
            return Some(Skipjack::new(&key).ofb(u64::from_be_bytes(*iv), &parcel.sealed));
        }
        Some(self.open(&parcel, cost)?.text(iv, &parcel.sealed))
    }

    fn forge(&mut self, _: &Meta, frame: &[u8], text: &[u8], cost: &mut Cost) -> Option<Vec<u8>> {
        let mut parcel = Parcel::from_bytes(frame).ok()?;
        let opened = self.open(&parcel, cost)?;
        let (iv, _) = phone::split(&parcel.field)?;
        // Output feedback is its own inverse: what deciphers also enciphers.
        parcel.sealed = opened.text(iv, text);
        Some(parcel.to_bytes())
    }
}
