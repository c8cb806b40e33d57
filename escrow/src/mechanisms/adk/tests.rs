use chacha20::ChaCha20Rng;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{address, assert_silent, cases, copy, rng, secret};
use crate::limits::MAX_AREA;
use honest::error::BadSignature;
use honest::identity::IdentityPair;
use honest::prekeys::Suite;

const SENT: u64 = 1_000;

/// Somebody and what they ask for.
fn person(name: &str, honour: Honour, asks: &[EscrowPublic], rng: &mut ChaCha20Rng) -> (Client, Certificate) {
    let pair = IdentityPair::generate(rng);
    let certificate = Certificate::issue(&pair, address(name), asks).unwrap();
    let device = Device::with_identity(address(name), pair, Suite::Classical, rng);
    (Client::new(device, honour), certificate)
}

/// Alice writes to Bob, who asks for his company's key.
struct Talk {
    alice: Client,
    bob: Client,
    of_bob: Certificate,
    company: EscrowSecret,
    rng: ChaCha20Rng,
}

/// Alice is given Bob's certificate as somebody on the way left it.
fn talk(honour: Honour, on_the_way: impl FnOnce(&mut Certificate)) -> Talk {
    let (company, mut rng) = (secret(1), rng(2));
    let (mut alice, _) = person("alice", honour, &[], &mut rng);
    let (mut bob, of_bob) = person("bob", honour, &[company.public()], &mut rng);
    let mut answer = of_bob.clone();
    on_the_way(&mut answer);
    alice.learn(Certificate::from_bytes(&answer.to_bytes()).unwrap()).unwrap();
    let bundle = bob.device_mut().publish(1, &mut rng).next_bundle();
    alice.begin(&address("bob"), bundle, &mut rng).unwrap();
    Talk { alice, bob, of_bob, company, rng }
}

impl Talk {
    fn alice_writes(&mut self, text: &[u8]) -> Envelope {
        let envelope = self.alice.send(&address("bob"), text, SENT, &mut self.rng).unwrap();
        let again = Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        assert_eq!(again, envelope);
        again
    }

    fn bob_reads(&mut self, envelope: &Envelope) -> Vec<u8> {
        self.bob.receive(envelope, &mut self.rng).unwrap().text
    }
}

#[test]
fn the_company_that_was_asked_for_reads_what_is_written_to_its_people_and_nobody_else_does() {
    for honour in [Honour::Anywhere, Honour::Signed] {
        let mut talk = talk(honour, |_| {});
        let envelope = talk.alice_writes(b"words");
        assert_eq!(talk.bob_reads(&envelope), b"words");
        assert_eq!(envelope.recover(&talk.company), Ok(b"words".to_vec()));
        assert_eq!(envelope.recover(&secret(99)), Err(FieldError::Sealed.into()));
        assert_eq!(talk.alice.asked_for(&address("bob")), [talk.company.public()]);
    }
}

#[test]
fn whoever_wrote_into_the_unsigned_part_reads_along_where_requests_count_from_anywhere() {
    let outsider = secret(3);
    let mut talk = talk(Honour::Anywhere, |answer| answer.unsigned.ask(&outsider.public()).unwrap());
    let envelope = talk.alice_writes(b"words");
    assert_eq!(envelope.recover(&outsider), Ok(b"words".to_vec()));
    // Nobody is warned: the peer reads as always, the company too, and the fingerprint is the one Bob has.
    assert_eq!(talk.bob_reads(&envelope), b"words");
    assert_eq!(envelope.recover(&talk.company), Ok(b"words".to_vec()));
    let known = talk.alice.known(&address("bob")).unwrap();
    assert_eq!(known.fingerprint(), talk.of_bob.fingerprint());
    assert_ne!(known, &talk.of_bob);
    // Only the list of recipients shows it.
    assert_eq!(talk.alice.asked_for(&address("bob")), [talk.company.public(), outsider.public()]);
}

#[test]
fn the_same_insertion_gets_nothing_where_only_signed_requests_count() {
    let outsider = secret(3);
    let mut talk = talk(Honour::Signed, |answer| answer.unsigned.ask(&outsider.public()).unwrap());
    let envelope = talk.alice_writes(b"words");
    assert_eq!(envelope.recover(&outsider), Err(FieldError::Sealed.into()));
    assert_eq!(envelope.copies.len(), 1);
    assert_eq!(envelope.recover(&talk.company), Ok(b"words".to_vec()));
    assert_eq!(talk.bob_reads(&envelope), b"words");
}

