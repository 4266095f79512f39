//! What `--format json` prints, command by command: programs read it, so it changes with care.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::harness::{CONCEPT, Place, contracts, on_each_engine};

/// Whether `value` has the form of `shape`: `"text"`, `"number"`, `"yes/no"`, `"any"`, with `?`
/// behind it where there may be nothing; a list of things of one form; an object with exactly these
/// keys. What does not fit, with the way to it.
fn misfit(value: &Value, shape: &Value, way: &str) -> Option<String> {
    let wrong = || Some(format!("{way}: {value} is not {shape}"));
    match shape {
        Value::String(name) => {
            let (name, may_be_empty) = match name.strip_suffix('?') {
                Some(name) => (name, true),
                None => (name.as_str(), false),
            };
            let fits = match name {
                "text" => value.is_string(),
                "number" => value.is_number(),
                "yes/no" => value.is_boolean(),
                "any" => true,
                other => panic!("no such form: {other}"),
            };
            if fits || (may_be_empty && value.is_null()) { None } else { wrong() }
        }
        Value::Array(each) => match value.as_array() {
            Some(values) => (0..)
                .zip(values)
                .find_map(|(at, value): (u32, _)| misfit(value, &each[0], &format!("{way}[{at}]"))),
            None => wrong(),
        },
        Value::Object(shapes) => {
            let Some(values) = value.as_object() else { return wrong() };
            let keys = |object: &serde_json::Map<String, Value>| {
                object.keys().cloned().collect::<BTreeSet<_>>()
            };
            if keys(values) != keys(shapes) {
                return Some(format!("{way}: {:?} are not {:?}", keys(values), keys(shapes)));
            }
            shapes
                .iter()
                .find_map(|(key, shape)| misfit(&values[key], shape, &format!("{way}.{key}")))
        }
        _ => panic!("no such form: {shape}"),
    }
}

/// One object a line, at least one.
fn check(place: &Place, call: &[&str], shape: &Value) -> Vec<Value> {
    let found = place.json(call);
    assert!(!found.is_empty(), "{call:?}");
    for object in &found {
        if let Some(misfit) = misfit(object, shape, "") {
            panic!("{call:?}{misfit}\n{object}");
        }
    }
    found
}

fn record() -> Value {
    json!({
        "type": "text", "key": "text", "person": "number?", "stage": "number", "locked": "yes/no",
        "kept": "yes/no", "class": "text?", "visibility": "text", "source": "any?",
        "changed_at": "text", "changed_by": "text", "fields": "any",
    })
}

fn record_type() -> Value {
    json!({
        "key": "text", "system": "text", "label_de": "text", "label_en": "text", "kind": "text",
        "retain": ["any"],
        "fields": [{
            "key": "text", "label_de": "text", "label_en": "text", "type": "text",
            "category": "text", "classified": "yes/no", "required": "yes/no", "unique": "yes/no",
            "link_type": "text?", "choices": ["text"],
        }],
    })
}

fn case() -> Value {
    json!({
        "person": "number?", "type": "text", "key": "text", "action": "text", "state": "text",
        "due_on": "text?", "at": "text?", "rule": "text?", "run": "number?", "note": "text?",
        "reason": "text?",
        "origin": "text",
    })
}

fn event() -> Value {
    json!({
        "at": "text", "act": "text", "actor": "text", "system": "text", "type": "text?",
        "key": "text?", "person": "number?", "reason": "text?", "index": "number?",
        "id": "number?", "details": "any",
        "fields": [{ "field": "text", "old": "any?", "new": "any?", "erased": "yes/no" }],
    })
}

fn report() -> Value {
    json!({
        "run": "number?", "rule": "text", "due": "number", "done": "number",
        "held": [{ "reason": "text", "count": "number" }], "failed": "number", "seconds": "number",
    })
}

fn changed_field() -> Value {
    json!({ "type": "text", "field": "text" })
}

