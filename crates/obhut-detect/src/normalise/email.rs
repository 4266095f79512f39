/// The longest address that can be delivered (RFC 5321, section 4.5.3.1.3, less the brackets).
const LONGEST: usize = 254;
/// The longest local part (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// The longest label of a domain (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// The address alone, trimmed and in lower case; `None` when there is no deliverable address.
///
/// Takes `mailto:` links and the `Name <address>` form, and addresses of international domains
/// and mailboxes (RFC 6531) as they are. Quoted local parts and address literals
/// (`user@[192.0.2.1]`) are refused: nobody has one, and in imports they are errors.
pub fn email(text: &str) -> Option<String> {
    let address = bare_address(text.trim());
    let (local, domain) = address.rsplit_once('@')?;
    if address.len() > LONGEST || !is_local_part(local) || !is_domain(domain) {
        return None;
    }
    let lower =
        if address.is_ascii() { address.to_ascii_lowercase() } else { address.to_lowercase() };
    // Lower case can be longer than upper case and need not be a letter any more.
    let (local, domain) = lower.rsplit_once('@')?;
    (lower.len() <= LONGEST && is_local_part(local) && is_domain(domain)).then_some(lower)
}

/// What stands in angle brackets or behind `mailto:`, without what a link may add (`?subject=`).
fn bare_address(text: &str) -> &str {
    let mut address = text;
    if address.ends_with('>')
        && let Some(start) = address.rfind('<')
    {
        address = address[start + 1..address.len() - 1].trim();
    }
    if let Some(scheme) = address.get(..7)
        && scheme.eq_ignore_ascii_case("mailto:")
    {
        address = address[7..].trim();
        address = address.split('?').next().unwrap_or(address);
    }
    address
}

fn is_local_part(local: &str) -> bool {
    !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(is_local_char)
}

/// The characters of a dot-atom (RFC 5322, section 3.2.3) and letters of other scripts.
fn is_local_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || is_foreign_letter(c)
}

fn is_domain(domain: &str) -> bool {
    let mut labels = 0;
    let mut last = "";
    for label in domain.split('.') {
        if !is_label(label) {
            return false;
        }
        labels += 1;
        last = label;
    }
    // A top-level domain is never a number: that would be an IP address or a typing error.
    labels >= 2 && last.chars().count() >= 2 && !last.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= LONGEST_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || is_foreign_letter(c))
}

fn is_foreign_letter(c: char) -> bool {
    // Combining marks belong to letters typed in decomposed form, as macOS does.
    !c.is_ascii() && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::email;

    #[test]
    fn takes_what_can_be_delivered() {
        for (given, wanted) in [
            ("  Anna@Example.ORG ", "anna@example.org"),
            ("mailto:Anna@example.org?subject=Hallo", "anna@example.org"),
            ("Anna Muster <anna@example.org>", "anna@example.org"),
            ("\"Muster, Anna\" <MAILTO:anna@example.org>", "anna@example.org"),
            ("jörg@müller.example", "jörg@müller.example"),
            ("JÖRG@MÜLLER.EXAMPLE", "jörg@müller.example"),
            ("o'neill+news@sub.example.co.uk", "o'neill+news@sub.example.co.uk"),
            ("x@xn--mller-kva.example", "x@xn--mller-kva.example"),
        ] {
            assert_eq!(email(given).as_deref(), Some(wanted), "{given}");
        }
    }

    #[test]
    fn refuses_what_cannot() {
        for given in [
            "",
            "@",
            "anna",
            "anna@",
            "@example.org",
            "anna@localhost",
            "anna@@example.org",
            "anna muster@example.org",
            "anna@exa mple.org",
            "anna@example..org",
            ".anna@example.org",
            "anna.@example.org",
            "an..na@example.org",
            "anna@-example.org",
            "anna@192.168.0.1",
            "anna@[192.168.0.1]",
            "anna@example.o",
            "a@example.org, b@example.org",
            "joseph-email.com",
            "keine",
        ] {
            assert_eq!(email(given), None, "{given}");
        }
        assert_eq!(email(&format!("{}@example.org", "a".repeat(65))), None);
    }
}
