use std::collections::HashSet;

use obhut_kernel::FieldClass;

use crate::{
    access::{Grant, Role},
    operation::Right,
};

/// The rights of an actor: all grants of its roles.
#[derive(Debug, Clone, Default)]
pub struct Rights(HashSet<(String, String, String)>);

const ANY: &str = "*";

impl Rights {
    /// The rights that these grants give.
    pub fn new(grants: impl IntoIterator<Item = Grant>) -> Self {
        Self(grants.into_iter().map(|g| (g.granted, g.record_type, g.field_class)).collect())
    }

    /// Every right on everything: Obhut's own jobs.
    pub fn all() -> Self {
        Self::new(Right::ALL.iter().map(|right| grant("", *right, ANY, ANY)))
    }

    /// Whether `right` is given at all, for `type_key` where the right is about records.
    pub fn allows(&self, right: Right, type_key: Option<&str>) -> bool {
        self.0.iter().any(|(granted, record_type, _)| {
            granted == right.key()
                && (record_type == ANY || type_key.is_none_or(|key| key == record_type))
        })
    }

    /// Whether `right` is given on the records of every type, also of those to come.
    pub fn allows_everywhere(&self, right: Right) -> bool {
        self.0.iter().any(|(granted, record_type, _)| granted == right.key() && record_type == ANY)
    }

    /// Whether the words may be read that somebody gave as the reason of what was done to a record
    /// of `type_key`, or to no record of a type: people write names into reasons, so they are like
    /// contents of records.
    pub fn allows_reasons(&self, type_key: Option<&str>) -> bool {
        self.allows_class(Right::RecordsSee, type_key.unwrap_or(ANY), FieldClass::Content)
    }

    /// Whether `right` is given for fields of `class` in `type_key`. Secrets are given to nobody.
    pub fn allows_class(&self, right: Right, type_key: &str, class: FieldClass) -> bool {
        if class == FieldClass::Secret {
            return false;
        }
        let has = |record_type: &str, field_class: &str| {
            self.0.contains(&(
                right.key().to_owned(),
                record_type.to_owned(),
                field_class.to_owned(),
            ))
        };
        [type_key, ANY].iter().any(|t| [class.key(), ANY].iter().any(|c| has(t, c)))
    }
}

fn grant(role: &str, right: Right, record_type: &str, field_class: &str) -> Grant {
    Grant {
        role: role.to_owned(),
        granted: right.key().to_owned(),
        record_type: record_type.to_owned(),
        field_class: field_class.to_owned(),
    }
}

/// What the built-in roles may do in a fresh store. Special categories and unclassified fields
/// are given to the privacy manager alone.
pub fn builtin_grants() -> Vec<Grant> {
    use FieldClass::{Contact, Content, Employment, Finance, Identity, Plain};
    let mut grants = Vec::new();
    let mut give = |role: Role, right: Right, types: &[&str], classes: &[&str]| {
        for record_type in types {
            for class in classes {
                grants.push(grant(role.key(), right, record_type, class));
            }
        }
    };
    let everything: &[&str] = &[ANY];
    let daily = [Plain, Identity, Contact, Finance, Employment, Content].map(FieldClass::key);
    let contact = [Plain, Identity, Contact].map(FieldClass::key);
    let plain = [Plain.key()];
    for right in [
        Right::TypesManage,
        Right::AccountsManage,
        Right::StoreManage,
        Right::JournalVerify,
        Right::ConceptSee,
    ] {
        give(Role::Administrator, right, everything, everything);
    }
    give(Role::Administrator, Right::RecordsSee, everything, &plain);
    for right in Right::ALL {
        if !matches!(right, Right::AccountsManage | Right::StoreManage) {
            give(Role::PrivacyManager, *right, everything, everything);
        }
    }
    for right in [Right::RecordsSee, Right::RecordsCreate, Right::RecordsEdit] {
        give(Role::Clerk, right, everything, &daily);
    }
    give(Role::Clerk, Right::RecordsSeeAll, everything, everything);
    let sold = ["contact", "lead", "lead_contact_person", "contract"];
    for right in [Right::RecordsSee, Right::RecordsCreate, Right::RecordsEdit] {
        give(Role::Sales, right, &sold, &contact);
    }
    give(Role::Marketing, Right::RecordsSee, &["contact", "lead"], &contact);
    give(Role::Marketing, Right::RecordsSeeAll, &["contact", "lead"], everything);
    for right in [Right::ConceptSee, Right::JournalSee, Right::JournalVerify] {
        give(Role::Auditor, right, everything, everything);
    }
    give(Role::Auditor, Right::RecordsSee, everything, &plain);
    give(Role::Auditor, Right::RecordsSeeAll, everything, everything);
    give(Role::External, Right::RecordsSee, &["contact"], &plain);
    give(Role::External, Right::RecordsSeeMasked, &["contact"], &contact);
    give(Role::External, Right::RecordsSeeAll, &["contact"], everything);
    grants
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(role: Role) -> Rights {
        Rights::new(builtin_grants().into_iter().filter(|g| g.role == role.key()))
    }

    #[test]
    fn nothing_is_allowed_without_a_grant() {
        let none = Rights::default();
        for right in Right::ALL {
            assert!(!none.allows(*right, None));
            assert!(!none.allows(*right, Some("contact")));
        }
    }

    #[test]
    fn the_administrator_sees_no_personal_data() {
        let rights = rights(Role::Administrator);
        for class in FieldClass::ALL {
            let sees = rights.allows_class(Right::RecordsSee, "contact", class);
            assert_eq!(sees, class == FieldClass::Plain, "{class:?}");
        }
        assert!(!rights.allows(Right::RecordsExport, Some("contact")));
    }

    #[test]
    fn sales_sees_addresses_but_no_account_numbers() {
        let rights = rights(Role::Sales);
        assert!(rights.allows_class(Right::RecordsSee, "contact", FieldClass::Contact));
        assert!(!rights.allows_class(Right::RecordsSee, "contact", FieldClass::Finance));
        assert!(!rights.allows(Right::RecordsSee, Some("user")));
        assert!(!rights.allows(Right::RecordsSeeAll, Some("contact")));
    }

    #[test]
    fn reasons_are_contents() {
        for (role, reads) in [
            (Role::PrivacyManager, true),
            (Role::Clerk, true),
            (Role::Administrator, false),
            (Role::Sales, false),
            (Role::Auditor, false),
        ] {
            assert_eq!(rights(role).allows_reasons(Some("contact")), reads, "{role:?}");
            assert_eq!(rights(role).allows_reasons(None), reads, "{role:?}");
        }
        let one = Rights::new([grant("", Right::RecordsSee, "call", "content")]);
        assert!(one.allows_reasons(Some("call")) && !one.allows_reasons(None));
        assert!(!one.allows_everywhere(Right::RecordsSee));
    }

    #[test]
    fn only_the_privacy_manager_acts_and_nobody_reads_secrets() {
        for role in Role::ALL {
            let rights = rights(role);
            let acts = rights.allows(Right::RecordsAct, Some("contract"));
            assert_eq!(acts, role == Role::PrivacyManager, "{role:?}");
            assert!(!rights.allows_class(Right::RecordsSee, "user", FieldClass::Secret));
        }
    }
}
