use super::*;

/// Two logs that are the same up to an epoch and differ in one user's roster from then on.
fn forked(same: u32, epochs: u32) -> (Log, Log) {
    let public = log(4, same);
    let (mut public, mut fork) = (public.clone(), public);
    for _ in same..epochs {
        close(&mut public, 4, &[(0, 1)]);
        close(&mut fork, 4, &[]);
    }
    (public, fork)
}

#[test]
fn clients_of_one_log_find_nothing_however_much_they_tell() {
    let mut log = log(4, 1);
    let (mut one, mut other) = (shown(&log, 1_000), shown(&log, 1_000));
    for epoch in 0..5 {
        close(&mut log, 4, &[(0, epoch)]);
        for auditor in [&mut one, &mut other] {
            assert_eq!(next(auditor, &log), Ok(None));
        }
        assert_eq!(other.hear(&one.tell(&mut rng(1)).unwrap()), Ok(None));
    }
}

#[test]
fn heads_of_before_the_fork_prove_nothing_and_any_later_one_does() {
    let (public, fork) = forked(3, 10);
    let (mut peer, mut growing) = (auditor(0), Log::new());
    for epoch in 0..10 {
        close(&mut growing, 4, &[(0, u32::from(epoch >= 3))]);
        assert_eq!(next(&mut peer, &growing), Ok(None));
    }
    assert_eq!(growing.heads(), public.heads());
    for (epoch, told) in fork.heads().iter().enumerate() {
        let proof = peer.hear(told).unwrap();
        assert_eq!(proof.is_some(), epoch >= 3, "epoch {epoch}");
        assert!(proof.is_none_or(|proof| proof.verify(&super::public()).is_ok()));
    }
}

#[test]
fn a_head_that_is_told_before_its_epoch_has_come_is_compared_when_it_does() {
    let (public, fork) = forked(2, 3);
    let mut peer = shown(&log(4, 2), 0);
    assert_eq!(peer.hear(fork.head().unwrap()), Ok(None), "nothing to compare with yet");
    let proof = next(&mut peer, &public).unwrap().expect("now there is");
    assert_eq!(proof.verify(&super::public()), Ok(()));
}

#[test]
fn heads_are_kept_up_to_the_bound_and_older_ones_can_no_longer_be_compared() {
    let bound = u32::try_from(MAX_HEADS).unwrap();
    let mut public = Log::new();
    let mut peer = auditor(0);
    close(&mut public, 1, &[]);
    let mut fork = public.clone();
    let (first, second) = (*public.head().unwrap(), close(&mut fork, 1, &[(0, 1)]));
    next(&mut peer, &public).unwrap();
    for _ in 1..bound {
        close(&mut public, 1, &[]);
        next(&mut peer, &public).unwrap();
    }
    assert_eq!(peer.hear(&first), Ok(None));
    assert!(peer.hear(&second).unwrap().is_some());
    for _ in 0..2 {
        close(&mut public, 1, &[]);
        next(&mut peer, &public).unwrap();
    }
    assert_eq!(peer.hear(&second), Ok(None), "epoch 1 is behind the bound now");
}

/// One victim and one peer of a fork who exchange messages until one of them has a proof; how many it took, if that is
/// no more than `messages`.
fn detected(per_mille: u32, messages: u32, victim: &Log, peer: &Log, rng: &mut ChaCha20Rng) -> Option<u32> {
    let mut sides = [shown(victim, per_mille), shown(peer, per_mille)];
    for message in 1..=messages {
        let [one, other] = &mut sides;
        if let Some(head) = one.tell(rng)
            && other.hear(&head).unwrap().is_some()
        {
            return Some(message);
        }
        sides.reverse();
    }
    None
}

#[test]
fn a_fork_is_detected_with_probability_one_minus_one_minus_q_to_the_messages() {
    let (public, fork) = forked(1, 2);
    for (per_mille, messages) in [(0, 50), (20, 30), (100, 10), (300, 4), (1_000, 1)] {
        const RUNS: u32 = 400;
        let mut rng = rng(u64::from(per_mille) + 7);
        let found = (0..RUNS).filter_map(|_| detected(per_mille, messages, &fork, &public, &mut rng)).count();
        let missed = (1.0 - f64::from(per_mille) / 1_000.0).powi(i32::try_from(messages).unwrap());
        let mean = f64::from(RUNS) * (1.0 - missed);
        // Four standard deviations of the binomial distribution.
        let slack = 4.0 * (mean * missed).sqrt();
        let found = f64::from(u32::try_from(found).unwrap());
        assert!(
            (found - mean).abs() <= slack,
            "q = {per_mille}: {found} of {RUNS}, expected {mean} +- {slack}"
        );
    }
}

#[test]
fn the_time_to_detection_is_one_over_q_messages() {
    let (public, fork) = forked(1, 2);
    const RUNS: u32 = 400;
    for per_mille in [100, 500] {
        let mut rng = rng(u64::from(per_mille) + 8);
        let times = (0..RUNS).map(|_| detected(per_mille, 10_000, &fork, &public, &mut rng).unwrap());
        let mean = f64::from(times.sum::<u32>()) / f64::from(RUNS);
        let q = f64::from(per_mille) / 1_000.0;
        // Geometric: mean 1/q, standard deviation sqrt(1-q)/q; four standard errors.
        let slack = 4.0 * ((1.0 - q).sqrt() / q) / f64::from(RUNS).sqrt();
        assert!((mean - 1.0 / q).abs() <= slack, "q = {q}: {mean} messages, expected {} +- {slack}", 1.0 / q);
    }
}
