//! Checkpoints as signed notes, in the formats of C2SP: signed-note, tlog-checkpoint, tlog-cosignature (Ed25519).
//!
//! ```text
//! body         origin \n tree size, decimal \n root, base64 \n          origin is "doormat/trustee/N"
//! note         body \n ( "— " name " " base64(key id 4 ‖ signature) \n )…
//! key id       SHA-256(name ‖ \n ‖ type 1 ‖ Ed25519 key 32), the first 4 bytes
//! type 0x01    the log itself: Ed25519 over the body
//! type 0x04    a witness: time 8 ‖ Ed25519 over "cosignature/v1\ntime " time "\n" body
//! key          name "+" key id, hexadecimal "+" base64(0x01 ‖ key)
//! ```
//! One key of a trustee makes both types. They cannot be taken for each other: no origin is "cosignature/v1".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use honest::primitives::kdf::sha256;
use zeroize::Zeroizing;

use super::error::NoteError;
use super::limits::{MAX_NOTE, MAX_SIGNATURES};

#[cfg(test)]
mod tests;

const LOG: u8 = 0x01;
const COSIGNATURE: u8 = 0x04;

/// The origin line of a trustee's log, and the name of its key.
#[must_use]
pub fn origin(index: u8) -> String {
    format!("doormat/trustee/{index}")
}

/// What a log says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// The root of their tree (RFC 6962).
    pub root: [u8; 32],
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    fn parse(body: &str) -> Result<Self, NoteError> {
        let malformed = |what| NoteError::Malformed { what };
        let lines = body.strip_suffix('\n').ok_or(malformed("its text does not end with a line"))?;
        let mut lines = lines.split('\n');
        let mut line = |what| lines.next().filter(|line| !line.is_empty()).ok_or(malformed(what));
        let origin = line("there is no origin")?.to_owned();
        let size: u64 = {
            let text = line("there is no tree size")?;
            let size = text.parse().map_err(|_| malformed("its tree size is no number"))?;
            // `parse` takes "+5" and "005", which would be second encodings of one checkpoint.
            if u64::to_string(&size) != text {
                return Err(malformed("its tree size is not written in the one way"));
            }
            size
        };
        let root = STANDARD.decode(line("there is no root")?).ok().and_then(|root| root.try_into().ok());
        let root = root.ok_or(malformed("its root is not 32 bytes in base64"))?;
        match lines.next() {
            None => Ok(Self { origin, size, root }),
            Some(_) => Err(malformed("it has extension lines, which no trustee writes")),
        }
    }
}

/// A trustee's public key under its name.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verifier({self})")
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id: String = self.id(LOG).iter().map(|byte| format!("{byte:02x}")).collect();
        let key = STANDARD.encode([&[LOG], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{id}+{key}", self.name)
    }
}

impl std::str::FromStr for Verifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let malformed = NoteError::Malformed { what: "it is no key of the form name+id+key" };
        let mut parts = text.splitn(3, '+');
        let (name, id, key) = match (parts.next(), parts.next(), parts.next()) {
            (Some(name), Some(id), Some(key)) if is_name(name) => (name, id, key),
            _ => return Err(malformed),
        };
        let bytes = STANDARD.decode(key).map_err(|_| malformed.clone())?;
        let key = bytes.strip_prefix(&[LOG]).and_then(|key| <[u8; 32]>::try_from(key).ok());
        let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok()).filter(|key| !key.is_weak());
        let verifier = Self { name: name.to_owned(), key: key.ok_or(malformed.clone())? };
        let expected: String = verifier.id(LOG).iter().map(|byte| format!("{byte:02x}")).collect();
        if expected == id { Ok(verifier) } else { Err(malformed) }
    }
}

