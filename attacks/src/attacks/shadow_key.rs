//! Dishonest users choose the keys that they have certified so that these spell another key, of which no trustee was
//! given a piece.

use escrow::{EscrowPublic, EscrowSecret};
use honest::primitives::dh::DhPair;

use self::spelling::Spelling;
use super::{rogue, signature_key};
use crate::attack::{Aim, Attack, Expect, Measured, Outcome, Outcomes, Prediction, measured, part};
use crate::parameters::Parameters;
use crate::stage::{Stage, Trial};
use crate::system::{Door, Facts, Trick};
use crate::systems::BuildError;
use crate::systems::fair::bench::Bench;

pub(crate) mod spelling;

/// The attack.
#[derive(Debug)]
pub struct ShadowKey;

/// The part of the two rogues.
pub const EVADED: &str = "peer reads, authority does not";
/// What trustees say of a rogue's keys.
pub const APPROVED: &str = "rogue's keys that every trustee approved";
/// What is left of the rogue's choice in the directory.
pub const SPELLED: &str = "certified keys that show what their user chose";

/// Whole shadow keys that are registered on the bench.
const fn words(thorough: bool) -> u32 {
    if thorough { 8 } else { 1 }
}

/// Bits that a rogue tries to have in one key by registering again and again.
const PATIENT: Spelling = Spelling::new(4);

/// Keys that it wants so.
const fn wanted(thorough: bool) -> u32 {
    if thorough { 100 } else { 6 }
}

/// Registrations after which it gives up one of them: a hundred times the average.
const GIVE_UP: u32 = 1_600;

/// What is expected of [`SPELLED`] where nobody chooses: one in 256, or in 65,536.
pub(crate) const fn by_chance(parameters: &Parameters) -> Expect {
    if parameters.thorough {
        Expect::Rate(0, 16, "one in 65,536 by chance")
    } else {
        Expect::Rate(0, 60, "one in 256 by chance")
    }
}

impl Attack for ShadowKey {
    fn id(&self) -> &'static str {
        "shadow-key"
    }
    fn question(&self) -> &'static str {
        "Can users have keys certified that show a second key, which passes every check and which no trustee can open?"
    }
    fn holds(&self) -> &'static str {
        "two modified clients that choose their keys, and the directory; the authority has an order against the sender, \
         knows the trick, and tries every key that it was given"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Kilian and Leighton, Fair Cryptosystems, Revisited (CRYPTO 1995): a shadow key is computed from the certified one \
         (HC-10); spelling it with the low bits of renewed keys is this project's own"
    }
    fn counter(&self) -> &'static str {
        "Both users need modified clients, and who has those can agree on a key by another way; the shadow key matters to \
         strangers, who find it in the official directory. Spelling takes many renewals, which can be limited."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable(match facts.door {
            Door::None => "nothing is deposited, so there is nothing to evade",
            _ => "users have no certified keys of their own to choose here",
        });
        [EVADED, APPROVED, SPELLED, rogue::CONTROL].map(|name| part(name, why)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        let Some(mut bench) = stage.bench::<Bench>() else { return Ok(Outcomes::default()) };
        let thorough = stage.parameters().thorough;
        let played = rogue::play(Trick::ShadowKey, stage);
        let mut outcomes = rogue::outcomes(EVADED, played, stage)?;
        let counted = register(&mut bench, words(thorough));
        outcomes.parts.insert(1, Outcome { part: APPROVED.to_owned(), trials: counted.approved.clone() });
        outcomes.parts.insert(2, Outcome { part: SPELLED.to_owned(), trials: counted.spelled.clone() });
        outcomes.measures = measures(&mut bench, &counted, thorough);
        Ok(outcomes)
    }
}

/// What came of registering keys that spell.
struct Counted {
    approved: Vec<Trial>,
    spelled: Vec<Trial>,
    /// Attempts at home.
    tried: u64,
    /// Whole shadow keys that stood in the directory.
    shown: u32,
    /// Of those and the others, how many the authority had the secret of after an order.
    opened: u32,
}

