use honest::prekeys::Publication;

use super::*;
use crate::catalogue::{self, ATTACKS};
use crate::intruders::burglar::Burglar;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;
use crate::system::{Cost, Intruder, Posture, Relay};

fn parameters() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() }
}

fn lab(parameters: Parameters) -> Lab {
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

/// What came out of each part, and out of how many.
fn counts(cell: &Cell) -> Vec<(&str, u64, u64)> {
    cell.parts.iter().map(|part| (part.name.as_str(), part.successes, part.trials)).collect()
}

#[test]
fn every_attack_on_both_systems_comes_out_as_foretold() {
    for more in [parameters(), Parameters { users: 3, sessions: 3, messages: 31, days: 7, ..parameters() }] {
        let lab = lab(more);
        for system in ["adk", "adk-signed"] {
            for attack in ATTACKS {
                let cell = lab.cell(system, attack.id()).unwrap();
                assert!(cell.as_expected, "{system}/{}: {:?}", attack.id(), cell.parts);
            }
        }
    }
}

#[test]
fn an_outsider_opens_all_new_messages_nobody_notices_and_nothing_older_opens() {
    let lab = lab(parameters());
    let cell = lab.cell("adk", "insert").unwrap();
    let expected = [
        (insert::OPENED, 24, 24),
        (insert::NOTICED, 0, 3),
        (insert::DISTURBED, 0, 24),
        (insert::EARLIER, 0, 12),
    ];
    assert_eq!(counts(&cell), expected);
    assert_eq!((cell.verdict, cell.measures[0].value), (Verdict::Broken, 119.0));
    // Where only signed requests count, and on messengers that have no certificates: nothing, and no byte more.
    for system in ["adk-signed", "clean", "shared", "identity-key"] {
        let cell = lab.cell(system, "insert").unwrap();
        assert!(cell.as_expected && cell.parts.iter().all(|part| part.successes == 0), "{system}");
        assert_eq!((cell.parts[0].trials, cell.measures[0].value), (24, 0.0), "{system}");
    }
    assert_eq!(lab.cell("provider", "insert").unwrap().verdict, Verdict::NotApplicable);
}

#[test]
fn the_companys_own_key_works_in_both_and_one_order_opens_what_it_names_and_no_more() {
    let lab = lab(parameters());
    for system in ["adk", "adk-signed"] {
        let cell = lab.cell(system, "scope").unwrap();
        let delivered = cell.part(scope::DELIVERED).unwrap();
        assert!(delivered.trials > 0 && delivered.successes == delivered.trials, "{system}");
        for beyond in [scope::OTHERS, scope::OTHER_DAYS] {
            let beyond = cell.part(beyond).unwrap();
            assert!(beyond.trials > 0 && beyond.successes == 0, "{system}");
        }
    }
}

#[test]
fn whoever_did_not_insert_its_own_key_reads_nothing_of_what_was_sealed_to_the_one_who_did() {
    let parameters = parameters();
    let mut system = build(&parameters, 2, [7; 32]).unwrap();
    let mut outsider = system.intruder();
    outsider.posture(Posture::Outsider);
    system.meet(0, 1, 0, &mut *outsider).unwrap();
    assert_eq!(system.compare(0, 1), Some(true), "safety numbers and fingerprints");
    let script = Script::sample(&Parameters { users: 2, sessions: 1, ..parameters });
    let meta = &script.metas()[0];
    let delivery = system.say(meta, b"words", &mut *outsider);
    assert_eq!((delivery.heard.as_deref(), delivery.warning), (Some(b"words".as_slice()), None));
    let read = |reader: &mut AdkReader| reader.read(meta, &delivery.frames[0], None, &mut Cost::default());
    assert_eq!(read(&mut AdkReader::new([9; 32])), None);
    let tape = [Taped { meta: meta.clone(), frames: delivery.frames.clone() }];
    assert_eq!(outsider.read(&tape), [Some(b"words".to_vec())]);
}

#[test]
fn an_outsiders_answer_differs_from_the_genuine_one_only_behind_the_signature() {
    let pair = IdentityPair::generate(&mut ChaCha20Rng::from_seed([1; 32]));
    let genuine = Certificate::issue(&pair, Address::new("user 0").unwrap(), &[]).unwrap();
    let mut reader = AdkReader::new([9; 32]);
    let answer = reader.answer(Posture::Outsider, 1, 0, genuine.to_bytes());
    let read = Certificate::from_bytes(&answer).unwrap();
    assert_eq!((read.verify(), read.fingerprint()), (Ok(()), genuine.fingerprint()));
    assert_eq!((read.signed().requests().count(), read.unsigned.requests().count()), (0, 1));
    // What it cannot read, it leaves alone.
    assert_eq!(reader.answer(Posture::Outsider, 1, 0, b"else".to_vec()), b"else");
}

/// Fetches bundles and records as an honest relay would, and counts what was asked.
#[derive(Default)]
struct Counting(usize);

impl Relay for Counting {
    fn bundle(&mut self, _: User, _: User, published: &mut Publication) -> Bundle {
        published.next_bundle()
    }

    fn answer(&mut self, _: User, _: User, record: Vec<u8>) -> Vec<u8> {
        self.0 += usize::from(Certificate::from_bytes(&record).is_ok_and(|read| read.verify().is_ok()));
        record
    }
}

#[test]
fn both_sides_of_a_conversation_are_looked_up_and_both_certificates_stand() {
    let mut system = build(&parameters(), 2, [7; 32]).unwrap();
    let mut relay = Counting::default();
    system.meet(0, 1, 0, &mut relay).unwrap();
    assert_eq!(relay.0, 2);
}

#[test]
fn the_fix_stops_what_it_says_and_leaves_what_it_says() {
    let lab = lab(parameters());
    let fix = catalogue::system("adk-signed").unwrap().fix.unwrap();
    let came_out = |system: &str, (attack, part): (&str, &str)| {
        lab.cell(system, attack).unwrap().part(part).unwrap().successes > 0
    };
    assert!(came_out(fix.of, fix.stops) && !came_out("adk-signed", fix.stops));
    assert!(came_out("adk-signed", fix.survivor));
}

#[test]
fn a_burglar_with_this_reader_is_what_the_system_hands_out() {
    // The control of the control: the intruder of the stage and a reader made here from the same coins agree.
    let design = Adk {
        honour: Honour::Anywhere,
        company: EscrowSecret::generate(&mut ChaCha20Rng::from_seed([3; 32])),
        certificates: Vec::new(),
        handed_over: Vec::new(),
        coins: [5; 32],
        rng: ChaCha20Rng::from_seed([4; 32]),
    };
    let pair = IdentityPair::generate(&mut ChaCha20Rng::from_seed([1; 32]));
    let genuine = Certificate::issue(&pair, Address::new("user 0").unwrap(), &[]).unwrap().to_bytes();
    let mut burglar = Burglar::new(design.reader(), design.impostor(), [0; 32]);
    burglar.posture(Posture::Outsider);
    let mut alone = AdkReader::new([5; 32]);
    let answer = Relay::answer(&mut burglar, 1, 0, genuine.clone());
    assert_eq!(answer, alone.answer(Posture::Outsider, 1, 0, genuine));
}
