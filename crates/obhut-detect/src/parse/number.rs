use obhut_kernel::{Message, Value};
use rust_decimal::Decimal;

/// Longer texts are no numbers; a [`Decimal`] holds 28 digits.
const LONGEST: usize = 48;
/// The greatest whole number a binary floating-point number tells from its neighbours.
const GREATEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Which sign parts the decimals where one number alone does not tell (`1.234`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NumberStyle {
    /// `1.234,56`
    #[default]
    German,
    /// `1,234.56`
    English,
    /// `1'234.56`
    Swiss,
}

impl NumberStyle {
    /// The style that the numbers of a column show; `None` when each of them could be of either
    /// or they contradict each other evenly. Text among them is passed over.
    pub fn sniff<'a>(samples: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let (mut german, mut english, mut swiss) = (0_usize, 0_usize, 0_usize);
        for sample in samples {
            let Some(Bare { text, .. }) = bare(sample.trim()) else { continue };
            match Shape::of(text) {
                Shape::Decimal { point: b',', .. } | Shape::Grouped(b'.') => german += 1,
                Shape::Decimal { apostrophe, .. } => {
                    english += 1;
                    swiss += usize::from(apostrophe);
                }
                Shape::Grouped(b',') => english += 1,
                _ => {}
            }
        }
        match german.cmp(&english) {
            std::cmp::Ordering::Greater => Some(Self::German),
            std::cmp::Ordering::Less if swiss > 0 => Some(Self::Swiss),
            std::cmp::Ordering::Less => Some(Self::English),
            std::cmp::Ordering::Equal => None,
        }
    }

    fn point(self) -> u8 {
        match self {
            Self::German => b',',
            Self::English | Self::Swiss => b'.',
        }
    }
}

pub(super) fn integer(text: &str, style: NumberStyle) -> Result<Value, Message> {
    // The common case: digits only.
    if let Ok(number) = text.parse() {
        return Ok(Value::Int(number));
    }
    let number = plain(text, style)
        .and_then(|plain| plain.parse::<Decimal>().ok())
        .ok_or_else(|| Message::new("error-parse-integer").arg("given", text))?;
    if !number.is_integer() {
        return Err(Message::new("error-parse-integer-fraction").arg("given", text));
    }
    i64::try_from(number)
        .map(Value::Int)
        .map_err(|_| Message::new("error-parse-too-large").arg("given", text))
}

pub(super) fn float(text: &str, style: NumberStyle) -> Result<Value, Message> {
    let fault = || Message::new("error-parse-number").arg("given", text);
    let plain = plain(text, style).ok_or_else(fault)?;
    plain.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float).ok_or_else(fault)
}

pub(super) fn amount(text: &str, style: NumberStyle) -> Result<Value, Message> {
    plain(text, style)
        .and_then(|plain| plain.parse().ok())
        .map(Value::Decimal)
        .ok_or_else(|| Message::new("error-parse-amount").arg("given", text))
}

/// The amount a number cell shows: binary dust beyond ten decimals is not money.
pub(super) fn amount_of(number: f64) -> Result<Value, Message> {
    Decimal::try_from(number)
        .map(|amount| Value::Decimal(amount.round_dp(10).normalize()))
        .map_err(|_| Message::new("error-parse-amount").arg("given", number.to_string().as_str()))
}

pub(super) fn whole(number: f64) -> Result<i64, Message> {
    let given = number.to_string();
    if number.fract() != 0.0 {
        return Err(Message::new("error-parse-integer-fraction").arg("given", given));
    }
    if number.abs() > GREATEST_WHOLE {
        return Err(Message::new("error-parse-too-large").arg("given", given));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range, checked above")]
    Ok(number as i64)
}

/// A number without sign and currency.
struct Bare<'a> {
    text: &'a str,
    negative: bool,
}

/// What the signs inside a number say.
enum Shape {
    /// Digits only.
    Whole,
    /// `point` parts the decimals beyond doubt.
    Decimal { point: u8, apostrophe: bool },
    /// The sign parts thousands beyond doubt.
    Grouped(u8),
    /// One sign before the last three digits: either.
    Either,
    /// No number.
    Broken,
}

