//! Address books.

use obhut_sheets::{Format, Header};

use crate::fixtures::{read, refused_key};

fn of(found: &crate::fixtures::Read, row: usize, column: &str) -> String {
    let at = found.columns.iter().position(|name| name == column).unwrap_or_else(|| {
        panic!("no column {column} in {:?}", found.columns);
    });
    found.rows[row].1[at].clone()
}

#[test]
fn all_versions_of_vcard_are_read() {
    let found = read(
        "k.vcf",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n\
         NOTE;ENCODING=QUOTED-PRINTABLE:erste =\r\nHälfte=0Azweite\r\nTEL;CELL:+49 172 1\r\nTEL;WORK;FAX:030 2\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Jäger\r\nN:Jäger;Anna;;Dr.;\r\nEMAIL;TYPE=INTERNET,HOME:a@exam\r\n ple.org\r\n\
         EMAIL;TYPE=HOME:b@example.org\r\nADR;TYPE=WORK:;;Weg 1\\, Hof;Köln;;04109;DE\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bert\r\nTEL;VALUE=uri;TYPE=\"home,voice\":tel:+49-30-1\r\nEMAIL;PREF=1:c@example.org\r\nBDAY:--0415\r\nEND:VCARD\r\n",
    );
    assert_eq!(found.table.detected.format, Format::Vcard);
    assert_eq!(found.table.detected.header, Header::Fields);
    assert_eq!(found.rows.len(), 3);
    for (row, column, value) in [
        (0, "last_name", "Müller"),
        (0, "first_name", "Jörg"),
        (0, "note", "erste Hälfte\nzweite"),
        (0, "phone_mobile", "+49 172 1"),
        (0, "fax_work", "030 2"),
        (1, "full_name", "Anna Jäger"),
        (1, "name_prefix", "Dr."),
        (1, "email_home", "a@example.org"),
        (1, "email_home_2", "b@example.org"),
        (1, "address_work_street", "Weg 1, Hof"),
        (1, "address_work_postal_code", "04109"),
        (2, "phone_home", "+49-30-1"),
        (2, "email", "c@example.org"),
        (2, "birth_date", "--0415"),
    ] {
        assert_eq!(of(&found, row, column), value, "{column}");
    }
    assert_eq!(found.notes, ["note-sheet-card-binary"]);
    assert_eq!(found.columns[0], "full_name");
}

#[test]
fn broken_cards_give_what_they_hold() {
    let found = read(
        "k.vcf",
        "BEGIN:VCARD\nFN:Ohne Ende\nunsinn\nBEGIN:VCARD\nFN:Zweite\nAGENT:BEGIN:VCARD\nFN:Vertreter\nEND:VCARD\nTEL:1\nEND:VCARD\n\
         BEGIN:VCARD\nFN:Dritte\nX-Eigenes:x",
    );
    assert_eq!(
        (0..3).map(|row| of(&found, row, "full_name")).collect::<Vec<_>>(),
        ["Ohne Ende", "Zweite", "Dritte"]
    );
    assert_eq!(of(&found, 2, "x_eigenes"), "x");
    assert!(found.notes.contains(&"note-sheet-card-lines"));
    assert_eq!(found.numbers(), [1, 4, 11]);
}

#[test]
fn cards_in_other_encodings_are_read() {
    let text = "BEGIN:VCARD\r\nFN:Jörg Müller\r\nEND:VCARD\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for bytes in [text.as_bytes().to_vec(), utf16, windows] {
        assert_eq!(of(&read("k.vcf", bytes), 0, "full_name"), "Jörg Müller");
    }
    // A value may have an encoding of its own, or none that it names.
    let found = read(
        "k.vcf",
        "BEGIN:VCARD\nNOTE;CHARSET=iso-8859-2;ENCODING=QUOTED-PRINTABLE:Iksi=F1ski\nFN;ENCODING=QUOTED-PRINTABLE:J=F6rg\nEND:VCARD\n",
    );
    assert_eq!(
        (of(&found, 0, "note"), of(&found, 0, "full_name")),
        ("Iksiński".into(), "Jörg".into())
    );
    assert_eq!(found.notes, ["note-sheet-card-guessed"]);
}

#[test]
fn directory_entries_are_read() {
    let found = read(
        "k.ldif",
        "version: 1\n# Kommentar\ndn: cn=A,\n ou=x\nobjectClass: top\nobjectClass: person\ncn:: SsO2cmc=\nmail: a@example.org\nmail: b@example.org\n\
         jpegPhoto:: /9j/4A==\n\ndn: cn=B\nchangetype: delete\n\n\ndn: cn=C\ncn;lang-de: C\ntelephoneNumber: 1\n",
    );
    assert_eq!(found.table.detected.format, Format::Ldif);
    assert_eq!(of(&found, 0, "full_name"), "Jörg");
    assert_eq!(of(&found, 0, "dn"), "cn=A,ou=x");
    assert_eq!(of(&found, 0, "email_2"), "b@example.org");
    assert_eq!(of(&found, 0, "objectclass"), "top, person");
    assert_eq!(of(&found, 1, "phone_work"), "1");
    assert_eq!(found.rejected, [(12, None, "row-sheet-ldif-change")]);
    assert_eq!(found.numbers(), [3, 16]);
    assert_eq!(found.notes, ["note-sheet-card-binary"]);
}

#[test]
fn a_card_without_any_field_is_refused() {
    assert_eq!(refused_key("k.vcf", "BEGIN:VCARD\nEND:VCARD\n"), "error-sheet-no-content");
}
