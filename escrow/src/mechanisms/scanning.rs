//! Client-side scanning: each picture is compared with a list on its sender's device, before it is encrypted.
//!
//! | file | what | source |
//! |---|---|---|
//! | [`picture`] | pictures, generated | ours; nobody's data |
//! | [`hash`] | 96 signs of a projection | NeuralHash's last stage (Apple, 2021) |
//! | [`list`] | the blinded list, its root, its audit | "The Apple PSI System" (2021); root and two jurisdictions: Apple's threat model review (August 2021) |
//! | `shares` | t matches open, fewer say nothing | Shamir 1979; the detectable hash of "The Apple PSI System" |
//! | [`voucher`] | what goes to the server with each picture | "The Apple PSI System" |
//!
//! Texts stay end-to-end encrypted. With each picture goes a [`Voucher`]; the [`Server`] finds in it, by private set
//! intersection, whether the picture's hash is listed, and nothing else: not which picture it is until an account has
//! t matches, and then every matching one. Now and then a synthetic voucher takes a real one's place; it matches, too, so
//! that the number of matches below t says little.
//!
//! **Scaled down:** pictures of 64 by 64; a voucher carries a thumbnail alone; at most [`SYNTHETIC`] synthetic vouchers
//! an account. **Left out:** the second hash and the people who look at thumbnails before anything is reported; what a
//! second hash buys is measured where the attacks are.

use std::collections::BTreeMap;

use honest::Address;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use honest::primitives::aead;
use honest::primitives::sign::SigningPublic;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

pub mod hash;
pub mod list;
pub mod picture;
mod shares;
#[cfg(test)]
mod tests;
pub mod voucher;

pub use hash::{PictureHash, Projection};
pub use list::{BlindedList, Certificate, ListError, ListSecret};
pub use picture::Picture;
pub use shares::SYNTHETIC;
pub use voucher::Voucher;

use shares::Polynomials;

/// Matches from which an account's matching pictures are opened: what Apple announced as its first threshold.
pub const THRESHOLD: u8 = 30;

/// Of so many vouchers one is replaced by a synthetic one, until there are [`SYNTHETIC`].
pub const ONE_SYNTHETIC_IN: u32 = 16;

/// The scanning part of one client.
pub struct Scanner {
    projection: Projection,
    list: BlindedList,
    auditor: Option<SigningPublic>,
    account: Polynomials,
    synthetic: usize,
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { projection, list, auditor, account: _, synthetic } = self;
        let mut shown = f.debug_struct("Scanner");
        shown.field("projection", projection).field("list", list).field("auditor", auditor);
        shown.field("synthetic", synthetic).finish_non_exhaustive()
    }
}

impl Scanner {
    /// The scanner of a new account, with the list that its client comes with. If it knows an auditor, it takes no list
    /// without that auditor's certificate; otherwise it takes any.
    ///
    /// # Errors
    /// [`ListError`] if the list is not taken.
    pub fn new(
        projection: Projection,
        (list, certificate): (&[u8], Option<&Certificate>),
        auditor: Option<SigningPublic>,
        threshold: u8,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, ListError> {
        let list = accept(list, certificate, auditor.as_ref())?;
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        Ok(Self { projection, list, auditor, account: Polynomials::new(key, threshold), synthetic: 0 })
    }

    /// Takes another list, as with an update.
    ///
    /// # Errors
    /// [`ListError`] if it is not taken; the old one stays then.
    pub fn update(&mut self, list: &[u8], certificate: Option<&Certificate>) -> Result<(), ListError> {
        self.list = accept(list, certificate, self.auditor.as_ref())?;
        Ok(())
    }

    /// The root of its list, as a user could read it on the screen.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        self.list.root()
    }

    /// The voucher of a picture.
    pub fn voucher(&self, picture: &Picture, rng: &mut (impl CryptoRng + ?Sized)) -> Voucher {
        Voucher::of(picture, &self.projection.hash(picture), &self.list, &self.account, rng)
    }

