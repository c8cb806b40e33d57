use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::parameters::Parameters;
use crate::script::Script;

fn lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

#[test]
fn every_attack_comes_out_as_foretold() {
    let lab = lab();
    for (system, attack) in
        ["endpoint", "endpoint-update"].iter().flat_map(|s| ATTACKS.iter().map(move |a| (s, a)))
    {
        let cell = lab.cell(system, attack.id()).unwrap();
        assert!(cell.as_expected, "{system}, {}: {:?}", attack.id(), cell.parts);
    }
}

#[test]
fn an_implant_on_one_phone_reads_nobody_else_and_an_update_reads_everybody() {
    let lab = lab();
    for (system, read) in [("endpoint", false), ("endpoint-update", true)] {
        let cell = lab.cell(system, "scope").unwrap();
        let delivered = cell.part("under the warrant: delivered").unwrap();
        assert!(delivered.trials > 0 && delivered.successes == delivered.trials, "{system}");
        assert_eq!(cell.part("other people").unwrap().successes > 0, read, "{system}");
    }
}
