## Ein Name in beiden Sprachen

label-by-language = { $en ->
   *[other] { $de }
}

## Rechte und Konten

error-forbidden = Dafür fehlt Ihnen das Recht „{ $right }“. Bitten Sie jemanden, der Konten verwaltet, um eine Rolle mit diesem Recht.
error-account = Ein aktives Konto „{ $login }“ gibt es nicht. Prüfen Sie den Anmeldenamen mit „obhut user list“.
error-account-exists = Ein Konto „{ $login }“ gibt es schon. Wählen Sie einen anderen Anmeldenamen.
error-account-missing = Ein Konto „{ $login }“ gibt es nicht. Prüfen Sie den Anmeldenamen mit „obhut user list“.
error-login-form = „{ $given }“ kann kein Anmeldename sein. Erlaubt sind bis zu 100 Buchstaben, Ziffern und die Zeichen . - _ @ +
error-last-administrator = Das ist das letzte Konto, das Konten verwalten darf. Geben Sie die Rolle zuerst einem anderen Konto.
error-role = Eine Rolle „{ $given }“ gibt es nicht. Möglich sind: administrator, privacy_manager, clerk, sales, marketing, auditor, external.
error-visibility = „{ $given }“ ist keine Sichtbarkeit. Möglich sind: all, team, owner.

## Speicher

error-store-exists = In { $place } gibt es schon einen Obhut-Speicher. Wählen Sie mit --data einen anderen Ordner, oder arbeiten Sie mit dem vorhandenen weiter.
error-store-missing = In { $place } gibt es noch keinen Obhut-Speicher. Legen Sie ihn mit „obhut init“ an, oder nennen Sie mit --data den richtigen Ordner.
error-template = „{ $given }“ ist keine Vorlage. Möglich sind: crm, association, empty.
error-time-zone = „{ $given }“ ist keine Zeitzone. Schreiben Sie zum Beispiel Europe/Berlin.
error-file-write = Die Datei { $path } lässt sich nicht schreiben. Prüfen Sie den Pfad, die Zugriffsrechte und den freien Platz.
error-changed-meanwhile = Jemand hat diese Datensätze gerade geändert. Versuchen Sie es noch einmal.
error-rule-disabled = Die Regel „{ $rule }“ ist abgeschaltet. Schalten Sie sie im Löschkonzept ein (enabled = true), um sie auszuführen; eine Vorschau zeigt --dry-run.
error-concept-proposed = Das Löschkonzept ist der Vorschlag der Vorlage und nicht in Kraft. Prüfen Sie es („obhut concept export DATEI“, „obhut run --dry-run“) und setzen Sie es in Kraft: „obhut concept apply DATEI“.
error-reason-missing = Hier braucht es eine Begründung. Nennen Sie sie, auf der Befehlszeile mit --reason.
error-reason-names = Die Begründung enthält den Wert des Feldes „{ $field }“. Sie bleibt im Protokoll stehen, wenn die Person gelöscht ist: Nennen Sie ein Aktenzeichen oder ein Datum statt der Person.

## Datenobjekte und Felder

error-type-missing = Ein Datenobjekt „{ $given }“ gibt es nicht, oder Sie dürfen es nicht sehen. „obhut types“ listet alle auf.
error-type-exists = Ein Datenobjekt „{ $given }“ gibt es schon. Wählen Sie einen anderen Schlüssel, oder nehmen Sie das vorhandene.
error-key-form = „{ $given }“ kann kein Schlüssel sein. Verwenden Sie bis zu 50 Kleinbuchstaben von a bis z, Ziffern und Unterstriche; am Anfang steht ein Buchstabe.
error-field-missing = Ein Feld „{ $field }“ gibt es bei „{ $type }“ nicht, oder Sie dürfen es nicht sehen. „obhut types { $type }“ listet die Felder auf.
error-field-twice = Ein Feld „{ $field }“ gibt es schon. Wählen Sie einen anderen Schlüssel.
error-field-reserved = „{ $field }“ braucht Obhut selbst. Wählen Sie für das Feld einen anderen Schlüssel.
error-field-link = Das Feld „{ $field }“ braucht ein Ziel: Nennen Sie bei Verknüpfungen das Datenobjekt, und nur bei diesen.
error-field-required = Das Feld „{ $field }“ darf nicht leer sein. Geben Sie einen Wert an.
error-value = Der Wert für „{ $field }“ passt nicht: { $why }

## Datensätze

