//! Pictures and their hash.

use super::*;

#[test]
fn a_seed_gives_one_picture_on_every_machine() {
    let digest = honest::primitives::kdf::sha256(&[picture(1).as_bytes()]);
    let shown: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(shown, "0341267a72f8ebc9");
    assert_ne!(picture(1), picture(2));
}

#[test]
fn pictures_have_contrast_and_few_pixels_at_the_ends() {
    let (mut spread, mut clipped) = (0.0, 0usize);
    for number in 0..100 {
        let picture = picture(number);
        let pixels = picture.as_bytes().map(f64::from);
        let mean = pixels.iter().sum::<f64>() / 4096.0;
        spread += (pixels.iter().map(|pixel| (pixel - mean).powi(2)).sum::<f64>() / 4096.0).sqrt() / 100.0;
        clipped += picture.as_bytes().iter().filter(|pixel| matches!(pixel, 0 | 255)).count();
    }
    assert!((30.0..60.0).contains(&spread), "{spread}");
    assert!(clipped < 100 * PIXELS / 20, "{clipped}");
}

#[test]
fn the_pixels_give_the_picture_and_another_number_of_them_none() {
    let one = picture(5);
    assert_eq!(Picture::from_bytes(one.as_bytes()).unwrap(), one);
    assert!(Picture::from_bytes(&one.as_bytes()[1..]).is_err());
    assert!(Picture::from_bytes(&[0; PIXELS + 1]).is_err());
}

#[test]
fn a_thumbnail_is_the_mean_of_sixteen_pixels() {
    let mut pixels = [0u8; PIXELS];
    pixels[..4].fill(160);
    let thumbnail = Picture::from_bytes(&pixels).unwrap().thumbnail();
    assert_eq!((thumbnail[0], thumbnail[1]), (40, 0));
    assert_eq!(Picture::from_bytes(&[255; PIXELS]).unwrap().thumbnail(), [255; 256]);
}

#[test]
fn the_hash_is_96_signs_of_the_projected_blocks() {
    let projection = Projection::new(b"public");
    let picture = picture(9);
    let features = Projection::features(&picture);
    assert_eq!(features.len(), hash::FEATURES);
    assert_eq!(features.iter().sum::<i64>(), picture.as_bytes().iter().map(|pixel| i64::from(*pixel)).sum());
    let signs: Vec<i64> = projection.hash(&picture).signs().collect();
    assert_eq!(signs.len(), hash::BITS);
    for (row, sign) in projection.rows().iter().zip(signs) {
        assert_eq!(row.iter().sum::<i64>(), 0);
        let value: i64 = row.iter().zip(&features).map(|(weight, feature)| weight * feature).sum();
        assert_eq!(if value >= 0 { 1 } else { -1 }, sign);
    }
}

#[test]
fn a_brighter_picture_has_the_same_hash_and_another_seed_another() {
    let projection = Projection::new(b"public");
    let dark: Vec<u8> = picture(3).as_bytes().iter().map(|pixel| pixel / 2).collect();
    let bright: Vec<u8> = dark.iter().map(|pixel| pixel + 90).collect();
    let (dark, bright) = (Picture::from_bytes(&dark).unwrap(), Picture::from_bytes(&bright).unwrap());
    assert_eq!(projection.hash(&dark), projection.hash(&bright));
    assert!(projection.hash(&dark).distance(&Projection::new(b"other").hash(&dark)) > 20);
}

#[test]
fn pictures_that_have_nothing_to_do_with_each_other_differ_in_many_bits() {
    let projection = Projection::new(b"public");
    let hashes: Vec<PictureHash> = (0..300).map(|number| projection.hash(&picture(number))).collect();
    let pairs = hashes
        .iter()
        .enumerate()
        .flat_map(|(at, one)| hashes[..at].iter().map(move |other| one.distance(other)));
    let distances: Vec<u32> = pairs.collect();
    let mean = distances.iter().sum::<u32>() / u32::try_from(distances.len()).unwrap();
    assert!((40..=56).contains(&mean), "{mean}");
    assert!(distances.iter().all(|distance| *distance > 0));
}

#[test]
fn a_little_noise_leaves_most_hashes_as_they_are() {
    let projection = Projection::new(b"public");
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    let mut kept = 0;
    for number in 0..100 {
        let picture = picture(number);
        let noisy: Vec<u8> = picture
            .as_bytes()
            .iter()
            .map(|pixel| pixel.saturating_add(u8::from(rng.next_u32() & 1 == 1)))
            .collect();
        kept +=
            u32::from(projection.hash(&picture) == projection.hash(&Picture::from_bytes(&noisy).unwrap()));
    }
    assert!((75..100).contains(&kept), "{kept}");
}
