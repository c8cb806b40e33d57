use proptest::prelude::*;

use super::*;
use crate::error::{BadSignature, NonContributory};
use crate::fixtures::{address, rng};
use crate::prekeys::{Bundle, Prekey, Publication};
use crate::primitives::sign::SigningPair;

const BOTH: [Suite; 2] = [Suite::Hybrid, Suite::Classical];

/// Alice, and Bob with his prekeys and what he published of them.
struct Stage {
    alice: IdentityPair,
    bob: IdentityPair,
    prekeys: PrekeyStore,
    published: Publication,
    names: [Address; 2],
}

impl Stage {
    fn new(suite: Suite, one_time: usize) -> Self {
        let rng = &mut rng(21);
        let (alice, bob) = (IdentityPair::generate(rng), IdentityPair::generate(rng));
        let mut prekeys = PrekeyStore::new(suite, rng);
        let published = prekeys.refill(&bob, one_time, rng);
        Self { alice, bob, prekeys, published, names: [address("alice"), address("bob")] }
    }

    fn bundle(&self) -> Bundle {
        self.published.clone().next_bundle()
    }

    fn initiate(&self, bundle: Bundle) -> Result<(Hello, Seed), InitiateError> {
        let [from, to] = &self.names;
        initiate(&self.alice, from, to, &bundle.verify(self.prekeys.suite())?, &mut rng(22))
    }

    fn accept(&self, hello: &Hello) -> Result<(Spent, Seed), AcceptError> {
        let [from, to] = &self.names;
        accept(&self.bob, from, to, &self.prekeys, hello)
    }
}

fn encoded(hello: &Hello) -> Vec<u8> {
    let mut to = Writer::new();
    hello.encode(&mut to);
    to.finish()
}

fn decoded(bytes: &[u8]) -> Result<Hello, InitiateError> {
    let mut from = Reader::new(bytes);
    let hello = Hello::decode(&mut from)?;
    from.finish()?;
    Ok(hello)
}

/// A hello of every shape.
fn hellos() -> Vec<Hello> {
    let stages = BOTH.into_iter().flat_map(|suite| (0..2).map(move |count| Stage::new(suite, count)));
    stages.map(|stage| stage.initiate(stage.bundle()).unwrap().0).collect()
}

/// The point of order two, and one of order eight.
fn low_order() -> [DhPublic; 2] {
    let order_eight =
        crate::known_answers::hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
    [[0; 32], order_eight.unwrap()].map(|bytes| DhPublic::parse(bytes).unwrap())
}

/// An identity that claims an X25519 key it need not hold, with a binding signature that verifies.
fn claiming(signer: &SigningPair, agreement: &DhPublic) -> Identity {
    let binding = signer.sign(label::SIGN_IDENTITY, agreement.as_bytes());
    let bytes = [signer.public().as_bytes(), agreement.as_bytes(), &binding[..]].concat();
    Identity::decode(&mut Reader::new(&bytes)).unwrap()
}

/// A prekey signed as its owner would.
fn signed(kind_label: &[u8], key: DhPublic, owner: &IdentityPair) -> Prekey<DhPublic> {
    Prekey { id: 1, key, signature: owner.signing().sign(kind_label, key.as_bytes()) }
}

#[test]
fn p11_both_sides_agree_with_and_without_one_time_prekeys_and_the_receipt_names_what_was_used() {
    for suite in BOTH {
        for one_time in 0..2 {
            let stage = Stage::new(suite, one_time);
            let bundle = stage.bundle();
            let (hello, hers) = stage.initiate(bundle.clone()).unwrap();
            let (spent, his) = stage.accept(&hello).unwrap();
            assert_eq!((hers.secret, hers.associated), (his.secret, his.associated));
            assert_eq!(hello.suite(), suite);
            assert_eq!((hello.one_time.is_some(), spent.signed), (one_time == 1, bundle.signed.id));
            assert_eq!(spent.one_time, bundle.one_time.map(|key| key.id));
            let kem = bundle.kem.filter(|(kind, _)| *kind == Kind::KemOneTime);
            assert_eq!(spent.kem_one_time, kem.map(|(_, key)| key.id));
            assert_eq!(spent.base, hello.base);
        }
    }
}

#[test]
fn p11_every_prekey_that_takes_part_changes_the_secret_and_the_associated_data() {
    let stage = Stage::new(Suite::Hybrid, 1);
    let full = stage.bundle();
    let without_one_time = Bundle { one_time: None, ..full.clone() };
    let last_resort = stage.published.kem_last_resort.clone().map(|key| (Kind::KemLastResort, key));
    let of_last_resort = Bundle { kem: last_resort, ..full.clone() };
    let seeds = [full, without_one_time, of_last_resort].map(|bundle| stage.initiate(bundle).unwrap().1);
    for (place, one) in seeds.iter().enumerate() {
        for other in &seeds[place + 1..] {
            assert_ne!(one.secret, other.secret);
            assert_ne!(one.associated, other.associated);
        }
    }
}

