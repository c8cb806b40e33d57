//! One run: a fresh relay, its clients, and what they saw.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::Failure;
use crate::client::{Client, Open};

/// Time that what is under way is given to arrive after the last message was sent; what has not by then is lost.
const GRACE: Duration = Duration::from_secs(60);

/// What is to be measured.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) clients: usize,
    pub(crate) room: usize,
    pub(crate) time: Duration,
    pub(crate) rate: f64,
    pub(crate) fan_out: bool,
    pub(crate) seed: u64,
    pub(crate) store: Option<PathBuf>,
}

/// Durations, sorted.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The time that so many in a thousand do not exceed.
    pub(crate) fn quantile(&self, permille: usize) -> Duration {
        let rank = (self.0.len() * permille).div_ceil(1000);
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    fn json(&self) -> Value {
        let ms = |time: Duration| (time.as_secs_f64() * 1e5).round() / 100.0;
        json!({
            "n": self.0.len(), "p50": ms(self.quantile(500)), "p99": ms(self.quantile(990)),
            "max": ms(self.0.last().copied().unwrap_or_default()),
        })
    }
}

/// What was measured.
pub(crate) struct Taken {
    pub(crate) plan: Plan,
    sent: u64,
    acknowledged: usize,
    received: usize,
    lost: usize,
    duplicates: u64,
    refused: u64,
    reconnects: u64,
    pub(crate) latency: Times,
    answer: Times,
    memory_kib: u64,
    peak_kib: u64,
}

impl Taken {
    /// Nothing was lost, nothing came twice, and something was sent.
    pub(crate) fn whole(&self) -> bool {
        self.lost == 0 && self.duplicates == 0 && self.acknowledged > 0
    }

    pub(crate) fn json(&self) -> Value {
        let plan = &self.plan;
        json!({
            "clients": plan.clients, "room": plan.room, "seconds": plan.time.as_secs_f64(), "rate": plan.rate,
            "to": if plan.fan_out { "everybody else in the room" } else { "a partner" },
            "sent": self.sent, "acknowledged": self.acknowledged, "received": self.received,
            "lost": self.lost, "duplicates": self.duplicates, "refused": self.refused, "reconnects": self.reconnects,
            "latency_ms": self.latency.json(), "acknowledgement_ms": self.answer.json(),
            "relay_memory_mib": self.memory_kib as f64 / 1024.0, "relay_peak_memory_mib": self.peak_kib as f64 / 1024.0,
        })
    }

    pub(crate) fn line(&self) -> String {
        format!(
            "{} clients, {} a second each, {:.0} s: {} acknowledged, {} received, {} lost, {} twice, {} refused; p50 {:.1} ms, \
             p99 {:.1} ms, longest {:.1} ms; relay {} MiB",
            self.plan.clients,
            self.plan.rate,
            self.plan.time.as_secs_f64(),
            self.acknowledged,
            self.received,
            self.lost,
            self.duplicates,
            self.refused,
            self.latency.quantile(500).as_secs_f64() * 1e3,
            self.latency.quantile(990).as_secs_f64() * 1e3,
            self.latency.quantile(1000).as_secs_f64() * 1e3,
            self.peak_kib / 1024
        )
    }
}

/// What the relay's process says when it is ready.
#[derive(Deserialize)]
struct Said {
    at: String,
    tokens: Vec<Vec<String>>,
}

/// The relay's process; ends with this value.
struct Server {
    child: Child,
    at: String,
    tokens: Vec<Vec<String>>,
}

impl Server {
    fn start(plan: &Plan, store: &std::path::Path) -> Result<Self, Failure> {
        let rooms = plan.clients.div_ceil(plan.room);
        let copies = if plan.fan_out { plan.room as f64 } else { 1.0 };
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(store)
            .args([
                rooms.to_string(),
                plan.room.to_string(),
                format!("{}", (plan.rate * copies * 3.0).ceil()),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output of the relay")?).read_line(&mut line)?;
        let Said { at, tokens } = serde_json::from_str(&line)?;
        Ok(Self { child, at, tokens })
    }

    fn memory(&self, of: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(of)).unwrap_or_default();
        line.split_whitespace().find_map(|word| word.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

/// A generator that is good enough to spread clients over a second.
fn next(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

pub(crate) async fn run(plan: &Plan) -> Result<Taken, Failure> {
    let folder = tempfile::tempdir()?;
    let store = plan.store.clone().unwrap_or_else(|| folder.path().join("relay.db"));
    let server = Server::start(plan, &store)?;
    let (send, sending) = watch::channel(true);
    let (receive, receiving) = watch::channel(true);
    let (mut state, base) = (plan.seed, Instant::now());
    let open = Arc::new(Open::default());
    let every = Duration::from_secs_f64(1.0 / plan.rate);
    // All have connected before the first one writes.
    let start = base + Duration::from_millis(500 + 3 * plan.clients as u64);
    let mut clients = Vec::new();
    for client in 0..plan.clients {
        let (room, own) = (client / plan.room, client % plan.room);
        let there = plan.room.min(plan.clients - room * plan.room);
        let to = if plan.fan_out {
            (0..there).filter(|other| *other != own).collect()
        } else {
            let partner = own ^ 1;
            vec![if partner < there { partner } else { 0 }]
        };
        let token = server
            .tokens
            .get(room)
            .and_then(|room| room.get(own))
            .ok_or("the relay gave too few tokens")?
            .clone();
        let url = format!("ws://{}/api/rooms/r{room}/socket", server.at);
        let first = start + every.mul_f64(next(&mut state));
        let client = Client { url, token, own, to, first, every, base, open: open.clone() };
        clients.push(tokio::spawn(client.run(sending.clone(), receiving.clone())));
        sleep(Duration::from_millis(2)).await;
    }
    tokio::time::sleep_until(start + plan.time).await;
    let memory_kib = server.memory("VmRSS:");
    let _all_gone = send.send(false);
    let all = async {
        while !open.none() {
            sleep(Duration::from_millis(50)).await;
        }
        // Whatever comes twice would come now.
        sleep(Duration::from_secs(1)).await;
    };
    let _some_are_lost = tokio::time::timeout(GRACE, all).await;
    let peak_kib = server.memory("VmHWM:");
    let _all_gone = receive.send(false);

    let mut seen = Vec::new();
    for client in clients {
        seen.push(client.await??);
    }
    let mut lost = 0;
    for (client, one) in seen.iter().enumerate() {
        let (room, own) = (client / plan.room, client % plan.room);
        for (to, number) in &one.acknowledged {
            let there =
                seen.get(room * plan.room + to).is_some_and(|other| other.received.contains(&(own, *number)));
            lost += usize::from(!there);
        }
    }
    let sorted = |mut times: Vec<Duration>| {
        times.sort_unstable();
        Times(times)
    };
    Ok(Taken {
        plan: plan.clone(),
        sent: seen.iter().map(|one| one.sent).sum(),
        acknowledged: seen.iter().map(|one| one.acknowledged.len()).sum(),
        received: seen.iter().map(|one| one.received.len()).sum(),
        duplicates: seen.iter().map(|one| one.duplicates).sum(),
        refused: seen.iter().map(|one| one.refused).sum(),
        reconnects: seen.iter().map(|one| one.reconnects).sum(),
        lost,
        latency: sorted(seen.iter().flat_map(|one| one.latencies.iter().copied()).collect()),
        answer: sorted(seen.iter().flat_map(|one| one.answers.iter().copied()).collect()),
        memory_kib,
        peak_kib,
    })
}
