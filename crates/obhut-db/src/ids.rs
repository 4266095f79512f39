use obhut_kernel::Value;
use obhut_sql::FromValue;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<$name> for Value {
            fn from(id: $name) -> Self {
                Self::Int(id.0)
            }
        }

        impl FromValue for $name {
            fn from_value(value: &Value) -> Option<Self> {
                i64::from_value(value).map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An account: somebody or something that acts.
    AccountId,
    /// A case of one person, opened by hand or by another program.
    CaseId,
    /// A journal entry, in the order of its writing; its place in the log is another number.
    EntryId,
    /// A field of a record type.
    FieldId,
    /// Where records came from: channel, source, actor, time.
    OriginId,
    /// A person: whom records are about.
    PersonId,
    /// One execution of a rule.
    RunId,
    /// A record type.
    TypeId,
}
