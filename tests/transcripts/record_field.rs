//! Records one message under the mandate, all safeguards on, with the crates under test.

use escrow::content::{self, ContentKey};
use escrow::{Client, EpochKey, EscrowSecret, Mandate};
use honest::Suite;
use serde_json::{Value, json};

use super::record::{address, description, extend, hex, identity, prekeys, rng};

const EPOCH: u32 = 7;
const SENT: u64 = 1_800_000_000;
const TEXT: &str = "for your eyes only";

/// One message of Alice to Bob, and how the holder of the authority's secret opens it.
pub(super) fn message(seed: u64) -> Value {
    let mut rng = rng(seed);
    let secret = EscrowSecret::generate(&mut rng);
    let key = EpochKey { epoch: EPOCH, public: secret.public() };
    let mandate = Mandate { proven: true, committed: true, bound: true, ..Mandate::PLAIN };
    let [mut alice, mut bob] = ["alice", "bob"]
        .map(|name| Client::new(address(name), Suite::Classical, mandate, key, SENT, &mut rng).unwrap());
    let bundle = bob.publish(1, &mut rng).next_bundle();
    let held = prekeys(bob.device(), &bundle);
    alice.begin(&address("bob"), bundle, SENT, &mut rng).unwrap();
    let envelope = alice.send(&address("bob"), TEXT.as_bytes(), SENT, &mut rng).unwrap();
    assert_eq!(bob.receive(&envelope, &mut rng).unwrap().text, TEXT.as_bytes());

    let field = envelope.field.as_ref().unwrap();
    let deposit = field.open(&secret).unwrap();
    let content_key = ContentKey::from_bytes(&deposit).unwrap();
    let about = envelope.about(field.label.session);
    assert_eq!(content::open(&content_key, &about, &envelope.sealed).unwrap(), TEXT.as_bytes());

    let what = "One message under the mandate for exceptional access, all safeguards on, opened with the authority's \
                secret: the deposited key is the key of the text. Bob reads it by the honest message inside. All bytes \
                are hexadecimal, integers big-endian, curve scalars little-endian.";
    let specification = [
        "HPKE, RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305: escrow/src/field.rs",
        "The text beside it: escrow/src/content.rs; the frame around both: escrow/src/client.rs",
        "The label proof: Schnorr over edwards25519 with SHA-512, as in TDH2 (Shoup and Gennaro 1998)",
        "The honest message inside: as in the other transcripts",
    ];
    let mut transcript = description(what, &specification, seed);
    let rest = json!({
        "authority": {
            "epoch": EPOCH,
            "secret": hex(&secret.to_bytes()),
            "public_x25519": hex(&key.public.x25519()),
        },
        "alice": identity(alice.device()),
        "bob": identity(bob.device()),
        "bob_prekeys": held,
        "text": TEXT,
        "sent": SENT,
        "frame": hex(&envelope.to_bytes()),
        "honest_message": hex(&envelope.inner.to_bytes()),
        "field": {
            "label": hex(&field.label.to_bytes()),
            "enc": hex(&field.enc),
            "sealed": hex(&field.sealed),
            "proof": hex(&field.proof.unwrap()),
        },
        "deposited_key": hex(content_key.as_bytes()),
        "commitment": hex(&envelope.commitment.unwrap()),
        "number": envelope.number,
        "text_key": hex(&*content_key.text_key(envelope.number)),
        "about": hex(&about.to_bytes()),
        "binding": hex(&about.binding(&envelope.sealed)),
        "sealed_text": hex(&envelope.sealed),
    });
    extend(&mut transcript, rest);
    transcript
}
