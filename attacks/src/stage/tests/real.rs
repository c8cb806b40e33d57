//! The same on the systems of the catalogue.

use super::*;

/// One conversation that begins on the first day, and is read by hand.
fn short() -> Parameters {
    Parameters { users: 2, sessions: 1, messages: 6, days: 3, theft_day: 1, ..Parameters::default() }
}

fn on_all(systems: &[&'static SystemEntry], act: impl Fn(&SystemEntry, &mut Stage<'_>)) {
    let (parameters, script) = (short(), Script::sample(&short()));
    for system in systems {
        let build = || (system.build)(&parameters, parameters.users, [7; 32]);
        act(system, &mut Stage::new(build, &script, &parameters).unwrap());
    }
}

#[test]
fn an_intruder_who_is_handed_nothing_or_nothing_of_worth_reads_nothing() {
    // Where keys are short on purpose, nothing needs to be handed over.
    let wire = catalogue::attack("wire").unwrap();
    let closed = |entry: &&&SystemEntry| {
        let predictions = crate::attack::foresee(wire, &(entry.facts)(&short()), &short());
        predictions[0].expect == Expect::Nothing
    };
    let systems: Vec<_> = catalogue::SYSTEMS.iter().filter(closed).copied().collect();
    assert!(systems.len() + 3 >= catalogue::SYSTEMS.len());
    on_all(&systems, |system, stage| {
        stage.play();
        let nothing = vec![None; 6];
        assert_eq!(stage.intruder().read(stage.tape()), nothing, "{}", system.id);
        for bytes in [Vec::new(), vec![0; 40], vec![0; 4_000], vec![0xff; 300]] {
            let mut intruder = stage.intruder();
            for place in stage.places() {
                intruder.take(&Loot { place, bytes: bytes.clone() });
            }
            assert_eq!(intruder.read(stage.tape()), nothing, "{}, {} bytes", system.id, bytes.len());
        }
    });
}

#[test]
fn the_same_intruder_reads_with_what_it_finds_everywhere_on_the_first_morning() {
    on_all(catalogue::SYSTEMS, |system, stage| {
        let loot: Vec<Loot> = stage.places().into_iter().filter_map(|place| stage.seize(place)).collect();
        stage.play();
        let mut intruder = stage.intruder();
        loot.iter().for_each(|loot| intruder.take(loot));
        let read = intruder.read(stage.tape());
        let trials: Vec<Trial> =
            stage.tape().iter().zip(read).map(|(taped, text)| Trial::read(taped.meta.index, text)).collect();
        assert!(successes(stage, &trials) > 0, "{}", system.id);
        assert!(trials.iter().all(|trial| stage.score(trial) != Score::Wrong), "{}", system.id);
    });
}

#[test]
fn who_does_not_hide_anything_evades_no_authority_that_holds_a_key_to_every_text() {
    let reads = |entry: &&&SystemEntry| {
        let door = (entry.facts)(&short()).door;
        [crate::system::Door::Provider, crate::system::Door::ContentKey].contains(&door)
    };
    let systems: Vec<_> = catalogue::SYSTEMS.iter().filter(reads).copied().collect();
    assert!(systems.len() > 6);
    on_all(&systems, |system, stage| {
        let open = &mut Evading { hidden: false, unwraps: |outer| Some(outer.to_vec()) };
        let played = stage.play_wrapped(2, open);
        assert_eq!((played.opened, successes(stage, &played.evaded)), (2, 0), "{}", system.id);
    });
}

#[test]
fn where_there_is_no_lawful_opening_or_no_field_there_is_nothing_to_trick() {
    let systems = ["clean", "provider", "identity-key"].map(|id| catalogue::system(id).unwrap());
    on_all(&systems, |system, stage| {
        let played = stage.play_tricked(Trick::Garble, 2);
        assert!(played.is_none(), "{}", system.id);
    });
}
