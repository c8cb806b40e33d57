//! The field of P-256 (SP 800-186, section 3.2.1.3), as fast as it gets without caring who measures the time: a search
//! takes some ten million multiplications for each point that it looks at a thousand times over, and has no secret to
//! keep from a clock. Montgomery's form: what is stored is `a · 2^256 mod p`, four words, the low one first.

/// `p = 2^256 - 2^224 + 2^192 + 2^96 - 1`.
const P: [u64; 4] = [u64::MAX, 0x0000_0000_ffff_ffff, 0, 0xffff_ffff_0000_0001];

/// `2^512 mod p`: what takes a number into Montgomery's form.
const INTO: [u64; 4] =
    [0x0000_0000_0000_0003, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x0000_0004_ffff_fffd];

/// `p - 2`: an exponent that inverts.
const P_MINUS_2: [u64; 4] = [u64::MAX - 2, 0x0000_0000_ffff_ffff, 0, 0xffff_ffff_0000_0001];

/// A number modulo `p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field([u64; 4]);

/// `a - b`, and whether it went below zero.
fn minus(a: [u64; 4], b: [u64; 4]) -> ([u64; 4], bool) {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    let (r0, borrow) = a0.borrowing_sub(b0, false);
    let (r1, borrow) = a1.borrowing_sub(b1, borrow);
    let (r2, borrow) = a2.borrowing_sub(b2, borrow);
    let (r3, borrow) = a3.borrowing_sub(b3, borrow);
    ([r0, r1, r2, r3], borrow)
}

/// `a + b`, and whether it went beyond four words.
fn plus(a: [u64; 4], b: [u64; 4]) -> ([u64; 4], bool) {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    let (r0, carry) = a0.carrying_add(b0, false);
    let (r1, carry) = a1.carrying_add(b1, carry);
    let (r2, carry) = a2.carrying_add(b2, carry);
    let (r3, carry) = a3.carrying_add(b3, carry);
    ([r0, r1, r2, r3], carry)
}

/// A number below `2p` in five words, less `p` if that is not below zero.
#[inline]
fn reduced(words: [u64; 4], above: u64) -> Field {
    let (less, borrow) = minus(words, P);
    // Chosen by a mask: no branch can be foretold here, and a wrong guess costs more than the whole subtraction.
    let keep = 0u64.wrapping_sub(u64::from(borrow) & !above & 1);
    let ([w0, w1, w2, w3], [l0, l1, l2, l3]) = (words, less);
    let chosen = |word: u64, less: u64| less ^ ((word ^ less) & keep);
    Field([chosen(w0, l0), chosen(w1, l1), chosen(w2, l2), chosen(w3, l3)])
}

/// One round of Montgomery's multiplication: `(t + a·b + m·p) / 2^64` with the `m` that makes it exact. The lowest word of
/// `p` is -1 modulo 2^64, so `m` is the lowest word itself, and what it adds there is a carry of `m`.
#[inline(always)]
fn round(t: [u64; 5], a: u64, b: [u64; 4]) -> [u64; 5] {
    let [_, p1, _, p3] = P;
    let ([t0, t1, t2, t3, t4], [b0, b1, b2, b3]) = (t, b);
    let (m, carry) = a.carrying_mul_add(b0, t0, 0);
    let (t1, carry) = a.carrying_mul_add(b1, t1, carry);
    let (t2, carry) = a.carrying_mul_add(b2, t2, carry);
    let (t3, carry) = a.carrying_mul_add(b3, t3, carry);
    let (t4, above) = t4.overflowing_add(carry);
    let (r0, carry) = m.carrying_mul_add(p1, t1, m);
    let (r1, carried) = t2.overflowing_add(carry);
    let (r2, carry) = m.carrying_mul_add(p3, t3, u64::from(carried));
    let (r3, carried) = t4.overflowing_add(carry);
    [r0, r1, r2, r3, u64::from(above) + u64::from(carried)]
}

impl Field {
    pub(crate) const ZERO: Self = Self([0; 4]);
    /// `2^256 mod p`.
    pub(crate) const ONE: Self = Self([1, 0xffff_ffff_0000_0000, u64::MAX, 0x0000_0000_ffff_fffe]);

    /// A coordinate, big-endian; `None` if it is not below `p`.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let mut words =
            bytes.rchunks(8).map(|chunk| chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        let words = [words.next()?, words.next()?, words.next()?, words.next()?];
        minus(words, P).1.then(|| Self(words).times(Self(INTO)))
    }

    /// The coordinate, big-endian.
    pub(crate) fn to_bytes(self) -> [u8; 32] {
        let Self(words) = self.times(Self([1, 0, 0, 0]));
        let mut bytes = [0; 32];
        bytes.rchunks_mut(8).zip(words).for_each(|(chunk, word)| chunk.copy_from_slice(&word.to_be_bytes()));
        bytes
    }

    #[inline]
    pub(crate) fn times(self, Self(b): Self) -> Self {
        let Self([a0, a1, a2, a3]) = self;
        let t = round(round(round(round([0; 5], a0, b), a1, b), a2, b), a3, b);
        let [r0, r1, r2, r3, above] = t;
        reduced([r0, r1, r2, r3], above)
    }

    #[inline]
    pub(crate) fn square(self) -> Self {
        self.times(self)
    }

    #[inline]
    pub(crate) fn plus(self, Self(b): Self) -> Self {
        let (sum, carry) = plus(self.0, b);
        reduced(sum, u64::from(carry))
    }

    #[inline]
    pub(crate) fn minus(self, Self(b): Self) -> Self {
        let (difference, borrow) = minus(self.0, b);
        let below = 0u64.wrapping_sub(u64::from(borrow));
        let [p0, p1, p2, p3] = P;
        Self(plus(difference, [p0 & below, p1 & below, p2 & below, p3 & below]).0)
    }

    /// `self^(2^times)`.
    fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }

    /// The inverse; 0 of 0.
    pub(crate) fn inverse(self) -> Self {
        let bits = P_MINUS_2.iter().rev().flat_map(|word| (0..64).rev().map(move |bit| word >> bit & 1 == 1));
        bits.fold(Self::ONE, |power, bit| if bit { power.square().times(self) } else { power.square() })
    }

    /// A square root, if there is one: `p` is 3 modulo 4, so it is the power of `(p + 1) / 4`, which is
    /// `2^254 - 2^222 + 2^190 + 2^94`.
    pub(crate) fn root(self) -> Option<Self> {
        let ones = [1, 2, 4, 8, 16].into_iter().fold(self, |power, bits| power.squared(bits).times(power));
        let root = ones.squared(32).times(self).squared(96).times(self).squared(94);
        (root.square() == self).then_some(root)
    }

    /// Inverts all of them with one inversion and three multiplications each; 0 stays 0.
    pub(crate) fn invert_all(values: &mut [Self], products: &mut Vec<Self>) {
        products.clear();
        let mut product = Self::ONE;
        for value in values.iter().filter(|value| **value != Self::ZERO) {
            products.push(product);
            product = product.times(*value);
        }
        let mut inverse = product.inverse();
        let nonzero = values.iter_mut().rev().filter(|value| **value != Self::ZERO);
        for (value, before) in nonzero.zip(products.iter().rev()) {
            (*value, inverse) = (inverse.times(*before), inverse.times(*value));
        }
    }
}

#[cfg(test)]
mod tests;
