use super::*;
use crate::attack::{Aim, Attack, Expect, Outcomes, Prediction, part, readings};
use crate::catalogue;
use crate::lab::Lab;
use crate::report::{Cell, Verdict};
use crate::system::{Cost, Tricked};
use crate::systems::SystemEntry;

mod real;

fn parameters() -> Parameters {
    Parameters { users: 4, sessions: 3, messages: 30, days: 3, theft_day: 1, ..Parameters::default() }
}

/// A messenger without any lock: what is written is what the wire shows, and what the authority reads.
#[derive(Clone, Copy)]
struct Postcards {
    /// Whether there is an authority that reads.
    read: bool,
    /// Who, if anybody, has other safety numbers than their peers see.
    posed_as: Option<User>,
}

const POSTCARDS: Postcards = Postcards { read: true, posed_as: None };
const DECOY: &[u8] = b"all is well";
static FACTS: Facts = Facts::new("postcards", crate::system::Door::ContentKey).keepers(1, 1);

impl System for Postcards {
    fn facts(&self) -> &Facts {
        &FACTS
    }
    fn places(&self) -> Vec<Place> {
        Vec::new()
    }
    fn new_day(&mut self, _: u32) {}
    fn meet(&mut self, _: User, _: User, _: u64, _: &mut dyn Relay) -> Result<(), Warning> {
        Ok(())
    }
    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery {
        let heard = relay.carry(meta, text.to_vec()).into_iter().next();
        Delivery { frames: vec![text.to_vec()], heard, warning: None }
    }
    fn trick(&mut self, trick: Trick, _: &Meta, text: &[u8]) -> Option<Tricked> {
        // One that works, one that nobody can read, and one that shows the authority something else.
        let (frame, heard, decoy) = match trick {
            Trick::Garble => (b"garbage".as_slice(), Some(text.to_vec()), None),
            Trick::OtherKey => (b"garbage".as_slice(), None, None),
            Trick::TwoKeys => (DECOY, Some(text.to_vec()), Some(DECOY.to_vec())),
            _ => return None,
        };
        let delivery = Delivery { frames: vec![frame.to_vec()], heard, warning: None };
        Some(Tricked { delivery, decoy, attempts: 3 })
    }
    fn compare(&self, one: User, other: User) -> Option<bool> {
        Some(![one, other].into_iter().any(|user| Some(user) == self.posed_as))
    }
    fn seize(&self, _: Place) -> Option<Loot> {
        None
    }
    fn lawful(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let read = |taped: &Taped| order.covers(&taped.meta).then(|| taped.frames[0].clone());
        self.read.then(|| tape.iter().map(read).collect())
    }
    fn intruder(&self) -> Box<dyn Intruder> {
        Box::new(Forger(None))
    }
}

/// Sends always the same in place of a message.
struct Forger(Option<&'static [u8]>);

impl Relay for Forger {}

impl Intruder for Forger {
    fn take(&mut self, _: &Loot) {}
    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>> {
        vec![None; tape.len()]
    }
    fn forge(&mut self, _: &Meta, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        self.0.map(<[u8]>::to_vec)
    }
    fn cost(&self) -> Cost {
        Cost::default()
    }
}

static ENTRY: SystemEntry = SystemEntry {
    id: "postcards",
    title: "",
    what: "",
    source: "",
    in_favour: "",
    proposal: None,
    fix: None,
    argued: &[],
    file: file!(),
    facts: |_| FACTS.clone(),
    build: |_, _, _| Ok(Box::new(POSTCARDS)),
};

/// An attack that makes something of the tape of a messenger without locks.
struct Reading(&'static str, Expect, fn(&[Taped]) -> Vec<Option<Plaintext>>);

impl Attack for Reading {
    fn id(&self) -> &'static str {
        self.0
    }
    fn question(&self) -> &'static str {
        ""
    }
    fn holds(&self) -> &'static str {
        ""
    }
    fn aim(&self) -> Aim {
        Aim::Read
    }
    fn source(&self) -> &'static str {
        ""
    }
    fn counter(&self) -> &'static str {
        ""
    }
    fn file(&self) -> &'static str {
        file!()
    }
    fn predict(&self, _: &Facts, _: &Parameters) -> Vec<Prediction> {
        vec![part("all", self.1)]
    }
    fn run(&self, stage: &mut Stage<'_>) -> Result<Outcomes, BuildError> {
        stage.play();
        let read = (self.2)(stage.tape());
        Ok(Outcomes { parts: vec![readings("all", stage, &read, |_| true)], ..Outcomes::default() })
    }
}

