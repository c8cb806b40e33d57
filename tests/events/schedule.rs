//! The events.

/// One thing that happens. Numbers are taken modulo what there is to pick from, so that any event fits any world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Somebody writes to somebody, starting a session first if there is none.
    Send { from: u8, to: u8 },
    /// The oldest frame that waits for somebody arrives.
    Deliver { to: u8 },
    /// The oldest frame that waits for somebody is lost.
    Drop { to: u8 },
    /// A frame that waits for somebody overtakes all that wait before it.
    Reorder { to: u8, pick: u8 },
    /// A frame that waits for somebody, or was read, is put behind all that wait once more.
    Duplicate { to: u8, pick: u8 },
    /// Somebody's stored state is copied: by a thief, and by whoever makes backups.
    Seize { whose: u8 },
    /// Somebody's device goes back to a state stored earlier.
    Restore { whose: u8, pick: u8 },
}

/// Bytes that an event is made of.
const BYTES: usize = 3;

impl Event {
    const fn of([kind, who, pick]: [u8; BYTES]) -> Self {
        // Sending comes first: it is what shrinking ends at.
        match kind {
            0..=89 => Self::Send { from: who, to: pick },
            90..=169 => Self::Deliver { to: who },
            170..=184 => Self::Drop { to: who },
            185..=204 => Self::Reorder { to: who, pick },
            205..=224 => Self::Duplicate { to: who, pick },
            225..=239 => Self::Seize { whose: who },
            240.. => Self::Restore { whose: who, pick },
        }
    }
}

/// The schedule that bytes stand for; what is left over at their end stands for nothing.
pub(super) fn schedule(bytes: &[u8]) -> Vec<Event> {
    bytes.as_chunks().0.iter().copied().map(Event::of).collect()
}

#[test]
fn any_bytes_are_a_schedule_and_every_event_can_be_had() {
    assert_eq!(schedule(&[]), []);
    assert_eq!(schedule(&[0, 1, 2, 200, 9]), [Event::Send { from: 1, to: 2 }]);
    let all: Vec<u8> = (0..=255).flat_map(|kind| [kind, 4, 5]).collect();
    let all = schedule(&all);
    for event in [
        Event::Send { from: 4, to: 5 },
        Event::Deliver { to: 4 },
        Event::Drop { to: 4 },
        Event::Reorder { to: 4, pick: 5 },
        Event::Duplicate { to: 4, pick: 5 },
        Event::Seize { whose: 4 },
        Event::Restore { whose: 4, pick: 5 },
    ] {
        assert!(all.contains(&event), "{event:?}");
    }
}
