use super::*;
use crate::device::Device;
use crate::error::{InitiateError, NotAuthentic};
use crate::fixtures::{Pair, address, refused, refused_by, rng};
use crate::prekeys::Suite;
use crate::wire::Envelope;

/// The session that a device uses with a peer.
fn session<'a>(device: &'a mut Device, peer: &str) -> &'a mut Session {
    &mut device.contacts.get_mut(&address(peer)).unwrap().sessions[0]
}

/// What a device puts on the wire whose user pads as she likes.
fn sealed_as_is(sender: &mut Device, to: &str, mut padded: Vec<u8>) -> Envelope {
    let from = sender.address().clone();
    let session = session(sender, to);
    let mut clear = Writer::new();
    write_clear(&mut clear, session.hello.as_deref(), session.id, &session.ratchet.next_header());
    let clear = clear.finish();
    let aad = [&session.associated[..], &clear].concat();
    let tag = session.ratchet.encrypt(&aad, &mut padded).unwrap();
    let message = [clear, padded, tag.to_vec()].concat();
    Envelope { from, to: address(to), message }
}

/// Padding of every impossible sort.
fn impossible() -> [Vec<u8>; 4] {
    let bucket_too_large = [&[0x80][..], &[0; 127]].concat();
    [vec![], vec![0; 64], vec![0x80], bucket_too_large]
}

#[test]
fn p16_an_authentic_first_message_with_impossible_padding_is_refused_and_costs_no_prekey() {
    for padded in impossible() {
        let mut pair = Pair::begun(Suite::Classical, 1, 31);
        let envelope = sealed_as_is(&mut pair.alice, "bob", padded);
        assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Padding);
        let real = pair.alice_sends(b"real");
        assert_eq!(pair.bob_reads(&real).text, b"real");
    }
}

#[test]
fn p16_an_authentic_message_with_impossible_padding_is_refused_and_moves_no_chain() {
    for padded in impossible() {
        let mut pair = Pair::talking(Suite::Classical, 32);
        // On a new chain, then further on in the chain, then where its key waits because it was jumped over.
        let envelope = sealed_as_is(&mut pair.alice, "bob", padded.clone());
        assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Padding);
        let real = pair.alice_sends(b"real");
        assert_eq!(pair.bob_reads(&real).text, b"real");
        let envelope = sealed_as_is(&mut pair.alice, "bob", padded);
        assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Padding);
        let real = pair.alice_sends(b"real");
        assert_eq!(pair.bob_reads(&real).text, b"real");
        assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Padding);
        pair.round_trip();
    }
}

#[test]
fn p16_an_authentic_reply_with_impossible_padding_does_not_count_as_an_answer() {
    let mut pair = Pair::begun(Suite::Classical, 1, 33);
    let first = pair.alice_sends(b"first");
    pair.bob_reads(&first);
    let envelope = sealed_as_is(&mut pair.bob, "alice", vec![0; 64]);
    assert_eq!(refused_by(&mut pair.alice, &envelope), DecryptError::Padding);
    assert!(!session(&mut pair.alice, "bob").answered());
}

#[test]
fn p9_a_first_message_under_another_session_id_than_its_own_is_refused_though_authentic() {
    let mut pair = Pair::begun(Suite::Classical, 1, 34);
    let genuine = session(&mut pair.alice, "bob").id;
    session(&mut pair.alice, "bob").id = SessionId([7; 8]);
    let envelope = pair.alice_sends(b"text");
    assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::NotAuthentic(NotAuthentic));
    session(&mut pair.alice, "bob").id = genuine;
    let envelope = pair.alice_sends(b"text");
    assert_eq!(pair.bob_reads(&envelope).session, genuine);
}

