use super::*;
use crate::fixtures::rng;
use crate::mechanisms::work_factor::search;

const ABOUT: &[u8] = b"alice to bob";

fn scaled() -> Division {
    Division::new(12, 4).unwrap()
}

fn edition(seed: u64) -> (Authority, Edition) {
    let authority = Authority::generate(&mut rng(seed));
    let edition = Edition { authority: authority.public(), division: scaled() };
    (authority, edition)
}

#[test]
fn the_real_division_leaves_the_authority_forty_bits_and_everybody_else_sixty_four() {
    assert_eq!((Division::REAL.holder(), Division::REAL.outsider()), (40, 64));
    assert_eq!(Division::new(64, 24), Ok(Division::REAL));
    assert!(Division::new(65, 24).is_err() && Division::new(0, 0).is_err());
    assert!(Division::new(16, 16).is_err() && Division::new(16, 15).is_ok());
}

#[test]
fn peer_authority_and_outsider_read_the_same_text_at_their_own_cost() {
    let (authority, edition) = edition(1);
    let mut rng = rng(2);
    let (mut holder, mut outsider) = (0, 0);
    for number in 0..60u8 {
        let text = [number; 9];
        let (carried, message) = edition.seal(ABOUT, &text, &mut rng).unwrap();
        assert_eq!(edition.open(&carried, &message, ABOUT).unwrap(), text);
        let opened = authority.open(edition.division, &message, ABOUT).unwrap();
        assert_eq!(opened.text, text);
        holder += opened.trials;
        let found = search(12, |key| message.sealed.fits(&stretch(key), ABOUT));
        assert_eq!(message.sealed.open(&stretch(found.found.unwrap()), ABOUT).unwrap(), text);
        outsider += found.trials;
    }
    // 2^4, with a relative standard error of about a tenth.
    let ratio = outsider as f64 / holder as f64;
    assert!((10.0..=24.0).contains(&ratio), "{ratio}");
}

#[test]
fn at_the_real_size_the_field_gives_twenty_four_bits_and_not_one_more() {
    let authority = Authority::generate(&mut rng(3));
    let edition = Edition { authority: authority.public(), division: Division::REAL };
    let mut rng = rng(4);
    for _ in 0..20 {
        let (carried, message) = edition.seal(ABOUT, b"text", &mut rng).unwrap();
        let reduced = authority.reduce(&message, ABOUT).unwrap();
        assert_eq!(reduced, carried.key & 0xffff_ff00_0000_0000);
        assert_eq!(edition.open(&carried, &message, ABOUT).unwrap(), b"text");
    }
}

#[test]
fn an_honest_receiver_refuses_a_field_in_which_any_bit_was_disturbed() {
    let (_, edition) = edition(5);
    let (carried, message) = edition.seal(ABOUT, b"text", &mut rng(6)).unwrap();
    let clean = message.to_bytes();
    assert_eq!(Message::from_bytes(&clean).unwrap(), message);
    let field = 32 + 2 + message.field.sealed.len();
    for bit in 0..field * 8 {
        let mut bytes = clean.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let refused = match Message::from_bytes(&bytes) {
            Err(_) => true,
            Ok(disturbed) => edition.open(&carried, &disturbed, ABOUT) == Err(WorkError::Field),
        };
        assert!(refused, "bit {bit}");
    }
}

#[test]
fn a_field_of_another_message_key_context_or_authority_is_refused() {
    let (_, edition) = edition(7);
    let mut rng = rng(8);
    let (carried, message) = edition.seal(ABOUT, b"text", &mut rng).unwrap();
    let (_, other) = edition.seal(ABOUT, b"text", &mut rng).unwrap();
    let moved = Message { field: other.field, sealed: message.sealed.clone() };
    assert_eq!(edition.open(&carried, &moved, ABOUT), Err(WorkError::Field));
    let missing = Message { field: Field { sealed: Vec::new(), ..message.field.clone() }, ..message.clone() };
    assert_eq!(edition.open(&carried, &missing, ABOUT), Err(WorkError::Field));
    // A dishonest sender makes a field for another key with the same coin.
    let liar = Carried { key: carried.key ^ 1 << 11, coin: carried.coin };
    let field = edition.field(&liar, ABOUT, &message.sealed).unwrap();
    let lied = Message { field, sealed: message.sealed.clone() };
    assert_eq!(edition.open(&carried, &lied, ABOUT), Err(WorkError::Field));
    assert_eq!(edition.open(&carried, &message, b"alice to carol"), Err(WorkError::Field));
    let elsewhere = Edition { authority: Authority::generate(&mut rng).public(), ..edition };
    assert_eq!(elsewhere.open(&carried, &message, ABOUT), Err(WorkError::Field));
    assert!(edition.open(&carried, &message, ABOUT).is_ok());
}

#[test]
fn another_authority_and_a_field_that_lied_open_nothing() {
    let (authority, edition) = edition(9);
    let mut rng = rng(10);
    let (carried, message) = edition.seal(ABOUT, b"text", &mut rng).unwrap();
    let other = Authority::generate(&mut rng);
    assert_eq!(other.open(scaled(), &message, ABOUT), Err(WorkError::Field));
    let liar = Carried { key: carried.key ^ 1 << 11, coin: carried.coin };
    let lied = Message { field: edition.field(&liar, ABOUT, &message.sealed).unwrap(), ..message };
    assert_eq!(authority.open(scaled(), &lied, ABOUT), Err(WorkError::Exhausted { trials: 1 << 8 }));
}

#[test]
fn two_who_are_both_dishonest_leave_the_field_out() {
    let (authority, edition) = edition(11);
    let mut rng = rng(12);
    let (carried, message) = edition.seal(ABOUT, b"text", &mut rng).unwrap();
    let bare = Message { field: Field { sealed: vec![0; 24], ..message.field }, sealed: message.sealed };
    // The peer's modified client does not look at it.
    assert_eq!(bare.sealed.open(&carried.cipher_key(), ABOUT).unwrap(), b"text");
    assert_eq!(authority.open(scaled(), &bare, ABOUT), Err(WorkError::Field));
}

#[test]
fn a_thief_of_the_authoritys_key_is_the_authority() {
    let (authority, edition) = edition(13);
    let (_, message) = edition.seal(ABOUT, b"text", &mut rng(14)).unwrap();
    let thief = Authority::from_stored(*authority.stored());
    assert_eq!(thief.open(scaled(), &message, ABOUT), authority.open(scaled(), &message, ABOUT));
    assert!(thief.open(scaled(), &message, ABOUT).is_ok());
}

#[test]
fn what_the_peer_gets_is_read_back_and_secrets_are_not_printed() {
    let (authority, edition) = edition(15);
    let (carried, _) = edition.seal(ABOUT, b"text", &mut rng(16)).unwrap();
    assert_eq!(Carried::from_bytes(&carried.to_bytes()).unwrap(), carried);
    assert!(Carried::from_bytes(&carried.to_bytes()[1..]).is_err());
    assert_eq!(format!("{authority:?} {carried:?}"), "Authority(..) Carried(..)");
}
