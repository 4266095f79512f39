//! Records that are a person: contacts, leads, staff, partners.

use obhut_kernel::Value;

use super::{Fields, Subject, link};
use crate::bonds::Bond;
use crate::days::SPAN;
use crate::draw::{Draw, Stream};
use crate::names::{Gender, LISTS};
use crate::people::{self, Company};
use crate::plan::{self, COMPANY_LEAD, WON_LEAD};
use crate::reach::{self, Phone};
use crate::texts;

const DEPARTMENTS: [&str; 8] = [
    "Vertrieb",
    "Kundendienst",
    "Abrechnung",
    "Mitgliederbetreuung",
    "Technik",
    "Netz und Messung",
    "Buchhaltung",
    "Vorstand",
];

const POSITIONS: [&str; 8] = [
    "Geschäftsführung",
    "Einkauf",
    "Leitung Technik",
    "Hausmeisterei",
    "Assistenz der Geschäftsführung",
    "Buchhaltung",
    "Energiemanagement",
    "Prokura",
];

const INTERESTS: [&str; 7] = [
    "Ökostrom für den Haushalt",
    "Wärmepumpentarif",
    "Solaranlage mit Speicher",
    "Wallbox",
    "Mitgliedschaft",
    "Mieterstrom",
    "Balkonkraftwerk",
];

const COMPANY_INTERESTS: [&str; 4] =
    ["Gewerbestrom", "Solaranlage auf dem Hallendach", "Ladepunkte", "Energieaudit"];

/// A customer, former customer or prospect.
pub fn contact(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let bond = Bond::of(of.generator.seed, person.number);
    let has_country = draw.chance(900);
    let has_iban = draw.chance(if matches!(bond, Bond::Prospect) { 50 } else { 850 });
    let has_birth = draw.chance(800);
    let last_contact = match bond {
        Bond::Ended { ago, .. } => Some((ago - draw.between(0, 90)).max(1)),
        Bond::Active => draw.chance(850).then(|| draw.between(3, 900)),
        Bond::Prospect => Some(draw.between(3, 1_200)),
    };
    let remarks = draw.chance(450).then(|| texts::about(person, draw.pick(&LISTS.notes), draw));
    vec![
        ("customer_number", format!("K-{}", 1_000_000 + person.number).into()),
        ("salutation", person.gender.salutation().into()),
        ("title", person.title.into()),
        ("first_name", person.first.into()),
        ("last_name", person.last.as_ref().into()),
        ("email", person.email().into()),
        ("phone", person.home.phone.map(Phone::e164).into()),
        ("mobile", person.mobile.map(Phone::e164).into()),
        ("street", person.home.street().into()),
        ("postcode", person.home.postcode.into()),
        ("city", person.home.city.into()),
        ("country", has_country.then_some("Deutschland").into()),
        ("birth_date", has_birth.then_some(person.birth).into()),
        ("iban", has_iban.then(|| person.iban()).into()),
        ("status", bond.status().into()),
        ("relationship_ended_on", of.ago_if(bond.ended())),
        ("last_contact_on", of.ago_if(last_contact)),
        ("remarks", remarks.into()),
    ]
}

/// A lead, for itself or for a company.
pub fn lead(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    let status = match draw.below(100) {
        _ if plan::place(person.number) == WON_LEAD => "won",
        0..44 => "lost",
        44..74 => "open",
        _ => "qualified",
    };
    let lost = (status == "lost").then(|| {
        // Two thirds are due under a period of twelve months.
        if draw.chance(650) { draw.between(370, SPAN - 200) } else { draw.between(5, 360) }
    });
    let last_contact = match (status, lost) {
        (_, Some(ago)) => ago + draw.between(0, 30),
        ("won", None) => draw.between(200, SPAN),
        _ => draw.between(1, 420),
    };
    let lost = lost.filter(|_| draw.chance(950));
    let remarks = draw.chance(600).then(|| texts::about(person, draw.pick(&LISTS.notes), draw));
    let home = &person.home;
    let (street, postcode, city) = match &person.company {
        Some(company) => (company.street.clone(), company.postcode, company.city),
        None => (home.street(), home.postcode, home.city),
    };
    let interest = match &person.company {
        Some(_) => draw.pick(&COMPANY_INTERESTS),
        None => draw.pick(&INTERESTS),
    };
    let has_address = person.company.is_some() || draw.chance(700);
    vec![
        ("first_name", person.first.into()),
        ("last_name", person.last.as_ref().into()),
        ("company", person.company.as_ref().map(|company| company.name.clone()).into()),
        ("email", person.email().into()),
        ("phone", person.phone().e164().into()),
        ("street", has_address.then_some(street).into()),
        ("postcode", has_address.then_some(postcode).into()),
        ("city", has_address.then_some(city).into()),
        ("interest", interest.into()),
        ("status", status.into()),
        ("lost_on", of.ago_if(lost)),
        ("last_contact_on", of.ago(last_contact)),
        ("remarks", remarks.into()),
    ]
}

