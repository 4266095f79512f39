# Werte lesen und Spalten erkennen (obhut-detect)

## IBAN, Region
error-iban-form = „{ $given }“ ist keine IBAN. Eine IBAN beginnt mit zwei Buchstaben und zwei Prüfziffern, zum Beispiel DE89 3704 0044 0532 0130 00.
error-iban-country = „{ $given }“ beginnt mit keinem Land, das IBANs vergibt. Bitte die ersten beiden Buchstaben prüfen.
error-iban-structure = „{ $given }“ passt in Länge oder Aufbau nicht zu den IBANs dieses Landes. Bitte auf fehlende oder überzählige Stellen prüfen.
error-iban-checksum = Die Prüfziffern der IBAN „{ $given }“ stimmen nicht. Vermutlich ist eine Stelle vertippt; bitte mit der Bankkarte vergleichen.
error-region = „{ $given }“ ist kein bekanntes Land. Bitte den zweistelligen Ländercode angeben, zum Beispiel DE.

## Werte lesen
error-parse-email = „{ $given }“ ist keine E-Mail-Adresse. Bitte die Adresse in der Form name@beispiel.de angeben.
error-parse-phone = „{ $given }“ ist keine Telefonnummer. Bitte Vorwahl und Nummer angeben oder das Feld leer lassen.
error-parse-url = „{ $given }“ ist keine Webadresse. Bitte die Adresse mit https:// angeben.
error-parse-bool = „{ $given }“ ist weder Ja noch Nein. Bitte „ja“ oder „nein“ angeben.
error-parse-choice = „{ $given }“ steht nicht zur Auswahl. Möglich sind: { $choices }.
error-parse-integer = „{ $given }“ ist keine ganze Zahl. Bitte nur Ziffern angeben.
error-parse-integer-fraction = „{ $given }“ hat Nachkommastellen, hier ist eine ganze Zahl nötig. Bitte runden oder einen anderen Feldtyp wählen.
error-parse-too-large = „{ $given }“ ist zu groß. Bitte den Wert prüfen oder das Feld als Text führen.
error-parse-number = „{ $given }“ ist keine Zahl. Bitte zum Beispiel 1.234,56 angeben.
error-parse-amount = „{ $given }“ ist kein Geldbetrag. Bitte zum Beispiel 1.234,56 € angeben.
error-parse-date = „{ $given }“ ist kein Datum. Bitte zum Beispiel 31.12.1970 oder 1970-12-31 angeben.
error-parse-date-day = „{ $given }“ gibt es nicht: Der Monat { $month } hat keinen Tag { $day }. Bitte das Datum berichtigen.
error-parse-date-month = „{ $given }“ gibt es nicht: Einen Monat { $month } gibt es nicht. Vielleicht steht der Monat vor dem Tag; dann bitte die Schreibweise der Spalte umstellen.
error-parse-date-no-year = Bei „{ $given }“ fehlt das Jahr. Bitte das Jahr ergänzen oder das Feld leer lassen.
error-parse-date-no-day = Bei „{ $given }“ fehlen Tag oder Monat. Bitte das Datum vollständig angeben oder das Feld als Text führen.
error-parse-date-has-time = „{ $given }“ enthält eine Uhrzeit, die verloren ginge. Bitte die Uhrzeit entfernen oder den Feldtyp „Zeitpunkt“ wählen.
error-parse-date-number = „{ $given }“ ist eine Zahl und kein Datum. Falls die Spalte Datumswerte einer Tabelle als Zahlen enthält, bitte das beim Einlesen angeben.
error-parse-date-serial = Die Zahl „{ $given }“ steht in keiner Tabellenkalkulation für ein Datum. Bitte den Wert prüfen.
error-parse-time = „{ $given }“ enthält keine gültige Uhrzeit. Bitte zum Beispiel 31.12.2024 14:30 angeben.

## Warum eine Spalte so eingestuft wird
detect-reason-name = Der Name der Spalte spricht dafür („{ $words }“).
detect-reason-nothing = Weder Name noch Werte deuten auf etwas Bestimmtes hin.
detect-reason-values = { $share } % der Werte sehen aus wie { $shape }.
detect-reason-no-values = Es lagen keine Werte vor; geurteilt wurde nur nach dem Namen.
detect-reason-declared = Die Datenbank führt die Spalte als „{ $type }“.
detect-reason-person-table = Die Tabelle enthält Personen.
detect-reason-contradiction = Der Name der Spalte („{ $words }“) verspricht etwas anderes, die Werte sehen aus wie { $shape }. Die Werte haben den Ausschlag gegeben; bitte prüfen.
detect-reason-unexpected = Der Name der Spalte spricht für „{ $words }“, aber nur { $share } % der Werte sehen aus wie { $shape }. Bitte prüfen.
detect-reason-special = { $count ->
    [one] Ein Wert enthält
   *[other] { $count } Werte enthalten
} besondere Kategorien personenbezogener Daten (Art. 9 DSGVO), zum Beispiel „{ $word }…“.

## Wie ein Wert aussieht (Ende des Satzes „Die Werte sehen aus wie …“)
detect-shape-email = E-Mail-Adressen
detect-shape-phone = Telefonnummern
detect-shape-iban = IBANs
detect-shape-bic = BICs
detect-shape-url = Webadressen
detect-shape-ip = IP-Adressen
detect-shape-uuid = technische Kennungen (UUID)
detect-shape-secret = Prüfsummen von Passwörtern
detect-shape-coordinates = Koordinaten
detect-shape-card-number = Kartennummern
detect-shape-tax-id = Steuer-Identifikationsnummern
detect-shape-social-id = Sozialversicherungsnummern
detect-shape-date-time = Zeitpunkte
detect-shape-date = Datumsangaben
detect-shape-birth-date = Geburtsdaten
detect-shape-postcode = Postleitzahlen
detect-shape-postcode-city = Postleitzahlen mit Ort
detect-shape-street = Straßen mit Hausnummer
detect-shape-place = Orte oder Länder
detect-shape-salutation = Anreden
detect-shape-gender = Geschlechtsangaben
detect-shape-first-name = Vornamen
detect-shape-surname = Nachnamen
detect-shape-full-name = ganze Namen
detect-shape-money = Geldbeträge
detect-shape-integer = ganze Zahlen
detect-shape-number = Zahlen
detect-shape-bool = Ja oder Nein
detect-shape-prose = Freitext

## Warum zwei Datensätze dieselbe Person sein könnten
match-name = Der Name ist gleich.
match-name-umlaut = Der Name ist gleich bis auf die Umlaute.
match-name-swapped = Vorname und Nachname sind vertauscht.
match-name-sound = Der Name klingt gleich.
match-name-typo = Der Name unterscheidet sich nur wie durch einen Tippfehler.
match-name-part = Ein Teil des Namens fehlt oder ist abgekürzt.
match-name-given = Der Vorname ist gleich, der Nachname nicht (vielleicht durch Heirat).
match-birth-date = Das Geburtsdatum ist gleich.
match-birth-date-near = Das Geburtsdatum unterscheidet sich nur wie durch einen Tippfehler.
match-birth-date-differs = Das Geburtsdatum ist ein anderes.
match-email = Die E-Mail-Adresse ist gleich.
match-phone = Die Telefonnummer ist gleich.
match-address = Straße, Hausnummer und Postleitzahl sind gleich.
match-postcode = Die Postleitzahl ist gleich.
match-moved = Die Anschrift ist eine andere (vielleicht durch Umzug).
