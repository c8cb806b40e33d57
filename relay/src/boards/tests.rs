use serde_json::json;

use super::*;

/// Applies a patch as RFC 7396 says, section 2: what a client does.
fn apply(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let members = target.as_object_mut().unwrap();
    for (key, value) in patch {
        if value.is_null() {
            members.remove(key);
        } else {
            apply(members.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// A client of one board.
#[derive(Default)]
struct Client {
    generation: String,
    n: u64,
    state: Value,
}

impl Client {
    fn hear(&mut self, frame: &BoardFrame) {
        let frame: Value = serde_json::from_str(frame.text.as_str()).unwrap();
        let n = frame["n"].as_u64().unwrap();
        if frame["t"] == "board" {
            self.generation = frame["generation"].as_str().unwrap().to_owned();
            self.state = frame["state"].clone();
        } else {
            assert_eq!(n, self.n + 1, "a change out of order");
            apply(&mut self.state, &frame["patch"]);
        }
        self.n = n;
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn value(&mut self, depth: u64) -> Value {
        match self.below(if depth == 0 { 4 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.below(5)),
            2 => json!("x".repeat(usize::try_from(self.below(40)).unwrap())),
            3 => json!(self.below(2) == 0),
            4 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: u64) -> Value {
        let mut members = Map::new();
        for _ in 0..self.below(6) {
            members.insert(
                ["a", "b", "c", "d"][usize::try_from(self.below(4)).unwrap()].into(),
                self.value(depth),
            );
        }
        Value::Object(members)
    }
}

#[test]
fn whoever_follows_the_changes_has_the_board_and_so_has_whoever_was_away() {
    for seed in 0..200 {
        let (mut dice, mut board, name) = (Dice(seed), Board::default(), Name::All);
        let (mut steady, mut absent) = (Client::default(), Client::default());
        for _ in 0..40 {
            let state = without_nulls(dice.object(4));
            if let Some(frame) = board.become_state(&name, state.clone()) {
                steady.hear(&frame);
            }
            assert_eq!((&steady.state, steady.n), (&state, board.n), "seed {seed}");
            if dice.below(5) == 0 {
                for frame in board.since(&name, &absent.generation, absent.n) {
                    absent.hear(&frame);
                }
                assert_eq!((&absent.state, absent.n), (&state, board.n), "seed {seed}");
            }
        }
    }
}

#[test]
fn the_same_state_again_is_no_change() {
    let mut board = Board::default();
    assert!(board.become_state(&Name::All, json!({ "a": 1 })).is_some());
    assert!(board.become_state(&Name::All, json!({ "a": 1 })).is_none());
    assert_eq!(board.n, 1);
}

#[test]
fn changes_are_kept_up_to_the_bound_and_who_is_further_behind_gets_the_whole() {
    let (mut board, name) = (Board::default(), Name::All);
    let filler = "x".repeat(500);
    for i in 0..=BOARD_CHANGES {
        board.become_state(&name, json!({ "i": i, "filler": filler }));
    }
    let generation = board.generation.to_string();
    assert_eq!(board.changes.len(), BOARD_CHANGES);
    let words = |frames: Vec<BoardFrame>| -> Vec<bool> {
        frames.iter().map(|frame| frame.text.as_str().contains(r#""t":"board""#)).collect()
    };
    assert_eq!(words(board.since(&name, &generation, 1)), vec![false; BOARD_CHANGES]);
    assert_eq!(words(board.since(&name, &generation, board.n)), vec![false; 0]);
    board.become_state(&name, json!({ "i": "more", "filler": filler }));
    assert_eq!(words(board.since(&name, &generation, 1)), vec![true]);
    // Of another life of the board, or of its future: the whole.
    assert_eq!(words(board.since(&name, "another", board.n)), vec![true]);
    assert_eq!(words(board.since(&name, &generation, board.n + 1)), vec![true]);
}

#[test]
fn changes_are_kept_up_to_so_many_bytes() {
    let (mut board, name) = (Board::default(), Name::All);
    let base = "x".repeat(BOARD_CHANGE_BYTES);
    board.become_state(&name, json!({ "base": base, "i": 0 }));
    for i in 1..6 {
        board
            .become_state(&name, json!({ "base": base, "i": format!("{i}").repeat(BOARD_CHANGE_BYTES / 4) }));
    }
    assert!(board.changes.len() < 5 && board.bytes <= BOARD_CHANGE_BYTES);
    assert_eq!(board.bytes, board.changes.iter().map(|change| change.text.len()).sum::<usize>());
}

#[test]
fn a_member_that_is_null_is_absent_but_nulls_in_arrays_stay() {
    let state = without_nulls(json!({ "a": null, "b": { "c": null, "d": 1 }, "e": [null, { "f": null }] }));
    assert_eq!(state, json!({ "b": { "d": 1 }, "e": [null, { "f": null }] }));
}