impl Verifier {
    /// The name: the origin of its log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self, kind: u8) -> [u8; 4] {
        let [a, b, c, d, ..] = sha256(&[self.name.as_bytes(), b"\n", &[kind], self.key.as_bytes()]);
        [a, b, c, d]
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// A trustee's signing key.
pub struct Signer {
    key: SigningKey,
    verifier: Verifier,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

impl Signer {
    /// The key of a stored seed, for a trustee's log.
    #[must_use]
    pub fn new(index: u8, seed: &Zeroizing<[u8; 32]>) -> Self {
        let key = SigningKey::from_bytes(seed);
        let verifier = Verifier { name: origin(index), key: key.verifying_key() };
        Self { key, verifier }
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a checkpoint of its own log.
    #[must_use]
    pub fn sign(&self, checkpoint: &Checkpoint) -> Note {
        let body = checkpoint.body();
        let signature = self.key.sign(body.as_bytes()).to_bytes().to_vec();
        Note { body, lines: vec![self.line(LOG, signature)] }
    }

    /// Cosigns somebody else's checkpoint: that it is the largest it saw of that log, and continues all it saw before.
    #[must_use]
    pub fn cosign(&self, checkpoint: &Checkpoint, time: u64) -> Line {
        let message = cosigned(&checkpoint.body(), time);
        let signature = self.key.sign(message.as_bytes()).to_bytes();
        self.line(COSIGNATURE, [time.to_be_bytes().as_slice(), &signature].concat())
    }

    fn line(&self, kind: u8, signature: Vec<u8>) -> Line {
        Line { name: self.verifier.name.clone(), id: self.verifier.id(kind), signature }
    }
}

fn cosigned(body: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{body}")
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    name: String,
    id: [u8; 4],
    signature: Vec<u8>,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let signature = STANDARD.encode([self.id.as_slice(), &self.signature].concat());
        write!(f, "\u{2014} {} {signature}", self.name)
    }
}

impl std::str::FromStr for Line {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let malformed = NoteError::Malformed { what: "a line under it is no signature" };
        let rest = text.strip_prefix("\u{2014} ").ok_or(malformed.clone())?;
        let (name, signature) = rest.split_once(' ').ok_or(malformed.clone())?;
        let bytes = STANDARD.decode(signature).map_err(|_| malformed.clone())?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or(malformed.clone())?;
        if !is_name(name) || signature.is_empty() {
            return Err(malformed);
        }
        Ok(Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|letter| letter.is_whitespace() || letter == '+')
}

/// A signed note, read and not yet believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    body: String,
    lines: Vec<Line>,
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.body)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl std::str::FromStr for Note {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let malformed = |what| NoteError::Malformed { what };
        if text.len() > MAX_NOTE {
            return Err(NoteError::TooLong { got: text.len(), bound: MAX_NOTE });
        }
        if text.chars().any(|letter| letter < ' ' && letter != '\n') {
            return Err(malformed("it holds control characters"));
        }
        let (body, lines) =
            text.rsplit_once("\n\n").ok_or(malformed("no empty line parts text and signatures"))?;
        let lines = lines.strip_suffix('\n').ok_or(malformed("its last line does not end"))?;
        let lines: Vec<Line> =
            lines.split('\n').take(MAX_SIGNATURES + 1).map(str::parse).collect::<Result<_, _>>()?;
        if lines.len() > MAX_SIGNATURES {
            return Err(malformed("it has more signatures than there are trustees"));
        }
        Ok(Self { body: format!("{body}\n"), lines })
    }
}

impl Note {
    /// The checkpoint, if the log that it names signed it.
    ///
    /// # Errors
    /// [`NoteError`]: not by this key, a signature that does not verify, another log's, or no checkpoint.
    pub fn checkpoint(&self, log: &Verifier) -> Result<Checkpoint, NoteError> {
        let (name, id) = (&log.name, log.id(LOG));
        let mut own = self.lines.iter().filter(|line| line.name == *name && line.id == id).peekable();
        if own.peek().is_none() {
            return Err(NoteError::Unsigned { name: name.clone() });
        }
        if !own.all(|line| log.verifies(self.body.as_bytes(), &line.signature)) {
            return Err(NoteError::Signature { name: name.clone() });
        }
        let checkpoint = Checkpoint::parse(&self.body)?;
        if checkpoint.origin != *name {
            return Err(NoteError::Origin { expected: name.clone(), got: checkpoint.origin });
        }
        Ok(checkpoint)
    }

    /// The log that it claims to be of: whose key to check it with.
    #[must_use]
    pub fn claims(&self) -> &str {
        self.body.split('\n').next().unwrap_or_default()
    }

    /// When a witness cosigned it; `None` if it did not.
    ///
    /// # Errors
    /// [`NoteError::Signature`] if there is a cosignature in its name that does not verify.
    pub fn cosigned(&self, witness: &Verifier) -> Result<Option<u64>, NoteError> {
        let id = witness.id(COSIGNATURE);
        let line = self.lines.iter().find(|line| line.name == witness.name && line.id == id);
        let Some(line) = line else { return Ok(None) };
        let refused = NoteError::Signature { name: witness.name.clone() };
        let (time, signature) = line.signature.split_first_chunk::<8>().ok_or(refused.clone())?;
        let time = u64::from_be_bytes(*time);
        let message = cosigned(&self.body, time);
        if witness.verifies(message.as_bytes(), signature) { Ok(Some(time)) } else { Err(refused) }
    }

    /// Puts a cosignature under it.
    pub fn add(&mut self, line: Line) {
        if !self.lines.contains(&line) && self.lines.len() < MAX_SIGNATURES {
            self.lines.push(line);
        }
    }
}