error-record-missing = Einen Datensatz { $type }/{ $key } gibt es nicht, oder Sie dürfen ihn nicht sehen. Prüfen Sie den Schlüssel.
error-record-gone = Der Datensatz { $key } ist schon anonymisiert oder archiviert. Daran lässt sich nichts mehr ändern; löschen können Sie ihn noch.
error-record-kept = Der Datensatz { $type }/{ $key } ist seit { $since } von Löschung und Anonymisierung ausgenommen (Keep), gesetzt von { $owner }. Grund: { $reason }. Heben Sie den Vermerk auf, wenn er nicht mehr gilt.
error-record-locked = Der Datensatz { $type }/{ $key } ist seit { $since } gesperrt, gesetzt von { $owner }. Grund: { $reason }. Er kann weder geändert noch herausgegeben noch gelöscht werden, bis die Sperre aufgehoben ist.
error-record-statutory = Der Datensatz { $type }/{ $key } muss noch aufbewahrt werden ({ $norm }). Sperren Sie ihn, bis die Frist abgelaufen ist.
error-mark-exists = Diesen Vermerk ({ $kind }) gibt es dort schon. Heben Sie ihn auf, bevor Sie einen neuen mit anderem Grund setzen.
error-mark-missing = Einen Vermerk ({ $kind }), der sich aufheben ließe, gibt es dort nicht.
error-mark-kind = „{ $given }“ ist kein Vermerk. Möglich sind: keep, lock.

## Suche und Sperrliste

error-find-empty = Wonach soll gesucht werden? Geben Sie einen Namen, eine E-Mail-Adresse, eine Telefon- oder Kundennummer ein.
error-suppress-identifier = Auf die Sperrliste können nur E-Mail-Adressen und Telefonnummern. Prüfen Sie die Schreibweise.
find-by-field = gleicher Wert in „{ $field }“
find-by-name = gleicher oder ähnlicher Name
find-by-person = gehört zur selben Person (Nr. { $person })
match-name-alone = gleicher Name, sonst nichts
match-same-email-other-name = gleiche E-Mail-Adresse, aber anderer Name
match-same-phone-other-name = gleiche Telefonnummer, aber anderer Name
match-same-number-other-name = gleiche Nummer, aber anderer Name
match-same-number-other-email = gleiche Nummer, aber andere E-Mail-Adresse

## Bedingungen

error-condition = Die Bedingung ist ab Zeichen { $at } nicht zu verstehen: „{ $rest }“. Schreiben Sie zum Beispiel status = "ended" and ended_on < today - P3Y.
error-condition-end = Die Bedingung hört mittendrin auf. Schreiben Sie zum Beispiel status = "ended" and ended_on < today - P3Y.
error-condition-field = Ein Feld „{ $field }“ gibt es bei „{ $type }“ nicht, oder Sie dürfen es nicht sehen. „obhut types { $type }“ listet die Felder auf.
error-condition-literal = Das Feld „{ $field }“ ({ $type }) lässt sich nicht mit { $given } vergleichen. Text steht in Anführungszeichen, ein Datum in der Form 2026-01-31, ja und nein sind true und false.
error-condition-person = „{ $type }“ ist mit keiner Person verknüpft; exists, no und latest gehen nur über die Person. Vergleichen Sie ein Feld des Datensatzes selbst.
error-condition-system = „{ $type }“ liegt in einem anderen System. exists, no und latest gehen nur innerhalb eines Systems.

## Löschkonzept

