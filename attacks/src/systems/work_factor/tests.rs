use crate::attack::Expect;
use crate::catalogue;
use crate::lab::Lab;
use crate::parameters::Parameters;
use crate::report::Cell;
use crate::script::Script;

/// The systems of the family.
const FAMILY: [&str; 7] =
    ["lotus", "reduced", "partial", "partial-delayed", "crumple", "export", "export-authenticated"];

fn lab() -> Lab {
    let parameters =
        Parameters { users: 6, sessions: 5, messages: 36, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

/// What of a cell is not as predicted, in words.
fn contradictions(cell: &Cell) -> Vec<String> {
    let parts = cell.parts.iter().filter(|part| !part.as_expected);
    let parts = parts.map(|part| {
        let (name, predicted) = (&part.name, &part.predicted);
        format!("{name}: {predicted}; {} of {}, {} wrong", part.successes, part.trials, part.wrong)
    });
    let measures = cell.measures.iter().filter(|measure| !measure.as_expected);
    let measures = measures.map(|measure| format!("{}: {}", measure.name, measure.value));
    let of = format!("{} on {}", cell.attack, cell.system);
    parts.chain(measures).map(|what| format!("{of}: {what}")).collect()
}

/// Runs every attack on a system: all as predicted.
fn meets_every_attack(id: &str) {
    let lab = lab();
    let cells = catalogue::ATTACKS.iter().map(|attack| lab.cell(id, attack.id()).unwrap());
    let contradicted: Vec<String> = cells.flat_map(|cell| contradictions(&cell)).collect();
    assert!(contradicted.is_empty(), "{}", contradicted.join("\n"));
}

#[test]
fn every_attack_on_lotus_comes_out_as_predicted() {
    meets_every_attack("lotus");
}

#[test]
fn every_attack_on_the_reduced_cipher_comes_out_as_predicted() {
    meets_every_attack("reduced");
}

#[test]
fn every_attack_on_partial_escrow_of_user_keys_comes_out_as_predicted() {
    meets_every_attack("partial");
}

#[test]
fn every_attack_on_partial_escrow_of_message_keys_comes_out_as_predicted() {
    meets_every_attack("partial-delayed");
}

#[test]
fn every_attack_on_crumple_zones_comes_out_as_predicted() {
    meets_every_attack("crumple");
}

#[test]
fn every_attack_on_export_grade_comes_out_as_predicted() {
    meets_every_attack("export");
}

#[test]
fn every_attack_on_signed_export_grade_comes_out_as_predicted() {
    meets_every_attack("export-authenticated");
}

#[test]
fn everybody_reads_what_was_written_to_them() {
    let parameters = lab().parameters().clone();
    let script = Script::sample(&parameters);
    for id in FAMILY {
        let entry = catalogue::system(id).unwrap();
        let mut system = (entry.build)(&parameters, script.users(), [7; 32]).unwrap();
        let mut met = std::collections::BTreeSet::new();
        let mut day = 0;
        for meta in script.metas() {
            while day < meta.day {
                day += 1;
                system.new_day(day);
            }
            if met.insert((meta.from.min(meta.to), meta.from.max(meta.to))) {
                let relay = &mut crate::system::Faithful;
                assert_eq!(system.meet(meta.from, meta.to, meta.sent, relay), Ok(()), "{id}");
            }
            let text = script.text(meta.index);
            let delivery = system.say(meta, text, &mut crate::system::Faithful);
            assert_eq!((delivery.heard.as_deref(), delivery.warning), (Some(text), None), "{id}");
        }
    }
}

#[test]
fn the_repairs_stop_what_they_are_said_to_stop_and_leave_what_they_are_said_to_leave() {
    let lab = lab();
    let came_out = |system: &str, (attack, part): (&str, &str)| {
        let cell = lab.cell(system, attack).unwrap();
        let part = cell.part(part).unwrap_or_else(|| panic!("{system}/{attack} has no part {part}"));
        assert!(part.trials > 0, "{system}/{attack}");
        part.successes > 0
    };
    for id in FAMILY {
        let Some(fix) = catalogue::system(id).unwrap().fix else { continue };
        assert!(came_out(fix.of, fix.stops) && !came_out(id, fix.stops), "{id}");
        assert!(came_out(id, fix.survivor), "{id}");
    }
}

#[test]
fn whatever_is_foretold_of_attacks_in_the_catalogue_names_parts_that_they_have() {
    let parameters = Parameters::default();
    for id in FAMILY {
        let facts = (catalogue::system(id).unwrap().facts)(&parameters);
        for foretold in &facts.foretold {
            let Some(attack) = catalogue::attack(foretold.attack) else { continue };
            let parts = attack.predict(&facts, &parameters);
            assert!(
                parts.iter().any(|part| part.part == foretold.part),
                "{id}: {} has no part {:?}",
                foretold.attack,
                foretold.part
            );
        }
        assert!(facts.foretold.iter().any(|own| own.expect != Expect::Nothing), "{id}");
    }
}
