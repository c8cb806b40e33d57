//! The court and its bench: an order is signed by the court's key, released by people, and carried out by the trustees' services.

use std::sync::{Arc, Mutex, PoisonError};

use attacks::system::Plaintext;
use escrow::AccessField;
use escrow::content::{self, ContentKey};
use escrow::warrant::{Purpose, SignedWarrant, Warrant};
use honest::Address;
use honest::primitives::kdf::sha256;
use honest::primitives::sign::{SigningPair, SigningPublic};
use tokio::sync::mpsc::UnboundedSender;

use super::attempt::Haul;
use super::custody::generator;
use super::event::{Event, LogLine};
use super::live::Workshop;
use super::refusal::Refused;
use super::state::{State, encode, to_hex};
use crate::limits::{MAX_FIELDS_ASKED, MAX_FREE_TEXT};
use crate::trustee::{Panel, RequestId};

/// Seconds that an order is in force.
const IN_FORCE: u64 = 3_600;

/// Who carries out orders, and where bots are called from.
#[derive(Debug)]
pub struct Bench {
    court: SigningPair,
    panel: Panel,
    bots: Mutex<Option<UnboundedSender<usize>>>,
    clock: crate::trustee::Clock,
    /// The order that is open, as it was first brought to a trustee: whoever is asked once more is asked the same.
    order: Mutex<Option<Order>>,
    /// Held while an order is carried out: a release that comes meanwhile waits, and finds it done.
    busy: tokio::sync::Mutex<()>,
}

/// A warrant and what it asks for.
#[derive(Clone)]
struct Order {
    id: String,
    round: u32,
    warrant: SignedWarrant,
    asked: Arc<Vec<Asked>>,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A message that an order asks for.
struct Asked {
    order: u64,
    envelope: escrow::Envelope,
    field: AccessField,
}

impl Bench {
    /// A court and its trustees.
    #[must_use]
    pub const fn new(court: SigningPair, panel: Panel, clock: crate::trustee::Clock) -> Self {
        Self {
            court,
            panel,
            bots: Mutex::new(None),
            clock,
            order: Mutex::new(None),
            busy: tokio::sync::Mutex::const_new(()),
        }
    }

    /// The key by which trustees know the court.
    #[must_use]
    pub fn court(&self) -> SigningPublic {
        self.court.public()
    }

    /// The trustees.
    #[must_use]
    pub const fn panel(&self) -> &Panel {
        &self.panel
    }

    /// Where calls for bots go.
    pub fn bots_come_from(&self, sender: UnboundedSender<usize>) {
        *self.bots.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    }

    /// Calls so many bots.
    ///
    /// # Errors
    /// [`Refused::Now`] where there are none.
    pub fn call_bots(&self, n: usize) -> Result<(), Refused> {
        let bots = self.bots.lock().unwrap_or_else(PoisonError::into_inner);
        let called =
            bots.as_ref().is_some_and(|sender| sender.send(n.min(crate::limits::MAX_PEOPLE)).is_ok());
        if called { Ok(()) } else { Err(Refused::Now("this room has no bots")) }
    }

    /// Gives each trustee's service its share of the present round. Those who did not take it are told to the instructor.
    pub async fn hand_out(&self, workshop: &Workshop) {
        let Some(custody) = workshop.with(|state| state.custody.clone()) else { return };
        if let Err(failed) = self.panel.hand_out(&custody.dealing, &custody.shares).await {
            let text = failed
                .iter()
                .map(|(index, why)| format!("trustee {index}: {why}"))
                .collect::<Vec<_>>()
                .join("; ");
            workshop.commit(Event::Noticed { text: Some(text) });
        }
    }

    /// A trustee has decided: a refusal goes into its log, and the threshold of releases carries the order out.
    pub async fn decided(&self, workshop: &Workshop, seat: u8, released: bool) {
        let Some((order, reason)) = workshop.with(|state| {
            let court = state.court.as_ref()?;
            let reason = court.decisions.get(&seat).map(|(_, reason)| reason.clone()).unwrap_or_default();
            Some((self.order(state)?, reason))
        }) else {
            return;
        };
        if !released {
            // A log that cannot be written shows in the trustee's health; the refusal stands all the same.
            drop(self.panel.refuse(seat, &order.warrant, &reason).await);
            return;
        }
        let whom: Vec<u8> = workshop.with(|state| {
            let decisions = state.court.iter().flat_map(|court| &court.decisions);
            decisions.filter(|(_, (yes, _))| *yes).map(|(index, _)| *index).collect()
        });
        if whom.len() >= usize::from(workshop.with(|state| state.threshold.0)) {
            self.execute(workshop, &order, &whom).await;
        }
    }