/// Import and what is asked of its records.
fn data(place: &Place) {
    let file = place.write("contracts.csv", &(contracts(1..8) + "K-1;A;B;keine Adresse;ended;x\n"));
    let import = json!({
        "rows": "number", "imported": "number", "encoding": "text?",
        "rejected": [{ "row": "number", "field": "text?", "reason": "text" }],
        "persons": { "new": "number", "matched": "number" }, "suppressed": "number",
        "fields": [{
            "column": "text", "key": "text?", "type": "text", "category": "text",
            "confidence": "number", "reason": "text",
        }],
        "notes": ["text"], "triage": "any",
    });
    check(place, &["import", &file, "--type", "contract", "--dry-run"], &import);
    check(place, &["import", &file, "--type", "contract"], &import);
    check(place, &["records", "contract"], &record());
    let shown = &check(place, &["show", "contract", "1"], &record())[0];
    let source = json!({ "channel": "text", "source": "text", "basis": "text?", "actor": "text", "at": "text" });
    assert_eq!(misfit(&shown["source"], &source, "source"), None);
    let set = ["set", "contract", "1", "tariff=Öko", "--reason", "x"];
    check(place, &set, &json!({ "type": "text", "key": "text", "changed": "number" }));
    for name in ["out.csv", "out.xlsx", "out.json"] {
        let path = place.folder.path().join(name);
        let export = ["export", "contract", path.to_str().unwrap(), "--reason", "x"];
        let shape = json!({
            "type": "text", "file": "text", "records": "number", "locked": "number",
            "unwritable": "number", "fields": ["text"],
        });
        check(place, &export, &shape);
    }
    let found = json!({
        "person": "number?", "system": "text", "type": "text", "key": "text", "why": "text",
    });
    check(place, &["find", "person3@example.org"], &found);
    check(place, &["timeline", "contract", "1"], &event());
    check(place, &["timeline", "--person", "1"], &event());
    check(
        place,
        &["suppress", "x@example.org", "--reason", "x"],
        &json!({ "suppressed": "yes/no" }),
    );
}

fn types(place: &Place) {
    check(place, &["types"], &record_type());
    check(place, &["types", "contract"], &record_type());
    let add = ["types", "field", "add", "contract", "mood", "--category", "none", "--data-type"];
    check(place, &[&add[..], &["text"]].concat(), &changed_field());
    let classify = ["types", "field", "classify", "contract", "mood", "other_personal"];
    check(place, &classify, &changed_field());
    let choices = ["types", "field", "choices", "contact", "salutation", "Frau", "Herr", "Divers"];
    check(place, &choices, &changed_field());
}

fn concept(place: &Place) {
    let warned = CONCEPT.replace("\"ended\"'", "\"over\"'");
    let warned = place.write("warned.toml", &warned);
    let finding = json!({ "severity": "text", "rule": "text?", "message": "text" });
    check(place, &["concept", "check", &warned], &finding);
    let file = place.write("concept.toml", CONCEPT);
    let applied = json!({ "rules": "number", "findings": [finding] });
    check(place, &["concept", "apply", &file], &applied);
    let out = place.folder.path().join("out.toml");
    let exported = json!({ "file": "text", "bytes": "number" });
    check(place, &["concept", "export", out.to_str().unwrap()], &exported);
    assert_eq!(fs::read_to_string(out).unwrap(), CONCEPT);
    let version = json!({
        "id": "number", "applied_at": "text", "applied_by": "text", "sha256": "text",
        "rules": "number",
    });
    check(place, &["concept", "versions"], &version);
    let month = json!({ "due": "number", "held": "number" });
    let forecast = json!({
        "today": "text", "months": ["text"],
        "rows": [{
            "rule": "text", "type": "text", "action": "text", "now": month, "months": [month],
            "later": month,
        }],
    });
    check(place, &["concept", "forecast"], &forecast);
    let field = json!({ "type": "text", "field": "text", "category": "text" });
    let coverage = json!({
        "today": "text", "types": [{ "type": "text", "records": "number" }], "fields": [field],
        "records": ["any"], "personless": ["any"], "empty_starts": ["any"], "overdue": ["any"], "unclassified": [field],
        "idle_rules": ["any"], "conflicts": ["any"],
    });
    check(place, &["concept", "coverage"], &coverage);
}

