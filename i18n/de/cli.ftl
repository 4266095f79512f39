## Die Befehlszeile: was nach dem Aufruf zu lesen ist

error-head = Fehler:
error-output = Die Ausgabe konnte nicht geschrieben werden. Prüfen Sie, ob der Datenträger voll ist.
error-config-read = Die Datei { $path } mit den Einstellungen ist nicht lesbar. Prüfen Sie Pfad und Rechte.
error-config-syntax = Die Einstellungen in { $path } sind nicht verständlich, Zeile { $line }: { $why }. Berichtigen Sie die Zeile; was möglich ist, zeigt „obhut --help“.
error-file-missing = Die Datei { $path } gibt es nicht. Prüfen Sie den Pfad.
error-file-read = { $path } ist nicht lesbar. Prüfen Sie, ob es die Datei gibt und ob Sie sie lesen dürfen.
error-file-encoding = { $path } ist nicht in UTF-8 geschrieben. Speichern Sie die Datei in dieser Kodierung.
error-export-format = Aus der Endung von { $path } geht kein Format hervor. Enden darf der Name auf .csv, .xlsx oder .json.
error-run-stopped = Der Lauf wurde auf Wunsch nach dem letzten Stapel angehalten; was getan ist, bleibt getan. Mit demselben Befehl geht er an dieser Stelle weiter.
error-import-stopped = Der Import wurde auf Wunsch nach dem letzten Stapel angehalten; was eingelesen ist, bleibt. Mit demselben Befehl geht er an dieser Stelle weiter.
error-demo-stopped = Die Vorführung wurde auf Wunsch abgebrochen. Starten Sie sie neu.
error-demo-folder = Es lässt sich kein Ordner für die Vorführung anlegen. Prüfen Sie, ob der Ordner für temporäre Dateien beschreibbar ist, oder nennen Sie mit --data einen anderen.
error-discard = Nur ein Probebestand wird verworfen, dieser ist keiner. Löschen Sie ihn von Hand, wenn er wirklich weg soll.

## Falsche Aufrufe

usage-subcommand = Den Befehl „{ $given }“ gibt es nicht.
usage-argument = Das Argument „{ $given }“ wird hier nicht erwartet.
usage-missing = Es fehlt noch: { $names }.
usage-value = „{ $given }“ passt nicht zu { $argument }. Möglich sind: { $possible }.
usage-value-missing = Zu { $argument } fehlt der Wert.
usage-value-form = „{ $given }“ ist kein gültiger Wert für { $argument }.
usage-conflict = { $argument } und { $other } passen nicht zusammen. Nennen Sie nur eines davon.
usage-encoding = Ein Argument ist nicht in UTF-8 geschrieben. Prüfen Sie die Kodierung Ihrer Eingabe.
usage-no-subcommand = Es fehlt der Befehl.
usage-other = Der Aufruf ist nicht verständlich.
usage-suggestion = Meinten Sie „{ $given }“?
usage-hint = Was möglich ist, zeigt „obhut --help“ oder --help hinter dem Befehl.
usage-map = „{ $given }“ ist keine Angabe der Form SPALTE=FELD, oder die Spalte kommt zweimal vor. Schreiben Sie zum Beispiel --map "Tel. privat=phone", und --map "Tel. privat=", um sie auszulassen.
usage-set = „{ $given }“ ist keine Angabe der Form FELD=WERT. Schreiben Sie zum Beispiel phone=+4930901820.
usage-release = Nennen Sie Datenobjekt, Schlüssel und „keep“ oder „lock“, zum Beispiel: obhut release contract 17 keep --reason "Verfahren beendet". Für eine Person: obhut release lock --person 4 --reason …

## Wörter

word-yes = ja
word-no = nein
word-erased = gelöscht
word-no-source = nicht genannt
word-no-basis = keine Rechtsgrundlage genannt

## Spalten

