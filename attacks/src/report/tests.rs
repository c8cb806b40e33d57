use super::*;

/// The chance of each number of successes out of n at a rate, by multiplying it out.
fn binomial(n: u64, rate: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..n {
        let with = |k: usize| if k == 0 { 0.0 } else { chances[k - 1] * rate };
        let without = |k: usize| chances.get(k).map_or(0.0, |chance| chance * (1.0 - rate));
        chances = (0..=chances.len()).map(|k| with(k) + without(k)).collect();
    }
    chances
}

fn interval(successes: u64, trials: u64) -> Interval {
    Interval::clopper_pearson(successes, trials).unwrap()
}

fn near(one: f64, other: f64, within: f64) {
    assert!((one - other).abs() <= within, "{one} is not {other}");
}

/// A run of one cell that came out and one that did not apply, and one claim.
fn run() -> Run {
    let part = |name: &str, interval: Option<Interval>| Part {
        name: name.to_owned(),
        predicted: "all".to_owned(),
        applicable: interval.is_some(),
        successes: 3,
        expected: 4,
        trials: 5,
        wrong: 1,
        interval,
        as_expected: false,
    };
    let cell = |attack: &str, verdict| Cell {
        system: "clean".to_owned(),
        attack: attack.to_owned(),
        aim: Aim::Forge,
        verdict,
        as_expected: false,
        parts: vec![part("one part", Some(interval(3, 5))), part("other part", None)],
        cost: Cost { agreements: 1, openings: 2, bytes: 3, trials: 4 },
        measures: vec![Measure {
            name: "a lock".to_owned(),
            value: 0.1 + 0.2,
            unit: "bytes".to_owned(),
            expected: None,
            as_expected: true,
            extrapolated: false,
        }],
    };
    Run {
        schema_version: SCHEMA_VERSION,
        tool: "doormat 0".to_owned(),
        parameters: Parameters { seed: u64::MAX, ..Parameters::default() },
        conversations: Conversations {
            source: "embedded".to_owned(),
            digest: "00ff".to_owned(),
            users: 2,
            sessions: 1,
            messages: 5,
        },
        cells: vec![cell("wire", Verdict::Broken), cell("relay", Verdict::NotApplicable)],
        claims: vec![ClaimResult {
            id: "HC-01".to_owned(),
            sentence: "A \"claim\"…".to_owned(),
            prediction: "True.".to_owned(),
            measured: "3 of 5".to_owned(),
            outcome: ClaimOutcome::AsExpected,
            cells: vec!["clean/wire".to_owned()],
        }],
        summary: Summary { cells_contradicted: 2, claims_as_expected: 1, ..Summary::default() },
    }
}

#[test]
fn no_success_and_nothing_but_success_have_their_closed_forms() {
    for trials in [1, 2, 3, 10, 59, 360, 10_000] {
        let n = f64::from(u32::try_from(trials).unwrap());
        let bound = 0.025f64.powf(1.0 / n);
        let (none, all) = (interval(0, trials), interval(trials, trials));
        near(none.low, 0.0, 0.0);
        near(none.high, 1.0 - bound, 1e-6);
        near(all.low, bound, 1e-6);
        near(all.high, 1.0, 0.0);
    }
}

#[test]
fn intervals_are_those_of_the_textbooks() {
    for (successes, trials, low, high) in
        [(8, 20, 0.1912, 0.6395), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (0, 10, 0.0, 0.3085)]
    {
        let interval = interval(successes, trials);
        near(interval.low, low, 5.1e-5);
        near(interval.high, high, 5.1e-5);
    }
}

#[test]
fn at_each_end_the_tail_of_the_binomial_is_a_fortieth() {
    for trials in [2, 7, 30, 60] {
        for successes in 1..trials {
            let at = usize::try_from(successes).unwrap();
            let Interval { low, high } = interval(successes, trials);
            let at_least: f64 = binomial(trials, low)[at..].iter().sum();
            let at_most: f64 = binomial(trials, high)[..=at].iter().sum();
            near(at_least, 0.025, 1e-4);
            near(at_most, 0.025, 1e-4);
        }
    }
}

#[test]
fn intervals_contain_the_rate_move_with_it_and_mirror_its_complement() {
    for trials in [1, 5, 40, 250] {
        let all: Vec<Interval> = (0..=trials).map(|successes| interval(successes, trials)).collect();
        for (successes, interval) in (0..).zip(&all) {
            let rate = f64::from(successes) / f64::from(u32::try_from(trials).unwrap());
            assert!(interval.low <= rate && rate <= interval.high);
            assert!(interval.low < interval.high);
        }
        assert!(all.is_sorted_by(|one, next| one.low < next.low && one.high <= next.high));
        for (one, other) in all.iter().zip(all.iter().rev()) {
            near(one.low, 1.0 - other.high, 2e-6);
        }
    }
}

