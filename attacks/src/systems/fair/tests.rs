use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::parameters::Parameters;
use crate::report::{Cell, Part};
use crate::script::Script;

const SYSTEMS: [&str; 3] = ["fair", "fair-failsafe", "fair-sign"];

fn lab(seed: u64) -> Lab {
    let parameters = Parameters {
        seed,
        users: 4,
        sessions: 3,
        messages: 24,
        days: 6,
        theft_day: 3,
        ..Parameters::default()
    };
    parameters.validate().unwrap();
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

fn contradicted(cell: &Cell) -> Vec<String> {
    let parts = cell.parts.iter().filter(|part| !part.as_expected);
    let part = |part: &Part| {
        let Part { name, predicted, successes, expected, trials, wrong, .. } = part;
        format!("{name}: predicted {predicted} ({expected}), {successes} of {trials}, {wrong} wrong")
    };
    let measures = cell.measures.iter().filter(|measure| !measure.as_expected);
    parts.map(part).chain(measures.map(|measure| format!("{} is {}", measure.name, measure.value))).collect()
}

#[test]
fn every_attack_does_to_fair_keys_what_was_foretold() {
    let lab = lab(42);
    for system in SYSTEMS {
        for attack in ATTACKS {
            let cell = lab.cell(system, attack.id()).unwrap();
            assert_eq!(contradicted(&cell), Vec::<String>::new(), "{} on {system}", attack.id());
            assert!(cell.as_expected);
        }
    }
}

fn successes(lab: &Lab, system: &str, attack: &str, part: &str) -> (u64, u64) {
    let cell = lab.cell(system, attack).unwrap();
    let part = cell.part(part).unwrap();
    assert!(part.applicable, "{attack} on {system}");
    (part.successes, part.trials)
}

fn all(lab: &Lab, system: &str, attack: &str, part: &str) -> bool {
    let (successes, trials) = successes(lab, system, attack, part);
    successes == trials && trials > 0
}

fn none(lab: &Lab, system: &str, attack: &str, part: &str) -> bool {
    let (successes, trials) = successes(lab, system, attack, part);
    successes == 0 && trials > 0
}

#[test]
fn an_order_delivers_all_of_its_target_and_opens_no_one_else() {
    let lab = lab(43);
    for system in SYSTEMS {
        assert!(all(&lab, system, "scope", "under the warrant: delivered"), "{system}");
        assert!(all(&lab, system, "scope", "same person, other days"), "{system}");
        assert!(none(&lab, system, "scope", "other people"), "{system}");
    }
}

#[test]
fn each_step_stops_the_attack_before_and_not_the_one_after() {
    let evaded = "peer reads, authority does not";
    let lab = lab(44);
    assert!(all(&lab, "fair", "shadow-key", evaded));
    assert!(none(&lab, "fair-failsafe", "shadow-key", evaded));
    assert!(all(&lab, "fair-failsafe", "signature-key", evaded));
    assert!(none(&lab, "fair-sign", "signature-key", evaded));
    assert!(none(&lab, "fair-failsafe", "forge", "forged messages read by the addressee"));
    assert!(all(&lab, "fair-sign", "forge", "forged messages read by the addressee"));
    // A lock under a secret that no key here has is opened by none of them.
    for system in SYSTEMS {
        assert!(all(&lab, system, "superencrypt", "with a key agreed beforehand"), "{system}");
    }
}

#[test]
fn the_questions_about_certified_keys_do_not_arise_where_there_are_none() {
    let lab = lab(46);
    for system in ["clean", "shared", "provider"] {
        for attack in ["shadow-key", "signature-key"] {
            let cell = lab.cell(system, attack).unwrap();
            assert!(cell.as_expected && cell.parts.iter().all(|part| !part.applicable), "{system}/{attack}");
        }
    }
}