column-act = Vorgang
column-action = Aktion
column-active = aktiv
column-actor = Konto
column-at = Zeitpunkt
column-category = Datenkategorie
column-column = Spalte
column-confidence = Sicherheit
column-data-type = Datentyp
column-done = erledigt
column-due = fällig
column-failed = Fehler
column-field = Feld
column-fields = Felder
column-held = gehalten
column-held-by = gehalten durch
column-index = Nr.
column-job = Aufgabe
column-key = Schlüssel
column-later = später
column-login = Anmeldename
column-month = Monat
column-name = Name
column-notes = Hinweise
column-now = jetzt
column-person = Person
column-personal = personenbezogen
column-ready = auszuführen
column-reason = Grund
column-records = Datensätze
column-roles = Rollen
column-row = Zeile
column-rule = Regel
column-state = Zustand
column-system = System
column-team = Team
column-time = Dauer
column-type = Datenobjekt
column-version = Fassung
column-rules = Regeln
concept-proposed = vorgeschlagen, nicht in Kraft
concept-in-force = in Kraft
concept-past = abgelöst
concept-no-rules = Dieses Konzept hat keine Regel: Es wird nichts mehr gelöscht.
column-why = gefunden durch

## Aktionen

action-anonymise = anonymisieren
action-partial = teilweise anonymisieren
action-mask = maskieren
action-lock = sperren
action-unlock = entsperren
action-keep = behalten
action-release = freigeben
action-delete = löschen
action-archive = archivieren
action-classify = einordnen

## Bestand

init-done = Der Bestand liegt in { $place } ({ $engine }).
init-keys = Die Schlüssel liegen in { $place }, der Schlüsselspeicher mit dem Löschverzeichnis in { $keystore }. Sichern Sie beides laufend und getrennt von den Daten: Ohne sie ist Verschlüsseltes nicht lesbar, und eine Sicherung brächte Gelöschtes zurück.
init-concept = Das Löschkonzept der Vorlage ist ein Vorschlag und noch nicht in Kraft: Prüfen Sie es („obhut concept export DATEI“) und setzen Sie es in Kraft („obhut concept apply DATEI“). Vorher wird nichts gelöscht.
init-next-empty = Weiter geht es mit „obhut import DATEI --type SCHLÜSSEL --new“.
error-account-system = Als „{ $login }“ handelt nur Obhut selbst. Nennen Sie mit --as das Konto eines Menschen oder eines Dienstes.
init-next = Weiter geht es mit „obhut import DATEI --type contact“ oder „obhut types“.
types-none = Es gibt noch kein Datenobjekt. Legen Sie eines an: obhut import DATEI --type SCHLÜSSEL --new
types-field-added = { $type } hat jetzt das Feld { $field }.
types-field-classified = Die Datenkategorie von { $type }.{ $field } ist festgelegt.
types-field-choices = Die Auswahl von { $type }.{ $field } ist geändert.
field-required = Pflicht
field-unique = eindeutig
field-unclassified = nicht eingeordnet

## Datensätze

records-none = Kein Datensatz erfüllt die Bedingung.
records-more = { $count ->
    [one] Gezeigt ist 1 Eintrag; es kann mehr geben. Mit --limit werden es mehr.
   *[other] Gezeigt sind { $count } Einträge; es kann mehr geben. Mit --limit werden es mehr.
}
state-anonymised = anonymisiert
state-stage = Stufe { $stage }
state-kept = behalten
state-locked = gesperrt
show-person = Person { $person }
show-visible-all = Sichtbar für alle, die dieses Datenobjekt sehen dürfen
show-visible-team = Sichtbar für das Team des Eigentümers
show-visible-owner = Sichtbar nur für den Eigentümer und wer alle Datensätze sehen darf
show-source = Quelle: { $source } ({ $channel }), eingebracht von { $actor } am { $at }; { $basis }
show-changed = Zuletzt geändert am { $at } von { $actor }
set-done = { $count ->
    [0] { $type } { $key } hatte diese Werte schon; nichts geändert.
    [one] In { $type } { $key } wurde 1 Feld geändert.
   *[other] In { $type } { $key } wurden { $count } Felder geändert.
}
find-none = Dazu wurde nichts gefunden.
timeline-none = Dazu ist nichts verzeichnet.
suppress-done = Die Angabe steht auf der Sperrliste. Gespeichert ist nur ein verschlüsselter Abdruck davon.
export-done = { $count ->
    [one] 1 Datensatz steht in { $path }.
   *[other] { $count } Datensätze stehen in { $path }.
}
export-locked = { $count ->
    [one] 1 gesperrter Datensatz wurde ausgelassen.
   *[other] { $count } gesperrte Datensätze wurden ausgelassen.
}
export-unwritable = { $count ->
    [one] 1 Datensatz passt nicht in dieses Format und wurde ausgelassen.
   *[other] { $count } Datensätze passen nicht in dieses Format und wurden ausgelassen.
}

