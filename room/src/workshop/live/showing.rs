//! What changed is shown: the boards, a few times a second at most.

use relay::Audience;

use super::{Changed, Workshop, lock};
use crate::limits::REVEAL_MS;
use crate::workshop::boards::{self, View};
use crate::workshop::event::Event;
use crate::workshop::scene::Scene;
use crate::workshop::state::State;

impl Workshop {
    pub(super) fn mark(&self, event: &Event) {
        let mut changed = lock(&self.inner.changed);
        match event {
            Event::Message { .. } => {}
            Event::Voted { address, .. }
            | Event::Compared { address, .. }
            | Event::Proposed { address, .. }
            | Event::Confirmed { address, .. } => {
                changed.people.insert(address.clone());
            }
            _ => changed.everyone = true,
        }
        drop(changed);
        self.inner.ring.notify_one();
    }

    /// Whether phones may be told how the break came out: once the projector has shown it.
    fn told(&self, state: &State) -> bool {
        let now = u64::try_from(self.inner.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        state.scene > Scene::Break
            || (state.scene == Scene::Break && now.saturating_sub(state.since) >= REVEAL_MS)
    }

    /// What the pages are told of the server, now.
    #[must_use]
    pub fn view(&self) -> View {
        let told = self.with(|state| self.told(state));
        View { told, ..lock(&self.inner.view).clone() }
    }

    /// Shows what changed.
    pub fn publish(&self) {
        let told = self.with(|state| self.told(state));
        if std::mem::replace(&mut lock(&self.inner.view).told, told) != told {
            lock(&self.inner.changed).everyone = true;
        }
        let Changed { everyone, people } = std::mem::take(&mut *lock(&self.inner.changed));
        let mut view = lock(&self.inner.view).clone();
        let (relay, room) = (&self.inner.relay, &self.inner.room);
        let (all, stage, own): (_, _, Vec<_>) = {
            let state = lock(&self.inner.state);
            view.online = relay.present(room).into_iter().collect();
            let whose = state.people.keys().filter(|address| everyone || people.contains(*address));
            let own = whose.map(|address| (address.clone(), boards::own(&state, &view, address))).collect();
            (boards::all(&state, &view), boards::stage(&state, &view), own)
        };
        let to = relay.boards();
        to.publish(room, Audience::All, all);
        to.publish(room, Audience::Stage, stage);
        for (address, board) in own {
            to.publish(room, Audience::Person(address), board);
        }
    }
}
