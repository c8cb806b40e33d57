//! The backdoor: one region, in one file, and quoted as it is.

use super::source::{CODE, read, rust};

const FILE: &str = "escrow/src/client.rs";
const BEGIN: &str = "// BACKDOOR begin";
const END: &str = "// BACKDOOR end";

/// The regions of a text, marks and all.
fn regions(text: &str) -> Vec<Vec<&str>> {
    let mut regions: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.trim() == BEGIN {
            assert!(!inside, "a region begins inside a region");
            inside = true;
            regions.push(Vec::new());
        }
        if inside {
            regions.last_mut().unwrap().push(line);
        }
        if line.trim() == END {
            assert!(inside, "a region ends that has not begun");
            inside = false;
        }
    }
    assert!(!inside, "a region does not end");
    regions
}

/// The one region of the file.
fn region(text: &str) -> Vec<&str> {
    let mut regions = regions(text);
    assert_eq!(regions.len(), 1, "regions in {FILE}");
    regions.remove(0)
}

#[test]
fn the_backdoor_is_one_region_of_at_most_12_lines_in_one_file() {
    for file in rust(&CODE) {
        assert_eq!(regions(&file.text).len(), usize::from(file.path == FILE), "{}", file.path);
    }
    let text = read(FILE);
    let region = region(&text);
    assert!((3..=12).contains(&region.len()), "{} lines", region.len());
    // It is where the field is sealed, and the client seals it nowhere else.
    let seals = |lines: &[&str]| lines.iter().filter(|line| line.contains("AccessField::seal(")).count();
    assert_eq!(seals(&region), 1);
    assert_eq!(seals(&text.lines().collect::<Vec<_>>()), 1);
}

#[test]
fn the_diff_quotes_the_backdoor_as_it_is_in_the_file() {
    let (text, page) = (read(FILE), read("docs/the-diff.md"));
    let blocks = page.split("```rust\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    let quoted: Vec<&str> = blocks.filter(|block| block.contains(BEGIN)).collect();
    assert_eq!(quoted.len(), 1, "docs/the-diff.md must have one block of Rust with {BEGIN} in it");
    let region = region(&text).join("\n");
    assert_eq!(
        quoted[0].trim_end_matches('\n'),
        region,
        "docs/the-diff.md quotes another text than {FILE} has. Put this between ```rust and ```:\n{region}\n"
    );
}
