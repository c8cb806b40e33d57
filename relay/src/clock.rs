//! The relay's clock: the wall clock, which never goes back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970 that never decrease in one process, whatever happens to the system's clock. The store does the same for
/// each room across restarts.
#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicU64);

impl Clock {
    /// Now.
    pub(crate) fn now(&self) -> u64 {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self.no_earlier(wall)
    }

    fn no_earlier(&self, wall: u64) -> u64 {
        self.0.fetch_max(wall, Ordering::Relaxed).max(wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_stands_still() {
        let clock = Clock::default();
        assert_eq!(clock.no_earlier(100), 100);
        assert_eq!(clock.no_earlier(40), 100);
        assert_eq!(clock.no_earlier(101), 101);
    }
}
