use chacha20::ChaCha20Rng;
use honest::address::Address;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};

use super::*;
use crate::fixtures::{address, rng};
use crate::limits::{MAX_HEADS, MAX_LISTINGS};

mod gossip;
mod proofs;

fn key() -> SigningPair {
    SigningPair::from_seed(&[0x10; 32])
}

fn public() -> SigningPublic {
    key().public()
}

fn user(number: usize) -> Address {
    address(&format!("user {number}"))
}

/// The roster's digest that a user has at a version.
fn digest(number: usize, version: u32) -> [u8; 32] {
    sha256(&[&number.to_be_bytes(), &version.to_be_bytes()])
}

fn listing(number: usize, version: u32) -> Listing {
    Listing { user: user(number), digest: digest(number, version), promised: vec![] }
}

/// Closes an epoch in which everybody has version 0, but for some.
fn close(log: &mut Log, users: usize, others: &[(usize, u32)]) -> SignedHead {
    let version =
        |number| others.iter().find(|(other, _)| *other == number).map_or(0, |(_, version)| *version);
    log.close((0..users).map(|number| listing(number, version(number))), &key())
}

/// A log of some epochs.
fn log(users: usize, epochs: u32) -> Log {
    let mut log = Log::new();
    for _ in 0..epochs {
        close(&mut log, users, &[]);
    }
    log
}

fn auditor(gossip_per_mille: u32) -> Auditor {
    Auditor::new(public(), Habits { gossip_per_mille, keep_promises: true })
}

/// A client that was shown a log.
fn shown(log: &Log, gossip_per_mille: u32) -> Auditor {
    let mut auditor = auditor(gossip_per_mille);
    assert_eq!(auditor.advance(&log.update(None).unwrap()), Ok(None));
    auditor
}

/// What a client is shown next.
fn next(auditor: &mut Auditor, log: &Log) -> Result<Option<Equivocation>, LogError> {
    auditor.advance(&log.update(auditor.epoch()).unwrap())
}
