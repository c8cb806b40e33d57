use super::*;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;

fn cell(system: &str) -> Cell {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    let lab = Lab::new(parameters, script, "test".to_owned());
    let cell = lab.cell(system, "early-recovery").unwrap();
    assert!(cell.as_expected, "{system}: {:?} {:?}", cell.parts, cell.measures);
    cell
}

#[test]
fn with_user_keys_the_search_is_over_before_there_is_a_warrant() {
    let cell = cell("partial");
    assert_eq!(cell.verdict, Verdict::Broken);
    let before = cell.measure("trials before there was a warrant").unwrap();
    // Four users, 8 bits each.
    assert!((4.0..=1_024.0).contains(&before), "{before}");
    assert_eq!(cell.measure("trials after it, for whoever searched before"), Some(0.0));
    // Whoever did not search before searches for those users of whom messages were recorded.
    let late = cell.measure("trials after it, for whoever did not").unwrap();
    assert!(late > 0.0 && late <= before, "{late} {before}");
}

#[test]
fn with_message_keys_there_is_nothing_to_search_before() {
    let cell = cell("partial-delayed");
    assert_eq!(cell.verdict, Verdict::Held);
    assert_eq!(cell.measure("trials before there was a warrant"), Some(0.0));
    let late = cell.measure("trials after it, for whoever did not").unwrap();
    assert!((24.0..=24.0 * 256.0).contains(&late), "{late}");
}

#[test]
fn nothing_comes_of_it_on_the_clean_messenger_and_nothing_is_asked_of_whole_keys() {
    assert_eq!(cell("clean").verdict, Verdict::Held);
    assert_eq!(cell("shared").verdict, Verdict::NotApplicable);
}
