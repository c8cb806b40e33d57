//! One seed, one run, byte for byte.

use super::desk::{Desk, SMALL};

/// Systems and attacks in which much is drawn: keys, shares, forgeries, searches.
const DRAWN: &str =
    "run --system clean,shared,threshold --attack wire,coalition,forge,two-keys --claim HP-18";

#[test]
fn a_seed_gives_the_same_run_on_any_number_of_threads_and_any_number_of_times() {
    let desk = Desk::new();
    let first = desk.expected(&format!("{DRAWN} {SMALL} --format json --seed 7 --threads 1 --out one"));
    for threads in ["--threads 1", "--threads 2", "--threads 4"] {
        desk.expected(&format!("{DRAWN} {SMALL} --seed 7 {threads} --out again"));
        assert!(desk.read("again/run.json") == first, "run.json differs with {threads}");
        assert!(
            desk.read("again/report.txt") == desk.read("one/report.txt"),
            "report.txt differs with {threads}"
        );
    }
}

#[test]
fn another_seed_gives_another_run() {
    let run = |seed: &str| {
        Desk::new().json(&format!("--system one-key,shared,threshold --attack two-keys --seed {seed}"))
    };
    let (one, other) = (run("1"), run("2"));
    assert_ne!(one["cells"], other["cells"], "a search takes another number of attempts");
    assert_eq!(one["conversations"], other["conversations"], "what is said does not hang on the seed");
    assert_eq!(run("18446744073709551615")["parameters"]["seed"], u64::MAX);
}

#[test]
fn a_cell_is_the_same_by_itself_and_among_others() {
    let desk = Desk::new();
    let many = desk.json("--system clean,shared --attack wire,coalition,theft");
    let alone = desk.json("--system shared --attack coalition");
    let cells = many["cells"].as_array().unwrap();
    let among = cells.iter().find(|cell| cell["system"] == "shared" && cell["attack"] == "coalition");
    assert_eq!(among, Some(&alone["cells"][0]));
}

#[test]
fn cells_come_in_the_order_of_the_catalogue_and_each_once_however_they_were_typed() {
    let desk = Desk::new();
    let run =
        desk.json("--system shared,clean,shared --attack relay --attack wire --claim HP-18,HC-02,HP-18");
    assert_eq!((&run["claims"][0]["id"], &run["claims"][1]["id"]), (&"HC-02".into(), &"HP-18".into()));
    assert_eq!(run["summary"]["claims_as_expected"], 2);
    let cells = run["cells"].as_array().unwrap().iter();
    let order: Vec<_> = cells.map(|c| format!("{}/{}", c["system"], c["attack"]).replace('"', "")).collect();
    assert_eq!(order, ["clean/wire", "clean/relay", "shared/wire", "shared/relay"]);
}

#[test]
fn times_stand_in_their_own_file_and_nowhere_else() {
    let desk = Desk::new();
    desk.expected(&format!("run --system clean --attack wire,relay {SMALL} --threads 2 --out out"));
    let timings: serde_json::Value = serde_json::from_str(&desk.read("out/timings.json")).unwrap();
    assert_eq!((&timings["schema_version"], &timings["threads"]), (&1.into(), &2.into()));
    assert!(timings["total_seconds"].as_f64().unwrap() > 0.0);
    let cells = timings["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 2);
    assert!(
        cells.iter().all(|cell| cell["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0)),
        "{cells:?}"
    );
    for file in ["out/run.json", "out/report.txt"] {
        for word in ["second", "thread", "elapsed"] {
            assert!(!desk.read(file).contains(word), "{word} in {file}");
        }
    }
}