fn truth(tape: &[Taped]) -> Vec<Option<Plaintext>> {
    tape.iter().map(|taped| Some(taped.frames[0].clone())).collect()
}

/// What the scorer makes of readings: verdict, successes, wrong readings, trials, whether as expected.
fn scored(attack: &'static Reading) -> (Verdict, u64, u64, u64, bool) {
    let lab = Lab::new(parameters(), Script::sample(&parameters()), "test".to_owned());
    let (run, _) = lab.run(&[&ENTRY], &[attack], &[]).unwrap();
    let Cell { verdict, as_expected, parts, .. } = &run.cells[0];
    assert_eq!((parts.len(), *as_expected), (1, parts[0].as_expected));
    (*verdict, parts[0].successes, parts[0].wrong, parts[0].trials, *as_expected)
}

#[test]
fn right_readings_are_successes_and_as_expected_where_they_were_predicted() {
    static PREDICTED: Reading = Reading("predicted", Expect::Everything, truth);
    static UNFORESEEN: Reading = Reading("unforeseen", Expect::Nothing, truth);
    assert_eq!(scored(&PREDICTED), (Verdict::Broken, 30, 0, 30, true));
    assert_eq!(scored(&UNFORESEEN), (Verdict::Broken, 30, 0, 30, false));
}

#[test]
fn no_readings_are_failures_and_as_expected_where_none_was_predicted() {
    static PREDICTED: Reading = Reading("predicted", Expect::Nothing, |tape| vec![None; tape.len()]);
    static UNFORESEEN: Reading = Reading("unforeseen", Expect::Everything, |tape| vec![None; tape.len()]);
    assert_eq!(scored(&PREDICTED), (Verdict::Held, 0, 0, 30, true));
    assert_eq!(scored(&UNFORESEEN), (Verdict::Held, 0, 0, 30, false));
}

#[test]
fn a_reading_that_is_missing_is_none_and_one_too_many_is_nobodys() {
    static SHORT: Reading = Reading("short", Expect::Everything, |_| Vec::new());
    static LONG: Reading = Reading("long", Expect::Everything, |tape| [truth(tape), truth(tape)].concat());
    assert_eq!(scored(&SHORT), (Verdict::Held, 0, 0, 30, false));
    assert_eq!(scored(&LONG), (Verdict::Broken, 30, 0, 30, true));
}

#[test]
fn invented_readings_are_wrong_and_never_as_expected_even_where_no_success_was_predicted() {
    static INVENTED: Reading =
        Reading("invented", Expect::Nothing, |tape| vec![Some(b"invented".to_vec()); tape.len()]);
    static EMPTY: Reading = Reading("empty", Expect::Nothing, |tape| vec![Some(Vec::new()); tape.len()]);
    assert_eq!(scored(&INVENTED), (Verdict::Held, 0, 30, 30, false));
    assert_eq!(scored(&EMPTY), (Verdict::Held, 0, 30, 30, false));
}

#[test]
fn one_wrong_reading_among_right_ones_makes_the_part_not_as_expected() {
    static ONE: Reading = Reading("one", Expect::Everything, |tape| {
        let mut read = truth(tape);
        read[7].as_mut().unwrap().push(b'.');
        read
    });
    assert_eq!(scored(&ONE), (Verdict::Broken, 29, 1, 30, false));
}

