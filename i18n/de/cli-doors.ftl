## Konten

help-user-close = Schließt ein Konto; was darüber getan wurde, bleibt im Protokoll
help-user-close--login = Anmeldename
help-user-reopen = Öffnet ein geschlossenes Konto wieder, mit den Rollen von vorher
help-user-reopen--login = Anmeldename
help-user-rename = Gibt einem Konto einen anderen Anmeldenamen
help-user-rename--login = Bisheriger Anmeldename
help-user-rename--new-login = Neuer Anmeldename
help-user-rename--name = Name, der gezeigt wird; ohne Angabe bleibt er
user-closed = Das Konto { $login } ist geschlossen.
user-reopened = Das Konto { $login } ist wieder offen.
user-renamed = Das Konto { $login } heißt jetzt { $new }.

## Datensätze und Dateien

help-set--despite-suppression = Nimmt auch Adressen und Nummern auf, die auf der Sperrliste stehen; dazu braucht es das Recht records.act
help-export--force = Überschreibt die Datei, wenn es sie schon gibt
help-import--force = Überschreibt die Tabelle der abgewiesenen Zeilen, wenn es sie schon gibt
error-file-exists = Die Datei { $path } gibt es schon. Wählen Sie einen anderen Namen, oder überschreiben Sie sie mit --force.
