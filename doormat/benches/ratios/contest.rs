//! Contestants, their rounds, and what comes of them.

use std::time::Duration;

use cpu_time::ThreadTime;

/// One round: does its work some number of times and says what one time took.
pub(crate) type Round = Box<dyn FnMut() -> Duration>;

pub(crate) struct Contest {
    name: String,
    round: Round,
}

impl Contest {
    pub(crate) fn new(name: &str, round: Round) -> Self {
        Self { name: name.to_owned(), round }
    }
}

/// CPU time of one of `times` runs of some work.
pub(crate) fn timed(times: u32, mut work: impl FnMut()) -> Duration {
    let begun = ThreadTime::now();
    for _ in 0..times {
        work();
    }
    begun.elapsed() / times
}

/// A ratio of two contests and how large it may be.
pub(crate) struct Goal {
    name: &'static str,
    over: usize,
    under: usize,
    most: Option<f64>,
}

impl Goal {
    pub(crate) const fn at_most(name: &'static str, over: usize, under: usize, most: f64) -> Self {
        Self { name, over, under, most: Some(most) }
    }

    pub(crate) const fn none(name: &'static str, over: usize, under: usize) -> Self {
        Self { name, over, under, most: None }
    }
}

/// Microseconds per contest and round.
pub(crate) struct Times {
    names: Vec<String>,
    micros: Vec<Vec<f64>>,
}

/// Lets everybody have a turn in each round, a different one first each time; the first round warms up.
pub(crate) fn interleave(contests: impl IntoIterator<Item = Contest>, rounds: usize) -> Times {
    let (names, mut bodies): (Vec<String>, Vec<Round>) =
        contests.into_iter().map(|contest| (contest.name, contest.round)).unzip();
    let mut micros = vec![Vec::with_capacity(rounds); names.len()];
    for round in 0..=rounds {
        for turn in 0..bodies.len() {
            let who = (turn + round) % bodies.len();
            let time = bodies[who]().as_secs_f64() * 1e6;
            if round > 0 {
                micros[who].push(time);
            }
        }
    }
    Times { names, micros }
}

/// The 10th, 50th and 90th percentile.
fn percentiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    [1, 5, 9].map(|tenth| sorted[(sorted.len() - 1) * tenth / 10])
}

impl Times {
    pub(crate) fn print(&self) {
        println!("| | median, µs | 10 % to 90 % |\n|---|---:|---:|");
        for (name, micros) in self.names.iter().zip(&self.micros) {
            let [low, median, high] = percentiles(micros);
            println!("| {name} | {median:.2} | {low:.2} to {high:.2} |");
        }
        println!();
    }

    pub(crate) fn judge(&self, goals: &[Goal]) {
        println!("| ratio | median | 10 % to 90 % | goal |\n|---|---:|---:|---|");
        for goal in goals {
            let pairs = self.micros[goal.over].iter().zip(&self.micros[goal.under]);
            let ratios: Vec<f64> = pairs.map(|(over, under)| over / under).collect();
            let [low, median, high] = percentiles(&ratios);
            let verdict = match goal.most {
                None => "none".to_owned(),
                Some(most) if median <= most => format!("at most {most:.2}: met"),
                Some(most) => format!("at most {most:.2}: MISSED"),
            };
            println!("| {} | {median:.3} | {low:.3} to {high:.3} | {verdict} |", goal.name);
        }
        println!();
    }
}
