use super::Region::{Healed, Past, Window};
use super::*;
use crate::lab::Lab;
use crate::script::{Line, Script};

/// The user whose device is seized, on the morning of day 2.
const OWNER: User = 0;
const DAY: u32 = 2;

/// Messages of days, senders and addressees, with the turns that follow from these; sessions by the peer.
fn metas(said: &[(u32, User, User)]) -> Vec<Meta> {
    let mut turns: BTreeMap<(User, User), (User, u32)> = BTreeMap::new();
    let meta = |(index, (day, from, to)): (usize, &(u32, User, User))| {
        let state = turns.entry((*from.min(to), *from.max(to))).or_insert((*from, 0));
        *state = (*from, state.1 + u32::from(state.0 != *from));
        let session = (*from).max(*to);
        Meta { index, day: *day, sent: 0, from: *from, to: *to, session, turn: state.1 }
    };
    said.iter().enumerate().map(meta).collect()
}

fn regions_of(said: &[(u32, User, User)], merged: bool) -> Vec<Region> {
    let metas = metas(said);
    regions(&metas.iter().collect::<Vec<_>>(), OWNER, DAY, merged)
}

#[test]
fn if_the_owner_spoke_last_the_thief_reads_the_rest_of_its_turn_and_the_answer() {
    let said = [(0, 0, 1), (1, 1, 0), (1, 0, 1), (2, 0, 1), (2, 1, 0), (3, 1, 0), (3, 0, 1), (4, 1, 0)];
    let expected = [Past, Past, Past, Window, Window, Window, Healed, Healed];
    assert_eq!(regions_of(&said, false), expected);
}

#[test]
fn if_the_peer_spoke_last_the_thief_reads_the_owners_answer_and_the_reply_to_it_too() {
    let said = [(0, 0, 1), (1, 1, 0), (2, 1, 0), (2, 0, 1), (2, 0, 1), (3, 1, 0), (3, 0, 1), (3, 1, 0)];
    let expected = [Past, Past, Window, Window, Window, Window, Healed, Healed];
    assert_eq!(regions_of(&said, false), expected);
}

#[test]
fn the_day_of_the_seizure_begins_after_it() {
    assert_eq!(regions_of(&[(1, 1, 0), (2, 1, 0)], false), [Past, Window]);
}

#[test]
fn a_conversation_that_others_begin_later_is_read_in_its_first_turn_alone() {
    let said = [(2, 1, 0), (2, 1, 0), (3, 0, 1), (3, 1, 0)];
    assert_eq!(regions_of(&said, false), [Window, Window, Healed, Healed]);
}

#[test]
fn a_conversation_that_the_owner_begins_later_is_not_read_at_all() {
    assert_eq!(regions_of(&[(2, 0, 1), (3, 1, 0), (3, 0, 1)], false), [Healed; 3]);
}

#[test]
fn conversations_do_not_heal_each_other() {
    // With user 1 both have written again; with user 2 the peer goes on in the turn of before.
    let said = [(0, 1, 0), (0, 2, 0), (2, 0, 1), (2, 1, 0), (2, 0, 1), (2, 2, 0), (3, 2, 0)];
    assert_eq!(regions_of(&said, false), [Past, Past, Window, Window, Healed, Window, Window]);
}

#[test]
fn only_as_many_later_conversations_are_read_as_prekeys_were_stolen() {
    let peers = 1..=SUPPLY + 3;
    // All of them write first; then all write once more before they are answered.
    let said: Vec<_> = peers.clone().chain(peers).map(|peer| (2, peer, OWNER)).collect();
    let regions = regions_of(&said, false);
    let (first, again) = regions.split_at(SUPPLY + 3);
    assert_eq!(first, again);
    assert!(first[..SUPPLY].iter().all(|region| *region == Window));
    assert!(first[SUPPLY..].iter().all(|region| *region == Healed));
}

#[test]
fn where_all_runs_through_one_channel_writing_to_anybody_answers_everybody() {
    // The owner's own, what is read in answer, and then the owner to somebody else: that heals.
    let said = [(0, 0, 1), (2, 0, 2), (2, 2, 0), (2, 1, 0), (3, 0, 3), (3, 2, 0)];
    assert_eq!(regions_of(&said, true), [Past, Window, Window, Window, Healed, Healed]);
    // The control: with channels of their own, user 2 and user 3 are begun with later.
    assert_eq!(regions_of(&said, false), [Past, Healed, Healed, Window, Healed, Healed]);
}

#[test]
fn one_channel_begins_with_the_owners_greeting_before_anything_is_said() {
    assert_eq!(regions_of(&[(2, 1, 0), (2, 0, 1)], true), [Window, Healed]);
    assert_eq!(regions_of(&[(2, 0, 1), (2, 1, 0), (2, 0, 1)], true), [Window, Window, Healed]);
}

#[test]
fn session_keys_are_marked_that_the_phone_held_or_met_in_the_window() {
    // With user 1 the owner had written, and user 1 writes in the window; user 2 wrote only before; user 3 begins
    // later, the owner writes to user 4 first.
    let said = [(0, 0, 1), (0, 1, 0), (0, 2, 0), (2, 1, 0), (2, 0, 1), (2, 3, 0), (3, 0, 3), (2, 0, 4)];
    let metas = metas(&said);
    let metas: Vec<&Meta> = metas.iter().collect();
    let regions = regions(&metas, OWNER, DAY, false);
    assert_eq!(regions, [Past, Past, Past, Window, Window, Window, Healed, Healed]);
    assert_eq!(marks(&metas, &regions, OWNER), [true, true, false, true, true, true, false, false]);
}

#[test]
fn thieves_of_both_phones_read_of_a_conversation_what_its_turns_say() {
    // Ten lines on ten days; the theft lies before the sixth, in a turn of a's.
    let rhythm = "ababaabbab";
    let line = |(place, voice): (usize, char)| Line {
        from: voice.to_string(),
        to: None,
        time: None,
        text: format!("line {place}"),
    };
    let lines: Vec<Line> = rhythm.chars().enumerate().map(line).collect();
    let parameters = Parameters { users: 2, sessions: 1, messages: 10, ..Parameters::default() };
    let script = Script::recorded(&lines, &parameters);
    let days: Vec<u32> = script.metas().iter().map(|meta| meta.day).collect();
    assert_eq!(days, (0..10).collect::<Vec<_>>());
    let cell = Lab::new(parameters, script, "test".to_owned()).cell("clean", "seizure").unwrap();
    let counted: Vec<_> = cell.parts.iter().map(|part| (part.successes, part.trials, part.wrong)).collect();
    // From a's phone the sixth line and b's two in answer; from b's, those and a's next.
    assert_eq!(counted, [(0, 10, 0), (3 + 4, 7, 0), (0, 3, 0)]);
    assert!(cell.as_expected);
}
