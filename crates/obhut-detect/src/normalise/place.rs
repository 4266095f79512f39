use obhut_kernel::Value;

use super::fold;

/// The smallest German postcode (Dresden) as a number; 4-digit numbers from here to 9999 are
/// those that lost their zero.
const FIRST_GERMAN: i64 = 1067;

/// A postcode as text, for a column known to hold postcodes. A spreadsheet turns `01067` into
/// the number 1067: the zero comes back when `country` is Germany (code or name in German or
/// English), or unknown and the value a number. Text of four digits and no known country may be
/// Austrian or Swiss and stays; see [`german_postcodes`] to learn the country from the column.
pub fn postcode(value: &Value, country: Option<&str>) -> String {
    let country = country.map(str::trim).filter(|country| !country.is_empty());
    let german = country.is_some_and(is_germany);
    let number = match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) => whole(*number),
        Value::Decimal(number) => i64::try_from(*number).ok().filter(|_| number.is_integer()),
        _ => None,
    };
    if let Some(number) = number {
        return if (german || country.is_none()) && (FIRST_GERMAN..10_000).contains(&number) {
            format!("0{number}")
        } else {
            number.to_string()
        };
    }
    let text = value.to_string();
    let mut text = text.trim();
    // "D-01067" was the form before 2010; "01067.0" is a number that became text on the way.
    if german || country.is_none() {
        for prefix in ["D-", "d-", "DE-", "de-"] {
            text = text.strip_prefix(prefix).unwrap_or(text);
        }
    }
    let bare = text.strip_suffix(".0").unwrap_or(text);
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        text = bare;
    }
    if german && text.len() == 4 && text.parse().is_ok_and(|n: i64| n >= FIRST_GERMAN) {
        return format!("0{text}");
    }
    text.to_uppercase()
}

/// Whether a column of postcodes is German: most of its values have five digits (four where the
/// leading zero was lost), and no value has letters.
pub fn german_postcodes<'a>(samples: impl IntoIterator<Item = &'a str>) -> bool {
    let (mut five, mut all) = (0_usize, 0_usize);
    for sample in samples {
        let sample = sample.trim();
        if sample.is_empty() {
            continue;
        }
        if !sample.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(sample.len(), 4 | 5) {
            return false;
        }
        all += 1;
        five += usize::from(sample.len() == 5);
    }
    five * 2 > all
}

/// A key for comparing street and house number: [`fold`]ed, `Str.` and `Straße` alike, blanks
/// dropped. `Haupt-Str. 5 a` and `Hauptstraße 5A` give one key.
pub fn street_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len() + 4);
    for word in folded.split(' ') {
        match word.strip_suffix("str") {
            Some(stem) => {
                key.push_str(stem);
                key.push_str("strasse");
            }
            None => key.push_str(word),
        }
    }
    key
}

fn is_germany(country: &str) -> bool {
    matches!(
        fold(country).as_str(),
        "de" | "d" | "deu" | "ger" | "deutschland" | "germany" | "bundesrepublik deutschland"
    )
}

fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (number.fract() == 0.0 && number.abs() < 1e9).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use obhut_kernel::Value;

    use super::{german_postcodes, postcode, street_key};

    #[test]
    fn lost_zeros_come_back_for_germany_only() {
        for (value, country, wanted) in [
            (Value::Int(1067), None, "01067"),
            (Value::Int(1067), Some("Deutschland"), "01067"),
            (Value::Float(1067.0), Some("DE"), "01067"),
            (Value::Int(1010), Some("AT"), "1010"),
            (Value::Int(8001), Some("Schweiz"), "8001"),
            (Value::Int(80331), None, "80331"),
            (Value::Int(867), None, "867"),
            (Value::from("1067"), Some("D"), "01067"),
            (Value::from("1067"), None, "1067"),
            (Value::from("D-01067"), None, "01067"),
            (Value::from(" sw1a 2aa "), Some("GB"), "SW1A 2AA"),
            (Value::Null, None, ""),
        ] {
            assert_eq!(postcode(&value, country), wanted, "{value:?} {country:?}");
        }
    }

    #[test]
    fn columns_tell_their_country() {
        assert!(german_postcodes(["01067", "80331", "1067", ""]));
        assert!(!german_postcodes(["1010", "8010", "80331"]));
        assert!(!german_postcodes(["SW1A 2AA"]));
        assert!(!german_postcodes([]));
    }

    #[test]
    fn streets() {
        for spelling in ["Hauptstraße 5a", "Haupt-Str. 5 a", "HAUPTSTRASSE 5A", "Hauptstr. 5a"] {
            assert_eq!(street_key(spelling), "hauptstrasse5a", "{spelling}");
        }
        assert_ne!(street_key("Hauptstraße 5"), street_key("Hauptstraße 6"));
    }
}
