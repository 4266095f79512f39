use obhut_detect::detect::{ColumnSample, Proposal, detect_columns};
use obhut_kernel::{Category, DataType};

fn one(sample: ColumnSample<'_>) -> Proposal {
    detect_columns(&[sample]).pop().expect("a proposal for each column")
}

fn named(name: &str) -> Proposal {
    one(ColumnSample { name, ..ColumnSample::default() })
}

fn valued(name: &str, values: &[&str]) -> Proposal {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    one(ColumnSample { name, values, ..ColumnSample::default() })
}

fn keys(proposal: &Proposal) -> Vec<&'static str> {
    proposal.reasons.iter().map(obhut_kernel::Message::key).collect()
}

#[test]
fn german_and_abbreviated_names() {
    for (name, category) in [
        ("gebdat", Category::BirthDate),
        ("Geb.-Datum", Category::BirthDate),
        ("plz", Category::PostcodeCity),
        ("PLZ_Ort", Category::PostcodeCity),
        ("vn", Category::Name),
        ("nn", Category::Name),
        ("Vorname 2", Category::Name),
        ("tel", Category::Phone),
        ("TelPrivat", Category::Phone),
        ("mobil", Category::Phone),
        ("strasse", Category::Address),
        ("Straße/Hausnr.", Category::Address),
        ("hausnr", Category::Address),
        ("kto", Category::BankAccount),
        ("iban", Category::BankAccount),
        ("bic", Category::BankAccount),
        ("Kontoinhaber", Category::BankAccount),
        ("sva", Category::TaxOrSocialId),
        ("svnr", Category::TaxOrSocialId),
        ("SV-Nummer", Category::TaxOrSocialId),
        ("steuer_id", Category::TaxOrSocialId),
        ("konfession", Category::ReligionPoliticsUnion),
        ("Gewerkschaft", Category::ReligionPoliticsUnion),
        ("krankheit", Category::Health),
        ("Unverträglichkeiten", Category::Health),
        ("allergie", Category::Health),
        ("Grad der Behinderung", Category::Health),
        ("mitgliedsnr", Category::IdentifierOfPerson),
        ("kundennr", Category::IdentifierOfPerson),
        ("KUNDENNUMMER", Category::IdentifierOfPerson),
        ("usr_email", Category::Email),
        ("cst_vorname", Category::Name),
        ("adm_usr_nachname", Category::Name),
        ("Personalausweisnummer", Category::NationalId),
        ("passwort_hash", Category::PasswordSecret),
        ("Gehalt", Category::SalaryMoney),
        ("Familienstand", Category::OtherPersonal),
        ("last_ip", Category::IpAddress),
        ("Artikelnummer", Category::None),
        ("Preis", Category::None),
        ("Menge", Category::None),
        ("erstellt_am", Category::None),
        ("email_verified", Category::None),
        ("is_email_receipt", Category::None),
        ("phone_type_id", Category::None),
        ("xyzzy", Category::None),
    ] {
        let found = named(name);
        assert_eq!(found.category, category, "{name}: {found:?}");
        assert_eq!(found.special, category.is_special(), "{name}");
    }
}

#[test]
fn the_table_decides_what_a_name_means() {
    for (table, name, category) in [
        ("customers", "name", Category::Name),
        ("products", "name", Category::None),
        ("tbl_mitglieder", "id", Category::IdentifierOfPerson),
        ("rechnung", "id", Category::None),
        ("rechnung", "kunden_id", Category::IdentifierOfPerson),
        ("mitglied", "bemerkung", Category::FreeTextAboutPerson),
        ("artikel", "beschreibung", Category::None),
        ("anrufe", "betreff", Category::CommunicationContent),
        ("countries", "name", Category::None),
        ("user_status", "name", Category::None),
    ] {
        let sample = ColumnSample { name, table: Some(table), ..ColumnSample::default() };
        let found = one(sample);
        assert_eq!(found.category, category, "{table}.{name}: {found:?}");
    }
}

