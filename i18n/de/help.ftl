## Hilfe der Befehlszeile: „obhut --help“, „obhut BEFEHL --help“
##
## help-BEFEHL sagt, was ein Befehl tut, help-BEFEHL--ARGUMENT, was ein Argument bedeutet,
## help--ARGUMENT, was es überall bedeutet, help-BEFEHL-examples zeigt Aufrufe.

help-about = Obhut verwahrt personenbezogene Daten, löscht sie rechtzeitig und weist beides nach.
help-examples =
    Der Anfang:
      obhut demo                                   alles einmal sehen, mit erfundenen Daten
      obhut init                                   einen Bestand anlegen
      obhut import kunden.csv --type contact       Daten einlesen
      obhut concept check konzept.toml             das Löschkonzept prüfen
      obhut run --dry-run                          sehen, was fällig ist
      obhut run                                    die fälligen Regeln ausführen
      obhut journal verify                         nachweisen, dass nichts verändert wurde

    Was ein Befehl kann, zeigt --help hinter dem Befehl, zum Beispiel „obhut import --help“.

    Rückgabewerte: 0 gelungen, 1 misslungen, 2 falsch aufgerufen, 3 verweigert (Recht, Sperre oder
    Aufbewahrung).

## Überschriften und was zu Argumenten angemerkt wird

help-heading-arguments = Argumente
help-heading-commands = Befehle
help-heading-examples = Beispiele
help-heading-globals = Allgemein
help-heading-options = Optionen
help-heading-usage = Aufruf
help-clap-default = [Vorgabe: { $value }]
help-clap-env = [Umgebung: { $name }]
help-clap-help = Zeigt die Hilfe zu einem Befehl
help-clap-possible = [möglich: { $values }]

## Was für Werte stehen

value-action = AKTION
value-category = KATEGORIE
value-column-field = SPALTE=FELD
value-command = BEFEHL
value-datatype = DATENTYP
value-dir = ORDNER
value-expr = BEDINGUNG
value-field = FELD
value-field-value = FELD=WERT
value-file = DATEI
value-format = FORMAT
value-identifier = ANGABE
value-index = NR
value-key = SCHLÜSSEL
value-kind = ART
value-lang = SPRACHE
value-login = ANMELDENAME
value-n = ZAHL
value-name = NAME
value-options = OPTIONEN
value-order = REIHENFOLGE
value-query = SUCHE
value-role = ROLLE
value-rule = REGEL
value-seconds = SEKUNDEN
value-sign = ZEICHEN
value-state = ZUSTAND
value-team = TEAM
value-template = VORLAGE
value-text = TEXT
value-type = DATENOBJEKT
value-type-key-keep-lock = DATENOBJEKT SCHLÜSSEL keep|lock
value-url = URL
value-user = KONTO
value-value = WERT
value-who = WER
value-yyyy-mm-dd = JJJJ-MM-TT

## Argumente, die überall dasselbe bedeuten

help--config = Datei mit Einstellungen (TOML); ohne Angabe ./obhut.toml, wenn es sie gibt
help--data = Ordner des Bestands mit den SQLite-Dateien und den Schlüsseln; ohne Angabe ./obhut-data
help--database = PostgreSQL-Datenbank für die Tabellen statt der SQLite-Dateien im Ordner
help--format = Ausgabe für Menschen (text) oder für Programme (json: ein Objekt, bei Listen eines je Zeile); ohne Angabe text
help--help = Zeigt diese Hilfe
help--keystore = Datenbank des Schlüsselspeichers; ohne Angabe neben der Datenbank der Tabellen
help--lang = Sprache der Texte; ohne Angabe die von LC_ALL oder LANG, sonst Deutsch
help--tenant = Mandant, das heißt eine Organisation; ohne Angabe main
help--user = Konto, das handelt; ohne Angabe admin
help--version = Zeigt die Version

help--key = Schlüssel des Datensatzes
help--reason = Grund; er steht im Protokoll
help--type-key = Datenobjekt, zum Beispiel contact; welche es gibt, zeigt „obhut types“

## Bestand anlegen und ansehen

