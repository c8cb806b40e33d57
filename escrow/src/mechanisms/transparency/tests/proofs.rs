use super::super::log;
use super::*;

#[test]
fn every_listing_of_every_epoch_is_proven_and_every_head_continues_the_one_before() {
    for users in [1, 2, 40] {
        let (mut log, mut auditor) = (Log::new(), auditor(0));
        for epoch in 0..9 {
            close(&mut log, users, &[(0, epoch)]);
            assert_eq!(next(&mut auditor, &log), Ok(None), "{users} users, epoch {epoch}");
            for number in 0..users {
                let version = if number == 0 { epoch } else { 0 };
                let proof = log.prove(&user(number)).unwrap();
                assert_eq!(auditor.check(&user(number), &digest(number, version), &proof), Ok(()));
            }
        }
    }
}

#[test]
fn a_client_that_slept_through_epochs_is_shown_that_the_log_continues() {
    for slept in 1..20 {
        let mut log = log(3, 4);
        let mut auditor = shown(&log, 0);
        for epoch in 0..slept {
            close(&mut log, 3, &[(1, epoch)]);
        }
        assert_eq!(next(&mut auditor, &log), Ok(None), "slept through {slept}");
        assert_eq!(auditor.epoch(), Some(3 + slept));
    }
}

#[test]
fn a_roster_that_the_map_does_not_list_is_not_believed() {
    let log = log(40, 2);
    let auditor = shown(&log, 0);
    let not_listed = LogError::NotListed { user: "user 7".into() };
    let proof = log.prove(&user(7)).unwrap();
    assert_eq!(auditor.check(&user(7), &digest(7, 1), &proof), Err(not_listed.clone()));
    // Nor with the proof of another user, of another epoch, or of another log.
    let other = (0..40).find(|other| log.prove(&user(*other)).unwrap().listings != proof.listings).unwrap();
    let swapped = log.prove(&user(other)).unwrap();
    assert_eq!(auditor.check(&user(7), &digest(7, 0), &swapped), Err(not_listed.clone()));
    let old = Inclusion { epoch: 0, ..proof.clone() };
    assert_eq!(auditor.check(&user(7), &digest(7, 0), &old), Err(LogError::Epoch { expected: 1, got: 0 }));
    let mut fork = log.clone();
    close(&mut fork, 40, &[(7, 1)]);
    let forked = Inclusion { epoch: 1, ..fork.prove(&user(7)).unwrap() };
    assert_eq!(auditor.check(&user(7), &digest(7, 1), &forked), Err(not_listed));
    assert_eq!(auditor.check(&user(7), &digest(7, 0), &proof), Ok(()));
}

#[test]
fn a_proof_that_is_changed_anywhere_is_refused() {
    let log = log(300, 1);
    let auditor = shown(&log, 0);
    let proof = log.prove(&user(7)).unwrap();
    let refused = |proof: Inclusion| auditor.check(&user(7), &digest(7, 0), &proof).is_err();
    for byte in 0..proof.path.len() {
        let mut changed = proof.clone();
        changed.path[byte] ^= 1;
        assert!(refused(changed), "byte {byte} of the path");
    }
    for length in 0..proof.path.len() {
        assert!(refused(Inclusion { path: proof.path[..length].to_vec(), ..proof.clone() }));
    }
    let at = proof.listings.iter().position(|listing| listing.user == user(7)).unwrap();
    let mut promised = proof.clone();
    promised.listings[at].promised.push([0; 32]);
    assert!(refused(promised));
    let mut emptied = proof.clone();
    emptied.listings.remove(at);
    assert!(refused(emptied));
}

#[test]
fn one_user_has_one_listing_in_a_map() {
    let mut log = Log::new();
    log.close([listing(7, 0), listing(7, 1)].into_iter(), &key());
    let auditor = shown(&log, 0);
    let proof = log.prove(&user(7)).unwrap();
    assert_eq!(auditor.check(&user(7), &digest(7, 1), &proof), Ok(()), "the later one stands");
    let doubled = Inclusion { listings: vec![listing(7, 0), listing(7, 1)], ..proof };
    assert!(auditor.check(&user(7), &digest(7, 0), &doubled).is_err());
}

