use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::attack::{Expect, foresee};
use crate::claims::Side;
use crate::parameters::Parameters;
use crate::system::Door;

/// Runs in which keys are kept, are destroyed, and change at other times.
fn shapes() -> [Parameters; 4] {
    let default = Parameters::default();
    [
        Parameters { days: 2, theft_day: 1, epoch_days: 1, retained_epochs: 0, ..default.clone() },
        Parameters { days: 3_650, theft_day: 3_649, threshold: 2, trustees: 2, ..default.clone() },
        Parameters { epoch_days: 400, threshold: 20, trustees: 20, ..default.clone() },
        default,
    ]
}

/// What every attack predicts of every system: attack, system, part, prediction.
fn predictions(parameters: &Parameters) -> Vec<(&'static str, &'static str, String, Expect)> {
    let cells = ATTACKS.iter().flat_map(|attack| SYSTEMS.iter().map(move |system| (attack, system)));
    let parts = cells.flat_map(|(attack, system)| {
        let parts = foresee(*attack, &(system.facts)(parameters), parameters);
        parts.into_iter().map(|part| (attack.id(), system.id, part.part, part.expect))
    });
    parts.collect()
}

fn is_kebab(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    id.split('-').all(word)
}

#[test]
fn no_id_is_used_twice() {
    let systems = SYSTEMS.iter().map(|entry| entry.id);
    let attacks = ATTACKS.iter().map(|attack| attack.id());
    let claims = CLAIMS.iter().map(|claim| claim.id);
    let mut seen = BTreeSet::new();
    for id in systems.chain(attacks).chain(claims) {
        assert!(seen.insert(id), "{id} is used twice");
    }
    assert!(seen.len() > 30);
}

#[test]
fn systems_and_attacks_have_ids_of_lower_case_words_with_hyphens() {
    for id in SYSTEMS.iter().map(|entry| entry.id).chain(ATTACKS.iter().map(|attack| attack.id())) {
        assert!(is_kebab(id), "{id}");
    }
    assert!(!is_kebab("Two-keys") && !is_kebab("two--keys") && !is_kebab("-keys") && !is_kebab("two_keys"));
}

#[test]
fn claims_have_ids_that_name_their_side_and_stand_in_order() {
    for claim in CLAIMS {
        let (side, number) = claim.id.split_at(3);
        assert_eq!(side, if claim.side == Side::Critics { "HC-" } else { "HP-" });
        assert!(number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()), "{}", claim.id);
    }
    assert!(CLAIMS.is_sorted_by_key(|claim| claim.id));
    assert!([Side::Critics, Side::Proponents].iter().all(|side| CLAIMS.iter().any(|c| c.side == *side)));
}

#[test]
fn everything_says_what_it_is_where_it_comes_from_and_what_speaks_against_it() {
    let mut texts = Vec::new();
    for entry in SYSTEMS {
        texts.extend([entry.title, entry.what, entry.source, entry.in_favour].map(|text| (entry.id, text)));
    }
    for attack in ATTACKS {
        let said = [attack.question(), attack.holds(), attack.source(), attack.counter()];
        texts.extend(said.map(|text| (attack.id(), text)));
        assert!(attack.question().ends_with('?'), "{} asks nothing", attack.id());
    }
    for claim in CLAIMS {
        let said = [claim.sentence, claim.source, claim.prediction, claim.counter];
        texts.extend(said.map(|text| (claim.id, text)));
    }
    for (id, text) in texts {
        assert!(text.len() >= 5 && text.trim() == text && !text.contains('\n'), "{id}: {text:?}");
        assert!(!text.contains("  "), "{id}: two spaces in {text:?}");
    }
}

#[test]
fn everything_is_in_the_file_it_names() {
    let systems = SYSTEMS.iter().map(|entry| (entry.id, entry.file));
    let attacks = ATTACKS.iter().map(|attack| (attack.id(), attack.file()));
    let claims = CLAIMS.iter().map(|claim| (claim.id, claim.file));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (id, file) in systems.chain(attacks).chain(claims) {
        let text = std::fs::read_to_string(workspace.join(file)).unwrap();
        assert!(text.contains(&format!("\"{id}\"")), "{file} does not define {id}");
    }
}

