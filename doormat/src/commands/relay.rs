//! `doormat relay`: one more relay for rooms that lie in a PostgreSQL. It carries mail and hands out prekeys; people are admitted
//! and scenes are shown by the process that opened the room.

use std::sync::Arc;

use relay::guard::{Hosts, same_origin};
use relay::store::PostgresStore;
use relay::{Limits, Relay, ServeLimits, Store};

use super::serve::{Interruption, on_runtime, reach};
use crate::cli::RelayArgs;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// The store behind a URL.
///
/// # Errors
/// [`Failure::Postgres`].
pub async fn connect(url: &str) -> Result<Arc<dyn Store>, Failure> {
    Ok(Arc::new(PostgresStore::connect(url).await?))
}

/// Runs it until Ctrl-C.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &RelayArgs) -> Result<Exit, Failure> {
    on_runtime(async {
        let interruption = Interruption::new();
        let (address, names) = reach(&args.reach);
        let listener = tokio::net::TcpListener::bind(address).await.map_err(Failure::Runtime)?;
        let address = listener.local_addr().map_err(Failure::Runtime)?;
        let relay = Relay::open(connect(&args.postgres).await?, Limits::default()).await?;
        let port = address.port();
        let own = [address.to_string(), format!("localhost:{port}"), format!("127.0.0.1:{port}")];
        let hosts = Hosts::new(own.into_iter().chain(names.iter().map(|name| format!("{name}:{port}"))));
        let mut out = Stdout::lock();
        out.line(format!("relay        http://{address}/"))?;
        out.flush()?;
        let app = same_origin(relay::router(relay.clone()), hosts);
        relay::serve::run(listener, app, ServeLimits::default(), interruption.wait()).await;
        relay.stop();
        relay.close().await?;
        Ok(Exit::AsExpected)
    })
}