#[test]
fn p16_texts_of_no_bytes_and_of_the_most_go_through_and_one_byte_more_is_refused() {
    for suite in [Suite::Hybrid, Suite::Classical] {
        let mut pair = Pair::begun(suite, 1, 35);
        for round in 0..2 {
            for len in [0, 1, MAX_TEXT - 1, MAX_TEXT] {
                let text = vec![b'x'; len];
                let envelope = pair.alice_sends(&text);
                assert_eq!(pair.bob_reads(&envelope).text, text, "{len} bytes, round {round}");
            }
            let too_long = EncryptError::TooLong { got: MAX_TEXT + 1, bound: MAX_TEXT };
            let send = |device: &mut Device| device.send(&address("bob"), &[b'x'; MAX_TEXT + 1]);
            assert_eq!(refused(&mut pair.alice, send), too_long);
            pair.round_trip();
        }
    }
}

#[test]
fn p16_a_message_longer_than_the_wire_carries_is_refused_by_the_receiver_too() {
    use crate::error::DecodeError;
    use crate::limits::MAX_WIRE;
    let mut pair = Pair::talking(Suite::Classical, 36);
    let mut envelope = pair.alice_sends(b"text");
    envelope.message.resize(MAX_WIRE, 0);
    assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::NotAuthentic(NotAuthentic));
    envelope.message.resize(1 << 20, 0);
    let too_long = DecodeError::TooLong { what: "message", got: 1 << 20, bound: MAX_WIRE };
    assert_eq!(refused_by(&mut pair.bob, &envelope), too_long.into());
}

#[test]
fn p16_a_chain_that_cannot_count_further_refuses_to_send_and_a_reply_starts_a_new_one() {
    use crate::ratchet::ChainKey;
    let mut pair = Pair::talking(Suite::Classical, 37);
    // Both ends of Alice's chain at its last number.
    let envelope = pair.alice_sends(b"text");
    pair.bob_reads(&envelope);
    let last = |chain: &ChainKey| ChainKey::from_state(*chain.state(), u32::MAX - 1);
    let sending = &mut session(&mut pair.alice, "bob").ratchet.sending;
    sending.chain = last(&sending.chain);
    let receiving = session(&mut pair.bob, "alice").ratchet.receiving.as_mut().unwrap();
    receiving.chain = last(&receiving.chain);

    let envelope = pair.alice_sends(b"the last of its chain");
    assert_eq!(pair.bob_reads(&envelope).text, b"the last of its chain");
    let send = |device: &mut Device| device.send(&address("bob"), b"one more");
    assert_eq!(refused(&mut pair.alice, send), EncryptError::ChainExhausted);
    assert_eq!(refused_by(&mut pair.bob, &envelope), DecryptError::Duplicate { number: u32::MAX - 1 });
    let reply = pair.bob_sends(b"reply");
    pair.alice_reads(&reply);
    pair.round_trip();
}

#[test]
fn p7_a_ratchet_key_of_low_order_in_a_header_is_refused() {
    use crate::error::NonContributory;
    for (mut pair, name) in [
        (Pair::begun(Suite::Classical, 1, 38), "first message"),
        (Pair::talking(Suite::Classical, 38), "later message"),
    ] {
        let mut envelope = pair.alice_sends(b"text");
        let header = Message::parse(&envelope.message).unwrap().clear.len() - 40;
        let genuine = envelope.message.clone();
        envelope.message[header..header + 32].fill(0);
        let refusal = refused_by(&mut pair.bob, &envelope);
        assert_eq!(refusal, DecryptError::KeyExchange(NonContributory), "{name}");
        envelope.message = genuine;
        assert_eq!(pair.bob_reads(&envelope).text, b"text", "{name}");
    }
}

#[test]
fn p7_a_bundle_with_a_signed_prekey_of_low_order_starts_no_session() {
    use crate::error::NonContributory;
    use crate::primitives::dh::DhPublic;
    let mut pair = Pair::strangers(Suite::Classical, 39);
    let mut bundle = pair.bob.publish(1, &mut pair.rng).next_bundle();
    bundle.signed.key = DhPublic::parse([0; 32]).unwrap();
    bundle.signed.signature = pair.bob.identity.signing().sign(label::SIGN_SIGNED_PREKEY, &[0; 32]);
    let begin = |device: &mut Device| device.begin(&address("bob"), bundle, &mut rng(0));
    assert_eq!(refused(&mut pair.alice, begin), InitiateError::KeyExchange(NonContributory));
}
