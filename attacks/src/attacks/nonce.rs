//! One nonce on the wire, and whoever holds the trapdoor of the generator that it came from.

use num_bigint::BigUint;
use rand_core::Rng;
use rayon::prelude::*;

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured, part};
use crate::intruders::dual_ec::{ALL, Search, Trapdoor};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Facts, Place};
use crate::systems::BuildError;
use crate::systems::dual_ec::bench::{Handshake, Handshakes};
use honest::primitives::dh::DhPair;
use honest::primitives::kdf::sha256;

/// The attack.
#[derive(Debug)]
pub struct Nonce;

/// The part on whoever holds `d`.
pub const WITH_D: &str = "secret of one handshake, with d";
/// The part on whoever holds something else.
pub const OTHER_D: &str = "the same with another d, as long a search";
/// The part on whoever has the convention the wrong way round.
pub const INVERSE: &str = "the same with the inverse of d, as long a search";

/// Handshakes, and of these the ones that the two controls are put to.
const FEW: (u32, u32) = (2, 1);
const MANY: (u32, u32) = (100, 100);

/// The order of P-256's base point (SP 800-186, section 3.2.1.3).
const ORDER: &[u8] = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

impl Attack for Nonce {
    fn id(&self) -> &'static str {
        "nonce"
    }
    fn question(&self) -> &'static str {
        "Does one public nonce of 32 bytes give away the secret that the generator draws next?"
    }
    fn holds(&self) -> &'static str {
        "d, as the place of origin has it; of each handshake the nonce and the public key that follows"
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        "Shumow and Ferguson, On the Possibility of a Back Door in the NIST SP800-90 Dual Ec Prng (2007)"
    }
    fn counter(&self) -> &'static str {
        "It takes d. Without it the same bytes are worth nothing: that is what was claimed for such a trapdoor, and the \
         controls bear it out."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("no output of a generator with a trapdoor is shown");
        [WITH_D, OTHER_D, INVERSE].map(|name| part(name, why)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let thorough = stage.parameters().thorough;
        let (handshakes, controls) = if thorough { MANY } else { FEW };
        let d = stage.seize(Place::Origin).and_then(|loot| loot.bytes.try_into().ok());
        let (Some(gateway), Some(d)) = (stage.bench::<Handshakes>(), d) else {
            return Ok(Outcomes::default());
        };
        let trapdoor = |d: [u8; 32]| Trapdoor::new(&d, gateway.product().constants().q());
        let (with_d, other, inverse) = (trapdoor(d), trapdoor(sha256(&[&d])), trapdoor(inverse(&d)));
        let searched = |number: u32| {
            let shaken = gateway.start(number);
            let mut found = with_d.as_ref().map(|d| recover(&gateway, &shaken, d, ALL)).unwrap_or_default();
            let tried = found.0.tried;
            let controls = [&other, &inverse].map(|control| {
                let control = control.as_ref().filter(|_| number < controls)?;
                Some(recover(&gateway, &shaken, control, tried))
            });
            found.1 &= found.0.state.is_some();
            (found, controls)
        };
        let found: Vec<_> = (0..handshakes).into_par_iter().map(searched).collect();
        let mut outcomes = Outcomes::default();
        let came_out = |name: &str, results: Vec<bool>| Outcome {
            part: name.to_owned(),
            trials: results.into_iter().map(|came_out| Trial::did(0, came_out)).collect(),
        };
        outcomes.parts.push(came_out(WITH_D, found.iter().map(|((_, came_out), _)| *came_out).collect()));
        let of = |results: Vec<Option<(Search, bool)>>| {
            results.into_iter().flatten().map(|(_, out)| out).collect()
        };
        let others = found.iter().map(|(_, [other, _])| *other).collect();
        let inverses = found.iter().map(|(_, [_, inverse])| *inverse).collect();
        outcomes.parts.push(came_out(OTHER_D, of(others)));
        outcomes.parts.push(came_out(INVERSE, of(inverses)));
        for ((search, _), controls) in &found {
            outcomes.cost += search.cost();
            controls.iter().flatten().for_each(|(search, _)| outcomes.cost += search.cost());
        }
        let of_d: Vec<Search> = found.iter().map(|((search, _), _)| *search).collect();
        outcomes.measures = measures(&of_d, thorough);
        Ok(outcomes)
    }
}

/// Searches the state behind a nonce, draws on from there as the gateway did, and holds the next secret against the public
/// key that was shown.
fn recover(gateway: &Handshakes, shaken: &Handshake, trapdoor: &Trapdoor, most: usize) -> (Search, bool) {
    let secret_of = |state: &[u8; 32]| {
        let mut generator = gateway.product().generator(*state);
        // The state is that of the nonce's second block. An empty request is the one step that follows it.
        generator.fill_bytes(&mut []);
        let mut secret = [0; 32];
        generator.fill_bytes(&mut secret);
        secret
    };
    let fits = |state: &[u8; 32]| *DhPair::from_secret(secret_of(state)).public().as_bytes() == shaken.public;
    let search = trapdoor.search(&shaken.nonce, most, fits);
    let came_out = search.state.is_some_and(|state| shaken.is(&secret_of(&state)));
    (search, came_out)
}

/// The inverse of `d` modulo the order: what opens if `Q = eP` was meant.
fn inverse(d: &[u8; 32]) -> [u8; 32] {
    let order = BigUint::parse_bytes(ORDER, 16).unwrap_or_default();
    let digits = BigUint::from_bytes_be(d).modpow(&(&order - 2u32), &order).to_bytes_be();
    let mut bytes = [0; 32];
    bytes.iter_mut().rev().zip(digits.iter().rev()).for_each(|(to, from)| *to = *from);
    bytes
}

/// What searches took. The missing bits are uniform, so the values tried are, from 1 to 2^16; half of them are on the
/// curve. The intervals are four standard deviations wide to each side, or all that is possible.
fn measures(searches: &[Search], thorough: bool) -> Vec<crate::attack::Measured> {
    let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    let tried: usize = searches.iter().map(|search| search.tried).sum();
    let on_curve: usize = searches.iter().map(|search| search.on_curve).sum();
    let most = searches.iter().map(|search| search.tried).max().unwrap_or(0);
    let (all, count) = (number(ALL), number(searches.len()));
    let mean = if thorough {
        "values tried for a state, mean of 100"
    } else {
        "values tried for a state, mean of 2"
    };
    let spread = 4.0 * all / (12.0 * count).sqrt();
    let share = 2.0 / number(tried).sqrt();
    vec![
        measured(mean, number(tried) / count, "values")
            .within((all / 2.0 - spread).max(1.0), (all / 2.0 + spread).min(all)),
        measured("most values tried for a state", number(most), "values").within(1.0, all),
        measured("of these on the curve", number(on_curve) / number(tried), "share")
            .within(0.5 - share, 0.5 + share),
    ]
}

#[cfg(test)]
mod tests;
