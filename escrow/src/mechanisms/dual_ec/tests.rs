use honest::Device;
use honest::known_answers::hex;
use honest::prekeys::Suite;
use p256::Scalar;
use p256::elliptic_curve::ops::Reduce;
use rand_core::Rng;

use super::*;
use crate::fixtures::{address, rng};

/// `x(Q)` of the standard, appendix A.1.
const STANDARD_Q: &str = "c97445f45cdef9f0d3e05e1e585fc297235b82b5be8ff3efca67c59852018192";

fn request<const N: usize>(generator: &mut DualEc) -> [u8; N] {
    let mut bytes = [0; N];
    generator.fill_bytes(&mut bytes);
    bytes
}

fn product(seed: u64) -> Product {
    Product::new(Designer::new(&mut rng(seed)).constants().clone()).unwrap()
}

fn failing(product: &Product) -> Vec<&'static str> {
    product.self_tests().iter().filter(|test| !test.passed).map(|test| test.name).collect()
}

#[test]
fn with_the_standards_q_it_gives_the_standards_example() {
    // The example of P-256 and SHA-256: entropy 00 to 0f, nonce 20 to 27, two requests of 480 bits. The first state
    // is `Hash_df` of the two: one digest, behind its counter and its length in bits.
    let entropy: Vec<u8> = (0x00..0x10).collect();
    let nonce: Vec<u8> = (0x20..0x28).collect();
    let state = sha256(&[&[1], &256u32.to_be_bytes(), &entropy, &nonce]);
    let product = Product::new(Constants::stated(hex(STANDARD_Q).unwrap()).unwrap()).unwrap();
    let mut generator = product.generator(state);
    assert_eq!(
        Some(request::<60>(&mut generator)),
        hex(concat!(
            "ff5163c388f791e96f1052d5c8f0bd6fbf7144839c4890ff85487c5c1270",
            "2e4c9849af518ae68deb14d3a62702bbde4b98ab211765fd87aca12fc2a6"
        ))
    );
    assert_eq!(
        Some(request::<60>(&mut generator)),
        hex(concat!(
            "9a0a11f2dfb88f7260559dd8da6134eb2b34cc0415fa8fd0474db6b85e1a",
            "08385f41b435df81296b1b4edf66e0107c0844e3d28a89b05046b89177f2"
        ))
    );
}

#[test]
fn a_product_of_the_table_is_the_product_of_the_library() {
    let mut rng = rng(1);
    let mut factors = vec![[0; STATE], [0xff; STATE]];
    for place in 0..STATE {
        let mut one = [0; STATE];
        one[place] = 1;
        factors.push(one);
    }
    factors.extend((0..20).map(|_| {
        let mut bytes = [0; STATE];
        rng.fill_bytes(&mut bytes);
        bytes
    }));
    for factor in factors {
        let scalar = <Scalar as Reduce<FieldBytes>>::reduce(&factor.into());
        let expected: [u8; STATE] = (ProjectivePoint::GENERATOR * scalar).to_affine().x().into();
        assert_eq!(multiples::base().x_times(&factor), expected, "{factor:02x?}");
    }
}

#[test]
fn a_request_takes_blocks_from_the_left_and_throws_the_rest_away() {
    let product = product(2);
    let long: [u8; 60] = request(&mut product.generator([7; STATE]));
    let cut: [u8; 32] = request(&mut product.generator([7; STATE]));
    assert_eq!(long[..32], cut);
    // What was cut off is not the beginning of the next request.
    let mut generator = product.generator([7; STATE]);
    let _: [u8; 32] = request(&mut generator);
    assert_ne!(request::<28>(&mut generator), long[32..]);
    // Words are requests, too.
    let word = product.generator([7; STATE]).next_u32();
    assert_eq!(word.to_be_bytes(), long[..4]);
    assert_eq!(product.generator([7; STATE]).next_u64().to_be_bytes(), long[..8]);
}

#[test]
fn d_turns_a_point_of_the_output_into_the_next_state_and_its_inverse_does_not() {
    let designer = Designer::new(&mut rng(3));
    let d = <Scalar as Reduce<FieldBytes>>::reduce(&(*designer.stored()).into());
    let q = ProjectivePoint::from(point(designer.constants().q()).unwrap());
    let s = Scalar::from(123_456_789u64);
    let x = |point: ProjectivePoint| point.to_affine().x();
    assert_eq!(x(q * s * d), x(ProjectivePoint::GENERATOR * s));
    let inverse = d.invert().unwrap();
    assert_ne!(x(q * s * inverse), x(ProjectivePoint::GENERATOR * s));
}

#[test]
fn every_self_test_passes_with_every_designers_constants() {
    for seed in 0..8 {
        assert_eq!(failing(&product(seed)), [""; 0], "seed {seed}");
    }
    let derived = Product::new(Constants::derived([9; STATE]).unwrap()).unwrap();
    assert_eq!(failing(&derived), [""; 0]);
    assert_eq!(derived.self_tests().len(), 6);
}

#[test]
fn a_new_q_with_its_answer_passes_every_test_and_changes_62_bytes_at_most() {
    let (old, new) = (product(4), Designer::new(&mut rng(5)));
    let swapped = old.constants().overwritten(&new.constants().to_bytes()).unwrap();
    assert_eq!(swapped, *new.constants());
    let changed = |other: &Constants| {
        old.constants().to_bytes().iter().zip(other.to_bytes()).filter(|(old, new)| **old != *new).count()
    };
    assert!((1..=62).contains(&changed(&swapped)));
    assert_eq!(failing(&Product::new(swapped).unwrap()), [""; 0]);
}

