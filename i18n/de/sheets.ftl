## Opening a file

error-sheet-not-found = Die Datei „{ $path }“ gibt es nicht. Prüfen Sie Name und Ordner.
error-sheet-no-permission = Die Datei „{ $path }“ darf nicht gelesen werden. Geben Sie dem Benutzer, unter dem Obhut läuft, das Leserecht.
error-sheet-unreadable = Die Datei „{ $path }“ kann nicht gelesen werden. Prüfen Sie, ob das Laufwerk erreichbar ist, und versuchen Sie es noch einmal.
error-sheet-is-directory = „{ $path }“ ist ein Ordner. Geben Sie eine Datei an.
error-sheet-empty = Die Datei „{ $name }“ ist leer. Wählen Sie eine andere, oder speichern Sie sie im Ursprungsprogramm noch einmal.
error-sheet-no-content = Die Datei enthält keine Tabelle: Alle Zeilen und Blätter sind leer. Wählen Sie eine andere Datei.
error-sheet-no-table = In der Seite ist keine Tabelle. Kopieren Sie die Zellen noch einmal mit den Überschriften.
error-sheet-unknown-format = Dateien der Art { $format } können nicht gelesen werden. Speichern Sie die Tabelle als XLSX, ODS oder CSV.
error-sheet-binary = Die Datei ist weder ein Text noch eine Tabelle in einem bekannten Format. Speichern Sie sie als XLSX, ODS oder CSV.
error-sheet-password = Die Datei ist mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort, und löschen Sie diese Kopie nach dem Import.
error-sheet-damaged = Die Datei ist beschädigt. Öffnen Sie sie im Tabellenprogramm, speichern Sie sie neu, und versuchen Sie es noch einmal.
error-sheet-encoding = Der Zeichensatz „{ $given }“ ist nicht bekannt. Speichern Sie die Datei als UTF-8, oder geben Sie zum Beispiel „windows-1252“ an.
error-sheet-delimiter = „{ $given }“ kann kein Trennzeichen sein. Üblich sind Semikolon, Komma, Tabulator und senkrechter Strich.
error-sheet-header-row = Zeile { $given } ist leer oder nicht vorhanden und kann nicht die Überschriften enthalten. Geben Sie die Nummer der Zeile an, in der die Spaltennamen stehen.
error-sheet-no-such-sheet = Ein Blatt „{ $given }“ gibt es nicht. Vorhanden sind: { $sheets }.

## Limits

error-sheet-too-large = Die Daten sind größer als { $limit-mib } MiB und werden nicht im Speicher gehalten. Speichern Sie sie als CSV-Datei, und geben Sie deren Namen an.
error-sheet-too-many-columns = Die Tabelle hat mehr als { $limit } Spalten. Entfernen Sie Spalten, die nicht gebraucht werden, oder erhöhen Sie die Grenze.
error-sheet-too-many-rows = Das Blatt hat mehr als { $limit } Zeilen. Teilen Sie es auf, oder speichern Sie es als CSV.
error-sheet-too-many-cells = Das Blatt hat mehr als { $limit } Zellen, leere dazwischen mitgezählt. Löschen Sie leere Zeilen und Spalten, oder speichern Sie es als CSV oder XLSX.
error-sheet-archive-entries = Die Datei enthält { $found } Teile, erlaubt sind { $limit }. Das ist keine gewöhnliche Tabelle; speichern Sie sie neu.
error-sheet-archive-size = Die Datei wird ausgepackt größer als { $limit-mib } MiB. Teilen Sie die Tabelle auf, oder speichern Sie sie als CSV.
error-sheet-archive-ratio = Die Datei wird beim Auspacken mehr als { $limit }-mal so groß und könnte den Server lahmlegen. Wenn sie aus vertrauter Quelle kommt, speichern Sie sie als CSV.

## Writing

error-sheet-write = Die Datei kann nicht geschrieben werden. Prüfen Sie, ob genug Platz frei ist, und versuchen Sie es noch einmal.
error-sheet-write-cell = Die Zelle in Spalte { $column } hat mehr als { $limit } Zeichen, die XLSX nicht aufnehmen kann. Schreiben Sie als CSV oder JSON.
error-sheet-name = „{ $given }“ kann kein Blatt heißen. Erlaubt sind höchstens 31 Zeichen ohne eckige Klammern, Doppelpunkt, Stern, Fragezeichen und Schrägstriche.

## Why a row was rejected

row-sheet-too-many-cells = Die Zeile hat { $found } Zellen, die Tabelle nur { $expected } Spalten. Prüfen Sie, ob ein Trennzeichen im Text steht, der dann in Anführungszeichen gehört.
row-sheet-outside = In Spalte { $column } der Datei, die keine Überschrift hat, steht ein Wert. Geben Sie der Spalte eine Überschrift, oder löschen Sie den Wert.
row-sheet-open-quote = Ein Anführungszeichen wird geöffnet und nicht geschlossen. Schließen Sie es, oder verdoppeln Sie es, wenn es zum Text gehört.
row-sheet-cell-too-long = Eine Zelle ist länger als { $limit } Bytes. Kürzen Sie sie.
row-sheet-nul = Eine Zelle enthält das Zeichen mit dem Wert null, das kein Text ist. Löschen Sie es.
row-sheet-undecodable = Eine Zelle enthält Zeichen, die nicht zum Zeichensatz der Datei passen. Schreiben Sie sie neu.
row-sheet-ldif-change = Der Eintrag beschreibt eine Änderung („{ $change }“) und keinen Bestand. Exportieren Sie das Adressbuch vollständig.

