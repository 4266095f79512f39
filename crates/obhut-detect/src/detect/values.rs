use std::collections::HashMap;

use obhut_kernel::Category;

use super::{
    patterns::{self, Shape, Shapes},
    special::{SpecialHit, special_word},
};
use crate::parse::{DateOrder, NumberStyle, ParseOptions};

/// Longer values are not looked at in full: what they are shows at their beginning.
const LONGEST: usize = 2_000;
/// A column of birth dates spans at least this many years.
const BIRTH_SPAN: i16 = 15;

/// What the sampled values of a column have in common.
#[derive(Debug, Clone)]
pub(super) struct ValueEvidence {
    /// Values that are not empty.
    pub filled: usize,
    pub empty_ratio: f32,
    pub unique_ratio: f32,
    /// Distinct values, the most frequent first.
    pub distinct: Vec<(String, usize)>,
    pub average_length: usize,
    pub has_line_breaks: bool,
    pub has_leading_zeros: bool,
    pub number_style: Option<NumberStyle>,
    pub date_order: Option<DateOrder>,
    /// Words that reveal special categories, with how many values have one.
    pub special: Option<(SpecialHit, usize)>,
    shares: [f32; Shape::ALL.len()],
    birth_dates: bool,
}

/// What the values speak for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding {
    pub category: Category,
    pub shape: Shape,
    pub share: f32,
    /// From 0 to 1.
    pub strength: f32,
    /// The shape is of nothing else: it beats the column's name.
    pub decisive: bool,
}

/// What a share of values of a shape speaks for: the share needed, the strength, whether it is
/// decisive. The first that holds wins.
const FINDINGS: &[(Shape, Category, f32, f32, bool)] = &[
    (Shape::Email, Category::Email, 0.6, 0.97, true),
    (Shape::Iban, Category::BankAccount, 0.5, 0.97, true),
    (Shape::SocialId, Category::TaxOrSocialId, 0.7, 0.95, true),
    (Shape::CardNumber, Category::BankAccount, 0.8, 0.85, true),
    (Shape::TaxId, Category::TaxOrSocialId, 0.8, 0.85, true),
    (Shape::Phone, Category::Phone, 0.6, 0.9, true),
    (Shape::Secret, Category::PasswordSecret, 0.7, 0.8, true),
    (Shape::Ip, Category::IpAddress, 0.7, 0.9, true),
    (Shape::Bic, Category::BankAccount, 0.7, 0.9, true),
    (Shape::Coordinates, Category::GeoLocation, 0.8, 0.7, false),
    (Shape::Salutation, Category::Gender, 0.7, 0.85, false),
    (Shape::Gender, Category::Gender, 0.9, 0.7, false),
    (Shape::PostcodeCity, Category::PostcodeCity, 0.6, 0.85, false),
    (Shape::Street, Category::Address, 0.5, 0.85, true),
    (Shape::FullName, Category::Name, 0.35, 0.85, false),
    (Shape::FirstName, Category::Name, 0.35, 0.8, false),
    (Shape::Place, Category::PostcodeCity, 0.4, 0.75, false),
    (Shape::Surname, Category::Name, 0.25, 0.7, false),
    (Shape::Prose, Category::FreeTextAboutPerson, 0.4, 0.5, false),
];

impl ValueEvidence {
    pub fn of(values: &[String]) -> Self {
        let trimmed: Vec<&str> =
            values.iter().map(|value| beginning(value.trim())).filter(|v| !v.is_empty()).collect();
        let number_style = NumberStyle::sniff(trimmed.iter().copied());
        let date_order = DateOrder::sniff(trimmed.iter().copied());
        let options = ParseOptions {
            numbers: number_style.unwrap_or_default(),
            dates: date_order.unwrap_or_default(),
            ..ParseOptions::default()
        };
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for value in &trimmed {
            *counts.entry(value).or_default() += 1;
        }
        let mut distinct: Vec<(String, usize)> =
            counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
        distinct.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let filled = trimmed.len();
        let length: usize = trimmed.iter().map(|value| value.chars().count()).sum();
        Self {
            filled,
            empty_ratio: ratio(values.len() - filled, values.len()),
            unique_ratio: ratio(distinct.len(), filled),
            average_length: length / filled.max(1),
            has_line_breaks: trimmed.iter().any(|value| value.contains('\n')),
            has_leading_zeros: trimmed.iter().any(|value| is_zero_led(value)),
            number_style,
            date_order,
            special: specials(&trimmed),
            shares: shares(&distinct, filled, &options),
            birth_dates: are_birth_dates(&trimmed, &options),
            distinct,
        }
    }

