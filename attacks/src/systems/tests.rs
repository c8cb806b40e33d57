use crate::catalogue::{SYSTEMS, attack, system};
use crate::lab::Lab;
use crate::parameters::Parameters;
use crate::script::Script;

fn lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

/// Successes and trials of one part of one attack on one system.
fn count(lab: &Lab, system: &str, (attack, part): (&str, &str)) -> (u64, u64) {
    let cell = lab.cell(system, attack).unwrap();
    let found = cell.part(part).unwrap_or_else(|| panic!("{attack} has no part {part:?}"));
    assert!(found.applicable, "{attack} on {system}: {part} does not arise");
    (found.successes, found.trials)
}

#[test]
fn every_fix_stops_its_own_attack_and_leaves_the_named_survivor_alive() {
    let lab = lab();
    let mut fixes = 0;
    for entry in SYSTEMS {
        let Some(fix) = &entry.fix else { continue };
        fixes += 1;
        let (before, _) = count(&lab, fix.of, fix.stops);
        assert!(before > 0, "{}: {:?} does not succeed on {}", entry.id, fix.stops, fix.of);
        let (after, trials) = count(&lab, entry.id, fix.stops);
        assert!(after == 0 && trials > 0, "{}: {:?} still succeeds {after} times", entry.id, fix.stops);
        let (alive, _) = count(&lab, entry.id, fix.survivor);
        assert!(alive > 0, "{}: {:?} does not survive", entry.id, fix.survivor);
    }
    assert!(fixes >= 4);
}

#[test]
fn what_a_system_foretells_is_about_attacks_and_parts_that_exist() {
    let parameters = Parameters::default();
    for entry in SYSTEMS {
        let facts = (entry.facts)(&parameters);
        for own in &facts.foretold {
            let attack =
                attack(own.attack).unwrap_or_else(|| panic!("{}: no attack {}", entry.id, own.attack));
            let parts = attack.predict(&facts, &parameters);
            assert!(parts.iter().any(|part| part.part == own.part), "{}: {own:?}", entry.id);
        }
    }
}

#[test]
fn proposals_say_what_was_claimed_where_it_is_told_and_what_stands_in() {
    for proposal in SYSTEMS.iter().filter_map(|entry| entry.proposal) {
        assert!(
            proposal.claimed.len() > 60 && proposal.title.contains(|c: char| c.is_ascii_digit()),
            "{}",
            proposal.page
        );
        for incident in proposal.history {
            let told = [incident.when, incident.what, incident.source];
            assert!(told.iter().all(|text| !text.is_empty() && text.trim() == *text), "{}", proposal.page);
        }
        assert!(proposal.stand_ins.iter().all(|text| text.len() > 20), "{}", proposal.page);
    }
}

#[test]
fn a_repair_names_another_system() {
    for entry in SYSTEMS {
        let Some(fix) = &entry.fix else { continue };
        assert!(fix.of != entry.id && system(fix.of).is_some(), "{}", entry.id);
    }
}
