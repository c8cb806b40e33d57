use super::*;
use crate::intruders::work::bench::Who;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::script::Script;

fn cell(system: &str) -> Cell {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    let script = Script::sample(&parameters);
    let lab = Lab::new(parameters, script, "test".to_owned());
    let cell = lab.cell(system, "search").unwrap();
    let off = cell.measures.iter().filter(|measure| !measure.as_expected);
    let off: Vec<_> = off.map(|measure| (&measure.name, measure.value, measure.expected)).collect();
    assert!(cell.as_expected, "{system}: {off:?} {:?}", cell.parts);
    cell
}

fn value(cell: &Cell, name: &str) -> f64 {
    cell.measure(name).unwrap_or_else(|| panic!("{} has no measure {name:?}", cell.system))
}

#[test]
fn sixty_five_thousand_trials_find_no_key_of_the_clean_messenger_of_lotus_or_of_partial_escrow() {
    for system in ["clean", "lotus", "partial", "partial-delayed"] {
        let cell = cell(system);
        assert_eq!((cell.verdict, cell.part(OUTSIDER).unwrap().trials), (Verdict::Held, 8), "{system}");
        // They were tried.
        let tried = if system.starts_with("partial") { 0 } else { 8 * TRIALS };
        assert!(cell.cost.trials >= tried, "{system}: {}", cell.cost.trials);
    }
}

#[test]
fn the_same_trials_open_what_is_short_for_everybody() {
    for system in ["reduced", "crumple"] {
        assert_eq!(cell(system).verdict, Verdict::Broken, "{system}");
    }
}

#[test]
fn nothing_is_searched_for_where_no_key_is_short() {
    let cell = cell("shared");
    assert_eq!(cell.verdict, Verdict::NotApplicable);
    assert!(cell.measures.is_empty() && cell.cost.trials == 0);
}

#[test]
fn an_outsider_tries_two_to_the_sixth_for_each_of_the_holders_trials_in_lotus() {
    let cell = cell("lotus");
    let ratio = value(&cell, "outsider by holder, trials for a message");
    assert!((40.0..=100.0).contains(&ratio), "{ratio}");
    let full =
        cell.measures.iter().find(|measure| measure.name.starts_with("outsider by holder at full size"));
    assert!(full.is_some_and(|full| full.extrapolated && full.value == 16_777_216.0));
    // 58 bytes of field: an ephemeral key, eight bytes and a tag.
    assert_eq!(value(&cell, "fields disturbed in one bit"), 448.0);
    assert_eq!(value(&cell, "of these, read by an honest receiver"), 0.0);
    assert_eq!(value(&cell, "undisturbed, read by an honest receiver"), 1.0);
}

/// How much more a hundred messages cost than ten, and than one.
fn grown(cell: &Cell, who: Who) -> (f64, f64) {
    let [one, ten, hundred] = who.names().map(|name| value(cell, name));
    assert!(one > 0.0 && one <= ten && ten <= hundred, "{who:?}");
    (hundred / ten, hundred / one)
}

#[test]
fn costs_grow_with_the_messages_where_each_has_its_own_key_and_stay_where_the_work_is_done_once() {
    for (system, each, once) in [
        ("lotus", &[Who::Outsider, Who::Holder][..], None),
        ("reduced", &[Who::FreshKeys], None),
        ("partial", &[], Some((Who::Beforehand, 1.0))),
        ("partial-delayed", &[Who::Holder], None),
        ("crumple", &[Who::Thief], None),
        ("export", &[Who::OwnGroups], Some((Who::Shared, 3.0))),
    ] {
        let cell = cell(system);
        for who in each {
            let (grown, _) = grown(&cell, *who);
            assert!((5.0..=20.0).contains(&grown), "{system}, {who:?}: {grown}");
        }
        if let Some((who, most)) = once {
            let (_, grown) = grown(&cell, who);
            assert!(grown <= most, "{system}, {who:?}: {grown}");
        }
    }
}

#[test]
fn one_search_serves_everything_under_one_key() {
    let cell = cell("reduced");
    let [one, _, hundred] = Who::OneKey.names().map(|name| value(&cell, name));
    // After the first message, one trial for each.
    assert_eq!(hundred - one, 99.0);
}

#[test]
fn a_thief_of_the_abrasion_pays_for_messages_alone() {
    let cell = cell("crumple");
    let difference = |at: usize| value(&cell, Who::Payer.names()[at]) - value(&cell, Who::Thief.names()[at]);
    // The baby steps, which the payer alone made; all else is the same work on the same messages.
    assert_eq!([difference(0), difference(1), difference(2)], [65_536.0; 3]);
}

#[test]
fn an_owner_of_a_reduced_radio_could_have_told() {
    let cell = cell("reduced");
    let loads = value(&cell, "keys loaded until two collide, mean of 20");
    assert!((130.0..=520.0).contains(&loads), "{loads}");
    assert_eq!(value(&cell, "collisions in a full cipher, as a control"), 0.0);
}