#[test]
fn a_bucket_at_the_bound_is_checked_and_a_fuller_one_is_not() {
    let names = (0..).map(|number| address(&format!("user {number}")));
    let crowd: Vec<Listing> = names
        .filter(|user| log::bucket(user) == 0)
        .map(|user| Listing { user, digest: [7; 32], promised: vec![] })
        .take(MAX_LISTINGS + 1)
        .collect();
    for (count, believed) in [(MAX_LISTINGS, true), (MAX_LISTINGS + 1, false)] {
        let mut log = Log::new();
        log.close(crowd[..count].iter().cloned(), &key());
        let auditor = shown(&log, 0);
        let proof = log.prove(&crowd[0].user).unwrap();
        assert_eq!(auditor.check(&crowd[0].user, &[7; 32], &proof).is_ok(), believed, "{count} listings");
    }
}

#[test]
fn a_user_whom_the_map_does_not_list_has_no_listing_that_verifies() {
    let log = log(40, 1);
    let auditor = shown(&log, 0);
    let mut proof = log.prove(&user(99)).unwrap();
    let not_listed = LogError::NotListed { user: "user 99".into() };
    assert_eq!(auditor.listed(&user(99), &proof), Err(not_listed.clone()));
    proof.listings.push(listing(99, 0));
    assert_eq!(auditor.listed(&user(99), &proof), Err(not_listed));
}

#[test]
fn a_log_that_was_rewritten_does_not_continue_the_one_before() {
    let honest = log(3, 5);
    // Another past, with the same number of epochs and with more.
    let mut rewritten = Log::new();
    close(&mut rewritten, 3, &[(2, 9)]);
    for epoch in 1..8 {
        close(&mut rewritten, 3, &[]);
        let mut auditor = shown(&honest, 0);
        let refused = auditor.advance(&rewritten.update(Some(4.min(epoch))).unwrap());
        match epoch {
            // An epoch that this client has a head of makes a proof.
            4 => assert_eq!(refused.unwrap().unwrap().verify(&public()), Ok(())),
            0..4 => assert!(refused.is_err(), "a log that got shorter"),
            _ => assert_eq!(refused, Err(LogError::NotAppended { epoch })),
        }
        assert_eq!(auditor.head(), honest.head(), "nothing has changed");
    }
}

#[test]
fn a_head_that_the_provider_did_not_sign_is_refused_and_says_nothing_about_it() {
    let mut log = log(3, 1);
    let mut auditor = shown(&log, 0);
    log.close([listing(0, 0)].into_iter(), &SigningPair::from_seed(&[0x11; 32]));
    let unsigned = Err(LogError::Signature { what: "head" });
    assert_eq!(next(&mut auditor, &log), unsigned);
    let mut told = *auditor.head().unwrap();
    told.head.map[0] ^= 1;
    assert_eq!(auditor.hear(&told), unsigned);
}

#[test]
fn two_heads_of_one_epoch_prove_equivocation_and_nothing_less_does() {
    let (mut one, mut other) = (log(3, 2), log(3, 2));
    let (before, same) = (*one.head().unwrap(), *other.head().unwrap());
    let (one, other) = (close(&mut one, 3, &[]), close(&mut other, 3, &[(0, 1)]));
    let proof = Equivocation { one, other };
    assert_eq!(proof.verify(&public()), Ok(()));
    assert_eq!(Equivocation { one: other, other: one }.verify(&public()), Ok(()));
    let bytes = proof.to_bytes();
    assert_eq!((bytes.len(), HEAD), (264, 132));
    assert_eq!(Equivocation::from_bytes(&bytes), Ok(proof));
    for length in 0..bytes.len() {
        assert!(Equivocation::from_bytes(&bytes[..length]).is_err());
    }
    // Equal heads, heads of two epochs, a head that was touched, another provider.
    assert_eq!(Equivocation { one: before, other: same }.verify(&public()), Err(LogError::NoProof));
    assert_eq!(Equivocation { one: before, other }.verify(&public()), Err(LogError::NoProof));
    for byte in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[byte] ^= 1;
        let touched = Equivocation::from_bytes(&bytes).unwrap();
        assert_eq!(touched.verify(&public()), Err(LogError::Signature { what: "head" }), "byte {byte}");
    }
    let stranger = SigningPair::from_seed(&[0x11; 32]).public();
    assert_eq!(proof.verify(&stranger), Err(LogError::Signature { what: "head" }));
}

