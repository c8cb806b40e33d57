use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use super::picture::PIXELS;
use super::*;

mod listing;
mod matching;
mod perceiving;

/// A list of pictures, the clients' side and the server's.
struct World {
    rng: ChaCha20Rng,
    projection: Projection,
    listed: Vec<Picture>,
    server: Server,
    scanner: Scanner,
    account: Address,
}

fn picture(number: u32) -> Picture {
    Picture::from_seed(&number.to_be_bytes())
}

impl World {
    fn new(threshold: u8, listed: u32) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let projection = Projection::new(b"public");
        let listed: Vec<Picture> = (0..listed).map(picture).collect();
        let hashes: Vec<PictureHash> = listed.iter().map(|picture| projection.hash(picture)).collect();
        let secret = ListSecret::generate(&mut rng);
        let list = secret.blind(&hashes).unwrap().to_bytes();
        let scanner = Scanner::new(projection.clone(), (&list, None), None, threshold, &mut rng).unwrap();
        let server = Server::new(secret, threshold);
        Self { rng, projection, listed, server, scanner, account: Address::new("alice").unwrap() }
    }

    fn send(&mut self, picture: &Picture) -> [u8; 16] {
        let voucher = self.scanner.voucher(picture, &mut self.rng);
        let id = voucher.id;
        self.server.receive(&self.account, voucher);
        id
    }

    fn send_synthetic(&mut self) {
        let voucher = self.scanner.synthetic(&mut self.rng).unwrap();
        self.server.receive(&self.account, voucher);
    }

    fn findings(&self) -> Findings {
        self.server.findings(&self.account)
    }
}
