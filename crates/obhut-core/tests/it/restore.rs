//! What protects a data subject outlives a restored backup: marks, objections, closed accounts.

use jiff::civil::date;
use obhut_core::{
    PersonId, Tenant,
    access::{self, Actor, Role},
    journal,
    marks::{self, MarkKind, Target},
    persons,
    register::{RecordView, Template, records},
    retention::{self, HandAction, RunOrigin, RunRequest},
    setup, upkeep,
};
use obhut_kernel::Kind;
use obhut_sql::{Db, Options};

use crate::{
    harness::{TestStore, on_each_engine},
    upkeep::{Second, targets},
};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "user-left"
type = "user"
when = 'left_on is set'
start = "left_on"
period = "P0D"
action = "lock"
reason = "has left"

[[rule]]
key = "contract-released"
type = "contract"
when = 'status = "ended"'
action = "release"
reason = "no claim left"
"#;

fn admin(tenant: &Tenant) -> Actor {
    access::ops::actor(tenant, setup::FIRST_LOGIN).unwrap()
}

fn view(tenant: &Tenant, type_key: &str, key: &str) -> RecordView {
    tenant.read(&admin(tenant), |op| records::show(op, type_key, key)).unwrap()
}

fn contract(store: &TestStore, name: &str) -> (String, PersonId) {
    let key = store.record(
        "contract",
        &[
            ("holder_last_name", name.into()),
            ("email", format!("{name}@example.org").to_lowercase().into()),
            ("status", "active".into()),
            ("ended_on", date(2010, 1, 1).into()),
        ],
    );
    let person = view(&store.tenant, "contract", &key).person.unwrap();
    (key, person)
}

fn set(tenant: &Tenant, kind: MarkKind, target: Target<'_>, reason: &str) {
    let review = Some(date(2027, 3, 1));
    tenant.write(&admin(tenant), |op| marks::ops::set(op, kind, target, reason, review)).unwrap();
}

fn release(tenant: &Tenant, kind: MarkKind, target: Target<'_>) {
    tenant.write(&admin(tenant), |op| marks::ops::release(op, kind, target, "vorbei")).unwrap();
}

fn of(key: &str) -> Target<'_> {
    Target::Record { type_key: "contract", key }
}

fn on(tenant: &Tenant, key: &str) -> Vec<marks::Mark> {
    tenant.read(&admin(tenant), |op| marks::ops::list(op, "contract", key)).unwrap()
}

