//! Accounts: who is closed out, who may never be, and rights that concern a person as a whole.

use jiff::civil::date;
use obhut_core::{
    PersonId,
    access::{self, Role},
    journal, marks, persons,
    register::{Template, records},
    retention::{self, HandAction, RunOrigin, RunRequest},
    setup,
};
use obhut_kernel::{Kind, Value};
use obhut_sql::{Db, Options};

use crate::harness::{TestStore, on_each_engine};

const CONCEPT: &str = r#"
title = "Test"

[[rule]]
key = "left"
type = "user"
start = "left_on"
period = "P1Y"
action = "lock"
reason = "has left"
"#;

fn is_open(store: &TestStore, login: &str) -> bool {
    let list = store.tenant.read(&store.admin(), access::ops::list).unwrap();
    list.iter().find(|account| account.login == login).unwrap().active
}

fn employee(store: &TestStore, login: &str) -> String {
    store.record(
        "user",
        &[
            ("login", login.into()),
            ("last_name", login.into()),
            ("left_on", date(2020, 1, 1).into()),
        ],
    )
}

fn act(store: &TestStore, action: &str, type_key: &str, key: &str) -> obhut_kernel::Result<()> {
    let action = HandAction {
        action,
        type_key,
        key,
        reason: "verlangt",
        fields: Vec::new(),
        origin: RunOrigin::Hand,
    };
    store.tenant.write(&store.admin(), |op| retention::act(op, &action)).map(drop)
}

fn entries(store: &TestStore, act: &str) -> Vec<journal::EntryView> {
    let filter = journal::Filter::default();
    let all = store.tenant.read(&store.admin(), |op| journal::ops::list(op, &filter)).unwrap();
    all.into_iter().filter(|entry| entry.act == act).collect()
}

/// A record of somebody else with a field of that name closes nobody's account.
#[test]
fn only_an_employee_takes_the_account_along() {
    on_each_engine(Template::Crm, |store| {
        store.actor("anna", Role::Clerk);
        store.actor("bert", Role::Clerk);
        let spec = obhut_core::register::FieldSpec {
            key: "login".to_owned(),
            de: "Kundenkonto".to_owned(),
            en: "Login".to_owned(),
            data_type: obhut_kernel::DataType::Text,
            category: obhut_kernel::Category::Username,
            classified: true,
            required: false,
            unique: false,
            choices: Vec::new(),
            link: None,
        };
        store
            .tenant
            .write(&store.admin(), |op| {
                obhut_core::register::schema::add_field(op, "contact", &spec)
            })
            .unwrap();
        let values: [(&str, Value); 2] = [("login", "anna".into()), ("last_name", "K".into())];
        let customer = store.record("contact", &values);
        act(store, "lock", "contact", &customer).unwrap();
        act(store, "unlock", "contact", &customer).unwrap();
        act(store, "anonymise", "contact", &customer).unwrap();
        assert!(is_open(store, "anna"));
        assert_eq!(entries(store, "account.close").len(), 0);

        let key = employee(store, "bert");
        act(store, "lock", "user", &key).unwrap();
        assert!(!is_open(store, "bert"), "a lock by hand closes the account as a rule does");
        let closed = entries(store, "account.close");
        assert_eq!(closed.len(), 1);
        assert!(!closed[0].details.to_string().contains("bert"), "{}", closed[0].details);
    });
}

#[test]
fn the_last_administrator_is_never_closed_out() {
    on_each_engine(Template::Crm, |store| {
        store.tenant.write(&store.admin(), |op| retention::ops::apply(op, CONCEPT)).unwrap();
        store.actor("vera", Role::Clerk);
        let (admin, vera) = (employee(store, setup::FIRST_LOGIN), employee(store, "vera"));
        for action in ["lock", "anonymise", "delete"] {
            let error = act(store, action, "user", &admin).unwrap_err();
            assert_eq!(error.outside().key(), "error-last-administrator", "{action}");
        }
        // A run does the others and writes down the one that cannot be done.
        let request = RunRequest {
            rule: "left".to_owned(),
            today: None,
            origin: RunOrigin::Hand,
            pause: false,
        };
        let report = retention::run(&store.tenant, &store.admin(), &request, |_| true).unwrap();
        assert_eq!((report.done, report.failed), (1, 1));
        assert!(is_open(store, setup::FIRST_LOGIN) && !is_open(store, "vera"));
        let failed = entries(store, "user.lock.failed");
        assert_eq!(failed[0].details["why"], "error-last-administrator");
        assert_eq!(failed[0].key.as_deref(), Some(admin.as_str()));
        assert!(
            store
                .tenant
                .read(&store.admin(), |op| records::show(op, "user", &vera))
                .unwrap()
                .locked
        );
    });
}