#[test]
fn other_peoples_texts_score_nothing() {
    static OTHERS: Reading = Reading("others", Expect::Nothing, |tape| {
        let mut read = truth(tape);
        read.rotate_left(1);
        read
    });
    assert_eq!(scored(&OTHERS), (Verdict::Held, 0, 30, 30, false));
}

#[test]
fn an_evasion_counts_only_if_the_peer_got_the_text_and_the_authority_did_not() {
    let said = b"said".as_slice();
    for (heard, obtained, score) in [
        (Some("said"), None, Score::Success),
        (Some("said"), Some("else"), Score::Success),
        (Some("said"), Some("said"), Score::Failure),
        (Some("else"), None, Score::Failure),
        (None, None, Score::Failure),
        (None, Some("said"), Score::Failure),
    ] {
        let text = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
        assert_eq!(
            Trial::evaded(0, text(heard), text(obtained)).score(said),
            score,
            "{heard:?} {obtained:?}"
        );
    }
}

#[test]
fn readings_and_doings_are_scored_as_what_they_are() {
    let read = |text: Option<&[u8]>| Trial::read(0, text.map(<[u8]>::to_vec)).score(b"said");
    assert_eq!(read(Some(b"said")), Score::Success);
    assert_eq!(read(Some(b"sai")), Score::Wrong);
    assert_eq!(read(Some(b"")), Score::Wrong);
    assert_eq!(read(None), Score::Failure);
    assert_eq!(Trial::did(0, true).score(b"said"), Score::Success);
    assert_eq!(Trial::did(0, false).score(b"said"), Score::Failure);
}

/// What an addressee makes of what arrives.
type Unwraps = fn(&[u8]) -> Option<Plaintext>;

/// A lock that costs one byte, or none at all.
struct Evading {
    hidden: bool,
    unwraps: Unwraps,
}

impl Evaders for Evading {
    fn wrap(&mut self, _: &Meta, text: &[u8]) -> Vec<u8> {
        if self.hidden { text.iter().map(|byte| byte ^ 1).chain([0]).collect() } else { text.to_vec() }
    }
    fn unwrap(&mut self, _: &Meta, outer: &[u8]) -> Option<Plaintext> {
        (self.unwraps)(outer)
    }
}

fn unlock(outer: &[u8]) -> Option<Plaintext> {
    outer.split_last().map(|(_, locked)| locked.iter().map(|byte| byte ^ 1).collect())
}

