use obhut_kernel::Kind;
use obhut_law::{DefaultBasis, LegalBasis};

#[test]
fn keys_are_articles() {
    let keys: Vec<&str> = LegalBasis::ALL.iter().map(|basis| basis.key()).collect();
    assert_eq!(
        keys,
        [
            "6a", "6b", "6c", "6d", "6e", "6f", "9a", "9b", "9c", "9d", "9e", "9f", "9g", "9h",
            "9i", "9j"
        ]
    );
    for basis in LegalBasis::ALL {
        assert_eq!(basis.key().parse::<LegalBasis>().unwrap(), *basis);
        assert_eq!(serde_json::to_value(basis).unwrap(), basis.key());
        assert_eq!(basis.label().key(), format!("legal-basis-{}", basis.key()));
        assert_eq!(basis.is_special(), basis.key().starts_with('9'));
    }
    for wrong in ["", "6", "6g", "6A", "9k", "6a "] {
        let error = wrong.parse::<LegalBasis>().unwrap_err();
        assert_eq!(error.outside().key(), "error-legal-basis");
    }
}

#[test]
fn consequences_by_basis() {
    let with = |gives: fn(LegalBasis) -> bool| -> Vec<&str> {
        LegalBasis::ALL.iter().filter(|basis| gives(**basis)).map(|basis| basis.key()).collect()
    };
    assert_eq!(with(|basis| basis.consequences().portability), ["6a", "6b", "9a"]);
    assert_eq!(with(|basis| basis.consequences().objection), ["6e", "6f"]);
    assert_eq!(with(|basis| basis.consequences().erasure_on_withdrawal), ["6a", "9a"]);
}

#[test]
fn a_default_never_creates_a_consent() {
    for basis in LegalBasis::ALL {
        let allowed = ["6b", "6c", "6d", "6e", "6f"].contains(&basis.key());
        match DefaultBasis::try_from(*basis) {
            Ok(default) => {
                assert!(allowed, "{}", basis.key());
                assert_eq!(default.basis(), *basis);
            }
            Err(error) => {
                assert!(!allowed, "{}", basis.key());
                assert_eq!(error.kind(), Kind::Invalid);
                let key = if basis.is_consent() {
                    "error-default-basis-consent"
                } else {
                    "error-default-basis-special"
                };
                assert_eq!(error.outside().key(), key);
            }
        }
    }
}
