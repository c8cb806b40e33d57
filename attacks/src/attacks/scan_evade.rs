//! Pictures are changed a little until they are no longer taken for what they are.

use chacha20::ChaCha20Rng;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use escrow::mechanisms::scanning::voucher::VOUCHER;
use escrow::mechanisms::scanning::{Picture, Projection, THRESHOLD};
use rand_core::Rng;

use super::scanned::{coins, mean, noted, pictures, predict, users};
use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, measured};
use crate::intruders::pictures::dct::Waves;
use crate::intruders::pictures::evade::{Budget, Evasion, black_box, white_box_published, white_box_sign};
use crate::intruders::pictures::published::{NEAR, Published};
use crate::intruders::pictures::{added, distortion, noise};
use crate::parameters::Parameters;
use crate::stage::Stage;
use crate::system::Facts;
use crate::systems::BuildError;
use crate::systems::scanning::bench::Bench;

/// The attack.
#[derive(Debug)]
pub struct ScanEvade;

/// With the deployed hash in hand.
pub const WHITE_SIGN: &str = "sign hash, white box, within half a level";
/// With answers of the deployed hash, few and close.
pub const TIGHT_SIGN: &str = "sign hash, black box, within 1 level and 100 answers";
/// With answers of the deployed hash, many and far.
pub const WIDE_SIGN: &str = "sign hash, black box, within 8 levels and 1,000 answers";
/// With a published hash in hand.
pub const WHITE_PUBLISHED: &str = "published hash, white box, within 2 levels";
/// With answers of a published hash, few and close.
pub const TIGHT_PUBLISHED: &str = "published hash, black box, within 1 level and 100 answers";
/// With answers of a published hash, many and far.
pub const WIDE_PUBLISHED: &str = "published hash, black box, within 8 levels and 1,000 answers";
/// What it comes to at the server.
pub const CHANGED: &str = "users not flagged who keep thirty listed pictures so changed";
/// A modified client.
pub const MODIFIED: &str = "users not flagged whose client sends random vouchers";
/// Pictures locked before the messenger sees them.
pub const LOCKED: &str = "users not flagged who encrypt the thirty first";
/// Harmless noise and the deployed hash.
pub const NOISE_SIGN: &str = "control: sign hash, noise of 1 level that nobody chose";
/// Harmless noise and a published hash.
pub const NOISE_PUBLISHED: &str = "control: published hash, noise of 1 level that nobody chose";
/// Unchanged pictures.
pub const UNCHANGED: &str = "control: users not flagged who keep the thirty unchanged";

/// What both scanning systems foretell.
pub const FORETOLD: [(&str, Expect); 12] = [
    (WHITE_SIGN, Expect::Rate(990, 1_000, "of 96 planes one is always near")),
    (TIGHT_SIGN, Expect::Rate(400, 950, "an answer that it is the same gives no direction")),
    (WIDE_SIGN, Expect::Rate(990, 1_000, "noise of that size crosses some plane")),
    (WHITE_PUBLISHED, Expect::Rate(900, 1_000, "an eighth of the bits lies near the median")),
    (TIGHT_PUBLISHED, Expect::Rate(0, 300, "far fewer than an eighth of the bits moves")),
    (WIDE_PUBLISHED, Expect::Rate(990, 1_000, "noise of that size moves more than an eighth of the bits")),
    (CHANGED, Expect::Everything),
    (MODIFIED, Expect::Everything),
    (LOCKED, Expect::Everything),
    (NOISE_SIGN, Expect::Rate(20, 400, "a hash that is compared whole changes with its weakest bit")),
    (NOISE_PUBLISHED, Expect::Nothing),
    (UNCHANGED, Expect::Nothing),
];

/// The size of a change that is meant to be unseen, and of one that is seen and leaves the picture what it is.
const TIGHT: Budget = Budget { levels: 1.0, queries: 100 };
const WIDE: Budget = Budget { levels: 8.0, queries: 1_000 };