## Import

import-linking = Nur zum Finden der Personen dienten, ohne gespeichert zu werden: { $columns }.
import-unlinked = { $count ->
    [one] Ein Datensatz gehört
   *[other] { $count } Datensätze gehören
} zu keiner Person. Eine Spalte mit E-Mail-Adresse, Telefon oder Kundennummer stellt die Verbindung her.
import-encoding = Gelesen in der Kodierung { $encoding }.
import-suppressed = Wegen der Sperrliste ausgelassen: { $left ->
    [0] Zeilen { $rows }.
   *[other] Zeilen { $rows } … und { $left } weitere.
}
import-duplicates-more = … und { $count } weitere
import-counts = { $rows } Zeilen gelesen, { $imported } Datensätze eingelesen, { $rejected } Zeilen abgewiesen, { $suppressed } wegen der Sperrliste ausgelassen.
import-counts-dry = Probelauf: { $rows } Zeilen gelesen, { $imported } würden Datensätze, { $rejected } würden abgewiesen, { $suppressed } wegen der Sperrliste ausgelassen. Gespeichert ist nichts.
import-persons = Personen: { $new } neu, { $matched } zugeordnet.
import-columns = Spalten
import-rejected = Abgewiesene Zeilen
import-rejected-more = … und { $count } weitere. Alle schreibt --rejected DATEI in eine Tabelle. Eine Spalte, an der viele Zeilen scheitern, lässt --map "SPALTE=" aus.
import-rejected-file = Die abgewiesenen Zeilen stehen mit ihrem Grund in { $path }.
import-triage = Zu klären
import-not-imported = nicht eingelesen
import-special = Besondere Kategorien (Art. 9 DSGVO) in: { $columns }. Prüfen Sie die Rechtsgrundlage nach Art. 9 Abs. 2.
import-no-basis = Keine Rechtsgrundlage genannt. Nennen Sie sie mit --basis, zum Beispiel --basis 6b.
import-no-source = Keine Quelle genannt. Nennen Sie sie mit --source.
import-unmapped = Nicht eingelesene Spalten: { $columns }. Zuordnen lassen sie sich mit --map "SPALTE=FELD", und mit --add-fields werden sie zu neuen Feldern.
import-unclassified = Bitte die Datenkategorie bestätigen: { $fields }. Bis dahin sieht diese Felder nur die Datenschutzrolle.
import-duplicates = { $count ->
    [one] 1 mögliche Dublette
   *[other] { $count } mögliche Dubletten
}
import-duplicate-person = Zeile { $row } und Person { $person }: { $why }
import-duplicate-row = Zeile { $row } und Zeile { $other }: { $why }
import-before = Eine Datei mit demselben Anfang wurde am { $day } schon eingelesen.
import-before-same = Genau diese Datei wurde am { $day } schon eingelesen, in dieselben Felder. Ohne --again wird sie nicht noch einmal gespeichert.
import-resumed = Weiter hinter Zeile { $row }, bis zu der ein früherer Import kam.
import-reading = Einlesen
import-read = { $count ->
    [one] 1 Zeile gelesen
   *[other] { $count } Zeilen gelesen
}

## Löschkonzept

