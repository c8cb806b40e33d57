use std::collections::BTreeSet;

use super::*;

/// Two voices in conversations of different rhythm, no text twice.
fn conversations() -> Vec<Conversation> {
    let rhythms = ["abab", "aabb", "abba", "abbab", "aaab", "ab"];
    let lines = |(number, rhythm): (usize, &&str)| {
        let line = |(place, voice): (usize, char)| Line {
            from: voice.to_string(),
            to: None,
            time: None,
            text: format!("conversation {number}, line {place}"),
        };
        rhythm.repeat(4).chars().enumerate().map(line).collect()
    };
    rhythms.iter().enumerate().map(lines).collect()
}

impl Script {
    /// What is said in the tests of other modules.
    pub(crate) fn sample(parameters: &Parameters) -> Self {
        Self::generated(&conversations(), parameters)
    }
}

/// Runs of different shapes: users, sessions, messages, days.
fn shapes() -> impl Iterator<Item = Parameters> {
    let shapes =
        [(12, 12, 360, 10), (2, 1, 9, 3), (9, 30, 45, 12), (5, 10, 101, 2), (4, 6, 5, 40), (20, 3, 7, 7)];
    shapes.into_iter().map(|(users, sessions, messages, days)| Parameters {
        users,
        sessions,
        messages,
        days,
        ..Parameters::default()
    })
}

/// Lines "voice: text", or "voice>addressee: text".
fn lines(spoken: &[&str]) -> Vec<Line> {
    let line = |spoken: &&str| {
        let (who, text) = spoken.split_once(": ").unwrap();
        let (from, to) = who.split_once('>').map_or((who, None), |(from, to)| (from, Some(to.to_owned())));
        Line { from: from.to_owned(), to, time: None, text: text.to_owned() }
    };
    spoken.iter().map(line).collect()
}

fn timed(times: &[Option<i64>]) -> Vec<Line> {
    let line = |(place, time): (usize, &Option<i64>)| Line {
        from: ["a", "b"][place % 2].to_owned(),
        to: None,
        time: *time,
        text: format!("line {place}"),
    };
    times.iter().enumerate().map(line).collect()
}

fn recorded(spoken: &[&str]) -> Script {
    Script::recorded(&lines(spoken), &Parameters::default())
}

/// Who says what to whom.
fn said(script: &Script) -> Vec<(User, User, String)> {
    let text = |meta: &Meta| String::from_utf8(script.text(meta.index).to_vec()).unwrap();
    script.metas().iter().map(|meta| (meta.from, meta.to, text(meta))).collect()
}

fn of_session(script: &Script, session: usize) -> Vec<&Meta> {
    script.metas().iter().filter(|meta| meta.session == session).collect()
}

#[test]
fn a_generated_script_has_the_users_conversations_and_messages_that_were_asked_for() {
    for parameters in shapes() {
        let script = Script::sample(&parameters);
        assert_eq!(script.users(), parameters.users);
        assert_eq!(script.metas().len(), parameters.messages);
        // With fewer messages than conversations, the rest of these never begins.
        assert_eq!(script.sessions(), parameters.sessions.min(parameters.messages));
        let speakers = script.metas().iter().flat_map(|meta| [meta.from, meta.to]).max();
        assert!(speakers < Some(parameters.users));
    }
}

#[test]
fn days_lie_within_the_run_and_never_go_back_and_messages_are_spread_over_all_of_them() {
    for parameters in shapes() {
        let script = Script::sample(&parameters);
        let days: Vec<u32> = script.metas().iter().map(|meta| meta.day).collect();
        assert!(days.is_sorted());
        assert!(days.iter().all(|day| *day < parameters.days));
        let of_day = |day| days.iter().filter(|other| **other == day).count();
        let counts: Vec<usize> = (0..parameters.days).map(of_day).collect();
        assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
    }
}