/// On a stage of the messenger without locks: what the test does, and how many of those trials came out.
fn on<T>(postcards: Postcards, act: impl FnOnce(&mut Stage<'_>) -> T) -> T {
    let (parameters, script) = (parameters(), Script::sample(&parameters()));
    act(&mut Stage::new(|| Ok(Box::new(postcards)), &script, &parameters).unwrap())
}

fn successes(stage: &Stage<'_>, trials: &[Trial]) -> usize {
    trials.iter().filter(|trial| stage.score(trial) == Score::Success).count()
}

#[test]
fn a_lock_evades_if_it_hides_the_text_and_the_addressee_opens_it() {
    let cases: [(bool, Unwraps, usize); 4] = [
        (true, unlock, 6),
        (true, |_| None, 0),
        (true, |outer| Some(outer.to_vec()), 0),
        (false, |outer| Some(outer.to_vec()), 0),
    ];
    for (hidden, unwraps, evaded) in cases {
        on(POSTCARDS, |stage| {
            let played = stage.play_wrapped(6, &mut Evading { hidden, unwraps });
            assert_eq!(played.evaded.len(), 6);
            assert_eq!(successes(stage, &played.evaded), evaded);
            // The authority opens every message to something, and the lock has its price.
            assert_eq!((played.opened, played.overhead), (6, usize::from(hidden)));
        });
    }
}

#[test]
fn wraps_and_tricks_end_with_their_day() {
    on(POSTCARDS, |stage| {
        let evading = &mut Evading { hidden: true, unwraps: unlock };
        assert_eq!(stage.play_wrapped(1_000, evading).evaded.len(), 10);
        assert_eq!(stage.play_tricked(Trick::Garble, 1_000).unwrap().evaded.len(), 10);
        assert_eq!(stage.play_tricked(Trick::Garble, 4).unwrap().evaded.len(), 4);
        assert_eq!(stage.tape().last().unwrap().meta.index, 23);
    });
}

#[test]
fn tricks_evade_if_the_peer_reads_and_deceive_if_the_authority_reads_the_decoy() {
    let played = |postcards: Postcards, trick: Trick| {
        on(postcards, |stage| {
            let played = stage.play_tricked(trick, 5).unwrap();
            assert_eq!((played.evaded.len(), played.deceived.len(), played.attempts), (5, 5, 15));
            (successes(stage, &played.evaded), successes(stage, &played.deceived))
        })
    };
    assert_eq!(played(POSTCARDS, Trick::Garble), (5, 0));
    assert_eq!(played(POSTCARDS, Trick::OtherKey), (0, 0));
    assert_eq!(played(POSTCARDS, Trick::TwoKeys), (5, 5));
    // An authority that reads nothing is not deceived.
    assert_eq!(played(Postcards { read: false, ..POSTCARDS }, Trick::TwoKeys), (5, 0));
    assert_eq!(played(Postcards { read: false, ..POSTCARDS }, Trick::Garble), (5, 0));
}

#[test]
fn a_forgery_counts_only_if_the_addressee_reads_what_the_forger_was_to_say() {
    for (frame, forged) in [(Some(FORGED), 30), (Some(b"something else".as_slice()), 0), (None, 0)] {
        on(POSTCARDS, |stage| {
            let trials = stage.play_forged(&mut Forger(frame));
            assert_eq!((trials.len(), successes(stage, &trials)), (30, forged));
        });
    }
}

#[test]
fn who_compares_and_sees_another_number_writes_nothing_and_has_noticed() {
    let posed = Postcards { posed_as: Some(0), ..POSTCARDS };
    let said_and_noticed = |postcards: Postcards, care: Care| {
        on(postcards, |stage| {
            stage.play_through(&mut Faithful, care);
            let noticed = stage.noticed();
            assert_eq!(noticed.len(), stage.pairs().len());
            assert_eq!(crate::attack::unsaid(stage).len(), 30 - stage.tape().len());
            let of_user_0 = |taped: &&Taped| taped.meta.from == 0 || taped.meta.to == 0;
            (stage.tape().iter().filter(of_user_0).count(), stage.tape().len(), successes(stage, &noticed))
        })
    };
    // User 0 has one of the three conversations.
    assert_eq!(said_and_noticed(posed, Care::Comparing), (0, 20, 1));
    assert_eq!(said_and_noticed(posed, Care::Trusting), (10, 30, 0));
    assert_eq!(said_and_noticed(POSTCARDS, Care::Comparing), (10, 30, 0));
}

#[test]
fn a_stage_plays_up_to_the_morning_of_a_day_and_after_a_restart_the_same_again() {
    let (parameters, script) = (parameters(), Script::sample(&parameters()));
    let shared = catalogue::system("shared").unwrap();
    let build = || (shared.build)(&parameters, 4, [3; 32]);
    let mut stage = Stage::new(build, &script, &parameters).unwrap();
    stage.play_until(1);
    assert_eq!(stage.tape().len(), 10);
    assert!(stage.tape().iter().all(|taped| taped.meta.day == 0));
    stage.play();
    let played = stage.tape().to_vec();
    assert_eq!(played.len(), 30);
    stage.restart().unwrap();
    assert!(stage.tape().is_empty());
    stage.play();
    assert_eq!(stage.tape(), played);
}
