//! The server's side of scanning, and what an attacker can put on a bench: clients that keep pictures, the list, and what
//! the people at the server see.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chacha20::ChaCha20Rng;
use escrow::mechanisms::scanning::{
    Certificate, Findings, ListError, ListSecret, Picture, PictureHash, Projection, Scanner, Server,
    THRESHOLD, Voucher,
};
use honest::Address;
use honest::primitives::sign::{SigningPair, SigningPublic};
use rand_core::{Rng, SeedableRng};

use super::lock;
use crate::system::User;
use crate::systems::BuildError;

/// Pictures that both contributors list.
const LISTED: usize = 64;
/// Pictures that one of them lists alone.
const ALONE: usize = 8;

/// The server, who contributes to its list, who audits it, and the scanners of the users.
pub(in crate::systems) struct Service {
    server: Server,
    secret: ListSecret,
    contributors: [Vec<PictureHash>; 2],
    auditor: SigningPair,
    audited: bool,
    listed: Vec<Picture>,
    list: Vec<u8>,
    certificate: Certificate,
    users: Vec<(Address, Arc<Mutex<Scanner>>)>,
    rng: ChaCha20Rng,
}

impl Service {
    pub(super) fn new(
        projection: &Projection,
        audited: bool,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self, BuildError> {
        let mut pictures = |count: usize| -> Vec<Picture> {
            let mut seed = [0; 32];
            let mut picture = || {
                rng.fill_bytes(&mut seed);
                Picture::from_seed(&seed)
            };
            (0..count).map(|_| picture()).collect()
        };
        let (listed, one, other) = (pictures(LISTED), pictures(ALONE), pictures(ALONE));
        let body = |own: &[Picture]| -> Vec<PictureHash> {
            listed.iter().chain(own).map(|picture| projection.hash(picture)).collect()
        };
        let contributors = [body(&one), body(&other)];
        let (secret, auditor) = (ListSecret::generate(rng), SigningPair::generate(rng));
        let (list, certificate) = publish(&secret, &auditor, &contributors)?;
        let server = Server::new(secret.clone(), THRESHOLD);
        let (users, rng) = (Vec::new(), rng.fork());
        Ok(Self { server, secret, contributors, auditor, audited, listed, list, certificate, users, rng })
    }

    /// A new account, with the list and the scanner that everybody gets.
    pub(super) fn enrol(
        &mut self,
        account: Address,
        projection: &Projection,
        rng: &mut ChaCha20Rng,
    ) -> Result<Arc<Mutex<Scanner>>, BuildError> {
        let offered = (&self.list[..], Some(&self.certificate));
        let scanner = Scanner::new(projection.clone(), offered, self.auditor(), THRESHOLD, rng)?;
        let scanner = Arc::new(Mutex::new(scanner));
        self.users.push((account, Arc::clone(&scanner)));
        Ok(scanner)
    }

    /// The auditor that clients know, if they know one.
    pub(super) fn auditor(&self) -> Option<SigningPublic> {
        self.audited.then(|| self.auditor.public())
    }

    /// The list and its certificate, as anybody can fetch them.
    pub(super) fn published(&self) -> (Vec<u8>, Option<Certificate>) {
        (self.list.clone(), Some(self.certificate))
    }

    pub(super) fn take(&mut self, account: &Address, voucher: Voucher) {
        self.server.receive(account, voucher);
    }

    pub(super) fn stored(&self) -> Vec<u8> {
        self.server.stored().to_vec()
    }
}

/// The list of what all contributors list, and the auditor's word on it.
fn publish(
    secret: &ListSecret,
    auditor: &SigningPair,
    contributors: &[Vec<PictureHash>; 2],
) -> Result<(Vec<u8>, Certificate), ListError> {
    let contributors = contributors.each_ref().map(Vec::as_slice);
    let both = escrow::mechanisms::scanning::list::intersection(&contributors);
    let list = secret.blind(&both)?;
    let certificate = Certificate::issue(auditor, secret, &contributors, &list)?;
    Ok((list.to_bytes(), certificate))
}

/// A list as it is offered to clients: the bytes, and a certificate if one comes with it.
pub(crate) type Offered = (Vec<u8>, Option<Certificate>);

/// The handle: what users do with their clients, what the operator of the list can make, what the server shows.
pub(crate) struct Bench {
    projection: Projection,
    service: Arc<Mutex<Service>>,
}

impl Bench {
    pub(super) const fn new(projection: Projection, service: Arc<Mutex<Service>>) -> Self {
        Self { projection, service }
    }

