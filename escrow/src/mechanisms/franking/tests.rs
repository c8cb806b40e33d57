use chacha20::ChaCha20Rng;

use super::*;
use crate::fixtures::{address, assert_silent, rng};
use honest::prekeys::Suite;

const SENT: u64 = 1_000;

/// Alice writes to Bob through the provider.
struct Talk {
    alice: Client,
    bob: Client,
    provider: Provider,
    rng: ChaCha20Rng,
}

fn talk(committed: bool) -> Talk {
    let mut rng = rng(1);
    let provider = Provider::new(committed, &mut rng);
    let client = |name, rng: &mut ChaCha20Rng| {
        Client::new(Device::new(address(name), Suite::Classical, rng), committed)
    };
    let (mut alice, mut bob) = (client("alice", &mut rng), client("bob", &mut rng));
    let bundle = bob.device_mut().publish(1, &mut rng).next_bundle();
    alice.device_mut().begin(&address("bob"), bundle, &mut rng).unwrap();
    Talk { alice, bob, provider, rng }
}

impl Talk {
    fn alice_writes(&mut self, text: &[u8], in_file: bool) -> Envelope {
        let Self { alice, rng, .. } = self;
        let to = address("bob");
        let sent = if in_file { alice.send_file(&to, text, rng) } else { alice.send(&to, text, rng) };
        self.carried(sent.unwrap())
    }

    fn carried(&self, mut envelope: Envelope) -> Envelope {
        self.provider.carry(&mut envelope, SENT);
        let again = Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        assert_eq!(again, envelope);
        again
    }

    fn bob_reads(&mut self, envelope: &Envelope) -> Result<Received, FrankingError> {
        self.bob.receive(envelope, &mut self.rng)
    }

    /// The receipt of a message that Bob has read.
    fn receipt(&mut self, text: &[u8], in_file: bool) -> Receipt {
        let envelope = self.alice_writes(text, in_file);
        let read = self.bob_reads(&envelope).unwrap();
        assert_eq!(read.text, text);
        read.receipt
    }
}

/// All four ways in which a text goes.
const WAYS: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

#[test]
fn a_message_that_is_reported_shows_the_provider_that_message_its_sender_and_its_time() {
    for (committed, in_file) in WAYS {
        let mut talk = talk(committed);
        let (first, second) = (talk.receipt(b"one", in_file), talk.receipt(b"two", in_file));
        let report = Report::about(&first, &[first.clone(), second]);
        assert_eq!(report.0, [first]);
        let revealed = talk.provider.judge(&report).unwrap();
        let (from, to) = (address("alice"), address("bob"));
        assert_eq!(revealed, Revealed { from, to, time: SENT, text: b"one".to_vec() });
    }
}

#[test]
fn the_key_of_the_provider_opens_nothing_and_is_in_nothing_that_a_client_keeps() {
    let mut talk = talk(false);
    let stored = talk.provider.stored();
    let envelope = talk.alice_writes(b"words", true);
    let key = ContentKey::from_bytes(stored.as_slice()).unwrap();
    let opened = open_file(&key, &address("alice"), &address("bob"), &envelope.file, false);
    assert_eq!(opened, Err(ContentError::Sealed.into()));
    talk.bob_reads(&envelope).unwrap();
    for state in [talk.alice.export(), talk.bob.export()] {
        assert!(!state.windows(32).any(|window| window == stored.as_slice()));
    }
}

#[test]
fn what_was_never_said_is_not_believed_without_the_providers_key_and_is_with_it() {
    let mut talk = talk(true);
    let genuine = talk.receipt(b"words", false);
    let body = Body::Text(b"never said".to_vec());
    // Another text under the genuine tag; the genuine stamp on another tag; a stamp made up.
    let other_text = Receipt { body: body.clone(), ..genuine.clone() };
    let other_tag = Receipt { tag: genuine.key.tag(&body), ..other_text.clone() };
    let made_up = Receipt {
        stamp: stamp(&[7; 32], &other_tag.tag, SENT, &genuine.from, &genuine.to),
        ..other_tag.clone()
    };
    let judge = |receipt: &Receipt| talk.provider.judge(&Report(vec![receipt.clone()]));
    assert_eq!(judge(&other_text), Err(ReportError::Tag { place: 0 }));
    assert_eq!(judge(&other_tag), Err(ReportError::Stamp { place: 0 }));
    assert_eq!(judge(&made_up), Err(ReportError::Stamp { place: 0 }));
    let stolen = talk.provider.stored();
    let stamp = stamp(&stolen, &other_tag.tag, SENT, &genuine.from, &genuine.to);
    assert_eq!(judge(&Receipt { stamp, ..other_tag }).unwrap().text, b"never said");
}

#[test]
fn a_stamp_is_for_one_tag_one_sender_one_addressee_and_one_time() {
    let mut talk = talk(false);
    let genuine = talk.receipt(b"words", false);
    let others = [
        Receipt { from: address("carol"), ..genuine.clone() },
        Receipt { to: address("carol"), ..genuine.clone() },
        Receipt { from: address("bob"), to: address("alice"), ..genuine.clone() },
        Receipt { stamp: Stamp { time: SENT + 1, ..genuine.stamp }, ..genuine },
    ];
    for other in others {
        assert_eq!(talk.provider.judge(&Report(vec![other])), Err(ReportError::Stamp { place: 0 }));
    }
}

