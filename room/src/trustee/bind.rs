//! Where a trustee may listen: on this machine; beyond it only in a private network that was named and acknowledged.

use std::net::{IpAddr, SocketAddr};

use super::error::BindRefused;

#[cfg(test)]
mod tests;

/// A network: an address and how many of its leading bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    bits: u8,
}

impl std::fmt::Display for Cidr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl std::str::FromStr for Cidr {
    type Err = BindRefused;

    fn from_str(text: &str) -> Result<Self, BindRefused> {
        let refused = || BindRefused::Network { text: text.to_owned() };
        let (address, bits) = text.split_once('/').ok_or_else(refused)?;
        let plain = !bits.is_empty() && bits.bytes().all(|digit| digit.is_ascii_digit());
        let network = Self {
            address: address.parse().map_err(|_| refused())?,
            bits: bits.parse().ok().filter(|_| plain).ok_or_else(refused)?,
        };
        let (prefix, width) = network.prefix();
        // Bits behind the prefix must be zero: 192.168.1.7/24 is a mistake for one of two things.
        let whole = network.bits <= width && prefix == lead(prefix, width, network.bits);
        if whole { Ok(network) } else { Err(refused()) }
    }
}

impl Cidr {
    const fn new(address: IpAddr, bits: u8) -> Self {
        Self { address, bits }
    }

    fn prefix(&self) -> (u128, u8) {
        match self.address {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        }
    }

    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (own, width) = self.prefix();
        let (other, other_width) = Self::new(address, 0).prefix();
        width == other_width && lead(own, width, self.bits) == lead(other, width, self.bits)
    }

    /// Whether all of it is private (RFC 1918, RFC 4193) or link-local.
    #[must_use]
    pub fn is_private(&self) -> bool {
        let v4 = |a, b, bits| Self::new(IpAddr::from([a, b, 0, 0]), bits);
        let v6 = |first: u16, bits| Self::new(IpAddr::from([first, 0, 0, 0, 0, 0, 0, 0]), bits);
        let private = [
            v4(10, 0, 8),
            v4(172, 16, 12),
            v4(192, 168, 16),
            v4(169, 254, 16),
            v6(0xfc00, 7),
            v6(0xfe80, 10),
        ];
        private.iter().any(|wide| wide.bits <= self.bits && wide.contains(self.address))
    }
}

/// The first `bits` of `width` bits, the others zero.
fn lead(address: u128, width: u8, bits: u8) -> u128 {
    let behind = u32::from(width.saturating_sub(bits));
    address.checked_shr(behind).and_then(|head| head.checked_shl(behind)).unwrap_or_default()
}

/// Whether a trustee may listen on an address.
///
/// # Errors
/// [`BindRefused`], saying what is missing.
pub fn allowed_bind(
    address: SocketAddr,
    lab_network: Option<Cidr>,
    acknowledged: bool,
) -> Result<(), BindRefused> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let network = lab_network.ok_or(BindRefused::Beyond { address })?;
    let name = network.to_string();
    if !network.is_private() {
        return Err(BindRefused::Public { network: name });
    }
    if !network.contains(address.ip()) {
        return Err(BindRefused::Outside { address, network: name });
    }
    if acknowledged { Ok(()) } else { Err(BindRefused::Unacknowledged { address, network: name }) }
}
