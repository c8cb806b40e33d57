//! The committed file agrees with the crates: with this crate byte for byte, with a device of theirs in conversation.

use chacha20::ChaCha20Rng;
use escrow::content::{self, ContentKey};
use escrow::{Client, EpochKey, EscrowSecret, Mandate};
use honest::prekeys::Bundle;
use honest::{Address, Device};
use rand_core::SeedableRng;

use super::page::{
    CLEAN, DUPLICATE, KEY_CHANGED, NO_SESSION, Native, Page, Phone, REFUSED, SENT, SUITE, law,
};

const OTTER: &str = "teal-otter";
const LYNX: &str = "red-lynx";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn name(name: &str) -> Address {
    Address::new(name).unwrap()
}

fn escrow_secret() -> EscrowSecret {
    EscrowSecret::generate(&mut rng(77))
}

fn epoch_key() -> EpochKey {
    EpochKey { epoch: 3, public: escrow_secret().public() }
}

const ROOM: Mandate = Mandate { proven: true, ..Mandate::PLAIN };
const SAFEGUARDED: Mandate = Mandate { proven: true, committed: true, bound: true, ..Mandate::PLAIN };

/// The clean build, the room's, and the one with every safeguard.
fn laws() -> [Vec<u8>; 3] {
    [CLEAN.to_vec(), law(&epoch_key(), ROOM), law(&epoch_key(), SAFEGUARDED)]
}

/// A whole conversation with a restart in it: every answer of either phone.
fn conversation<P: Phone>(open: impl Fn(u64) -> P, law: &[u8]) -> Vec<Vec<u8>> {
    let (mut otter, mut lynx) = (open(1), open(2));
    otter.create(OTTER, law);
    lynx.create(LYNX, law);
    let (bundles, last) = lynx.publish(2);
    let mut seen = bundles.clone();
    seen.push(last);
    otter.begin(LYNX, &bundles[0]).unwrap();
    let first = otter.send(LYNX, "The gate code is 4711.").unwrap();
    assert_eq!(lynx.receive(&first).unwrap(), (OTTER.to_owned(), "The gate code is 4711.".to_owned()));
    let state = lynx.export();
    let mut lynx = open(3);
    lynx.restore(&state, law).unwrap();
    assert_eq!(lynx.export(), state);
    let reply = lynx.send(OTTER, "Understood \u{1f44d}").unwrap();
    assert_eq!(otter.receive(&reply).unwrap().1, "Understood \u{1f44d}");
    let number = otter.safety(LYNX);
    assert_eq!(number.len(), 60);
    assert_eq!(number, lynx.safety(OTTER));
    seen.extend([first, state, reply, number.into_bytes(), otter.export(), lynx.export()]);
    seen
}

#[test]
fn on_the_same_randomness_the_file_and_the_crate_say_the_same_byte_for_byte() {
    for law in laws() {
        assert_eq!(conversation(Page::open, &law), conversation(Native::open, &law));
    }
}

#[test]
fn a_page_and_a_clean_device_talk_in_both_directions_whoever_begins() {
    let mut rng = rng(5);
    let mut device = Device::new(name(LYNX), SUITE, &mut rng);
    let mut page = Page::open(6);
    page.create(OTTER, CLEAN);

    let bundle = device.publish(1, &mut rng).next_bundle();
    page.begin(LYNX, &bundle.to_bytes()).unwrap();
    let frame = page.send(LYNX, "one").unwrap();
    let received = device.receive(&honest::Envelope::from_bytes(&frame).unwrap(), &mut rng).unwrap();
    assert_eq!((received.from, received.text), (name(OTTER), b"one".to_vec()));
    let reply = device.send(&name(OTTER), b"two").unwrap();
    assert_eq!(page.receive(&reply.to_bytes()).unwrap(), (LYNX.to_owned(), "two".to_owned()));
    assert_eq!(page.safety(LYNX), device.safety_number(&name(OTTER)).unwrap().digits());

    let mut other = Device::new(name("grey-heron"), SUITE, &mut rng);
    let (_, last) = page.publish(0);
    other.begin(&name(OTTER), Bundle::from_bytes(&last).unwrap(), &mut rng).unwrap();
    let first = other.send(&name(OTTER), b"three").unwrap();
    assert_eq!(page.receive(&first.to_bytes()).unwrap(), ("grey-heron".to_owned(), "three".to_owned()));
    let answer = page.send("grey-heron", "four").unwrap();
    let answer = honest::Envelope::from_bytes(&answer).unwrap();
    assert_eq!(other.receive(&answer, &mut rng).unwrap().text, b"four");
}

