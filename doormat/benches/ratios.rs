//! probe
use std::time::Duration;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use cpu_time::ThreadTime;
use honest::address::Address;
use honest::identity::IdentityPair;
use honest::prekeys::PrekeyStore;
use honest::prekeys::Suite;
use honest::session::Session;
use honest::wire::Message;

struct Case<'a> {
    name: &'static str,
    run: Box<dyn FnMut(usize) + 'a>,
    per: usize,
    times: Vec<f64>,
}

fn measure(cases: &mut [Case<'_>], rounds: usize) {
    for round in 0..rounds {
        let n = cases.len();
        for i in 0..n {
            let case = &mut cases[(i + round) % n];
            let t = ThreadTime::now();
            (case.run)(case.per);
            let d: Duration = t.elapsed();
            case.times.push(d.as_secs_f64() * 1e6 / case.per as f64);
        }
    }
    for c in cases.iter_mut() {
        c.times.sort_by(f64::total_cmp);
    }
}

fn pair(suite: Suite, rng: &mut ChaCha20Rng) -> (Session, Session) {
    let (a, b) = (Address::new("a").unwrap(), Address::new("b").unwrap());
    let (ia, ib) = (IdentityPair::generate(rng), IdentityPair::generate(rng));
    let mut store = PrekeyStore::new(suite, rng);
    let bundle = store.refill(&ib, 1, rng).next_bundle().verify(suite).unwrap();
    let mut sa = Session::initiate(&ia, &a, &b, &bundle, rng).unwrap();
    let m = sa.encrypt(b"hi").unwrap();
    let m = Message::parse(&m).unwrap();
    let hello = m.hello().unwrap().unwrap();
    let (mut sb, _, _spent) = Session::accept(&ib, &a, &b, &store, &hello, &m, rng).unwrap();
    let r = sb.encrypt(b"hi").unwrap();
    sa.decrypt(&Message::parse(&r).unwrap(), rng).unwrap();
    (sa, sb)
}

fn main() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let text = [7u8; 256];
    let (mut a, mut b) = pair(Suite::Hybrid, &mut rng);
    let mut r2 = ChaCha20Rng::seed_from_u64(2);
    let (mut pa, mut pb) = pair(Suite::Hybrid, &mut rng);
    let mut r3 = ChaCha20Rng::seed_from_u64(3);
    use vodozemac::olm::{Account, OlmMessage, SessionConfig};
    let vpair = || {
        let alice = Account::new();
        let mut bob = Account::new();
        bob.generate_one_time_keys(1);
        let otk = *bob.one_time_keys().values().next().unwrap();
        let mut s =
            alice.create_outbound_session(SessionConfig::version_1(), bob.curve25519_key(), otk).unwrap();
        let m = s.encrypt("hi").unwrap();
        let OlmMessage::PreKey(p) = m else { panic!() };
        let mut r = bob
            .create_inbound_session(SessionConfig::version_1(), alice.curve25519_key(), &p)
            .unwrap()
            .session;
        let m = r.encrypt("x").unwrap();
        s.decrypt(&m).unwrap();
        (s, r)
    };
    let (mut va, mut vb) = vpair();
    let (mut wa, mut wb) = vpair();
    use double_ratchet_2::ratchet::Ratchet;
    use x25519_dalek_2::StaticSecret;
    let (mut db, pk) = Ratchet::<StaticSecret>::init_bob([1; 32]);
    let mut da = Ratchet::<StaticSecret>::init_alice([1; 32], pk);
    let mut cases = vec![
        Case {
            name: "honest in order",
            per: 2000,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n {
                    let m = a.encrypt(&text).unwrap();
                    let p = Message::parse(&m).unwrap();
                    assert_eq!(b.decrypt(&p, &mut r2).unwrap().len(), 256);
                }
            }),
        },
        Case {
            name: "honest encrypt",
            per: 2000,
            times: vec![],
            run: {
                let (mut a, _) = pair(Suite::Hybrid, &mut rng);
                Box::new(move |n| {
                    for _ in 0..n {
                        std::hint::black_box(a.encrypt(&text).unwrap());
                    }
                })
            },
        },
        Case {
            name: "vodozemac in order",
            per: 500,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n {
                    let m = va.encrypt(&text).unwrap();
                    assert_eq!(vb.decrypt(&m).unwrap().len(), 256);
                }
            }),
        },
        Case {
            name: "double-ratchet-2 in order",
            per: 1000,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n {
                    let (h, c, nonce) = da.ratchet_encrypt(&text, b"ad");
                    assert_eq!(db.ratchet_decrypt(&h, &c, &nonce, b"ad").len(), 256);
                }
            }),
        },
        Case {
            name: "honest ping-pong",
            per: 100,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n / 2 {
                    let m = pa.encrypt(&text).unwrap();
                    pb.decrypt(&Message::parse(&m).unwrap(), &mut r3).unwrap();
                    let m = pb.encrypt(&text).unwrap();
                    pa.decrypt(&Message::parse(&m).unwrap(), &mut r3).unwrap();
                }
            }),
        },
        Case {
            name: "vodozemac ping-pong",
            per: 100,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n / 2 {
                    let m = wa.encrypt(&text).unwrap();
                    wb.decrypt(&m).unwrap();
                    let m = wb.encrypt(&text).unwrap();
                    wa.decrypt(&m).unwrap();
                }
            }),
        },
        Case {
            name: "vodozemac establish",
            per: 30,
            times: vec![],
            run: Box::new(|n| {
                for _ in 0..n {
                    vpair();
                }
            }),
        },
        Case {
            name: "honest establish hybrid",
            per: 30,
            times: vec![],
            run: {
                let mut r = ChaCha20Rng::seed_from_u64(4);
                Box::new(move |n| {
                    for _ in 0..n {
                        pair(Suite::Hybrid, &mut r);
                    }
                })
            },
        },
        Case {
            name: "honest establish classical",
            per: 30,
            times: vec![],
            run: {
                let mut r = ChaCha20Rng::seed_from_u64(4);
                Box::new(move |n| {
                    for _ in 0..n {
                        pair(Suite::Classical, &mut r);
                    }
                })
            },
        },
    ];
    measure(&mut cases, 21);
    for c in &cases {
        println!(
            "{:30} {:8.3} us  (p10 {:.3})",
            c.name,
            c.times[c.times.len() / 2],
            c.times[c.times.len() / 10]
        );
    }
}