/// A rogue registers whole shadow keys, one after the other; then an order against it is executed.
fn register(bench: &mut Bench, words: u32) -> Counted {
    let spelling = bench.spelling();
    let mut counted = Counted { approved: Vec::new(), spelled: Vec::new(), tried: 0, shown: 0, opened: 0 };
    let mut shadows = Vec::new();
    for _ in 0..words {
        let shadow = DhPair::generate(bench.rng());
        let mut keys: Vec<EscrowPublic> = Vec::new();
        for chunk in spelling.chunks(shadow.public().as_bytes()) {
            let chosen = spelling.spell(chunk, bench.rng());
            let registered = chosen.and_then(|(secret, tried)| {
                counted.tried += tried;
                bench.register(secret)
            });
            let public = registered.as_ref().map(|counter| counter.certificate.public);
            let says = |public: EscrowPublic| spelling.says(&public.to_bytes()) == chunk;
            counted.approved.push(Trial::did(0, registered.is_some_and(|counter| counter.approved)));
            counted.spelled.push(Trial::did(0, public.is_some_and(says)));
            keys.extend(public);
        }
        counted.shown += u32::from(spelling.read(&keys) == Some(*shadow.public().as_bytes()));
        shadows.push(shadow);
    }
    let given = bench.order();
    let opens =
        |shadow: &&DhPair| given.iter().any(|secret| secret.public().x25519() == *shadow.public().as_bytes());
    counted.opened = u32::try_from(shadows.iter().filter(opens).count()).unwrap_or(u32::MAX);
    counted
}

fn measures(bench: &mut Bench, counted: &Counted, thorough: bool) -> Vec<Measured> {
    let spelling = bench.spelling();
    let count = |of: usize| u32::try_from(of).map_or(f64::INFINITY, f64::from);
    let registered = count(counted.spelled.len());
    let did = |trial: &&Trial| matches!(trial.result, crate::stage::TrialResult::Did(true));
    let spelled = count(counted.spelled.iter().filter(did).count());
    let bits = f64::from(spelling.bits());
    let words = f64::from(words(thorough));
    let mean = u32::try_from(counted.tried).map_or(f64::INFINITY, f64::from) / registered;
    let expected = u32::try_from(spelling.attempts()).map_or(f64::INFINITY, f64::from);
    let (chosen, shown, runs) = if bench.free() {
        ((bits, bits), (words, words), (1.0, 1.0))
    } else if thorough {
        // Four standard errors of the mean of 100 waits for 4 bits; of 6 waits, five upwards.
        ((0.0, 0.5), (0.0, 0.0), (9.6, 22.4))
    } else {
        ((0.0, 0.5), (0.0, 0.0), (3.0, 48.0))
    };
    // Four standard errors of the mean of 32 waits, or of 128.
    let (low, high) = if thorough { (0.65, 1.35) } else { (0.3, 1.7) };
    vec![
        signature_key::overhead(),
        measured("bits of a certified key that its user chose", bits * spelled / registered, "bits")
            .within(chosen.0, chosen.1),
        measured("attempts for one key, at home, mean of 32 (thorough: 128)", mean, "attempts")
            .within(expected * low, expected * high),
        measured("certified keys that spell one shadow key", f64::from(spelling.keys()), "keys"),
        measured("shadow keys in the directory", f64::from(counted.shown), "keys").within(shown.0, shown.1),
        measured("shadow secrets among what an order brought", f64::from(counted.opened), "keys")
            .within(0.0, 0.0),
        measured(
            "registrations until a key shows 4 chosen bits, mean of 6 (thorough: 100)",
            patience(bench, wanted(thorough)),
            "registrations",
        )
        .within(runs.0, runs.1),
    ]
}

/// Registrations that it takes, on average, until a certified key shows four bits as wanted. Who chooses alone chooses
/// at home and registers once; who does not has to try in public.
fn patience(bench: &mut Bench, wanted: u32) -> f64 {
    let mut runs = 0u32;
    for at in 0..wanted {
        let chunk = u64::from(at) % PATIENT.attempts();
        for _ in 0..GIVE_UP {
            let chosen: Option<(EscrowSecret, u64)> = PATIENT.spell(chunk, bench.rng());
            let Some((secret, _)) = chosen else { return f64::INFINITY };
            runs += 1;
            let registered = bench.register(secret);
            if registered.is_some_and(|counter| PATIENT.says(&counter.certificate.public.to_bytes()) == chunk)
            {
                break;
            }
        }
    }
    f64::from(runs) / f64::from(wanted)
}