    /// The share of filled values that look like `shape`, from 0 to 1.
    pub fn share(&self, shape: Shape) -> f32 {
        self.shares[shape as usize]
    }

    /// How a value of the column is to be parsed.
    pub fn options(&self) -> ParseOptions {
        ParseOptions {
            numbers: self.number_style.unwrap_or_default(),
            dates: self.date_order.unwrap_or_default(),
            ..ParseOptions::default()
        }
    }

    /// What the values alone speak for, if for anything.
    pub fn finding(&self) -> Option<Finding> {
        // One value may be chance.
        let trust = match self.filled {
            0 => return None,
            1 => 0.75,
            2 => 0.9,
            _ => 1.0,
        };
        if let Some(finding) = self.birth_finding(trust) {
            return Some(finding);
        }
        FINDINGS
            .iter()
            .find(|(shape, _, needed, ..)| self.share(*shape) >= *needed)
            .map(|&(shape, category, _, strength, decisive)| Finding {
                category,
                shape,
                share: self.share(shape),
                strength: strength * trust,
                decisive,
            })
            .filter(|finding| !self.is_narrow(finding.shape))
            .or_else(|| self.postcode_finding(trust))
    }

    fn birth_finding(&self, trust: f32) -> Option<Finding> {
        let share = self.share(Shape::Date);
        (self.birth_dates && share >= 0.7).then_some(Finding {
            category: Category::BirthDate,
            shape: Shape::Date,
            share,
            strength: 0.6 * trust,
            decisive: false,
        })
    }

    /// Five digits may be anything; leading zeros and repetition make them postcodes.
    fn postcode_finding(&self, trust: f32) -> Option<Finding> {
        let share = self.share(Shape::Postcode);
        (share >= 0.9 && self.has_leading_zeros).then_some(Finding {
            category: Category::PostcodeCity,
            shape: Shape::Postcode,
            share,
            strength: 0.7 * trust,
            decisive: false,
        })
    }

    /// Names that repeat all the time are rather labels: "Berlin", "Frank" as a team's name.
    fn is_narrow(&self, shape: Shape) -> bool {
        let named = matches!(shape, Shape::FirstName | Shape::Surname | Shape::FullName);
        named && self.filled >= 20 && self.unique_ratio < 0.05
    }
}

/// `part` of `all`, 0 when there is nothing.
pub(super) fn ratio(part: usize, all: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred samples")]
    if all == 0 { 0.0 } else { part as f32 / all as f32 }
}

fn shares(
    distinct: &[(String, usize)],
    filled: usize,
    options: &ParseOptions,
) -> [f32; Shape::ALL.len()] {
    let mut counts = [0_usize; Shape::ALL.len()];
    for (value, times) in distinct {
        let shapes: Shapes = patterns::shapes_of(value, options);
        for shape in Shape::ALL {
            if shapes.has(*shape) {
                counts[*shape as usize] += times;
            }
        }
    }
    counts.map(|count| ratio(count, filled))
}

/// Whether the dates look like birth dates: years apart, most of them of people alive.
fn are_birth_dates(values: &[&str], options: &ParseOptions) -> bool {
    let mut years: Vec<i16> = values
        .iter()
        .filter_map(|value| patterns::plausible_birth(value, options))
        .map(jiff::civil::Date::year)
        .collect();
    years.sort_unstable();
    match (years.first(), years.get(years.len() / 2), years.last()) {
        (Some(first), Some(middle), Some(last)) => {
            last - first >= BIRTH_SPAN && (1930..=2012).contains(middle)
        }
        _ => false,
    }
}

fn specials(values: &[&str]) -> Option<(SpecialHit, usize)> {
    let hits: Vec<SpecialHit> = values.iter().filter_map(|value| special_word(value)).collect();
    let count = hits.len();
    hits.into_iter().next().map(|hit| (hit, count))
}

fn is_zero_led(value: &str) -> bool {
    value.len() > 1 && value.starts_with('0') && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn beginning(value: &str) -> &str {
    &value[..value.floor_char_boundary(LONGEST)]
}
