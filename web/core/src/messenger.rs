//! One user's messenger, of either build.

use escrow::error::ClientError;
use escrow::{Client, EpochKey, Mandate};
use honest::error::{AcceptError, DecodeError, DecryptError, EncryptError, InitiateError, RestoreError};
use honest::prekeys::{Bundle, Publication};
use honest::safety_number::SafetyNumber;
use honest::{Address, Device, Received, Suite};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The mandate that the room has made public, and the key to seal to.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// What every client must do.
    pub mandate: Mandate,
    /// The key of the epoch.
    pub key: EpochKey,
}

/// The clean messenger, or the same under a mandate.
#[derive(Debug)]
pub enum Messenger {
    /// Clean.
    Honest(Box<Device>),
    /// Under a mandate.
    Escrow(Box<Client>),
}

/// Why the messenger did not do it.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The page asked for what cannot be: a fault of ours.
    Usage(String),
    /// Refused: forged, damaged, malformed, out of bounds.
    Refused(String),
    /// The identity key of the peer is another than the one that was seen first.
    KeyChanged(String),
    /// Read before.
    Duplicate(String),
    /// There is no session with that peer yet.
    NoSession(String),
}

impl Messenger {
    /// A new messenger with fresh keys, under a law or under none.
    ///
    /// # Errors
    /// [`Trouble::Refused`] if the deposit at registration cannot be sealed.
    pub fn create(address: Address, law: Option<Law>, rng: &mut impl CryptoRng) -> Result<Self, Trouble> {
        Ok(match law {
            None => Self::Honest(Box::new(Device::new(address, Suite::Hybrid, rng))),
            Some(Law { mandate, key }) => {
                Self::Escrow(Box::new(Client::new(address, Suite::Hybrid, mandate, key, 0, rng)?))
            }
        })
    }

    /// Goes on with a stored state.
    ///
    /// # Errors
    /// [`Trouble::Refused`] if the bytes are no state, or more than the state is needed under that law.
    pub fn restore(state: &[u8], law: Option<Law>) -> Result<Self, Trouble> {
        // The page keeps state and outbox in one record, so there is no second place that could know a later generation.
        let device = Device::restore(state, 0)?;
        Ok(match law {
            None => Self::Honest(Box::new(device)),
            Some(Law { mandate, key }) => Self::Escrow(Box::new(Client::resume(device, mandate, key)?)),
        })
    }

    /// The state to store. Secret.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        self.device().export()
    }

    /// Makes prekeys to hand to the relay.
    pub fn publish(&mut self, count: usize, rng: &mut impl CryptoRng) -> Publication {
        match self {
            Self::Honest(device) => device.publish(count, rng),
            Self::Escrow(client) => client.publish(count, rng),
        }
    }

    /// Starts a session with the owner of a bundle.
    ///
    /// # Errors
    /// [`Trouble`]; nothing has changed then.
    pub fn begin(
        &mut self,
        peer: &Address,
        bundle: Bundle,
        sent: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Trouble> {
        match self {
            Self::Honest(device) => device.begin(peer, bundle, rng).map(drop)?,
            Self::Escrow(client) => client.begin(peer, bundle, sent, rng).map(drop)?,
        }
        Ok(())
    }

    /// Seals a text to a peer: the frame for the relay.
    ///
    /// # Errors
    /// [`Trouble`]; nothing has changed then.
    pub fn send(
        &mut self,
        peer: &Address,
        text: &[u8],
        sent: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Trouble> {
        Ok(match self {
            Self::Honest(device) => device.send(peer, text)?.to_bytes(),
            Self::Escrow(client) => client.send(peer, text, sent, rng)?.to_bytes(),
        })
    }

    /// Opens a frame.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn receive(&mut self, frame: &[u8], rng: &mut impl CryptoRng) -> Result<Received, Trouble> {
        Ok(match self {
            Self::Honest(device) => device.receive(&honest::Envelope::from_bytes(frame)?, rng)?,
            Self::Escrow(client) => client.receive(&escrow::Envelope::from_bytes(frame)?, rng)?,
        })
    }

    /// The number to compare with a peer, once its identity is known.
    #[must_use]
    pub fn safety(&self, peer: &Address) -> Option<SafetyNumber> {
        self.device().safety_number(peer)
    }

    /// Forgets a peer, so that the next identity is taken for theirs.
    pub fn forget(&mut self, peer: &Address) {
        match self {
            Self::Honest(device) => device.forget(peer),
            Self::Escrow(client) => client.device_mut().forget(peer),
        }
    }

    /// The honest device inside.
    #[must_use]
    pub fn device(&self) -> &Device {
        match self {
            Self::Honest(device) => device,
            Self::Escrow(client) => client.device(),
        }
    }
}

impl From<DecodeError> for Trouble {
    fn from(error: DecodeError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<RestoreError> for Trouble {
    fn from(error: RestoreError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<InitiateError> for Trouble {
    fn from(error: InitiateError) -> Self {
        match error {
            InitiateError::KeyChanged { .. } => Self::KeyChanged(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl From<EncryptError> for Trouble {
    fn from(error: EncryptError) -> Self {
        match error {
            EncryptError::NoSession { .. } => Self::NoSession(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl From<DecryptError> for Trouble {
    fn from(error: DecryptError) -> Self {
        let why = error.to_string();
        match error {
            DecryptError::Handshake(AcceptError::KeyChanged { .. }) => Self::KeyChanged(why),
            DecryptError::Handshake(AcceptError::Replayed) | DecryptError::Duplicate { .. } => {
                Self::Duplicate(why)
            }
            _ => Self::Refused(why),
        }
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Initiate(error) => error.into(),
            ClientError::Encrypt(error) => error.into(),
            ClientError::Decrypt(error) => error.into(),
            _ => Self::Refused(error.to_string()),
        }
    }
}
