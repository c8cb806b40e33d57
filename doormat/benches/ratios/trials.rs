//! What one trial of a search takes: the unit in which the work-factor family counts. Keys a second are one divided by it,
//! on one core of this machine and on no other.

use std::hint::black_box;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use escrow::mechanisms::work_factor::crumple::{AbrasionPair, Zone};
use escrow::mechanisms::work_factor::group::Group;
use escrow::mechanisms::work_factor::partial::Registration;
use escrow::mechanisms::work_factor::{Sealed, stretch};

use crate::contest::{Round, timed};

const ABOUT: &[u8] = b"alice to bob";
/// Trials of a round.
const TRIALS: u32 = 4_096;

/// A key that does not fit: one block of the cipher. Lotus, the reduced cipher, partial escrow of message keys.
pub(crate) fn key() -> Round {
    let sealed = Sealed::seal(&[0xff; 32], ABOUT, &[7; 256], &mut ChaCha20Rng::seed_from_u64(1));
    let mut guess = 0;
    Box::new(move || {
        timed(TRIALS, || {
            guess += 1;
            assert!(!black_box(&sealed).fits(&stretch(guess), ABOUT));
        })
    })
}

/// The same as a decryption that does not stop early.
pub(crate) fn whole() -> Round {
    let sealed = Sealed::seal(&[0xff; 32], ABOUT, &[7; 256], &mut ChaCha20Rng::seed_from_u64(1));
    let mut guess = 0;
    Box::new(move || {
        timed(TRIALS, || {
            guess += 1;
            assert!(black_box(&sealed).open(&stretch(guess), ABOUT).is_err());
        })
    })
}

/// A crumpled key that does not fit: a hash and a block of the cipher. Timed as a search of a whole zone of the wrong
/// conversation.
pub(crate) fn crumpled() -> Round {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let zone = Zone::new(12, Group::shared(28).unwrap()).unwrap();
    let [alice, bob, carol] = [(); 3].map(|()| AbrasionPair::generate(zone, &mut rng));
    let (_, message) = zone.seal(&alice, bob.share(), ABOUT, &[7; 256], &mut rng).unwrap();
    let wrong = carol.agree(zone, bob.share()).unwrap();
    Box::new(move || timed(1, || assert!(zone.open_paid(&wrong, &message, ABOUT).is_err())) / TRIALS)
}

/// A point that is not the one: an addition on the curve and a comparison. Partial escrow of user keys; the registrations
/// are such that each search goes through some of its 2^12 points, and the time is divided by those.
pub(crate) fn point() -> Round {
    let (registration, _) = Registration::new(12, 2, 2, &mut ChaCha20Rng::seed_from_u64(3)).unwrap();
    let points = u32::try_from(registration.rest().find().trials).unwrap();
    Box::new(move || timed(1, || assert!(black_box(&registration).rest().find().found.is_some())) / points)
}

/// A step in the small group: a multiplication modulo a prime of 28 bits.
pub(crate) fn step() -> Round {
    let group = Group::shared(28).unwrap();
    let mut at = 1;
    Box::new(move || {
        timed(TRIALS, || {
            at = group.times(black_box(at), group.generator());
            assert!(at != 0);
        })
    })
}
