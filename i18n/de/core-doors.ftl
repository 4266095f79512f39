## Datensätze von Hand

error-link-form = „{ $given }“ ist keine Nummer eines Datensatzes. Nennen Sie die Nummer, zu der verknüpft wird.
error-link-missing = „{ $field }“ verknüpft mit { $type }/{ $key }, das es nicht gibt. Prüfen Sie die Nummer.
error-value-size = Der Wert ist zu groß, um gespeichert zu werden.
error-value-type = Ein Wert dieser Art passt nicht; nötig ist: { $type }.

## Personen

error-person-missing = Eine Person Nr. { $person } gibt es nicht. Suchen Sie sie mit „obhut find“.
error-person-locked = Die Person Nr. { $person } oder ein Datensatz von ihr ist gesperrt (Art. 18 DSGVO). Solange die Sperre gilt, kommt nichts dazu.
error-suppressed = E-Mail-Adresse, Telefonnummer oder Kundennummer stehen auf der Sperrliste: Die Person hat widersprochen oder ist gelöscht. Wer das Recht records.act hat, kann den Eintrag mit Begründung trotzdem vornehmen, auf der Befehlszeile mit --despite-suppression.

## Konten

error-account-closed = Das Konto „{ $login }“ ist schon geschlossen.
error-account-open = Das Konto „{ $login }“ ist nicht geschlossen.
