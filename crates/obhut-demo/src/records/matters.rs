//! Contracts, memberships, donations.

use super::{Fields, Subject, link, money};
use crate::bonds::{Bond, ContractLife};
use crate::days::SPAN;
use crate::names::LISTS;
use crate::plan::DemoType;
use crate::texts;

const TARIFFS: [&str; 7] = [
    "Lindental Natur",
    "Lindental Natur 24",
    "Lindental Familie",
    "Wärmepumpe Plus",
    "Autostrom Nacht",
    "Gewerbe Regional",
    "Dynamik",
];

/// A contract of supply.
pub fn contract(mut of: Subject<'_>) -> Fields {
    let (person, number) = (of.person, of.number);
    let life = ContractLife::of(of.generator.seed, number, person.number);
    let (started, cancelled, ended) =
        (of.ago_if(life.started), of.ago_if(life.cancelled), of.ago_if(life.ended));
    let partners = of.generator.count(DemoType::SalesOrganisation);
    let draw = &mut of.draw;
    let limit = u32::try_from(partners).unwrap_or(u32::MAX);
    let partner = draw.chance(300).then(|| u64::from(draw.below(limit)) + 1);
    // Some supply another place, say a holiday flat.
    let home = &person.home;
    let (street, postcode, city) = if draw.chance(80) {
        let (postcode, city) = draw.pick(&LISTS.towns);
        (format!("{} {}", draw.pick(&LISTS.streets), 1 + draw.below(80)), postcode, city)
    } else {
        (home.street(), home.postcode, home.city)
    };
    let is_signed = life.started.is_some();
    vec![
        ("contract_number", format!("V-{number:07}").into()),
        ("holder_first_name", person.first.into()),
        ("holder_last_name", person.last.as_ref().into()),
        ("email", person.email().into()),
        ("phone", draw.chance(850).then(|| person.phone().e164()).into()),
        ("street", street.into()),
        ("postcode", postcode.into()),
        ("city", city.into()),
        ("iban", (is_signed && draw.chance(930)).then(|| person.iban()).into()),
        ("meter_number", is_signed.then(|| format!("1BEL{:010}", number * 37 + 4_100_000)).into()),
        ("tariff", draw.pick(&TARIFFS).into()),
        ("monthly_amount", money(draw.between(35, 260) * 100)),
        ("status", life.status.into()),
        ("started_on", started),
        ("cancelled_on", cancelled),
        ("ended_on", ended),
        ("sales_organisation", partner.map(link).into()),
    ]
}

/// A membership of the association.
pub fn membership(mut of: Subject<'_>) -> Fields {
    let (person, number) = (of.person, of.number);
    let draw = &mut of.draw;
    let left = match Bond::of(of.generator.seed, person.number) {
        Bond::Ended { ago, .. } => Some((ago + draw.between(0, 60)).min(SPAN - 40)),
        _ if draw.chance(70) => Some(draw.between(20, SPAN - 100)),
        _ => None,
    };
    let joined = draw.between(left.map_or(10, |ago| ago + 30), SPAN);
    let is_left_known = draw.chance(960);
    let days_old = joined_age(&of, joined);
    let draw = &mut of.draw;
    let (kind, fee) = match draw.below(100) {
        _ if days_old < 27 * 365 => ("youth", 2_000),
        0..20 => ("family", 9_000),
        20..35 => ("supporting", 12_000 + draw.between(0, 6) * 1_000),
        _ => ("ordinary", 6_000),
    };
    let pays_by_debit = draw.chance(800);
    vec![
        ("member_number", format!("M-{number:06}").into()),
        ("kind", kind.into()),
        ("fee", money(fee)),
        ("iban", pays_by_debit.then(|| person.iban()).into()),
        ("mandate", pays_by_debit.then(|| format!("BEL-M-{number:06}-1")).into()),
        ("joined_on", of.ago(joined)),
        ("left_on", of.ago_if(left.filter(|_| is_left_known))),
    ]
}

/// A donation.
pub fn donation(mut of: Subject<'_>) -> Fields {
    let (person, number) = (of.person, of.number);
    let draw = &mut of.draw;
    // The association grows: somewhat more come in of late.
    let oldest = if draw.chance(120) { 3 * 365 } else { SPAN };
    let received = draw.between(3, oldest);
    let year = of.generator.days.ago(received).year();
    let remarks = draw.chance(300).then(|| texts::about(person, draw.pick(&LISTS.notes), draw));
    let euros =
        draw.pick(&[10, 20, 25, 25, 30, 50, 50, 50, 75, 100, 100, 150, 200, 300, 500, 1_000]);
    vec![
        ("donor_name", person.full_name().into()),
        ("amount", money(euros * 100)),
        // Some came in cash at an event that nobody dated.
        ("received_on", draw.chance(970).then(|| of.generator.days.ago(received)).into()),
        ("receipt_number", draw.chance(900).then(|| format!("ZB-{year}-{number:06}")).into()),
        ("remarks", remarks.into()),
    ]
}

/// How many days old the member was at the time.
fn joined_age(of: &Subject<'_>, joined: i64) -> i64 {
    let joined = of.generator.days.ago(joined);
    (joined.duration_since(of.person.birth)).as_hours() / 24
}