fn anonymise(tenant: &Tenant, key: &str) -> obhut_kernel::Result<retention::ActionKind> {
    let action = HandAction {
        action: "anonymise",
        type_key: "contract",
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    tenant.write(&admin(tenant), |op| retention::act(op, &action))
}

fn run(store: &TestStore, rule: &str) -> u64 {
    let request =
        RunRequest { rule: rule.to_owned(), today: None, origin: RunOrigin::Hand, pause: false };
    retention::run(&store.tenant, &store.admin(), &request, |_| true).unwrap().done
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn what_protects_a_person_outlives_a_restored_backup() {
    on_each_engine(Template::Crm, |store| {
        let tenant = &store.tenant;
        tenant.write(&store.admin(), |op| retention::ops::apply(op, CONCEPT)).unwrap();
        let (kept, _) = contract(store, "Anna");
        let (locked, _) = contract(store, "Berta");
        let (freed, _) = contract(store, "Carla");
        let (of_kept, kept_person) = contract(store, "Dora");
        let (of_freed, freed_person) = contract(store, "Emma");
        let (both, _) = contract(store, "Frieda");
        let (by_rule, _) = contract(store, "Gerda");
        let (erased, _) = contract(store, "Hanna");
        store.actor("erika", Role::Clerk);
        let user = store
            .record("user", &[("login", "erika".into()), ("left_on", date(2026, 11, 1).into())]);
        set(tenant, MarkKind::Keep, of(&freed), "vor der Sicherung");
        set(tenant, MarkKind::Keep, of(&both), "vor der Sicherung");
        set(tenant, MarkKind::Keep, Target::Person(freed_person), "vor der Sicherung");
        set(tenant, MarkKind::Keep, of(&by_rule), "vor der Sicherung");
        let ended = std::collections::BTreeMap::from([("status".to_owned(), "ended".into())]);
        tenant
            .write(&store.admin(), |op| records::edit(op, "contract", &by_rule, &ended, "Ende"))
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.obhut");
        upkeep::backup(tenant, &store.admin(), &file).unwrap();
        // All that follows is lost with the disk, right after it was confirmed.
        store.set_day(date(2026, 11, 25));
        set(tenant, MarkKind::Keep, of(&kept), "Klage von Anna");
        set(tenant, MarkKind::Lock, of(&locked), "Art. 18");
        set(tenant, MarkKind::Keep, Target::Person(kept_person), "Klage von Dora");
        release(tenant, MarkKind::Keep, of(&freed));
        release(tenant, MarkKind::Keep, Target::Person(freed_person));
        set(tenant, MarkKind::Lock, of(&both), "erst");
        release(tenant, MarkKind::Lock, of(&both));
        set(tenant, MarkKind::Keep, of(&erased), "Hannas Klage");
        release(tenant, MarkKind::Keep, of(&erased));
        anonymise(tenant, &erased).unwrap();
        tenant
            .write(&store.admin(), |op| persons::ops::suppress(op, "nie@example.org", "Werbung"))
            .unwrap();
        let (late, late_person) = contract(store, "Ida");
        set(tenant, MarkKind::Keep, of(&late), "zu spät gemacht");
        set(tenant, MarkKind::Keep, Target::Person(late_person), "zu spät gemacht");
        assert_eq!(run(store, "user-left"), 1);
        assert_eq!(run(store, "contract-released"), 1);
        let was = on(tenant, &kept);
        store.set_day(date(2026, 12, 24));
        for postgres in targets() {
            let second = Second::new(store, postgres, true);
            let report = second.restore(store, &file).unwrap();
            let tenant = second.open(store);
            let missed: Vec<_> =
                report.missed.iter().map(|m| (m.act.as_str(), &*m.type_key, m.count)).collect();
            assert_eq!(missed, [("keep", "contract", 1), ("person.keep", "", 1)], "{report:?}");
            assert_eq!((report.suppressions, report.accounts), (1, 1), "{report:?}");
            // Set: kept, locked, Dora, both (lock), erased, user. Lifted: freed, Emma, both,
            // erased, by rule.
            assert_eq!((report.marks, report.erasures), (11, 1), "{report:?}");
            let now = on(&tenant, &kept);
            assert_eq!(now.len(), 1);
            assert_eq!(
                (&now[0].reason, &now[0].owner, now[0].since, now[0].review_on),
                (&was[0].reason, &was[0].owner, was[0].since, was[0].review_on)
            );
            assert_eq!(anonymise(&tenant, &kept).unwrap_err().outside().key(), "error-record-kept");
            assert!(view(&tenant, "contract", &locked).locked);
            let dora = on(&tenant, &of_kept);
            assert_eq!((dora.len(), dora[0].reason.as_str()), (1, "Klage von Dora"));
            assert!(dora[0].on_person);
            for key in [&freed, &of_freed, &by_rule] {
                assert!(on(&tenant, key).is_empty());
                let view = view(&tenant, "contract", key);
                assert!(!view.kept && !view.locked);
            }
            let view_of_both = view(&tenant, "contract", &both);
            assert!(view_of_both.kept && !view_of_both.locked);
            let user = view(&tenant, "user", &user);
            assert!(user.locked);
            let refused = access::ops::actor(&tenant, "erika").unwrap_err();
            assert_eq!(refused.kind(), Kind::Forbidden);
            // What the ledger knew of Hanna cannot be read any more.
            assert_eq!(view(&tenant, "contract", &erased).fields["holder_last_name"], "XXXX");
            let entries = tenant
                .read(&admin(&tenant), |op| journal::ops::list(op, &journal::Filter::default()))
                .unwrap();
            let words = serde_json::to_string(&entries).unwrap();
            assert!(words.contains("Klage von Anna") && !words.contains("Hannas"), "{words}");
            assert!(journal::verify(&tenant, &admin(&tenant), &[]).unwrap().is_ok() || postgres);
            // An objection holds: whoever comes back in a file is left out.
            let options = Options { schema: Some(second.place.schema()), ..Options::default() };
            let db = Db::open(&second.place.data(), &options).unwrap();
            let text = "SELECT count(*) FROM suppression WHERE cause = 'objection'";
            let row = db.read(|tx| tx.query_one(text, &[])).unwrap().unwrap();
            assert_eq!(row.at::<i64>(0).unwrap(), 1);
            drop((db, tenant));
            // A second restore of the same file ends the same.
            let wish = upkeep::Restore {
                file: &file,
                force: true,
                without_keystore: false,
                login: setup::FIRST_LOGIN,
            };
            let again = upkeep::restore(&second.place, &store.world, &wish).unwrap();
            assert_eq!(again.missed, report.missed);
            let tenant = second.open(store);
            assert_eq!(on(&tenant, &kept).len(), 1);
            assert!(on(&tenant, &freed).is_empty());
            drop(tenant);
            drop(second);
        }
    });
}