/// Another person at the company of a lead.
pub fn lead_contact_person(mut of: Subject<'_>) -> Fields {
    let (person, draw) = (of.person, &mut of.draw);
    // By number and not by lot: with few records the share would stray too far.
    let status = match of.number % 10 {
        2 | 7 => "left",
        4 => "lost",
        _ => "active",
    };
    let is_old = status != "active" && of.number % 30 != 12;
    let last_contact = if is_old { draw.between(370, SPAN - 200) } else { draw.between(2, 360) };
    vec![
        ("lead", link(plan::lead_at(plan::block(person.number), COMPANY_LEAD))),
        ("first_name", person.first.into()),
        ("last_name", person.last.as_ref().into()),
        ("position", draw.chance(900).then(|| draw.pick(&POSITIONS)).into()),
        ("email", person.email().into()),
        ("phone", person.phone().e164().into()),
        ("status", status.into()),
        ("last_contact_on", of.ago(last_contact)),
    ]
}

/// A member of staff.
pub fn user(mut of: Subject<'_>) -> Fields {
    let (person, number) = (of.person, of.number);
    of.draw = Draw::new(of.generator.seed, Stream::Staff, number);
    let draw = &mut of.draw;
    // By number, because twenty records are few for a lot: of each twenty five left, three of
    // them long ago, one on a day nobody noted.
    let (active, left) = match number % 20 {
        3 | 8 | 14 => (false, Some(draw.between(5 * 366, SPAN - 200))),
        11 => (false, Some(draw.between(10, 300))),
        18 => (false, None),
        _ => (true, None),
    };
    let (first, last) = (reach::fold(person.first), reach::fold(&person.last));
    let email = format!("{first}.{last}{number}@{}", reach::OFFICE_DOMAIN);
    vec![
        ("login", format!("{}{last}{number}", &first[..1]).into()),
        ("first_name", person.first.into()),
        ("last_name", person.last.as_ref().into()),
        ("email", email.into()),
        ("phone", Phone::of_office(number).e164().into()),
        ("department", draw.pick(&DEPARTMENTS).into()),
        ("active", active.into()),
        ("left_on", of.ago_if(left)),
    ]
}

/// Whether the sales organisation is a company; the others are persons who work for themselves.
pub fn is_company_partner(number: u64) -> bool {
    number.is_multiple_of(2)
}

/// A sales partner.
pub fn sales_organisation(mut of: Subject<'_>) -> Fields {
    let (person, number) = (of.person, of.number);
    of.draw = Draw::new(of.generator.seed, Stream::Partner, number);
    // By number, because ten records are few for a lot: of each ten two ended long ago.
    let ended = match number % 10 {
        2 | 7 => Some(of.draw.between(3_480, SPAN - 200)),
        4 => Some(of.draw.between(300, 2_000)),
        _ => None,
    };
    let ended = of.ago_if(ended);
    let draw = &mut of.draw;
    let tax_number = format!("99/{:03}/{:05}", draw.below(1_000), draw.below(100_000));
    let is_company = is_company_partner(number);
    let (name, contact, email, phone, address) = if is_company {
        let company = Company::new(of.generator.seed, !number);
        let gender = if draw.chance(500) { Gender::Female } else { Gender::Male };
        let contact = format!("{} {}", people::first_name(gender, draw), people::surname(draw));
        let name = format!("Energievertrieb {} GmbH", company.city);
        let email =
            format!("vertrieb{number}@energievertrieb-{}.example", reach::fold(company.city));
        let phone = Phone::of_household(!number).e164();
        (name, contact, Some(email), phone, (company.street, company.postcode, company.city))
    } else {
        let (home, phone) = (&person.home, person.phone().e164());
        let name = format!("Energieberatung {}", person.last);
        (name, person.full_name(), person.email(), phone, (home.street(), home.postcode, home.city))
    };
    // Accounts of persons have the lower numbers.
    let account = if is_company { 5_000_000_000 + number } else { person.number };
    vec![
        ("name", name.into()),
        ("contact_name", contact.into()),
        ("email", email.into()),
        ("phone", phone.into()),
        ("street", address.0.into()),
        ("postcode", address.1.into()),
        ("city", address.2.into()),
        ("iban", reach::iban(account).into()),
        ("tax_number", Value::from(tax_number)),
        ("partnership_ended_on", ended),
    ]
}
