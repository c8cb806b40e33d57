//! The last candidates, held against the public escrow key: `s·B = S`.
//!
//! With `s = Σ s_i·256^i` every candidate is a sum of points that are known in advance, and the sum falls into two
//! halves: `Σ_left = S - Σ_right`. All left halves go into a table, all right halves are looked up in it. So 2^b
//! candidates cost about 2^(b/2 + 1) additions on the curve, and one multiplication for each value of each byte.

use std::collections::HashMap;

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use escrow::{EscrowPublic, EscrowSecret};

use super::BYTES;

/// Candidates of more bits than this are not searched: the table would hold more than four million halves.
pub(crate) const MOST_BITS: f64 = 44.0;

/// What a search came to.
#[derive(Debug)]
pub(crate) struct Searched {
    /// The key, if it is among the candidates.
    pub(crate) key: Option<EscrowSecret>,
    /// Additions on the curve.
    pub(crate) additions: u64,
}

/// Some bytes of the key, the others zero, and its point.
type Piece = ([u8; BYTES], EdwardsPoint);

/// Looks for the secret of a public key among all keys that take each byte from its candidates.
pub(crate) fn search(candidates: &[Vec<u8>; BYTES], public: &EscrowPublic) -> Searched {
    let mut searched = Searched { key: None, additions: 0 };
    // No byte without a candidate: its logarithm is minus infinity.
    let bits: f64 = candidates.iter().map(|values| count(values.len()).log2()).sum();
    let target = CompressedEdwardsY(public.to_bytes()).decompress();
    if let Some(target) = target.filter(|_| (0.0..=MOST_BITS).contains(&bits)) {
        let quarters = quarters(candidates).map(|bytes| pieces(&bytes, &mut searched.additions));
        searched.key = meet(&quarters, target, public, &mut searched.additions);
    }
    searched
}

/// The key whose left half, of the first two quarters, is the target less its right half, of the last two.
fn meet(
    [first, second, third, fourth]: &[Vec<Piece>; 4],
    target: EdwardsPoint,
    public: &EscrowPublic,
    additions: &mut u64,
) -> Option<EscrowSecret> {
    let mut table = HashMap::with_capacity(first.len() * second.len());
    for outer in first {
        let sums: Vec<_> = second.iter().map(|inner| outer.1 + inner.1).collect();
        *additions += wide(sums.len());
        let halves = second.iter().map(|inner| (&outer.0, &inner.0));
        table.extend(names(&sums).zip(halves));
    }
    for outer in third {
        let rest = target - outer.1;
        let sums: Vec<_> = fourth.iter().map(|inner| rest - inner.1).collect();
        *additions += wide(sums.len() + 1);
        for (name, inner) in names(&sums).zip(fourth) {
            let Some((one, other)) = table.get(&name) else { continue };
            let bytes = [*one, *other, &outer.0, &inner.0].into_iter().fold([0; BYTES], joined);
            let key = EscrowSecret::from_bytes(bytes).filter(|key| key.public() == *public);
            if key.is_some() {
                return key;
            }
        }
    }
    None
}

/// The places of the key with the values possible there, in four groups of about as many combinations each.
fn quarters(candidates: &[Vec<u8>; BYTES]) -> [Vec<(usize, &[u8])>; 4] {
    let mut places: Vec<(usize, &[u8])> =
        candidates.iter().enumerate().map(|(place, values)| (place, values.as_slice())).collect();
    places.sort_by_key(|(_, values)| std::cmp::Reverse(values.len()));
    let mut groups = [const { (1.0_f64, Vec::new()) }; 4];
    for place in places {
        let least = groups.iter_mut().min_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((combinations, group)) = least {
            *combinations *= count(place.1.len());
            group.push(place);
        }
    }
    groups.map(|(_, group)| group)
}

/// Every combination of the values of some places.
fn pieces(places: &[(usize, &[u8])], additions: &mut u64) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = vec![([0; BYTES], EdwardsPoint::identity())];
    // Those with one value first, while there is one piece.
    for (place, values) in places.iter().rev() {
        let values: Vec<Piece> = values.iter().map(|value| alone(*place, *value)).collect();
        let with = |one: &Piece| {
            let (bytes, point) = *one;
            values.iter().map(move |value| (joined(bytes, &value.0), point + value.1)).collect::<Vec<_>>()
        };
        pieces = pieces.iter().flat_map(with).collect();
        *additions += wide(pieces.len());
    }
    pieces
}

/// One byte of the key, `value·256^place`, and its point.
fn alone(place: usize, value: u8) -> Piece {
    let mut bytes = [0; BYTES];
    if let Some(byte) = bytes.get_mut(place) {
        *byte = value;
    }
    (bytes, EdwardsPoint::mul_base(&Scalar::from_bytes_mod_order(bytes)))
}

/// Two pieces of one key as one.
fn joined(mut one: [u8; BYTES], other: &[u8; BYTES]) -> [u8; BYTES] {
    one.iter_mut().zip(other).for_each(|(one, other)| *one |= other);
    one
}

/// Eight bytes of each point's encoding: enough to find it again among a few million.
fn names(points: &[EdwardsPoint]) -> impl Iterator<Item = u64> {
    let name = |point: CompressedEdwardsY| point.0.first_chunk().map_or(0, |name| u64::from_le_bytes(*name));
    EdwardsPoint::compress_batch_alloc(points).into_iter().map(name)
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
