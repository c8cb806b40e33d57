//! Discrete logarithms in a small group: work once for the group, then little for each share (Shanks's baby steps and
//! giant steps, with far more baby steps than one logarithm is worth). At 512 bits the number field sieve has that shape.
//!
//! ```text
//! baby steps    g^0, g^1, … g^(m-1), sorted: made once, and what a thief copies
//! giant steps   share·g^-m·i for i = 0, 1, … until it is one of them: at most order / m
//! ```

use escrow::mechanisms::work_factor::group::Group;
use honest::codec::{Reader, Writer};

/// Baby steps of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    group: Group,
    /// `(g^i, i)`, sorted.
    steps: Vec<(u64, u64)>,
}

impl Table {
    /// Makes so many baby steps, each a multiplication.
    pub(crate) fn new(group: Group, baby: u64) -> Self {
        let mut at = 1;
        let mut steps: Vec<(u64, u64)> = (0..baby)
            .map(|i| {
                let here = (at, i);
                at = group.times(at, group.generator());
                here
            })
            .collect();
        steps.sort_unstable();
        Self { group, steps }
    }

    /// As many baby steps as there can be giant steps: the cheapest way to a single logarithm.
    pub(crate) fn for_one(group: Group) -> Self {
        Self::new(group, group.order().isqrt() + 1)
    }

    /// Baby steps that were made.
    pub(crate) fn work(&self) -> u64 {
        u64::try_from(self.steps.len()).unwrap_or(u64::MAX)
    }

    /// Giant steps that one logarithm takes at most.
    pub(crate) fn most(&self) -> u64 {
        self.group.order() / self.work().max(1) + 1
    }

    /// The logarithm of a share; counts giant steps.
    pub(crate) fn logarithm(&self, share: u64, cost: &mut u64) -> Option<u64> {
        let Self { group, steps } = self;
        let order = group.order();
        let baby = self.work() % order;
        let giant = group.power(group.generator(), order - baby);
        let mut at = share;
        for i in 0..self.most() {
            *cost += 1;
            if let Ok(place) = steps.binary_search_by_key(&at, |(power, _)| *power) {
                let rest = steps.get(place)?.1;
                let sum = u128::from(i) * u128::from(self.work()) + u128::from(rest);
                return u64::try_from(sum % u128::from(order)).ok();
            }
            at = group.times(at, giant);
        }
        None
    }

    /// The table as bytes, `count 4 ‖ (power 8 ‖ exponent 8)…`: what can be copied from whoever made it.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::new();
        to.count(self.steps.len());
        for (power, exponent) in &self.steps {
            to.u64(*power).u64(*exponent);
        }
        to.finish()
    }

    /// Reads a copied table.
    pub(crate) fn from_bytes(group: Group, bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        let steps = (0..from.u32().ok()?).map(|_| Some((from.u64().ok()?, from.u64().ok()?)));
        let steps = steps.collect::<Option<Vec<_>>>()?;
        from.finish().ok()?;
        (!steps.is_empty() && steps.is_sorted()).then_some(Self { group, steps })
    }
}

#[cfg(test)]
mod tests;
