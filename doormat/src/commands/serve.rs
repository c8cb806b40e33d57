//! `doormat serve`: a workshop on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use room::server::{External, Options, Running, start};
use room::trustee::Seat;
use room::trustee::note::Verifier;
use room::trustee::token::Token;
use room::workshop::chart::qr_text;
use room::workshop::config::RoomConfig;
use serde::Deserialize;

use crate::cli::{Reach, ServeArgs};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// Runs it until Ctrl-C, or until the instructor closes the room.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &ServeArgs) -> Result<Exit, Failure> {
    let config = settings(args.room.as_deref(), args.language.as_deref())?;
    let (listen, names) = reach(&args.reach);
    let external = match (&args.panel, &args.court) {
        (Some(panel), Some(court)) => Some(External { court: secret_key(court)?, seats: seats(panel)? }),
        _ => None,
    };
    let mut options = Options {
        config,
        room: args.id.clone(),
        seed: args.seed,
        listen,
        names,
        console_port: args.console_port,
        bots: args.bots,
        record: args.record.clone(),
        data: args.data.clone(),
        external,
        ..Options::default()
    };
    on_runtime(async move {
        options.store = store(args).await?;
        let interruption = Interruption::new();
        let running = start(options).await?;
        announce(&running, args)?;
        let workshop = running.workshop.clone();
        tokio::select! {
            () = interruption.wait() => {}
            // The instructor closed the room: its pages have said so.
            () = workshop.over() => {}
        }
        running.stop().await;
        let mut out = Stdout::lock();
        let kept = args.data.as_ref().map_or_else(
            || "what relay and trustees kept is deleted".to_owned(),
            |data| format!("relay and trustees keep their files in {}", data.display()),
        );
        out.line(format!("The room is closed; {kept}."))?;
        out.flush()?;
        Ok(Exit::AsExpected)
    })
}

/// The store that was asked for, if one was.
#[cfg(feature = "postgres")]
async fn store(args: &ServeArgs) -> Result<Option<std::sync::Arc<dyn relay::Store>>, Failure> {
    match &args.postgres {
        Some(url) => Ok(Some(super::relay::connect(url).await?)),
        None => Ok(None),
    }
}

#[cfg(not(feature = "postgres"))]
#[allow(clippy::unused_async, reason = "with the feature it connects")]
async fn store(_: &ServeArgs) -> Result<Option<std::sync::Arc<dyn relay::Store>>, Failure> {
    Ok(None)
}

/// Settings from a file, or the defaults in a language.
///
/// # Errors
/// [`Failure::Room`].
pub fn settings(file: Option<&Path>, language: Option<&str>) -> Result<RoomConfig, Failure> {
    let config = match file {
        Some(file) => RoomConfig::read(file)?,
        None => RoomConfig::of(language.unwrap_or("en")),
    };
    Ok(config)
}

/// Where to listen, and the names by which it is reached, the one to show first.
pub fn reach(reach: &Reach) -> (SocketAddr, Vec<String>) {
    let mut names = reach.name.clone();
    if let Some(listen) = reach.listen {
        if listen.ip().is_unspecified() {
            names.extend(addresses().iter().map(IpAddr::to_string));
        }
        return (listen, names);
    }
    let ip = if reach.lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    if reach.lan {
        names.extend(addresses().iter().map(IpAddr::to_string));
    }
    (SocketAddr::from((ip, reach.port)), names)
}

/// This machine's addresses in private networks.
pub fn addresses() -> Vec<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let private = all.iter().map(if_addrs::Interface::ip).filter(|ip| match ip {
        IpAddr::V4(ip) => ip.is_private(),
        // Phones type no IPv6 addresses, and QR codes of them work on few.
        IpAddr::V6(_) => false,
    });
    private.collect()
}

/// Runs something on a runtime of its own.
///
/// # Errors
/// [`Failure`], its own or [`Failure::Runtime`].
pub fn on_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(Failure::Runtime)?.block_on(work)
}

