//! The way in: counts and records by type.

use jiff::civil::Date;
use obhut_kernel::Value;

use crate::days::Days;
use crate::people::Person;
use crate::plan::{self, BLOCK, DemoType};
use crate::records;

/// A data set; see the crate's description. Cheap to copy, holds no data.
#[derive(Debug, Clone, Copy)]
pub struct Generator {
    pub(crate) seed: u64,
    pub(crate) persons: u64,
    pub(crate) days: Days,
}

/// One record of the data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The key of its type.
    pub type_key: &'static str,
    /// Its number within the type, from 1 on. Links and [`Mark`](crate::Mark)s name it.
    pub number: u64,
    /// The number of the person it is about, from 1 to [`Generator::persons`]; the same number is
    /// the same person in all types. Nobody for a sales organisation that is a company.
    pub person: Option<u64>,
    /// A value for each field of the type, in the type's order. A link is the number of its
    /// target within the target's type, as [`Value::Int`].
    pub fields: Vec<(&'static str, Value)>,
}

impl Generator {
    /// The data set for a seed, with so many persons as of the day `today`. Fewer than 20 persons
    /// count as 20. No record lies in the future except what is planned: dates due, agreed
    /// meetings and ends of contract.
    pub fn new(seed: u64, persons: u64, today: Date) -> Self {
        Self { seed, persons: persons.max(BLOCK), days: Days { today } }
    }

    /// How many persons the data set has. Each has at least one record.
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// How many records of the type the data set has.
    pub fn count(&self, demo_type: DemoType) -> u64 {
        plan::count(demo_type, self.persons)
    }

    /// The record with this number of the type, from 1 on; none beyond [`Generator::count`].
    pub fn record(&self, demo_type: DemoType, number: u64) -> Option<Record> {
        (1..=self.count(demo_type)).contains(&number).then(|| self.build(demo_type, number))
    }

    /// All records of the type by ascending number, each made when it is asked for. Skipping with
    /// `nth` or `skip` makes what it skips; go on from a number with [`Generator::record`].
    pub fn records(&self, demo_type: DemoType) -> impl ExactSizeIterator<Item = Record> + use<> {
        let generator = *self;
        let count = usize::try_from(self.count(demo_type)).unwrap_or(usize::MAX);
        (0..count).map(move |index| generator.build(demo_type, index as u64 + 1))
    }

    /// The person a record with this number is about.
    pub(crate) fn person_of(&self, demo_type: DemoType, number: u64) -> u64 {
        plan::person_of(self.seed, demo_type, number, self.persons)
    }

    fn build(&self, demo_type: DemoType, number: u64) -> Record {
        let person = self.person_of(demo_type, number);
        let person = Person::new(self.seed, self.days, person);
        let is_company =
            demo_type == DemoType::SalesOrganisation && records::is_company_partner(number);
        Record {
            type_key: demo_type.key(),
            number,
            person: (!is_company).then_some(person.number),
            fields: records::fields(self, demo_type, number, &person),
        }
    }
}
