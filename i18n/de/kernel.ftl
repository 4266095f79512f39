error-internal = Ein interner Fehler ist aufgetreten. Bitte melden Sie ihn mit dem Protokoll der Anwendung.
error-language = „{ $given }“ ist keine unterstützte Sprache. Wählen Sie „de“ oder „en“.
error-data-type = „{ $given }“ ist kein Datentyp. Möglich sind: text, long_text, email, phone, iban, date, date_time, integer, number, amount, bool, choice, url, link.
error-category = „{ $given }“ ist keine Datenkategorie. Prüfen Sie die Schreibweise, zum Beispiel name, email, phone, address, birth_date; „none“ steht für Felder ohne Personenbezug.
error-field-class = „{ $given }“ ist keine Feldklasse. Möglich sind: plain, identity, contact, finance, employment, content, technical, special, secret, other.

## Categories of data

category-none = kein Personenbezug
category-name = Name
category-email = E-Mail-Adresse
category-phone = Telefonnummer
category-address = Anschrift
category-postcode-city = PLZ und Ort
category-birth-date = Geburtsdatum
category-gender = Geschlecht und Anrede
category-bank-account = Bankverbindung
category-tax-or-social-id = Steuer- oder Sozialversicherungsnummer
category-national-id = Ausweisnummer
category-username = Benutzername
category-password-secret = Passwort oder Geheimnis
category-ip-address = IP-Adresse
category-online-id = Online-Kennung
category-photo = Foto
category-free-text-about-person = Freitext zur Person
category-health = Gesundheitsdaten
category-religion-politics-union = Religion, Politik, Gewerkschaft
category-employment = Beschäftigung
category-salary-money = Gehalt und Zahlungen
category-identifier-of-person = Personenkennung
category-communication-content = Kommunikationsinhalt
category-geo-location = Standort
category-signature = Unterschrift
category-other-personal = andere personenbezogene Daten

## Classes of fields

field-class-plain = ohne Personenbezug
field-class-identity = Identität
field-class-contact = Kontakt
field-class-finance = Finanzen
field-class-employment = Beschäftigung
field-class-content = Inhalte
field-class-technical = Technische Spuren
field-class-special = Besondere Kategorien (Art. 9 DSGVO)
field-class-secret = Geheimnisse
field-class-other = Sonstige und nicht eingeordnete Daten

## Types of data

data-type-text = Text
data-type-long-text = Mehrzeiliger Text
data-type-email = E-Mail-Adresse
data-type-phone = Telefonnummer
data-type-iban = IBAN
data-type-date = Datum
data-type-date-time = Zeitpunkt
data-type-integer = Ganze Zahl
data-type-number = Dezimalzahl
data-type-amount = Geldbetrag
data-type-bool = Ja/Nein
data-type-choice = Auswahl
data-type-url = Webadresse
data-type-link = Verknüpfung
