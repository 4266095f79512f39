use std::sync::LazyLock;

use obhut_kernel::Message;
use serde::{Deserialize, Serialize};

use super::{Period, Unit};

/// The three abstract events a deletion class counts from (DIN 66398).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartPoint {
    /// The record came into being.
    Collection,
    /// The matter is done: invoice paid, application rejected, enquiry answered.
    EndOfProcess,
    /// The relation to the person ended: contract over, member left.
    EndOfRelationship,
}

impl StartPoint {
    /// All start points, the rows of the matrix of classes.
    pub const ALL: [Self; 3] = [Self::Collection, Self::EndOfProcess, Self::EndOfRelationship];

    /// The key used in tables, files and the API; also the name of the event in the catalogue of
    /// periods.
    pub fn key(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::EndOfProcess => "end_of_process",
            Self::EndOfRelationship => "end_of_relationship",
        }
    }

    /// Its name for a reader.
    pub fn label(self) -> Message {
        match self {
            Self::Collection => Message::new("start-event-collection"),
            Self::EndOfProcess => Message::new("start-event-end-of-process"),
            Self::EndOfRelationship => Message::new("start-event-end-of-relationship"),
        }
    }
}

/// One of the few periods a tenant should get by with: a column of the matrix of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StandardPeriod {
    /// The key, such as `3y`.
    pub key: &'static str,
    /// How long.
    pub period: Period,
    /// Whether rules of this length usually begin with the end of the calendar year. The
    /// alignment belongs to the single rule; this is where a new rule starts from.
    pub year_end: bool,
}

impl StandardPeriod {
    /// All standard periods, shortest first.
    pub const ALL: [Self; 12] = [
        Self::new("immediate", 0, Unit::Days, false),
        Self::new("72h", 72, Unit::Hours, false),
        Self::new("7d", 7, Unit::Days, false),
        Self::new("30d", 30, Unit::Days, false),
        Self::new("90d", 90, Unit::Days, false),
        Self::new("6m", 6, Unit::Months, false),
        Self::new("12m", 12, Unit::Months, false),
        Self::new("3y", 3, Unit::Years, true),
        Self::new("6y", 6, Unit::Years, true),
        Self::new("8y", 8, Unit::Years, true),
        Self::new("10y", 10, Unit::Years, true),
        Self::new("30y", 30, Unit::Years, false),
    ];

    /// Its name for a reader: "6 Jahre ab Jahresende", "sofort".
    pub fn label(self) -> Message {
        if self.period.count() == 0 {
            Message::new("standard-period-immediate")
        } else if self.year_end {
            Message::new("standard-period-year-end").arg("period", self.period.message())
        } else {
            self.period.message()
        }
    }

    const fn new(key: &'static str, count: u16, unit: Unit, year_end: bool) -> Self {
        Self { key, period: Period::new(count, unit), year_end }
    }
}

/// A deletion class (Löschklasse): a start point and a standard period.
#[derive(Debug, PartialEq, Eq)]
pub struct DeletionClass {
    /// The key, such as `end_of_relationship_6y`.
    pub key: String,
    /// What the period counts from.
    pub start: StartPoint,
    /// The period.
    pub standard: StandardPeriod,
    /// Keys of the catalogue of periods that belong into this class; empty for a class that the
    /// matrix leaves free and a tenant should do without.
    pub examples: &'static [&'static str],
}

impl DeletionClass {
    /// Its name for a reader: "Ende der Beziehung · 6 Jahre ab Jahresende".
    pub fn label(&self) -> Message {
        Message::new("deletion-class")
            .arg("start", self.start.label())
            .arg("period", self.standard.label())
    }
}

/// All classes of the matrix, row by row.
pub fn deletion_classes() -> &'static [DeletionClass] {
    static CLASSES: LazyLock<Vec<DeletionClass>> = LazyLock::new(|| {
        StartPoint::ALL
            .into_iter()
            .flat_map(|start| {
                StandardPeriod::ALL.map(|standard| DeletionClass {
                    key: format!("{}_{}", start.key(), standard.key),
                    start,
                    standard,
                    examples: examples(start, standard.key),
                })
            })
            .collect()
    });
    &CLASSES
}

/// The class with this key.
pub fn find_class(key: &str) -> Option<&'static DeletionClass> {
    deletion_classes().iter().find(|class| class.key == key)
}

fn examples(start: StartPoint, period: &str) -> &'static [&'static str] {
    match (start, period) {
        (StartPoint::Collection, "72h") => &["video_de", "video_at"],
        (StartPoint::Collection, "7d") => &["log_access_web", "doi_unconfirmed"],
        (StartPoint::Collection, "90d") => &["log_security", "backup"],
        (StartPoint::Collection, "3y") => &["msbg_supplier_other", "msbg_operator"],
        (StartPoint::Collection, "6y") => &["hgb_letter"],
        (StartPoint::Collection, "8y") => &["hgb_voucher"],
        (StartPoint::Collection, "10y") => &["hgb_books"],
        (StartPoint::EndOfProcess, "immediate") => &["id_document"],
        (StartPoint::EndOfProcess, "30d") => &["dsr_export"],
        (StartPoint::EndOfProcess, "6m") => &["agg_applicant", "fuehrungszeugnis"],
        (StartPoint::EndOfProcess, "12m") => &["lead_no_contract"],
        (StartPoint::EndOfProcess, "3y") => {
            &["dsr_case", "breach_register", "erasure_log", "hinschg"]
        }
        (StartPoint::EndOfProcess, "10y") => &["patient_record"],
        (StartPoint::EndOfProcess, "30y") => &["bgb_197_title"],
        (StartPoint::EndOfRelationship, "12m") => &["msbg_masterdata"],
        (StartPoint::EndOfRelationship, "3y") => {
            &["member_after_exit", "personnel_file", "consent_proof_email"]
        }
        (StartPoint::EndOfRelationship, "6y") => &["contract_master", "avv"],
        (StartPoint::EndOfRelationship, "30y") => &["betravg"],
        _ => &[],
    }
}
