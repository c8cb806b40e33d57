//! Starting trustees: one as a process of its own, or all of them inside one program, each on its own port of this machine
//! with its own directory, store and log.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use honest::primitives::sign::SigningPublic;
use relay::ServeLimits;
use relay::serve::{self, Summary};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::admission::hosts;
use super::bind::{Cidr, allowed_bind};
use super::client::{Panel, Seat};
use super::clock::Clock;
use super::error::StartError;
use super::limits::{CLOCK_TICK, MAX_CONNECTIONS, MAX_ENTRIES, MAX_PANEL};
use super::note::{Signer, Verifier};
use super::routes::router;
use super::service::{Service, Settings};
use super::store::{Founding, Store, private};
use super::token::Token;

#[cfg(test)]
mod tests;

/// How one trustee is started as a process of its own.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which trustee, from 1.
    pub index: u8,
    /// Where its store and its token lie; made if it is not there.
    pub directory: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The court it answers to: the same at every start.
    pub court: SigningPublic,
    /// The logs of the others, which it witnesses.
    pub known: Vec<Verifier>,
    /// The private network that may reach it, if more than this machine may.
    pub lab_network: Option<Cidr>,
    /// Whether somebody said that they know what that means.
    pub acknowledged: bool,
}

/// A trustee that stands ready: what the authority needs to know.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Where it listens.
    pub address: SocketAddr,
    /// The key of its log: for the authority, the other trustees and auditors.
    pub verifier: Verifier,
    /// The file with the token that the authority must show.
    pub token_file: PathBuf,
}

/// Runs one trustee until `shutdown`, after telling `ready` where it stands.
///
/// # Errors
/// [`StartError`].
pub async fn run_one(
    options: Options,
    ready: impl FnOnce(&Ready),
    shutdown: impl Future<Output = ()>,
) -> Result<Summary, StartError> {
    let Options { index, directory, listen, court, known, lab_network, acknowledged } = options;
    allowed_bind(listen, lab_network, acknowledged)?;
    std::fs::create_dir_all(&directory).map_err(|error| super::store::failed(&directory, &error))?;
    let (token, token_file) = token(&directory)?;
    let service = Service::open(&directory, Settings { known, ..Settings::new(index, court, token) })?;
    let (listener, address) = listen_on(listen).await?;
    ready(&Ready { address, verifier: service.verifier().clone(), token_file });
    Ok(run(service, listener, address, shutdown).await)
}

/// Serves a trustee on a socket until `shutdown`.
pub async fn run(
    service: Service,
    listener: TcpListener,
    address: SocketAddr,
    shutdown: impl Future<Output = ()>,
) -> Summary {
    let ticks = tick(service.clone());
    let app = router(service, hosts(address));
    // Not a task of its own: once this returns, nothing holds the store any more.
    tokio::select! {
        summary = serve::run(listener, app, serve_limits(), shutdown) => summary,
        never = ticks => match never {},
    }
}

fn serve_limits() -> ServeLimits {
    ServeLimits { connections: MAX_CONNECTIONS, per_peer: MAX_CONNECTIONS, ..ServeLimits::default() }
}

/// A tick that fails shows in the trustee's health, which is where one looks.
async fn tick(service: Service) -> Infallible {
    // Opening it has written down what time it is.
    let mut ticks = tokio::time::interval_at(Instant::now() + CLOCK_TICK, CLOCK_TICK);
    loop {
        ticks.tick().await;
        let service = service.clone();
        let _ = tokio::task::spawn_blocking(move || service.tick()).await;
    }
}

async fn listen_on(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |error: std::io::Error| StartError::Listen { address, reason: error.to_string() };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

/// The token of a directory: read, or made and written for its owner alone.
fn token(directory: &Path) -> Result<(Token, PathBuf), StartError> {
    let path = directory.join("authority.token");
    if let Ok(text) = std::fs::read_to_string(&path) {
        let reason = "there is no token in it; delete it for a new one".to_owned();
        let bad = StartError::Directory { path: path.display().to_string(), reason };
        return Ok((Token::parse(text.trim()).ok_or(bad)?, path));
    }
    let token = Token::generate()?;
    let failed = |error: std::io::Error| super::store::failed(&path, &error);
    std::fs::write(&path, "").map_err(failed)?;
    private(&path, 0o600)?;
    std::fs::write(&path, token.as_str()).map_err(failed)?;
    Ok((token, path))
}

/// Trustees that run inside this program.
#[derive(Debug)]
pub struct Running {
    /// The authority's side of them.
    pub panel: Panel,
    stop: watch::Sender<bool>,
    tasks: JoinSet<Summary>,
}

impl Running {
    /// Stops them: no new requests, those at work are finished.
    pub async fn stop(mut self) {
        // Nobody listens any more if all of them have ended already.
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Starts trustees 1 to n on free ports of this machine, each in a directory of its own under `directory`, each knowing
/// the others' logs. They end with [`Running::stop`], or when what is returned is dropped.
///
/// # Errors
/// [`StartError`]; none runs then.
pub async fn start_all(
    n: u8,
    directory: &Path,
    court: SigningPublic,
    clock: Clock,
) -> Result<Running, StartError> {
    if n == 0 || n > MAX_PANEL {
        return Err(StartError::Panel { n, bound: MAX_PANEL });
    }
    let mut stores = Vec::new();
    for index in 1..=n {
        let capacity = MAX_ENTRIES;
        let store =
            Store::open(&directory.join(format!("trustee-{index}")), &Founding { index, court, capacity })?;
        let verifier = Signer::new(index, &store.seed()?).verifier().clone();
        stores.push((index, store, verifier));
    }
    let known: Vec<Verifier> = stores.iter().map(|(_, _, verifier)| verifier.clone()).collect();
    let (stop, stopped) = watch::channel(false);
    let (mut tasks, mut seats) = (JoinSet::new(), Vec::new());
    for (index, store, verifier) in stores {
        let token = Token::generate()?;
        let settings = Settings {
            known: known.clone(),
            clock: clock.clone(),
            ..Settings::new(index, court, token.clone())
        };
        let service = Service::on(store, settings)?;
        let (listener, address) = listen_on(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        seats.push(Seat { index, address, token, verifier });
        let mut stopped = stopped.clone();
        tasks.spawn(run(service, listener, address, async move {
            // An error means that whoever could stop them is gone, which stops them too.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
    }
    Ok(Running { panel: Panel::new(seats), stop, tasks })
}
