use proptest::prelude::*;

use super::*;
use crate::error::RestoreError;
use crate::fixtures::{Pair, address, copy, rng};

/// A device that has been through everything that its state has a place for.
fn lived_in() -> Device {
    let mut pair = Pair::talking(Suite::Hybrid, 61);
    pair.round_trip();
    pair.round_trip();
    // Two keys wait for messages that do not come.
    pair.alice_sends(b"lost");
    pair.alice_sends(b"lost as well");
    pair.round_trip();
    // A second session with Alice, under a signed prekey that replaced the first.
    pair.bob.rotate(&mut pair.rng);
    let mut published = pair.bob.publish(3, &mut pair.rng);
    pair.alice_begins(&mut published);
    let again = pair.alice_sends(b"again");
    pair.bob_reads(&again);
    // A session with Carol that she has not answered.
    let mut carol = Device::new(address("carol"), Suite::Hybrid, &mut pair.rng);
    let bundle = carol.publish(1, &mut pair.rng).next_bundle();
    pair.bob.begin(&address("carol"), bundle, &mut pair.rng).unwrap();
    pair.bob
}

/// Devices in every state of their lives.
fn devices() -> Vec<Device> {
    let mut devices = vec![lived_in()];
    for suite in [Suite::Hybrid, Suite::Classical] {
        let Pair { alice, bob, .. } = Pair::talking(suite, 62);
        devices.extend([alice, bob]);
        let Pair { alice, bob, .. } = Pair::begun(suite, 2, 63);
        devices.extend([alice, bob]);
    }
    devices
}

/// The same body with a digest that fits it.
fn with_digest(body: &[u8]) -> Vec<u8> {
    [body, &sha256(&[body])].concat()
}

fn body(device: &Device) -> Vec<u8> {
    let bytes = device.export();
    bytes[..bytes.len() - DIGEST].to_vec()
}

