//! What takes time or begins anew: attacks, measurements, rounds, the end.

use std::time::Duration;

use super::{Workshop, lock};
use crate::limits::PUBLISH_EVERY_MS;
use crate::workshop::attempt::Haul;
use crate::workshop::event::Event;
use crate::workshop::record::refresh;
use crate::workshop::refusal::Refused;
use crate::workshop::scene::Scene;

impl Workshop {
    /// Makes the attack with the shares that are stolen by now.
    ///
    /// # Errors
    /// [`Refused::Relay`] if the machine could not finish it.
    pub async fn attempt(&self) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        let (haul, round) = self.with(|state| (Haul::of(state), state.round));
        let findings = tokio::task::spawn_blocking(move || haul.attempt()).await;
        let findings = findings.map_err(|error| Refused::Relay(error.to_string()))?;
        self.decide(|state| {
            if state.round != round {
                return Err(Refused::Now("the room began again meanwhile"));
            }
            state.readings = findings.readings;
            Ok(Event::Attempted { shares: findings.shares, tallies: findings.tallies })
        })
    }

    /// Measures another design.
    ///
    /// # Errors
    /// [`Refused::Sweep`].
    pub async fn sweep(&self, k: u8, n: u8, epoch: u32) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        self.look(|view| view.sweeping = true);
        let measured =
            tokio::task::spawn_blocking(move || crate::workshop::sweep::designs(k, n, epoch)).await;
        self.look(|view| view.sweeping = false);
        let rows = measured.map_err(|error| Refused::Sweep(error.to_string()))?;
        let rows = rows.map_err(|error| Refused::Sweep(error.to_string()))?;
        self.commit(Event::Swept { k, n, epoch, rows });
        Ok(())
    }

    /// Measures the limits.
    ///
    /// # Errors
    /// [`Refused::Sweep`].
    pub async fn limits(&self) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        let measured = tokio::task::spawn_blocking(crate::workshop::sweep::limits).await;
        let rows = measured.map_err(|error| Refused::Sweep(error.to_string()))?;
        let rows = rows.map_err(|error| Refused::Sweep(error.to_string()))?;
        self.commit(Event::Limited { rows });
        Ok(())
    }

    /// Back to the beginning of a scene.
    pub async fn rewind(&self, to: Scene) {
        let _one_at_a_time = self.inner.busy.lock().await;
        self.commit(Event::Rewound { to });
        refresh(&mut lock(&self.inner.state));
        lock(&self.inner.changed).everyone = true;
        self.inner.ring.notify_one();
    }

    /// Begins again.
    ///
    /// # Errors
    /// [`Refused::Relay`].
    pub async fn reset(&self, keep_people: bool) -> Result<(), Refused> {
        let super::Inner { relay, room, .. } = &*self.inner;
        let failed = |error: String| Refused::Relay(error);
        let _nobody_joins = self.inner.joining.lock().await;
        let _one_at_a_time = self.inner.busy.lock().await;
        if !keep_people {
            let people: Vec<String> = self.with(|state| state.people.keys().cloned().collect());
            for address in people {
                relay.expel(room, &address).await.map_err(|error| failed(error.to_string()))?;
            }
        }
        let tape = relay.tape(room).await.map_err(|error| failed(error.to_string()))?;
        relay.clear_mail(room).await.map_err(|error| failed(error.to_string()))?;
        if let Some(last) = tape.last() {
            self.inner.floor.fetch_max(last.order, std::sync::atomic::Ordering::SeqCst);
        }
        self.commit(Event::Reset { keep_people });
        self.pair_up();
        self.inner.bench.hand_out(self).await;
        Ok(())
    }

    /// Closes the room and deletes what the relay keeps of it.
    ///
    /// # Errors
    /// [`Refused::Relay`].
    pub async fn end(&self) -> Result<(), Refused> {
        self.commit(Event::Ended);
        self.publish();
        // Phones read that it is over before their sockets close.
        tokio::time::sleep(Duration::from_millis(5 * PUBLISH_EVERY_MS)).await;
        let closed = self.inner.relay.close_room(&self.inner.room).await;
        closed.map_err(|error| Refused::Relay(error.to_string()))
    }
}