#[test]
fn a_new_q_with_the_old_answer_fails_the_known_answer_and_nothing_else() {
    let (old, new) = (product(4), Designer::new(&mut rng(5)));
    let mut bytes = old.constants().to_bytes();
    bytes[..STATE].copy_from_slice(new.constants().q());
    let half = old.constants().overwritten(&bytes).unwrap();
    assert_eq!(failing(&Product::new(half).unwrap()), ["known answer"]);
}

#[test]
fn where_q_is_derived_a_designers_q_fails_the_derivation() {
    let old = Constants::derived([1; STATE]).unwrap();
    let designer = Designer::new(&mut rng(6));
    let mut bytes = old.to_bytes();
    let theirs = designer.constants().to_bytes();
    bytes[..theirs.len()].copy_from_slice(&theirs);
    let swapped = old.overwritten(&bytes).unwrap();
    assert_eq!(failing(&Product::new(swapped).unwrap()), ["derivation of Q"]);
    // Another seed can be put there unnoticed. It gives another Q whose d nobody knows.
    let reseeded = old.overwritten(&Constants::derived([2; STATE]).unwrap().to_bytes()).unwrap();
    assert_eq!(failing(&Product::new(reseeded).unwrap()), [""; 0]);
}

#[test]
fn constants_that_do_not_fit_or_are_on_no_point_are_refused() {
    let constants = Designer::new(&mut rng(7)).constants().clone();
    let bytes = constants.to_bytes();
    assert_eq!(constants.overwritten(&bytes), Ok(constants.clone()));
    let length = |got| Err(ConstantsError::Length { expected: 62, got });
    assert_eq!(constants.overwritten(&bytes[..61]), length(61));
    assert_eq!(constants.overwritten(&[bytes.as_slice(), &[0]].concat()), length(63));
    // 2^256 - 1 is no reduced coordinate, and about half of all others are on no point.
    assert_eq!(Constants::stated([0xff; STATE]), Err(ConstantsError::NotOnCurve));
    let off = (0..20u8).filter(|last| {
        let mut bytes = bytes.clone();
        bytes[STATE - 1] = *last;
        constants.overwritten(&bytes) == Err(ConstantsError::NotOnCurve)
    });
    assert!((3..=17).contains(&off.count()));
}

#[test]
fn clients_talk_and_show_a_nonce_with_everything() {
    let product = product(8);
    for size in [NonceSize::Short, NonceSize::Long] {
        let mut gateway = product.generator([9; STATE]);
        let (mut alice, nonce) = Client::register(address("alice"), size, &mut gateway);
        assert_eq!(nonce.len(), size.bytes());
        let (mut bob, _) = Client::register(address("bob"), size, &mut gateway);
        let mut offer = bob.publish(2, &mut gateway);
        assert_eq!((offer.nonce.len(), offer.published.one_time.len()), (size.bytes(), 2));
        let bundle = offer.published.next_bundle();
        let nonce = alice.begin(&address("bob"), bundle, &mut gateway).unwrap();
        assert_eq!(nonce.len(), size.bytes());
        for text in [b"one".as_slice(), b"two"] {
            let frame = alice.send(&address("bob"), text, &mut gateway).unwrap();
            assert_eq!(frame.nonce.len(), size.bytes());
            let frame = Frame::from_bytes(&frame.to_bytes()).unwrap();
            assert_eq!(bob.receive(&frame, &mut gateway).unwrap().text, text);
            let frame = bob.send(&address("alice"), text, &mut gateway).unwrap();
            assert_eq!(alice.receive(&frame, &mut gateway).unwrap().text, text);
        }
    }
}

#[test]
fn the_client_is_the_clean_device_with_another_generator() {
    // The same device, built by hand on the same output, publishes the same keys.
    let product = product(10);
    let mut gateway = product.generator([11; STATE]);
    let (mut client, nonce) = Client::register(address("alice"), NonceSize::Long, &mut gateway);
    let offer = client.publish(3, &mut gateway);
    let mut generator = product.generator([11; STATE]);
    assert_eq!(request::<32>(&mut generator).as_slice(), nonce);
    let mut device = Device::new(address("alice"), Suite::Hybrid, &mut generator);
    assert_eq!(request::<32>(&mut generator).as_slice(), offer.nonce);
    assert_eq!(device.publish(3, &mut generator), offer.published);
}

#[test]
fn a_cut_frame_is_no_frame() {
    let product = product(8);
    let mut gateway = product.generator([9; STATE]);
    let (mut alice, _) = Client::register(address("alice"), NonceSize::Long, &mut gateway);
    let (mut bob, _) = Client::register(address("bob"), NonceSize::Long, &mut gateway);
    let bundle = bob.publish(1, &mut gateway).published.next_bundle();
    alice.begin(&address("bob"), bundle, &mut gateway).unwrap();
    let bytes = alice.send(&address("bob"), b"text", &mut gateway).unwrap().to_bytes();
    for length in [0, 3, 20, 36, 40] {
        assert!(Frame::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn unseen_bits_are_16_of_a_whole_block_and_96_of_20_bytes() {
    assert_eq!(NonceSize::Long.unseen_bits(), 16);
    assert_eq!(NonceSize::Short.unseen_bits(), 96);
}

#[test]
fn debug_prints_neither_d_nor_a_state() {
    let designer = Designer::new(&mut rng(12));
    let secret = format!("{:?}", &designer.stored()[..4]);
    let secret = secret.trim_matches(['[', ']']);
    let product = Product::new(designer.constants().clone()).unwrap();
    let generator = product.generator(*designer.stored());
    for shown in [format!("{designer:?}"), format!("{product:?}"), format!("{generator:?}")] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(format!("{generator:?}") == "DualEc { .. }");
}