#[test]
fn a_sender_may_ignore_a_request_and_a_relay_may_take_the_copy_off_and_the_peer_reads_on() {
    let mut talk = talk(Honour::Signed, |_| {});
    let mut envelope = talk.alice_writes(b"one");
    envelope.copies.clear();
    assert_eq!(talk.bob_reads(&envelope), b"one");
    assert_eq!(envelope.recover(&talk.company), Err(FieldError::Sealed.into()));
    talk.alice.set_honour(Honour::Nothing);
    let envelope = talk.alice_writes(b"two");
    assert!(envelope.copies.is_empty());
    assert_eq!(talk.bob_reads(&envelope), b"two");
}

#[test]
fn a_request_written_into_the_signed_part_breaks_the_signature_and_the_fingerprint() {
    let mut rng = rng(4);
    let (_, genuine) = person("bob", Honour::Signed, &[], &mut rng);
    let mut forged = genuine.clone();
    forged.signed.ask(&secret(3).public()).unwrap();
    let refused = CertificateError::Signature(BadSignature { what: "certificate" });
    assert_eq!(forged.verify(), Err(refused.clone()));
    assert_ne!(forged.fingerprint(), genuine.fingerprint());
    let (mut alice, _) = person("alice", Honour::Signed, &[], &mut rng);
    assert_eq!(alice.learn(forged), Err(AdkError::Certificate(refused)));
    assert_eq!(alice.known(&address("bob")), None);
}

#[test]
fn a_certificate_of_another_identity_than_the_bundles_or_the_pinned_one_is_refused() {
    let mut rng = rng(5);
    let (mut bob, of_bob) = person("bob", Honour::Signed, &[], &mut rng);
    let (mut other, of_other) = person("bob", Honour::Signed, &[], &mut rng);
    let (mut alice, _) = person("alice", Honour::Signed, &[], &mut rng);
    let refused = AdkError::OtherIdentity { address: "bob".into() };
    alice.learn(of_other).unwrap();
    let bundle = bob.device_mut().publish(1, &mut rng).next_bundle();
    assert_eq!(alice.begin(&address("bob"), bundle, &mut rng), Err(refused.clone()));
    let bundle = other.device_mut().publish(1, &mut rng).next_bundle();
    alice.begin(&address("bob"), bundle, &mut rng).unwrap();
    assert_eq!(alice.learn(of_bob), Err(refused));
}

#[test]
fn a_directory_that_withholds_a_certificate_leaves_the_company_without_its_copy() {
    let mut rng = rng(6);
    let (mut alice, _) = person("alice", Honour::Signed, &[], &mut rng);
    let (mut bob, _) = person("bob", Honour::Signed, &[secret(1).public()], &mut rng);
    let bundle = bob.device_mut().publish(1, &mut rng).next_bundle();
    alice.begin(&address("bob"), bundle, &mut rng).unwrap();
    let envelope = alice.send(&address("bob"), b"words", SENT, &mut rng).unwrap();
    assert!(envelope.copies.is_empty());
    assert_eq!(bob.receive(&envelope, &mut rng).unwrap().text, b"words");
}

#[test]
fn the_holder_of_a_key_that_was_asked_for_reads_and_does_not_write() {
    let mut talk = talk(Honour::Signed, |_| {});
    let mut envelope = talk.alice_writes(b"words");
    let field = &envelope.copies[0];
    let key = ContentKey::from_bytes(&field.open(&copy(&talk.company)).unwrap()).unwrap();
    envelope.sealed = content::seal(&key, &envelope.about(field.label.session), b"other").unwrap();
    let refused = talk.bob.receive(&envelope, &mut talk.rng);
    assert_eq!(refused, Err(ContentError::Binding.into()));
}

#[test]
fn what_else_stands_in_an_area_and_requests_for_no_key_are_stepped_over() {
    let mut area = Area::default();
    area.add(Subpacket { kind: 200, bytes: b"anything".to_vec() }).unwrap();
    area.add(Subpacket { kind: kind::ADDITIONAL_KEY, bytes: vec![0xff; 32] }).unwrap();
    area.add(Subpacket { kind: kind::ADDITIONAL_KEY, bytes: b"short".to_vec() }).unwrap();
    area.ask(&secret(1).public()).unwrap();
    assert_eq!(area.requests().collect::<Vec<_>>(), [secret(1).public()]);
    assert_eq!(area.subpackets().len(), 4);
}

