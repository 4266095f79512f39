# Statutory periods without a rule, cases decided by hand.
error-record-statutory-unknown = Ob der Datensatz { $type }/{ $key } noch aufbewahrt werden muss ({ $norm }), lässt sich nicht berechnen: { $why } Tragen Sie das Datum nach, sperren Sie den Datensatz, oder begründen Sie ausdrücklich, warum er trotzdem gelöscht werden darf.
error-retain-start = Die Frist { $norm } des Datenobjekts { $type } soll mit dem Feld { $field } beginnen; ein solches Datumsfeld gibt es dort nicht. Nennen Sie ein Datumsfeld des Datenobjekts.
hold-statutory-unknown = Aufbewahrung nicht zu berechnen, Beginn fehlt ({ $norm })
statutory-start-empty = leer ist: { $en ->
       *[other] { $de }
    }.
statutory-start-unknown = Das Datenobjekt sagt nicht, mit welchem Feld die Frist beginnt.
error-case-decided = Der Fall { $case } ist schon entschieden ({ $state }). Eröffnen Sie einen neuen.
error-case-held = Alles, was in Fall { $case } fällig ist, wird noch gehalten ({ $count } Datensätze). Die Fallakte der Person nennt die Gründe; heben Sie auf, was nicht mehr gilt.
error-case-key = Mit diesem Schlüssel wurde schon ein Fall für eine andere Person eröffnet. Verwenden Sie für jede Anfrage einen eigenen.
error-case-missing = Einen Fall { $case } gibt es nicht.
error-case-nothing-due = Bei Person { $person } ist nichts fällig. Was vorher gehen soll, erledigen Sie mit „act“ an jedem Datensatz.
error-case-open = Für Person { $person } ist der Fall { $case } schon eröffnet. Entscheiden Sie diesen.
error-case-until = Bis { $given } lässt sich nichts zurückstellen; nennen Sie einen Tag in der Zukunft.
case-opened = Fall { $case } für Person { $person } eröffnet.
case-approved = Fall { $case } genehmigt: { $done } Datensätze erledigt, { $held } gehalten.
case-postponed = Fall { $case } bis { $until } zurückgestellt; die Person ist so lange von Löschung ausgenommen.
help-cases-open = Fall für eine Person eröffnen und auflisten, was fällig ist
help-cases-approve = Ausführen, was in einem Fall fällig ist und nichts hält
help-cases-postpone = Person bis zu einem Tag von Löschung ausnehmen
restore-marks = Ebenfalls wiederholt: { $marks } Vermerke, { $suppressions } Einträge der Sperrliste, { $accounts } geschlossene Konten.
restore-missed = Nicht wiederholt, weil die Sicherung die Datensätze oder Personen nicht enthält: { $act } { $type } ({ $count }).
help-cases-open--person = Nummer der Person; sie steht neben jedem ihrer Datensätze
help-cases-approve--case = Nummer des Falls
help-cases-postpone--case = Nummer des Falls
help-cases-postpone--until = Tag, an dem wieder jemand darauf schaut
help-act--despite-unknown-period = Warum der Datensatz nicht aufzubewahren ist, wenn sich seine gesetzliche Frist nicht berechnen lässt
