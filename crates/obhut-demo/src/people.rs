//! Persons, the households they live in and the companies they work for.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::days::Days;
use crate::draw::{Draw, Stream};
use crate::names::{Gender, LISTS};
use crate::plan::{self, BLOCK, COMPANY_LEAD, COMPANY_PERSON};
use crate::reach::{self, Phone};

/// Who somebody is; the same for each record of the person.
#[derive(Debug, Clone)]
pub struct Person {
    pub number: u64,
    pub gender: Gender,
    pub title: Option<&'static str>,
    pub first: &'static str,
    pub last: Cow<'static, str>,
    pub birth: Date,
    pub home: Home,
    pub mobile: Option<Phone>,
    pub company: Option<Company>,
    has_email: bool,
    domain: &'static str,
}

/// A household of one to four persons: one address, one telephone, mostly one surname.
#[derive(Debug, Clone)]
pub struct Home {
    pub phone: Option<Phone>,
    pub postcode: &'static str,
    pub city: &'static str,
    last: Cow<'static, str>,
    street: &'static str,
    house: u32,
    /// Which member the person is: first, partner, child, child.
    member: u8,
    age: i64,
}

/// A fictional company.
#[derive(Debug, Clone)]
pub struct Company {
    pub name: String,
    pub street: String,
    pub postcode: &'static str,
    pub city: &'static str,
}

/// Sizes of the twelve households of a block; each row sums up to twenty.
const HOUSEHOLDS: [[u8; 12]; 5] = [
    [1, 2, 1, 3, 1, 4, 1, 2, 1, 1, 2, 1],
    [2, 1, 1, 4, 2, 1, 3, 1, 1, 2, 1, 1],
    [1, 1, 3, 1, 2, 1, 2, 4, 1, 1, 1, 2],
    [4, 1, 2, 1, 1, 2, 1, 3, 1, 2, 1, 1],
    [1, 2, 3, 1, 1, 1, 2, 1, 2, 1, 4, 1],
];

const PARTICLES: [&str; 6] = ["von", "von der", "zu", "van", "de", "von und zu"];

const TITLES: [&str; 8] =
    ["Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dr. med.", "Dipl.-Ing.", "Dipl.-Kffr. (FH)", "Dr. h. c."];

const LEGAL_FORMS: [&str; 6] =
    ["GmbH", "GmbH", "GmbH & Co. KG", "e. K.", "OHG", "UG (haftungsbeschränkt)"];

impl Person {
    /// The person with this number, from 1 on.
    pub fn new(seed: u64, days: Days, number: u64) -> Self {
        let home = Home::of(seed, number);
        let mut draw = Draw::new(seed, Stream::Person, number);
        let gender = match draw.below(100) {
            0..50 => Gender::Female,
            50..99 => Gender::Male,
            _ => Gender::Diverse,
        };
        let first = first_name(gender, &mut draw);
        let last = if home.member == 1 && !home.last.contains(['-', ' ']) && draw.chance(150) {
            format!("{}-{}", draw.pick_early(&LISTS.surnames), home.last).into()
        } else {
            home.last.clone()
        };
        let age =
            home.age + if home.member < 2 { draw.between(-2, 2) } else { draw.between(-4, 3) };
        let birth = days.ago(age * 365 + draw.between(0, 364));
        let title = draw.chance(55).then(|| draw.pick(&TITLES));
        let has_mobile = home.phone.is_none() || draw.chance(450);
        let mobile = has_mobile.then(|| Phone::mobile(draw.below(210)));
        let company = company_of(seed, number, &mut draw);
        let has_email = company.is_some() || draw.chance(920);
        let domain = draw.pick(&reach::PRIVATE_DOMAINS);
        let person = Self {
            number,
            gender,
            title,
            first,
            last,
            birth,
            home,
            mobile,
            company,
            has_email,
            domain,
        };
        person.or_hard_name()
    }

    /// Title, first name and surname.
    pub fn full_name(&self) -> String {
        match self.title {
            Some(title) => format!("{title} {} {}", self.first, self.last),
            None => format!("{} {}", self.first, self.last),
        }
    }

    /// The number to call first. Everybody has one.
    pub fn phone(&self) -> Phone {
        self.home.phone.or(self.mobile).unwrap_or_else(|| Phone::of_household(self.number))
    }

    /// An address nobody else has.
    pub fn email(&self) -> Option<String> {
        self.has_email.then(|| {
            let name =
                format!("{}.{}{}", reach::fold(self.first), reach::fold(&self.last), self.number);
            match &self.company {
                Some(company) => format!("{name}@{}.example", company.slug()),
                None => format!("{name}@{}", self.domain),
            }
        })
    }

