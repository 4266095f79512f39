use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_detect::{
    detect::{ColumnSample, detect_columns},
    matching::{Traits, compare},
    normalise::{self, Region},
    parse::{DateOrder, Input, NumberStyle, ParseOptions, SerialEpoch, parse},
};
use obhut_kernel::{DataType, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Text that is often nearly something: digits, signs, letters of several scripts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9.,/ +():'’€-]{0,24}",
        "[A-Za-zäöüßéŁİ@.<> ,'-]{0,32}",
        "[0-9]{1,4}[./-][0-9]{1,4}[./-][0-9]{0,5}([ T][0-9:]{1,8})?",
        "\\+?[0-9() /-]{3,30}",
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (1000_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn normalising_twice_changes_nothing(text in text()) {
        if let Some(once) = normalise::email(&text) {
            prop_assert_eq!(normalise::email(&once), Some(once));
        }
        if let Some(once) = normalise::phone(&text, Region::GERMANY) {
            prop_assert_eq!(normalise::phone(&once, Region::GERMANY), Some(once));
        }
        if let Ok(once) = normalise::iban(&text) {
            prop_assert_eq!(normalise::iban(&once), Ok(once));
        }
        if let Some(once) = normalise::customer_number(&text) {
            prop_assert_eq!(normalise::customer_number(&once), Some(once));
        }
        let once = normalise::name_key(&text);
        prop_assert_eq!(normalise::name_key(&once), once);
        let once = normalise::fold(&text);
        prop_assert_eq!(normalise::fold(&once), once);
        let once = normalise::street_key(&text);
        prop_assert_eq!(normalise::street_key(&once), once);
        let once = normalise::postcode(&Value::Text(text.clone()), None);
        prop_assert_eq!(normalise::postcode(&Value::Text(once.clone()), None), once);
    }

    #[test]
    fn nothing_panics(text in text(), number in any::<f64>()) {
        let options = ParseOptions {
            serials: Some(SerialEpoch::Y1900),
            choices: vec!["ja".to_owned()],
            ..ParseOptions::default()
        };
        for data_type in DataType::ALL {
            let _ = parse(text.as_str(), data_type, &options);
            let _ = parse(Input::Number(number), data_type, &options);
        }
        let _ = NumberStyle::sniff([text.as_str()]);
        let _ = DateOrder::sniff([text.as_str()]);
        let _ = normalise::phonetic(&text);
        let sample = ColumnSample {
            name: &text,
            table: Some(&text),
            declared_type: Some(&text),
            values: vec![text.clone(), String::new()],
        };
        let proposals = detect_columns(&[sample]);
        prop_assert_eq!(proposals.len(), 1);
        prop_assert!((0.0..=1.0).contains(&proposals[0].confidence));
        let traits = Traits::new(&text, &text).email(&text).address(&text, &text);
        let _ = compare(&traits, &traits);
    }

    #[test]
    fn dates_come_back(date in date()) {
        let options = ParseOptions::default();
        let (day, month, year) = (date.day(), date.month(), date.year());
        for text in [
            date.to_string(),
            format!("{day}.{month}.{year}"),
            format!("{day:02}.{month:02}.{year}"),
            format!("{day:02}/{month:02}/{year}"),
            format!("{year}{month:02}{day:02}"),
            date.strftime("%d %B %Y").to_string(),
            format!("{date} 00:00:00"),
        ] {
            prop_assert_eq!(parse(text.as_str(), DataType::Date, &options), Ok(Value::Date(date)));
        }
    }

    #[test]
    fn instants_come_back(seconds in -30_000_000_000_i64..30_000_000_000) {
        let instant = Timestamp::from_second(seconds).unwrap();
        let options = ParseOptions {
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            ..ParseOptions::default()
        };
        let given = instant.to_string();
        let wanted = Ok(Value::Instant(instant));
        prop_assert_eq!(parse(given.as_str(), DataType::DateTime, &options), wanted);
    }

    #[test]
    fn numbers_come_back(units in any::<i64>(), scale in 0_u32..6) {
        let amount = Decimal::new(units, scale);
        for (style, point, group) in [
            (NumberStyle::German, ',', '.'),
            (NumberStyle::English, '.', ','),
            (NumberStyle::Swiss, '.', '\''),
        ] {
            let options = ParseOptions { numbers: style, ..ParseOptions::default() };
            let wanted = Ok(Value::Decimal(amount));
            let grouped = grouped(&amount.to_string(), point, group);
            prop_assert_eq!(&parse(grouped.as_str(), DataType::Amount, &options), &wanted);
            let priced = format!("{grouped} €");
            prop_assert_eq!(&parse(priced.as_str(), DataType::Amount, &options), &wanted);
        }
        let options = ParseOptions::default();
        let given = units.to_string();
        let wanted = Ok(Value::Int(units));
        prop_assert_eq!(parse(given.as_str(), DataType::Integer, &options), wanted);
    }

    #[test]
    fn one_name_has_one_key(given in "[A-ZÄÖÜ][a-zäöüß]{4,9}", family in "[A-ZÄÖÜ][a-zäöüß]{4,9}") {
        let plain = normalise::name_key(&format!("{given} {family}"));
        for spelling in [
            format!("{family}, {given}"),
            format!("Frau Dr. {given} {family}"),
            format!("{} {}", given.to_uppercase(), family.to_uppercase()),
        ] {
            prop_assert_eq!(normalise::name_key(&spelling), plain.clone());
        }
    }

    #[test]
    fn comparing_is_symmetric(a in "[a-c]{1,4} ?[a-c]{1,4}", b in "[a-c]{1,4} ?[a-c]{1,4}") {
        let of = |name: &str| Traits::new(name, "Muster").email("a@example.org");
        let forth = compare(&of(&a), &of(&b)).map(|found| found.score);
        let back = compare(&of(&b), &of(&a)).map(|found| found.score);
        prop_assert_eq!(forth, back);
    }
}

/// A plain number with thousands parted by `group` and decimals by `point`.
fn grouped(plain: &str, point: char, group: char) -> String {
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !decimals.is_empty() {
        out.push(point);
        out.push_str(decimals);
    }
    out
}
