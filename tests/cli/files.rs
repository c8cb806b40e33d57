//! Reports: whole or not there.

use super::desk::{Desk, SIZE, SMALL, answer};

const CELL: &str = "run --system clean --attack wire";

#[test]
fn a_report_is_three_files_and_nothing_else() {
    let desk = Desk::new();
    let stdout = desk.expected(&format!("{CELL} {SMALL} --out deep/er"));
    let files = ["deep", "deep/er", "deep/er/report.txt", "deep/er/run.json", "deep/er/timings.json"];
    assert_eq!(desk.all(), files);
    assert!(stdout.contains("report: deep/er/report.txt"), "{stdout}");
    let report = desk.read("deep/er/report.txt");
    for word in ["clean", "wire", "HELD", "as expected", "seed 42", "1 cell: 1 as expected, 0 contradicted"] {
        assert!(report.contains(word), "{word} in {report}");
    }
}

#[test]
fn without_out_nothing_is_written() {
    let desk = Desk::new();
    desk.expected(&format!("{CELL} {SMALL}"));
    desk.expected(&format!("sweep --trustees 2/2 {SIZE}"));
    assert_eq!(desk.all(), [""; 0]);
}

#[test]
fn a_report_in_the_folder_is_what_json_prints() {
    let desk = Desk::new();
    let printed = desk.expected(&format!("{CELL} {SMALL} --format json --out out"));
    assert_eq!(desk.read("out/run.json"), printed);
}

#[test]
fn a_folder_that_cannot_be_made_ends_with_3_after_the_result_was_printed() {
    let desk = Desk::new();
    desk.write("file", "in the way");
    for folder in ["file", "file/below"] {
        let answer = desk.doormat(&format!("{CELL} {SMALL} --out {folder}"));
        answer.fails(3, &[&format!("cannot write {folder}"), "Next: ", "--out"]);
        assert!(answer.stdout.contains("1 cell: 1 as expected"), "{answer:?}");
        assert!(!answer.stdout.contains("report:"), "no report is spoken of: {answer:?}");
    }
    assert_eq!(desk.all(), ["file"]);
    assert_eq!(desk.read("file"), "in the way");
}

#[test]
#[cfg(target_os = "linux")]
fn a_place_where_nobody_may_write_ends_with_3_and_leaves_nothing() {
    let desk = Desk::new();
    desk.doormat(&format!("{CELL} {SMALL} --out /proc/doormat")).fails(3, &["cannot write /proc/doormat"]);
    desk.doormat("docs /proc/doormat").refuses(3, &["cannot write /proc/doormat"]);
    assert_eq!(desk.all(), [""; 0]);
}

#[test]
fn a_write_that_fails_leaves_no_temporary_file() {
    let desk = Desk::new();
    // A folder stands where the first file goes; it cannot be replaced by a file.
    std::fs::create_dir_all(desk.path("out/run.json")).unwrap();
    desk.doormat(&format!("{CELL} {SMALL} --out out")).fails(3, &["cannot write out/run.json"]);
    assert_eq!(desk.all(), ["out", "out/run.json"]);
}

#[test]
fn a_run_that_fails_leaves_the_report_before_it_as_it_was() {
    let desk = Desk::new();
    desk.expected(&format!("{CELL} {SMALL} --out out"));
    let files = ["out/run.json", "out/report.txt", "out/timings.json"];
    let before = files.map(|file| desk.read(file));
    desk.doormat(&format!("{CELL} --messages 0 --out out")).refuses(2, &[]);
    desk.doormat(&format!("run --system provider --attack coalition {SMALL} --out out")).refuses(4, &[]);
    desk.doormat(&format!("{CELL} --conversations missing --out out")).refuses(2, &[]);
    assert_eq!(files.map(|file| desk.read(file)), before);
    assert_eq!(desk.all().len(), 4);
}

#[test]
fn a_second_report_replaces_the_first_one_whole() {
    let desk = Desk::new();
    desk.expected(&format!("run --system clean,shared --attack wire {SMALL} --out out"));
    let long = desk.read("out/run.json");
    desk.expected(&format!("{CELL} {SMALL} --seed 1 --out out"));
    let short = desk.read("out/run.json");
    assert!(short.len() < long.len());
    let run: serde_json::Value = serde_json::from_str(&short).unwrap();
    assert_eq!((&run["parameters"]["seed"], run["cells"].as_array().unwrap().len()), (&1.into(), 1));
    assert_eq!(desk.all().len(), 4, "nothing is left beside it");
}

#[test]
#[cfg(unix)]
fn others_may_read_a_report() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.expected(&format!("{CELL} {SMALL} --out out"));
    for file in ["run.json", "report.txt", "timings.json"] {
        let mode = std::fs::metadata(desk.path("out").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{file}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_standard_error_that_cannot_be_written_changes_neither_report_nor_exit_code() {
    let desk = Desk::new();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let progress = SMALL.replace("--progress none", "--progress counter");
    for (words, code) in [
        (format!("{CELL} {progress} --out out"), 0),
        (format!("{CELL} --messages 0"), 2),
        ("runn".to_owned(), 2),
    ] {
        let answer = answer(desk.command().args(words.split_whitespace()).stderr(full()));
        assert_eq!(answer.code, Some(code), "{words}: {answer:?}");
    }
    assert_eq!(desk.all().len(), 4);
}
