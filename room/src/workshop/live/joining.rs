//! Joining: names, tokens, partners.

use super::{Joined, Workshop};
use crate::limits::MAX_PEOPLE;
use crate::workshop::event::Event;
use crate::workshop::names;
use crate::workshop::refusal::Refused;
use crate::workshop::state::State;

impl Workshop {
    /// Somebody joins with the code, or comes back with a token.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn join(
        &self,
        peer: &str,
        code: &str,
        token: Option<&str>,
        bot: bool,
    ) -> Result<Joined, Refused> {
        let super::Inner { relay, room, joins, .. } = &*self.inner;
        let (expected, ended) = self.with(|state| (state.code.clone(), state.ended));
        if ended {
            return Err(Refused::Ended);
        }
        if let Some(token) = token
            && let Ok(address) = relay.authenticate(room, token).await
            && self.with(|state| state.people.contains_key(&address))
        {
            return Ok(Joined { address, token: token.to_owned() });
        }
        if !code.trim().eq_ignore_ascii_case(&expected) {
            // Whoever guesses does so a few times, and nobody else waits for it.
            return Err(if joins.take(peer).is_ok() { Refused::Code } else { Refused::JoinRate });
        }
        // One after the other, so that no name is given twice.
        let _one_at_a_time = self.inner.joining.lock().await;
        let (count, number, start, language) = self.with(|state| {
            let start = rand_core::Rng::next_u32(&mut state.dice("names", 0));
            (
                state.people.len(),
                state.joined,
                usize::try_from(start % 400).unwrap_or(0),
                state.config.language.clone(),
            )
        });
        if count >= MAX_PEOPLE {
            return Err(Refused::Full(count));
        }
        // Names come round again when all were given; those of now are not given twice.
        let mut names = (number..number + MAX_PEOPLE).map(|number| names::name(number, start, &language));
        let free = names.find(|name| self.with(|state| !state.people.contains_key(&name.address)));
        let name = free.ok_or(Refused::Full(count))?;
        let token =
            relay.admit(room, &name.address).await.map_err(|error| Refused::Relay(error.to_string()))?;
        self.commit(Event::Joined { address: name.address.clone(), nickname: name.nickname, bot });
        self.pair_up();
        Ok(Joined { address: name.address, token: token.as_str().to_owned() })
    }

    /// Gives everybody who waits a partner, as far as there is one.
    pub fn pair_up(&self) {
        let waiting: Vec<String> = self.with(|state| {
            state
                .people
                .iter()
                .filter(|(_, person)| person.pair.is_none())
                .map(|(address, _)| address.clone())
                .collect()
        });
        let mut order = waiting;
        self.with(|state| {
            // Who meets whom is the dice's choice when there is one, as after a reset.
            let mut dice = state.dice("pairs", state.pairs.len());
            for at in (1..order.len()).rev() {
                let bound = u32::try_from(at + 1).unwrap_or(1);
                let other = usize::try_from(rand_core::Rng::next_u32(&mut dice) % bound).unwrap_or(0);
                order.swap(at, other);
            }
        });
        for pair in order.chunks_exact(2) {
            if let [one, other] = pair {
                let build = self.with(State::next_build);
                self.commit(Event::Paired { one: one.clone(), other: other.clone(), build });
            }
        }
    }
}
