use super::*;
use crate::fixtures::{contradicted, run};

#[test]
fn a_run_as_predicted_ends_with_0() {
    let run = run(&["clean"], &["wire"], &["HP-18"]);
    assert_eq!((run.summary.cells_as_expected, run.summary.claims_as_expected), (1, 1));
    assert_eq!(verdict(&run), Exit::AsExpected);
    assert_eq!(verdict(&run).code(), 0);
}

#[test]
fn one_contradicted_cell_or_one_contradicted_claim_ends_with_1() {
    for (attacks, claims) in [(&["wire"][..], &[][..]), (&[], &["HP-18"])] {
        let run = contradicted(run(&["clean"], attacks, claims));
        assert_eq!(verdict(&run), Exit::Contradicted, "{attacks:?} {claims:?}");
        assert_eq!(verdict(&run).code(), 1);
    }
}

#[test]
fn a_claim_that_cannot_be_told_ends_with_3_and_does_not_hide_a_contradiction() {
    let mut run = run(&["clean"], &["wire"], &[]);
    run.summary.claims_inconclusive = 1;
    assert_eq!(verdict(&run), Exit::Environment);
    assert_eq!(verdict(&run).code(), 3);
    assert_eq!(verdict(&contradicted(run)), Exit::Contradicted);
}

#[test]
fn a_report_that_fails_half_way_leaves_no_temporary_file() {
    let folder = tempfile::tempdir().unwrap();
    // A folder stands where the second of the three files goes.
    std::fs::create_dir(folder.path().join("report.txt")).unwrap();
    let failure = write_report(folder.path(), &run(&["clean"], &["wire"], &[]), &Timings::default());
    let failure = failure.unwrap_err();
    assert_eq!(failure.exit(), Exit::Environment);
    assert!(failure.to_string().contains("report.txt"), "{failure}");
    let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
}