#[test]
fn a_page_and_an_escrowed_client_talk_and_the_escrow_key_opens_what_the_page_wrote() {
    for mandate in [ROOM, SAFEGUARDED] {
        let (mut rng, key) = (rng(7), epoch_key());
        let mut client = Client::new(name(LYNX), SUITE, mandate, key, SENT, &mut rng).unwrap();
        let mut page = Page::open(8);
        page.create(OTTER, &law(&key, mandate));
        let bundle = client.publish(1, &mut rng).next_bundle();
        page.begin(LYNX, &bundle.to_bytes()).unwrap();
        let frame = page.send(LYNX, "The diagnosis is confirmed.").unwrap();
        let envelope = escrow::Envelope::from_bytes(&frame).unwrap();
        assert_eq!(client.receive(&envelope, &mut rng).unwrap().text, b"The diagnosis is confirmed.");
        let reply = client.send(&name(OTTER), b"I see.", SENT, &mut rng).unwrap();
        assert_eq!(page.receive(&reply.to_bytes()).unwrap().1, "I see.");

        let field = envelope.field.as_ref().expect("an access field");
        field.verify_label().unwrap();
        assert_eq!((field.label.epoch, field.label.sent), (key.epoch, SENT));
        assert_eq!((&field.label.from, &field.label.to), (&name(OTTER), &name(LYNX)));
        let open = |secret: &EscrowSecret| field.open(secret);
        let content_key = ContentKey::from_bytes(&open(&escrow_secret()).unwrap()).unwrap();
        let read = content::open(&content_key, &envelope.about(field.label.session), &envelope.sealed);
        assert_eq!(read.unwrap(), b"The diagnosis is confirmed.");
        // The control: another key opens nothing.
        assert!(open(&EscrowSecret::generate(&mut rng)).is_err());
    }
}

#[test]
fn a_clean_page_writes_no_access_field() {
    let (mut otter, mut lynx) = (Page::open(1), Page::open(2));
    otter.create(OTTER, CLEAN);
    lynx.create(LYNX, CLEAN);
    otter.begin(LYNX, &lynx.publish(1).0[0]).unwrap();
    let frame = otter.send(LYNX, "one").unwrap();
    assert!(escrow::Envelope::from_bytes(&frame).is_err());
    assert!(honest::Envelope::from_bytes(&frame).is_ok());
}

/// Two pages that have begun, and a first frame on its way.
fn begun(law: &[u8]) -> (Page, Page, Vec<u8>) {
    let (mut otter, mut lynx) = (Page::open(11), Page::open(12));
    otter.create(OTTER, law);
    lynx.create(LYNX, law);
    otter.begin(LYNX, &lynx.publish(2).0[0]).unwrap();
    let frame = otter.send(LYNX, "one").unwrap();
    (otter, lynx, frame)
}

#[test]
fn a_tampered_frame_is_refused_and_the_true_one_is_read_afterwards() {
    for law in laws() {
        let (_, mut lynx, frame) = begun(&law);
        let before = lynx.export();
        // The last byte but one is of the tag in the clean build, and of the sealed text's in the escrowed one; there the
        // message that carries the key is true, so it alone is spent.
        let inner = if law == CLEAN { frame.len() - 2 } else { 200 };
        let mut tampered = frame.clone();
        tampered[inner] ^= 1;
        assert!(matches!(lynx.receive(&tampered), Err((REFUSED, _))), "{:?}", lynx.receive(&tampered));
        assert_eq!(lynx.export(), before);
        assert_eq!(lynx.receive(&frame).unwrap().1, "one");
    }
}

#[test]
fn a_duplicate_is_refused_as_one() {
    for law in laws() {
        let (_, mut lynx, frame) = begun(&law);
        lynx.receive(&frame).unwrap();
        assert!(matches!(lynx.receive(&frame), Err((DUPLICATE, _))));
    }
}

#[test]
fn a_changed_key_is_refused_until_the_old_one_is_forgotten() {
    for law in laws() {
        let (_, mut lynx, frame) = begun(&law);
        lynx.receive(&frame).unwrap();
        let number = lynx.safety(OTTER);
        // Somebody with another identity under the same address.
        let mut other = Page::open(13);
        other.create(OTTER, &law);
        other.begin(LYNX, &lynx.publish(1).0[0]).unwrap();
        let frame = other.send(LYNX, "it is me").unwrap();
        assert!(matches!(lynx.receive(&frame), Err((KEY_CHANGED, _))));
        let (bundles, _) = other.publish(1);
        assert!(matches!(lynx.begin(OTTER, &bundles[0]), Err((KEY_CHANGED, _))));
        assert_eq!(lynx.safety(OTTER), number);
        lynx.forget(OTTER);
        assert_eq!(lynx.receive(&frame).unwrap().1, "it is me");
        assert_ne!(lynx.safety(OTTER), number);
        assert_eq!(lynx.safety(OTTER), other.safety(LYNX));
    }
}

#[test]
fn before_there_is_a_session_nothing_is_sent_and_there_is_no_number() {
    let mut page = Page::open(14);
    page.create(OTTER, CLEAN);
    assert!(matches!(page.send(LYNX, "one"), Err((NO_SESSION, _))));
    assert_eq!(page.safety(LYNX), "");
}

#[test]
fn a_damaged_state_is_not_restored() {
    let (mut otter, _, _) = begun(CLEAN);
    let mut state = otter.export();
    state[40] ^= 1;
    assert!(matches!(Page::open(1).restore(&state, CLEAN), Err((REFUSED, _))));
}
