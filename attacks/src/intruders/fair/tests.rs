use escrow::mechanisms::fair::signing_secret;
use honest::primitives::sign::SigningPair;

use super::*;

#[test]
fn a_signature_with_the_bare_scalar_verifies_like_the_owners() {
    let seed = [7; 32];
    let owner = SigningPair::from_seed(&seed);
    let signature = sign(&signing_secret(&seed), b"label", b"never said");
    assert!(owner.public().verify(b"label", b"never said", &signature, "letter").is_ok());
    // Of another message, under another label or key it does not.
    assert!(owner.public().verify(b"label", b"something else", &signature, "letter").is_err());
    assert!(owner.public().verify(b"other", b"never said", &signature, "letter").is_err());
    let stranger = SigningPair::from_seed(&[8; 32]);
    assert!(stranger.public().verify(b"label", b"never said", &signature, "letter").is_err());
    // And it is not the one that the owner would have made: the nonce is another.
    assert_ne!(signature, owner.sign(b"label", b"never said"));
}

#[test]
fn the_scalar_of_another_seed_signs_for_nobody_here() {
    let owner = SigningPair::from_seed(&[7; 32]);
    let signature = sign(&signing_secret(&[8; 32]), b"label", b"never said");
    assert!(owner.public().verify(b"label", b"never said", &signature, "letter").is_err());
}