## Why a row was skipped

skip-sheet-title = Titel über den Überschriften
skip-sheet-total = Summe am Ende der Tabelle

## What to know of a table

note-sheet-no-header = Es gibt keine Überschriften; die Spalten sind nummeriert.
note-sheet-two-lines = Die Überschriften stehen in zwei Zeilen ({ $first } und { $second }) und wurden verbunden.
note-sheet-titles = { $count ->
    [one] Eine Zeile über den Überschriften (Zeile { $first }) ist keine Datenzeile und wurde übersprungen.
   *[other] { $count } Zeilen über den Überschriften (Zeilen { $first } bis { $last }) sind keine Datenzeilen und wurden übersprungen.
}
note-sheet-unnamed = Spalten ohne Überschrift, aber mit Inhalt, wurden nummeriert: { $columns }.
note-sheet-double = Überschriften, die mehrmals vorkommen, bekamen eine Nummer: { $columns }.
note-sheet-empty-columns = { $count ->
    [one] Eine Spalte ohne Überschrift und Inhalt wurde ausgelassen.
   *[other] { $count } Spalten ohne Überschrift und Inhalt wurden ausgelassen.
}
note-sheet-hidden-columns = Diese Spalten sind im Tabellenprogramm ausgeblendet und werden trotzdem gelesen: { $columns }.
note-sheet-hidden-sheet = Das gelesene Blatt „{ $sheet }“ ist im Tabellenprogramm ausgeblendet.
note-sheet-hidden-sheets = Die Datei hat ausgeblendete Blätter, die nicht gelesen werden: { $sheets }.
note-sheet-other-sheets = Die Datei hat weitere Blätter, die nicht gelesen werden: { $sheets }.
note-sheet-merged = { $count ->
    [one] Eine verbundene Zelle gilt für alle Zeilen, über die sie reicht.
   *[other] { $count } verbundene Zellen gelten für alle Zeilen, über die sie reichen.
}
note-sheet-html-tables = Die Seite enthält { $count } Tabellen; gelesen wird die mit den meisten Zeilen.
note-sheet-card-binary = { $count ->
    [one] Ein Bild, Ton, Schlüssel oder eingebetteter Kontakt wurde ausgelassen.
   *[other] { $count } Bilder, Töne, Schlüssel oder eingebettete Kontakte wurden ausgelassen.
}
note-sheet-card-lines = { $count ->
    [one] Eine Zeile war nicht zu verstehen und wurde ausgelassen.
   *[other] { $count } Zeilen waren nicht zu verstehen und wurden ausgelassen.
}
note-sheet-card-guessed = { $count ->
    [one] Ein Wert nennt seinen Zeichensatz nicht. Prüfen Sie Umlaute und Sonderzeichen.
   *[other] { $count } Werte nennen ihren Zeichensatz nicht. Prüfen Sie Umlaute und Sonderzeichen.
}

## Why something was detected

reason-sheet-format-content = Der Inhalt von „{ $name }“ ist { $format }.
reason-sheet-format-text = „{ $name }“ ist Text und wird als { $format } gelesen.
reason-sheet-encoding-forced = Zeichensatz { $encoding }: so angegeben.
reason-sheet-encoding-mark = Zeichensatz { $encoding }: Die Datei beginnt mit seiner Kennung.
reason-sheet-encoding-zeros = Zeichensatz { $encoding }: Jedes zweite Byte ist null.
reason-sheet-encoding-ascii = Zeichensatz { $encoding }: Die Datei enthält keine Umlaute oder Sonderzeichen.
reason-sheet-encoding-valid = Zeichensatz { $encoding }: Alle Umlaute und Sonderzeichen passen.
reason-sheet-encoding-mostly = Zeichensatz { $encoding }: Fast alle Sonderzeichen passen, { $broken } nicht.
reason-sheet-encoding-letters = Zeichensatz { $encoding }: nach den Buchstaben, die vorkommen. Prüfen Sie die Umlaute.
reason-sheet-delimiter-forced = Trennzeichen { $delimiter }: so angegeben.
reason-sheet-delimiter-declared = Trennzeichen { $delimiter }: steht in der ersten Zeile der Datei.
reason-sheet-delimiter-sniffed = Trennzeichen { $delimiter }: teilt die Zeilen in gleich viele Zellen.
reason-sheet-delimiter-none = Kein Trennzeichen teilt die Zeilen; die Tabelle hat eine Spalte.
reason-sheet-header-forced = Überschriften in Zeile { $row }: so angegeben.
reason-sheet-header-forced-absent = Keine Überschriften: so angegeben.
reason-sheet-header-found = Überschriften in Zeile { $row }: Sie unterscheidet sich von den Zeilen darunter.
reason-sheet-header-absent = Keine Überschriften: Schon die erste Zeile sieht aus wie die anderen.
