## Bausteine

phrase-text = { $text }
phrase-quoted = „{ $inner }“
phrase-group = ({ $inner })
phrase-comma = { $left }, { $right }
phrase-semicolon = { $left }; { $right }
phrase-and = { $left } und { $right }
phrase-or = { $left } oder { $right }
phrase-then = { $first } { $second }
phrase-with-note = { $inner } ({ $note })
phrase-latest = das jüngste { $field } aus { $type }
phrase-latest-dative = dem jüngsten { $field } aus { $type }
phrase-yes = „ja“
phrase-no = „nein“
phrase-number = { $number }
phrase-today = heute
phrase-day = den { $day }
phrase-day-dative = dem { $day }
system-field-created-at = Angelegt am
system-field-changed-at = Zuletzt geändert am
system-field-class = Klasse
system-field-person = Person

## Bedingungen als Nebensatz: am Ende steht das Verb

condition-equal = { $field } { $value } ist
condition-not-equal = { $field } nicht { $value } ist
condition-less = { $field } kleiner als { $value } ist
condition-at-most = { $field } höchstens { $value } ist
condition-greater = { $field } größer als { $value } ist
condition-at-least = { $field } mindestens { $value } ist
condition-day-equal = { $field } auf { $day } fällt
condition-day-not-equal = { $field } nicht auf { $day } fällt
condition-day-before = { $field } vor { $day } liegt
condition-day-not-after = { $field } nicht nach { $day } liegt
condition-day-after = { $field } nach { $day } liegt
condition-day-not-before = { $field } nicht vor { $day } liegt
condition-age-equal = { $field } genau { $period } zurückliegt
condition-age-not-equal = { $field } nicht genau { $period } zurückliegt
condition-age-more = { $field } mehr als { $period } zurückliegt
condition-age-at-least = { $field } mindestens { $period } zurückliegt
condition-age-less = { $field } weniger als { $period } zurückliegt
condition-age-at-most = { $field } höchstens { $period } zurückliegt
condition-contains = { $field } den Text { $value } enthält
condition-starts-with = { $field } mit { $value } beginnt
condition-is-set = { $field } ausgefüllt ist
condition-is-empty = { $field } leer ist
condition-exists = es zur selben Person einen Datensatz { $type } gibt
condition-no = es zur selben Person keinen Datensatz { $type } gibt
condition-for-which = bei dem { $condition }
condition-not = nicht zutrifft, dass { $condition }

## Takt

schedule-minutes = { $count ->
    [one] jede Minute
   *[other] alle { $count } Minuten
}
schedule-hourly = { $minute ->
    [0] stündlich zur vollen Stunde
    [one] stündlich 1 Minute nach der vollen Stunde
   *[other] stündlich { $minute } Minuten nach der vollen Stunde
}
schedule-hours = { $count ->
    [one] stündlich
   *[other] alle { $count } Stunden
}
schedule-daily = täglich um { $time } Uhr
schedule-workdays = montags bis freitags um { $time } Uhr
schedule-weekly = jeden { $weekday } um { $time } Uhr
schedule-monthly = am { $day }. jedes Monats um { $time } Uhr
schedule-yearly = jedes Jahr am { $day }. { $month } um { $time } Uhr
schedule-other = nach dem Takt { $given }
weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag
month-january = Januar
month-february = Februar
month-march = März
month-april = April
month-may = Mai
month-june = Juni
month-july = Juli
month-august = August
month-september = September
month-october = Oktober
month-november = November
month-december = Dezember

## Regeln als Satz

rule-subject = Jeder Datensatz { $type }
rule-subject-when = Jeder Datensatz { $type }, bei dem { $condition },
rule-sentence = { $subject } wird { $action }
rule-sentence-timed = { $subject } wird { $timing } { $action }
rule-details = { $sentence } ({ $details })
rule-full-stop = { $sentence }.
rule-timing-year-end = { $period } nach dem Ende des Jahres, in das { $event } fällt,
rule-timing-after = { $period } nach { $event }
rule-timing-day-after = am Tag nach { $event }
rule-fallback = Fehlt { $event }, zählt { $fallback }.
rule-disabled = Die Regel ist ausgeschaltet.
rule-by-hand = nur von Hand
rule-cap = höchstens { $cap ->
    [one] 1 Datensatz
   *[other] { $cap } Datensätze
} je Lauf
rule-class = Löschklasse: { $class }
rule-minimum = Mindestfrist: { $norms }
rule-maximum = Höchstfrist: { $norms }
rule-exempt = nicht betroffen von { $norms }
rule-norm = Rechtsgrundlage: { $norm }
rule-does-anonymise = anonymisiert
rule-does-anonymise-with = anonymisiert (abweichend: { $fields })
rule-does-archive = archiviert, also ohne Personenbezug für die Statistik behalten
rule-does-archive-with = archiviert, also ohne Personenbezug für die Statistik behalten (abweichend: { $fields })
rule-does-partial = in Stufe { $stage } teilweise anonymisiert: { $fields }
rule-does-mask = in Stufe { $stage } maskiert: { $fields }
rule-does-mask-all = in Stufe { $stage } in allen Personenfeldern maskiert
rule-does-lock = gesperrt
rule-does-unlock = entsperrt
rule-does-keep = von Löschung und Anonymisierung ausgenommen
rule-does-release = wieder zur Löschung freigegeben
rule-does-delete = gelöscht
rule-does-classify = in die Klasse { $class } eingeteilt
replace-empty = geleert
replace-placeholder = Platzhalter
replace-year = nur noch das Jahr
replace-month = nur noch Jahr und Monat
replace-mask = die ersten { $replaced } Zeichen werden zu { $with } X
replace-last = nur die letzten { $last } Zeichen bleiben
replace-keep = nur die ersten { $first } Zeichen bleiben
replace-pseudonym = Pseudonym mit { $length } Zeichen
replace-value = wird { $value }

