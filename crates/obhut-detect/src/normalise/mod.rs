//! One spelling for values that mean the same. Each function is idempotent: what it returns
//! comes back unchanged.

mod email;
mod iban;
mod name;
mod phone;
mod place;

pub use email::email;
pub use iban::{IbanFault, iban};
pub use name::{fold, name_key, phonetic};
pub use phone::{Region, phone};
pub use place::{german_postcodes, postcode, street_key};

/// A customer or member number without what only decorates it: blanks, dots, hyphens and
/// slashes go, letters become upper case, and a number of digits only loses its leading zeros,
/// because spreadsheets lose them too. `None` when nothing is left.
///
/// `kd-00 123` becomes `KD00123`, `00123` becomes `123`.
pub fn customer_number(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        // An upper-case form may decompose ("ŉ" to "ʼN"); only its letters count.
        .filter(|c| c.is_alphanumeric())
        .collect();
    if bare.is_empty() {
        return None;
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = bare.trim_start_matches('0');
        return Some(if digits.is_empty() { "0".to_owned() } else { digits.to_owned() });
    }
    Some(bare)
}