#[test]
fn what_could_not_be_reported_is_not_shown() {
    let mut one = talk(false);
    let mut unstamped = one.alice_writes(b"words", false);
    unstamped.stamp = None;
    assert_eq!(one.bob_reads(&unstamped), Err(FrankingError::Unstamped));
    let mut other_tag = one.alice_writes(b"words", false);
    other_tag.tag[0] ^= 1;
    assert_eq!(one.bob_reads(&other_tag), Err(FrankingError::Tag));
    let mut other_file = one.alice_writes(b"words", true);
    other_file.file = one.alice_writes(b"other", true).file;
    assert_eq!(one.bob_reads(&other_file), Err(FrankingError::File));
    let mut file_beside_text = one.alice_writes(b"words", false);
    file_beside_text.file = vec![0];
    assert_eq!(one.bob_reads(&file_beside_text), Err(FrankingError::File));
}

#[test]
fn a_file_without_a_commitment_is_refused_where_files_must_commit() {
    let mut talk = talk(true);
    let (from, to) = (address("alice"), address("bob"));
    let key = ContentKey::generate(&mut talk.rng);
    let sealed = content::seal(&key, &about_file(&from, &to, None), b"words").unwrap();
    let file = file(None, &sealed);
    let body = Body::File { key, digest: sha256(&[&file]) };
    let sent = talk.alice.send_body(&to, &body, file, &mut talk.rng).unwrap();
    let carried = talk.carried(sent);
    assert_eq!(talk.bob_reads(&carried), Err(ContentError::Commitment.into()));
}

#[test]
fn one_file_sent_twice_is_one_report_and_is_opened_under_the_key_that_came_first() {
    let mut talk = talk(false);
    let first = talk.receipt(b"words", true);
    let Body::File { key, digest } = first.body.clone() else { panic!("a file was sent") };
    let body = Body::File { key, digest };
    let again = talk.alice.send_body(&address("bob"), &body, first.file.clone(), &mut talk.rng).unwrap();
    let again = talk.carried(again);
    let second = talk.bob_reads(&again).unwrap().receipt;
    let other = talk.receipt(b"other", true);
    let kept = [first.clone(), other.clone(), second.clone()];
    for reported in [&first, &second] {
        let report = Report::about(reported, &kept);
        assert_eq!(report.0, [first.clone(), second.clone()]);
        assert_eq!(talk.provider.judge(&report).unwrap().text, b"words");
    }
    let mixed = Report(vec![first, other]);
    assert_eq!(talk.provider.judge(&mixed), Err(ReportError::Mixed { place: 1 }));
    assert_eq!(talk.provider.judge(&Report(vec![])), Err(ReportError::Empty));
}

#[test]
fn a_tag_tells_nothing_by_being_equal_or_longer() {
    let mut talk = talk(false);
    let tags = [b"same", b"same", b"else"].map(|text| talk.alice_writes(text, false).tag);
    assert!(tags[0] != tags[1] && tags[1] != tags[2]);
}

#[test]
fn the_tag_is_hmac_sha_256_of_rfc_4231() {
    // Test case 2: the key "Jefe", which the padding of HMAC makes the same as 32 bytes ending in zeros.
    let mut key = [0; 32];
    key[..4].copy_from_slice(b"Jefe");
    let tag: [u8; 32] = mac(&key, &[b"what do ya want ", b"for nothing?"]).finalize().into_bytes().into();
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, expected);
}

#[test]
fn every_prefix_of_an_envelope_is_refused_or_is_another_envelope() {
    let mut talk = talk(true);
    for in_file in [false, true] {
        let envelope = talk.alice_writes(b"words", in_file);
        let bytes = envelope.to_bytes();
        for length in 0..bytes.len() {
            if let Ok(cut) = Envelope::from_bytes(&bytes[..length]) {
                assert!(length >= bytes.len() - envelope.file.len() && cut != envelope);
            }
        }
        assert_eq!(honest::Envelope::from_bytes(&bytes), Err(DecodeError::Magic));
    }
}

#[test]
fn a_body_reads_back_and_other_kinds_and_lengths_are_refused() {
    let file = Body::File { key: ContentKey::from_bytes(&[7; 32]).unwrap(), digest: [8; 32] };
    for body in [Body::Text(vec![]), Body::Text(b"words".to_vec()), file] {
        assert_eq!(Body::from_bytes(&body.to_bytes()), Ok(body));
    }
    for bytes in [&b""[..], &[0], &[3, 1], &[FILE], &[FILE; 64], &[FILE; 66]] {
        assert!(Body::from_bytes(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn no_debug_output_holds_a_secret() {
    let mut talk = talk(true);
    let receipt = talk.receipt(b"words", true);
    let Body::File { key, .. } = &receipt.body else { panic!("a file was sent") };
    let printed = format!("{:?} {:?} {:?}", talk.provider, talk.alice, (&receipt.key, key));
    assert_silent(&printed, &[talk.provider.stored().as_slice(), &receipt.key.0, key.as_bytes()]);
}