help-init = Legt einen Bestand an
help-init--sandbox = Legt einen Probebestand an, in dem Läufe an jedem beliebigen Tag möglich sind
help-init--template = Womit er beginnt: Datenobjekte und ein Löschkonzept für Kunden und Vertrieb (crm), dazu Mitglieder und Spenden (association), oder nichts davon (empty)
help-init--zone = Zeitzone, in der Tage beginnen und Zeitpläne gelten
help-init-examples =
    obhut init
    obhut init --template association
    obhut init --sandbox --data /tmp/probe
    obhut init --database postgres://obhut@localhost/obhut

help-demo = Zeigt alles an einem Probebestand mit erfundenen Daten
help-demo--keep = Behält den Probebestand und sagt, wo er liegt
help-demo--no-serve = Zeigt keine Seiten im Browser; es gibt noch keine, also ist es immer so
help-demo--persons = Von wie vielen Personen die Daten handeln (20 bis 10.000.000)
help-demo--seed = Welche Daten erfunden werden: dieselbe Zahl ergibt dieselben Daten
help-demo-examples =
    obhut demo
    obhut demo --persons 100000
    obhut demo --keep --data ./probe

help-types = Zeigt die Datenobjekte oder eines mit seinen Feldern; ändert Felder
help-types--key = Datenobjekt, dessen Felder gezeigt werden; ohne Angabe alle Datenobjekte
help-types-examples =
    obhut types
    obhut types contract
    obhut types field add contact shoe_size --data-type integer --category other_personal --de Schuhgröße
    obhut types field classify contact remarks free_text_about_person
    obhut types field choices contact salutation Frau Herr Divers "Keine Angabe"

help-types-field = Fügt einem Datenobjekt ein Feld hinzu oder ändert eines
help-types-field-add = Fügt ein Feld hinzu
help-types-field-add--category = Was das Feld über eine Person sagt; danach richtet sich, wer es sieht
help-types-field-add--data-type = Was in dem Feld steht
help-types-field-add--de = Deutscher Name; ohne Angabe der Schlüssel
help-types-field-add--en = Englischer Name; ohne Angabe der Schlüssel
help-types-field-add--field = Schlüssel des neuen Feldes: Kleinbuchstaben, Ziffern und _
help-types-field-add--link = Datenobjekt, auf das ein Verweis zeigt (nur zum Datentyp link)
help-types-field-add--type-key = Datenobjekt, das das Feld bekommt
help-types-field-add-examples =
    obhut types field add contact shoe_size --data-type integer --category other_personal
    obhut types field add contract agent --data-type link --link user --category none
help-types-field-choices = Legt fest, welche Werte ein Auswahlfeld zulässt
help-types-field-choices--field = Auswahlfeld
help-types-field-choices--values = Alle Werte in ihrer Reihenfolge; einer, den noch ein Datensatz hat, kann nicht wegfallen
help-types-field-choices-examples =
    obhut types field choices contact salutation Frau Herr Divers "Keine Angabe"
help-types-field-classify = Legt fest, was ein Feld über eine Person sagt
help-types-field-classify--category = Datenkategorie; danach richtet sich, wer das Feld sieht
help-types-field-classify--field = Feld
help-types-field-classify-examples =
    obhut types field classify contact remarks free_text_about_person

## Daten ein und aus

