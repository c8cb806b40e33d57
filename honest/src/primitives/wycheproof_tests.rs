//! All of C2SP Wycheproof for the five primitives, against the functions the protocol calls. A case that cannot be
//! put to them is skipped with its reason, and the number of such cases is fixed here.

use wycheproof::TestResult;

use super::dh::{DhPair, DhPublic};
use super::kem::{CIPHERTEXT, KemPair, KemPublic, PUBLIC, SEED};
use super::sign::{SIGNATURE, SigningPublic};
use super::{aead, kdf};

/// What came of a file: cases run, cases skipped with each reason.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    run: usize,
    skipped: Vec<(&'static str, usize)>,
}

impl Count {
    fn skip(&mut self, reason: &'static str) {
        match self.skipped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.skipped.push((reason, 1)),
        }
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

#[test]
fn x25519_agrees_with_every_case_and_refuses_exactly_the_unusable_keys() {
    use wycheproof::xdh::{TestFlag, TestName, TestSet};
    let mut count = Count::default();
    let (mut non_canonical, mut low_order) = (0, 0);
    for group in TestSet::load(TestName::X25519).unwrap().test_groups {
        for test in group.tests {
            let public = fixed(&test.public_key).unwrap();
            let pair = DhPair::from_secret(fixed(&test.private_key).unwrap());
            count.run += 1;
            let Ok(key) = DhPublic::parse(public) else {
                // We refuse a second encoding of a point; so may anybody (RFC 7748 leaves it open).
                assert_eq!(test.result, TestResult::Acceptable, "case {}", test.tc_id);
                let at_least_p =
                    public[0] >= 0xed && public[1..31].iter().all(|&byte| byte == 0xff) && public[31] == 0x7f;
                assert!(at_least_p || public[31] & 0x80 != 0, "case {}", test.tc_id);
                non_canonical += 1;
                continue;
            };
            match pair.agree(&key) {
                Ok(output) => {
                    assert_eq!(&output.as_bytes()[..], &test.shared_secret[..], "case {}", test.tc_id)
                }
                Err(_) => {
                    assert!(test.flags.contains(&TestFlag::ZeroSharedSecret), "case {}", test.tc_id);
                    low_order += 1;
                }
            }
        }
    }
    assert_eq!(count, Count { run: 518, skipped: vec![] });
    println!("X25519: 518 cases, {non_canonical} refused at parse, {low_order} refused by the exchange");
}

#[test]
fn ed25519_accepts_and_refuses_as_every_case_says() {
    use wycheproof::eddsa::{TestName, TestSet};
    let mut count = Count::default();
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let public = SigningPublic::parse(&fixed(&group.key.pk).unwrap()).unwrap();
        for test in group.tests {
            count.run += 1;
            // A signature of another length is refused by its type.
            let accepted = fixed::<SIGNATURE>(&test.sig)
                .is_some_and(|signature| public.verify_raw(&test.msg, &signature).is_ok());
            assert_eq!(accepted, !test.result.must_fail(), "case {}", test.tc_id);
        }
    }
    assert_eq!(count, Count { run: 151, skipped: vec![] });
}

#[test]
fn chacha20_poly1305_opens_and_refuses_as_every_case_says() {
    use wycheproof::aead::{TestName, TestSet};
    let mut count = Count::default();
    for group in TestSet::load(TestName::ChaCha20Poly1305).unwrap().test_groups {
        for test in group.tests {
            let Some(nonce) = fixed(&test.nonce) else {
                count.skip("a nonce of another length than 12 bytes is refused by its type");
                continue;
            };
            count.run += 1;
            let key = fixed(&test.key).unwrap();
            let sealed = [&test.ct[..], &test.tag[..]].concat();
            match aead::open_with_nonce(&key, &nonce, &test.aad, &sealed) {
                Ok(opened) => {
                    assert!(!test.result.must_fail(), "case {}", test.tc_id);
                    assert_eq!(&opened[..], &test.pt[..], "case {}", test.tc_id);
                    let mut buffer = test.pt.to_vec();
                    let tag = aead::seal_with_nonce(&key, &nonce, &test.aad, &mut buffer);
                    assert_eq!([&buffer[..], &tag].concat(), sealed, "case {}", test.tc_id);
                }
                Err(_) => assert!(test.result.must_fail(), "case {}", test.tc_id),
            }
        }
    }
    let reason = "a nonce of another length than 12 bytes is refused by its type";
    assert_eq!(count, Count { run: 316, skipped: vec![(reason, 9)] });
}

