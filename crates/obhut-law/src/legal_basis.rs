//! The legal bases of the GDPR and what each of them gives the person: Art. 6(1)(a)-(f) and, for
//! special categories of data, Art. 9(2)(a)-(j).

use std::str::FromStr;

use obhut_kernel::{Error, Message};
use serde::{Deserialize, Serialize};

macro_rules! bases {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $label:literal;)*) => {
        /// A legal basis for processing personal data.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum LegalBasis {
            $($(#[$doc])* #[serde(rename = $key)] $variant,)*
        }

        impl LegalBasis {
            /// All bases, in the order of the Regulation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key used in tables, files and the API: `6a` … `6f`, `9a` … `9j`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// Its name for a reader.
            pub fn label(self) -> Message {
                match self { $(Self::$variant => Message::new($label),)* }
            }
        }
    };
}

bases! {
    /// Art. 6(1)(a): consent.
    Consent = "6a", "legal-basis-6a";
    /// Art. 6(1)(b): a contract with the person, or steps before it at the person's request.
    Contract = "6b", "legal-basis-6b";
    /// Art. 6(1)(c): a legal obligation of the controller.
    LegalObligation = "6c", "legal-basis-6c";
    /// Art. 6(1)(d): vital interests.
    VitalInterests = "6d", "legal-basis-6d";
    /// Art. 6(1)(e): a task in the public interest or official authority.
    PublicTask = "6e", "legal-basis-6e";
    /// Art. 6(1)(f): legitimate interests.
    LegitimateInterests = "6f", "legal-basis-6f";
    /// Art. 9(2)(a): explicit consent.
    ExplicitConsent = "9a", "legal-basis-9a";
    /// Art. 9(2)(b): employment and social law.
    EmploymentLaw = "9b", "legal-basis-9b";
    /// Art. 9(2)(c): vital interests of a person who cannot consent.
    VitalIncapable = "9c", "legal-basis-9c";
    /// Art. 9(2)(d): members of a political, philosophical, religious or trade-union body.
    Membership = "9d", "legal-basis-9d";
    /// Art. 9(2)(e): data the person manifestly made public.
    MadePublic = "9e", "legal-basis-9e";
    /// Art. 9(2)(f): legal claims.
    Claims = "9f", "legal-basis-9f";
    /// Art. 9(2)(g): substantial public interest by law.
    SubstantialPublicInterest = "9g", "legal-basis-9g";
    /// Art. 9(2)(h): health care and occupational medicine.
    HealthCare = "9h", "legal-basis-9h";
    /// Art. 9(2)(i): public health.
    PublicHealth = "9i", "legal-basis-9i";
    /// Art. 9(2)(j): archives, research, statistics.
    Research = "9j", "legal-basis-9j";
}

/// What a legal basis gives the person, so far as it follows from the basis alone. The second
/// basis of Art. 6 beside one of Art. 9 has its own consequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consequences {
    /// Data portability (Art. 20(1)(a)), where the processing is automated.
    pub portability: bool,
    /// Objection for reasons of the person's situation (Art. 21(1)). Against direct marketing
    /// one can always object (Art. 21(2)).
    pub objection: bool,
    /// Withdrawal at any time (Art. 7(3)), and with it erasure where nothing else carries the
    /// data (Art. 17(1)(b)).
    pub erasure_on_withdrawal: bool,
}

impl LegalBasis {
    /// What it gives the person.
    pub fn consequences(self) -> Consequences {
        Consequences {
            portability: self.is_consent() || self == Self::Contract,
            objection: matches!(self, Self::PublicTask | Self::LegitimateInterests),
            erasure_on_withdrawal: self.is_consent(),
        }
    }

    /// Whether it is a consent, which only the person can give.
    pub fn is_consent(self) -> bool {
        matches!(self, Self::Consent | Self::ExplicitConsent)
    }

    /// Whether it is one of Art. 9(2), for special categories. Such a basis never stands alone:
    /// one of Art. 6(1) has to carry the same processing (CJEU C-667/21).
    pub fn is_special(self) -> bool {
        self >= Self::ExplicitConsent
    }
}

impl FromStr for LegalBasis {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|basis| basis.key() == text)
            .ok_or_else(|| Error::invalid(Message::new("error-legal-basis").arg("given", text)))
    }
}

/// A legal basis that may be set on new persons without asking them: `6b` to `6f`. A default
/// must never create a consent (Art. 4(11): a clear affirmative act of the person), and a basis
/// of Art. 9 needs one of Art. 6 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DefaultBasis(LegalBasis);

impl DefaultBasis {
    /// The basis.
    pub fn basis(self) -> LegalBasis {
        self.0
    }
}

impl TryFrom<LegalBasis> for DefaultBasis {
    type Error = Error;

    fn try_from(basis: LegalBasis) -> Result<Self, Error> {
        if basis.is_consent() {
            return Err(Error::invalid(Message::new("error-default-basis-consent")));
        }
        if basis.is_special() {
            return Err(Error::invalid(
                Message::new("error-default-basis-special").arg("given", basis.key()),
            ));
        }
        Ok(Self(basis))
    }
}
