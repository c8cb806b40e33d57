//! A strict reader and a writer for fixed layouts: big-endian integers, 16-bit length prefixes, no padding,
//! no trailing bytes. What decodes encodes back to the same bytes.

use crate::error::DecodeError;

/// Reads a layout front to back. Every getter says what was missing; [`Reader::finish`] refuses leftovers.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if fewer are left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let truncated = DecodeError::Truncated { needed: count, left: self.rest.len() };
        let (head, rest) = self.rest.split_at_checked(count).ok_or(truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let truncated = DecodeError::Truncated { needed: N, left: self.rest.len() };
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    /// One byte.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] at the end.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// A 16-bit integer.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if fewer than two bytes are left.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// A 32-bit integer.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if fewer than four bytes are left.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// A 64-bit integer.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if fewer than eight bytes are left.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// A flag: 0 or 1, nothing else, so that one value has one encoding.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] at the end, [`DecodeError::Value`] for another byte.
    pub fn flag(&mut self) -> Result<bool, DecodeError> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Value { what: "flag" }),
        }
    }

    /// Bytes behind a 16-bit length.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if the length promises more than is left.
    pub fn prefixed(&mut self) -> Result<&'a [u8], DecodeError> {
        let count = self.u16()?;
        self.take(usize::from(count))
    }

    /// All that is left.
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] if bytes are left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing { extra: self.rest.len() }) }
    }
}

/// Writes a layout front to back.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A writer may be holding secrets on their way to a state file: show its size only.
        let Self { bytes } = self;
        f.debug_struct("Writer").field("len", &bytes.len()).finish_non_exhaustive()
    }
}

impl Writer {
    /// An empty layout.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty layout with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    /// Appends bytes as they are.
    pub fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends one byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.put(&value.to_be_bytes())
    }

    /// Appends a 16-bit integer.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.put(&value.to_be_bytes())
    }

    /// Appends a 32-bit integer.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.put(&value.to_be_bytes())
    }

    /// Appends a 64-bit integer.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.put(&value.to_be_bytes())
    }

    /// Appends a flag as 0 or 1.
    pub fn flag(&mut self, value: bool) -> &mut Self {
        self.u8(u8::from(value))
    }

    /// Appends a count as a 32-bit integer.
    ///
    /// # Panics
    /// If it does not fit. Every count of this crate has a far smaller bound in `limits`.
    pub fn count(&mut self, value: usize) -> &mut Self {
        self.u32(fits(value))
    }

    /// Appends bytes behind a 16-bit length.
    ///
    /// # Panics
    /// If there are more than 65,535. Every field of this crate has a smaller bound in `limits`.
    pub fn prefixed(&mut self, bytes: &[u8]) -> &mut Self {
        self.u16(fits(bytes.len())).put(bytes)
    }

    /// The finished bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes so far.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes
    }
}

/// A length in the width of its field. Cutting it instead would write a layout that means something else.
#[expect(clippy::expect_used, reason = "a length beyond its bound is a bug of the caller, never an input")]
fn fits<T: TryFrom<usize>>(value: usize) -> T {
    T::try_from(value).ok().expect("a field within its bound")
}

#[cfg(test)]
mod tests;
