//! The rows that are printed.

use std::fmt::Write as _;

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
