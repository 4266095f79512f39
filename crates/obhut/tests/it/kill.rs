//! `kill -9` at random moments of imports and runs, with the journal's integration inside both.

use std::{
    process::{Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use obhut_kernel::{Random, SeededRandom};

use crate::harness::{CONCEPT, Place, contracts, on_each_engine};

/// Kills on each engine.
const KILLS: u32 = 25;
/// Rows of one import.
const ROWS: u32 = 1_500;

#[test]
fn killed_at_any_moment_nothing_is_lost_twice_or_halved() {
    on_each_engine(|place| {
        let seed = u64::from(std::process::id());
        eprintln!("seed {seed} on {}", place.engine());
        let random = SeededRandom::new(seed);
        place.init();
        let concept = place.write("concept.toml", CONCEPT);
        place.ok(&["concept", "apply", &concept]);
        let mut killer = Killer { place, random, kills: 0, longest: Duration::from_millis(400) };
        let mut files = 0;
        while killer.kills < KILLS {
            let from = files * ROWS + 1;
            let file = place.write(&format!("part-{files}.csv"), &contracts(from..from + ROWS));
            let import = ["import", file.as_str(), "--type", "contract"];
            killer.finish(&import, files * ROWS);
            files += 1;
            // Finished by whichever call: the same file once more is refused, nothing is stored.
            refused(&place.command(&import).output().unwrap());
            killer.finish(&["run", "--no-pause"], files * ROWS);
            whole(place, files * ROWS, Some(files * ROWS));
        }
        eprintln!("{} kills, {files} imports and runs", killer.kills);
        let done = place.json(&["cases", "--state", "done", "--limit", "1000000"]).len();
        assert_eq!(done, (files * ROWS) as usize, "each case once");
    });
}

struct Killer<'a> {
    place: &'a Place,
    random: SeededRandom,
    kills: u32,
    longest: Duration,
}

impl Killer<'_> {
    /// Calls again and again, killed each time, until a call gets to its end. An import may have
    /// been killed after its last row was stored: then it is finished, and the next call says so.
    fn finish(&mut self, arguments: &[&str], at_least: u32) {
        let mut kills = 0;
        loop {
            let began = Instant::now();
            let mut child = self
                .place
                .command(arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let draw = u32::from_be_bytes(self.random.array());
            thread::sleep(self.longest.mul_f64(f64::from(draw) / f64::from(u32::MAX)));
            if child.try_wait().unwrap().is_some() {
                let ended = child.wait_with_output().unwrap();
                if !ended.status.success() {
                    assert!(kills > 0, "{ended:?}");
                    refused(&ended);
                }
                self.longest = began.elapsed().mul_f64(0.9);
                return;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            self.kills += 1;
            // Each kill gives the next call a little longer, so that it ends some day.
            self.longest += Duration::from_millis(15);
            let verified = &self.place.json(&["journal", "verify"])[0];
            assert_eq!(verified["ok"], true, "{verified}");
            whole(self.place, at_least, None);
        }
    }
}

/// The file was imported before.
fn refused(ended: &Output) {
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success() && said.contains("--again"), "{said}");
}

/// No record is half anonymised; `records` are there (at least, or exactly when `done` of them
/// have to be anonymised).
fn whole(place: &Place, records: u32, done: Option<u32>) {
    let found = place.json(&["records", "contract", "--limit", "0"]);
    let mut anonymised = 0;
    for record in &found {
        let text = |field: &str| record["fields"][field].as_str().unwrap_or_default().to_owned();
        let old = [
            text("contract_number").starts_with("K-"),
            text("holder_first_name").starts_with("Vorname"),
            text("holder_last_name").starts_with("Nachname"),
            text("email").ends_with("@example.org"),
        ];
        assert!(old.iter().all(|is| *is == old[0]), "half anonymised: {record}");
        assert_eq!(record["stage"] == 9, !old[0], "{record}");
        anonymised += u32::from(!old[0]);
    }
    let count = u32::try_from(found.len()).unwrap();
    match done {
        Some(done) => assert_eq!((count, anonymised), (records, done)),
        None => assert!(count >= records, "{count} of {records}"),
    }
}