concept-exported = Das Löschkonzept steht in { $path }.
concept-errors = { $count ->
    [one] 1 Fehler: So kann das Konzept nicht in Kraft treten.
   *[other] { $count } Fehler: So kann das Konzept nicht in Kraft treten.
}
concept-sound = { $warnings ->
    [0] Das Konzept ist in Ordnung.
    [one] Das Konzept kann in Kraft treten; 1 Hinweis.
   *[other] Das Konzept kann in Kraft treten; { $warnings } Hinweise.
}
concept-applied = { $count ->
    [one] Das Löschkonzept mit 1 Regel ist in Kraft.
   *[other] Das Löschkonzept mit { $count } Regeln ist in Kraft.
}
concept-rules = Die Regeln
concept-forecast = Vorschau auf 24 Monate: so viele Datensätze werden fällig
finding-error = Fehler
finding-warning = Hinweis

## Läufe

progress-left = noch { $time }
run-no-rules = Es gibt keine eingeschaltete Regel. Setzen Sie ein Löschkonzept in Kraft: obhut concept apply DATEI
run-dry = Probelauf für den { $today }: Nichts wird verändert.
run-rule = { $name } ({ $rule })
run-ready = Wird ausgeführt:
run-held = Wird zurückgehalten – { $why }
run-person = Person { $person }
run-more = … und { $count } weitere (--limit zeigt mehr)
run-failures = Einige Datensätze konnten nicht bearbeitet werden. Welche und warum, zeigt „obhut cases --state failed“.
act-done = { $type } { $key }: { $action }, erledigt.
mark-kept = { $on } wird behalten.
mark-locked = { $on } ist gesperrt.
mark-on-record = { $type } { $key }
mark-on-person = Person { $person }
release-kept = { $on } ist wieder freigegeben.
release-locked = { $on } ist wieder entsperrt.
case-due = fällig
case-none = nichts fällig
case-held = gehalten
case-done = erledigt
case-failed = fehlgeschlagen
cases-none = Es gibt keinen solchen Fall.

## Protokoll

journal-none = Das Protokoll ist leer.
journal-ok = Das Protokoll ist unversehrt.
journal-verified = { $size } Einträge, davon { $opened } mit der lesbaren Seite verglichen ({ $erased } ganz oder teilweise gelöscht), { $pending } noch nicht im Log. Wurzel: { $root }
journal-broken = { $count ->
    [one] Das Protokoll ist nicht unversehrt: 1 Befund. Bewahren Sie den Bestand auf, wie er ist, und vergleichen Sie ihn mit einer Sicherung.
   *[other] Das Protokoll ist nicht unversehrt: { $count } Befunde. Bewahren Sie den Bestand auf, wie er ist, und vergleichen Sie ihn mit einer Sicherung.
}
journal-exported = { $count ->
    [one] 1 Eintrag liegt in { $place }, prüfbar mit jedem Programm für C2SP tlog-tiles.
   *[other] { $count } Einträge liegen in { $place }, prüfbar mit jedem Programm für C2SP tlog-tiles.
}

## Konten

user-added = Das Konto { $login } ist angelegt.
user-no-role = { $login } darf noch nichts. Geben Sie eine Rolle: obhut user role { $login } clerk
user-role-given = { $login } hat die Rolle { $role }.
user-role-taken = { $login } hat die Rolle { $role } nicht mehr.

## Wartung

