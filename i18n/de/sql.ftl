## Datenbanken

error-database-url = Diese Datenbankadresse ist nicht verständlich. Schreiben Sie zum Beispiel sqlite:/var/lib/obhut/daten.db, postgres://benutzer@rechner/datenbank oder mysql://benutzer@rechner/datenbank.
error-database-unreachable = Die Datenbank antwortet nicht. Prüfen Sie, ob der Server läuft, ob Adresse und Anschluss (Port) stimmen und ob eine Firewall dazwischensteht.
error-database-login = Die Datenbank hat die Anmeldung abgelehnt. Prüfen Sie Benutzername und Passwort.
error-database-missing = Auf dem Server gibt es keine Datenbank mit diesem Namen. Legen Sie sie an oder berichtigen Sie den Namen.
error-database-privilege = Der Datenbankbenutzer hat dafür kein Recht. Bitten Sie die Datenbankverwaltung um das fehlende Recht.
error-database-busy = Ein anderer Vorgang hält diese Daten gerade fest. Versuchen Sie es in einigen Sekunden noch einmal.
error-database-constraint = Die Datenbank lehnt die Änderung ab, weil sie eine ihrer Regeln verletzt: Ein Wert ist schon vergeben, fehlt oder wird an anderer Stelle noch gebraucht.
error-database-value = Ein Wert passt nicht in seine Spalte: Er ist zu lang, zu groß oder von der falschen Art.
error-database-read-only = Diese Datenbank ist nur zum Lesen geöffnet. Öffnen Sie sie mit Schreibrecht, um etwas zu ändern.
error-database-full = Auf dem Datenträger der Datenbank ist kein Platz mehr. Schaffen Sie Platz und versuchen Sie es dann noch einmal.
error-database-io = Die Datenbank konnte nicht gelesen oder geschrieben werden. Ob die Änderung gespeichert ist, steht nicht fest: Prüfen Sie das, bevor Sie sie wiederholen.
error-database-open = Die Datenbankdatei lässt sich nicht öffnen. Prüfen Sie, ob der Ordner vorhanden ist und die Zugriffsrechte stimmen.
error-database-corrupt = Diese Datei ist keine Datenbank oder sie ist beschädigt. Spielen Sie eine Sicherung ein.
error-database-too-big = Ein Wert ist zu groß für die Datenbank. Kürzen Sie ihn oder teilen Sie ihn auf.
error-database-file-missing = Die Datenbankdatei { $path } gibt es nicht. Prüfen Sie den Pfad oder richten Sie die Datenbank neu ein.
error-database-schema-missing = Das Schema „{ $schema }“ gibt es in dieser Datenbank nicht. Prüfen Sie den Namen oder richten Sie es neu ein.
error-store-newer = Diese Datenbank wurde von einer neueren Version geschrieben. Installieren Sie mindestens diese Version.

## Tabellen und Schlüssel

error-sql-identifier = Aus „{ $given }“ lässt sich kein Name für eine Tabelle oder Spalte bilden. Verwenden Sie mindestens einen Buchstaben oder eine Ziffer.
error-sql-key = Einen Datensatz mit diesem Schlüssel kann es hier nicht geben. Prüfen Sie den Schlüssel.

## Ersatzwerte

error-transform-column-missing = Die Tabelle { $table } hat keine Spalte „{ $column }“. Lesen Sie das Verzeichnis der Datenbank neu ein und wählen Sie eine vorhandene Spalte.
error-transform-generated = Die Spalte „{ $column }“ in { $table } füllt die Datenbank selbst; sie lässt sich nicht überschreiben. Überschreiben Sie die Spalten, aus denen sie berechnet wird.
error-transform-primary-key = Die Spalte „{ $column }“ gehört zum Schlüssel von { $table }. Ein Schlüssel kann nicht überschrieben werden, weil andere Datensätze darauf verweisen: Löschen Sie den Datensatz oder lassen Sie die Spalte aus.
error-transform-unique = In der Spalte „{ $column }“ von { $table } darf kein Wert zweimal vorkommen, dieser Ersatz käme aber mehrfach vor. Möglich sind ein Platzhalter mit dem Schlüssel, ein Pseudonym mit mindestens 16 Zeichen oder, wenn die Spalte leer sein darf, ein leerer Wert.
error-transform-not-null = Die Spalte „{ $column }“ in { $table } darf nicht leer sein. Wählen Sie einen festen Wert, einen Platzhalter oder eine Maske.
error-transform-foreign-key = Die Spalte „{ $column }“ in { $table } verweist auf { $to }. Sie kann nur geleert werden; jeder andere Ersatz würde auf etwas Falsches verweisen.
error-transform-type = Dieser Ersatz passt nicht zur Spalte „{ $column }“ in { $table } ({ $declared }). Wählen Sie einen festen Wert dieses Typs, bei einem Datum Jahr oder Monat, oder einen leeren Wert.
error-transform-length = Die Spalte „{ $column }“ in { $table } fasst höchstens { $length } Zeichen, der Ersatz kann { $needed } lang werden. Wählen Sie einen kürzeren.
error-transform-letters = Diese Maske verbirgt nichts oder geht über die Grenzen hinaus. Ersetzen oder behalten Sie 1 bis { $most } Zeichen; ein Pseudonym hat 1 bis 64.
error-transform-values = Die Spalte „{ $column }“ in { $table } lässt nur bestimmte Werte zu: { $values }. Wählen Sie einen davon.
error-transform-check = Für die Spalte „{ $column }“ in { $table } gilt die Regel { $check }. Der Ersatz würde sie verletzen; wählen Sie einen, der sie einhält.
error-transform-refused = Die Datenbank hat diesen Ersatz für die Spalte „{ $column }“ in { $table } an einigen Datensätzen probeweise abgelehnt; geändert wurde nichts. Wählen Sie einen Ersatz, der die Regeln der Tabelle einhält.
