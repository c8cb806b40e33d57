//! A record in place of people.

use std::time::Duration;

use super::{LONGEST_PAUSE, Workshop, lock};
use crate::workshop::event::Event;

impl Workshop {
    /// Plays the record to its end, and keeps showing it.
    pub async fn play(&self) {
        let Some(replay) = &self.inner.replay else { return };
        let mut before = 0;
        let mut hurry = false;
        for stamped in replay.events.iter().skip(1) {
            let scene = matches!(stamped.event, Event::SceneSet { .. } | Event::Ended);
            hurry = hurry && !scene;
            let pause =
                Duration::from_millis(stamped.at.saturating_sub(before)).div_f64(replay.speed.max(0.01));
            before = stamped.at;
            if !hurry {
                // A pause in the room, such as a discussion, is not waited out.
                let pause = pause.min(LONGEST_PAUSE);
                hurry = tokio::time::timeout(pause, replay.skip.notified()).await.is_ok() && !scene;
            }
            // The end closes the pages, and a replay is still to be looked at.
            if matches!(stamped.event, Event::Ended) {
                break;
            }
            crate::workshop::record::replay(&mut lock(&self.inner.state), stamped);
            self.publish();
        }
        loop {
            replay.skip.notified().await;
            self.publish();
        }
    }

    /// Goes on to the next scene of a record.
    pub fn skip(&self) {
        if let Some(replay) = &self.inner.replay {
            replay.skip.notify_one();
        }
    }

    /// Whether this is a record that is shown.
    #[must_use]
    pub fn is_replay(&self) -> bool {
        self.inner.replay.is_some()
    }
}