#[test]
fn facts_carry_the_id_of_their_system() {
    for entry in SYSTEMS {
        assert_eq!((entry.facts)(&Parameters::default()).id, entry.id);
    }
}

#[test]
fn the_clean_messenger_comes_first_and_is_the_only_one_without_a_door() {
    let doorless = |entry: &&&SystemEntry| (entry.facts)(&Parameters::default()).door == Door::None;
    let without: Vec<&str> = SYSTEMS.iter().filter(doorless).map(|entry| entry.id).collect();
    assert_eq!(without, ["clean"]);
    assert_eq!(SYSTEMS[0].id, "clean");
}

#[test]
fn every_attack_predicts_something_for_every_system_and_no_part_twice() {
    for parameters in shapes() {
        parameters.validate().unwrap();
        for attack in ATTACKS {
            for entry in SYSTEMS {
                let parts = foresee(*attack, &(entry.facts)(&parameters), &parameters);
                let names: BTreeSet<&str> = parts.iter().map(|part| part.part.as_str()).collect();
                assert!(!parts.is_empty(), "{} on {}", attack.id(), entry.id);
                assert_eq!(names.len(), parts.len(), "{} on {}", attack.id(), entry.id);
                assert!(names.iter().all(|name| !name.is_empty()));
            }
        }
    }
}

#[test]
fn no_attack_is_predicted_to_succeed_on_every_system() {
    let parameters = Parameters::default();
    for attack in ATTACKS {
        let first =
            |entry: &&SystemEntry| foresee(*attack, &(entry.facts)(&parameters), &parameters)[0].expect;
        let spared = |expect: Expect| matches!(expect, Expect::Nothing | Expect::NotApplicable(_));
        assert!(SYSTEMS.iter().any(|entry| spared(first(entry))), "{}", attack.id());
    }
}

#[test]
fn every_attack_has_a_part_that_should_come_out_and_one_that_should_not() {
    let predictions = predictions(&Parameters::default());
    let lacks = |wanted: fn(&Expect) -> bool| -> Vec<&str> {
        let has = |id: &str| predictions.iter().any(|(attack, .., expect)| *attack == id && wanted(expect));
        ATTACKS.iter().map(|attack| attack.id()).filter(|id| !has(id)).collect()
    };
    let success = |expect: &Expect| !matches!(expect, Expect::Nothing | Expect::NotApplicable(_));
    assert_eq!(lacks(success), [""; 0]);
    let nothing = |expect: &Expect| matches!(expect, Expect::Nothing);
    assert_eq!(lacks(nothing), [""; 0]);
}

#[test]
fn claims_rest_on_cells_that_exist_each_named_once_and_with_a_question_that_arises() {
    let parameters = Parameters::default();
    let predictions = predictions(&parameters);
    for claim in CLAIMS {
        assert!(!claim.needs.is_empty(), "{}", claim.id);
        assert_eq!(claim.needs.iter().collect::<BTreeSet<_>>().len(), claim.needs.len(), "{}", claim.id);
        for (system_id, attack_id) in claim.needs {
            assert!(system(system_id).is_some() && attack(attack_id).is_some(), "{}", claim.id);
            let arises = predictions.iter().any(|(attack, system, _, expect)| {
                (attack, system) == (attack_id, system_id) && !matches!(expect, Expect::NotApplicable(_))
            });
            assert!(arises, "{}: {system_id}/{attack_id} does not arise", claim.id);
        }
    }
}

#[test]
fn ids_are_found_and_nothing_else_is() {
    assert!(SYSTEMS.iter().all(|entry| system(entry.id).is_some_and(|found| found.id == entry.id)));
    assert!(ATTACKS.iter().all(|one| attack(one.id()).is_some_and(|found| found.id() == one.id())));
    assert!(CLAIMS.iter().all(|one| claim(one.id).is_some_and(|found| found.id == one.id)));
    for id in ["", "Clean", "clean ", "wire", "HC-01"] {
        assert!(system(id).is_none(), "{id:?}");
    }
    for id in ["", "Wire", "clean", "HC-01"] {
        assert!(attack(id).is_none(), "{id:?}");
    }
    for id in ["", "hc-01", "HC-1", "HC-99", "clean"] {
        assert!(claim(id).is_none(), "{id:?}");
    }
}
