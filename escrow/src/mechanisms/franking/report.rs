//! Receipts, reports, and the provider who judges them.

use hmac::Mac;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Body, Envelope, FrankingError, FrankingKey, Stamp, mac};
use crate::label;
use honest::address::Address;
use honest::codec::Writer;

/// What the recipient of a message keeps beside it, to report it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The sender, authenticated by the message.
    pub from: Address,
    /// The addressee.
    pub to: Address,
    /// What the sender committed to.
    pub tag: [u8; 32],
    /// The provider's stamp on that. The recipient cannot check it: it is for the provider.
    pub stamp: Stamp,
    /// Opens the commitment.
    pub key: FrankingKey,
    /// What was committed to.
    pub body: Body,
    /// The file beside the message, or nothing.
    pub file: Vec<u8>,
}

impl Receipt {
    /// Whether another receipt is of the same file from the same sender.
    fn same_file(&self, other: &Self) -> bool {
        let digest = |receipt: &Self| match &receipt.body {
            Body::Text(_) => None,
            Body::File { digest, .. } => Some(*digest),
        };
        digest(self).is_some_and(|own| digest(other) == Some(own)) && self.from == other.from
    }
}

/// A complaint: one text message, or one file with every message that brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report(pub Vec<Receipt>);

impl Report {
    /// What a client hands in about one receipt out of those that its user has kept, oldest first. A file is handed in
    /// once, with all its messages from that sender.
    #[must_use]
    pub fn about(receipt: &Receipt, kept: &[Receipt]) -> Self {
        let same: Vec<Receipt> = kept.iter().filter(|other| receipt.same_file(other)).cloned().collect();
        Self(if same.is_empty() { vec![receipt.clone()] } else { same })
    }
}

/// Why the provider does not act on a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// Nothing is reported.
    #[error("report: there is no message in it")]
    Empty,
    /// The tag does not commit to the body.
    #[error("report: message {place} is not what its tag commits to")]
    Tag {
        /// Which message of the report, from 0.
        place: usize,
    },
    /// The provider never carried a message with that tag between these two at that time.
    #[error("report: the stamp of message {place} is not the provider's")]
    Stamp {
        /// Which message of the report, from 0.
        place: usize,
    },
    /// Messages of several files or senders in one report.
    #[error("report: message {place} is not of the same sender and file as the first")]
    Mixed {
        /// Which message of the report, from 0.
        place: usize,
    },
    /// The file is another one, or does not open.
    #[error("report: {0}")]
    File(FrankingError),
}

/// What a report showed the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// Who sent it.
    pub from: Address,
    /// To whom.
    pub to: Address,
    /// When.
    pub time: u64,
    /// What it says.
    pub text: Vec<u8>,
}

/// The provider: one key, and nothing else.
pub struct Provider {
    key: Zeroizing<[u8; 32]>,
    committed: bool,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key: _, committed } = self;
        f.debug_struct("Provider").field("committed", committed).finish_non_exhaustive()
    }
}

impl Provider {
    /// A provider with a fresh key. With `committed`, files must commit to their key.
    pub fn new(committed: bool, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self { key, committed }
    }

    /// Stamps a message in passing.
    pub fn carry(&self, envelope: &mut Envelope, time: u64) {
        let honest::Envelope { from, to, message: _ } = &envelope.inner;
        envelope.stamp = Some(stamp(&self.key, &envelope.tag, time, from, to));
    }

    /// What a report shows, if it stands.
    ///
    /// # Errors
    /// [`ReportError`].
    pub fn judge(&self, report: &Report) -> Result<Revealed, ReportError> {
        let first = report.0.first().ok_or(ReportError::Empty)?;
        for (place, receipt) in report.0.iter().enumerate() {
            let Receipt { from, to, tag, stamp: Stamp { time, mac }, key, body, file: _ } = receipt;
            if !key.verify(body, tag) {
                return Err(ReportError::Tag { place });
            }
            if stamped(&self.key, tag, *time, from, to).verify_slice(mac).is_err() {
                return Err(ReportError::Stamp { place });
            }
            if place > 0 && !first.same_file(receipt) {
                return Err(ReportError::Mixed { place });
            }
        }
        let Receipt { from, to, stamp, body, file, .. } = first;
        let text = body.read(from, to, file, self.committed).map_err(ReportError::File)?;
        Ok(Revealed { from: from.clone(), to: to.clone(), time: stamp.time, text })
    }

    /// What a thief finds at the provider: the key that stamps. It opens nothing, because nothing is sealed to it.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<[u8; 32]> {
        self.key.clone()
    }
}

/// The stamp of whoever holds the provider's key on a tag.
#[must_use]
pub fn stamp(key: &[u8; 32], tag: &[u8; 32], time: u64, from: &Address, to: &Address) -> Stamp {
    Stamp { time, mac: stamped(key, tag, time, from, to).finalize().into_bytes().into() }
}

fn stamped(
    key: &[u8; 32],
    tag: &[u8; 32],
    time: u64,
    from: &Address,
    to: &Address,
) -> hmac::Hmac<sha2::Sha256> {
    let mut about = Writer::with_capacity(160);
    about.put(tag).u64(time);
    from.encode(&mut about);
    to.encode(&mut about);
    mac(key, &[label::STAMP, about.as_slice()])
}
