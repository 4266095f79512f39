//! The fields of each type, all of them and in the type's order.

mod activities;
mod matters;
mod parties;

use obhut_kernel::Value;
use rust_decimal::Decimal;

use crate::generator::Generator;
use crate::people::Person;
use crate::plan::DemoType;

pub use parties::is_company_partner;

/// The fields of a record.
pub type Fields = Vec<(&'static str, Value)>;

/// The fields of the record with this number.
pub fn fields(generator: &Generator, demo_type: DemoType, number: u64, person: &Person) -> Fields {
    let draw = demo_type.draw(generator.seed, number);
    let subject = Subject { generator, number, person, draw };
    match demo_type {
        DemoType::User => parties::user(subject),
        DemoType::SalesOrganisation => parties::sales_organisation(subject),
        DemoType::Contact => parties::contact(subject),
        DemoType::Lead => parties::lead(subject),
        DemoType::LeadContactPerson => parties::lead_contact_person(subject),
        DemoType::Contract => matters::contract(subject),
        DemoType::Membership => matters::membership(subject),
        DemoType::Donation => matters::donation(subject),
        DemoType::Call => activities::call(subject),
        DemoType::Meeting => activities::meeting(subject),
        DemoType::Email => activities::email(subject),
        DemoType::Task => activities::task(subject),
        DemoType::Note => activities::note(subject),
    }
}

/// What a record is made from.
struct Subject<'a> {
    generator: &'a Generator,
    number: u64,
    person: &'a Person,
    draw: crate::draw::Draw,
}

impl Subject<'_> {
    /// The date so many days ago.
    fn ago(&self, days: i64) -> Value {
        self.generator.days.ago(days).into()
    }

    /// The date so many days ago, if there is one.
    fn ago_if(&self, days: Option<i64>) -> Value {
        days.map(|days| self.generator.days.ago(days)).into()
    }
}

/// An amount of money from cents.
fn money(cents: i64) -> Value {
    Decimal::new(cents, 2).into()
}

/// A number of a record as the value of a link.
fn link(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
