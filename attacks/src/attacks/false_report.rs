//! Somebody reports what was never sent.

use escrow::mechanisms::franking::{Body, FrankingKey, Receipt, Report, stamp};

use crate::attack::{Aim, Attack, Expect, Outcome, Outcomes, Prediction, part};
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::stage::{Stage, Trial};
use crate::system::{Facts, Place};
use crate::systems::BuildError;
use crate::systems::franking::Desk;
use crate::systems::network::address;

/// The attack.
#[derive(Debug)]
pub struct FalseReport;

/// Whoever has the key that stamps.
pub const BY_KEY: &str = "believed, by whoever holds the provider's key";
/// Whoever has nothing but messages that were really sent.
pub const BY_RECIPIENT: &str = "believed, by a recipient out of genuine messages";
/// The control: the desk believes something.
pub const GENUINE: &str = "control: genuine reports that are believed";

/// What the accused never wrote.
const INVENTED: &[u8] = b"Pay, or everybody sees the pictures.";

impl Attack for FalseReport {
    fn id(&self) -> &'static str {
        "false-report"
    }
    fn question(&self) -> &'static str {
        "Is a report believed of a message that was never sent?"
    }
    fn holds(&self) -> &'static str {
        "a thief of the provider's franking key; and recipients who have kept all their messages, without that key"
    }
    fn aim(&self) -> Aim {
        Aim::Forge
    }
    fn source(&self) -> &'static str {
        "The provider's key is the root of belief in message franking: Facebook's whitepaper (2016); what its holder can do \
         with it is put to the test by this project"
    }
    fn counter(&self) -> &'static str {
        "The provider was believed before, too: it could always say what it liked about its users. A thief of the key only \
         persuades the provider, reads nothing, and cannot write in anybody's name."
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        let why = Expect::NotApplicable("there is nobody here to whom a reader could prove anything");
        [BY_KEY, BY_RECIPIENT, GENUINE].map(|name| part(name, why)).to_vec()
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let stolen = stage.seize(Place::Relay).and_then(|loot| loot.bytes.last_chunk().copied());
        let (Some(desk), Some(key)) = (stage.bench::<Desk>(), stolen) else { return Ok(Outcomes::default()) };
        let mut parts =
            [BY_KEY, BY_RECIPIENT, GENUINE].map(|name| Outcome { part: name.to_owned(), trials: Vec::new() });
        let [by_key, by_recipient, genuine] = &mut parts;
        for meta in stage.tape().iter().map(|taped| &taped.meta) {
            let invented = invented(meta, &key);
            let believed = invented.is_some_and(|receipt| desk.believes(receipt, INVENTED));
            by_key.trials.push(Trial::did(meta.index, believed));
            let kept = desk.kept.get(meta.to).map(Vec::as_slice).unwrap_or_default();
            let Some(own) = kept.iter().find(|receipt| is_of(receipt, meta)) else { continue };
            let believed = tampered(own).into_iter().any(|receipt| desk.believes(receipt, INVENTED));
            by_recipient.trials.push(Trial::did(meta.index, believed));
            let revealed = desk.judge(&Report::about(own, kept)).map(|revealed| revealed.text);
            genuine.trials.push(Trial::read(meta.index, revealed));
        }
        Ok(Outcomes { parts: parts.into(), ..Outcomes::default() })
    }
}

impl Desk {
    /// Whether the provider takes one receipt to show this text from the sender that it names.
    fn believes(&self, receipt: Receipt, text: &[u8]) -> bool {
        let accused = receipt.from.clone();
        let revealed = self.judge(&Report(vec![receipt]));
        revealed.is_some_and(|revealed| revealed.text == text && revealed.from == accused)
    }
}

/// Whether a receipt is of a message: the sender, and the second in which the provider carried it.
fn is_of(receipt: &Receipt, meta: &Meta) -> bool {
    address(meta.from).is_ok_and(|from| from == receipt.from) && receipt.stamp.time == meta.sent
}

/// A receipt of something that was never sent, stamped with the stolen key.
fn invented(meta: &Meta, key: &[u8; 32]) -> Option<Receipt> {
    let (from, to) = (address(meta.from).ok()?, address(meta.to).ok()?);
    let (franking, body) = (FrankingKey([7; 32]), Body::Text(INVENTED.to_vec()));
    let tag = franking.tag(&body);
    let stamp = stamp(key, &tag, meta.sent, &from, &to);
    Some(Receipt { from, to, tag, stamp, key: franking, body, file: Vec::new() })
}

/// What a recipient without that key can try: another text under the genuine tag, the genuine stamp on a tag of its
/// own, and a stamp made with a key of its own.
fn tampered(own: &Receipt) -> [Receipt; 3] {
    let body = Body::Text(INVENTED.to_vec());
    let other_text = Receipt { body: body.clone(), file: Vec::new(), ..own.clone() };
    let other_tag = Receipt { tag: own.key.tag(&body), ..other_text.clone() };
    let stamp = stamp(&own.key.0, &other_tag.tag, own.stamp.time, &own.from, &own.to);
    let own_stamp = Receipt { stamp, ..other_tag.clone() };
    [other_text, other_tag, own_stamp]
}
