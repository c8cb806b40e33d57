//! Small pieces of text.

/// Text broken into lines of at most `width` characters, each behind `indent`.
#[must_use]
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let room = width.saturating_sub(indent.chars().count());
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push_str(&format!("{indent}{line}\n"));
    }
    lines
}

/// "1 message", "2 messages".
#[must_use]
pub fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A rate in per cent without false precision: whole numbers, and never 0 or 100 for what is neither.
#[must_use]
pub fn percent(successes: u64, trials: u64) -> String {
    if trials == 0 {
        return "-".to_owned();
    }
    let rounded = (successes * 200 + trials) / (2 * trials);
    match (successes, rounded) {
        (0, _) => "0".to_owned(),
        (all, _) if all == trials => "100".to_owned(),
        (_, 0) => "<1".to_owned(),
        (_, rounded) if rounded >= 100 => ">99".to_owned(),
        (_, rounded) => rounded.to_string(),
    }
}

#[cfg(test)]
mod tests;
