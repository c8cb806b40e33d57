//! A published perceptual hash, as a library has it: pHash, the signs of the lowest frequencies against their median.
//!
//! PDQ has the same plan at the same size, 16 by 16 frequencies in 256 bits, and is compared by the number of bits that
//! differ; so is this one.

use escrow::mechanisms::scanning::Picture;
use escrow::mechanisms::scanning::picture::{SIDE, THUMB_SIDE};
use image::GrayImage;
use image_hasher::{FilterType, HashAlg, Hasher, HasherConfig, ImageHash};

/// Most bits in which the hashes of two pictures differ that are taken for the same: an eighth of 256, the usual setting
/// for PDQ.
pub(crate) const NEAR: u32 = 31;
/// The same for the hash of 64 bits over thumbnails.
pub(crate) const NEAR_THUMBNAIL: u32 = 10;

/// A hash.
pub(crate) type Hash = ImageHash<Vec<u8>>;

/// The hash of pictures, or of thumbnails.
pub(crate) struct Published {
    hasher: Hasher<Vec<u8>>,
    side: usize,
    near: u32,
}

impl Published {
    /// 256 bits of a picture.
    pub(crate) fn of_pictures() -> Self {
        Self { hasher: hasher(16), side: SIDE, near: NEAR }
    }

    /// 64 bits of a thumbnail: what a server could compare a second time, with a hash that clients do not have.
    pub(crate) fn of_thumbnails() -> Self {
        Self { hasher: hasher(8), side: THUMB_SIDE, near: NEAR_THUMBNAIL }
    }

    /// The hash of pixels, row by row; `None` for another number of them.
    pub(crate) fn hash(&self, pixels: &[u8]) -> Option<Hash> {
        let side = u32::try_from(self.side).ok()?;
        Some(self.hasher.hash_image(&GrayImage::from_raw(side, side, pixels.to_vec())?))
    }

    /// In how many bits a picture's hash differs from one.
    pub(crate) fn distance(&self, picture: &Picture, hash: &Hash) -> u32 {
        self.hash(picture.as_bytes()).map_or(u32::MAX, |own| own.dist(hash))
    }

    /// Whether two are taken for the same.
    pub(crate) const fn near(&self, distance: u32) -> bool {
        distance <= self.near
    }
}

fn hasher(side: u32) -> Hasher<Vec<u8>> {
    let config = HasherConfig::with_bytes_type::<Vec<u8>>().hash_alg(HashAlg::Median).preproc_dct();
    config.hash_size(side, side).resize_filter(FilterType::Triangle).to_hasher()
}
