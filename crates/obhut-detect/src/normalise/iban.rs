use iban::{Iban, IbanLike, ParseBaseIbanError, ParseIbanError};
use obhut_kernel::Message;

/// Why a text is no international bank account number (ISO 13616).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IbanFault {
    /// It does not look like one: wrong characters, no country code, too short or too long.
    Form,
    /// It begins with letters of no country that has such numbers.
    Country,
    /// Its length or the make-up of its bank part is not that of its country.
    Structure,
    /// It has the form but the check digits do not fit: a digit was mistyped.
    Checksum,
}

impl IbanFault {
    /// The text for the user.
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Form => "error-iban-form",
            Self::Country => "error-iban-country",
            Self::Structure => "error-iban-structure",
            Self::Checksum => "error-iban-checksum",
        })
    }
}

/// The number in upper case without blanks, hyphens and a leading word `IBAN`.
pub fn iban(text: &str) -> Result<String, IbanFault> {
    let mut bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if let Some(rest) = bare.strip_prefix("IBAN") {
        bare = rest.trim_start_matches(':').to_owned();
    }
    match bare.parse::<Iban>() {
        Ok(number) => Ok(number.electronic_str().to_owned()),
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidFormat }) => {
            Err(IbanFault::Form)
        }
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
            Err(IbanFault::Checksum)
        }
        Err(ParseIbanError::InvalidBban(_)) => Err(IbanFault::Structure),
        Err(ParseIbanError::UnknownCountry(_)) => Err(IbanFault::Country),
    }
}

#[cfg(test)]
mod tests {
    use super::{IbanFault, iban};

    #[test]
    fn tells_the_faults_apart() {
        let good = Ok("DE89370400440532013000".to_owned());
        for (given, wanted) in [
            ("DE89370400440532013000", good.clone()),
            (" de89 3704 0044 0532 0130 00 ", good.clone()),
            ("IBAN: DE89 3704 0044 0532 0130 00", good.clone()),
            ("DE89-3704-0044-0532-0130-00", good),
            ("DE88370400440532013000", Err(IbanFault::Checksum)),
            ("DE8937040044053201300", Err(IbanFault::Checksum)),
            ("DE", Err(IbanFault::Form)),
            ("", Err(IbanFault::Form)),
            ("532013000", Err(IbanFault::Form)),
            ("DE89 3704 0044 0532 0130 0ä", Err(IbanFault::Form)),
            ("AL84212110090000AB023569874", Err(IbanFault::Structure)),
        ] {
            assert_eq!(iban(given), wanted, "{given}");
        }
    }
}
