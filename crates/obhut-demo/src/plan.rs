//! Who has how many records of which type.
//!
//! Persons come in blocks of twenty, and within each block the same places have the same records.
//! That makes counts, and the way from the number of a record to its person, plain arithmetic.

use crate::draw::{Draw, Stream};

/// A built-in record type, in the order of loading: links point to types that come earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DemoType {
    /// A member of staff: one per 100 persons, at least 20.
    User,
    /// A sales partner: one per 200 persons, at least 10.
    SalesOrganisation,
    /// A customer, a member or somebody who asked: 75 % of the persons.
    Contact,
    /// A lead, in part of a company: 25 % of the persons, a fifth of them contacts as well.
    Lead,
    /// Somebody at a lead's company: 5 % of the persons.
    LeadContactPerson,
    /// A contract of supply: 0.9 per person, all of contacts.
    Contract,
    /// A membership: 0.4 per person, all of contacts.
    Membership,
    /// A donation: 0.3 per person, all of contacts.
    Donation,
    /// A call: 0.8 per person.
    Call,
    /// A meeting: 0.3 per person.
    Meeting,
    /// An e-mail: 0.8 per person.
    Email,
    /// A task: 0.3 per person.
    Task,
    /// A note: 0.5 per person.
    Note,
}

impl DemoType {
    /// All types, in the order of loading.
    pub const ALL: [Self; 13] = [
        Self::User,
        Self::SalesOrganisation,
        Self::Contact,
        Self::Lead,
        Self::LeadContactPerson,
        Self::Contract,
        Self::Membership,
        Self::Donation,
        Self::Call,
        Self::Meeting,
        Self::Email,
        Self::Task,
        Self::Note,
    ];

    /// The key of the type in the register.
    pub fn key(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::SalesOrganisation => "sales_organisation",
            Self::Contact => "contact",
            Self::Lead => "lead",
            Self::LeadContactPerson => "lead_contact_person",
            Self::Contract => "contract",
            Self::Membership => "membership",
            Self::Donation => "donation",
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Email => "email",
            Self::Task => "task",
            Self::Note => "note",
        }
    }

    /// The type with this key in the register, if the data set has it.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|demo_type| demo_type.key() == key)
    }

    /// The draws for the content of one record.
    pub(crate) fn draw(self, seed: u64, number: u64) -> Draw {
        Draw::new(seed, Stream::Record(self as u8), number)
    }

    fn share(self) -> Share {
        match self {
            Self::User => Share::Spread { every: 100, least: 20, place: 4 },
            Self::SalesOrganisation => Share::Spread { every: 200, least: 10, place: 29 },
            Self::Contact => Share::Fixed(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
            Self::Lead => Share::Fixed(&[WON_LEAD, 15, 16, 17, COMPANY_LEAD]),
            Self::LeadContactPerson => Share::Fixed(&[COMPANY_PERSON]),
            Self::Contract => {
                Share::Fixed(&[0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, PROSPECT, 14])
            }
            Self::Membership => Share::Fixed(&[0, 1, 4, 6, 7, 9, 10, 12]),
            Self::Donation => Share::Fixed(&[1, 4, 5, 6, 6, 11]),
            Self::Call => Share::Rotated(&[0, 0, 0, 0, 2, 3, 3, 5, 7, 8, 10, 11, 11, 13, 16, 18]),
            Self::Meeting => Share::Rotated(&[1, 4, 4, 9, 12, 17]),
            Self::Email => Share::Rotated(&[0, 1, 1, 1, 3, 4, 6, 6, 8, 9, 12, 14, 14, 15, 17, 19]),
            Self::Task => Share::Rotated(&[2, 5, 8, 8, 13, 18]),
            Self::Note => Share::Rotated(&[0, 2, 3, 6, 6, 9, 11, 15, 16, 19]),
        }
    }
}

/// How many persons a block has.
pub const BLOCK: u64 = 20;

/// The place in a block of the contact who asked and did not buy.
pub const PROSPECT: u8 = 13;

/// The place in a block of the lead who became a contact.
pub const WON_LEAD: u8 = 14;

/// The place in a block of the lead that stands for a company.
pub const COMPANY_LEAD: u8 = 18;

