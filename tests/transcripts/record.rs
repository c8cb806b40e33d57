//! Records a conversation of the clean messenger, with the crates under test.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use escrow::stored_state::{self, StoredDevice, StoredSession};
use honest::prekeys::{Bundle, Kind};
use honest::{Address, Device, Envelope, Suite};
use serde_json::{Value, json};

/// What happens: who writes, or which message is read now.
enum Step {
    Send(usize, &'static str),
    Read(usize),
}

/// Two first messages, read out of order; a reply; two on the next chain, the first of them late; another round; one
/// more on its chain; and only now the late one, behind two steps of the ratchet. Where the handshake is the point, the
/// first six will do.
const STEPS: &[Step] = &[
    Step::Send(ALICE, "zero"),
    Step::Send(ALICE, "one"),
    Step::Read(1),
    Step::Read(0),
    Step::Send(BOB, "two"),
    Step::Read(2),
    Step::Send(ALICE, "three, and late"),
    Step::Send(ALICE, "four"),
    Step::Read(4),
    Step::Send(BOB, "five"),
    Step::Read(5),
    Step::Send(ALICE, "six"),
    Step::Read(6),
    Step::Send(ALICE, "seven"),
    Step::Read(7),
    Step::Read(3),
];

const ALICE: usize = 0;
const BOB: usize = 1;
const NAMES: [&str; 2] = ["alice", "bob"];

pub(super) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(super) fn address(name: &str) -> Address {
    Address::new(name).unwrap()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What every file begins with.
pub(super) fn description(what: &str, specification: &[&str], seed: u64) -> Value {
    json!({
        "what": what,
        "schema_version": 1,
        "specification": specification,
        "rewrite": "DOORMAT_BLESS=1 cargo test -p doormat --test whole transcripts::",
        "generator": "ChaCha20Rng::seed_from_u64(seed) of the crate chacha20 0.10",
        "seed": seed,
    })
}

pub(super) fn extend(description: &mut Value, more: Value) {
    if let (Value::Object(all), Value::Object(more)) = (description, more) {
        all.extend(more);
    }
}

fn stored(device: &Device) -> StoredDevice {
    stored_state::device(&device.export()).unwrap()
}

/// The identity of a device, secrets and all.
pub(super) fn identity(device: &Device) -> Value {
    let stored = stored(device);
    json!({
        "address": device.address().as_str(),
        "signing_seed": hex(&*stored.signing_seed),
        "agreement_secret": hex(&*stored.agreement_secret),
        "identity": hex(&device.identity().to_bytes()),
    })
}

/// The secrets of the prekeys in a bundle, out of the state of the device that published them.
pub(super) fn prekeys(device: &Device, bundle: &Bundle) -> Value {
    let StoredDevice { signed, one_time, kem, .. } = stored(device);
    let secret = |held: &[(u32, stored_state::Secret)], id: u32| {
        let (_, secret) = held.iter().find(|(held, _)| *held == id).unwrap();
        json!({ "id": id, "secret": hex(&**secret) })
    };
    let kem = bundle.kem.as_ref().map(|(kind, key)| {
        let (_, seed) = kem.iter().find(|(held, _)| *held == key.id).unwrap();
        let kind = if *kind == Kind::KemOneTime { "one-time" } else { "last resort" };
        json!({ "id": key.id, "kind": kind, "seed": hex(&**seed) })
    });
    json!({
        "signed": secret(&signed, bundle.signed.id),
        "one_time": bundle.one_time.as_ref().map(|key| secret(&one_time, key.id)),
        "kem": kem,
    })
}

/// The one session of a device, in the names of the Double Ratchet's specification.
fn ratchet(device: &Device) -> Value {
    let (_, StoredSession { root, own, sending, receiving, skipped, .. }) = &stored(device).sessions[0];
    let waiting = skipped
        .iter()
        .map(|(ratchet, number, key)| json!({ "DHr": hex(ratchet), "N": number, "MK": hex(&**key) }));
    let mut state = json!({
        "DHs_secret": hex(&**own),
        "RK": hex(&**root),
        "CKs": hex(&*sending.0),
        "Ns": sending.1,
    });
    if let Some((theirs, chain, number)) = receiving {
        extend(&mut state, json!({ "DHr": hex(theirs), "CKr": hex(&**chain), "Nr": number }));
    }
    extend(&mut state, json!({ "MKSKIPPED": waiting.collect::<Vec<Value>>() }));
    state
}

/// A conversation of Alice and Bob, begun out of a bundle with so many one-time prekeys of each kind.
pub(super) fn conversation(suite: Suite, one_time: usize, seed: u64) -> Value {
    let mut rng = rng(seed);
    let mut people = NAMES.map(|name| Device::new(address(name), suite, &mut rng));
    let bundle = people[BOB].publish(one_time, &mut rng).next_bundle();
    let (with, script) = if one_time == 0 { ("without", &STEPS[..6]) } else { ("with", STEPS) };
    let what = format!(
        "A conversation of the clean messenger, handshake {} {with} a one-time prekey: frames read out of order, steps \
         of the ratchet, secrets of both people. All bytes are hexadecimal, all integers big-endian.",
        suite.name(),
    );
    let specification = [
        "PQXDH revision 3 (X3DH revision 1 in the classical suite): honest/src/handshake.rs",
        "The Double Ratchet Algorithm revision 3: honest/src/ratchet/mod.rs",
        "Layouts: honest/src/wire.rs, honest/src/handshake.rs, honest/src/prekeys.rs; labels: honest/src/primitives/kdf.rs",
        "RFC 7748, 8032, 8439, 5869, 2104; FIPS 180-4, 203",
    ];
    let mut transcript = description(&what, &specification, seed);
    let secrets = json!({
        "suite": suite.name(),
        "alice": identity(&people[ALICE]),
        "bob": identity(&people[BOB]),
        "bob_prekeys": prekeys(&people[BOB], &bundle),
        "bundle": hex(&bundle.to_bytes()),
    });
    extend(&mut transcript, secrets);

    let signed = transcript["bob_prekeys"]["signed"]["secret"].clone();
    let session = people[ALICE].begin(&address(NAMES[BOB]), bundle, &mut rng).unwrap();
    let begun = ratchet(&people[ALICE]);
    let mut keys = vec![signed, begun["DHs_secret"].clone()];
    let mut sent: Vec<(usize, &str, Envelope)> = Vec::new();
    let mut steps = vec![json!({ "begin": "alice", "state": begun })];
    for step in script {
        steps.push(match *step {
            Step::Send(from, text) => {
                let envelope = people[from].send(&address(NAMES[1 - from]), text.as_bytes()).unwrap();
                let frame = hex(&envelope.to_bytes());
                sent.push((from, text, envelope));
                json!({ "send": sent.len() - 1, "from": NAMES[from], "text": text, "frame": frame })
            }
            Step::Read(number) => {
                let (from, text, envelope) = &sent[number];
                let reader = &mut people[1 - from];
                assert_eq!(reader.receive(envelope, &mut rng).unwrap().text, text.as_bytes());
                let state = ratchet(reader);
                if !keys.contains(&state["DHs_secret"]) {
                    keys.push(state["DHs_secret"].clone());
                }
                json!({ "read": number, "by": NAMES[1 - from], "state": state })
            }
        });
    }
    let associated = stored(&people[ALICE]).sessions[0].1.associated;
    let derived = json!({
        "AD": hex(&associated),
        "session": hex(&session.0),
        "ratchet_secrets": keys,
        "steps": steps,
    });
    extend(&mut transcript, derived);
    transcript
}
