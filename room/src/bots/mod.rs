//! Bots: participants without a phone, for rehearsals, odd numbers and load. They come in through the same door as phones, by
//! HTTP and WebSocket, and run the same two messengers.

mod line;
mod person;
mod phone;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Where bots go.
#[derive(Clone, Debug)]
pub struct Home {
    /// The room's listener.
    pub address: SocketAddr,
    /// The code on the wall.
    pub code: String,
    /// The seed of what they do.
    pub seed: u64,
}

/// Time between two bots that come at once: a class does not walk in within a second either.
const APART: Duration = Duration::from_millis(15);

/// Lets bots come when they are called, until the room stops.
pub async fn run(home: Home, mut calls: UnboundedReceiver<usize>, mut stopped: watch::Receiver<bool>) {
    let mut bots = JoinSet::new();
    let mut number = 0u64;
    loop {
        tokio::select! {
            // An error means that whoever could stop them is gone, which stops them too.
            () = async { drop(stopped.wait_for(|stop| *stop).await.map(|_| ())) } => break,
            called = calls.recv() => {
                let Some(called) = called else { break };
                for _ in 0..called {
                    number += 1;
                    bots.spawn(person::live(home.clone(), number));
                    tokio::time::sleep(APART).await;
                }
            }
            Some(_) = bots.join_next() => {}
        }
    }
    bots.shutdown().await;
}

#[cfg(test)]
mod tests;