    /// The open order: made when it is first needed, and the same from then on.
    fn order(&self, state: &State) -> Option<Order> {
        let court = state.court.as_ref()?;
        let mut kept = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = kept.as_ref().filter(|order| order.id == court.id && order.round == state.round)
        {
            return Some(order.clone());
        }
        let target = Address::new(&state.pair(court.pair)?.one).ok()?;
        let epoch = state.custody.as_ref()?.dealing.epoch;
        let mut rng = generator(&state.secret, court.id.as_bytes(), state.round);
        let now = self.clock.now();
        let in_force = (now.saturating_sub(60), now + IN_FORCE);
        let warrant = Warrant::new(Purpose::Assist, target, epoch, (0, u64::MAX), in_force, &mut rng);
        let order = Order {
            id: court.id.clone(),
            round: state.round,
            warrant: warrant.sign(&self.court),
            asked: Arc::new(asked(state, court.pair)),
        };
        *kept = Some(order.clone());
        Some(order)
    }

    async fn execute(&self, workshop: &Workshop, order: &Order, whom: &[u8]) {
        let Order { id, warrant, asked, .. } = order;
        let _one_at_a_time = self.busy.lock().await;
        let Some(custody) = workshop.with(|state| {
            state.court.as_ref().filter(|court| court.brought.is_none()).and(state.custody.clone())
        }) else {
            return;
        };
        let failed = |why: String| workshop.commit(Event::Failed { id: id.clone(), why });
        let fields: Vec<AccessField> = asked.iter().map(|asked| asked.field.clone()).collect();
        let digest = sha256(&[id.as_bytes(), &warrant.warrant.to_bytes()]);
        let Ok(request) = RequestId::new(&to_hex(digest.get(..12).unwrap_or_default())) else {
            return failed("the order's name is none".to_owned());
        };
        let opened = self.panel.open(whom, &request, &custody.dealing, warrant, &fields).await;
        if !opened.reached(&custody.dealing) {
            let reasons = opened.refused.iter().chain(&opened.unavailable).chain(&opened.lying);
            let reasons: Vec<String> =
                reasons.map(|(index, why)| format!("trustee {index}: {why}")).collect();
            return failed(reasons.join("; "));
        }
        let deposits: Vec<(usize, Vec<u8>)> = opened
            .deposits
            .iter()
            .enumerate()
            .filter_map(|(at, one)| Some((at, one.as_ref().ok()?.to_vec())))
            .collect();
        let texts = deposits.iter().filter_map(|(at, deposit)| {
            let asked = asked.get(*at)?;
            // Somebody with a changed client may have written a book: the judge is shown its beginning.
            let text = String::from_utf8_lossy(&read(asked, deposit)?).chars().take(MAX_FREE_TEXT).collect();
            Some((asked.order, text))
        });
        let texts: Vec<(u64, String)> = texts.collect();
        let deposits: Vec<Vec<u8>> = deposits.into_iter().map(|(_, deposit)| deposit).collect();
        let (haul, pair) =
            workshop.with(|state| (Haul::of(state), state.court.as_ref().map_or(0, |court| court.pair)));
        let tried = deposits.clone();
        let beyond = tokio::task::spawn_blocking(move || haul.beyond(pair, tried)).await.unwrap_or_default();
        let log = self.log_lines().await;
        let deposits = deposits.iter().map(|deposit| encode(deposit)).collect();
        workshop.commit(Event::Lawful { id: id.clone(), deposits, texts, beyond, log });
    }

    /// The heads of the trustees' logs, witnessed by the others.
    async fn log_lines(&self) -> Vec<LogLine> {
        let gossip = self.panel.gossip().await;
        let line = |(index, note): &(u8, crate::trustee::note::Note)| {
            let seat = self.panel.seats().iter().find(|seat| seat.index == *index)?;
            let checkpoint = note.checkpoint(&seat.verifier).ok()?;
            let root = to_hex(checkpoint.root.get(..4).unwrap_or_default());
            Some(LogLine { trustee: *index, size: checkpoint.size, root })
        };
        let mut lines: Vec<LogLine> = gossip.notes.iter().filter_map(line).collect();
        lines.sort_by_key(|line| line.trustee);
        lines
    }
}

/// What an order against a pair asks for: the newest messages with a field. A clean chat has none.
fn asked(state: &State, pair: usize) -> Vec<Asked> {
    let with_field = |message: &super::state::Message| {
        let envelope = escrow::Envelope::from_bytes(&message.body).ok()?;
        let field = envelope.field.clone()?;
        // One field whose label is not proven would stop the whole order.
        field.verify_label().is_ok().then_some(Asked { order: message.order, envelope, field })
    };
    let mut asked: Vec<Asked> = state.messages_of(pair).filter_map(with_field).collect();
    asked.drain(..asked.len().saturating_sub(MAX_FIELDS_ASKED));
    asked
}

fn read(asked: &Asked, deposit: &[u8]) -> Option<Plaintext> {
    let key = ContentKey::from_bytes(deposit)?;
    content::open(&key, &asked.envelope.about(asked.field.label.session), &asked.envelope.sealed).ok()
}
