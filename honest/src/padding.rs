//! Padding to buckets: `text ‖ 0x80 ‖ 0…` up to the next multiple of 64 bytes, above 1 KiB of 1 KiB.
//!
//! The relay sees lengths. Buckets leave it a coarse one, at a cost of at most 64 bytes, the mark included, for a chat
//! message.

use crate::error::DecryptError;
use crate::limits::{PADDING_LARGE_FROM, PADDING_STEP_LARGE, PADDING_STEP_SMALL};

/// First byte behind the text (ISO/IEC 7816-4).
const MARK: u8 = 0x80;

/// Size of the bucket for a text of `len` bytes: the mark always fits.
#[must_use]
pub const fn bucket(len: usize) -> usize {
    let marked = len + 1;
    let step = if marked <= PADDING_LARGE_FROM { PADDING_STEP_SMALL } else { PADDING_STEP_LARGE };
    marked.next_multiple_of(step)
}

/// Appends the text and its padding.
pub fn pad_onto(buffer: &mut Vec<u8>, text: &[u8]) {
    let end = buffer.len() + bucket(text.len());
    buffer.extend_from_slice(text);
    buffer.push(MARK);
    buffer.resize(end, 0);
}

/// Cuts the padding off an authentic plaintext.
///
/// # Errors
/// [`DecryptError::Padding`] if there is no mark or the bucket is not the text's own: one text, one encoding.
pub fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, DecryptError> {
    let mark = padded.iter().rposition(|&byte| byte != 0).ok_or(DecryptError::Padding)?;
    if padded.get(mark) != Some(&MARK) || bucket(mark) != padded.len() {
        return Err(DecryptError::Padding);
    }
    padded.truncate(mark);
    Ok(padded)
}

#[cfg(test)]
mod tests;