help-import = Liest eine Datei ein: CSV, XLSX, ODS, XLS, vCard, LDIF oder eine eingefügte Tabelle
help-import--add-fields = Macht neue Felder aus Spalten, die zu keinem Feld des Datenobjekts passen
help-import--again = Importiert eine schon importierte Datei noch einmal; ihre Datensätze sind dann doppelt vorhanden
help-import--basis = Rechtsgrundlage nach ihrem Artikel: 6a bis 6f für Art. 6 Abs. 1, 9a bis 9j für Art. 9 Abs. 2 DSGVO
help-import--dry-run = Sagt nur, was geschähe; gespeichert wird nichts
help-import--file = Die Datei; - für eine Tabelle, die in die Standardeingabe eingefügt wird (Text mit Tabulatoren oder HTML)
help-import--label = Name eines neuen Datenobjekts; ohne Angabe sein Schlüssel
help-import--dates = Was in Daten mit Schrägstrichen zuerst steht: dmy Tag, mdy Monat, ymd Jahr; ohne Angabe wird es aus den Werten geschlossen
help-import--decimal = Trennt Komma (comma) oder Punkt (point) die Nachkommastellen; ohne Angabe wird es aus den Werten geschlossen
help-import--encoding = Kodierung einer Textdatei, etwa utf-8 oder windows-1252; ohne Angabe wird sie erkannt
help-import--map = Feld, in das eine Spalte geht; ohne Feld wird sie ausgelassen, mit VORNAME+NACHNAME werden ganze Namen zerlegt. Mehrfach möglich
help-import--new = Legt das Datenobjekt neu an, mit einem Feld für jede Spalte
help-import--rejected = Schreibt die abgewiesenen Zeilen mit ihrem Grund in eine Tabelle (.csv, .xlsx, .json), damit Sie sie berichtigen und wieder einlesen können
help-import--restart = Beginnt von vorn, wo ein früherer Import derselben Datei angehalten wurde
help-import--sheet = Blatt einer Arbeitsmappe; ohne Angabe das erste mit Inhalt
help-import--source = Woher die Daten kommen, in Ihren Worten
help-import--type-key = Datenobjekt, dessen Datensätze die Zeilen werden
help-import--visible = Wer die Datensätze sieht, außer denen, die alle sehen: der Eigentümer, sein Team oder alle mit Recht auf das Datenobjekt
help-import-examples =
    obhut import kunden.csv --type contact --source "Messe 2026" --basis 6b --dry-run
    obhut import kunden.csv --type contact --source "Messe 2026" --basis 6b --rejected abgewiesen.xlsx
    obhut import mitglieder.xlsx --sheet Tabelle1 --type member --new --label Mitglied
    obhut import - --type contact < zwischenablage.html

help-export = Gibt Datensätze in eine Datei aus; gesperrte werden ausgelassen
help-export--condition = Bedingung, zum Beispiel: status = "active"
help-export--fields = Feld, das ausgegeben wird; mehrfach möglich; ohne Angabe alle, die Sie ausgeben dürfen
help-export--file = Datei, die geschrieben wird: .csv, .xlsx oder .json
help-export--names = Schreibt die Namen der Felder in die Kopfzeile statt ihrer Schlüssel
help-export--reason = Grund oder Zweck der Ausgabe; er steht im Protokoll
help-export--with-system = Fügt Schlüssel, Person, Klasse, Quelle, Rechtsgrundlage und letzte Änderung hinzu
help-export-examples =
    obhut export contact kunden.xlsx --reason "Versand der Jahresrechnung"
    obhut export contract laufend.csv --where 'status = "active"' --field contract_number --field email --reason Abgleich

## Datensätze und Personen

help-records = Listet Datensätze eines Datenobjekts auf
help-records--after = Nur Datensätze hinter diesem Schlüssel
help-records--condition = Bedingung, zum Beispiel: status = "ended" and ended_on < today - P3Y
help-records--limit = Höchstens so viele; 0 für alle
help-records-examples =
    obhut records contact
    obhut records contract --where 'status = "ended" and ended_on < today - P3Y'
    obhut records contact --limit 0 --format json

help-show = Zeigt einen Datensatz mit Herkunft und letzter Änderung
help-show-examples =
    obhut show contact 17

help-set = Ändert Felder eines Datensatzes oder wer ihn sieht
help-set--values = Felder mit ihren neuen Werten; nichts hinter dem Zeichen leert ein Feld. visible=owner, visible=team oder visible=all bestimmt, wer den Datensatz sieht, person=NUMMER oder person=new, zu wem er gehört
help-set-examples =
    obhut set contact 17 phone=+4930901820 city=Köln --reason "Umzug, Anruf vom 3. März"
    obhut set contact 17 mobile= --reason "Anschluss gekündigt"
    obhut set contact 17 visible=team --reason "Vertretung im Sommer"

