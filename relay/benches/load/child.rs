//! The relay's process.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use relay::store::SqliteStore;
use relay::{Limits, Relay, RoomId, ServeLimits, serve};
use serde_json::json;
use tokio::net::TcpListener;

use crate::Failure;

/// `--serve STORE ROOMS PEOPLE RATE`: creates the rooms, says where it listens and with what tokens, and serves until its standard
/// input ends.
pub(crate) fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [_, store, rooms, people, rate] = arguments else {
        return Err("--serve STORE ROOMS PEOPLE RATE".into());
    };
    let (rooms, people, rate): (usize, usize, u32) = (rooms.parse()?, people.parse()?, rate.parse()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let default = Limits::default();
        // All limits of a server in use, but those that load itself would meet: the length of the tape and a participant's rate.
        let limits = Limits {
            messages: u64::MAX,
            bytes: u64::MAX,
            rate: rate.max(default.rate),
            burst: rate.max(default.burst),
            ..default
        };
        let relay = Relay::open(Arc::new(SqliteStore::open(Path::new(store))?), limits).await?;
        let mut tokens = Vec::new();
        for room in 0..rooms {
            let room: RoomId = format!("r{room}").parse()?;
            relay.create_room(&room).await?;
            let mut of_room = Vec::new();
            for person in 0..people {
                of_room.push(relay.admit(&room, &format!("p{person}")).await?.as_str().to_owned());
            }
            tokens.push(of_room);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let at = listener.local_addr()?.to_string();
        writeln!(std::io::stdout(), "{}", json!({ "at": at, "tokens": tokens }))?;
        let end = tokio::task::spawn_blocking(|| {
            let mut nothing = Vec::new();
            std::io::stdin().read_to_end(&mut nothing)
        });
        let limits = ServeLimits { per_peer: 2048, ..ServeLimits::default() };
        let app = relay::router(relay.clone()).fallback(relay::not_found);
        serve::run(listener, app, limits, async {
            let _ended = end.await;
        })
        .await;
        relay.close().await?;
        Ok(())
    })
}