fn refusal(bytes: &[u8]) -> DecodeError {
    match Device::restore(bytes, 0) {
        Err(RestoreError::Decode(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What a body gives whose digest was made to fit it after a change.
fn refusal_of_body(body: &[u8]) -> DecodeError {
    refusal(&with_digest(body))
}

#[test]
fn p15_a_restored_state_exports_to_the_same_bytes() {
    for device in devices() {
        let restored = copy(&device);
        assert!(*restored.export() == *device.export());
        assert_eq!(restored.generation(), device.generation());
    }
}

#[test]
fn p15_the_device_of_these_tests_fills_every_place_of_the_layout() {
    let device = lived_in();
    let PrekeyStore { current, previous, one_time, kem_one_time, .. } = &device.prekeys;
    assert!(!current.seen.is_empty() && !one_time.is_empty() && !kem_one_time.is_empty());
    let previous = previous.as_ref().unwrap();
    assert!(!previous.seen.is_empty() && previous.last_resort.is_some());
    let alice = &device.contacts[&address("alice")].sessions;
    assert_eq!(alice.len(), 2);
    let ratchet = &alice[1].ratchet;
    assert_eq!(ratchet.skipped.len(), 2);
    assert!(!ratchet.retired.is_empty() && ratchet.receiving.is_some());
    let carol = &device.contacts[&address("carol")].sessions;
    assert!(carol[0].hello.is_some() && carol[0].ratchet.receiving.is_none());
}

/// The stored state is a promise to every device in use: if this turns red, either the change was not meant, or the
/// version byte must change with it and states of this version must still be read.
#[test]
fn p15_known_answer_of_the_stored_state_of_version_1() {
    const STATE_1: &str = "44dc103e1570e12882ee15e941ca723f33c11eb0bd5a20e86aa997284412bc2b";
    const STATE_1_CLASSICAL: &str = "d1fc51055219ad7fcc5334b39de26369e7c3fd3dfe35a96c0d8b6166377262d2";
    assert_eq!((MAGIC, VERSION), (*b"DORS", 0xE1));
    let digest = |device: &Device| sha256(&[&device.export()]).map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(digest(&lived_in()), STATE_1);
    assert_eq!(digest(&Pair::talking(Suite::Classical, 62).alice), STATE_1_CLASSICAL);
}

#[test]
fn p15_every_prefix_is_refused() {
    let bytes = lived_in().export();
    for end in 0..bytes.len() {
        let expected = match end {
            0..32 => DecodeError::Truncated { needed: 32, left: end },
            32..36 => DecodeError::Truncated { needed: 4, left: end - 32 },
            36 => DecodeError::Truncated { needed: 1, left: 0 },
            _ => DecodeError::Digest,
        };
        assert_eq!(refusal(&bytes[..end]), expected, "{end}");
    }
}

#[test]
fn p15_every_prefix_is_refused_even_with_a_digest_that_fits_it() {
    let body = body(&Pair::talking(Suite::Classical, 64).bob);
    for end in 0..body.len() {
        let refused = refusal_of_body(&body[..end]);
        let truncated = matches!(refused, DecodeError::Truncated { needed, left } if left < needed);
        assert!(truncated, "{end}: {refused:?}");
    }
}

#[test]
fn p15_every_flipped_bit_is_refused() {
    let bytes = lived_in().export().to_vec();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << bit;
            let expected = match place {
                0..4 => DecodeError::Magic,
                4 => DecodeError::Version { got: VERSION ^ (1 << bit), expected: VERSION },
                _ => DecodeError::Digest,
            };
            assert_eq!(refusal(&flipped), expected, "byte {place} bit {bit}");
        }
    }
}

#[test]
fn p15_every_other_version_is_refused_even_with_a_digest_that_fits_it() {
    let mut body = body(&Pair::strangers(Suite::Classical, 65).bob);
    for got in (0..=u8::MAX).filter(|&got| got != VERSION) {
        body[4] = got;
        assert_eq!(refusal_of_body(&body), DecodeError::Version { got, expected: VERSION });
    }
}

#[test]
fn p2_bytes_behind_a_state_are_refused_even_with_a_digest_that_fits_them() {
    let mut body = body(&lived_in());
    body.push(0);
    assert_eq!(refusal_of_body(&body), DecodeError::Trailing { extra: 1 });
}

#[test]
fn p2_values_that_no_field_has_are_refused_even_with_a_digest_that_fits_them() {
    let genuine = body(&Pair::strangers(Suite::Classical, 66).bob);
    let (suite, address, secrets) = (13, 14, 14 + 2 + "bob".len());
    let last_resort = secrets + 64 + 4 + 36;
    let changed = |place: usize, bytes: &[u8]| {
        let mut body = genuine.clone();
        body[place..place + bytes.len()].copy_from_slice(bytes);
        refusal_of_body(&body)
    };
    assert_eq!(changed(suite, &[0]), DecodeError::Value { what: "suite" });
    assert_eq!(changed(suite, &[3]), DecodeError::Value { what: "suite" });
    let control = DecodeError::Address { reason: "it holds control characters" };
    assert_eq!(changed(address + 2, b"b\0b"), control);
    assert_eq!(changed(address + 2, b"b\xffb"), DecodeError::Address { reason: "it is not UTF-8" });
    assert_eq!(changed(last_resort, &[2]), DecodeError::Value { what: "flag" });
}

#[test]
fn p2_a_public_key_that_is_not_canonical_is_refused_even_with_a_digest_that_fits_it() {
    let mut device = Pair::talking(Suite::Classical, 67).bob;
    let identity = device.contacts[&address("alice")].pinned;
    let body = body(&device);
    let find = |key: &[u8]| body.windows(key.len()).position(|bytes| bytes == key).unwrap();
    let ratchet = &mut device.contacts.get_mut(&address("alice")).unwrap().sessions[0].ratchet;
    let theirs = ratchet.receiving.as_ref().unwrap().theirs;
    for (key, what) in [
        (identity.signing().as_bytes(), "Ed25519 key"),
        (identity.agreement().as_bytes(), "X25519 key"),
        (theirs.as_bytes(), "X25519 key"),
    ] {
        let mut body = body.clone();
        body[find(key)..][..32].fill(0xff);
        assert_eq!(refusal_of_body(&body), DecodeError::Key { what });
    }
}

/// Public keys that are all different, for lists that count them.
fn numbered(count: usize) -> impl Iterator<Item = DhPublic> {
    (0..u32::try_from(count).unwrap()).map(|number| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        DhPublic::parse(bytes).unwrap()
    })
}

fn sessions(device: &mut Device) -> &mut Vec<Session> {
    &mut device.contacts.get_mut(&address("alice")).unwrap().sessions
}

#[test]
fn p15_a_list_at_its_bound_is_read_and_one_longer_is_refused() {
    type Fill = fn(&mut Device, usize);
    let lists: [(&str, usize, Fill); 5] = [
        ("one-time prekeys", MAX_ONE_TIME, |device, count| {
            let pair = || DhPair::from_secret([7; 32]);
            device.prekeys.one_time = (0..).take(count).map(|id| (id, pair())).collect();
        }),
        ("one-time KEM prekeys", MAX_ONE_TIME, |device, count| {
            let pair = || KemPair::from_seed(&[7; 64]);
            device.prekeys.kem_one_time = (0..).take(count).map(|id| (id, pair())).collect();
        }),
        ("handshakes seen", MAX_SEEN, |device, count| {
            device.prekeys.current.seen = numbered(count).collect();
        }),
        ("sessions", MAX_SESSIONS, |device, count| {
            let more = (1..count).map(|_| sessions(&mut copy(device)).remove(0)).collect::<Vec<_>>();
            sessions(device).extend(more);
        }),
        ("retired chains", MAX_RETIRED, |device, count| {
            sessions(device)[0].ratchet.retired = numbered(count).collect();
        }),
    ];
    for (what, bound, fill) in lists {
        let mut device = Pair::talking(Suite::Classical, 68).bob;
        fill(&mut device, bound);
        assert!(*copy(&device).export() == *device.export(), "{what}");
        let mut device = Pair::talking(Suite::Classical, 68).bob;
        fill(&mut device, bound + 1);
        let too_long = DecodeError::TooLong { what, got: bound + 1, bound };
        assert_eq!(refusal(&device.export()), too_long);
    }
}

#[test]
fn p15_more_contacts_than_their_bound_are_refused() {
    let mut device = Pair::talking(Suite::Classical, 69).bob;
    let pinned = device.contacts[&address("alice")].pinned;
    for number in 0..MAX_CONTACTS - 1 {
        device.contacts.insert(address(&number.to_string()), Contact { pinned, sessions: Vec::new() });
    }
    device.contacts.insert(address("one more"), Contact { pinned, sessions: Vec::new() });
    let (got, bound) = (MAX_CONTACTS + 1, MAX_CONTACTS);
    assert_eq!(refusal(&device.export()), DecodeError::TooLong { what: "contacts", got, bound });
}

#[test]
fn p15_a_count_beyond_its_bound_is_refused_before_anything_is_stored_for_it() {
    // Bob's last four bytes count the keys that wait in his one session: none.
    let mut body = body(&Pair::talking(Suite::Classical, 70).bob);
    let count = body.len() - 4;
    assert_eq!(body[count..], [0; 4]);
    for (got, bytes) in [(MAX_SKIPPED + 1, 2_001u32), (4_294_967_295, u32::MAX)] {
        body[count..].copy_from_slice(&bytes.to_be_bytes());
        let too_long = DecodeError::TooLong { what: "skipped keys", got, bound: MAX_SKIPPED };
        assert_eq!(refusal_of_body(&body), too_long);
    }
    body[count..].copy_from_slice(&2_000u32.to_be_bytes());
    assert_eq!(refusal_of_body(&body), DecodeError::Truncated { needed: 32, left: 0 });
}

#[test]
fn p2_entries_out_of_order_or_twice_are_refused_even_with_a_digest_that_fits_them() {
    let device = Pair::begun(Suite::Classical, 3, 71).bob;
    let genuine = body(&device);
    // Three one-time prekeys behind their count, then no KEM prekeys and no contacts.
    let begin = genuine.len() - 8 - 3 * 36;
    assert_eq!(genuine[begin - 4..begin], [0, 0, 0, 3]);
    let entries: Vec<&[u8]> = genuine[begin..].chunks(36).take(3).collect();
    for order in [[1, 0, 2], [0, 0, 2], [2, 1, 0]] {
        let entries = order.map(|place: usize| entries[place]).concat();
        let body = [&genuine[..begin], &entries, &[0; 8]].concat();
        assert_eq!(refusal_of_body(&body), DecodeError::Value { what: "order of entries" }, "{order:?}");
    }
}

#[test]
fn p20_an_export_never_outgrows_its_buffer_so_no_half_of_it_is_left_in_memory() {
    let mut full = lived_in();
    full.publish(MAX_ONE_TIME, &mut rng(72));
    let mut rotated = Pair::talking(Suite::Classical, 73).bob;
    rotated.prekeys.current.seen = numbered(1_000).collect();
    rotated.rotate(&mut rng(74));
    for device in devices().into_iter().chain([full, rotated]) {
        assert!(device.export().len() <= size_hint(&device), "{} bytes", device.export().len());
    }
}

#[test]
fn p15_bytes_that_are_no_state_at_all_are_refused() {
    assert_eq!(refusal(&[0; 64]), DecodeError::Magic);
    let envelope = Pair::talking(Suite::Classical, 75).alice_sends(b"text").to_bytes();
    assert_eq!(refusal(&envelope), DecodeError::Magic);
    assert_eq!(refusal(&with_digest(b"DORS\xe1")), DecodeError::Truncated { needed: 8, left: 0 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn p2_whatever_state_is_accepted_exports_to_the_same_bytes(
        mut body in prop::sample::select(devices().iter().map(body).collect::<Vec<_>>()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        for (place, byte) in changes {
            *place.get_mut(&mut body[5..]) = byte;
        }
        let bytes = with_digest(&body);
        if let Ok(device) = Device::restore(&bytes, 0) {
            prop_assert!(*device.export() == bytes);
        }
    }

    #[test]
    fn p15_whatever_bytes_come_under_a_digest_that_fits_them_nothing_panics(tail in any::<Vec<u8>>()) {
        let body = [&b"DORS\xe1"[..], &tail].concat();
        if let Ok(device) = Device::restore(&with_digest(&body), 0) {
            prop_assert!(*device.export() == with_digest(&body));
        }
    }
}
