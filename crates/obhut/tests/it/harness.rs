use std::{
    env,
    fmt::Write,
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::PathBuf,
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
};

use obhut_sql::{Db, Options, Target};
use serde_json::Value;
use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A folder and, on PostgreSQL, a database for one test; the binary is called on them.
pub struct Place {
    pub folder: TempDir,
    database: Option<(Target, String, String)>,
}

/// Runs `test` on SQLite and, where a server is given, on PostgreSQL; asserts which engine ran.
pub fn on_each_engine(test: impl Fn(&Place)) {
    run_on(None, &test);
    match env::var("OBHUT_TEST_POSTGRES") {
        Ok(url) => run_on(Some(&url), &test),
        Err(env::VarError::NotPresent | env::VarError::NotUnicode(_))
            if env::var("OBHUT_REQUIRE_SERVERS").is_ok_and(|v| v == "1") =>
        {
            panic!("OBHUT_TEST_POSTGRES is not set")
        }
        Err(_) => eprintln!("NOT RUN on PostgreSQL: OBHUT_TEST_POSTGRES is not set"),
    }
}

fn run_on(server: Option<&str>, test: &impl Fn(&Place)) {
    let place = Place::new(server);
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&place)));
    place.remove();
    if let Err(panic) = outcome {
        eprintln!("failed on {}", server.map_or("SQLite", |_| "PostgreSQL"));
        resume_unwind(panic);
    }
}

impl Place {
    pub fn new(server: Option<&str>) -> Self {
        let database = server.map(|url| {
            let base: Target = url.parse().unwrap();
            let number = NUMBER.fetch_add(1, Ordering::SeqCst);
            let name = format!("obhut_cli_{}_{number}", std::process::id());
            base.provide_database(&name).unwrap();
            let Target::Postgres(full) = base.with_database(&name) else { unreachable!() };
            (base, name, full)
        });
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    /// The name of the engine as `init` reports it.
    pub fn engine(&self) -> &'static str {
        if self.database.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A call of the binary on this place, in English, away from the settings of the machine.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obhut"));
        command.current_dir(self.folder.path()).args(arguments);
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("OBHUT_")) {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "en_GB.UTF-8").env("OBHUT_DATA", self.data());
        if let Some((_, _, url)) = &self.database {
            command.env("OBHUT_DATABASE", url);
        }
        command
    }

    pub fn call(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Calls and demands success; what it wrote.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.call(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}{errors}");
        text
    }

    /// Calls with JSON output; the objects.
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        self.ok(&all).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Calls and demands this exit code; what it wrote to standard error.
    pub fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.call(arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "one line: {errors}");
        errors
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Makes the store.
    pub fn init(&self) {
        let made = self.json(&["init", "--sandbox"]);
        assert_eq!(made[0]["engine"], self.engine());
    }

    fn remove(self) {
        if let Some((base, name, _)) = &self.database {
            let db = Db::open(base, &Options::default()).unwrap();
            for name in [name.clone(), format!("{name}_keys")] {
                let text = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
                db.outside_transaction(Box::leak(text.into_boxed_str())).unwrap();
            }
        }
    }
}

/// A deletion concept with one rule.
pub const CONCEPT: &str = r#"title = "Test"

[[rule]]
key = "contract-ended"
type = "contract"
when = 'status = "ended"'
start = "ended_on"
class = "end_of_relationship_6y"
action = "anonymise"
reason = "contract documents"
"#;

/// Contracts that ended long ago, as CSV with the numbers of `range`.
pub fn contracts(range: std::ops::Range<u32>) -> String {
    let mut text =
        "contract_number;holder_first_name;holder_last_name;email;status;ended_on\n".to_owned();
    for n in range {
        writeln!(text, "K-{n:06};Vorname{n};Nachname{n};person{n}@example.org;ended;2010-09-30")
            .unwrap();
    }
    text
}
