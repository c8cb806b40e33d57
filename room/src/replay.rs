//! A recorded workshop on the projector: the same pages, fed from the record at its own pace or faster. Nobody can join.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use relay::guard::{Hosts, same_origin};
use relay::store::SqliteStore;
use relay::{Limits, Relay, RoomId, ServeLimits, Token};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::assets::VERSION;
use crate::server::ServeError;
use crate::workshop::boards::View;
use crate::workshop::event::Stamped;
use crate::workshop::live::Workshop;
use crate::workshop::refusal::Refused;
use crate::workshop::routes;

/// A replay that is being shown.
#[derive(Debug)]
pub struct Shown {
    console: SocketAddr,
    token: Token,
    workshop: Workshop,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Shows a record.
///
/// # Errors
/// [`ServeError`], with what to do next.
pub async fn start(events: Vec<Stamped>, console_port: u16, speed: f64) -> Result<Shown, ServeError> {
    let asked = SocketAddr::from((Ipv4Addr::LOCALHOST, console_port));
    let failed = |error| ServeError::Listen {
        address: asked,
        ip: asked.ip(),
        next: console_port.saturating_add(1),
        error,
    };
    let listener = TcpListener::bind(asked).await.map_err(failed)?;
    let console = listener.local_addr().map_err(failed)?;
    let relay = Relay::open(Arc::new(SqliteStore::memory()?), Limits::default()).await?;
    relay.set_version(&VERSION);
    let room = "replay".parse::<RoomId>().map_err(|error| Refused::Relay(error.to_string()))?;
    relay.create_room(&room).await.map_err(|error| Refused::Relay(error.to_string()))?;
    let view = View { version: VERSION.clone(), ..View::default() };
    let workshop = Workshop::replaying(relay, room, events, speed, view)?;
    let token = Token::draw().map_err(ServeError::Random)?;
    let (stop, mut stopped) = watch::channel(false);
    let port = console.port();
    let hosts = Hosts::new([console.to_string(), format!("localhost:{port}"), format!("127.0.0.1:{port}")]);
    let app = same_origin(routes::console(workshop.clone(), token.clone()), hosts);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let shutdown = async move {
            // An error means that whoever could stop it is gone, which stops it too.
            drop(stopped.wait_for(|stop| *stop).await.map(|_| ()));
        };
        relay::serve::run(listener, app, ServeLimits::default(), shutdown).await;
    });
    let playing = workshop.clone();
    tasks.spawn(async move { playing.play().await });
    Ok(Shown { console, token, workshop, stop, tasks })
}

impl Shown {
    /// A page of the console, with its token.
    #[must_use]
    pub fn page(&self, name: &str) -> String {
        format!("http://{}/{name}#{}", self.console, self.token.as_str())
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.workshop.relay().stop();
        // Nobody listens any more if it has ended already.
        let _ = self.stop.send(true);
        self.tasks.shutdown().await;
    }
}