    /// A synthetic voucher; `None` once there are [`SYNTHETIC`], the most that the server could tell from real ones.
    pub fn synthetic(&mut self, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Voucher> {
        if self.synthetic == SYNTHETIC {
            return None;
        }
        self.synthetic += 1;
        Some(Voucher::synthetic(&self.list, rng))
    }

    /// What is sent with a picture: its voucher, or now and then a synthetic one in its place.
    pub fn scan(&mut self, picture: &Picture, rng: &mut (impl CryptoRng + ?Sized)) -> Voucher {
        let replaced = rng.next_u32().is_multiple_of(ONE_SYNTHETIC_IN);
        let synthetic = if replaced { self.synthetic(rng) } else { None };
        synthetic.unwrap_or_else(|| self.voucher(picture, rng))
    }
}

/// A client's look at a list that it is given.
fn accept(
    list: &[u8],
    certificate: Option<&Certificate>,
    auditor: Option<&SigningPublic>,
) -> Result<BlindedList, ListError> {
    let list = BlindedList::from_bytes(list)?;
    if let Some(auditor) = auditor {
        certificate.ok_or(ListError::Uncertified)?.check(auditor, &list)?;
    }
    Ok(list)
}

/// A picture that an account's matches opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// Of which voucher.
    pub id: [u8; 16],
    /// The thumbnail.
    pub thumbnail: Vec<u8>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, thumbnail: _ } = self;
        f.debug_struct("Opened").field("id", id).finish_non_exhaustive()
    }
}

/// What the server knows about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Vouchers that match, synthetic ones among them.
    pub matching: usize,
    /// The matching pictures, once t of them are real; before, none.
    pub opened: Vec<Opened>,
}

impl Findings {
    /// Whether the account is reported.
    #[must_use]
    pub const fn flagged(&self) -> bool {
        !self.opened.is_empty()
    }
}

/// The server: the secret of the list, and what accounts have sent.
#[derive(Debug)]
pub struct Server {
    secret: ListSecret,
    threshold: u8,
    received: BTreeMap<Address, Vec<Voucher>>,
}

impl Server {
    /// A server with nothing received.
    #[must_use]
    pub const fn new(secret: ListSecret, threshold: u8) -> Self {
        Self { secret, threshold, received: BTreeMap::new() }
    }

    /// Takes a voucher. One that was received before counts once.
    pub fn receive(&mut self, account: &Address, voucher: Voucher) {
        let received = self.received.entry(account.clone()).or_default();
        if received.iter().all(|known| known.id != voucher.id) {
            received.push(voucher);
        }
    }

    /// What an account's vouchers give.
    #[must_use]
    pub fn findings(&self, account: &Address) -> Findings {
        let received = self.received.get(account).map_or(&[][..], Vec::as_slice);
        let (mut points, mut payloads) = (Vec::new(), Vec::new());
        for voucher in received {
            if let Some((point, payload)) = voucher.matched(&self.secret) {
                points.push(point);
                payloads.push((voucher.id, payload));
            }
        }
        let secret = shares::combine(&points, self.threshold);
        let open = |(id, payload): &([u8; 16], Vec<u8>)| {
            let key = voucher::payload_key_of(secret.as_ref()?, id);
            Some(Opened { id: *id, thumbnail: aead::open(&key, id, payload).ok()? })
        };
        Findings { matching: payloads.len(), opened: payloads.iter().filter_map(open).collect() }
    }

    /// The key that a match gives of one voucher, whoever sent it: the outer of two locks.
    #[must_use]
    pub fn key(&self, voucher: &Voucher) -> Option<Zeroizing<[u8; 32]>> {
        voucher.key(&self.secret)
    }

    /// The accounts that have sent something.
    pub fn accounts(&self) -> impl Iterator<Item = &Address> {
        self.received.keys()
    }

    /// Everything the server holds: what a thief of it takes away.
    ///
    /// `α 32 ‖ t 1 ‖ accounts 4 ‖ (address behind its length ‖ vouchers 4 ‖ voucher…)…`.
    #[must_use]
    pub fn stored(&self) -> Zeroizing<Vec<u8>> {
        let mut to = Writer::new();
        to.put(&self.secret.to_bytes()).u8(self.threshold).count(self.received.len());
        for (account, vouchers) in &self.received {
            to.prefixed(account.as_str().as_bytes()).count(vouchers.len());
            for voucher in vouchers {
                to.put(&voucher.to_bytes());
            }
        }
        Zeroizing::new(to.finish())
    }

    /// The server of what was [`stored`](Self::stored).
    ///
    /// # Errors
    /// [`DecodeError`] for other bytes.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let secret = ListSecret::from_bytes(from.array()?).ok_or(DecodeError::Key { what: "list secret" })?;
        let mut server = Self::new(secret, from.u8()?);
        for _ in 0..from.u32()? {
            let name =
                std::str::from_utf8(from.prefixed()?).map_err(|_| DecodeError::Value { what: "account" })?;
            let account = Address::new(name)?;
            for _ in 0..from.u32()? {
                let voucher = Voucher::from_bytes(from.take(voucher::VOUCHER)?)?;
                server.received.entry(account.clone()).or_default().push(voucher);
            }
        }
        from.finish()?;
        Ok(server)
    }
}
