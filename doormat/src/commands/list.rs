//! `doormat list`: the catalogue.

use attacks::{ATTACKS, CLAIMS, SYSTEMS};
use serde::Serialize;

use crate::cli::{Catalogue, ListArgs, ListFormat};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;
use crate::render::{self, human, text::wrap};

/// One row of a list.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    id: &'static str,
    title: &'static str,
    source: &'static str,
    file: &'static str,
}

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let wanted = |what| args.what.is_none_or(|wanted| wanted == what);
    let rows: Vec<Row> = [
        (Catalogue::Systems, systems()),
        (Catalogue::Attacks, attacks()),
        (Catalogue::Claims, claims()),
        (Catalogue::Properties, properties()),
    ]
    .into_iter()
    .filter(|(what, _)| wanted(*what))
    .flat_map(|(_, rows)| rows)
    .collect();
    let mut out = Stdout::lock();
    if args.format == ListFormat::Json {
        out.text(render::json(&rows))?;
        out.flush()?;
        return Ok(Exit::AsExpected);
    }
    let mut kind = "";
    for row in &rows {
        if row.kind != kind {
            kind = row.kind;
            out.line(format!(
                "{}{}",
                if out_is_fresh(row, &rows) { "" } else { "\n" },
                if row.kind == "property" {
                    "PROPERTIES".to_owned()
                } else {
                    format!("{}S", row.kind.to_uppercase())
                }
            ))?;
        }
        let title = wrap(row.title, human::WIDTH, &" ".repeat(24));
        out.text(format!("  {:<22}{}", row.id, title.trim_start()))?;
    }
    out.line("\nNext: doormat explain ID")?;
    out.flush()?;
    Ok(Exit::AsExpected)
}

/// Whether a row is the first of all.
fn out_is_fresh(row: &Row, rows: &[Row]) -> bool {
    rows.first().is_some_and(|first| first.id == row.id)
}

fn systems() -> Vec<Row> {
    let row = |s: &&attacks::systems::SystemEntry| Row {
        kind: "system",
        id: s.id,
        title: s.title,
        source: s.source,
        file: s.file,
    };
    SYSTEMS.iter().map(row).collect()
}

fn attacks() -> Vec<Row> {
    let row = |a: &&dyn attacks::attack::Attack| Row {
        kind: "attack",
        id: a.id(),
        title: a.question(),
        source: a.source(),
        file: a.file(),
    };
    ATTACKS.iter().map(row).collect()
}

fn claims() -> Vec<Row> {
    let row = |c: &&attacks::claims::Claim| Row {
        kind: "claim",
        id: c.id,
        title: c.sentence,
        source: c.source,
        file: c.file,
    };
    CLAIMS.iter().map(row).collect()
}

fn properties() -> Vec<Row> {
    let row = |p: &attacks::properties::Property| Row {
        kind: "property",
        id: p.id,
        title: p.name,
        source: "the games of this testbed",
        file: "attacks/src/properties/listed.rs",
    };
    attacks::properties::PROPERTIES.iter().map(row).collect()
}
