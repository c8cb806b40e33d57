//! Links of the pages: a file that is there, and in it a heading of that name.

use std::path::Path;

use super::{pages, read};

/// The targets of `[text](target)` outside code blocks.
fn targets(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    prose.flat_map(|text| text.split("](").skip(1)).filter_map(|rest| rest.split(')').next()).collect()
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Why a link is dead, if it is.
fn dead(page: &Path, target: &str) -> Option<String> {
    if target.starts_with("https://") {
        return None;
    }
    let (file, heading) = target.split_once('#').map_or((target, None), |(file, id)| (file, Some(id)));
    let path = if file.is_empty() { page.to_owned() } else { page.parent().unwrap().join(file) };
    if !path.exists() {
        return Some(format!("{}: {target}: no such file", page.display()));
    }
    let missing = |id| !read(&path).lines().any(|line| line.starts_with('#') && anchor(line) == id);
    heading.filter(|id| missing(*id)).map(|_| format!("{}: {target}: no such heading", page.display()))
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let mut looked_at = 0;
    let mut dead_ones = Vec::new();
    for page in pages() {
        for target in targets(&read(&page)) {
            looked_at += 1;
            dead_ones.extend(dead(&page, target));
        }
    }
    assert!(dead_ones.is_empty(), "{}", dead_ones.join("\n"));
    assert!(looked_at > 50, "only {looked_at} links were found");
}

#[test]
fn a_dead_link_is_found() {
    let page = super::top().join("README.md");
    assert_eq!(targets("see [a](b.md) and\n```\n[c](d.md)\n```\n[e](f.md#g)"), ["b.md", "f.md#g"]);
    assert!(dead(&page, "docs/nowhere.md").is_some());
    assert!(dead(&page, "README.md#no-such-heading").is_some());
    assert!(dead(&page, "README.md#how-to-go-on").is_none());
}