#[test]
fn a_closed_administrator_counts_for_nothing() {
    on_each_engine(Template::Empty, |store| {
        let admin = store.admin();
        store.actor("zweite", Role::Administrator);
        let close = |login: &str| {
            store.tenant.write(&admin, |op| access::ops::close(op, login, "ausgeschieden"))
        };
        close("zweite").unwrap();
        assert_eq!(close("zweite").unwrap_err().outside().key(), "error-account-closed");
        let refused = access::ops::actor(&store.tenant, "zweite").unwrap_err();
        assert_eq!(refused.kind(), Kind::Forbidden);
        let take = || {
            store.tenant.write(&admin, |op| {
                access::ops::set_role(op, setup::FIRST_LOGIN, Role::Administrator, false)
            })
        };
        assert_eq!(take().unwrap_err().outside().key(), "error-last-administrator");
        let last = close(setup::FIRST_LOGIN).unwrap_err();
        assert_eq!(last.outside().key(), "error-last-administrator");

        store.tenant.write(&admin, |op| access::ops::reopen(op, "zweite", "wieder da")).unwrap();
        assert!(is_open(store, "zweite"));
        take().unwrap();
        let system =
            store.tenant.write(&access::ops::actor(&store.tenant, "zweite").unwrap(), |op| {
                access::ops::close(op, access::ops::SYSTEM_LOGIN, "x")
            });
        assert_eq!(system.unwrap_err().kind(), Kind::NotFound);
    });
}

#[test]
fn an_account_gets_another_name() {
    on_each_engine(Template::Empty, |store| {
        let admin = store.admin();
        store.actor("anna", Role::Clerk);
        let rename = |from: &str, to: &str, name: Option<&str>| {
            store.tenant.write(&admin, |op| access::ops::rename(op, from, to, name))
        };
        assert_eq!(rename("anna", "admin", None).unwrap_err().kind(), Kind::Conflict);
        assert_eq!(rename("anna", "a b", None).unwrap_err().kind(), Kind::Invalid);
        assert_eq!(rename("nobody", "b", None).unwrap_err().kind(), Kind::NotFound);
        rename("anna", "anna.weiss", Some("Anna Weiß")).unwrap();
        assert!(access::ops::actor(&store.tenant, "anna").is_err());
        let list = store.tenant.read(&admin, access::ops::list).unwrap();
        let renamed = list.iter().find(|account| account.login == "anna.weiss").unwrap();
        assert_eq!(
            (renamed.name.as_str(), renamed.roles.as_slice()),
            ("Anna Weiß", &["clerk".to_owned()][..])
        );
        let entry = &entries(store, "account.rename")[0];
        assert!(!entry.details.to_string().contains("anna"), "{}", entry.details);
    });
}

/// The right on one type is not enough for what concerns a person in all of them.
#[test]
fn what_concerns_a_person_needs_the_right_on_all_types() {
    on_each_engine(Template::Crm, |store| {
        let key = store.record("contact", &[("email", "anna@example.org".into())]);
        let view = store.tenant.read(&store.admin(), |op| records::show(op, "contact", &key));
        let person = view.unwrap().person.unwrap();
        let options = Options { schema: Some(store.place.schema()), ..Options::default() };
        let db = Db::open(&store.place.data(), &options).unwrap();
        db.write(|tx| {
            for right in ["records.mark", "records.act"] {
                tx.execute(
                    "INSERT INTO role_grant (role, granted, record_type, field_class) \
                     VALUES ('clerk', ?, 'note', '*')",
                    &[right.into()],
                )?;
            }
            Ok(())
        })
        .unwrap();
        drop(db);
        let clerk = store.actor("vera", Role::Clerk);
        let target = || marks::Target::Person(person);
        let kind = marks::MarkKind::Lock;
        let set = |actor: &access::Actor| {
            store.tenant.write(actor, |op| marks::ops::set(op, kind, target(), "Streit", None))
        };
        assert_eq!(set(&clerk).unwrap_err().kind(), Kind::Forbidden);
        let suppress = store
            .tenant
            .write(&clerk, |op| persons::ops::suppress(op, "anna@example.org", "Widerspruch"));
        assert_eq!(suppress.unwrap_err().kind(), Kind::Forbidden);
        let refused = entries(store, "access.refused");
        assert_eq!(refused[0].details["operation"], "suppression.add");

        set(&store.admin()).unwrap();
        let release =
            store.tenant.write(&clerk, |op| marks::ops::release(op, kind, target(), "vorbei"));
        assert_eq!(release.unwrap_err().kind(), Kind::Forbidden);
        let nobody = marks::Target::Person(PersonId(4711));
        let missing = store
            .tenant
            .write(&store.admin(), |op| marks::ops::set(op, kind, nobody, "Streit", None));
        assert_eq!(missing.unwrap_err().outside().key(), "error-person-missing");
    });
}

/// Words of a reason may name people: an auditor reads that something was done, not them.
#[test]
fn reasons_are_read_by_those_who_read_contents() {
    on_each_engine(Template::Crm, |store| {
        let key = store.record("contact", &[("last_name", "Zander".into())]);
        let values = std::collections::BTreeMap::from([("city".to_owned(), "Hagen".into())]);
        store
            .tenant
            .write(&store.admin(), |op| {
                records::edit(op, "contact", &key, &values, "Nachbarin Frau Zwiebel rief an")
            })
            .unwrap();
        let reasons = |actor: &access::Actor| {
            let filter = journal::Filter::default();
            let all = store.tenant.read(actor, |op| journal::ops::list(op, &filter)).unwrap();
            let edit = all.into_iter().find(|entry| entry.act == "contact.edit").unwrap();
            edit.reason
        };
        assert_eq!(reasons(&store.actor("auditor", Role::Auditor)), None);
        assert!(reasons(&store.actor("manager", Role::PrivacyManager)).is_some());
    });
}
