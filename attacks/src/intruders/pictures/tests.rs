use escrow::mechanisms::scanning::Projection;
use rand_core::SeedableRng;

use super::dct::{FREQUENCIES, Waves};
use super::evade::{Budget, black_box, white_box_published, white_box_sign};
use super::imitate::imitate;
use super::published::{NEAR, Published};
use super::*;

fn picture(number: u32) -> Picture {
    Picture::from_seed(&[b"test".as_slice(), &number.to_be_bytes()].concat())
}

fn projection() -> Projection {
    Projection::new(b"public")
}

#[test]
fn a_harmless_picture_is_given_the_hash_of_another_and_stays_itself() {
    let projection = projection();
    for number in 0..20 {
        let (harmless, listed) = (picture(number), picture(1_000 + number));
        let made = imitate(&projection, &harmless, &projection.hash(&listed));
        let changed = made.picture.unwrap();
        assert_eq!(projection.hash(&changed), projection.hash(&listed));
        assert!(made.steps >= 48);
        let (own, other) = (distortion(&changed, &harmless), distortion(&changed, &listed));
        assert!(own < 40.0 && own < other, "{own} from itself, {other} from the other");
    }
}

#[test]
fn an_imitation_made_for_one_projection_is_none_under_another() {
    let (right, wrong) = (projection(), Projection::new(b"another"));
    for number in 0..5 {
        let listed = picture(1_000 + number);
        let made = imitate(&wrong, &picture(number), &wrong.hash(&listed)).picture.unwrap();
        assert!(right.hash(&made).distance(&right.hash(&listed)) > 10);
    }
}

#[test]
fn a_picture_that_has_the_hash_already_is_hardly_touched() {
    let projection = projection();
    let same = picture(3);
    let made = imitate(&projection, &same, &projection.hash(&same)).picture.unwrap();
    assert!(distortion(&made, &same) < 2.0);
}

#[test]
fn one_bit_of_a_sign_hash_is_crossed_by_a_change_nobody_sees() {
    let projection = projection();
    for number in 0..40 {
        let picture = picture(number);
        let changed = white_box_sign(&projection, &picture).picture.unwrap();
        assert_eq!(projection.hash(&changed).distance(&projection.hash(&picture)), 1);
        assert!(distortion(&changed, &picture) <= 0.5);
    }
}

#[test]
fn the_published_hash_is_evaded_by_whoever_knows_its_plan_and_only_within_the_bound() {
    let (published, waves) = (Published::of_pictures(), Waves::new());
    for number in 0..10 {
        let picture = picture(number);
        let hash = published.hash(picture.as_bytes()).unwrap();
        let evasion = white_box_published(&published, &waves, &picture, 2.0);
        let changed = evasion.picture.unwrap();
        assert!(published.distance(&changed, &hash) > NEAR && distortion(&changed, &picture) <= 2.0);
        assert!(white_box_published(&published, &waves, &picture, 0.2).picture.is_none());
    }
}

#[test]
fn a_black_box_search_keeps_to_its_budget_and_finds_nothing_without_one() {
    let published = Published::of_pictures();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let picture = picture(1);
    let hash = published.hash(picture.as_bytes()).unwrap();
    let asked = std::cell::Cell::new(0);
    let mut search = |levels, queries| {
        asked.set(0);
        let evasion = black_box(&picture, Budget { levels, queries }, NEAR + 1, &mut rng, |changed| {
            asked.set(asked.get() + 1);
            assert!(distortion(changed, &picture) <= levels + 0.3);
            published.distance(changed, &hash)
        });
        assert!(asked.get() <= queries && evasion.queries <= queries);
        evasion.picture
    };
    let changed = search(8.0, 200).unwrap();
    assert!(published.distance(&changed, &hash) > NEAR && distortion(&changed, &picture) <= 8.0);
    assert!(search(0.0, 20).is_none());
    assert!(search(8.0, 0).is_none());
}

#[test]
fn waves_have_length_one_and_nothing_in_common() {
    let waves = Waves::new();
    for place in [0, 5, 17, FREQUENCIES * FREQUENCIES - 1] {
        let mut light = vec![0.0; PIXELS];
        waves.add(&mut light, place, 100.0);
        for (other, coefficient) in waves.coefficients(&light).into_iter().enumerate() {
            let expected = if other == place { 100.0 } else { 0.0 };
            assert!((coefficient - expected).abs() < 1e-6, "{other} of {place}: {coefficient}");
        }
    }
}

#[test]
fn the_published_hash_knows_a_picture_again_and_tells_others_apart() {
    let (pictures, thumbnails) = (Published::of_pictures(), Published::of_thumbnails());
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    for number in 0..20 {
        let (one, other) = (picture(number), picture(100 + number));
        let hash = pictures.hash(one.as_bytes()).unwrap();
        let noisy = added(&one, &noise(1, 2.0, &mut rng)).unwrap();
        assert_eq!(pictures.distance(&one, &hash), 0);
        assert!(pictures.near(pictures.distance(&noisy, &hash)));
        assert!(!pictures.near(pictures.distance(&other, &hash)));
        let small = |picture: &Picture| thumbnails.hash(&picture.thumbnail()).unwrap();
        assert!(thumbnails.near(small(&one).dist(&small(&noisy))));
        assert!(!thumbnails.near(small(&one).dist(&small(&other))));
    }
    assert!(pictures.hash(&[0; 5]).is_none());
}

#[test]
fn noise_has_the_size_and_the_grain_that_are_asked_for() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    for grain in [1, 4, 16] {
        let noise = noise(grain, 3.0, &mut rng);
        let size = (noise.iter().map(|value| value * value).sum::<f64>() / 4096.0).sqrt();
        assert!((size - 3.0).abs() < 1e-9);
        assert!(noise.chunks_exact(grain).all(|part| part.iter().all(|value| *value == part[0])));
    }
    assert_eq!(scaled(vec![0.0; PIXELS], 3.0), vec![0.0; PIXELS]);
}

#[test]
fn light_beyond_black_and_white_is_cut_and_the_rest_rounded() {
    let mut light = vec![100.4; PIXELS];
    (light[0], light[1], light[2]) = (-3.0, 300.0, 99.5);
    let picture = develop(&light).unwrap();
    assert_eq!(picture.as_bytes()[..4], [0, 255, 100, 100]);
    assert!(develop(&light[1..]).is_none());
}