#[test]
fn a_promise_is_believed_for_the_next_epoch_for_its_user_and_roster_and_from_its_provider_alone() {
    let log = log(3, 2);
    let believe = |promise: Promise| shown(&log, 0).believe(&user(1), &digest(1, 5), &promise);
    assert_eq!(believe(Promise::sign(2, &user(1), digest(1, 5), &key())), Ok(()));
    for epoch in [1, 3] {
        let expected = Err(LogError::Epoch { expected: 2, got: epoch });
        assert_eq!(believe(Promise::sign(epoch, &user(1), digest(1, 5), &key())), expected);
    }
    let not_listed = Err(LogError::NotListed { user: "user 1".into() });
    assert_eq!(believe(Promise::sign(2, &user(2), digest(1, 5), &key())), not_listed);
    assert_eq!(believe(Promise::sign(2, &user(1), digest(1, 6), &key())), not_listed);
    let stranger = SigningPair::from_seed(&[0x11; 32]);
    let forged = Promise::sign(2, &user(1), digest(1, 5), &stranger);
    assert_eq!(believe(forged), Err(LogError::Signature { what: "promise" }));
    let nothing_seen =
        auditor(0).believe(&user(1), &digest(1, 5), &Promise::sign(0, &user(1), digest(1, 5), &key()));
    assert_eq!(nothing_seen, Err(LogError::NoHead));
}

#[test]
fn a_promise_is_kept_by_a_listing_or_by_the_list_of_what_was_answered_in_between() {
    let promised = digest(1, 5);
    let listings = [
        (Listing { digest: promised, ..listing(1, 0) }, true),
        (Listing { promised: vec![digest(1, 4), promised], ..listing(1, 0) }, true),
        (Listing { promised: vec![digest(1, 4)], ..listing(1, 0) }, false),
        (listing(1, 0), false),
    ];
    for (listed, kept) in listings {
        let mut log = log(3, 2);
        let mut auditor = shown(&log, 0);
        let promise = Promise::sign(2, &user(1), promised, &key());
        auditor.believe(&user(1), &promised, &promise).unwrap();
        auditor.believe(&user(1), &promised, &promise).unwrap();
        assert!(auditor.due().is_empty(), "not before its epoch");
        log.close([listing(0, 0), listed].into_iter(), &key());
        assert_eq!(next(&mut auditor, &log), Ok(None));
        let due = auditor.due();
        assert_eq!(due, std::slice::from_ref(&promise), "once, however often it was given");
        assert!(auditor.due().is_empty());
        let proof = log.prove(&user(1)).unwrap();
        let broken = auditor.settle(promise.clone(), proof.clone()).unwrap();
        assert_eq!(broken.is_none(), kept);
        let (head, listed) = (*log.head().unwrap(), proof);
        let claimed = Broken { promise, head, listed };
        assert_eq!(claimed.verify(&public()), if kept { Err(LogError::NoProof) } else { Ok(()) });
        if let Some(broken) = broken {
            assert_eq!(broken, claimed);
            assert!(broken.size() < 1_000, "{} bytes", broken.size());
        }
    }
}

#[test]
fn a_broken_promise_is_not_proven_with_another_epochs_head_or_another_users_listing() {
    let mut log = log(3, 2);
    let promise = Promise::sign(2, &user(1), digest(1, 5), &key());
    let early =
        Broken { promise: promise.clone(), head: *log.head().unwrap(), listed: log.prove(&user(1)).unwrap() };
    assert_eq!(early.verify(&public()), Err(LogError::NoProof));
    close(&mut log, 3, &[]);
    let (head, listed) = (*log.head().unwrap(), log.prove(&user(2)).unwrap());
    let of_another = Broken { promise: promise.clone(), head, listed };
    assert!(of_another.verify(&public()).is_err());
    let proper = Broken { promise, head, listed: log.prove(&user(1)).unwrap() };
    assert_eq!(proper.verify(&public()), Ok(()));
    let mut touched = proper;
    touched.promise.signature[0] ^= 1;
    assert_eq!(touched.verify(&public()), Err(LogError::Signature { what: "promise" }));
}
