use super::*;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;

fn cell(system: &str) -> Cell {
    let parameters =
        Parameters { users: 6, sessions: 9, messages: 54, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    let lab = Lab::new(parameters, script, "test".to_owned());
    let cell = lab.cell(system, "downgrade").unwrap();
    assert!(cell.as_expected, "{system}: {:?}", cell.parts);
    cell
}

fn counts(cell: &Cell, part: &str) -> (u64, u64) {
    let part = cell.part(part).unwrap();
    (part.successes, part.trials)
}

#[test]
fn with_a_tag_alone_everybody_is_brought_down_and_read() {
    let cell = cell("export");
    assert_eq!(cell.verdict, Verdict::Broken);
    let (read, of) = counts(&cell, DOWN);
    assert!(read == of && of > 0, "{read} of {of}");
    assert_eq!(counts(&cell, PASSIVE), (0, of));
    assert_eq!(counts(&cell, STOPPED), (0, of));
    // The work for the group, and then little for each conversation.
    let steps = cell.measure("steps on the path, the work for the group included").unwrap();
    assert!((65_536.0..=65_536.0 + 18.0 * 2_049.0).contains(&steps), "{steps}");
}

#[test]
fn with_a_signature_nobody_is_brought_down_and_those_who_have_nothing_else_are_read_all_the_same() {
    let cell = cell("export-authenticated");
    assert_eq!(cell.verdict, Verdict::Held);
    let (_, of) = counts(&cell, DOWN);
    assert_eq!(counts(&cell, STOPPED), (of, of));
    let (read, weak) = counts(&cell, WEAK);
    assert!(read == weak && weak > 0, "{read} of {weak}");
}

#[test]
fn the_clean_messenger_has_one_way_only_and_the_rest_are_not_asked() {
    let cell = cell("clean");
    assert_eq!((cell.verdict, counts(&cell, STOPPED).0, counts(&cell, WEAK).0), (Verdict::Held, 0, 0));
    assert_eq!(self::cell("shared").verdict, Verdict::NotApplicable);
}
