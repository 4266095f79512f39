use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Message};

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $key:literal in $class:ident,)*) => {
        /// What a field says of a person: the closed list of data categories (Datenkategorien)
        /// that rules, rights and transformations are written against.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Category {
            $($(#[$doc])* $variant,)*
        }

        impl Category {
            /// All categories.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key used in tables, files and the API.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The class whose rights govern fields of this category.
            pub fn class(self) -> FieldClass {
                match self { $(Self::$variant => FieldClass::$class,)* }
            }
        }
    };
}

categories! {
    /// Says nothing of a person.
    None = "none" in Plain,
    /// A name or a part of one.
    Name = "name" in Identity,
    /// An e-mail address.
    Email = "email" in Contact,
    /// A telephone or fax number.
    Phone = "phone" in Contact,
    /// Street, house number, a whole postal address.
    Address = "address" in Contact,
    /// Postcode, town, region, country.
    PostcodeCity = "postcode_city" in Contact,
    /// Birth date, age.
    BirthDate = "birth_date" in Identity,
    /// Gender, form of address.
    Gender = "gender" in Identity,
    /// Account, card or mandate data.
    BankAccount = "bank_account" in Finance,
    /// Tax or social-security number.
    TaxOrSocialId = "tax_or_social_id" in Finance,
    /// Passport, identity card.
    NationalId = "national_id" in Identity,
    /// A login name.
    Username = "username" in Technical,
    /// A password, its hash, a token.
    PasswordSecret = "password_secret" in Secret,
    /// An IP address.
    IpAddress = "ip_address" in Technical,
    /// A cookie, device or account identifier.
    OnlineId = "online_id" in Technical,
    /// A picture.
    Photo = "photo" in Identity,
    /// Free text about a person.
    FreeTextAboutPerson = "free_text_about_person" in Content,
    /// Health data (Art. 9 DSGVO).
    Health = "health" in Special,
    /// Religion, politics, union membership (Art. 9 DSGVO).
    ReligionPoliticsUnion = "religion_politics_union" in Special,
    /// Employer, job title, department.
    Employment = "employment" in Employment,
    /// Salary, income, money owed or paid.
    SalaryMoney = "salary_money" in Finance,
    /// A number that stands for a person: customer or member number, a key.
    IdentifierOfPerson = "identifier_of_person" in Identity,
    /// What a person wrote or said, and what was written to them.
    CommunicationContent = "communication_content" in Content,
    /// Where a person is or was.
    GeoLocation = "geo_location" in Technical,
    /// A signature.
    Signature = "signature" in Identity,
    /// Any other personal data.
    OtherPersonal = "other_personal" in Other,
}

impl Category {
    /// Whether it says anything of a person.
    pub fn is_personal(self) -> bool {
        self != Self::None
    }

    /// Whether it is a special category of Art. 9 DSGVO.
    pub fn is_special(self) -> bool {
        self.class() == FieldClass::Special
    }
}

impl FromStr for Category {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|category| category.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-category").arg("given", text)))
    }
}

/// A class of fields that rights are given for (Feldrechte).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldClass {
    /// Not about a person.
    Plain,
    /// Who somebody is.
    Identity,
    /// How to reach somebody.
    Contact,
    /// Money, accounts, tax.
    Finance,
    /// Work and position.
    Employment,
    /// What was said or written.
    Content,
    /// Logins, addresses and traces of devices.
    Technical,
    /// Special categories of Art. 9 DSGVO.
    Special,
    /// Secrets: readable to nobody.
    Secret,
    /// Any other personal data, and fields nobody has classified yet.
    Other,
}

impl FieldClass {
    /// All classes.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Identity,
        Self::Contact,
        Self::Finance,
        Self::Employment,
        Self::Content,
        Self::Technical,
        Self::Special,
        Self::Secret,
        Self::Other,
    ];

    /// The key used in tables, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Identity => "identity",
            Self::Contact => "contact",
            Self::Finance => "finance",
            Self::Employment => "employment",
            Self::Content => "content",
            Self::Technical => "technical",
            Self::Special => "special",
            Self::Secret => "secret",
            Self::Other => "other",
        }
    }
}

impl FromStr for FieldClass {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|class| class.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-field-class").arg("given", text)))
    }
}
