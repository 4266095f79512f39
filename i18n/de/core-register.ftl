## Sichtbarkeit von Datensätzen

error-owner-form = „{ $given }“ ist keine Person. Geben Sie ihre Nummer an, „new“ für eine neue Person oder nichts für niemanden.
error-owner-type = Datensätze von „{ $type }“ gehören zu keiner Person.
error-owner-needed = Datensätze von „{ $type }“ gehören immer zu einer Person. Geben Sie ihre Nummer an oder „new“ für eine neue.
error-visibility-owner = Wer einen Datensatz sieht, bestimmt sein Eigentümer oder wer alle Datensätze dieses Datenobjekts sehen darf. Bitten Sie eine von diesen Personen darum.

## Auswahlfelder

error-choices-field = Das Feld „{ $field }“ ist kein Auswahlfeld. Werte zur Auswahl haben nur Felder vom Datentyp choice.
error-choices-form = Ein Wert zur Auswahl ist leer oder enthält Steuerzeichen. Nennen Sie mindestens einen Wert, jeden als eigenes Wort.
error-choices-twice = Der Wert „{ $given }“ steht zweimal in der Auswahl. Nennen Sie jeden Wert nur einmal.
error-choices-used = { $count ->
    [one] Den Wert „{ $given }“ hat noch 1 Datensatz im Feld „{ $field }“; die Auswahl bleibt, wie sie war. Ändern Sie zuerst diesen Datensatz oder lassen Sie den Wert in der Auswahl.
   *[other] Den Wert „{ $given }“ haben noch { $count } Datensätze im Feld „{ $field }“; die Auswahl bleibt, wie sie war. Ändern Sie zuerst diese Datensätze oder lassen Sie den Wert in der Auswahl.
}
