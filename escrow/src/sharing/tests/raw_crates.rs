//! What sharks and blahaj answer when nobody asks the questions that [`Dealing::combine`] asks: the reason for it.
//! If one of these tests fails, a library has been repaired, and a check may be spared.

use super::*;
use crate::fixtures::{dealt, rng, secret};

/// Asks a library for the secret of encoded shares: number, then value.
type Recover = fn(u8, &[Vec<u8>]) -> Result<Vec<u8>, String>;

fn sharks(k: u8, shares: &[Vec<u8>]) -> Result<Vec<u8>, String> {
    let shares: Vec<_> = shares.iter().map(|share| ::sharks::Share::try_from(&share[..]).unwrap()).collect();
    ::sharks::Sharks(k).recover(&shares).map_err(str::to_owned)
}

fn blahaj(k: u8, shares: &[Vec<u8>]) -> Result<Vec<u8>, String> {
    let shares: Vec<_> = shares.iter().map(|share| ::blahaj::Share::try_from(&share[..]).unwrap()).collect();
    ::blahaj::Sharks(k).recover(&shares).map_err(str::to_owned)
}

const CRATES: [(Scheme, Recover); 2] = [(Scheme::Sharks, sharks), (Scheme::Blahaj, blahaj)];

fn encoded(index: u8, value: &[u8; 32]) -> Vec<u8> {
    [&[index][..], value].concat()
}

/// What the library makes of some trustees' shares of a 2-of-5 dealing, after a change to their encodings.
fn answer(
    (scheme, recover): (Scheme, Recover),
    numbers: &[u8],
    change: impl FnOnce(&mut Vec<Vec<u8>>),
) -> (Vec<u8>, Result<Vec<u8>, String>) {
    let office = dealt(scheme, 2, 5, 1);
    let shares = office.of(numbers);
    let mut shares = shares.iter().map(|share| encoded(share.index, share.value.as_bytes())).collect();
    change(&mut shares);
    (office.secret.to_bytes().to_vec(), recover(2, &shares))
}

#[test]
fn e1_the_raw_crates_do_their_work_on_good_shares() {
    for library in CRATES {
        let (secret, answer) = answer(library, &[2, 5], |_| {});
        assert_eq!(answer, Ok(secret), "{:?}", library.0);
    }
}

#[test]
fn e2_the_raw_crates_return_the_attackers_secret_for_share_zero_which_is_why_we_check() {
    let chosen = [0x5e; 32];
    for library in CRATES {
        let (_, answer) = answer(library, &[1, 2], |shares| shares.push(encoded(0, &chosen)));
        assert_eq!(answer, Ok(chosen.to_vec()), "{:?}", library.0);
    }
}

#[test]
fn e3_the_raw_crates_return_garbage_for_a_duplicate_beside_enough_good_shares_which_is_why_we_check() {
    for library in CRATES {
        let (secret, answer) = answer(library, &[1, 2, 2], |_| {});
        assert_ne!(answer.expect("no error"), secret, "{:?}", library.0);
    }
}

#[test]
fn e3_the_raw_crates_refuse_unequal_lengths_which_a_share_of_ours_cannot_have() {
    for library in CRATES {
        let (_, answer) = answer(library, &[1, 2], |shares| shares[1].truncate(32));
        assert_eq!(answer, Err("All shares must have the same length".to_owned()), "{:?}", library.0);
    }
    // Ours are 32 bytes by their type, whatever the scheme.
    let _: &[u8; 32] = &dealt(Scheme::Sharks, 2, 5, 1).shares[0].value.0;
}

#[test]
fn e4_the_raw_crates_return_garbage_for_a_flipped_bit_which_is_why_we_check() {
    for library in CRATES {
        let (secret, answer) = answer(library, &[1, 2], |shares| shares[0][7] ^= 1);
        assert_ne!(answer.expect("no error"), secret, "{:?}", library.0);
    }
}

