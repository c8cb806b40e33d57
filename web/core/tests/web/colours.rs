//! The colours of the pages can be told apart and read: WCAG 2.2, 1.4.3 (text 4.5) and 1.4.11 (borders of controls 3).

use std::collections::BTreeMap;

use super::page::root;

type Tokens = BTreeMap<String, String>;

/// The tokens of a block that begins somewhere in the file.
fn tokens(css: &str) -> Tokens {
    let block = css.split_once(":root {").unwrap().1.split_once('}').unwrap().0;
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    pairs.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
}

fn schemes() -> [(&'static str, Tokens); 2] {
    let css = std::fs::read_to_string(root().join("web/app/look.css")).unwrap();
    let light = tokens(&css);
    let mut dark = light.clone();
    dark.extend(tokens(css.split_once("@media (prefers-color-scheme: dark)").unwrap().1));
    [("light", light), ("dark", dark)]
}

/// Relative luminance.
fn luminance(tokens: &Tokens, name: &str) -> f64 {
    let hex = tokens[name].strip_prefix('#').unwrap_or_else(|| panic!("{name} is no colour"));
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(tokens: &Tokens, one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(tokens, one), luminance(tokens, other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_stands_out_from_every_ground_it_stands_on() {
    for (scheme, tokens) in schemes() {
        for ground in ["paper", "raised", "sunken", "blue-wash", "vermillion-wash"] {
            for text in ["ink", "quiet", "blue-ink", "vermillion-ink"] {
                let found = contrast(&tokens, text, ground);
                assert!(found >= 4.5, "{scheme}: {text} on {ground} has {found:.2}");
            }
        }
        for (text, ground) in [("on-blue", "blue"), ("on-vermillion", "vermillion")] {
            let found = contrast(&tokens, text, ground);
            assert!(found >= 4.5, "{scheme}: {text} on {ground} has {found:.2}");
        }
    }
}

#[test]
fn borders_of_controls_and_states_stand_out_from_the_ground() {
    for (scheme, tokens) in schemes() {
        for ground in ["paper", "raised"] {
            for border in ["edge", "vermillion", "focus", "blue-ink"] {
                let found = contrast(&tokens, border, ground);
                assert!(found >= 3.0, "{scheme}: {border} on {ground} has {found:.2}");
            }
        }
    }
}
