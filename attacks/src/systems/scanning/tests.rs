use crate::attacks::{scan_collide, scan_relist, scan_threshold};
use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::parameters::Parameters;
use crate::report::Cell;
use crate::script::Script;

fn lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

/// Successes and trials of a part.
fn count(cell: &Cell, part: &str) -> (u64, u64) {
    let part = cell.part(part).unwrap();
    assert!(part.applicable);
    (part.successes, part.trials)
}

const SYSTEMS: [&str; 2] = ["scanning", "scanning-open"];
const SCANS: [&str; 4] = ["scan-threshold", "scan-collide", "scan-evade", "scan-relist"];

#[test]
fn every_attack_comes_out_as_foretold() {
    let lab = lab();
    for system in SYSTEMS {
        for attack in ATTACKS {
            let cell = lab.cell(system, attack.id()).unwrap();
            assert!(cell.as_expected, "{system}, {}: {:?} {:?}", attack.id(), cell.parts, cell.measures);
        }
    }
}

#[test]
fn attacks_on_scanning_find_nothing_to_scan_in_other_messengers() {
    let lab = lab();
    for (system, attack) in ["clean", "shared"].into_iter().flat_map(|s| SCANS.map(|a| (s, a))) {
        let cell = lab.cell(system, attack).unwrap();
        assert!(cell.as_expected, "{system}, {attack}: {:?}", cell.parts);
        assert!(cell.parts.iter().all(|part| part.successes == 0), "{system}, {attack}");
    }
    let control = lab.cell("clean", "scan-threshold").unwrap();
    assert_eq!(count(&control, scan_threshold::FALSELY), (0, 24));
}

#[test]
fn the_server_sees_a_step_at_thirty_and_nothing_else_of_anybody() {
    let cell = lab().cell("scanning", "scan-threshold").unwrap();
    assert_eq!(count(&cell, scan_threshold::BELOW), (0, 4 * 29));
    assert_eq!(count(&cell, scan_threshold::AT), (4 * 30, 4 * 30));
    assert_eq!(count(&cell, scan_threshold::UNLISTED), (0, 24));
}

#[test]
fn an_audited_list_stops_what_one_party_adds_and_not_what_both_contributors_add() {
    let lab = lab();
    let part = |system, part| count(&lab.cell(system, "scan-relist").unwrap(), part);
    for (name, closed, open) in [
        (scan_relist::TAKEN, 4, 0),
        (scan_relist::OWN_WORD, 4, 0),
        (scan_relist::FOREIGN, 4, 0),
        (scan_relist::FOUND, 4, 0),
        (scan_relist::AGREED, 4, 4),
        (scan_relist::CONTROL, 4, 4),
    ] {
        assert_eq!((part("scanning", name), part("scanning-open", name)), ((closed, 4), (open, 4)), "{name}");
    }
}

#[test]
fn whoever_is_framed_kept_nothing_listed() {
    let cell = lab().cell("scanning", "scan-collide").unwrap();
    assert_eq!(count(&cell, scan_collide::FLAGGED), (4, 4));
    assert_eq!(count(&cell, scan_collide::HARMLESS), (0, 4));
    assert_eq!(count(&cell, scan_collide::SECOND).0, 0);
}
