//! A token bucket for each participant. By participant and not by address: a class sits behind one address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Token buckets by key, as a "generic cell rate algorithm": one instant for each key, nothing to refill.
#[derive(Debug)]
pub struct Buckets {
    /// Time that one take costs.
    interval: Duration,
    /// Time that may be owed.
    allowance: Duration,
    keys: usize,
    /// When each key has paid what it owes.
    owed: Mutex<HashMap<String, Instant>>,
}

impl Buckets {
    /// Buckets of `burst` that refill with `rate` in a second, for at most `keys` keys; beyond, those who owe least are forgotten.
    #[must_use]
    pub fn new(rate: u32, burst: u32, keys: usize) -> Self {
        let interval = Duration::from_secs(1).checked_div(rate).unwrap_or(Duration::from_secs(1));
        Self { interval, allowance: interval.saturating_mul(burst), keys, owed: Mutex::default() }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long to wait for the next one, when there is none.
    pub fn take(&self, key: &str) -> Result<(), Duration> {
        self.take_at(key, Instant::now())
    }

    /// Takes one at a given moment.
    ///
    /// # Errors
    /// How long to wait for the next one, when there is none.
    pub fn take_at(&self, key: &str, now: Instant) -> Result<(), Duration> {
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        let debt = owed.get(key).map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let after = debt.saturating_add(self.interval);
        if after > self.allowance {
            return Err(after.saturating_sub(self.allowance));
        }
        if owed.len() >= self.keys && !owed.contains_key(key) {
            owed.retain(|_, until| *until > now);
            if owed.len() >= self.keys
                && let Some(least) = owed.iter().min_by_key(|(_, until)| **until).map(|(key, _)| key.clone())
            {
                owed.remove(&least);
            }
        }
        owed.insert(key.to_owned(), now.checked_add(after).unwrap_or(now));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_at_the_bound_passes_one_more_waits_and_time_refills() {
        let (buckets, start) = (Buckets::new(20, 40, 8), Instant::now());
        for i in 0..40 {
            assert_eq!(buckets.take_at("a", start), Ok(()), "take {i}");
        }
        assert_eq!(buckets.take_at("a", start), Err(Duration::from_millis(50)));
        assert_eq!(buckets.take_at("a", start + Duration::from_millis(50)), Ok(()));
        assert!(buckets.take_at("a", start + Duration::from_millis(50)).is_err());
        // 20 a second from here on, and the whole burst after two seconds of quiet.
        let later = start + Duration::from_millis(2050);
        assert!((0..40).all(|_| buckets.take_at("a", later).is_ok()));
        assert!(buckets.take_at("a", later).is_err());
    }

    #[test]
    fn one_key_does_not_pay_for_another() {
        let (buckets, now) = (Buckets::new(20, 1, 8), Instant::now());
        assert!(buckets.take_at("a", now).is_ok() && buckets.take_at("a", now).is_err());
        assert!(buckets.take_at("b", now).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_those_who_owe_most_stay() {
        let (buckets, now) = (Buckets::new(1, 100, 3), Instant::now());
        for key in ["a", "a", "a", "b", "b", "c"] {
            buckets.take_at(key, now).unwrap();
        }
        buckets.take_at("d", now).unwrap();
        let owed = buckets.owed.lock().unwrap();
        assert_eq!(owed.len(), 3);
        assert!(owed.contains_key("a") && owed.contains_key("b") && owed.contains_key("d"));
    }
}
