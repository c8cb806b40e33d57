use chacha20::ChaCha20Rng;
use escrow::sharing::{Scheme, Share};
use escrow::{Client, Deposit, EpochKey, EscrowSecret, Mandate, Sealing};
use honest::{Address, Device, Suite};
use rand_core::SeedableRng;

use super::{Published, Reading, read, stolen_deposits, stolen_share, taped};
use crate::system::Taped;

const MANDATE: Mandate = Mandate {
    deposit: Deposit::ContentKey(Sealing::EachMessage),
    proven: true,
    committed: false,
    bound: false,
};

struct Recorded {
    published: Published,
    clean: Published,
    shares: Vec<Share>,
    clean_tape: Vec<Taped>,
    escrow_tape: Vec<Taped>,
    rng: ChaCha20Rng,
}

/// Two pairs in one room, four messages each.
fn recorded() -> Recorded {
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    let (dealing, shares) =
        EscrowSecret::generate(&mut rng).deal(Scheme::Feldman, 0, 3, 5, &mut rng).unwrap();
    let key = EpochKey { epoch: 0, public: dealing.public };
    let names = |a, b| (Address::new(a).unwrap(), Address::new(b).unwrap());
    let (ann, bob) = names("ann", "bob");
    let mut one = Device::new(ann.clone(), Suite::Hybrid, &mut rng);
    let mut other = Device::new(bob.clone(), Suite::Hybrid, &mut rng);
    one.begin(&bob, other.publish(1, &mut rng).next_bundle(), &mut rng).unwrap();
    let mut clean_tape = Vec::new();
    for at in 0..4 {
        let (from, to, peer) =
            if at % 2 == 0 { (&mut one, &mut other, &bob) } else { (&mut other, &mut one, &ann) };
        let envelope = from.send(peer, format!("clean {at}").as_bytes()).unwrap();
        to.receive(&envelope, &mut rng).unwrap();
        clean_tape.push(taped(at, 10, (at % 2, 1 - at % 2), 0, envelope.to_bytes()));
    }
    let (eve, dan) = names("eve", "dan");
    let mut one = Client::new(eve.clone(), Suite::Hybrid, MANDATE, key, 0, &mut rng).unwrap();
    let mut other = Client::new(dan.clone(), Suite::Hybrid, MANDATE, key, 0, &mut rng).unwrap();
    let bundle = other.publish(1, &mut rng).next_bundle();
    one.begin(&dan, bundle, 0, &mut rng).unwrap();
    let mut escrow_tape = Vec::new();
    for at in 0..4 {
        let (from, to, peer) =
            if at % 2 == 0 { (&mut one, &mut other, &dan) } else { (&mut other, &mut one, &eve) };
        let envelope = from.send(peer, format!("escrow {at}").as_bytes(), 10, &mut rng).unwrap();
        to.receive(&envelope, &mut rng).unwrap();
        escrow_tape.push(taped(at, 10, (2 + at % 2, 3 - at % 2), 1, envelope.to_bytes()));
    }
    let published = Published { mandate: Some(MANDATE), key, dealing };
    let clean = Published { mandate: None, ..published.clone() };
    Recorded { published, clean, shares, clean_tape, escrow_tape, rng }
}

fn with(published: &Published, shares: &[Share], tape: &[Taped], rng: &mut ChaCha20Rng) -> Reading {
    let loot: Vec<_> = shares.iter().map(stolen_share).collect();
    read(published, &loot, tape, rng)
}

#[test]
fn the_threshold_of_shares_reads_every_escrowed_message_word_for_word_and_one_share_less_reads_none() {
    let Recorded { published, shares, escrow_tape, mut rng, .. } = recorded();
    for few in 0..3 {
        assert_eq!(with(&published, &shares[..few], &escrow_tape, &mut rng).opened(), 0, "{few} shares");
    }
    for coalition in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
        let chosen: Vec<Share> = coalition.iter().map(|at: &usize| shares[*at].clone()).collect();
        let read = with(&published, &chosen, &escrow_tape, &mut rng);
        let expected: Vec<_> = (0..4).map(|at| Some(format!("escrow {at}").into_bytes())).collect();
        assert_eq!(read.texts, expected);
    }
}

#[test]
fn every_share_there_is_reads_nothing_of_the_clean_messenger_in_the_same_room() {
    let Recorded { clean, shares, clean_tape, mut rng, .. } = recorded();
    let read = with(&clean, &shares, &clean_tape, &mut rng);
    assert_eq!(read.opened(), 0);
    assert!(read.cost.openings > 0, "the intruder did try: {:?}", read.cost);
}

#[test]
fn shares_of_another_room_open_nothing() {
    let Recorded { published, escrow_tape, mut rng, .. } = recorded();
    let (_, foreign) = EscrowSecret::generate(&mut rng).deal(Scheme::Feldman, 0, 3, 5, &mut rng).unwrap();
    assert_eq!(with(&published, &foreign, &escrow_tape, &mut rng).opened(), 0);
}

#[test]
fn the_deposit_of_one_message_reads_that_message_and_no_other() {
    let Recorded { published, shares, escrow_tape, mut rng, .. } = recorded();
    let secret = published.dealing.combine(&shares[..3]).unwrap();
    let envelope = escrow::Envelope::from_bytes(&escrow_tape[1].frames[0]).unwrap();
    let deposit = envelope.field.unwrap().open(&secret).unwrap().to_vec();
    let read = read(&published, &[stolen_deposits(vec![deposit])], &escrow_tape, &mut rng);
    assert_eq!(read.opened(), 1);
    assert_eq!(read.texts[1].as_deref(), Some(b"escrow 1".as_slice()));
}
