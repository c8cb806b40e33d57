use clap::Parser;

use super::*;
use crate::cli::{Cli, Command, RunArgs};
use crate::fixtures::{contradicted, run, small};

/// The options of a line that was printed to be typed.
fn options(line: &str) -> RunArgs {
    match Cli::try_parse_from(line.split_whitespace()).unwrap().command {
        Some(Command::Run(args)) => *args,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn a_replay_line_is_understood_and_asks_for_the_same_run() {
    let mut run = run(&["clean", "shared"], &["wire"], &[]);
    run.parameters =
        attacks::parameters::Parameters { seed: u64::MAX, epoch_days: 3, retained_epochs: 0, ..small() };
    let args = options(&replay(&run, "shared", "wire"));
    assert_eq!((args.system, args.attack), (vec!["shared".to_owned()], vec!["wire".to_owned()]));
    assert_eq!(args.size.parameters(args.common.seed), run.parameters);
}

#[test]
fn the_replay_line_of_a_run_on_a_file_is_understood_and_names_no_file() {
    let mut run = run(&["clean"], &["wire"], &[]);
    run.conversations.source = "WhatsApp export".to_owned();
    let args = options(&replay(&run, "clean", "wire"));
    assert_eq!(args.size.conversations.as_deref(), Some(std::path::Path::new("FILE")));
}

#[test]
fn nothing_contradicted_is_nothing_to_say() {
    assert_eq!(contradictions(&run(&["clean"], &["wire"], &[])), "");
}

#[test]
fn every_contradiction_is_named_with_a_replay_line_of_its_own() {
    let run = contradicted(run(&["clean", "shared"], &["wire"], &["HP-18"]));
    let text = contradictions(&run);
    assert!(text.contains("clean") && text.contains("HP-18 CONTRADICTED"), "{text}");
    assert!(!text.contains("--system shared"), "what came out as predicted is not in it: {text}");
    let replays: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("replay: ")).collect();
    let [cell, claim] = replays[..] else { panic!("{text}") };
    assert_eq!(options(cell).attack, ["wire"]);
    assert_eq!(options(claim).claim, ["HP-18"]);
    assert_eq!(options(claim).size.parameters(run.parameters.seed), run.parameters);
}

#[test]
fn a_contradicted_cell_says_so_in_its_line_and_an_expected_one_does_not() {
    let run = run(&["clean"], &["wire"], &[]);
    assert!(line(&run.cells[0]).ends_with("HELD    as expected\n"), "{}", line(&run.cells[0]));
    let run = contradicted(run);
    assert!(line(&run.cells[0]).ends_with("HELD    CONTRADICTED\n"), "{}", line(&run.cells[0]));
}

#[test]
fn the_summary_counts_what_there_is_and_leaves_out_what_there_is_not() {
    let cells = run(&["clean"], &["wire"], &[]);
    assert_eq!(summary(&cells), "1 cell: 1 as expected, 0 contradicted\n");
    let claims = run(&[], &[], &["HP-18"]);
    assert_eq!(summary(&claims), "1 claim: 1 as expected, 0 contradicted, 0 inconclusive\n");
    let both = contradicted(run(&["clean", "shared"], &["wire"], &["HP-18"])).summary;
    let both = summary(&Run { summary: both, ..cells });
    assert_eq!(
        both.split_whitespace().collect::<Vec<_>>().join(" "),
        "2 cells: 1 as expected, 1 contradicted; 1 claim: 0 as expected, 1 contradicted, 0 inconclusive"
    );
}

#[test]
fn no_line_of_heading_or_claims_is_wider_than_a_terminal() {
    let run = run(&["clean"], &["wire"], &["HP-18"]);
    for text in [heading(&run), claims(&run), summary(&run)] {
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}