impl Attack for ScanEvade {
    fn id(&self) -> &'static str {
        "scan-evade"
    }
    fn question(&self) -> &'static str {
        "Is a listed picture still found after a change that people hardly see?"
    }
    fn holds(&self) -> &'static str {
        "pictures and the client; the hash in hand (white box), or nothing but its answers, so many of them (black box)"
    }
    fn aim(&self) -> Aim {
        Aim::Evade
    }
    fn source(&self) -> &'static str {
        "Jain, Crețu and de Montjoye (USENIX Security 2022): more than 99.9 % evade in a black box; against it Madden, Bhavsar, \
         Dorje and Li (2024): robust where distortion and questions are limited as in practice (HC-20)"
    }
    fn counter(&self) -> &'static str {
        "Both studies are borne out: what decides is how much may change and how often one may ask. Rates are of generated \
         pictures and these two hashes; deployed ones were trained or tuned for photographs, and most people who send listed \
         pictures change nothing."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, facts: &Facts, _: &Parameters) -> Vec<Prediction> {
        predict(&FORETOLD, facts)
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let Some(bench) = stage.bench::<Bench>() else { return Ok(Outcomes::default()) };
        let mut rng = coins(stage, self.id());
        let (many, few) = if stage.parameters().thorough { (400, 200) } else { (100, 20) };
        let tested = pictures(many, &mut rng);
        let few = tested.get(..few).unwrap_or(&tested);
        let sign = Sign { projection: bench.projection() };
        let published = Frequencies { published: Published::of_pictures(), waves: Waves::new() };
        let mut runs = Vec::new();
        let hashes: [(&dyn Hash, &[Picture]); 2] = [(&sign, &tested), (&published, few)];
        for (hash, tested) in hashes {
            let white: Vec<Evasion> = tested.iter().map(|picture| hash.white_box(picture)).collect();
            let mut black = |budget| -> Vec<Evasion> {
                tested.iter().map(|picture| hash.black_box(picture, budget, &mut rng)).collect()
            };
            let (tight, wide) = (black(TIGHT), black(WIDE));
            let noise = tested.iter().map(|picture| added(picture, &noise(1, TIGHT.levels, &mut rng)));
            let noise: Vec<Evasion> = tested
                .iter()
                .zip(noise)
                .map(|(old, new)| Evasion { picture: new.filter(|new| !hash.same(old, new)), queries: 0 })
                .collect();
            runs.push((tested, [white, tight, wide, noise]));
        }
        let mut measures = Vec::new();
        let names = [(SIGN_SIZE, SIGN_ASKED), (PUBLISHED_SIZE, PUBLISHED_ASKED)];
        for ((tested, [white, _, wide, _]), (size, asked)) in runs.iter().zip(names) {
            let found =
                tested.iter().zip(white).filter_map(|(old, evasion)| Some((old, evasion.picture.as_ref()?)));
            let sizes: Vec<f64> = found.map(|(old, new)| distortion(old, new)).collect();
            measures.push(measured(size, mean(&sizes), "levels of 256, RMS"));
            let queries: Vec<f64> = wide.iter().map(|evasion| f64::from(evasion.queries)).collect();
            measures.push(measured(asked, mean(&queries), "answers"));
        }
        let mut parts = at_the_server(&bench, &mut rng);
        let names = [
            [WHITE_SIGN, TIGHT_SIGN, WIDE_SIGN, NOISE_SIGN],
            [WHITE_PUBLISHED, TIGHT_PUBLISHED, WIDE_PUBLISHED, NOISE_PUBLISHED],
        ];
        for ((_, evasions), names) in runs.iter().zip(names) {
            parts.extend(names.into_iter().zip(evasions).map(|(name, evasions)| {
                let trials = evasions.iter().map(|evasion| noted(evasion.picture.is_some())).collect();
                Outcome { part: name.to_owned(), trials }
            }));
        }
        Ok(Outcomes { parts, measures, ..Outcomes::default() })
    }
}

/// Measures, in the order of the hashes.
const SIGN_SIZE: &str = "distortion, sign hash, white box, mean";
const SIGN_ASKED: &str = "answers, sign hash, within 8 levels, mean";
const PUBLISHED_SIZE: &str = "distortion, published hash, white box, mean";
const PUBLISHED_ASKED: &str = "answers, published hash, within 8 levels, mean";

