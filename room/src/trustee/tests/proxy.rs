//! A line that fails: between the authority and one trustee, on this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::trustee::client::Seat;

/// What happens on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing: everything passes. The control.
    None,
    /// The connection is taken and closed at once.
    Closed,
    /// The connection is taken, and nothing is ever read.
    Silent,
    /// The request passes, and the answer never comes: half open.
    Swallowed,
    /// The answer is held until the proxy is told to let it go.
    Held,
    /// The answer breaks off after so many bytes.
    Cut(usize),
    /// Only so many bytes of the request pass.
    Half(usize),
    /// The answer comes a byte at a time, for ever slower than anybody waits.
    Drip,
}

/// A proxy in front of one trustee. It ends when it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
    go: Arc<Notify>,
    /// Told when the first byte of an answer has reached the proxy.
    answered: Arc<Notify>,
    _tasks: JoinSet<()>,
}

impl Proxy {
    pub(crate) async fn before(target: SocketAddr, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (fault, faults) = watch::channel(fault);
        let (go, answered) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mut tasks = JoinSet::new();
        let signals = (go.clone(), answered.clone());
        tasks.spawn(async move {
            let mut lines = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let fault = *faults.borrow();
                lines.spawn(line(client, (address, target), fault, signals.clone()));
            }
        });
        Self { address, fault, go, answered, _tasks: tasks }
    }

    /// The same trustee, reached through here.
    pub(crate) fn seat(&self, seat: &Seat) -> Seat {
        Seat { address: self.address, ..seat.clone() }
    }

    pub(crate) fn now(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// Waits until the trustee has begun to answer: what it does before that is done.
    pub(crate) async fn answered(&self) {
        self.answered.notified().await;
    }

    pub(crate) fn let_go(&self) {
        self.go.notify_one();
    }
}

async fn line(
    mut client: TcpStream,
    (own, target): (SocketAddr, SocketAddr),
    fault: Fault,
    (go, answered): (Arc<Notify>, Arc<Notify>),
) {
    match fault {
        Fault::Closed => return,
        Fault::Silent => return std::future::pending().await,
        _ => {}
    }
    let mut trustee = TcpStream::connect(target).await.unwrap();
    let mut request = read_message(&mut client, Vec::new()).await.unwrap();
    // The trustee goes by its own name. Both ports have five digits, so that lengths stay.
    let (from, to) = (own.to_string(), target.to_string());
    assert_eq!(from.len(), to.len());
    let at = request.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    request[at..at + from.len()].copy_from_slice(to.as_bytes());
    if let Fault::Half(bytes) = fault {
        trustee.write_all(&request[..bytes.min(request.len())]).await.unwrap();
        return std::future::pending().await;
    }
    trustee.write_all(&request).await.unwrap();
    let mut answer = vec![0; 1];
    if trustee.read_exact(&mut answer).await.is_err() {
        return;
    }
    answered.notify_one();
    match fault {
        Fault::Swallowed => return std::future::pending().await,
        Fault::Held => go.notified().await,
        _ => {}
    }
    let Some(mut answer) = read_message(&mut trustee, answer).await else { return };
    match fault {
        Fault::Cut(bytes) => answer.truncate(bytes),
        Fault::Drip => {
            for byte in answer {
                if client.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            return;
        }
        _ => {}
    }
    // Whoever gave up does not hear it.
    let _ = client.write_all(&answer).await;
}

/// A request or an answer: its head, and as much body as the head says; `None` if it breaks off.
async fn read_message(from: &mut TcpStream, mut message: Vec<u8>) -> Option<Vec<u8>> {
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&message).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(message);
            }
        }
        let count = from.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        message.extend_from_slice(&buffer[..count]);
    }
}
