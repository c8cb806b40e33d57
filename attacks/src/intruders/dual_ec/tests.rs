use chacha20::ChaCha20Rng;
use escrow::mechanisms::dual_ec::{Designer, Product};
use rand_core::{Rng, SeedableRng};

use super::*;

#[test]
#[ignore]
fn bench() {
    let designer = Designer::new(&mut ChaCha20Rng::seed_from_u64(1));
    let product = Product::new(designer.constants().clone()).unwrap();
    let trapdoor = Trapdoor::new(&designer.stored(), designer.constants().q()).unwrap();
    for seed in 0..4u8 {
        let mut generator = product.generator([seed; 32]);
        let mut shown = [0; 60];
        generator.fill_bytes(&mut shown);
        let t = std::time::Instant::now();
        let search = trapdoor.search(&shown, |_| true);
        let us = t.elapsed().as_micros();
        println!("{search:?} {us} us, per point {}", us as f64 / search.on_curve as f64);
    }
}
