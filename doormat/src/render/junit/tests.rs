use super::*;
use crate::fixtures::{contradicted, run};

#[test]
fn what_was_contradicted_is_a_failure_that_says_how_to_replay_it() {
    let xml = report(&contradicted(run(&["clean"], &["wire", "relay"], &["HP-18"])));
    assert!(xml.contains(r#"tests="3""#) && xml.contains(r#"failures="2""#), "{xml}");
    assert_eq!(xml.matches("<failure").count(), 2, "{xml}");
    assert!(xml.contains("replay: doormat run --system clean --attack wire --seed"), "{xml}");
    assert!(!xml.contains("--attack relay"), "{xml}");
}

#[test]
fn an_attack_that_succeeds_as_predicted_is_no_failure() {
    let run = run(&["shared"], &["theft"], &[]);
    assert_eq!(run.cells[0].verdict, Verdict::Broken);
    let xml = report(&run);
    assert!(xml.contains(r#"failures="0""#) && !xml.contains("<failure"), "{xml}");
}

#[test]
fn what_is_not_applicable_or_inconclusive_is_skipped() {
    let mut run = run(&["provider"], &["coalition"], &["HP-18"]);
    assert_eq!(run.cells[0].verdict, Verdict::NotApplicable);
    run.claims[0].outcome = ClaimOutcome::Inconclusive;
    let xml = report(&run);
    assert_eq!(xml.matches("<skipped").count(), 2, "{xml}");
    assert!(!xml.contains("<failure"), "{xml}");
}

#[test]
fn text_with_marks_of_xml_in_it_stays_well_formed() {
    let mut run = contradicted(run(&["clean"], &["wire"], &["HP-18"]));
    run.claims[0].measured = "a < b & \"c\" > d".to_owned();
    let xml = report(&run);
    assert!(xml.contains("a &lt; b &amp; &quot;c&quot; &gt; d"), "{xml}");
}
