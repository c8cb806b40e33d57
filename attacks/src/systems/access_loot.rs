//! What a keeper of the escrow key or the authority holds, as bytes: the joint between whoever keeps and whoever
//! steals.
//!
//! ```text
//! count 4 ‖ (epoch 4 ‖ key 32)…  ‖ count 4 ‖ share 56…  ‖ count 4 ‖ deposit behind its length…
//! ```

use escrow::sharing::Share;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;

/// Keys, shares and opened deposits.
#[derive(Default)]
pub(crate) struct AccessLoot {
    /// Whole keys of epochs.
    pub(crate) secrets: Vec<(u32, [u8; 32])>,
    /// Shares.
    pub(crate) shares: Vec<Share>,
    /// What fields gave when they were opened.
    pub(crate) deposits: Vec<Vec<u8>>,
}

impl AccessLoot {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::new();
        to.count(self.secrets.len());
        for (epoch, secret) in &self.secrets {
            to.u32(*epoch).put(secret);
        }
        to.count(self.shares.len());
        for share in &self.shares {
            to.put(&share.to_bytes());
        }
        to.count(self.deposits.len());
        for deposit in &self.deposits {
            to.prefixed(deposit);
        }
        to.finish()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut from = Reader::new(bytes);
        let secrets = (0..from.u32()?).map(|_| Ok((from.u32()?, from.array()?))).collect::<Result<_, _>>()?;
        let shares = (0..from.u32()?).map(|_| Share::decode(&mut from)).collect::<Result<_, _>>()?;
        let deposits = (0..from.u32()?).map(|_| Ok(from.prefixed()?.to_vec())).collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(Self { secrets, shares, deposits })
    }
}