error-concept-none = Ein Löschkonzept gibt es noch nicht. Legen Sie eines mit „obhut concept apply DATEI“ an.
error-concept-syntax = Zeile { $line }, Spalte { $column } des Löschkonzepts ist nicht zu verstehen: { $text } – Oft fehlt ein Anführungszeichen, ein Gleichheitszeichen oder eine Klammer, oder ein Eintrag steht zweimal im selben Abschnitt. Berichtigen Sie die Zeile, und prüfen Sie die Datei mit „obhut concept check“.
error-concept-entry = Zeile { $line }, Spalte { $column } des Löschkonzepts: { $text } – Einen Eintrag „{ $given }“ gibt es in diesem Abschnitt nicht. Es gibt: { $possible }. Berichtigen Sie die Zeile, und prüfen Sie die Datei mit „obhut concept check“.
error-concept-word = Zeile { $line }, Spalte { $column } des Löschkonzepts: { $text } – „{ $given }“ ist hier nicht möglich. Es gibt: { $possible }. Berichtigen Sie die Zeile, und prüfen Sie die Datei mit „obhut concept check“.
error-concept-lacks = Zeile { $line }, Spalte { $column } des Löschkonzepts: { $text } – In diesem Abschnitt fehlt der Eintrag „{ $given }“. Ergänzen Sie ihn, und prüfen Sie die Datei mit „obhut concept check“.
error-concept-value = Zeile { $line }, Spalte { $column } des Löschkonzepts: { $text } – Der Wert passt nicht zu seinem Eintrag: Texte stehen in Anführungszeichen, Zahlen und true oder false ohne sie, Listen in eckigen Klammern. Berichtigen Sie die Zeile, und prüfen Sie die Datei mit „obhut concept check“.
error-concept-refused = Das Löschkonzept wurde nicht übernommen. Regel „{ $rule }“: { $why }
error-rule-missing = Eine Regel „{ $given }“ gibt es im Löschkonzept nicht. Prüfen Sie die Schreibweise mit „obhut concept export“.
error-rule-twice = Die Regel „{ $rule }“ gibt es zweimal. Geben Sie einer der beiden einen anderen Schlüssel (key).
error-rule-class = Die Regel „{ $rule }“ nennt eine Löschklasse „{ $class }“, die es nicht gibt. Nehmen Sie eine der vorhandenen, zum Beispiel end_of_relationship_3y, oder legen Sie sie mit [[class]] an.
error-rule-class-period = Die Regel „{ $rule }“ nennt Löschklasse und Frist. Lassen Sie class oder period weg: Die Klasse bringt ihre Frist mit.
error-rule-event = In der Regel „{ $rule }“ ist „{ $field }“ kein Datum. Als Startereignis taugt nur ein Datumsfeld oder latest(Datenobjekt.Feld).
error-rule-period = Die Regel „{ $rule }“ hat ein Startereignis, aber keine Frist. Nennen Sie class oder period, zum Beispiel period = "P3Y".
error-rule-start = Die Regel „{ $rule }“ hat eine Frist, aber kein Startereignis. Nennen Sie mit start das Feld, ab dem die Frist läuft.
error-rule-stage = Die Regel „{ $rule }“ nennt eine Stufe außerhalb von 1 bis 8. Stufe 9 ist die vollständige Anonymisierung (action = "anonymise").
error-rule-set-class = Die Regel „{ $rule }“ soll einteilen, sagt aber nicht, in welche Klasse. Nennen Sie sie mit set_class.
error-rule-schedule = Die Regel „{ $rule }“ hat einen Takt, der nicht zu verstehen ist: { $given }. Schreiben Sie Minute, Stunde, Tag, Monat und Wochentag, zum Beispiel "0 3 * * *" für täglich um 3 Uhr.
error-schedule = „{ $given }“ ist kein Takt. Schreiben Sie Minute, Stunde, Tag, Monat und Wochentag, zum Beispiel "0 3 * * *" für täglich um 3 Uhr.
finding-no-fallback = Die Regel „{ $rule }“ sagt nicht, was gilt, wenn ihr Startereignis leer ist; solche Datensätze gehen nie. Nennen Sie mit fallback ein Ersatzereignis, zum Beispiel created_at.
finding-no-reason = Die Regel „{ $rule }“ nennt weder Norm noch Begründung. Ergänzen Sie norm oder reason.
finding-stage-twice = Die Regel „{ $rule }“ hat dieselbe Stufe wie eine andere auf demselben Datenobjekt. Was die eine getan hat, lässt die andere aus; geben Sie der späteren eine höhere Stufe (stage).

## Aktionen

error-action = „{ $given }“ ist keine Aktion. Möglich sind: anonymise, partial, mask, lock, unlock, keep, release, delete, archive, classify und die Aktionen des Löschkonzepts.
error-act-classify = Einteilen kann nur eine Regel. Legen Sie im Löschkonzept eine mit action = "classify" und set_class an.
error-partial-fields = Teilweise anonymisieren: Welche Felder? Nennen Sie sie mit fields oder replace.
error-replace = „{ $given }“ ist kein Ersatz. Möglich sind: empty, placeholder, year, month, mask(4,4), last(4,6), keep(2,5), pseudonym(16) oder ein Wert.
error-replace-required = Das Feld „{ $field }“ darf nicht leer sein. Wählen Sie einen anderen Ersatz als empty.
error-replace-unfit = Dieser Ersatz passt nicht zum Feld „{ $field }“ ({ $type }). Wählen Sie einen, der zu seinem Datentyp passt, oder empty.
error-replace-unique = Im Feld „{ $field }“ darf kein Wert zweimal vorkommen. Wählen Sie placeholder oder pseudonym.

## Läufe und Fälle

error-run-today = Der Tag eines Laufs lässt sich nur in einem Wegwerf-Speicher wählen („obhut init --sandbox“ oder „obhut demo“). Für einen Blick voraus nehmen Sie --dry-run.
error-case-state = „{ $given }“ ist kein Zustand eines Falls. Möglich sind: due, held, done, failed.
hold-cap = Obergrenze des Laufs erreicht; der nächste Lauf nimmt sie
hold-keep = von der Löschung ausgenommen (Keep)
hold-person-keep = die Person ist von der Löschung ausgenommen (Keep)
hold-lock = gesperrt (Art. 18 DSGVO)
hold-person-lock = die Person ist gesperrt (Art. 18 DSGVO)
hold-statutory = noch aufzubewahren ({ $norm })
why-condition = Die Bedingung der Regel trifft zu
why-event = { $en ->
   *[other] { $de }
}
why-event-latest = jüngstes Ereignis

## Protokoll

error-journal-empty = Das Protokoll hat noch keinen Prüfpunkt. Führen Sie erst etwas aus, und exportieren Sie dann.
journal-problem-side = Zum Eintrag { $index } passen die Angaben nicht, die im Klartext daneben stehen: Sie wurden verändert.
journal-problems-more = … und { $count } weitere.
