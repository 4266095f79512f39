//! The rows that are printed.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

/// What was measured.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Row {
    engine: String,
    work: String,
    ours: String,
    bare: String,
    ratio: Option<f64>,
    target: String,
    met: Option<bool>,
}

impl Report {
    /// Seconds of ours against seconds of bare statements, and the ratio wanted.
    pub fn ratio(&mut self, engine: &str, work: &str, ours: f64, bare: f64, target: f64) {
        let ratio = ours / bare;
        self.rows.push(Row {
            engine: engine.to_owned(),
            work: work.to_owned(),
            ours: format!("{ours:.3} s"),
            bare: format!("{bare:.3} s"),
            ratio: Some(ratio),
            target: format!("≤ {target:.2} x"),
            met: Some(ratio <= target),
        });
    }

    /// A figure against a limit, in milliseconds.
    pub fn limit(&mut self, engine: &str, work: &str, ours: f64, limit: f64) {
        self.rows.push(Row {
            engine: engine.to_owned(),
            work: work.to_owned(),
            ours: format!("{ours:.2} ms"),
            bare: String::new(),
            ratio: None,
            target: format!("≤ {limit} ms"),
            met: Some(ours <= limit),
        });
    }

    /// Megabytes against a limit.
    pub fn memory(&mut self, engine: &str, work: &str, ours: u64, limit: u64) {
        self.rows.push(Row {
            engine: engine.to_owned(),
            work: work.to_owned(),
            ours: format!("{ours} MB"),
            bare: String::new(),
            ratio: None,
            target: format!("≤ {limit} MB"),
            met: Some(ours <= limit),
        });
    }

    /// A figure without a limit.
    pub fn figure(&mut self, engine: &str, work: &str, figure: &str) {
        self.rows.push(Row {
            engine: engine.to_owned(),
            work: work.to_owned(),
            ours: figure.to_owned(),
            bare: String::new(),
            ratio: None,
            target: String::new(),
            met: None,
        });
    }

    /// Something to know.
    pub fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }

    /// Prints everything as a Markdown table.
    #[expect(clippy::print_stdout, reason = "the report is the program's purpose")]
    pub fn print(&self) {
        let mut out = String::from(
            "| engine | work | ours | bare | ratio | target | met |\n|---|---|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2} x"));
            let met = row.met.map_or("", |met| if met { "yes" } else { "NO" });
            let Row { engine, work, ours, bare, target, .. } = row;
            let _ = writeln!(
                out,
                "| {engine} | {work} | {ours} | {bare} | {ratio} | {target} | {met} |"
            );
        }
        for note in &self.notes {
            let _ = writeln!(out, "\n{note}");
        }
        println!("{out}");
    }
}

/// Wall-clock and processor time of what is measured.
#[derive(Debug)]
pub struct Clock {
    began: Instant,
    busy: Duration,
}

impl Clock {
    /// Begins to count.
    pub fn start() -> Self {
        Self { began: Instant::now(), busy: busy() }
    }

    /// What passed since, and how long this process's threads were on a processor meanwhile.
    pub fn read(&self) -> (Duration, Duration) {
        (self.began.elapsed(), busy().saturating_sub(self.busy))
    }
}

/// The time all threads of this process were on a processor, from the kernel's own count, which
/// goes in hundredths of a second.
fn busy() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, the program's name in parentheses, may hold blanks.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// Begins to count the peak of resident memory anew.
pub fn forget_peak() {
    // Refused where the kernel has no such file; then the peak is that of the whole program.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The peak of resident memory so far, in megabytes, from the kernel's own count.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The value below which this share of the sorted samples lies.
pub fn percentile(samples: &mut [f64], share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index into a list of samples"
    )]
    let at = ((samples.len() as f64 * share) as usize).min(samples.len().saturating_sub(1));
    samples.get(at).copied().unwrap_or(0.0)
}