/// The place in a block of that company's other contact person.
pub const COMPANY_PERSON: u8 = 19;

/// Which places of a block have records of a type.
enum Share {
    /// These places, in ascending order, each as often as it is named.
    Fixed(&'static [u8]),
    /// The same, turned by a number of places that differs from block to block.
    Rotated(&'static [u8]),
    /// One person of so many, but at least so many in all.
    Spread { every: u64, least: u64, place: u64 },
}

/// How many records of the type so many persons have.
pub fn count(demo_type: DemoType, persons: u64) -> u64 {
    match demo_type.share() {
        Share::Fixed(places) | Share::Rotated(places) => {
            let rest = persons % BLOCK;
            let of_rest = places.iter().filter(|place| u64::from(**place) < rest).count();
            persons / BLOCK * places.len() as u64 + of_rest as u64
        }
        Share::Spread { every, least, .. } => (persons / every).max(least),
    }
}

/// The number of the person a record belongs to, from 1 on.
pub fn person_of(seed: u64, demo_type: DemoType, number: u64, persons: u64) -> u64 {
    let index = number - 1;
    match demo_type.share() {
        Share::Fixed(places) => {
            let (block, place) = place_of(places, index);
            block * BLOCK + place + 1
        }
        Share::Rotated(places) => {
            let (block, place) = place_of(places, index);
            // The last block may be cut, and its records with it.
            let is_whole = block < persons / BLOCK;
            let stream = Stream::Rotation;
            let key = block * DemoType::ALL.len() as u64 + demo_type as u64;
            let turn = if is_whole { Draw::new(seed, stream, key).below(20) } else { 0 };
            block * BLOCK + (place + u64::from(turn)) % BLOCK + 1
        }
        Share::Spread { every, place, .. } => {
            let step = every.min(persons / count(demo_type, persons));
            index * step + place.min(step - 1) + 1
        }
    }
}

/// Where in its block a person stands.
pub fn place(person: u64) -> u8 {
    ((person - 1) % BLOCK) as u8
}

/// Whether the person is a contact.
pub fn is_contact(person: u64) -> bool {
    place(person) <= WON_LEAD
}

/// The block a person stands in, from 0 on.
pub fn block(person: u64) -> u64 {
    (person - 1) / BLOCK
}

/// The number of the lead at a place of a block, for the places that have one.
pub fn lead_at(block: u64, place: u8) -> u64 {
    let Share::Fixed(places) = DemoType::Lead.share() else { return 1 };
    let before = places.iter().filter(|other| **other < place).count() as u64;
    block * places.len() as u64 + before + 1
}

fn place_of(places: &[u8], index: u64) -> (u64, u64) {
    let length = places.len() as u64;
    let within = usize::try_from(index % length).unwrap_or(0);
    (index / length, u64::from(places[within]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_ascend_and_lie_in_the_block() {
        for demo_type in DemoType::ALL {
            if let Share::Fixed(places) | Share::Rotated(places) = demo_type.share() {
                assert!(places.is_sorted(), "{demo_type:?}");
                assert!(places.iter().all(|place| u64::from(*place) < BLOCK), "{demo_type:?}");
            }
        }
    }

    #[test]
    fn each_record_has_a_person_and_each_person_a_record() {
        for persons in [20, 21, 39, 2_000, 2_017] {
            let mut seen = vec![false; usize::try_from(persons).unwrap()];
            for demo_type in DemoType::ALL {
                for number in 1..=count(demo_type, persons) {
                    let person = person_of(7, demo_type, number, persons);
                    assert!((1..=persons).contains(&person), "{demo_type:?} {number}: {person}");
                    seen[usize::try_from(person - 1).unwrap()] = true;
                }
            }
            assert!(seen.iter().all(|seen| *seen));
        }
    }

    #[test]
    fn a_company_person_belongs_to_the_companys_lead() {
        for number in 1..=100 {
            let person = person_of(7, DemoType::LeadContactPerson, number, 2_000);
            let lead = lead_at(block(person), COMPANY_LEAD);
            assert_eq!(person_of(7, DemoType::Lead, lead, 2_000), person - 1);
        }
    }
}
