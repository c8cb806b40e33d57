//! Rows E10 to E12, and what each mandate deposits.

mod deposits;
mod epochs;
mod lies;
mod resuming;
mod wire;

use super::*;
use crate::fixtures::{
    EPOCH, SENT, Talk, address, assert_silent, authority_reads, copy, deposited, rng, secret,
};
use crate::key::EscrowSecret;

/// One field for each message, and nothing more.
const PLAIN: Mandate = Mandate::PLAIN;
/// One field for each session and epoch.
const ONCE: Mandate = Mandate { deposit: Deposit::ContentKey(Sealing::OncePerSession), ..PLAIN };
const SESSION_ROOT: Mandate = Mandate { deposit: Deposit::SessionRoot, ..PLAIN };
const IDENTITY_KEY: Mandate = Mandate { deposit: Deposit::IdentityKey, ..PLAIN };

/// Every deposit, bare and with all safeguards.
fn mandates() -> Vec<Mandate> {
    let bare = [PLAIN, ONCE, SESSION_ROOT, IDENTITY_KEY];
    let safe = bare.map(|mandate| Mandate { proven: true, committed: true, bound: true, ..mandate });
    [bare, safe].concat()
}