impl Shape {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut commas, mut points, mut last, mut apostrophe) = (0, 0, 0, false);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b',' => (commas, last) = (commas + 1, at),
                b'.' => (points, last) = (points + 1, at),
                b'\'' => apostrophe = true,
                // Digits, blanks and typographic apostrophes; what else is a fault that shows when
                // the digits are put together.
                _ => {}
            }
        }
        let point = bytes.get(last).copied().unwrap_or(b'.');
        match (commas, points) {
            (0, 0) => Self::Whole,
            (1, 1..) if point == b',' => Self::Decimal { point, apostrophe },
            (1.., 1) if point == b'.' => Self::Decimal { point, apostrophe },
            (1, 0) | (0, 1) => {
                let grouping = bytes.len() - last == 4 && (1..=3).contains(&last);
                if grouping && bytes[0] != b'0' {
                    Self::Either
                } else {
                    Self::Decimal { point, apostrophe }
                }
            }
            (2.., 0) | (0, 2..) => Self::Grouped(point),
            _ => Self::Broken,
        }
    }
}

/// The number as a programming language writes it.
fn plain(text: &str, style: NumberStyle) -> Option<String> {
    let Bare { text, negative } = bare(text)?;
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(text[at + 1..].parse::<i32>().ok()?)),
        None => (text, None),
    };
    let point = match Shape::of(mantissa) {
        Shape::Whole | Shape::Grouped(_) => None,
        Shape::Decimal { point, .. } => Some(point),
        Shape::Either => Some(style.point()),
        Shape::Broken => return None,
    };
    let mut number = String::with_capacity(text.len() + 1);
    if negative {
        number.push('-');
    }
    push_digits(mantissa, point, &mut number)?;
    match exponent {
        // "1,5E+05": what Excel makes of long numbers.
        Some(exponent) => Decimal::from_scientific(&format!("{number}e{exponent}"))
            .ok()
            .map(|number| number.to_string()),
        None => Some(number),
    }
}

/// Appends the digits of `mantissa`, `.` for `point`. `None` when a group of thousands is not
/// three digits long or anything else stands in between.
fn push_digits(mantissa: &str, point: Option<u8>, number: &mut String) -> Option<()> {
    let mut group: Option<usize> = None;
    let mut decimals = false;
    let start = number.len();
    for c in mantissa.chars() {
        match c {
            '0'..='9' => {
                number.push(c);
                group = group.map(|length| length + 1);
            }
            '.' | ',' if point.is_some_and(|point| char::from(point) == c) => {
                if decimals || group.is_some_and(|length| length != 3) {
                    return None;
                }
                (decimals, group) = (true, None);
                if number.len() == start {
                    number.push('0');
                }
                number.push('.');
            }
            '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => {
                let first = group.is_none() && number.len() == start;
                if decimals || first || group.is_some_and(|length| length != 3) {
                    return None;
                }
                group = Some(0);
            }
            _ => return None,
        }
    }
    let digits = number.len() > start && group.is_none_or(|length| length == 3);
    if number.ends_with('.') {
        number.pop();
    }
    (digits && number.len() > start).then_some(())
}

/// Takes off sign and currency in the places where people write them.
fn bare(text: &str) -> Option<Bare<'_>> {
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut text = text;
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (text, negative) = (inner.trim(), true);
    }
    let mut signs = 0;
    for _ in 0..2 {
        text = without_currency(text);
        // "12,-" and "12,–" are full euros.
        for full in [",-", ".-", ",--", ",–", ".–", ",—"] {
            text = text.strip_suffix(full).unwrap_or(text);
        }
        if let Some(rest) = text.strip_prefix(['-', '−', '–']).or(text.strip_suffix(['-', '−']))
        {
            text = rest.trim();
            signs += 1;
            negative = true;
        } else if let Some(rest) = text.strip_prefix('+') {
            text = rest.trim();
            signs += 1;
        }
    }
    (signs <= 1 && !text.is_empty()).then_some(Bare { text, negative })
}

/// Currencies as people write them before or behind an amount.
const CURRENCIES: &[&str] =
    &["€", "EUR", "Euro", "EURO", "eur", "CHF", "SFr.", "Fr.", "USD", "US$", "$", "£", "GBP"];