#[test]
fn messages_know_their_place_and_a_time_on_their_day_that_never_goes_back() {
    for parameters in shapes() {
        let script = Script::sample(&parameters);
        for (place, meta) in script.metas().iter().enumerate() {
            assert_eq!(meta.index, place);
            assert_eq!(meta.sent / DAY, u64::from(meta.day));
        }
        assert!(script.metas().is_sorted_by_key(|meta| meta.sent));
    }
}

#[test]
fn in_a_day_with_more_messages_than_seconds_no_message_is_sent_before_an_earlier_one() {
    let count = usize::try_from(DAY).unwrap() + 10;
    let parameters = Parameters { messages: count, ..Parameters::default() };
    let script = Script::recorded(&timed(&vec![Some(7); count]), &parameters);
    assert_eq!(script.metas().len(), count);
    assert!(script.metas().is_sorted_by_key(|meta| meta.sent));
    assert!(script.metas().iter().all(|meta| meta.day == 0 && meta.sent < DAY));
}

#[test]
fn every_conversation_is_between_two_users_and_no_two_of_them_have_more_than_one() {
    for parameters in shapes() {
        let script = Script::sample(&parameters);
        let mut pairs = BTreeSet::new();
        for session in 0..script.sessions() {
            let people: BTreeSet<User> =
                of_session(&script, session).iter().flat_map(|meta| [meta.from, meta.to]).collect();
            assert_eq!(people.len(), 2);
            assert!(pairs.insert(people));
        }
    }
}

#[test]
fn both_speak_in_every_conversation_that_is_long_enough() {
    // The slowest rhythm has its second voice speak in the fourth line.
    for parameters in shapes().filter(|parameters| parameters.messages >= 4 * parameters.sessions) {
        let script = Script::sample(&parameters);
        for session in 0..script.sessions() {
            let speakers: BTreeSet<User> =
                of_session(&script, session).iter().map(|meta| meta.from).collect();
            assert_eq!(speakers.len(), 2, "session {session}");
        }
    }
}

#[test]
fn conversations_are_numbered_in_order_of_their_beginning() {
    for script in shapes().map(|parameters| Script::sample(&parameters)) {
        let mut begun = 0;
        for meta in script.metas() {
            assert!(meta.session <= begun);
            begun = begun.max(meta.session + 1);
        }
    }
}

#[test]
fn turns_begin_with_0_and_change_with_the_speaker_and_only_then() {
    for script in shapes().map(|parameters| Script::sample(&parameters)) {
        for session in 0..script.sessions() {
            let metas = of_session(&script, session);
            assert_eq!(metas[0].turn, 0);
            for pair in metas.windows(2) {
                assert_eq!(pair[1].turn, pair[0].turn + u32::from(pair[0].from != pair[1].from));
            }
        }
    }
}

#[test]
fn every_session_speaks_the_lines_of_one_conversation_over_and_over_in_its_rhythm() {
    let parameters = Parameters { users: 5, sessions: 8, messages: 300, ..Parameters::default() };
    let script = Script::sample(&parameters);
    for session in 0..parameters.sessions {
        let conversation = &conversations()[session % conversations().len()];
        let metas = of_session(&script, session);
        assert!(metas.len() > conversation.len(), "it should come round");
        for (meta, line) in metas.iter().zip(conversation.iter().cycle()) {
            assert_eq!(script.text(meta.index), line.text.as_bytes());
            let first_speaks = line.from == conversation[0].from;
            assert_eq!(meta.from == metas[0].from, first_speaks);
        }
    }
}

#[test]
fn a_third_voice_of_a_conversation_is_cast_as_the_second() {
    let parameters = Parameters { users: 2, sessions: 1, messages: 3, ..Parameters::default() };
    let script = Script::generated(&[lines(&["a: 1", "b: 2", "c: 3"])], &parameters);
    let expected = [(0, 1, "1"), (1, 0, "2"), (1, 0, "3")];
    assert_eq!(said(&script), expected.map(|(from, to, text)| (from, to, text.to_owned())));
}

#[test]
fn without_conversations_nobody_says_anything() {
    let parameters = Parameters::default();
    assert!(Script::generated(&[], &parameters).metas().is_empty());
    assert!(Script::generated(&[Vec::new()], &parameters).metas().is_empty());
    assert_eq!(Script::generated(&[], &parameters).sessions(), 0);
}