help-find = Findet alle Datensätze einer Person
help-find--query = E-Mail-Adresse, Telefonnummer, Kunden- oder andere Nummer, oder Name
help-find-examples =
    obhut find anna.schmidt@example.org
    obhut find "+49 30 901820"
    obhut find "Anna Schmidt"

help-timeline = Erzählt, was mit einem Datensatz oder einer Person geschehen ist
help-timeline--person = Nummer einer Person: alle ihre Datensätze
help-timeline-examples =
    obhut timeline contract 17
    obhut timeline --person 4

help-person = Zeigt, was über eine Person verzeichnet ist
help-person-case = Zeigt die Fallakte: alle Datensätze mit fälligen, gehaltenen, erledigten oder fehlgeschlagenen Aktionen
help-person-case--person = Nummer der Person; sie steht neben jedem ihrer Datensätze
help-person-examples =
    obhut person case 4

help-suppress = Setzt eine E-Mail-Adresse oder Telefonnummer auf die Sperrliste, damit sie nicht wieder hereinkommt
help-suppress--identifier = E-Mail-Adresse oder Telefonnummer
help-suppress-examples =
    obhut suppress anna.schmidt@example.org --reason "Widerspruch vom 3. März"

## Löschkonzept und Läufe

help-concept = Zeigt, prüft und ändert das Löschkonzept
help-concept-apply = Setzt ein Konzept als neue Fassung in Kraft
help-concept-apply--file = Datei mit dem Konzept (TOML); - für die Standardeingabe
help-concept-check = Sagt, was an einem Konzept nicht stimmt, und liest seine Regeln als Sätze vor
help-concept-check--file = Datei mit dem Konzept (TOML); - für die Standardeingabe
help-concept-coverage = Zeigt, welche Felder, Datenobjekte und Datensätze keine Regel erfasst
help-concept-export = Schreibt das geltende Konzept in eine Datei, Byte für Byte wie in Kraft gesetzt
help-concept-export--file = Datei, die geschrieben wird; - für die Standardausgabe
help-concept-forecast = Zeigt, was in den nächsten 24 Monaten fällig wird
help-concept-versions = Zeigt alle Fassungen, die geltende zuerst
help-concept-export--version = Eine frühere Fassung, nach ihrer Nummer in „obhut concept versions“; ohne Angabe die geltende
help-concept-examples =
    obhut concept export konzept.toml
    obhut concept check konzept.toml
    obhut concept apply konzept.toml
    obhut concept coverage
    obhut concept forecast

help-run = Führt die fälligen Löschregeln aus
help-run--dry-run = Sagt nur, was getan würde und was das Übrige zurückhält; verändert wird nichts
help-run--limit = Mit --dry-run: so viele Datensätze einer Regel werden höchstens genannt; 0 für alle
help-run--list = Mit --dry-run und --format json: eine Zeile je Datensatz statt einer je Regel
help-run--no-pause = Lässt anderen zwischen den Stapeln keine Zeit: schneller, wenn sonst niemand arbeitet
help-run--rule = Nur diese Regel; ohne Angabe alle: zuerst wird klassifiziert, gelöscht und anonymisiert wird zuletzt
help-run--today = Ein anderer Tag als heute; ein wirklicher Lauf damit ist nur in Probebeständen möglich
help-run-examples =
    obhut run --dry-run
    obhut run --dry-run --today 2030-01-01
    obhut run
    obhut run --rule contract-ended

help-act = Anonymisiert, maskiert, archiviert, löscht, sperrt oder behält einen Datensatz
help-act--action = anonymise, partial, mask, lock, unlock, keep, release, delete, archive oder eine des Löschkonzepts
help-act--fields = Feld, wenn teilweise anonymisiert oder maskiert wird; mehrfach möglich
help-act-examples =
    obhut act anonymise contact 17 --reason "Löschantrag vom 3. März"
    obhut act mask contact 17 --field phone --field iban --reason "Nicht mehr gebraucht"