#[test]
fn hkdf_sha256_agrees_with_every_case() {
    use wycheproof::hkdf::{TestName, TestSet};
    /// The output lengths that occur; ours are constants of the types that hold the keys.
    fn expand(salt: &[u8], ikm: &[u8], info: &[u8], len: usize) -> Option<Vec<u8>> {
        Some(match len {
            // An expansion of L bytes begins every longer one (RFC 5869, section 2.3).
            0..=64 => kdf::hkdf::<64>(salt, ikm, info)[..len].to_vec(),
            65..=8160 => kdf::hkdf::<8160>(salt, ikm, info)[..len].to_vec(),
            _ => return None,
        })
    }
    let mut count = Count::default();
    for group in TestSet::load(TestName::HkdfSha256).unwrap().test_groups {
        for test in group.tests {
            count.run += 1;
            match expand(&test.salt, &test.ikm, &test.info, test.size) {
                Some(okm) => {
                    assert!(!test.result.must_fail(), "case {}", test.tc_id);
                    assert_eq!(&okm[..], &test.okm[..], "case {}", test.tc_id);
                }
                // An output beyond 255 blocks does not compile.
                None => assert!(test.result.must_fail(), "case {}", test.tc_id),
            }
        }
    }
    assert_eq!(count, Count { run: 86, skipped: vec![] });
}

#[test]
fn ml_kem_768_agrees_with_every_case() {
    use wycheproof::mlkem::{TestName, TestSet};
    let mut count = Count::default();
    for name in [TestName::MlKem768, TestName::MlKem768KeyGenSeed] {
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                count.run += 1;
                let seed = fixed::<SEED>(test.seed.as_ref().map_or(&[], |seed| &seed[..]));
                let ciphertext = fixed::<CIPHERTEXT>(test.ct.as_ref().map_or(&[], |ct| &ct[..]));
                let Some(seed) = seed else {
                    assert!(test.result.must_fail(), "{name:?} case {}: a seed has 64 bytes", test.tc_id);
                    continue;
                };
                let pair = KemPair::from_seed(&seed);
                if let Some(key) = &test.encaps_key {
                    assert_eq!(&pair.public().as_bytes()[..], &key[..], "{name:?} case {}", test.tc_id);
                }
                match (&test.shared_secret, ciphertext) {
                    (Some(expected), Some(ciphertext)) => {
                        assert_eq!(&pair.decapsulate(&ciphertext)[..], &expected[..], "case {}", test.tc_id);
                    }
                    (Some(_), None) => assert!(test.result.must_fail(), "case {}", test.tc_id),
                    (None, _) => assert!(!test.result.must_fail(), "case {}", test.tc_id),
                }
            }
        }
    }
    for group in TestSet::load(TestName::MlKem768Encaps).unwrap().test_groups {
        for test in group.tests {
            count.run += 1;
            let key = fixed::<PUBLIC>(test.encaps_key.as_deref().unwrap());
            let parsed = key.and_then(|key| KemPublic::parse(&key).ok());
            assert_eq!(parsed.is_some(), !test.result.must_fail(), "encaps case {}", test.tc_id);
            if let (Some(key), Some(expected)) = (parsed, &test.shared_secret) {
                let mut coins = Coins(test.msg.as_deref().unwrap().to_vec());
                let (ciphertext, shared) = key.encapsulate(&mut coins);
                assert_eq!(&ciphertext[..], &test.ct.as_deref().unwrap()[..], "encaps case {}", test.tc_id);
                assert_eq!(&shared[..], &expected[..], "encaps case {}", test.tc_id);
            }
        }
    }
    for group in TestSet::load(TestName::MlKem768SemiExpandedDecaps).unwrap().test_groups {
        for _ in group.tests {
            count.skip("keys are stored as seeds; the expanded form is not read");
        }
    }
    let reason = "keys are stored as seeds; the expanded form is not read";
    assert_eq!(count, Count { run: 566, skipped: vec![(reason, 9)] });
}

/// A generator that gives the coins of a test case.
struct Coins(Vec<u8>);

impl rand_core::TryRng for Coins {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(&self.0);
        Ok(())
    }
}
impl rand_core::TryCryptoRng for Coins {}
