//! `doormat docs FOLDER`: the generated pages of the documentation, out of the catalogue. A test compares them with
//! what is committed.

use std::path::Path;

mod mechanisms;

use attacks::report::Run;
use attacks::{ATTACKS, CLAIMS, SYSTEMS};

use crate::error::Failure;
use crate::exit::Exit;
use crate::output::write_files;
use crate::render;

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(folder: &Path) -> Result<Exit, Failure> {
    write_files(folder, &[("claims.md", claims()), ("run.schema.json", schema())])?;
    mechanisms::write(&folder.join("mechanisms"))?;
    Ok(Exit::AsExpected)
}

/// The schema of run.json.
#[must_use]
pub fn schema() -> String {
    render::json(&schemars::schema_for!(Run))
}

/// docs/claims.md.
fn claims() -> String {
    let mut page = String::from(
        "# Systems, attacks and claims\n\n\
         Generated from the catalogue by `doormat docs docs`; a test compares it. Figures are in `matrix.json`, which the \
         demonstration reproduces.\n\n## Systems\n",
    );
    for s in SYSTEMS {
        page.push_str(&format!(
            "\n### `{}`: {}\n\n{}\n\nFor it: {}\n\nSource: {}. Code: [`{}`](../{}).\n",
            s.id, s.title, s.what, s.in_favour, s.source, s.file, s.file
        ));
    }
    page.push_str("\n## Attacks\n");
    for a in ATTACKS {
        page.push_str(&format!(
            "\n### `{}`\n\n{}\n\nHolds {}.\n\nAgainst reading too much into it: {}\n\nSource: {}. Code: [`{}`](../{}).\n",
            a.id(),
            a.question(),
            a.holds(),
            a.counter(),
            a.source(),
            a.file(),
            a.file()
        ));
    }
    page.push_str(
        "\n## Claims\n\nPredictions were written before the runs. Each is a test: `doormat run --claim ID`.\n\n\
         | id | said by | claim | predicted | answer to it | cells | source |\n|---|---|---|---|---|---|---|\n",
    );
    for c in CLAIMS {
        let cells: Vec<String> =
            c.needs.iter().map(|(system, attack)| format!("{system}/{attack}")).collect();
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            c.id,
            c.side.name(),
            c.sentence,
            c.prediction,
            c.counter,
            cells.join(", "),
            c.source
        ));
    }
    page
}