    pub fn iban(&self) -> String {
        reach::iban(self.number)
    }

    /// Each fiftieth person has a name from the list of hard ones instead.
    fn or_hard_name(mut self) -> Self {
        let index = self.number - 1;
        if index % 50 == 7 {
            let hard = &LISTS.hard;
            let name = hard[usize::try_from(index / 50 % hard.len() as u64).unwrap_or(0)];
            (self.gender, self.first, self.last) = (name.gender, name.first, name.last.into());
        }
        self
    }
}

impl Home {
    /// The household of a person.
    pub fn of(seed: u64, person: u64) -> Self {
        let block = plan::block(person);
        let mut draw = Draw::new(seed, Stream::Home, block * BLOCK);
        let sizes = draw.pick(&HOUSEHOLDS);
        let (household, member, size) = within(&sizes, plan::place(person));
        let household = block * sizes.len() as u64 + household;
        let mut draw = Draw::new(seed, Stream::Home, !household);
        let last = surname(&mut draw);
        let (postcode, city) = draw.pick_early(&LISTS.towns);
        let age = if size > 2 { draw.between(60, 76) } else { draw.between(36, 86) };
        Self {
            phone: draw.chance(750).then(|| Phone::of_household(household)),
            postcode,
            city,
            last,
            street: draw.pick(&LISTS.streets),
            house: 1 + draw.below(140).min(draw.below(140)),
            member,
            // Children are grown up, so that they could sign fourteen years ago.
            age: if member < 2 { age } else { 36 },
        }
    }

    /// Street and house number.
    pub fn street(&self) -> String {
        match self.house % 11 {
            7 => format!("{} {}a", self.street, self.house),
            9 => format!("{} {}b", self.street, self.house),
            _ => format!("{} {}", self.street, self.house),
        }
    }
}

impl Company {
    /// The company with this number.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut draw = Draw::new(seed, Stream::Company, number);
        let (postcode, city) = draw.pick(&LISTS.towns);
        let trade = draw.pick(&LISTS.trades);
        let owner = draw.pick(&LISTS.surnames);
        Self {
            name: format!("{trade} {owner} {}", draw.pick(&LEGAL_FORMS)),
            street: format!("{} {}", draw.pick(&LISTS.streets), 1 + draw.below(90)),
            postcode,
            city,
        }
    }

    /// The company's name as the part of a domain before the dot.
    pub fn slug(&self) -> String {
        let mut words = self.name.split(' ').take(2).map(reach::fold);
        let (trade, owner) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        format!("{trade}-{owner}")
    }
}

/// A first name that goes with the salutation.
pub fn first_name(gender: Gender, draw: &mut Draw) -> &'static str {
    match gender {
        Gender::Female => draw.pick_early(&LISTS.female),
        Gender::Male => draw.pick_early(&LISTS.male),
        Gender::Diverse if draw.chance(500) => draw.pick(&LISTS.female),
        Gender::Diverse => draw.pick(&LISTS.male),
    }
}

/// A surname, sometimes double or with a particle.
pub fn surname(draw: &mut Draw) -> Cow<'static, str> {
    let name = draw.pick_early(&LISTS.surnames);
    match draw.below(1_000) {
        0..12 => format!("{} {name}", draw.pick(&PARTICLES)).into(),
        12..45 => format!("{name}-{}", draw.pick_early(&LISTS.surnames)).into(),
        _ => name.into(),
    }
}

fn company_of(seed: u64, person: u64, draw: &mut Draw) -> Option<Company> {
    let block = plan::block(person);
    match plan::place(person) {
        COMPANY_LEAD | COMPANY_PERSON => Some(Company::new(seed, block * 2)),
        16 if draw.chance(400) => Some(Company::new(seed, block * 2 + 1)),
        _ => None,
    }
}

/// The household at a place of a block: its position, the member's position in it, its size.
fn within(sizes: &[u8], place: u8) -> (u64, u8, u8) {
    let mut start = 0;
    for (household, size) in (0..).zip(sizes) {
        if place < start + size {
            return (household, place - start, *size);
        }
        start += size;
    }
    (0, 0, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn households_fill_a_block() {
        assert!(HOUSEHOLDS.iter().all(|sizes| u64::from(sizes.iter().sum::<u8>()) == BLOCK));
        assert_eq!(within(&HOUSEHOLDS[0], 0), (0, 0, 1));
        assert_eq!(within(&HOUSEHOLDS[0], 2), (1, 1, 2));
        assert_eq!(within(&HOUSEHOLDS[0], 19), (11, 0, 1));
    }
}
