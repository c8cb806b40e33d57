use super::*;
use crate::fixtures::Room;
use crate::workshop::event::Tally;

fn written(room: &Room, path: &Path) {
    let mut recorder = Recorder::create(path).unwrap();
    for stamped in &room.state.history {
        recorder.write(stamped).unwrap();
    }
}

fn replayed(events: &[Stamped]) -> (State, Vec<Checked>) {
    let mut state = State::open(&events[0]).unwrap();
    let checked = events[1..].iter().map(|stamped| replay(&mut state, stamped)).collect();
    (state, checked)
}

#[test]
fn a_replay_makes_the_break_again_from_the_recorded_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    let mut room = Room::with_pairs(9, 4, 3);
    room.attempt(&[1, 2]);
    room.attempt(&[3]);
    written(&room, &path);
    let record = read(&path).unwrap();
    assert!(!record.cut);
    let (state, checked) = replayed(&record.events);
    assert_eq!(checked.iter().filter(|one| **one == Checked::Same).count(), 2);
    assert_eq!(state.readings, room.state.readings);
}

#[test]
fn a_record_whose_numbers_were_changed_is_found_out() {
    let mut room = Room::with_pairs(9, 2, 3);
    room.attempt(&[1, 2]);
    let mut events = room.state.history.clone();
    let Some(Event::Attempted { tallies, .. }) = events.last_mut().map(|stamped| &mut stamped.event) else {
        panic!("no attempt");
    };
    tallies[0] = Tally { opened: 3, ..tallies[0] };
    let (_, checked) = replayed(&events);
    assert!(matches!(checked.last(), Some(Checked::Different { .. })));
}

#[test]
fn a_record_that_a_kill_cut_short_is_read_up_to_the_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    written(&Room::with_pairs(9, 2, 3), &path);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    let record = read(&path).unwrap();
    assert!(record.cut);
    assert_eq!(record.events.len(), Room::with_pairs(9, 2, 3).state.history.len() - 1);
}

#[test]
fn what_is_no_record_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    for (text, line) in [("", 1), ("{}\n", 1), ("hello\n", 1), ("{\"at\":0,\"event\":\"ended\"}\n", 1)] {
        std::fs::write(&path, text).unwrap();
        let error = read(&path).unwrap_err();
        assert!(matches!(error, RecordError::Line { line: at, .. } if at == line), "{text:?}: {error}");
    }
    written(&Room::with_pairs(9, 1, 1), &folder.path().join("good"));
    let mut text = std::fs::read_to_string(folder.path().join("good")).unwrap();
    text.insert_str(text.find('\n').unwrap() + 1, "nonsense\n");
    std::fs::write(&path, text).unwrap();
    assert!(matches!(read(&path), Err(RecordError::Line { line: 2, .. })));
}

#[test]
fn a_record_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    std::fs::write(&path, "precious").unwrap();
    assert!(matches!(Recorder::create(&path), Err(RecordError::Exists { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
}