/// Wishes that the process end: Ctrl-C, or a request to terminate. Heard from the moment this is made, so it is made before
/// anything is announced.
pub struct Interruption {
    #[cfg(unix)]
    signals: Option<(tokio::signal::unix::Signal, tokio::signal::unix::Signal)>,
}

impl Interruption {
    /// Listens from now on. To be made on a runtime.
    #[must_use]
    pub fn new() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = signal(SignalKind::interrupt()).ok().zip(signal(SignalKind::terminate()).ok());
            Self { signals }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Ready when somebody wishes so.
    pub async fn wait(mut self) {
        #[cfg(unix)]
        if let Some((interrupt, terminate)) = &mut self.signals {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        drop(tokio::signal::ctrl_c().await);
    }
}

impl Default for Interruption {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Interruption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interruption")
    }
}

fn announce(running: &Running, args: &ServeArgs) -> Result<(), Failure> {
    let mut out = Stdout::lock();
    let code = running.workshop.with(|state| state.code.clone());
    out.line("A public demonstration: nothing that is written here is secret.\n")?;
    if let Some(code) = qr_text(&running.url).filter(|_| !running.address.ip().is_loopback()) {
        out.line(code)?;
    }
    out.line(format!("phones       {}      code {code}", running.url))?;
    out.line(format!("projector    {}", running.page("projector.html")))?;
    out.line(format!("console      {}", running.page("console.html")))?;
    out.line(format!("seed         {}", running.seed))?;
    if let Some(record) = &args.record {
        out.line(format!("record       {}", record.display()))?;
    }
    out.line("")?;
    if args.seed.is_some() && !running.address.ip().is_loopback() {
        out.line(
            "The keys of this room follow from its seed: whoever knows the seed can compute every share.",
        )?;
    }
    if running.address.ip().is_loopback() {
        out.line(
            "Only this machine reaches the room. To let phones on the local network in: doormat serve --lan",
        )?;
    } else {
        out.line("Everybody on this network reaches the room over plain http, and could read and change its pages.")?;
        let others = addresses().into_iter().skip(1).map(|ip| ip.to_string()).collect::<Vec<_>>();
        if !others.is_empty() {
            out.line(format!(
                "This machine has further addresses, in case the first is not reached: {}",
                others.join(", ")
            ))?;
        }
    }
    out.line("Next: open the console and the projector in a browser here. Ctrl-C closes the room.")?;
    out.flush()
}

/// A panel, as trustees print its lines.
#[derive(Deserialize)]
struct PanelFile {
    trustee: Vec<SeatLine>,
}

#[derive(Deserialize)]
struct SeatLine {
    index: u8,
    address: SocketAddr,
    token_file: std::path::PathBuf,
    log_key: String,
}

fn seats(path: &Path) -> Result<Vec<Seat>, Failure> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| Failure::Read { path: path.to_owned(), error })
    };
    let wrong = |why: String| Failure::Value {
        what: path.display().to_string(),
        why,
        next: "put the lines that each `doormat trustee` printed into one file.",
    };
    let file: PanelFile = toml::from_str(&read(path)?).map_err(|error| wrong(error.to_string()))?;
    let seat = |line: SeatLine| {
        let token = read(&line.token_file)?;
        let token =
            Token::parse(token.trim()).ok_or_else(|| wrong(format!("trustee {}: no token", line.index)))?;
        let verifier = line
            .log_key
            .parse::<Verifier>()
            .map_err(|error| wrong(format!("trustee {}: {error}", line.index)))?;
        Ok(Seat { index: line.index, address: line.address, token, verifier })
    };
    file.trustee.into_iter().map(seat).collect()
}

fn secret_key(path: &Path) -> Result<[u8; 32], Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::Read { path: path.to_owned(), error })?;
    room::workshop::state::hex(text.trim()).ok_or_else(|| Failure::Value {
        what: path.display().to_string(),
        why: "it is no court's key".to_owned(),
        next: "make one with `doormat court FILE`.",
    })
}
