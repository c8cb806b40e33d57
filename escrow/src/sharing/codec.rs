//! A share as bytes: `scheme 1 ‖ epoch 4 ‖ dealing 16 ‖ k 1 ‖ n 1 ‖ index 1 ‖ value 32`.

use zeroize::Zeroizing;

use super::{DealingId, Scheme, Share, Value};
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;

impl Scheme {
    pub(super) fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code = from.u8()?;
        let scheme = Self::ALL.into_iter().find(|scheme| scheme.code() == code);
        scheme.ok_or(DecodeError::Value { what: "scheme" })
    }
}

impl Share {
    /// The layout. Secret: it is the share.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let Self { scheme, epoch, dealing, k, n, index, value } = self;
        let mut to = Writer::with_capacity(56);
        to.u8(scheme.code()).u32(*epoch).put(&dealing.0).u8(*k).u8(*n).u8(*index).put(value.as_bytes());
        Zeroizing::new(to.finish())
    }

    /// Reads a share. Whether it is one of a dealing is for [`super::Dealing::verify`] to say.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            scheme: Scheme::decode(from)?,
            epoch: from.u32()?,
            dealing: DealingId(from.array()?),
            k: from.u8()?,
            n: from.u8()?,
            index: from.u8()?,
            value: Value(from.array()?),
        })
    }
}
