# Import von Dateien, Export (obhut-core)

## Warum ein Import nicht beginnt
error-import-column = Eine Spalte „{ $column }“ gibt es in der Datei nicht. Bitte den Namen so angeben, wie er in der Datei steht.
error-import-nothing-mapped = Keine Spalte der Datei passt zu einem Feld von „{ $type }“. Spalten der Datei: { $columns }. Bitte Spalten zuordnen (--map "SPALTE=FELD"), Felder ergänzen lassen (--add-fields) oder die Datei als neues Datenobjekt importieren (--new).
error-import-required = Das Feld „{ $field }“ von „{ $type }“ braucht immer einen Wert, aber keine Spalte passt dazu. Bitte eine Spalte zuordnen (--map "SPALTE={ $field }") oder in der Datei ergänzen.
error-import-field-twice = Dem Feld „{ $field }“ sind zwei Spalten zugeordnet. Bitte eine davon auslassen (--map "SPALTE=").
error-import-type-exists = Das Datenobjekt „{ $given }“ gibt es schon. Bitte einen anderen Schlüssel wählen oder ohne „neu“ in das vorhandene importieren.
error-import-changed = Der letzte Import dieser Datei wurde unterbrochen, und seitdem hat sie sich in Zeilen geändert, die schon importiert sind. Bitte die ursprüngliche Datei verwenden oder den Import ausdrücklich von vorn beginnen; dann prüfen Sie bitte auf doppelte Datensätze.
error-import-done = Diese Datei wurde am { $day } von { $actor } schon importiert ({ $records } Datensätze); jetzt wurde nichts gespeichert. Soll sie trotzdem noch einmal importiert werden, verlangen Sie das bitte ausdrücklich (auf der Befehlszeile mit --again); alle Datensätze sind dann doppelt vorhanden.
error-import-elsewhere = Dieselbe Datei wird gerade anderswo importiert. Bitte warten, bis das beendet ist.

## Warum eine Zeile nicht gespeichert wurde
import-reason-also = { $first } Außerdem { $field }: { $why }
import-reason-empty = In keiner importierten Spalte steht ein Wert. Bitte die Zeile ergänzen oder löschen.
import-reason-formula-error = Die Zelle zeigt den Fehler „{ $given }“ einer Formel. Bitte die Formel berichtigen oder den Wert eintragen.
import-reason-too-large = Die Zahl ist zu groß. Bitte den Wert prüfen.
import-reason-link = Einen verknüpften Datensatz mit dem Schlüssel „{ $given }“ gibt es nicht. Bitte den Schlüssel prüfen.
import-reason-suppressed = Die Person steht auf der Sperrliste: Sie hat widersprochen oder ist gelöscht. Die Zeile bleibt draußen; wer das Recht dazu hat, kann den Datensatz mit Begründung von Hand anlegen.
import-reason-damaged = Die Zeichen in „{ $given }“ sind beschädigt, vermutlich falsch kodiert. Bitte die Datei als UTF-8 speichern oder ihre Kodierung nennen: --encoding NAME.
import-reason-locked = Der Datensatz oder die Person ist gesperrt und darf nicht verändert werden. Bitte klären, ob die Sperre aufgehoben werden kann.
import-reason-not-unique = Diesen Wert hat schon ein anderer Datensatz. Bitte den Wert prüfen oder die Zeile weglassen.
import-reason-twice-in-file = Dieser Wert steht in der Datei schon in einer früheren Zeile. Bitte den Wert prüfen oder die Zeile weglassen.

## Wohin eine Spalte geht
import-map-chosen = So gewählt.
import-map-name = Spalte und Feld heißen gleich.
import-map-synonym = Spalte und Feld bedeuten dasselbe.
import-map-content = Inhalt und Feld passen zusammen.
import-map-whole-name = Die Spalte enthält ganze Namen; sie werden in Vornamen und Nachnamen zerlegt.
import-map-links = Kein Feld passt zu dieser Spalte; sie dient nur dazu, die Person zu finden, und wird nicht gespeichert.
import-map-suggests = Kein Feld passt zu dieser Spalte; Personen dieses Namens werden nur vorgeschlagen, gespeichert wird sie nicht.
import-map-none = Kein Feld passt zu dieser Spalte; sie wird nicht importiert.
import-map-skipped = Ausgelassen, wie gewählt.
import-map-no-right = Ihnen fehlt das Recht, das Feld „{ $field }“ zu füllen; die Spalte wird nicht importiert.
import-map-unsure = Vielleicht gehört die Spalte zum Feld „{ $field }“; das ist zu unsicher, sie wird nicht importiert. So wird sie zugeordnet: --map "{ $column }={ $field }".
import-map-unfit = Der Name passt zum Feld „{ $field }“, aber zu viele Werte passen nicht; die Spalte wird nicht importiert. So wird sie trotzdem zugeordnet, und Zeilen mit falschen Werten werden abgewiesen: --map "{ $column }={ $field }".
import-type-text = Als Text geführt, weil sonst zu viele Werte verloren gingen.

## Hinweise
import-note-skipped = Zeile { $row } wurde übersprungen: { $why }.
import-note-resumed = Ein unterbrochener Import dieser Datei wurde nach { $rows } Zeilen fortgesetzt. Was davor abgelehnt wurde, ist hier gezählt, aber nicht noch einmal aufgeführt.
import-note-unchecked = { $count ->
    [one] Eine neue Zeile wurde
   *[other] { $count } neue Zeilen wurden
} nicht über Name und Geburtsdatum mit vorhandenen Datensätzen verglichen, weil es zu viele gleiche Namen gibt.

## Was verstanden wurde, aber angesehen werden sollte
import-hint-repaired = „{ $column }“: { $count ->
    [one] Ein Wert war
   *[other] { $count } Werte waren
} doppelt kodiert und { $count ->
    [one] ist
   *[other] sind
} berichtigt (zuerst Zeile { $row }).
import-hint-no-date = „{ $column }“: { $count } × steht 00.00.0000 oder Ähnliches; das Datum bleibt leer (zuerst Zeile { $row }).
import-hint-birth = „{ $column }“: { $count } × liegt das Geburtsdatum in der Zukunft oder vor mehr als 120 Jahren (zuerst Zeile { $row }). Bitte prüfen.
import-hint-order = „{ $column }“: { $count } × können Tag und Monat vertauscht sein (zuerst Zeile { $row }); gelesen ist zuerst der Tag. Andernfalls: --dates mdy.
import-hint-zero-back = „{ $column }“: { $count } × fehlte der Postleitzahl die führende Null; sie ist ergänzt (zuerst Zeile { $row }).
import-hint-zero-lost = „{ $column }“: { $count } × hat die Postleitzahl nur vier Ziffern (zuerst Zeile { $row }). Vielleicht ging eine führende Null verloren; bitte prüfen.