fn runs(place: &Place) {
    let mark = json!({ "kind": "text", "type": "text", "key": "text" });
    check(place, &["mark", "keep", "contract", "2", "--reason", "x"], &mark);
    let mark_person = json!({ "kind": "text", "person": "number" });
    check(place, &["mark", "lock", "--person", "3", "--reason", "x"], &mark_person);
    check(place, &["release", "lock", "--person", "3", "--reason", "x"], &mark_person);
    check(place, &["run", "--dry-run"], &report());
    let due = json!({
        "rule": "text", "type": "text", "key": "text", "person": "number?", "action": "text",
        "start": "text?", "due_on": "text?", "why": ["text"], "held": "text?",
    });
    check(place, &["run", "--dry-run", "--list"], &due);
    let act = json!({ "action": "text", "type": "text", "key": "text" });
    check(place, &["act", "mask", "contract", "7", "--reason", "x"], &act);
    let done = check(place, &["run"], &report());
    assert!(done[0]["run"].is_number() && done[0]["held"][0]["reason"] == "keep", "{done:?}");
    check(place, &["release", "contract", "2", "keep", "--reason", "x"], &mark);
    check(place, &["cases"], &case());
    check(place, &["person", "case", "1"], &case());
}

fn upkeep(place: &Place) {
    let entry = json!({
        "id": "number?", "index": "number?", "at": "text", "act": "text", "actor": "text",
        "system": "text", "type": "text?", "key": "text?", "person": "number?", "reason": "text?",
        "details": "any", "fields": [{
            "field": "text", "old": "any?", "new": "any?", "erased": "yes/no",
        }],
    });
    check(place, &["journal", "list"], &entry);
    let verified = json!({
        "size": "number", "root": "text", "ok": "yes/no", "problems": ["text"],
        "pending": "number", "opened": "number", "erased": "number",
    });
    check(place, &["journal", "verify"], &verified);
    let log = place.folder.path().join("log");
    let exported = json!({ "size": "number", "place": "text" });
    check(place, &["journal", "export", log.to_str().unwrap()], &exported);
    let added = json!({ "id": "number", "login": "text", "roles": ["text"] });
    check(place, &["user", "add", "vera", "--role", "clerk"], &added);
    let role = json!({ "login": "text", "role": "text", "given": "yes/no" });
    check(place, &["user", "role", "vera", "clerk", "--remove"], &role);
    let account = json!({
        "id": "number", "login": "text", "name": "text", "kind": "text", "team": "text?", "active": "yes/no",
        "roles": ["text"],
    });
    check(place, &["user", "list"], &account);
    let job = json!({ "job": "text", "result": "any", "failure": "text?" });
    let jobs = place.json(&["worker", "--once"]);
    assert_eq!(jobs.iter().find_map(|object| misfit(object, &job, "")), None);
    let purged = json!({
        "tables": ["text"], "left": ["text"], "statistics": "yes/no", "sources": "number",
    });
    check(place, &["purge"], &purged);
    let file = place.folder.path().join("a.backup");
    let file = file.to_str().unwrap();
    let backup = json!({ "file": "text", "bytes": "number", "sha256": "text", "size": "number" });
    check(place, &["backup", file], &backup);
    let restored = json!({
        "taken_at": "text", "from": "text", "log": "text", "ended": "text?", "lost": "number",
        "erasures": "number", "records": "number", "marks": "number", "suppressions": "number",
        "accounts": "number", "missed": ["any"], "keystore_missing": "yes/no",
    });
    check(place, &["restore", file, "--force"], &restored);
}

#[test]
fn every_command_prints_what_programs_expect() {
    on_each_engine(|place| {
        let made = json!({
            "tenant": "text", "place": "text", "engine": "text", "template": "text",
            "sandbox": "yes/no",
        });
        check(place, &["init", "--sandbox"], &made);
        types(place);
        data(place);
        concept(place);
        runs(place);
        upkeep(place);
    });
}

/// The list above knows all commands; `demo` has a test of its own.
#[test]
fn no_command_is_forgotten() {
    let place = Place::new(None);
    let help = place.ok(&["--help"]);
    let commands = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let known = [
        "init", "demo", "import", "types", "records", "show", "set", "export", "find", "timeline",
        "person", "suppress", "concept", "run", "act", "mark", "release", "cases", "journal",
        "user", "backup", "restore", "worker", "purge", "help",
    ];
    let found: Vec<_> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(found, known);
}
