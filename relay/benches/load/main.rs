//! Load over real sockets: a relay in a child process, native WebSocket clients in this one.
//!
//! ```text
//! cargo bench -p relay --bench load -- --clients 200 --room 20 --minutes 10 --rate 1 [--fan-out] [--step] [--seed 1]
//! ```
//!
//! Every client sends at its rate to a partner (or, with `--fan-out`, to everybody else in its room), on a schedule that does not
//! wait for answers. Latency is from the scheduled moment to the receiver's, so a relay that makes senders wait pays for it.
//! Nothing may be lost or come twice; if it does, the exit code is 1. Without arguments: a short run of 20 seconds.

mod child;
mod client;
mod run;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::run::{Plan, Taken};

/// A chat is felt to lag from here on; the knee is where 1 in 100 messages takes longer.
const KNEE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let outcome = if arguments.first().is_some_and(|first| first == "--serve") {
        child::serve(&arguments).map(|()| true)
    } else {
        start(&arguments)
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _nobody = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn start(arguments: &[String]) -> Result<bool, Failure> {
    let (plan, step) = read(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut taken = Vec::new();
    let mut knee = None;
    if step {
        // More clients first, as many as a workshop could have; then each of them writes faster than people do.
        let mut steps: Vec<(usize, f64)> =
            [200, 400, 600, 800, 1000].map(|clients| (clients, plan.rate)).to_vec();
        steps.extend([2.0, 4.0, 8.0, 16.0, 32.0].map(|times| (1000, plan.rate * times)));
        for (clients, rate) in steps {
            let one = runtime.block_on(run::run(&Plan { clients, rate, ..plan.clone() }))?;
            tell(&one);
            let over = one.latency.quantile(990) > KNEE;
            taken.push(one);
            if over {
                knee = taken.last().map(|one| json!({ "clients": one.plan.clients, "rate": one.plan.rate }));
                break;
            }
        }
    } else {
        let one = runtime.block_on(run::run(&plan))?;
        tell(&one);
        taken.push(one);
    }
    let whole = taken.iter().all(Taken::whole);
    let report = json!({
        "schema_version": 1,
        "seed": plan.seed,
        "machine": machine(),
        "runs": taken.iter().map(Taken::json).collect::<Vec<_>>(),
        "knee": knee,
    });
    writeln!(std::io::stdout(), "{report:#}")?;
    Ok(whole)
}

fn read(arguments: &[String]) -> Result<(Plan, bool), Failure> {
    let mut plan = Plan {
        clients: 200,
        room: 20,
        time: Duration::from_secs(20),
        rate: 1.0,
        fan_out: false,
        seed: 1,
        store: None,
    };
    let mut step = false;
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--clients" => plan.clients = value()?.parse()?,
            "--room" => plan.room = value()?.parse()?,
            "--minutes" => plan.time = Duration::from_secs_f64(value()?.parse::<f64>()? * 60.0),
            "--seconds" => plan.time = Duration::from_secs_f64(value()?.parse()?),
            "--rate" => plan.rate = value()?.parse()?,
            "--seed" => plan.seed = value()?.parse()?,
            "--store" => plan.store = Some(value()?.into()),
            "--fan-out" => plan.fan_out = true,
            "--step" => step = true,
            other => {
                return Err(
                    format!("unknown argument {other}; see the top of relay/benches/load/main.rs").into()
                );
            }
        }
    }
    if plan.room < 2 || plan.clients < 2 || plan.rate <= 0.0 {
        return Err("a room and a run need two clients at least, and a rate above 0".into());
    }
    Ok((plan, step))
}

fn tell(one: &Taken) {
    let _nobody = writeln!(std::io::stderr(), "{}", one.line());
}

fn machine() -> Value {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let processor = read("/proc/cpuinfo");
    let model = processor
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_matches([' ', '\t', ':']));
    json!({
        "processor": model,
        "cores": std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
        "build": if cfg!(debug_assertions) { "debug" } else { "optimised" },
    })
}
