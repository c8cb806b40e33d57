//! What the systems of the work-factor family share.

use std::any::Any;

use crate::attack::Expect;
use crate::attacks::{search, two_keys};
use crate::intruders::burglar::Reader;
use crate::intruders::work::bench::Bench;
use crate::system::{Cost, Facts, Order, Plaintext, Taped, Warning};

/// Why nobody makes a text here that opens under two keys.
pub(super) const NO_TWO_KEYS: &str =
    "a text begins with eight bytes that two keys would both have to give: 2^64 attempts";

/// The same facts with a prediction of that kind for all of the attack with two keys.
pub(super) fn no_two_keys(facts: Facts, expect: Expect) -> Facts {
    facts
        .foretell("two-keys", two_keys::DECEIVED, expect)
        .foretell("two-keys", two_keys::EVADED, expect)
        .foretell("two-keys", crate::attacks::rogue::CONTROL, expect)
}

/// What is foretold of the searches: on the tape without any key, on the tape with the holder's, and on the bench.
pub(super) fn searched(facts: Facts, outsider: Expect, holder: Expect) -> Facts {
    facts.foretell("search", search::OUTSIDER, outsider).foretell("search", search::HOLDER, holder).foretell(
        "search",
        search::BENCH,
        Expect::Everything,
    )
}

/// Nobody holds anything: what a holder would read.
pub(super) const NO_HOLDER: Expect = Expect::NotApplicable("nobody holds a key to anything here");

/// A bench, as an attack asks for it.
pub(super) fn on_bench<E>(bench: Result<Bench, E>) -> Option<Box<dyn Any>> {
    Some(Box::new(bench.ok()?))
}

/// The refusal of a text that is not the one which the honest message came with.
pub(super) fn unbound() -> Warning {
    Warning::Refused("the text is not the one that this message was sent with".to_owned())
}

/// What a searcher with the lawful holder's goods reads of what an order covers.
pub(super) fn read_lawfully(
    reader: &mut dyn Reader,
    order: &Order,
    tape: &[Taped],
) -> Vec<Option<Plaintext>> {
    let mut cost = Cost::default();
    let mut read = |taped: &Taped| {
        let mut frames = taped.frames.iter().filter(|_| order.covers(&taped.meta));
        frames.find_map(|frame| reader.read(&taped.meta, frame, None, &mut cost))
    };
    tape.iter().map(&mut read).collect()
}

#[cfg(test)]
mod tests;
