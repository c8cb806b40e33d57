//! The exhibit: one theft, step by step, on both messengers. What the thief of the phone loses with time, the
//! authority never loses.

use escrow::Client;
use honest::Device;

use super::messenger::Messenger;
use super::schedule::Event::{self, Deliver, Drop, Seize, Send};
use super::world::World;

const ALICE: u8 = 0;
const BOB: u8 = 1;

const TO_BOB: Event = Send { from: ALICE, to: 0 };
const TO_ALICE: Event = Send { from: BOB, to: 0 };

/// Frames 0 to 2 before the theft of Bob's state, 3 and 4 in flight at the theft, 3 to be lost, 5 to 9 after it.
const STORY: &[Event] = &[
    TO_BOB,
    Deliver { to: BOB },
    TO_ALICE,
    Deliver { to: ALICE },
    TO_BOB,
    Deliver { to: BOB },
    TO_BOB,
    TO_BOB,
    Seize { whose: BOB },
    Drop { to: BOB },
    Deliver { to: BOB },
    // Bob's key was made before the theft; Alice's answer to it still opens.
    TO_ALICE,
    Deliver { to: ALICE },
    TO_BOB,
    Deliver { to: BOB },
    // Now both keys are fresh.
    TO_ALICE,
    Deliver { to: ALICE },
    TO_BOB,
    Deliver { to: BOB },
    TO_BOB,
    Drop { to: BOB },
];

/// Frames by number that the thief of Bob's state reads, and that the holder of the setting's secret reads.
fn read<M: Messenger>(seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut world = World::<M>::new(2, seed);
    STORY.iter().for_each(|event| world.run(*event));
    let theft = &world.thefts[0];
    let all = 0..world.frames.len();
    assert_eq!(all.len(), 10);
    let right = |frame: &usize, text: Option<Vec<u8>>| {
        text.is_some_and(|text| {
            assert_eq!(text, world.frames[*frame].text);
            true
        })
    };
    let thief = all.clone().filter(|frame| right(frame, world.thief_reads(theft, *frame)));
    let authority =
        all.clone().filter(|frame| right(frame, world.setting.authority_reads(&world.frames[*frame].bytes)));
    (thief.collect(), authority.collect())
}

#[test]
fn honest_a_thief_reads_two_frames_in_flight_and_one_answer_and_nobody_else_reads_anything() {
    for seed in 0..4 {
        assert_eq!(read::<Device>(seed), (vec![3, 4, 6], vec![]));
    }
}

#[test]
fn mandate_the_same_thief_reads_no_more_and_the_authority_reads_every_frame_lost_ones_too() {
    for seed in 0..4 {
        assert_eq!(read::<Client>(seed), (vec![3, 4, 6], (0..10).collect()));
    }
}