#[test]
fn p11_two_handshakes_out_of_one_bundle_share_neither_secret_nor_associated_data() {
    let stage = Stage::new(Suite::Hybrid, 0);
    let bundle = stage.bundle().verify(Suite::Hybrid).unwrap();
    let [from, to] = &stage.names;
    let rng = &mut rng(23);
    let (one_hello, one) = initiate(&stage.alice, from, to, &bundle, rng).unwrap();
    let (other_hello, other) = initiate(&stage.alice, from, to, &bundle, rng).unwrap();
    assert_ne!(one_hello.base, other_hello.base);
    assert_ne!(one.secret, other.secret);
    assert_ne!(one.associated, other.associated);
}

#[test]
fn p11_a_prekey_that_is_not_held_is_refused_by_kind_and_id() {
    let stage = Stage::new(Suite::Hybrid, 1);
    let (hello, _) = stage.initiate(stage.bundle()).unwrap();
    let refusal = |hello: &Hello| stage.accept(hello).unwrap_err();
    let unknown = |kind, id| AcceptError::UnknownPrekey { kind, id };
    assert_eq!(refusal(&Hello { signed: 77, ..hello.clone() }), unknown("signed", 77));
    assert_eq!(refusal(&Hello { one_time: Some(77), ..hello.clone() }), unknown("one-time", 77));
    let (_, _, ciphertext) = hello.kem.clone().unwrap();
    for (kind, name) in [(Kind::KemOneTime, "one-time KEM"), (Kind::KemLastResort, "last-resort KEM")] {
        let kem = Some((kind, 77, ciphertext.clone()));
        assert_eq!(refusal(&Hello { kem, ..hello.clone() }), unknown(name, 77));
    }
}

#[test]
fn p11_the_id_of_one_kind_of_prekey_is_unknown_as_another_kind() {
    let stage = Stage::new(Suite::Hybrid, 1);
    let bundle = stage.bundle();
    let (hello, _) = stage.initiate(bundle.clone()).unwrap();
    let (_, kem_id, ciphertext) = hello.kem.clone().unwrap();
    let one_time_id = bundle.one_time.unwrap().id;
    let last_resort_id = stage.published.kem_last_resort.as_ref().unwrap().id;
    let refusal = |hello: &Hello| stage.accept(hello).unwrap_err();
    let unknown = |kind, id| AcceptError::UnknownPrekey { kind, id };
    assert_eq!(refusal(&Hello { signed: one_time_id, ..hello.clone() }), unknown("signed", one_time_id));
    let one_time = Some(bundle.signed.id);
    assert_eq!(refusal(&Hello { one_time, ..hello.clone() }), unknown("one-time", bundle.signed.id));
    let kem = Some((Kind::KemLastResort, kem_id, ciphertext.clone()));
    assert_eq!(refusal(&Hello { kem, ..hello.clone() }), unknown("last-resort KEM", kem_id));
    let kem = Some((Kind::KemOneTime, last_resort_id, ciphertext));
    assert_eq!(refusal(&Hello { kem, ..hello }), unknown("one-time KEM", last_resort_id));
}

#[test]
fn p11_a_hello_of_the_other_suite_is_refused_before_any_prekey_is_looked_up() {
    for (own, other) in [(Suite::Hybrid, Suite::Classical), (Suite::Classical, Suite::Hybrid)] {
        let (hello, _) = Stage::new(other, 1).initiate(Stage::new(other, 1).bundle()).unwrap();
        let refused = AcceptError::Suite { expected: own.name(), got: other.name() };
        assert_eq!(Stage::new(own, 1).accept(&hello).unwrap_err(), refused);
    }
}

#[test]
fn p10_the_associated_data_binds_both_addresses() {
    let mut stage = Stage::new(Suite::Classical, 1);
    let (hello, hers) = stage.initiate(stage.bundle()).unwrap();
    for names in [["alicf", "bob"], ["alice", "bobb"], ["bob", "alice"], ["aliceb", "ob"]] {
        stage.names = names.map(address);
        let (_, his) = stage.accept(&hello).unwrap();
        assert_eq!(hers.secret, his.secret, "the addresses take no part in the secret");
        assert_ne!(hers.associated, his.associated, "{names:?}");
    }
}

#[test]
fn p10_an_unknown_key_share_differs_in_its_associated_data() {
    // Mallory signs Bob's X25519 key and prekeys as her own. Alice means to write to Mallory; Bob, to whom the
    // relay brings it, computes the very same secret.
    let stage = Stage::new(Suite::Classical, 0);
    let mallory = IdentityPair::generate(&mut rng(24));
    let genuine = stage.bundle();
    let resigned = Bundle {
        identity: claiming(mallory.signing(), genuine.identity.agreement()),
        signed: Prekey {
            signature: mallory.signing().sign(label::SIGN_SIGNED_PREKEY, genuine.signed.key.as_bytes()),
            ..genuine.signed
        },
        ..genuine
    };
    let (hello, hers) = stage.initiate(resigned).unwrap();
    let (_, his) = stage.accept(&hello).unwrap();
    assert_eq!(hers.secret, his.secret);
    assert_ne!(hers.associated, his.associated);

    // The other way round: Mallory claims Alice's X25519 key and puts her own name to Alice's hello.
    let (hello, hers) = stage.initiate(stage.bundle()).unwrap();
    let identity = claiming(mallory.signing(), hello.identity.agreement());
    let (_, his) = stage.accept(&Hello { identity, ..hello }).unwrap();
    assert_eq!(hers.secret, his.secret);
    assert_ne!(hers.associated, his.associated);
}