fn without_currency(text: &str) -> &str {
    // Most numbers have none.
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && text.as_bytes().last().is_some_and(u8::is_ascii_digit)
    {
        return text;
    }
    for sign in CURRENCIES {
        if let Some(rest) = text.strip_prefix(sign).or(text.strip_suffix(sign)) {
            return rest.trim();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use obhut_kernel::{DataType, Value};

    use super::NumberStyle;
    use crate::parse::{Input, ParseOptions, parse};

    fn amount(text: &str, numbers: NumberStyle) -> Option<String> {
        let options = ParseOptions { numbers, ..ParseOptions::default() };
        parse(text, DataType::Amount, &options).ok().map(|value| value.to_string())
    }

    #[test]
    fn amounts() {
        use NumberStyle::{English, German, Swiss};
        for (given, style, wanted) in [
            ("1.234,56", German, Some("1234.56")),
            ("1,234.56", English, Some("1234.56")),
            ("1'234.56", Swiss, Some("1234.56")),
            ("1,234.56", German, Some("1234.56")),
            ("1.234", German, Some("1234")),
            ("1.234", English, Some("1.234")),
            ("1,234", German, Some("1.234")),
            ("1,234", English, Some("1234")),
            ("0.125", German, Some("0.125")),
            ("1.234.567", English, Some("1234567")),
            ("12,50 €", German, Some("12.50")),
            ("€ 12,50", German, Some("12.50")),
            ("EUR 1.000", German, Some("1000")),
            ("CHF 1'000.50", Swiss, Some("1000.50")),
            ("1 234,56", German, Some("1234.56")),
            ("1\u{a0}234\u{a0}567,8", German, Some("1234567.8")),
            ("12,-", German, Some("12")),
            ("12,– €", German, Some("12")),
            ("-12,50", German, Some("-12.50")),
            ("12,50-", German, Some("-12.50")),
            ("−12,50 €", German, Some("-12.50")),
            ("(12,50)", German, Some("-12.50")),
            ("+3", German, Some("3")),
            (",5", German, Some("0.5")),
            ("1,5E+05", German, Some("150000")),
            ("", German, Some("")),
            ("1.23.456", German, None),
            ("1,2,3", German, None),
            ("1.234,56,78", German, None),
            ("--5", German, None),
            ("12,50 Äpfel", German, None),
            ("abc", German, None),
            ("€", German, None),
            ("1.2.3,4", German, None),
            ("99999999999999999999999999999999999999", German, None),
        ] {
            assert_eq!(amount(given, style).as_deref(), wanted, "{given} {style:?}");
        }
    }

    #[test]
    fn whole_numbers() {
        let options = ParseOptions::default();
        let integer = |text| parse(text, DataType::Integer, &options);
        assert_eq!(integer("0042"), Ok(Value::Int(42)));
        assert_eq!(integer("1.234"), Ok(Value::Int(1234)));
        assert_eq!(integer("5,00"), Ok(Value::Int(5)));
        assert_eq!(integer("5,5").unwrap_err().key(), "error-parse-integer-fraction");
        assert_eq!(integer("99999999999999999999").unwrap_err().key(), "error-parse-too-large");
        assert_eq!(integer("fünf").unwrap_err().key(), "error-parse-integer");
        let cell = |number| parse(Input::Number(number), DataType::Integer, &options);
        assert_eq!(cell(3.0), Ok(Value::Int(3)));
        assert_eq!(cell(3.5).unwrap_err().key(), "error-parse-integer-fraction");
        assert_eq!(cell(1e300).unwrap_err().key(), "error-parse-too-large");
    }

    #[test]
    fn cells_keep_their_text() {
        let options = ParseOptions::default();
        let cell = |data_type| parse(Input::Number(1067.0), data_type, &options);
        assert_eq!(cell(DataType::Text), Ok(Value::from("1067")));
        let amount = parse(Input::Number(0.1 + 0.2), DataType::Amount, &options).unwrap();
        assert_eq!(amount.to_string(), "0.3");
    }

    #[test]
    fn columns_show_their_style() {
        for (samples, wanted) in [
            (&["1.234", "5,50"][..], Some(NumberStyle::German)),
            (&["1,234", "5.50"], Some(NumberStyle::English)),
            (&["1'234.50", "12.00"], Some(NumberStyle::Swiss)),
            (&["1.234", "x"], None),
            (&["1", "2"], None),
            (&["12,50 €", "keine"], Some(NumberStyle::German)),
        ] {
            assert_eq!(NumberStyle::sniff(samples.iter().copied()), wanted, "{samples:?}");
        }
    }
}
