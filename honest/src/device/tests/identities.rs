//! P10: whose keys they are, and under which address.

use crate::address::Address;
use crate::codec::Reader;
use crate::device::Device;
use crate::error::{AcceptError, BadSignature, DecryptError, InitiateError, NotAuthentic};
use crate::fixtures::{Pair, address, copy, refused, refused_by, rng};
use crate::identity::Identity;
use crate::limits::MAX_CONTACTS;
use crate::prekeys::{Bundle, Prekey, Suite};
use crate::primitives::kdf::label;
use crate::wire::Envelope;

const FORGED: DecryptError = DecryptError::NotAuthentic(NotAuthentic);

fn bundle(device: &mut Device) -> Bundle {
    device.publish(1, &mut rng(0)).next_bundle()
}

fn begin(device: &mut Device, peer: &Address, bundle: Bundle) -> Result<(), InitiateError> {
    device.begin(peer, bundle, &mut rng(1)).map(drop)
}

fn mallory(suite: Suite) -> Device {
    Device::new(address("mallory"), suite, &mut rng(2))
}

#[test]
fn p10_a_relay_that_hands_out_its_own_bundle_is_seen_in_the_safety_number() {
    let (a, b) = (address("alice"), address("bob"));
    let honest = Pair::talking(Suite::Hybrid, 111);
    assert_eq!(honest.alice.safety_number(&b), honest.bob.safety_number(&a));
    assert!(honest.alice.safety_number(&b).is_some());

    // Mallory stands between them: to each she is the other.
    let mut pair = Pair::strangers(Suite::Hybrid, 111);
    let (mut as_bob, mut as_alice) = (mallory(Suite::Hybrid), mallory(Suite::Hybrid));
    as_bob.address = b.clone();
    as_alice.address = a.clone();
    begin(&mut pair.alice, &b, bundle(&mut as_bob)).unwrap();
    begin(&mut as_alice, &b, bundle(&mut pair.bob)).unwrap();
    let envelope = pair.alice_sends(b"text");
    let text = as_bob.receive(&envelope, &mut pair.rng).unwrap().text;
    let relayed = as_alice.send(&b, &text).unwrap();
    assert_eq!(pair.bob_reads(&relayed).text, b"text", "it works, which is why the number is compared");
    assert_ne!(pair.alice.safety_number(&b), pair.bob.safety_number(&a));
    assert_ne!(pair.alice.safety_number(&b), honest.alice.safety_number(&b));
    assert_eq!(honest.bob.safety_number(&address("carol")), None);
}

#[test]
fn p10_another_identity_for_a_pinned_address_begins_no_session() {
    let mut pair = Pair::talking(Suite::Hybrid, 112);
    let (b, swapped) = (address("bob"), bundle(&mut mallory(Suite::Hybrid)));
    let changed = InitiateError::KeyChanged { address: "bob".to_owned() };
    let attempt = |device: &mut Device| begin(device, &b, swapped.clone());
    assert_eq!(refused(&mut pair.alice, attempt), changed);
    let pinned = *pair.alice.pinned(&b).unwrap();
    assert_eq!(pinned, *pair.bob.identity());

    // Approving the change is forgetting the pin, and shows in the number.
    let before = pair.alice.safety_number(&b);
    pair.alice.forget(&b);
    assert_eq!(pair.alice.pinned(&b), None);
    begin(&mut pair.alice, &b, swapped).unwrap();
    assert_ne!(pair.alice.safety_number(&b), before);
}

#[test]
fn p10_a_first_message_under_a_pinned_address_by_another_identity_is_refused() {
    let mut pair = Pair::talking(Suite::Hybrid, 113);
    let mut impostor = mallory(Suite::Hybrid);
    impostor.address = address("alice");
    begin(&mut impostor, &address("bob"), bundle(&mut pair.bob)).unwrap();
    let envelope = impostor.send(&address("bob"), b"text").unwrap();
    let changed = AcceptError::KeyChanged { address: "alice".to_owned() };
    assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Handshake(changed));
}

#[test]
fn p10_a_bundle_with_its_identity_swapped_and_the_rest_left_is_refused_by_its_signatures() {
    let mut pair = Pair::strangers(Suite::Hybrid, 114);
    let swapped = Bundle { identity: *mallory(Suite::Hybrid).identity(), ..bundle(&mut pair.bob) };
    let unsigned = InitiateError::Signature(BadSignature { what: "signed" });
    let attempt = |device: &mut Device| begin(device, &address("bob"), swapped);
    assert_eq!(refused(&mut pair.alice, attempt), unsigned);
    assert_eq!(pair.alice.pinned(&address("bob")), None, "nothing is pinned by a refused bundle");
}

#[test]
fn p10_an_identity_whose_agreement_key_is_another_persons_is_refused_without_that_persons_signature() {
    let mut pair = Pair::strangers(Suite::Hybrid, 115);
    let mut bytes = bundle(&mut pair.bob).to_bytes();
    bytes[32..64].copy_from_slice(mallory(Suite::Hybrid).identity().agreement().as_bytes());
    let unbound = InitiateError::Signature(BadSignature { what: "identity's X25519 key" });
    assert_eq!(Bundle::from_bytes(&bytes), Err(unbound));
}

