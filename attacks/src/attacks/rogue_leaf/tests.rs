use super::*;
use crate::report::{Cell, Verdict};
use crate::systems::clipper::tests::small_lab;

fn value(cell: &Cell, name: &str) -> f64 {
    cell.measures.iter().find(|measure| measure.name == name).unwrap().value
}

#[test]
fn the_question_does_not_arise_where_no_machine_asks_for_a_field() {
    let lab = small_lab();
    for system in ["clean", "shared"] {
        let cell = lab.cell(system, "rogue-leaf").unwrap();
        assert_eq!((cell.verdict, cell.as_expected), (Verdict::NotApplicable, true));
        assert!(cell.parts.iter().all(|part| !part.applicable && part.trials == 0));
    }
}

#[test]
fn sixteen_bits_are_found_and_sixty_four_are_not() {
    let lab = small_lab();
    let [standard, wide] = ["clipper", "clipper-wide"].map(|system| lab.cell(system, "rogue-leaf").unwrap());
    assert_eq!((standard.verdict, wide.verdict), (Verdict::Broken, Verdict::Held));
    for (cell, searched) in [(&standard, true), (&wide, false)] {
        for (name, out) in [
            (rogue::EVADED, searched),
            (rogue::CONTROL, false),
            (ACCEPTED, searched),
            (RECOVERED, false),
            (NAMED, false),
            (HONEST, true),
        ] {
            let part = cell.part(name).unwrap();
            assert!(part.trials > 0 && part.as_expected, "{part:?}");
            assert_eq!(part.successes, if out { part.trials } else { 0 }, "{name}");
        }
    }
    let expected = 65_536.0;
    assert!((0.093 * expected..=3.54 * expected).contains(&value(&standard, MEAN)));
    assert_eq!(value(&wide, MEAN), 64f64.exp2());
    assert!(wide.measures.iter().any(|measure| measure.name == MEAN && measure.extrapolated));
}

#[test]
fn at_the_pace_of_the_draft_the_mean_is_its_28_minutes() {
    assert_eq!(65_536.0 * PACE, 28.0);
}

/// Searches of so many tries.
fn tried(tries: &[u64]) -> Vec<Tried> {
    let one =
        |tries: &u64| Tried { tries: *tries, accepted: true, recovered: false, named: false, honest: true };
    tries.iter().map(one).collect()
}

#[test]
fn mean_median_and_slope_are_what_they_are_called() {
    assert_eq!((mean(&tried(&[1, 2, 9])), median(&tried(&[9, 1, 2]))), (4.0, 2.0));
    assert_eq!((mean(&tried(&[4])), median(&tried(&[8, 2, 4, 6]))), (4.0, 5.0));
    assert!((slope(&[(8.0, 8.5), (12.0, 12.5), (16.0, 16.5)]) - 1.0).abs() < 1e-12);
    assert!((slope(&[(1.0, 5.0), (2.0, 3.0)]) + 2.0).abs() < 1e-12);
}

#[test]
fn both_sizes_reach_over_several_widths_and_expect_the_truth_to_lie_within_their_bounds() {
    for size in [SMALL, THOROUGH] {
        for (low, high) in [size.mean, size.growth] {
            assert!(low < 1.0 && 1.0 < high);
        }
        let replays = f64::from(size.replays) / 65_536.0;
        assert!(size.accepted.0 <= replays && replays <= size.accepted.1);
        assert!(size.widths.iter().all(|(bits, searches)| *bits <= 24 && *searches > 0));
    }
}