#[test]
fn every_two_users_are_a_pair_once_and_an_even_number_of_them_all_have_a_first_before_any_has_a_second() {
    for users in 2..=12 {
        let all: Vec<(User, User)> = pairs(users).collect();
        assert!(all.iter().all(|(one, other)| one < other && *other < users));
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), users * (users - 1) / 2);
        assert_eq!(all.len(), users * (users - 1) / 2);
        let met: BTreeSet<User> = all[..users / 2].iter().flat_map(|pair| [pair.0, pair.1]).collect();
        assert_eq!(met.len(), users / 2 * 2);
    }
}

#[test]
fn the_same_parameters_give_the_same_digest_and_the_seed_is_for_coins_alone() {
    let parameters = Parameters::default();
    let digest = Script::sample(&parameters).digest();
    assert_eq!(digest, Script::sample(&parameters).digest());
    assert_eq!(digest, Script::sample(&Parameters { seed: 43, ..parameters.clone() }).digest());
    assert_ne!(digest, Script::sample(&Parameters { messages: 359, ..parameters }).digest());
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn the_digest_changes_with_who_says_what_to_whom_when_and_in_which_order() {
    let spoken = |lines: &[Line]| Script::recorded(lines, &Parameters::default()).digest();
    let three = timed(&[Some(0), Some(1), Some(9)]);
    let change = |change: fn(&mut Vec<Line>)| {
        let mut lines = three.clone();
        change(&mut lines);
        spoken(&lines)
    };
    let digests = [
        spoken(&three),
        change(|lines| lines[2].from = "c".to_owned()),
        change(|lines| lines[1].to = Some("c".to_owned())),
        change(|lines| lines[1].text.push('.')),
        change(|lines| lines[1].time = Some(8)),
        change(|lines| drop(lines.pop())),
        change(|lines| {
            let second = lines[1].text.clone();
            lines[1].text = std::mem::replace(&mut lines[2].text, second);
        }),
    ];
    assert_eq!(digests.iter().collect::<BTreeSet<_>>().len(), digests.len());
    // People are numbers in it: what they are called makes no difference.
    let renamed = change(|lines| lines.iter_mut().for_each(|line| line.from.push_str("ann")));
    assert_eq!(renamed, digests[0]);
}

#[test]
fn recorded_lines_keep_their_order_and_go_to_whoever_spoke_before_or_speaks_next() {
    let script = recorded(&["a: 1", "a: 2", "b: 3", "c: 4", "c: 5", "a: 6", "b: 7"]);
    // The first two go to b, who speaks next; c answers b; a answers c; b answers a.
    let expected =
        [(0, 1, "1"), (0, 1, "2"), (1, 0, "3"), (2, 1, "4"), (2, 1, "5"), (0, 2, "6"), (1, 0, "7")];
    assert_eq!(said(&script), expected.map(|(from, to, text)| (from, to, text.to_owned())));
    let sessions: Vec<_> = script.metas().iter().map(|meta| (meta.session, meta.turn)).collect();
    assert_eq!(sessions, [(0, 0), (0, 0), (0, 1), (1, 0), (1, 0), (2, 0), (0, 1)]);
}

#[test]
fn a_named_addressee_is_obeyed_unless_it_is_the_speaker() {
    let script = recorded(&["a: 1", "b: 2", "a>c: 3", "b>b: 4"]);
    let expected = [(0, 1, "1"), (1, 0, "2"), (0, 2, "3"), (1, 0, "4")];
    assert_eq!(said(&script), expected.map(|(from, to, text)| (from, to, text.to_owned())));
}

#[test]
fn a_voice_that_nobody_answers_says_nothing() {
    let script = recorded(&["a: is", "a: anybody", "a>a: there"]);
    assert!(script.metas().is_empty());
    assert_eq!((script.users(), script.sessions()), (0, 0));
    assert!(recorded(&[]).metas().is_empty());
}

#[test]
fn a_long_monologue_goes_to_the_one_voice_that_comes_after_it() {
    let mut spoken = vec!["a: word"; 40_000];
    spoken.push("b: at last");
    let parameters = Parameters { messages: spoken.len(), ..Parameters::default() };
    let script = Script::recorded(&lines(&spoken), &parameters);
    assert_eq!(script.metas().len(), 40_001);
    let to_the_other = script.metas()[..40_000].iter().all(|meta| (meta.from, meta.to) == (0, 1));
    assert!(to_the_other && script.sessions() == 1);
}

#[test]
fn no_more_lines_are_taken_than_messages_were_asked_for_and_those_from_the_beginning() {
    let spoken = lines(&["a: 1", "b: 2", "c: 3", "a: 4"]);
    for messages in 1..=6 {
        let script = Script::recorded(&spoken, &Parameters { messages, ..Parameters::default() });
        let texts: Vec<String> = said(&script).into_iter().map(|(.., text)| text).collect();
        assert_eq!(texts, ["1", "2", "3", "4"][..messages.min(4)]);
    }
}

#[test]
fn times_are_folded_evenly_into_the_days() {
    assert_eq!(fold(&[Some(100), Some(149), Some(150), Some(199)], 2), [0, 0, 1, 1]);
    assert_eq!(fold(&[Some(0), Some(50), Some(99)], 10), [0, 5, 9]);
    assert_eq!(fold(&[Some(5); 3], 10), [0, 0, 0]);
    assert_eq!(fold(&[], 10), [0; 0]);
    // No clock at all: the order stands for it.
    assert_eq!(fold(&[None; 4], 2), [0, 0, 1, 1]);
    // A line without a time is of the time of the line before, the first of that of the next.
    assert_eq!(fold(&[None, Some(10), None, Some(19)], 2), [0, 0, 0, 1]);
    // A clock that was set back.
    assert_eq!(fold(&[Some(5), Some(3), Some(9)], 5), [0, 0, 4]);
    // The widest span there is.
    assert_eq!(fold(&[Some(i64::MIN), Some(0), Some(i64::MAX)], 3_650), [0, 1_825, 3_649]);
}

#[test]
fn recorded_messages_lie_on_the_days_of_their_times() {
    let parameters = Parameters { days: 4, ..Parameters::default() };
    let script = Script::recorded(&timed(&[Some(0), None, Some(70), Some(99)]), &parameters);
    let days: Vec<u32> = script.metas().iter().map(|meta| meta.day).collect();
    assert_eq!(days, [0, 0, 2, 3]);
}

#[test]
fn the_first_users_say_to_each_other_what_they_said_in_the_whole() {
    let parameters = Parameters { users: 6, sessions: 8, messages: 53, ..Parameters::default() };
    let script = Script::sample(&parameters);
    for users in 0..=7 {
        let fewer = script.first_users(users);
        assert_eq!(fewer.users(), users.min(6));
        let among = |meta: &&Meta| meta.from < users && meta.to < users;
        let kept: Vec<&Meta> = script.metas().iter().filter(among).collect();
        assert_eq!(fewer.metas().len(), kept.len());
        for (meta, before) in fewer.metas().iter().zip(kept) {
            assert_eq!(
                (meta.day, meta.from, meta.to, meta.turn),
                (before.day, before.from, before.to, before.turn)
            );
            assert_eq!(fewer.text(meta.index), script.text(before.index));
        }
    }
    assert!(script.first_users(3).metas().len() < script.metas().len());
    assert!(!script.first_users(3).metas().is_empty());
}

#[test]
fn neither_names_nor_texts_appear_in_what_is_shown_of_a_script() {
    let script = recorded(&["Cassandra: a secret", "Helenus: another"]);
    let shown = format!("{script:?} {:?} {}", script.metas(), script.digest());
    for hidden in ["Cassandra", "Helenus", "secret", "another"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(shown.contains("messages: 2"));
}

#[test]
fn a_line_that_does_not_exist_says_nothing() {
    assert_eq!(recorded(&["a: 1", "b: 2"]).text(2), b"");
}