#[test]
fn p10_a_message_meant_for_who_claims_bobs_keys_as_her_own_does_not_open_at_bob() {
    // An unknown key share: Mallory signs Bob's keys under her identity, Alice writes to Mallory, and the relay
    // brings it to Bob. He must not take it for a message to him.
    let mut pair = Pair::strangers(Suite::Classical, 116);
    let genuine = Bundle { one_time: None, ..bundle(&mut pair.bob) };
    let mallory = mallory(Suite::Classical);
    let signer = mallory.identity.signing();
    let binding = signer.sign(label::SIGN_IDENTITY, genuine.identity.agreement().as_bytes());
    let identity =
        [signer.public().as_bytes(), &genuine.identity.agreement().as_bytes()[..], &binding].concat();
    let identity = Identity::decode(&mut Reader::new(&identity)).unwrap();
    let signature = signer.sign(label::SIGN_SIGNED_PREKEY, genuine.signed.key.as_bytes());
    let claimed = Bundle { identity, signed: Prekey { signature, ..genuine.signed }, ..genuine };
    for name in ["mallory", "bob"] {
        let mut alice = copy(&pair.alice);
        begin(&mut alice, &address(name), claimed.clone()).unwrap();
        let envelope = alice.send(&address(name), b"to mallory").unwrap();
        let diverted = Envelope { to: address("bob"), ..envelope };
        assert_eq!(refused_by(&mut pair.bob, &diverted), FORGED, "{name}");
    }
}

#[test]
fn p10_the_same_keys_under_another_address_do_not_open_a_first_message() {
    for suite in [Suite::Hybrid, Suite::Classical] {
        let mut pair = Pair::begun(suite, 1, 117);
        let envelope = pair.alice_sends(b"text");
        // Bob's keys to the last one, by another name.
        let mut robert = copy(&pair.bob);
        robert.address = address("robert");
        let diverted = Envelope { to: address("robert"), ..envelope.clone() };
        assert_eq!(refused_by(&mut robert, &diverted), FORGED);
        // Alice's message by another name, to Bob himself.
        let renamed = Envelope { from: address("alicia"), ..envelope.clone() };
        assert_eq!(refused_by(&mut pair.bob, &renamed), FORGED);
        assert_eq!(pair.bob_reads(&envelope).text, b"text");
    }
}

#[test]
fn p10_a_device_begins_no_session_with_its_own_address() {
    let mut pair = Pair::strangers(Suite::Hybrid, 118);
    let theirs = bundle(&mut pair.bob);
    let own = bundle(&mut pair.alice);
    for bundle in [theirs, own] {
        let attempt = |device: &mut Device| begin(device, &address("alice"), bundle);
        assert_eq!(refused(&mut pair.alice, attempt), InitiateError::Own);
    }
}

#[test]
fn p10_nobody_else_speaks_to_a_device_under_its_own_address() {
    let mut pair = Pair::strangers(Suite::Hybrid, 119);
    let mut impostor = mallory(Suite::Hybrid);
    let victim = address("alice");
    begin(&mut impostor, &victim, bundle(&mut pair.alice)).unwrap();
    impostor.contacts.get_mut(&victim).unwrap().sessions.clear();
    impostor.address = victim.clone();
    let verified = bundle(&mut pair.alice).verify(Suite::Hybrid).unwrap();
    let session =
        crate::session::Session::initiate(&impostor.identity, &victim, &victim, &verified, &mut rng(3))
            .unwrap();
    impostor.contacts.get_mut(&victim).unwrap().sessions.push(session);
    let envelope = impostor.send(&victim, b"a note to self?").unwrap();
    assert_eq!(refused_by(&mut pair.alice, &envelope), DecryptError::Reflected);
}

#[test]
fn p10_a_full_list_of_contacts_takes_in_no_stranger_and_still_serves_those_on_it() {
    let mut pair = Pair::talking(Suite::Classical, 120);
    let mut carol = Device::new(address("carol"), Suite::Classical, &mut rng(4));
    begin(&mut carol, &address("bob"), bundle(&mut pair.bob)).unwrap();
    let from_carol = carol.send(&address("bob"), b"text").unwrap();
    let pinned = *pair.alice.identity();
    for number in 0..MAX_CONTACTS - 1 {
        let nobody = crate::device::Contact { pinned, sessions: Vec::new() };
        pair.bob.contacts.insert(address(&number.to_string()), nobody);
    }
    let full = AcceptError::TooManyContacts { bound: MAX_CONTACTS };
    assert_eq!(refused_by(&mut pair.bob, &from_carol), DecryptError::Handshake(full));
    let theirs = bundle(&mut carol);
    let attempt = |device: &mut Device| begin(device, &address("carol"), theirs);
    let full = InitiateError::TooManyContacts { bound: MAX_CONTACTS };
    assert_eq!(refused(&mut pair.bob, attempt), full);
    pair.round_trip();
    pair.bob.forget(&address("0"));
    assert_eq!(pair.bob_reads(&from_carol).text, b"text");
}
