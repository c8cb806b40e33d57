//! A client that goes on with a stored device.

use super::*;

/// The client after a restart: its device as bytes, and the public mandate.
fn restarted(client: &Client, mandate: Mandate, key: EpochKey) -> Result<Client, ClientError> {
    Client::resume(stored(client), mandate, key)
}

/// Its device, out of its bytes.
fn stored(client: &Client) -> Device {
    Device::restore(&client.device().export(), 0).unwrap()
}

#[test]
fn a_client_that_seals_each_message_anew_goes_on_with_its_device_alone() {
    for mandate in [PLAIN, Mandate { proven: true, committed: true, bound: true, ..PLAIN }] {
        let mut talk = Talk::new(mandate, 1);
        let key = EpochKey { epoch: EPOCH, public: talk.secret.public() };
        let before = talk.alice_writes(b"before");
        talk.alice = restarted(&talk.alice, mandate, key).unwrap();
        let after = talk.alice_writes(b"after");
        talk.bob = restarted(&talk.bob, mandate, key).unwrap();
        for (message, text) in [(&before, &b"before"[..]), (&after, b"after")] {
            assert_eq!(talk.bob_reads(message), Ok(text.to_vec()), "{mandate:?}");
            assert_eq!(authority_reads(&talk.secret, message), Ok(text.to_vec()), "{mandate:?}");
        }
        let reply = talk.bob_writes(b"reply");
        assert_eq!(talk.alice_reads(&reply), Ok(b"reply".to_vec()));
    }
}

#[test]
fn a_client_that_keeps_more_than_its_device_is_not_resumed_from_it() {
    for mandate in [ONCE, SESSION_ROOT, IDENTITY_KEY] {
        let talk = Talk::new(mandate, 1);
        let key = EpochKey { epoch: EPOCH, public: talk.secret.public() };
        let refused = restarted(&talk.alice, mandate, key).err();
        assert_eq!(refused, Some(ClientError::NotTheWhole { deposit: mandate.deposit }));
    }
}