#[test]
fn p7_a_key_of_low_order_in_any_slot_of_a_bundle_is_refused_however_well_it_is_signed() {
    let stage = Stage::new(Suite::Classical, 1);
    let genuine = stage.bundle();
    let refused = Some(InitiateError::KeyExchange(NonContributory));
    for key in low_order() {
        let in_signed =
            Bundle { signed: signed(label::SIGN_SIGNED_PREKEY, key, &stage.bob), ..genuine.clone() };
        let one_time = Some(signed(label::SIGN_ONE_TIME_PREKEY, key, &stage.bob));
        let in_one_time = Bundle { one_time, ..genuine.clone() };
        let in_identity = Bundle { identity: claiming(stage.bob.signing(), &key), ..genuine.clone() };
        for bundle in [in_signed, in_one_time, in_identity] {
            assert_eq!(stage.initiate(bundle).err(), refused);
        }
    }
}

#[test]
fn p7_a_key_of_low_order_in_any_slot_of_a_hello_is_refused() {
    let stage = Stage::new(Suite::Classical, 1);
    let (hello, _) = stage.initiate(stage.bundle()).unwrap();
    for key in low_order() {
        let identity = claiming(stage.alice.signing(), &key);
        for hello in [Hello { base: key, ..hello.clone() }, Hello { identity, ..hello.clone() }] {
            assert_eq!(stage.accept(&hello).err(), Some(AcceptError::KeyExchange(NonContributory)));
        }
    }
}

#[test]
fn p2_every_hello_decodes_to_itself_and_is_stepped_over_to_its_last_byte() {
    for hello in hellos() {
        let bytes = encoded(&hello);
        assert_eq!(decoded(&bytes), Ok(hello));
        let longer = [&bytes[..], b"behind"].concat();
        let mut from = Reader::new(&longer);
        assert_eq!(Hello::skip(&mut from), Ok(()));
        assert_eq!(from.rest(), b"behind");
        let trailing = DecodeError::Trailing { extra: 6 };
        assert_eq!(decoded(&longer), Err(trailing.into()));
    }
}

#[test]
fn p1_every_prefix_of_a_hello_is_refused_as_truncated_by_reading_and_by_stepping_over() {
    for hello in hellos() {
        let bytes = encoded(&hello);
        for end in 0..bytes.len() {
            let read = decoded(&bytes[..end]).unwrap_err();
            let stepped = Hello::skip(&mut Reader::new(&bytes[..end])).unwrap_err();
            assert!(matches!(read, InitiateError::Decode(DecodeError::Truncated { .. })), "{end}: {read:?}");
            assert!(matches!(stepped, DecodeError::Truncated { .. }), "{end}: {stepped:?}");
        }
    }
}

#[test]
fn p2_other_suites_and_flags_are_refused_by_reading_and_by_stepping_over() {
    let hello = Stage::new(Suite::Hybrid, 1).initiate(Stage::new(Suite::Hybrid, 1).bundle()).unwrap().0;
    let bytes = encoded(&hello);
    for (place, what) in [(0, "suite"), (165, "flag"), (170, "flag")] {
        let mut bytes = bytes.clone();
        bytes[place] = 3;
        let value = DecodeError::Value { what };
        assert_eq!(decoded(&bytes), Err(value.clone().into()));
        assert_eq!(Hello::skip(&mut Reader::new(&bytes)), Err(value));
    }
}

#[test]
fn p8_a_hello_whose_identity_is_not_bound_by_its_signing_key_is_refused() {
    for hello in hellos() {
        let mut bytes = encoded(&hello);
        bytes[33..65].copy_from_slice(Stage::new(Suite::Classical, 0).bob.agreement().public().as_bytes());
        let refused = BadSignature { what: "identity's X25519 key" };
        assert_eq!(decoded(&bytes), Err(refused.into()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn p2_whatever_bytes_pass_as_a_hello_encode_back_to_the_same_bytes_and_are_stepped_over_whole(
        genuine in prop::sample::select(hellos()),
        changes in prop::collection::vec((prop_oneof![Just(0usize), 129..1_300usize], any::<u8>()), 0..3),
        noise in prop::option::weighted(0.2, any::<Vec<u8>>()),
    ) {
        let mut bytes = encoded(&genuine);
        for (place, byte) in changes {
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        let bytes = noise.unwrap_or(bytes);
        if let Ok(hello) = decoded(&bytes) {
            prop_assert_eq!(encoded(&hello), &bytes[..]);
            let mut from = Reader::new(&bytes);
            prop_assert_eq!(Hello::skip(&mut from), Ok(()));
            prop_assert_eq!(from.rest(), b"");
        }
    }
}