#[test]
fn declared_types_serve_where_values_lack() {
    for (name, declared, data_type) in [
        ("x", "varchar(255)", DataType::Text),
        ("x", "TEXT", DataType::LongText),
        ("x", "tinyint(1)", DataType::Bool),
        ("x", "timestamp with time zone", DataType::DateTime),
        ("x", "date", DataType::Date),
        ("x", "bigint", DataType::Integer),
        ("x", "numeric(10,2)", DataType::Number),
        ("total_amount", "numeric(10,2)", DataType::Amount),
        ("email", "varchar(255)", DataType::Email),
        ("status", "enum('a','b')", DataType::Choice),
        ("notizen", "varchar(4000)", DataType::LongText),
        ("birth_date", "text", DataType::Date),
    ] {
        let declared_type = Some(declared);
        let found = one(ColumnSample { name, declared_type, ..ColumnSample::default() });
        assert_eq!(found.data_type, data_type, "{name} {declared}");
    }
}

#[test]
fn values_show_types() {
    for (values, data_type) in [
        (&["1", "2", "3"][..], DataType::Integer),
        (&["001", "002", "003"], DataType::Text),
        (&["1,5", "2,25", "3"], DataType::Number),
        (&["12,50 €", "1.000 €", "3 €"], DataType::Amount),
        (&["ja", "nein", "ja"], DataType::Bool),
        (&["1.1.2020", "2.1.2020", ""], DataType::Date),
        (&["2024-01-01T10:00:00Z", "2024-01-02T10:00:00Z"], DataType::DateTime),
        (&["https://a.example", "https://b.example"], DataType::Url),
        (&["eine\nzwei"], DataType::LongText),
        (&["eins", "zwei", "drei"], DataType::Text),
        (&["", ""], DataType::Text),
    ] {
        let found = valued("x", values);
        assert_eq!(found.data_type, data_type, "{values:?}: {found:?}");
    }
}

#[test]
fn figures_and_choices() {
    let found = valued(
        "Status",
        &["aktiv", "passiv", "aktiv", "aktiv", "ruhend", "aktiv", "passiv", "aktiv", "", ""],
    );
    assert_eq!(found.data_type, DataType::Choice);
    let choices = ["aktiv", "passiv", "ruhend"].map(str::to_owned).to_vec();
    assert_eq!(found.choices, Some(choices));
    assert!((found.empty_ratio - 0.2).abs() < 0.001);
    assert!((found.unique_ratio - 0.375).abs() < 0.001);

    let found = valued("Geburtsdatum", &["1.2.1970", "31.02.1980", "3.4.1990", "5.6.2001"]);
    assert_eq!((found.data_type, found.bad_examples_count), (DataType::Date, 1));
}

#[test]
fn contradictions_are_named_and_values_win() {
    let phones = ["030/1234567", "+49 171 1234567", "0221-4710123", "089 123456"];
    let found = valued("E-Mail", &phones);
    assert_eq!((found.category, found.data_type), (Category::Phone, DataType::Phone));
    assert!(found.confidence < valued("Telefon", &phones).confidence);
    assert!(keys(&found).contains(&"detect-reason-contradiction"));

    let found = valued("E-Mail", &["SMTP", "SMTP", "SMTP"]);
    assert!(keys(&found).contains(&"detect-reason-unexpected"));
    assert_eq!(found.data_type, DataType::Text);
    assert!(found.confidence < named("E-Mail").confidence);
}

#[test]
fn free_text_reveals_special_categories() {
    let found =
        valued("Sonstiges", &["zahlt bar", "hat Zöliakie", "", "kommt später zum Training"]);
    assert!(found.special, "{found:?}");
    assert!(keys(&found).contains(&"detect-reason-special"));
    let found = valued("x7", &["evangelisch", "katholisch", "", "katholisch"]);
    assert_eq!(found.category, Category::ReligionPoliticsUnion);
    let found = valued("Essen", &["vegetarisch", "vegan", "alles"]);
    assert!(!found.special, "{found:?}");
    let streets = valued("Straße", &["Krankenhausweg 5", "Psychiatriestraße 7"]);
    assert!(!streets.special, "{streets:?}");
}