    /// The hash that clients compute: it is in every client.
    pub(crate) const fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Users with an account.
    pub(crate) fn users(&self) -> usize {
        lock(&self.service).users.len()
    }

    /// Listed pictures in somebody's possession: who has one knows its hash. The blinded list does not give them.
    pub(crate) fn owned(&self) -> Vec<Picture> {
        lock(&self.service).listed.clone()
    }

    /// A user's client keeps a picture, as a library does that saves what is received, and sends its voucher: the id.
    pub(crate) fn keep(&self, user: User, picture: &Picture) -> Option<[u8; 16]> {
        let mut service = lock(&self.service);
        let Service { users, rng, server, .. } = &mut *service;
        let (account, scanner) = users.get(user)?;
        let voucher = lock(scanner).voucher(picture, rng);
        let id = voucher.id;
        server.receive(account, voucher);
        Some(id)
    }

    /// A user's modified client sends bytes of its own as a voucher; whether the server takes them for one.
    pub(crate) fn submit(&self, user: User, bytes: &[u8]) -> bool {
        let mut service = lock(&self.service);
        let Service { users, server, .. } = &mut *service;
        let (Some((account, _)), Ok(voucher)) = (users.get(user), Voucher::from_bytes(bytes)) else {
            return false;
        };
        server.receive(account, voucher);
        true
    }

    /// What the server finds in an account.
    pub(crate) fn findings(&self, user: User) -> Findings {
        let service = lock(&self.service);
        let account = service.users.get(user).map(|(account, _)| account);
        account
            .map_or(Findings { matching: 0, opened: Vec::new() }, |account| service.server.findings(account))
    }

    /// The account of a user.
    pub(crate) fn account(&self, user: User) -> Option<Address> {
        lock(&self.service).users.get(user).map(|(account, _)| account.clone())
    }

    /// The list as it is published.
    pub(crate) fn published(&self) -> Offered {
        lock(&self.service).published()
    }

    /// The list that the server's operator makes of what is listed and something more, all by itself. It has the list's
    /// secret; this hands out what it makes of it.
    pub(crate) fn extended(&self, more: &[PictureHash]) -> Option<Vec<u8>> {
        let service = lock(&self.service);
        let listed: BTreeSet<PictureHash> =
            service.listed.iter().map(|picture| self.projection.hash(picture)).collect();
        let all: Vec<PictureHash> = listed.into_iter().chain(more.iter().copied()).collect();
        Some(service.secret.blind(&all).ok()?.to_bytes())
    }

    /// The list after both contributors have added something, properly audited.
    pub(crate) fn agreed(&self, more: &[PictureHash]) -> Option<Offered> {
        let service = lock(&self.service);
        let mut contributors = service.contributors.clone();
        contributors.iter_mut().for_each(|body| body.extend(more));
        let (list, certificate) = publish(&service.secret, &service.auditor, &contributors).ok()?;
        Some((list, Some(certificate)))
    }

    /// A user's client is given a list.
    ///
    /// # Errors
    /// What the client says if it does not take it.
    pub(crate) fn offer(&self, user: User, (list, certificate): &Offered) -> Option<Result<(), ListError>> {
        let service = lock(&self.service);
        let (_, scanner) = service.users.get(user)?;
        Some(lock(scanner).update(list, certificate.as_ref()))
    }
}
