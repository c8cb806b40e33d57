//! `doormat explain ID`: what it is, who held what, where the code is, where it comes from, what is said against it.

use attacks::catalogue;
use attacks::parameters::Parameters;

use crate::cli::ExplainArgs;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;
use crate::render::{human, text::wrap};

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let mut out = Stdout::lock();
    out.text(page(&args.id))?;
    out.flush()?;
    Ok(Exit::AsExpected)
}

/// The page of an id; the command line has made sure that there is one.
fn page(id: &str) -> String {
    let system = catalogue::system(id).map(system);
    let attack = || catalogue::attack(id).map(attack);
    let claim = || catalogue::claim(id).map(claim);
    let property = || attacks::properties::property(id).map(property);
    system.or_else(attack).or_else(claim).or_else(property).unwrap_or_default()
}

fn paragraph(name: &str, text: &str) -> String {
    format!("{name}\n{}", wrap(text, human::WIDTH, "  "))
}

fn system(entry: &attacks::systems::SystemEntry) -> String {
    let parameters = Parameters::default();
    let facts = (entry.facts)(&parameters);
    let predictions: String = attacks::ATTACKS
        .iter()
        .filter_map(|attack| {
            let first = attacks::attack::foresee(*attack, &facts, &parameters).into_iter().next()?;
            Some(wrap(
                &format!("{}, {}: {}", attack.id(), first.part, first.expect.words()),
                human::WIDTH,
                "  ",
            ))
        })
        .collect();
    [
        format!("{}  ({})\n\n", entry.id, entry.title),
        paragraph("What it is", entry.what),
        paragraph("What is said for it", entry.in_favour),
        paragraph("Source", entry.source),
        entry.proposal.map(proposal).unwrap_or_default(),
        entry.fix.as_ref().map(fix).unwrap_or_default(),
        paragraph("Code", entry.file),
        format!("Predictions, made before any run, at the default size\n{predictions}"),
        paragraph("See it", &format!("doormat run --system {}", entry.id)),
    ]
    .concat()
}

/// What was proposed, what happened, and what in the miniature is a stand-in.
fn proposal(proposal: &attacks::systems::Proposal) -> String {
    let mut text = paragraph("The proposal", &format!("{}. {}", proposal.title, proposal.claimed));
    for stand_in in proposal.stand_ins {
        text.push_str(&paragraph("STAND-IN", stand_in));
    }
    if !proposal.history.is_empty() {
        text.push_str("What happened, and how far from this mechanism\n");
    }
    for incident in proposal.history {
        let told = format!(
            "{}: {} ({}; {})",
            incident.when,
            incident.what,
            incident.distance.words(),
            incident.source
        );
        text.push_str(&wrap(&told, human::WIDTH, "  "));
    }
    text.push_str(&paragraph("Page", &format!("docs/mechanisms/{}.md", proposal.page)));
    text
}

fn fix(fix: &attacks::systems::Fix) -> String {
    let (stops, survivor) = (fix.stops, fix.survivor);
    let said = format!(
        "It repairs {}: {} ({}) succeeds there and not here. {} ({}) survives the repair.",
        fix.of, stops.0, stops.1, survivor.0, survivor.1
    );
    paragraph("The repair", &said)
}

fn property(property: &attacks::properties::Property) -> String {
    let attacks: Vec<String> =
        property.evidence.iter().map(|evidence| format!("{} ({})", evidence.attack, evidence.when)).collect();
    let attacks =
        if attacks.is_empty() { "none: it is argued for each system".to_owned() } else { attacks.join(", ") };
    let argument = if property.argument.is_empty() { "none in general" } else { property.argument };
    [
        format!("{}  ({})\n\n", property.id, property.name),
        paragraph("The game", property.game),
        paragraph("Attacks that play it", &attacks),
        paragraph("Why it is believed where none succeeded", argument),
        paragraph("Source", "the games of this testbed"),
        paragraph("Code", "attacks/src/properties/listed.rs"),
        paragraph("See it", &format!("doormat matrix --property {}", property.id)),
    ]
    .concat()
}

fn attack(attack: &dyn attacks::attack::Attack) -> String {
    [
        format!("{}\n\n", attack.id()),
        paragraph("The question", attack.question()),
        paragraph("Who holds what", attack.holds()),
        paragraph("Source", attack.source()),
        paragraph("What is said against reading too much into it", attack.counter()),
        paragraph("Code", attack.file()),
        paragraph("See it", &format!("doormat run --attack {}", attack.id())),
    ]
    .concat()
}

fn claim(claim: &attacks::claims::Claim) -> String {
    let cells: Vec<String> =
        claim.needs.iter().map(|(system, attack)| format!("{system}/{attack}")).collect();
    [
        format!("{}  ({})\n\n", claim.id, claim.side.name()),
        paragraph("The claim", claim.sentence),
        paragraph("Source", claim.source),
        paragraph("Predicted before the run", claim.prediction),
        paragraph("The strongest answer to it", claim.counter),
        paragraph("It rests on these cells", &cells.join(", ")),
        paragraph("Code", claim.file),
        paragraph("See it", &format!("doormat run --claim {}", claim.id)),
    ]
    .concat()
}