help-mark = Behält oder sperrt einen Datensatz oder eine Person
help-mark--kind = keep: von Löschung ausgenommen; lock: weder geändert noch herausgegeben
help-mark--person = Nummer einer Person: alle ihre Datensätze, auch künftige
help-mark--review = Wann jemand wieder darauf schauen soll
help-mark-examples =
    obhut mark keep contract 17 --reason "Rechtsstreit" --review 2027-01-31
    obhut mark lock --person 4 --reason "Einschränkung nach Art. 18 DSGVO"

help-release = Hebt ein Behalten oder eine Sperre auf
help-release--person = Nummer einer Person
help-release--what = Datenobjekt, Schlüssel und keep oder lock; mit --person allein keep oder lock
help-release-examples =
    obhut release contract 17 keep --reason "Verfahren beendet"
    obhut release lock --person 4 --reason "Richtigkeit geklärt"

help-cases = Listet auf, was fällig, gehalten, erledigt oder fehlgeschlagen ist
help-cases--limit = Höchstens so viele
help-cases--state = Nur diese: fällig (due), gehalten (held), erledigt (done) oder fehlgeschlagen (failed)
help-cases-examples =
    obhut cases --state held
    obhut cases --state failed --format json

## Protokoll

help-journal = Zeigt, prüft und exportiert das Protokoll
help-journal-export = Schreibt das Log im Format C2SP tlog-tiles, zur Prüfung ohne Obhut
help-journal-export--entry = Platz eines Eintrags, der mit seinem Beweis geschrieben wird; mehrfach möglich
help-journal-export--folder = Ordner, in den geschrieben wird
help-journal-list = Listet Einträge auf, die neuesten zuerst
help-journal-list--limit = Höchstens so viele; 0 für alle
help-journal-verify = Prüft, dass kein Eintrag geändert, entfernt, hinzugefügt oder verschoben wurde
help-journal-verify--checkpoint = Datei mit einem unterschriebenen Prüfpunkt, der außerhalb aufbewahrt wurde; mehrfach möglich
help-journal-examples =
    obhut journal list --limit 20
    obhut journal verify
    obhut journal verify --checkpoint tresor/checkpoint
    obhut journal export ./log --entry 0

## Konten

help-user = Legt Konten an und gibt ihnen Rollen
help-user-add = Legt ein Konto an; ohne Rolle darf es nichts
help-user-add--login = Anmeldename
help-user-add--name = Name, der gezeigt wird; ohne Angabe der Anmeldename
help-user-add--role = Rolle; mehrfach möglich
help-user-add--service = Ein Programm, das über die Schnittstelle handelt
help-user-add--team = Team, danach richtet sich die Sichtbarkeit von Datensätzen
help-user-list = Listet die Konten mit ihren Rollen auf
help-user-role = Gibt einem Konto eine Rolle oder nimmt sie ihm
help-user-role--login = Anmeldename
help-user-role--remove = Nimmt die Rolle weg
help-user-role--role = Rolle
help-user-examples =
    obhut user add vera --name "Vera Winter" --role clerk --team nord
    obhut user role vera privacy_manager
    obhut user role vera clerk --remove
    obhut user list

## Wartung

help-backup = Schreibt eine Sicherung des Bestands, ohne seine Schlüssel
help-backup--file = Datei, die geschrieben wird; es darf sie noch nicht geben
help-backup-examples =
    obhut backup /sicherung/obhut-2026-03-01.backup

help-restore = Spielt eine Sicherung ein; was seither gelöscht wurde, wird noch einmal gelöscht
help-restore--file = Die Sicherung
help-restore--force = Ersetzt den Bestand, der da ist
help-restore--without-keystore = Macht weiter, obwohl der Schlüsselspeicher fehlt oder älter ist; was seither gelöscht wurde, kommt wieder
help-restore-examples =
    obhut restore /sicherung/obhut-2026-03-01.backup --force

help-worker = Tut nach Zeitplan, was fällig ist, bis jemand anhält
help-worker--once = Tut einmal, was jetzt ansteht, und endet
help-worker--poll = Sekunden zwischen zwei Runden
help-worker-examples =
    obhut worker
    obhut worker --once --format json

help-purge = Schreibt Tabellen neu, damit in ihren Dateien nichts Altes bleibt
help-purge-examples =
    obhut purge
