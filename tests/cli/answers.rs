//! What the command tells without running anything, and `sweep` and `doctor`.

use super::desk::{Desk, SIZE};

/// Every row of the catalogue: kind, id, title, source, file.
fn catalogue(desk: &Desk, what: &str) -> Vec<[String; 5]> {
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&desk.expected(&format!("list {what} --format json"))).unwrap();
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter().map(|row| ["kind", "id", "title", "source", "file"].map(|name| field(row, name))).collect()
}

/// Text with its line breaks taken for spaces.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_list_for_people_names_every_id_of_the_list_for_programs() {
    let desk = Desk::new();
    let rows = catalogue(&desk, "");
    let list = desk.expected("list");
    let ids: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    for [_, id, title, ..] in &rows {
        assert!(ids.contains(&id.as_str()), "{id} in {list}");
        assert!(flowing(&list).contains(&flowing(title)), "{title} in {list}");
    }
    for heading in ["SYSTEMS", "ATTACKS", "CLAIMS"] {
        assert!(list.lines().any(|line| line == heading), "{heading} in {list}");
    }
}

#[test]
fn a_list_can_be_of_systems_or_attacks_or_claims_and_together_they_are_all() {
    let desk = Desk::new();
    let mut parts = Vec::new();
    for (what, kind) in
        [("systems", "system"), ("attacks", "attack"), ("claims", "claim"), ("properties", "property")]
    {
        let rows = catalogue(&desk, what);
        assert!(!rows.is_empty() && rows.iter().all(|row| row[0] == kind), "{what}: {rows:?}");
        parts.extend(rows);
    }
    assert_eq!(parts, catalogue(&desk, ""));
    assert_eq!(parts[0][1], "clean", "the control is the first");
}

#[test]
fn every_id_is_explained_with_its_code_its_source_and_what_is_said_against_it() {
    let desk = Desk::new();
    for [kind, id, _, source, file] in catalogue(&desk, "") {
        let page = desk.expected(&format!("explain {id}"));
        let counter = match kind.as_str() {
            "system" => "What is said for it",
            "attack" => "What is said against reading too much into it",
            "property" => "Why it is believed where none succeeded",
            _ => "The strongest answer to it",
        };
        assert!(page.starts_with(&format!("{id}  (")) || page.starts_with(&format!("{id}\n")), "{page}");
        for heading in ["Source", "Code", "See it", counter] {
            let said = page.lines().skip_while(|line| *line != heading).nth(1);
            assert!(said.is_some_and(|said| said.len() > 4), "{id}: {heading} in {page}");
        }
        assert!(flowing(&page).contains(&flowing(&source)), "{id}: {source} in {page}");
        assert!(page.contains(&file), "{id}: {file} in {page}");
        let code = format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&code).is_file(), "{id}: there is no {file}");
    }
}

#[test]
fn what_a_page_says_to_type_is_understood() {
    let desk = Desk::new();
    for id in ["clean", "wire", "HP-18"] {
        let page = desk.expected(&format!("explain {id}"));
        let line = page.lines().last().unwrap().trim();
        let words = line.strip_prefix("doormat ").unwrap();
        // --help behind it: the line is parsed and nothing is run.
        assert!(desk.expected(&format!("{words} --help")).contains("Usage: doormat run"), "{line}");
    }
}

#[test]
fn ids_are_known_in_any_case() {
    let desk = Desk::new();
    assert_eq!(desk.expected("explain hc-01"), desk.expected("explain HC-01"));
    assert_eq!(desk.expected("explain CLEAN"), desk.expected("explain clean"));
    assert_eq!(
        desk.json("--system Clean,SHARED --attack Wire --claim hp-18"),
        desk.json("--system clean --system shared --attack wire --claim HP-18")
    );
}

#[test]
fn completions_know_commands_and_ids_in_every_shell() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.expected(&format!("completions {shell}"));
        // Not every shell's script knows values.
        let ids = ["session-root", "superencrypt", "HC-01"].into_iter().filter(|_| shell.len() < 5);
        for word in ["doormat", "sweep", "explain", "--conversations"].into_iter().chain(ids) {
            assert!(script.contains(word), "{word} in the script for {shell}");
        }
    }
}

#[test]
fn manual_page_and_help_name_every_command_and_every_exit_code() {
    let desk = Desk::new();
    let (man, help) = (desk.expected("man").replace("\\-", "-"), desk.expected("--help"));
    for command in ["run", "sweep", "list", "explain", "doctor", "schema", "completions", "man"] {
        assert!(man.contains(&format!("doormat-{command}(1)")), "{command} in {man}");
        assert!(help.lines().any(|line| line.starts_with(&format!("  {command} "))), "{command} in {help}");
        assert!(desk.expected(&format!("{command} --help")).contains(&format!("Usage: doormat {command}")));
    }
    for text in [&man, &help, &desk.expected("run --help"), &desk.expected("sweep --help")] {
        for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "130 "] {
            assert!(text.lines().any(|line| line.trim_start().starts_with(code)), "{code} in {text}");
        }
    }
    assert!(man.starts_with(".ie") || man.starts_with(".TH"), "{man}");
}

#[test]
fn version_is_the_name_and_a_number() {
    let version = Desk::new().expected("--version");
    assert_eq!(version, format!("doormat {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn doctor_says_what_it_tested_against_what() {
    let desk = Desk::new();
    let text = desk.expected("doctor");
    let checks: Vec<serde_json::Value> =
        serde_json::from_str(&desk.expected("doctor --format json")).unwrap();
    assert!(checks.len() >= 10, "{checks:?}");
    for check in &checks {
        assert_eq!(check["ok"], true, "{check}");
        for field in ["what", "against"] {
            assert!(text.contains(check[field].as_str().unwrap()), "{check} in {text}");
        }
    }
    assert_eq!(text.lines().filter(|line| line.starts_with("ok ")).count(), checks.len());
    for standard in ["RFC 7748", "RFC 8032", "RFC 8439", "RFC 5869", "RFC 9180", "mlkem_768"] {
        assert!(text.contains(standard), "{standard} in {text}");
    }
}

#[test]
fn a_sweep_shows_the_step_at_every_threshold() {
    let desk = Desk::new();
    let text = desk.expected(&format!("sweep --system shared --trustees 2/4 {SIZE}"));
    for threshold in 2..=4 {
        let begins = format!("{threshold} of 4 ");
        let row = text.lines().find(|line| line.starts_with(&begins)).unwrap_or_else(|| panic!("{text}"));
        let rates: Vec<&str> = row.split_whitespace().skip(3).collect();
        let step: Vec<&str> = (0..=4).map(|size| if size < threshold { "0" } else { "100" }).collect();
        assert_eq!(rates, step, "{text}");
    }
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&desk.expected(&format!("sweep --trustees 2/3 {SIZE} --format json"))).unwrap();
    let opened = |row: usize, size: usize| rows[row]["coalitions"][size].clone();
    assert_eq!(rows.len(), 2);
    assert_eq!(opened(0, 1), serde_json::json!([0, 72]), "3 coalitions of one, 24 messages");
    assert_eq!(opened(0, 2), serde_json::json!([72, 72]));
    assert_eq!(opened(1, 2), serde_json::json!([0, 72]));
    assert_eq!(opened(1, 3), serde_json::json!([24, 24]));
}
