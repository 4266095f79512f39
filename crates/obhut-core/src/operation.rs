//! The list of everything an actor can ask for: what right it needs, and whether it changes
//! data. Tests walk this list: each operation is refused to strangers, each that changes data
//! leaves a journal entry.

macro_rules! rights {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// What a role can be granted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Right { $($(#[$doc])* $variant,)* }

        impl Right {
            /// All rights.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key used in tables, files and the API.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

rights! {
    /// See records, by type and field class.
    RecordsSee = "records.see",
    /// See records of every owner and team.
    RecordsSeeAll = "records.see_all",
    /// See masked values of records, by type and field class.
    RecordsSeeMasked = "records.see_masked",
    /// Make and import records, by type.
    RecordsCreate = "records.create",
    /// Change records, by type and field class.
    RecordsEdit = "records.edit",
    /// Take records out, by type and field class.
    RecordsExport = "records.export",
    /// Anonymise, mask, archive, delete by hand, by type.
    RecordsAct = "records.act",
    /// Lock, keep and release, by type.
    RecordsMark = "records.mark",
    /// Make and change record types.
    TypesManage = "types.manage",
    /// Read the deletion concept, previews, forecast, coverage, case files.
    ConceptSee = "concept.see",
    /// Change the deletion concept.
    ConceptEdit = "concept.edit",
    /// Start, pause, cancel runs.
    RunsStart = "runs.start",
    /// Read the journal.
    JournalSee = "journal.see",
    /// Verify and export the journal.
    JournalVerify = "journal.verify",
    /// Add accounts and give roles.
    AccountsManage = "accounts.manage",
    /// Back up, restore, purge.
    StoreManage = "store.manage",
}

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident = $key:literal needs $right:ident $changes:ident,)*) => {
        /// Everything an actor can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation { $($(#[$doc])* $variant,)* }

        impl Operation {
            /// All operations.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key used in the journal.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The right it needs.
            pub fn right(self) -> Right {
                match self { $(Self::$variant => Right::$right,)* }
            }

            /// Whether it changes data.
            pub fn changes_data(self) -> bool {
                match self { $(Self::$variant => operations!(@$changes),)* }
            }
        }
    };
    (@reads) => { false };
    (@changes) => { true };
}

operations! {
    /// Add an account.
    AccountAdd = "account.add" needs AccountsManage changes,
    /// Give or take a role.
    AccountRole = "account.role" needs AccountsManage changes,
    /// Close an account.
    AccountClose = "account.close" needs AccountsManage changes,
    /// Open a closed account again.
    AccountReopen = "account.reopen" needs AccountsManage changes,
    /// Give an account another login or name.
    AccountRename = "account.rename" needs AccountsManage changes,
    /// List accounts.
    AccountList = "account.list" needs AccountsManage reads,
    /// Make a record type.
    TypeCreate = "type.create" needs TypesManage changes,
    /// Add or change a field of a type.
    FieldChange = "type.field" needs TypesManage changes,
    /// Make a record.
    RecordCreate = "record.create" needs RecordsCreate changes,
    /// Bring in many records from a file.
    RecordImport = "record.import" needs RecordsCreate changes,
    /// Look at records.
    RecordSee = "record.see" needs RecordsSee reads,
    /// Change a record.
    RecordEdit = "record.edit" needs RecordsEdit changes,
    /// Change who sees a record.
    RecordVisibility = "record.visibility" needs RecordsEdit changes,
    /// Change whose a record is.
    RecordPerson = "record.person" needs RecordsEdit changes,
    /// Take records out; the export itself is journalled.
    RecordExport = "record.export" needs RecordsExport changes,
    /// Anonymise, mask, archive or delete a record by hand.
    RecordAct = "record.act" needs RecordsAct changes,
    /// Lock or keep a record or person.
    MarkSet = "mark.set" needs RecordsMark changes,
    /// Lift a lock or keep.
    MarkRelease = "mark.release" needs RecordsMark changes,
    /// Find all records of a person.
    PersonFind = "person.find" needs RecordsSee reads,
    /// Put an identifier on the suppression list.
    SuppressionAdd = "suppression.add" needs RecordsAct changes,
    /// Make or change a record although an identifier is on the suppression list.
    SuppressionOverride = "suppression.override" needs RecordsAct changes,
    /// Read the deletion concept and what follows from it.
    ConceptSee = "concept.see" needs ConceptSee reads,
    /// Put a version of the deletion concept into force.
    ConceptApply = "concept.apply" needs ConceptEdit changes,
    /// Execute a rule.
    RunStart = "run.start" needs RunsStart changes,
    /// See runs and case files.
    CaseSee = "case.see" needs ConceptSee reads,
    /// Open a case for a person.
    CaseOpen = "case.open" needs RecordsAct changes,
    /// Do now what is due of a case.
    CaseApprove = "case.approve" needs RecordsAct changes,
    /// Hold back what is due of a case.
    CasePostpone = "case.postpone" needs RecordsMark changes,
    /// Read the journal.
    JournalSee = "journal.see" needs JournalSee reads,
    /// Verify the journal.
    JournalVerify = "journal.verify" needs JournalVerify reads,
    /// Export the journal.
    JournalExport = "journal.export" needs JournalVerify changes,
    /// Write a backup.
    StoreBackup = "store.backup" needs StoreManage changes,
    /// Replay erasures after a restore.
    StoreRestore = "store.restore" needs StoreManage changes,
    /// Rewrite tables so that nothing old is left in their files.
    StorePurge = "store.purge" needs StoreManage changes,
    /// See jobs and how they went.
    JobSee = "job.see" needs ConceptSee reads,
    /// Switch jobs on or off, set when tables are rewritten.
    JobChange = "job.change" needs RunsStart changes,
}
