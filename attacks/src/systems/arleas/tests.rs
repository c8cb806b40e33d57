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
    for attack in ATTACKS {
        let cell = lab.cell("arleas", attack.id()).unwrap();
        assert!(cell.as_expected, "{}: {:?}", attack.id(), cell.parts);
    }
}

#[test]
fn a_warrant_delivers_all_that_it_covers_and_nothing_that_was_not_announced_opens() {
    let lab = lab();
    let scope = lab.cell("arleas", "scope").unwrap();
    let delivered = scope.part("under the warrant: delivered").unwrap();
    assert!(delivered.trials > 0 && delivered.successes == delivered.trials);
    let quiet = &lab.cell("arleas", "quiet").unwrap().parts[0];
    assert!(quiet.trials > 0 && quiet.successes == 0);
}
