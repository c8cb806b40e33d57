//! The whole on one machine: relay and workshop on a listener that phones reach, the console on one that only this machine
//! does, the trustees beside them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use honest::primitives::sign::SigningPair;
use relay::guard::{Hosts, same_origin};
use relay::store::SqliteStore;
use relay::{Limits, Relay, RoomId, ServeLimits, Token};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::assets::VERSION;
use crate::bots;
use crate::trustee::{Clock, Panel, Running as Trustees, Seat, start_all};
use crate::workshop::boards::View;
use crate::workshop::config::RoomConfig;
use crate::workshop::court::Bench;
use crate::workshop::custody;
use crate::workshop::live::{Opening, Workshop};
use crate::workshop::record::{RecordError, Recorder};
use crate::workshop::refusal::Refused;
use crate::workshop::routes;

/// How a room is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its settings.
    pub config: RoomConfig,
    /// The room's id: several rooms of one store, or of several processes behind one proxy, are told apart by it.
    pub room: String,
    /// The seed of everything that follows from one; drawn if there is none.
    pub seed: Option<u64>,
    /// Where phones reach it.
    pub listen: SocketAddr,
    /// Further names or addresses by which phones reach it; the first is the one that is shown where `listen` is every
    /// address of this machine.
    pub names: Vec<String>,
    /// The port of the console on this machine; 0 for any.
    pub console_port: u16,
    /// Bots that come at once.
    pub bots: usize,
    /// Where it is recorded.
    pub record: Option<PathBuf>,
    /// Trustees that run as processes of their own; those of this program if there are none.
    pub external: Option<External>,
    /// Where the relay keeps what it keeps; in a file in `data` if nothing is named.
    pub store: Option<Arc<dyn relay::Store>>,
    /// Where relay and trustees keep what they keep; in a folder that is deleted at the end if none is named.
    pub data: Option<PathBuf>,
}

/// Trustees that somebody else started, and the court that they answer to.
#[derive(Clone, Debug)]
pub struct External {
    /// Seed of the court's key.
    pub court: [u8; 32],
    /// The trustees, from 1.
    pub seats: Vec<Seat>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: RoomConfig::default(),
            room: "room".to_owned(),
            seed: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            names: Vec::new(),
            console_port: 0,
            bots: 0,
            record: None,
            external: None,
            store: None,
            data: None,
        }
    }
}

