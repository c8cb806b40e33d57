//! What the users see of the mandate: nothing. The honest message inside is one of the clean messenger, and the access
//! field is there for nobody in the conversation.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use escrow::content::{self, ContentKey};
use escrow::{Client, Deposit, EpochKey, EscrowSecret, Mandate, Sealing};
use honest::wire::{MAGIC, Message, VERSION};
use honest::{Address, Device, Suite};

const SUITE: Suite = Suite::Hybrid;

/// Every deposit, bare and with all safeguards.
fn mandates() -> Vec<Mandate> {
    let content = [Sealing::EachMessage, Sealing::OncePerSession].map(Deposit::ContentKey);
    let deposits = [content[0], content[1], Deposit::SessionRoot, Deposit::IdentityKey];
    let bare = deposits.map(|deposit| Mandate { deposit, ..Mandate::PLAIN });
    let safe = bare.map(|mandate| Mandate { proven: true, committed: true, bound: true, ..mandate });
    [bare, safe].concat()
}

fn address(name: &str) -> Address {
    Address::new(name).unwrap()
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Two people under a mandate; alice has begun a session.
struct Talk {
    alice: Client,
    bob: Client,
    rng: ChaCha20Rng,
}

impl Talk {
    fn new(mandate: Mandate) -> Self {
        let mut rng = rng(1);
        let key = EpochKey { epoch: 1, public: EscrowSecret::generate(&mut rng).public() };
        let mut client = |name| Client::new(address(name), SUITE, mandate, key, 0, &mut rng).unwrap();
        let (mut alice, mut bob) = (client("alice"), client("bob"));
        let bundle = bob.publish(1, &mut rng).next_bundle();
        alice.begin(&address("bob"), bundle, 0, &mut rng).unwrap();
        Self { alice, bob, rng }
    }

    fn alice_writes(&mut self, text: &[u8]) -> escrow::Envelope {
        let frame = self.alice.send(&address("bob"), text, 0, &mut self.rng).unwrap().to_bytes();
        escrow::Envelope::from_bytes(&frame).unwrap()
    }

    fn bob_reads(&mut self, envelope: &escrow::Envelope) -> Vec<u8> {
        let frame = escrow::Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        self.bob.receive(&frame, &mut self.rng).unwrap().text
    }
}

#[test]
fn a_message_stripped_of_its_access_field_reads_the_same_and_leaves_the_same_behind() {
    let mut stripped = 0;
    for mandate in mandates() {
        // Two conversations of one seed.
        let (mut whole, mut without) = (Talk::new(mandate), Talk::new(mandate));
        for text in [&b"first"[..], b"", b"and the last"] {
            let envelope = whole.alice_writes(text);
            let mut bare = without.alice_writes(text);
            assert_eq!(bare, envelope);
            stripped += u32::from(bare.field.take().is_some());
            assert_eq!(whole.bob_reads(&envelope), text, "{mandate:?}");
            assert_eq!(without.bob_reads(&bare), text, "{mandate:?}");
            assert_eq!(*whole.bob.export(), *without.bob.export(), "{mandate:?}");
        }
    }
    // All but identity keys are deposited with messages.
    assert_eq!(stripped, 6 * 3);
}

#[test]
fn the_honest_message_inside_has_the_format_and_the_length_of_the_clean_messenger() {
    let mut rng = rng(1);
    let [mut alice, mut bob] = ["alice", "bob"].map(|name| Device::new(address(name), SUITE, &mut rng));
    let bundle = bob.publish(1, &mut rng).next_bundle();
    alice.begin(&address("bob"), bundle, &mut rng).unwrap();
    let clean = alice.send(&address("bob"), b"words").unwrap().to_bytes();
    for mandate in mandates() {
        let inner = Talk::new(mandate).alice_writes(b"words").inner;
        let bytes = inner.to_bytes();
        assert_eq!(bytes[..5], [&MAGIC[..], &[VERSION]].concat());
        assert_eq!(honest::Envelope::from_bytes(&bytes).as_ref(), Ok(&inner));
        assert!(Message::parse(&inner.message).unwrap().hello().unwrap().is_some());
        // A bound key takes 64 bytes, with its padding mark one more than the smallest bucket holds.
        let bound = mandate.bound && matches!(mandate.deposit, Deposit::ContentKey(_));
        assert_eq!(bytes.len(), clean.len() + if bound { 64 } else { 0 }, "{mandate:?}");
    }
}

#[test]
fn a_clean_device_takes_the_honest_message_inside_and_what_it_carries_is_all_it_takes_to_read() {
    for mandate in mandates() {
        let mut talk = Talk::new(mandate);
        // A device of the clean crate, in the place of Bob's client.
        let mut device = Device::restore(&talk.bob.device().export(), 0).unwrap();
        let envelope = talk.alice_writes(b"words");
        let inner = honest::Envelope::from_bytes(&envelope.inner.to_bytes()).unwrap();
        let received = device.receive(&inner, &mut rng(2)).unwrap();
        let text = match mandate.deposit {
            Deposit::SessionRoot | Deposit::IdentityKey => received.text,
            Deposit::ContentKey(_) => {
                assert_eq!(received.text.len(), if mandate.bound { 64 } else { 32 });
                let key = ContentKey::from_bytes(&received.text[..32]).unwrap();
                content::open(&key, &envelope.about(received.session), &envelope.sealed).unwrap()
            }
        };
        assert_eq!(text, b"words", "{mandate:?}");
    }
}