/// A hash that is to be evaded.
trait Hash {
    /// With the hash in hand, within the bound that its part names.
    fn white_box(&self, picture: &Picture) -> Evasion;
    /// With nothing but its answers.
    fn black_box(&self, picture: &Picture, budget: Budget, rng: &mut ChaCha20Rng) -> Evasion;
    /// Whether it takes two pictures for the same.
    fn same(&self, one: &Picture, other: &Picture) -> bool;
}

/// Leaves out an evasion that changes more than it may.
fn within(picture: &Picture, evasion: Evasion, levels: f64) -> Evasion {
    let Evasion { picture: changed, queries } = evasion;
    Evasion { picture: changed.filter(|changed| distortion(picture, changed) <= levels), queries }
}

/// The deployed hash: compared whole.
struct Sign<'b> {
    projection: &'b Projection,
}

impl Hash for Sign<'_> {
    fn white_box(&self, picture: &Picture) -> Evasion {
        within(picture, white_box_sign(self.projection, picture), 0.5)
    }
    fn black_box(&self, picture: &Picture, budget: Budget, rng: &mut ChaCha20Rng) -> Evasion {
        let hash = self.projection.hash(picture);
        black_box(picture, budget, 1, rng, |changed| self.projection.hash(changed).distance(&hash))
    }
    fn same(&self, one: &Picture, other: &Picture) -> bool {
        self.projection.hash(one) == self.projection.hash(other)
    }
}

/// The published hash: compared by bits that differ.
struct Frequencies {
    published: Published,
    waves: Waves,
}

impl Hash for Frequencies {
    fn white_box(&self, picture: &Picture) -> Evasion {
        within(picture, white_box_published(&self.published, &self.waves, picture, 2.0), 2.0)
    }
    fn black_box(&self, picture: &Picture, budget: Budget, rng: &mut ChaCha20Rng) -> Evasion {
        let Some(hash) = self.published.hash(picture.as_bytes()) else {
            return Evasion { picture: None, queries: 0 };
        };
        black_box(picture, budget, NEAR + 1, rng, |changed| self.published.distance(changed, &hash))
    }
    fn same(&self, one: &Picture, other: &Picture) -> bool {
        let hash = self.published.hash(one.as_bytes());
        hash.is_some_and(|hash| self.published.near(self.published.distance(other, &hash)))
    }
}

/// What the server makes of thirty listed pictures that are changed, left out by a modified client, locked, and, last, of
/// the same unchanged: whether the users are not flagged.
fn at_the_server(bench: &Bench, rng: &mut ChaCha20Rng) -> Vec<Outcome> {
    let owned: Vec<Picture> = bench.owned().into_iter().take(usize::from(THRESHOLD)).collect();
    let [mut changed, mut modified, mut locked, mut unchanged] = [CHANGED, MODIFIED, LOCKED, UNCHANGED]
        .map(|name| Outcome { part: name.to_owned(), trials: Vec::new() });
    let keep = |user, pictures: &mut dyn Iterator<Item = Option<Picture>>| {
        pictures.flatten().for_each(|picture| _ = bench.keep(user, &picture));
    };
    for user in users(bench) {
        let quiet = || noted(!bench.findings(user).flagged());
        keep(user, &mut owned.iter().map(|picture| white_box_sign(bench.projection(), picture).picture));
        changed.trials.push(quiet());
        let mut random = [0; VOUCHER];
        for _ in &owned {
            rng.fill_bytes(&mut random);
            bench.submit(user, &random);
        }
        modified.trials.push(quiet());
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        keep(user, &mut (0u32..).zip(&owned).map(|(number, picture)| lock(picture, &key, number)));
        locked.trials.push(quiet());
        keep(user, &mut owned.iter().cloned().map(Some));
        unchanged.trials.push(quiet());
    }
    vec![changed, modified, locked, unchanged]
}

/// A picture under a key that two people share: noise to whoever has not got it.
fn lock(picture: &Picture, key: &[u8; 32], number: u32) -> Option<Picture> {
    let mut nonce = [0; 12];
    nonce.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    let mut pixels = picture.as_bytes().to_vec();
    chacha20::ChaCha20::new(key.into(), (&nonce).into()).apply_keystream(&mut pixels);
    Picture::from_bytes(&pixels).ok()
}