#[test]
fn e4_feldmans_library_returns_garbage_for_a_flipped_bit_too_when_nobody_verifies() {
    let office = dealt(Scheme::Feldman, 2, 5, 1);
    let mut first = office.shares[0].value.0;
    first[7] ^= 1;
    let points = [(1, &first), (2, &office.shares[1].value.0)];
    let combined = Scheme::Feldman.sharing().combine(2, &points).expect("no error");
    assert_ne!(*combined, office.secret.to_bytes());
}

#[test]
fn e4_the_raw_crates_return_garbage_for_a_threshold_said_too_low_which_is_why_shares_carry_it() {
    for (scheme, recover) in CRATES {
        let office = dealt(scheme, 3, 5, 1);
        let shares: Vec<_> =
            office.shares.iter().take(2).map(|share| encoded(share.index, &share.value.0)).collect();
        assert_ne!(recover(2, &shares).expect("no error"), office.secret.to_bytes(), "{scheme:?}");
    }
}

#[test]
fn e6_the_raw_crates_hand_out_the_secret_itself_for_a_threshold_of_one_which_is_why_we_check() {
    let secret = [0x5e; 32];
    for (scheme, _) in CRATES {
        for k in [0, 1] {
            let split = scheme.sharing().split(&secret, k, 5, &mut rng(1)).expect("no error");
            assert!(split.values.iter().all(|value| value.0 == secret), "{scheme:?}, k = {k}");
        }
    }
}

#[test]
fn e6_feldmans_library_refuses_a_threshold_of_one_itself() {
    let refused = Scheme::Feldman.sharing().split(&[1; 32], 1, 5, &mut rng(1)).map(|split| split.values);
    assert_eq!(refused, Err(DealError::Library { scheme: "feldman" }));
}

/// How often, in 2,000 dealings of one 32-byte secret with k = 2, a byte of the first share is the secret's.
fn bytes_equal_to_the_secret(scheme: Scheme) -> usize {
    let (secret, rng) = ([0x5e; 32], &mut rng(1));
    let mut equal = 0;
    for _ in 0..2_000 {
        let split = scheme.sharing().split(&secret, 2, 2, rng).unwrap();
        equal += split.values[0].0.iter().zip(&secret).filter(|(share, secret)| share == secret).count();
    }
    equal
}

#[test]
fn e9_a_byte_of_a_sharks_share_is_never_the_secrets_byte_so_every_re_dealing_rules_one_value_out() {
    // y = s + a·x, and a is drawn from 1 to 255.
    assert_eq!(bytes_equal_to_the_secret(Scheme::Sharks), 0);
}

#[test]
fn e9_a_byte_of_a_blahaj_share_is_the_secrets_byte_as_often_as_chance_has_it() {
    // 64,000 bytes: 250 expected, standard deviation 16.
    let equal = bytes_equal_to_the_secret(Scheme::Blahaj);
    assert!((170..=330).contains(&equal), "{equal} of 64,000 bytes");
}

#[test]
fn e9_one_holder_of_sharks_shares_learns_the_key_from_re_dealings_alone() {
    // For each byte, the one value that the share's byte has never been. Cure53 estimated 500 to 1,500 dealings
    // for a byte; a whole key takes some more.
    let (secret, rng) = (secret(1).to_bytes(), &mut rng(2));
    let mut seen = vec![[false; 256]; 32];
    for _ in 0..4_000 {
        let split = Scheme::Sharks.sharing().split(&secret, 2, 2, rng).unwrap();
        for (seen, byte) in seen.iter_mut().zip(split.values[0].0) {
            seen[usize::from(byte)] = true;
        }
    }
    let never = |seen: &[bool; 256]| {
        let mut never = (0..=255u8).filter(|&byte| !seen[usize::from(byte)]);
        (never.next(), never.next())
    };
    let learned: Vec<_> = seen.iter().map(never).collect();
    assert_eq!(learned, secret.map(|byte| (Some(byte), None)));
}