#[test]
fn more_trials_narrow_the_interval_up_to_the_largest_run() {
    let mut width = 1.0;
    for trials in [10, 100, 10_000, 1_000_000, 70_000_000] {
        let Interval { low, high } = interval(trials / 10, trials);
        assert!(low < 0.1 && 0.1 < high && high - low < width, "{low} {high} of {trials}");
        width = high - low;
    }
}

#[test]
fn there_is_no_interval_without_trials_or_with_more_successes_than_trials() {
    assert_eq!(Interval::clopper_pearson(0, 0), None);
    assert_eq!(Interval::clopper_pearson(1, 0), None);
    assert_eq!(Interval::clopper_pearson(4, 3), None);
}

#[test]
fn a_run_comes_back_from_json_as_it_was() {
    let json = serde_json::to_string(&run()).unwrap();
    assert_eq!(serde_json::from_str::<Run>(&json).unwrap(), run());
}

#[test]
fn timings_come_back_from_json_as_they_were() {
    let cell = Timing { system: "clean".to_owned(), attack: "wire".to_owned(), seconds: 0.25 };
    let timings =
        Timings { schema_version: SCHEMA_VERSION, cells: vec![cell], total_seconds: 1.5, threads: 2 };
    let json = serde_json::to_string(&timings).unwrap();
    assert_eq!(serde_json::from_str::<Timings>(&json).unwrap(), timings);
}

#[test]
fn the_words_of_json_are_those_that_readers_of_this_version_know() {
    let json = serde_json::to_value(run()).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["cells"][0]["verdict"], "broken");
    assert_eq!(json["cells"][1]["verdict"], "not_applicable");
    assert_eq!(json["cells"][0]["aim"], "forge");
    assert_eq!(json["cells"][0]["parts"][1]["interval"], serde_json::Value::Null);
    assert_eq!(json["claims"][0]["outcome"], "as_expected");
    let names: Vec<&String> = json.as_object().unwrap().keys().collect();
    let expected = ["schema_version", "tool", "parameters", "conversations", "cells", "claims", "summary"];
    assert_eq!(names, expected);
}

#[test]
fn a_reader_passes_over_fields_it_does_not_know_and_leaves_the_version_to_its_caller() {
    let mut json = serde_json::to_value(run()).unwrap();
    json["schema_version"] = 99.into();
    json["later"] = "something".into();
    let read: Run = serde_json::from_value(json).unwrap();
    assert_eq!(read, Run { schema_version: 99, ..run() });
}

#[test]
fn a_field_that_is_missing_or_a_word_that_is_unknown_is_refused() {
    let whole = serde_json::to_value(run()).unwrap();
    for field in ["schema_version", "parameters", "cells", "summary"] {
        let mut json = whole.clone();
        json.as_object_mut().unwrap().remove(field);
        assert!(serde_json::from_value::<Run>(json).is_err(), "{field}");
    }
    let mut json = whole;
    json["cells"][0]["verdict"] = "perhaps".into();
    assert!(serde_json::from_value::<Run>(json).is_err());
}

#[test]
fn a_run_is_as_expected_unless_a_cell_or_a_claim_is_contradicted() {
    let with = |summary| Run { summary, ..run() }.as_expected();
    let fine = Summary { cells_as_expected: 1, claims_as_expected: 1, ..Summary::default() };
    assert!(with(fine));
    assert!(with(Summary { claims_inconclusive: 1, ..fine }));
    assert!(!with(Summary { cells_contradicted: 1, ..fine }));
    assert!(!with(Summary { claims_contradicted: 1, ..fine }));
}

#[test]
fn cells_parts_and_measures_are_found_by_their_own_name_alone() {
    let run = run();
    assert_eq!(run.cell("clean", "relay"), Some(&run.cells[1]));
    assert_eq!(run.cell("relay", "clean"), None);
    let cell = &run.cells[0];
    assert_eq!(cell.part("other part"), Some(&cell.parts[1]));
    assert_eq!(cell.part("part"), None);
    assert_eq!(cell.measure("a lock"), Some(0.1 + 0.2));
    assert_eq!(cell.measure("bytes"), None);
}

#[test]
fn a_rate_is_successes_by_trials_and_0_without_trials() {
    let part = run().cells[0].parts[0].clone();
    near(part.rate(), 0.6, 1e-12);
    near(Part { successes: 0, trials: 0, ..part }.rate(), 0.0, 0.0);
}
