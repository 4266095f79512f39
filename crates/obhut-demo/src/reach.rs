//! Telephone numbers, bank accounts and e-mail addresses at which nobody is reached.

/// Prefix in the area network and three digits: 1,000 numbers each.
const AREAS: [(&str, &str); 5] =
    [("30", "23125"), ("40", "66969"), ("89", "99998"), ("221", "4710"), ("69", "90009")];

/// Mobile numbers kept free one by one.
const SINGLE_MOBILES: [(&str, &str); 10] = [
    ("1522", "8817386"),
    ("1522", "8895456"),
    ("1525", "4599371"),
    ("172", "9925904"),
    ("172", "9968532"),
    ("172", "9973185"),
    ("172", "9973186"),
    ("172", "9980752"),
    ("174", "9091317"),
    ("174", "9464308"),
];

/// Mobile numbers kept free by the hundred.
const MOBILE_HUNDREDS: [(&str, &str); 2] = [("171", "39200"), ("176", "040690")];

/// How many numbers in area networks households have; the rest is the office's.
const HOUSEHOLD_NUMBERS: u64 = 4_800;

/// How many numbers the office has.
const OFFICE_NUMBERS: u64 = 200;

/// Bank codes that no bank has: no clearing area begins with 9.
const BANKS: [u64; 6] = [90_010_000, 91_050_101, 93_060_200, 95_070_024, 97_090_100, 98_020_086];

/// Domains reserved by RFC 2606 that stand for private providers.
pub const PRIVATE_DOMAINS: [&str; 8] = [
    "example.org",
    "example.com",
    "example.net",
    "post.example",
    "brief.example",
    "lindental.example",
    "funkpost.example",
    "netz.example",
];

/// The association's own domain.
pub const OFFICE_DOMAIN: &str = "buergerenergie-lindental.example";

/// A German telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phone {
    area: &'static str,
    base: &'static str,
    tail: u64,
    tail_digits: usize,
}

impl Phone {
    /// The number of a household; the first 4,800 households have one of their own.
    pub fn of_household(household: u64) -> Self {
        // Neighbours in the data set do not have neighbouring numbers: 2,731 shares no factor
        // with 4,800.
        Self::in_area((household % HOUSEHOLD_NUMBERS) * 2_731 % HOUSEHOLD_NUMBERS)
    }

    /// A number at the association's office.
    pub fn of_office(extension: u64) -> Self {
        Self::in_area(HOUSEHOLD_NUMBERS + extension % OFFICE_NUMBERS)
    }

    /// A mobile number; there are 210.
    pub fn mobile(index: u32) -> Self {
        let index = index % 210;
        let hundred =
            |(area, base)| Self { area, base, tail: u64::from(index % 100), tail_digits: 2 };
        match index {
            0..100 => hundred(MOBILE_HUNDREDS[0]),
            100..200 => hundred(MOBILE_HUNDREDS[1]),
            _ => {
                let (area, base) = SINGLE_MOBILES[index as usize - 200];
                Self { area, base, tail: 0, tail_digits: 0 }
            }
        }
    }

    /// As stored, by ITU-T E.164.
    pub fn e164(self) -> String {
        format!("+49{}{}", self.area, self.subscriber())
    }

    /// As people write it.
    pub fn national(self) -> String {
        format!("0{} {}", self.area, self.subscriber())
    }

    fn in_area(index: u64) -> Self {
        let area = usize::try_from(index / 1_000).unwrap_or(0) % AREAS.len();
        let (area, base) = AREAS[area];
        Self { area, base, tail: index % 1_000, tail_digits: 3 }
    }

    fn subscriber(self) -> String {
        let width = self.tail_digits;
        if width == 0 {
            self.base.to_owned()
        } else {
            format!("{}{:0width$}", self.base, self.tail)
        }
    }
}

/// An IBAN without blanks, its check digits by ISO 13616; another one for each number.
pub fn iban(number: u64) -> String {
    const ACCOUNTS: u128 = 10_000_000_000;
    // The factor ends in 1, so that no two numbers have the same account.
    let account = u64::try_from(u128::from(number) * 6_700_417_361 % ACCOUNTS).unwrap_or(0);
    let bank = BANKS[usize::try_from(number % BANKS.len() as u64).unwrap_or(0)];
    // D is 13 and E is 14: the country and two zeros follow the account as 131400.
    let rest = (remainder(&format!("{bank:08}{account:010}")) * 1_000_000 + 131_400) % 97;
    format!("DE{:02}{bank:08}{account:010}", 98 - rest)
}

/// Lower-case ASCII for the parts of an address: umlauts spelled out, accents dropped, everything
/// between words a hyphen.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            'A'..='Z' => folded.push(letter.to_ascii_lowercase()),
            'ä' | 'Ä' => folded.push_str("ae"),
            'ö' | 'Ö' | 'ø' => folded.push_str("oe"),
            'ü' | 'Ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'á' | 'ă' | 'å' | 'Å' | 'ầ' => folded.push('a'),
            'ç' | 'Ç' | 'ć' | 'č' => folded.push('c'),
            'Đ' | 'đ' => folded.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ễ' => folded.push('e'),
            'ı' | 'İ' | 'í' | 'ị' => folded.push('i'),
            'Ł' | 'ł' => folded.push('l'),
            'ñ' | 'ń' => folded.push('n'),
            'ř' => folded.push('r'),
            'ş' | 'Ş' | 'ś' => folded.push('s'),
            'ú' | 'ấ' => folded.push('u'),
            'Ž' | 'ž' => folded.push('z'),
            ' ' | '-' | '.' if !folded.is_empty() && !folded.ends_with('-') => folded.push('-'),
            _ => {}
        }
    }
    folded
}

fn remainder(digits: &str) -> u64 {
    digits.bytes().fold(0, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_both_forms() {
        let phone = Phone { area: "221", base: "4710", tail: 7, tail_digits: 3 };
        assert_eq!(phone.e164(), "+492214710007");
        assert_eq!(phone.national(), "0221 4710007");
        assert_eq!(Phone::mobile(209).e164(), "+491749464308");
        assert_eq!(Phone::mobile(101).e164(), "+4917604069001");
    }

    #[test]
    fn households_do_not_share_a_number_early() {
        let numbers: std::collections::HashSet<_> =
            (0..4_800).map(|household| Phone::of_household(household).e164()).collect();
        assert_eq!(numbers.len(), 4_800);
        assert!((0..200).all(|staff| !numbers.contains(&Phone::of_office(staff).e164())));
    }

    #[test]
    fn names_fold_to_what_an_address_may_have() {
        for (name, folded) in [
            ("Müller-Lüdenscheidt", "mueller-luedenscheidt"),
            ("D'Angelo", "dangelo"),
            ("Yılmaz", "yilmaz"),
            ("von der Höh", "von-der-hoeh"),
            ("Nguyễn", "nguyen"),
            ("Bäckerei Groß GmbH & Co. KG", "baeckerei-gross-gmbh-co-kg"),
        ] {
            assert_eq!(fold(name), folded);
        }
    }
}
