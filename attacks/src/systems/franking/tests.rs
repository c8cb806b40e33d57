use super::messenger::INLINE;
use super::*;
use crate::catalogue::{self, ATTACKS};
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;
use crate::system::Faithful;

const BOTH: [&str; 2] = ["franking", "franking-committed"];

fn parameters() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() }
}

fn lab(parameters: Parameters) -> Lab {
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn counts(cell: &Cell) -> Vec<(&str, u64, u64)> {
    cell.parts.iter().map(|part| (part.name.as_str(), part.successes, part.trials)).collect()
}

#[test]
fn every_attack_on_both_systems_comes_out_as_foretold() {
    for more in [parameters(), Parameters { users: 3, sessions: 3, messages: 31, days: 7, ..parameters() }] {
        let lab = lab(more);
        for system in BOTH {
            for attack in ATTACKS {
                let cell = lab.cell(system, attack.id()).unwrap();
                assert!(cell.as_expected, "{system}/{}: {:?} {:?}", attack.id(), cell.parts, cell.measures);
            }
        }
    }
}

#[test]
fn abuse_in_a_file_is_read_and_cannot_be_reported_until_files_commit_to_their_key() {
    let lab = lab(Parameters { messages: 60, days: 2, theft_day: 1, ..parameters() });
    let cell = lab.cell("franking", "salamander").unwrap();
    let (said, rest) = (30, 30);
    let expected = [
        (salamander::UNREPORTED, said, said),
        (salamander::DECEIVED, said, said),
        (salamander::UNASKED, 0, rest),
        (rogue::CONTROL, 0, said),
    ];
    assert_eq!(counts(&cell), expected);
    let drawn = cell.measures[0].value;
    assert!((1.1..2.3).contains(&drawn), "{drawn} blocks for each of 30 files, 1.58 expected");
    let cell = lab.cell("franking-committed", "salamander").unwrap();
    assert!(counts(&cell).iter().all(|(_, successes, trials)| *successes == 0 && *trials > 0));
    for system in ["clean", "shared", "provider"] {
        assert_eq!(lab.cell(system, "salamander").unwrap().verdict, Verdict::NotApplicable);
    }
}

#[test]
fn whoever_has_the_providers_key_is_believed_about_anybody_and_nobody_else_is() {
    let lab = lab(parameters());
    for system in BOTH {
        let cell = lab.cell(system, "false-report").unwrap();
        let expected = [
            (false_report::BY_KEY, 24, 24),
            (false_report::BY_RECIPIENT, 0, 24),
            (false_report::GENUINE, 24, 24),
        ];
        assert_eq!(counts(&cell), expected, "{system}");
    }
    for system in ["clean", "shared"] {
        assert_eq!(lab.cell(system, "false-report").unwrap().verdict, Verdict::NotApplicable);
    }
}

#[test]
fn everything_the_provider_keeps_opens_nothing_and_a_warrant_gets_nothing_that_nobody_reported() {
    let lab = lab(parameters());
    for system in BOTH {
        for attack in ["wire", "relay", "theft", "scope", "forge", "insert"] {
            let cell = lab.cell(system, attack).unwrap();
            assert!(
                cell.parts.iter().all(|part| part.successes == 0 && part.trials > 0),
                "{system}/{attack}"
            );
        }
    }
}

/// Two users who have met.
fn met(committed: bool) -> (Box<dyn System>, Script) {
    let parameters = Parameters { users: 2, sessions: 1, ..parameters() };
    let facts = shared_facts("franking", Expect::Everything);
    let mut system = build_with(facts, committed, 2, [7; 32]).unwrap();
    system.meet(0, 1, 0, &mut Faithful).unwrap();
    (system, Script::sample(&parameters))
}

#[test]
fn a_warrant_gets_a_message_once_its_reader_has_reported_it() {
    for committed in [false, true] {
        let (mut system, script) = met(committed);
        let (kept, reported) = (&script.metas()[0], &script.metas()[2]);
        let first = system.say(kept, b"words that are long enough for a file of their own", &mut Faithful);
        let second = system.trick(Trick::Reported, reported, b"more words").unwrap().delivery;
        let tape = [(kept, first), (reported, second)]
            .map(|(meta, delivery)| Taped { meta: meta.clone(), frames: delivery.frames });
        let order = Order { target: 0, from: 0, until: 6 };
        assert_eq!(system.lawful(&order, &tape), Some(vec![None, Some(b"more words".to_vec())]));
        let other_days = Order { until: 0, ..order };
        assert_eq!(system.lawful(&other_days, &tape), Some(vec![None, None]));
    }
}

#[test]
fn where_files_commit_the_reader_sees_the_decoy_refused_and_reports_the_rest() {
    let (mut system, script) = met(true);
    let meta = &script.metas()[0];
    let tricked = system.trick(Trick::Unreportable, meta, b"abuse").unwrap();
    assert_eq!(tricked.delivery.heard.as_deref(), Some(b"abuse".as_slice()));
    assert!(tricked.delivery.warning.is_some(), "the file under its other key is refused");
    let tape = [Taped { meta: meta.clone(), frames: tricked.delivery.frames }];
    let order = Order { target: 0, from: 0, until: 6 };
    assert_eq!(system.lawful(&order, &tape), Some(vec![Some(b"abuse".to_vec())]));
}

#[test]
fn a_commitment_costs_thirty_two_bytes_a_file_and_nothing_beside_a_short_text() {
    let sizes = |text: &[u8]| {
        [false, true].map(|committed| {
            let (mut system, script) = met(committed);
            system.say(&script.metas()[0], text, &mut Faithful).frames[0].len()
        })
    };
    let [without, with] = sizes(&[b'a'; INLINE + 1]);
    assert_eq!(with, without + 32);
    let [without, with] = sizes(&[b'a'; INLINE]);
    assert_eq!(with, without);
}

#[test]
fn the_fix_stops_what_it_says_and_leaves_what_it_says() {
    let lab = lab(parameters());
    let fix = catalogue::system("franking-committed").unwrap().fix.unwrap();
    let came_out = |system: &str, (attack, part): (&str, &str)| {
        lab.cell(system, attack).unwrap().part(part).unwrap().successes > 0
    };
    assert!(came_out(fix.of, fix.stops) && !came_out("franking-committed", fix.stops));
    assert!(came_out("franking-committed", fix.survivor));
}
