//! Named steps with their times, and what failed among them.

use std::fmt;
use std::time::{Duration, Instant};

use crate::Fallible;

/// The steps of one chore so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    failed: bool,
}

impl Report {
    /// Runs a step whose failure does not stop the others.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Fallible) {
        // The failure is kept in the report.
        drop(self.must(name, work));
    }

    /// Runs a step that later steps need. The error only names the step: what is wrong has been
    /// shown.
    pub fn must<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Fallible<T>,
    ) -> Fallible<T> {
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let done = work();
        let took = start.elapsed();
        match &done {
            Ok(_) => eprintln!("==> {name}: ok, {:.1} s", took.as_secs_f64()),
            Err(error) => eprintln!("==> {name}: FAILED, {:.1} s: {error}", took.as_secs_f64()),
        }
        self.steps.push(Step { name, took, failed: done.is_err() });
        done.map_err(|_| format!("failed, and nothing goes on without it: {name}").into())
    }

    /// The names of the failed steps.
    pub fn failed(&self) -> Vec<&'static str> {
        self.steps.iter().filter(|step| step.failed).map(|step| step.name).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            let state = if step.failed { "FAILED" } else { "ok" };
            writeln!(f, "    {:<14} {:>7.1} s  {state}", step.name, step.took.as_secs_f64())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_going_after_a_failed_step_and_names_it() {
        let mut report = Report::default();
        report.step("first", || Err("broken".into()));
        report.step("second", || Ok(()));
        assert!(report.must("third", || Ok(3)).is_ok_and(|value| value == 3));
        assert_eq!(report.failed(), ["first"]);
        let shown = report.to_string();
        assert_eq!(shown.lines().count(), 3);
        assert!(shown.lines().next().unwrap().ends_with("FAILED"));
    }
}