backup-done = Die Sicherung steht in { $path } ({ $size }). Sie enthält keine Schlüssel: Sichern Sie den Schlüsselordner getrennt davon.
restore-done = Die Sicherung vom { $at } ist eingespielt.
restore-erasures = { $count ->
    [0] Seit der Sicherung wurde nichts gelöscht.
    [one] 1 Löschung seit der Sicherung wurde nachgeholt ({ $records } Datensätze).
   *[other] { $count } Löschungen seit der Sicherung wurden nachgeholt ({ $records } Datensätze).
}
restore-log = Die Sicherung ist älter als das Protokoll: { $lost } Einträge fehlen ihr. Ein neues Log geht weiter: { $log }
backup-keys = Der Schlüsselspeicher ({ $keystore }) ist nicht darin. Sichern Sie ihn für sich: Ohne ihn ist nach dem Einspielen nicht bekannt, was seither gelöscht wurde.
restore-no-keystore = Der Schlüsselspeicher fehlte oder war älter als die Sicherung: Verschlüsseltes kann unlesbar sein, und was seither gelöscht wurde, ist nicht bekannt und wieder da.
purge-done = { $count ->
    [0] Keine Tabelle war neu zu schreiben.
    [one] 1 Tabelle wurde neu geschrieben; in ihrer Datei ist nichts Altes mehr.
   *[other] { $count } Tabellen wurden neu geschrieben; in ihren Dateien ist nichts Altes mehr.
}
purge-left = Übergangen, weil andere daran arbeiten: { $tables }. Versuchen Sie es später noch einmal.
purge-statistics = In der Statistikdatei der Datenbank können noch Stichproben alter Werte liegen: Neu schreiben kann sie nur ein Superuser.
worker-idle = Nach Zeitplan ist jetzt nichts zu tun.
worker-works = Die zeitgesteuerten Aufgaben laufen. Strg-C hält nach dem laufenden Stapel an.
worker-stopped = Angehalten. „obhut worker“ macht an derselben Stelle weiter.

## Vorführung

demo-title = Obhut – Vorführung mit erfundenen Daten
demo-no-serve = Seiten im Browser gibt es noch nicht; alles Folgende geschieht hier.
demo-data = 1  Daten: Bürgerenergie Lindental e. V. (erfunden)
demo-loading = Daten laden
demo-marking = Vermerke setzen
demo-loaded = { $records } Datensätze von { $persons } Personen, { $kept } behalten, { $locked } gesperrt, in { $time }
demo-concept = { $count ->
    [one] 2  Das Löschkonzept: 1 Regel
   *[other] 2  Das Löschkonzept: { $count } Regeln
}
demo-dry-run = 3  Probelauf für den { $today }: was fällig ist und was es hält
demo-counting = Zählen
demo-runs = 4  Der Lauf
demo-proofs = 5  Der Nachweis, durch Zurücklesen
demo-proving = Zurücklesen
demo-check-something-due = Es war etwas fällig und etwas davon zurückgehalten ({ $count } fällig)
demo-check-count = Jede Regel hat genau so viel getan wie angekündigt ({ $count } Datensätze)
demo-check-due-gone = Was fällig war, ist weg: gelöscht oder ohne die alten Werte ({ $count } Datensätze zurückgelesen)
demo-check-due-done = Was zu sperren oder einzuordnen war, ist es ({ $count } Datensätze zurückgelesen)
demo-check-held = Was zurückgehalten wurde, ist unverändert ({ $count } Datensätze zurückgelesen)
demo-check-kept = Was jemand behalten will, hat nach allen Läufen noch jeden Buchstaben ({ $count } Datensätze)
demo-check-files-gone = In den Dateien der Datenbank steht kein gelöschter Wert mehr ({ $count } gesucht)
demo-check-files-there = Dieselbe Suche findet dort jeden behaltenen Wert ({ $count } gesucht)
demo-check-again = Ein zweiter Lauf findet nichts mehr zu tun
demo-check-journal = Das Protokoll ist unversehrt ({ $count } Einträge)
demo-summary = Ergebnis
demo-counts = { $persons } Personen, { $records } Datensätze, { $done } Aktionen in { $runs }, alles zusammen in { $time }
demo-ok = Alles hat gestimmt.
demo-not-ok = Etwas hat nicht gestimmt; oben steht, was.
demo-kept = Der Bestand bleibt liegen: obhut --data { $place } --tenant { $tenant } types
demo-removed = Der Bestand der Vorführung ist wieder entfernt; mit --keep bleibt er.
demo-idle = { $count ->
    [one] … und 1 Regel, für die nichts fällig ist
   *[other] … und { $count } Regeln, für die nichts fällig ist
}