#[test]
fn an_area_carries_requests_up_to_its_bound_and_not_one_more() {
    let (mut area, key) = (Area::default(), secret(1).public());
    while area.ask(&key).is_ok() {}
    assert_eq!(area.requests().count(), 29);
    assert_eq!(area.requests().count() * 2, MAX_COPIES);
    let refused = CertificateError::TooLong { got: 30 * 35, bound: MAX_AREA };
    assert_eq!(area.ask(&key), Err(refused));
    let full = |answer: &mut Certificate| while answer.unsigned.ask(&key).is_ok() {};
    let mut talk = talk(Honour::Anywhere, full);
    // The hint that stands there already takes the place of one.
    assert_eq!(talk.alice_writes(b"words").copies.len(), 1 + 28);
}

#[test]
fn more_copies_than_both_areas_can_ask_for_are_refused() {
    let mut talk = talk(Honour::Signed, |_| {});
    let mut envelope = talk.alice_writes(b"words");
    envelope.copies = vec![envelope.copies[0].clone(); MAX_COPIES];
    assert!(Envelope::from_bytes(&envelope.to_bytes()).is_ok());
    envelope.copies.push(envelope.copies[0].clone());
    let refused = DecodeError::TooLong { what: "list of copies", got: MAX_COPIES + 1, bound: MAX_COPIES };
    assert_eq!(Envelope::from_bytes(&envelope.to_bytes()), Err(refused));
}

#[test]
fn every_cut_of_a_certificate_is_refused_and_every_flipped_bit_shows_or_lies_in_the_unsigned_part() {
    let of_bob = talk(Honour::Signed, |_| {}).of_bob;
    let (bytes, print) = (of_bob.to_bytes(), of_bob.fingerprint());
    assert_eq!(Certificate::from_bytes(&bytes), Ok(of_bob));
    for place in 0..bytes.len() {
        assert!(Certificate::from_bytes(&bytes[..place]).is_err(), "cut at {place}");
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        if let Ok(read) = Certificate::from_bytes(&changed)
            && read.verify().is_ok()
        {
            // Nobody vouches for the last 13 bytes: that is the door.
            assert!(place >= bytes.len() - 13, "byte {place}");
            assert_eq!(read.fingerprint(), print);
        }
    }
    let longer = [&bytes[..], &[0]].concat();
    let trailing = CertificateError::Decode(DecodeError::Trailing { extra: 1 });
    assert_eq!(Certificate::from_bytes(&longer), Err(trailing));
}

#[test]
fn every_prefix_of_an_envelope_is_refused_or_is_another_envelope() {
    let mut talk = talk(Honour::Signed, |_| {});
    let envelope = talk.alice_writes(b"words");
    let bytes = envelope.to_bytes();
    for length in 0..bytes.len() {
        if let Ok(cut) = Envelope::from_bytes(&bytes[..length]) {
            assert!(length >= bytes.len() - envelope.sealed.len() && cut != envelope);
        }
    }
    assert_eq!(honest::Envelope::from_bytes(&bytes), Err(DecodeError::Magic));
    assert_eq!(Envelope::from_bytes(&envelope.inner.to_bytes()), Err(DecodeError::Magic));
}

#[test]
fn no_debug_output_holds_a_secret() {
    let mut talk = talk(Honour::Signed, |_| {});
    let envelope = talk.alice_writes(b"words");
    let state = talk.bob.export();
    let key = envelope.copies[0].open(&talk.company).unwrap();
    let printed = format!("{:?} {:?} {:?}", talk.alice, talk.bob, envelope.about(SessionId([0; 8])));
    let seeds = crate::stored_state::device(&state).unwrap();
    assert_silent(&printed, &[&key, &*seeds.signing_seed, &*seeds.agreement_secret]);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_bytes_pass_as_a_certificate_encode_back_to_the_same_bytes(
        bytes in prop::collection::vec(any::<u8>(), 0..64), from in 0..400usize
    ) {
        let mut mixed = talk(Honour::Signed, |_| {}).of_bob.to_bytes();
        let place = from % mixed.len();
        mixed.splice(place.., bytes);
        if let Ok(read) = Certificate::from_bytes(&mixed) {
            prop_assert_eq!(read.to_bytes(), mixed);
        }
    }
}