/// Why a room cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A port that is taken, or an address that is not this machine's.
    #[error(
        "cannot listen on {address}: {error}\nNext: name another port, as in --listen {ip}:{next}; `doormat doctor` shows this machine's addresses."
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Its address without the port.
        ip: IpAddr,
        /// A port that may be free.
        next: u16,
        /// What the system said.
        error: std::io::Error,
    },
    /// A folder that cannot be used.
    #[error("cannot use {path}: {error}\nNext: name another folder, or free space on the disk.")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The relay's store.
    #[error("{0}")]
    Store(#[from] relay::store::OpenError),
    /// The relay.
    #[error("{0}")]
    Relay(#[from] relay::RelayError),
    /// The trustees.
    #[error("{0}")]
    Trustees(#[from] crate::trustee::error::StartError),
    /// The record.
    #[error("{0}")]
    Record(#[from] RecordError),
    /// The room.
    #[error("{0}")]
    Room(#[from] Refused),
    /// No randomness.
    #[error("the system gives no random bytes: {0}\nNext: run `doormat doctor`.")]
    Random(getrandom::Error),
    /// A picture for the title that is none.
    #[error("{path} is no logo: {why}\nNext: give an SVG or PNG file of at most 200 KB.")]
    Logo {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

/// A room that is being served.
#[derive(Debug)]
pub struct Running {
    /// The room.
    pub workshop: Workshop,
    /// What phones open.
    pub url: String,
    /// Where phones reach it.
    pub address: SocketAddr,
    /// The console's address.
    pub console: SocketAddr,
    /// The console's token.
    pub token: Token,
    /// The seed.
    pub seed: u64,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    trustees: Option<Trustees>,
    scratch: Option<TempDir>,
}

/// Opens a room and serves it.
///
/// # Errors
/// [`ServeError`], with what to do next.
pub async fn start(options: Options) -> Result<Running, ServeError> {
    let (seed, secret) = seeds(options.seed)?;
    let listener = listen(options.listen).await?;
    let console = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, options.console_port))).await?;
    let (address, console_address) = (local(&listener, options.listen)?, local(&console, options.listen)?);
    let scratch = if options.data.is_none() { Some(scratch()?) } else { None };
    let data = match (&options.data, &scratch) {
        (Some(data), _) => data.clone(),
        (None, Some(scratch)) => scratch.path().to_owned(),
        (None, None) => std::env::temp_dir(),
    };
    std::fs::create_dir_all(&data).map_err(|error| ServeError::Folder { path: data.clone(), error })?;
    let store: Arc<dyn relay::Store> = match options.store.clone() {
        Some(store) => store,
        None => Arc::new(SqliteStore::open(&data.join("relay.sqlite"))?),
    };
    let relay = Relay::open(store, Limits::default()).await?;
    relay.set_version(&VERSION);
    let wrong = |why: String| Refused::Unknown { what: "setting", value: why };
    let (_, n) = options.config.threshold().map_err(|error| wrong(error.to_string()))?;
    let (court, panel, trustees) = match options.external {
        Some(External { court, seats }) if seats.len() == usize::from(n) => {
            (SigningPair::from_seed(&court), Panel::new(seats), None)
        }
        Some(External { seats, .. }) => {
            return Err(wrong(format!("the room has {n} trustees, and {} are given", seats.len())).into());
        }
        None => {
            let court = custody::court(&secret);
            let own = start_all(n, &data.join("trustees"), court.public(), Clock::system()).await?;
            (court, own.panel.clone(), Some(own))
        }
    };
    let recorder = options.record.as_deref().map(Recorder::create).transpose()?;
    let bench = Bench::new(court, panel, Clock::system());
    let token = Token::draw().map_err(ServeError::Random)?;
    let view = View {
        version: VERSION.clone(),
        recording: recorder.as_ref().map(|recorder| recorder.path().display().to_string()),
        logo: options.config.logo.as_deref().map(logo).transpose()?,
        ..View::default()
    };
    let room = options.room.parse::<RoomId>().map_err(|error| Refused::Relay(error.to_string()))?;
    let opening = Opening { config: options.config, seed, secret, recorder, view };
    let workshop = Workshop::open(relay.clone(), room, bench, opening).await?;
    let shown = match options.names.first() {
        Some(name) if address.ip().is_unspecified() => format!("{name}:{}", address.port()),
        _ => address.to_string(),
    };
    let url = format!("http://{shown}/#{}", workshop.with(|state| state.code.clone()));
    workshop.look(|view| view.url.clone_from(&url));
    workshop.bench().hand_out(&workshop).await;

    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let names = |address: SocketAddr, more: &[String]| {
        let port = address.port();
        let ip = if address.is_ipv6() { format!("[{}]", address.ip()) } else { address.ip().to_string() };
        let own = [ip, "localhost".to_owned(), "127.0.0.1".to_owned()];
        let names = own.into_iter().chain(more.iter().cloned());
        // Browsers leave out the port of http.
        Hosts::new(names.flat_map(|name| {
            let bare = (port == 80).then(|| name.clone());
            [Some(format!("{name}:{port}")), bare].into_iter().flatten()
        }))
    };
    let app = relay::router(relay).merge(routes::participants(workshop.clone()));
    let app = same_origin(app, names(address, &options.names));
    let desk = same_origin(routes::console(workshop.clone(), token.clone()), names(console_address, &[]));
    for (listener, app) in [(listener, app), (console, desk)] {
        let mut stopped = stopped.clone();
        let shutdown = async move {
            // An error means that whoever could stop it is gone, which stops it too.
            drop(stopped.wait_for(|stop| *stop).await);
        };
        tasks.spawn(async move {
            relay::serve::run(listener, app, ServeLimits::default(), shutdown).await;
        });
    }
    let running = workshop.clone();
    tasks.spawn(async move { running.run().await });
    let (sender, calls) = tokio::sync::mpsc::unbounded_channel();
    workshop.bench().bots_come_from(sender);
    let inside = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()));
    let inside = if address.ip().is_unspecified() { inside } else { address };
    let home = bots::Home { address: inside, code: workshop.with(|state| state.code.clone()), seed };
    tasks.spawn(bots::run(home, calls, stopped));
    if options.bots > 0 {
        workshop.bench().call_bots(options.bots)?;
    }
    Ok(Running {
        workshop,
        url,
        address,
        console: console_address,
        token,
        seed,
        stop,
        tasks,
        trustees,
        scratch,
    })
}

impl Running {
    /// A page of the console, with its token.
    #[must_use]
    pub fn page(&self, name: &str) -> String {
        format!("http://{}/{name}#{}", self.console, self.token.as_str())
    }

    /// Closes the room, deletes what it kept unless it was to be kept, and stops.
    pub async fn stop(mut self) {
        // Phones are told before their sockets close; a relay that cannot be told stops all the same.
        drop(self.workshop.end().await);
        self.workshop.relay().stop();
        // Nobody listens any more if all of them have ended already.
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
        if let Some(trustees) = self.trustees.take() {
            trustees.stop().await;
        }
        drop(self.workshop.relay().close().await);
        drop(self.scratch.take());
    }
}

fn seeds(given: Option<u64>) -> Result<(u64, [u8; 32]), ServeError> {
    let mut secret = [0; 32];
    if let Some(seed) = given {
        return Ok((seed, honest::primitives::kdf::sha256(&[b"seeded room", &seed.to_be_bytes()])));
    }
    getrandom::fill(&mut secret).map_err(ServeError::Random)?;
    let seed = getrandom::u64().map_err(ServeError::Random)?;
    // Shown on walls and typed again: shorter is kinder.
    Ok((seed % 1_000_000, secret))
}

fn scratch() -> Result<TempDir, ServeError> {
    let made = tempfile::Builder::new().prefix("doormat-room-").tempdir();
    made.map_err(|error| ServeError::Folder { path: std::env::temp_dir(), error })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let next = address.port().saturating_add(1);
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen {
        address,
        ip: address.ip(),
        next,
        error,
    })
}

fn local(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, ServeError> {
    listener.local_addr().map_err(|error| ServeError::Listen {
        address: asked,
        ip: asked.ip(),
        next: asked.port(),
        error,
    })
}

/// A picture as a data URL.
fn logo(path: &std::path::Path) -> Result<String, ServeError> {
    use base64::Engine;
    let wrong = |why: String| ServeError::Logo { path: path.to_owned(), why };
    let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    if bytes.len() > 200 * 1024 {
        return Err(wrong(format!("it has {} bytes", bytes.len())));
    }
    let kind = match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => return Err(wrong("its name ends neither in .svg nor in .png".to_owned())),
    };
    // In an <img> nothing in an SVG runs and nothing is fetched.
    Ok(format!("data:{kind};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)))
}