## Was eine Prüfung des Löschkonzepts findet

error-rule-key = Eine Regel hat keinen Schlüssel oder einen mit anderen Zeichen als a bis z, 0 bis 9, „-“ und „_“: „{ $rule }“. Geben Sie ihr einen kurzen Schlüssel, zum Beispiel key = "contract-ended".
error-rule-cap = Die Regel „{ $rule }“ hat die Obergrenze 0 und täte nie etwas. Nennen Sie mit cap eine größere Zahl, oder schalten Sie die Regel mit enabled = false aus.
error-rule-fallback = Die Regel „{ $rule }“ nennt ein Ersatzereignis, aber kein Startereignis. Nennen Sie mit start das Feld, ab dem die Frist läuft.
error-class-twice = Die Löschklasse „{ $class }“ gibt es zweimal. Geben Sie einer der beiden einen anderen Schlüssel (key).
error-action-twice = Die Aktion „{ $action }“ gibt es zweimal. Geben Sie einer der beiden einen anderen Schlüssel (key).
error-action-built-in = „{ $action }“ ist eine eingebaute Aktion. Geben Sie Ihrer eigenen einen anderen Schlüssel (key).
error-replace-choice = Das Feld „{ $field }“ lässt nur diese Werte zu: { $choices }. Nehmen Sie einen davon als Ersatz, oder empty.
finding-choice = Die Regel „{ $rule }“ vergleicht „{ $field }“ mit { $given }. Diesen Wert hat das Feld nie; möglich sind: { $choices }.
finding-exempt = Die Regel „{ $rule }“ nimmt Datensätze von { $norm } aus, obwohl diese Frist für das Datenobjekt gar nicht hinterlegt ist. Lassen Sie den Eintrag in exempt weg.

## Unterschiede zweier Fassungen

error-concept-version = Eine Fassung { $given } des Löschkonzepts gibt es nicht.
concept-rule-added = Neu: { $rule }. { $sentence }
concept-rule-removed = Entfallen: { $rule }. { $sentence }
concept-rule-changed = Geändert: { $rule }. Bisher: { $before } Jetzt: { $after }

## Abdeckung

coverage-field-never = Das Feld { $field } bei { $type } überschreibt oder löscht keine Regel.
coverage-type-without-rule = { $count ->
    [one] Für { $type } gibt es keine Regel, die löscht oder anonymisiert (1 Datensatz).
   *[other] Für { $type } gibt es keine Regel, die löscht oder anonymisiert ({ $count } Datensätze).
}
coverage-no-condition = { $count ->
    [one] { $type }: Auf 1 Datensatz trifft zurzeit keine Regel zu, die löscht oder anonymisiert.
   *[other] { $type }: Auf { $count } Datensätze trifft zurzeit keine Regel zu, die löscht oder anonymisiert.
}
coverage-personless = { $count ->
    [one] Ein Datensatz von { $type } gehört
   *[other] { $count } Datensätze von { $type } gehören
} zu keiner Person: Auskunft und Löschung einer Person erreichen ihn nicht. Zuordnen lässt er sich mit „obhut set … person=NUMMER“.
coverage-no-start = { $count ->
    [one] { $type }: Bei 1 Datensatz sind Startereignis und Ersatzereignis leer; er geht nie.
   *[other] { $type }: Bei { $count } Datensätzen sind Startereignis und Ersatzereignis leer; sie gehen nie.
}
coverage-empty-start = { $count ->
    [one] Regel { $rule }: { $event } ist bei 1 Datensatz leer.
   *[other] Regel { $rule }: { $event } ist bei { $count } Datensätzen leer.
}
coverage-empty-start-saved = { $sentence } Bei { $saved } davon zählt das Ersatzereignis.
coverage-overdue = { $count ->
    [one] Regel { $rule }: 1 Datensatz ist fällig und von nichts gehalten.
   *[other] Regel { $rule }: { $count } Datensätze sind fällig und von nichts gehalten.
}
coverage-unclassified = Das Feld { $field } bei { $type } ist noch nicht eingeordnet. Ordnen Sie ihm eine Datenkategorie zu.
coverage-rule-disabled = Die Regel { $rule } ist ausgeschaltet.
coverage-rule-by-hand = Die Regel { $rule } läuft nicht von selbst; sie hat keinen Takt.
coverage-conflict = Regel { $rule }: { $conflict }
coverage-complete = Alle Personenfelder und alle Datensätze sind von einer Regel erfasst, nichts ist überfällig.
