## Speicherort, Schlüssel und Schlüsselspeicher

error-tenant-key = „{ $given }“ kann kein Kürzel eines Mandanten sein. Verwenden Sie 1 bis 40 Kleinbuchstaben von a bis z, Ziffern und Unterstriche.
error-database-own-mysql = Obhut legt seine eigenen Daten in SQLite oder PostgreSQL ab, nicht in MySQL oder MariaDB. Nennen Sie mit --database eine PostgreSQL-Adresse, oder lassen Sie die Angabe weg.
error-folder = Der Ordner { $path } lässt sich nicht anlegen. Prüfen Sie den Pfad, die Zugriffsrechte und den freien Platz.
error-key-file = Die Schlüsseldatei { $path } lässt sich nicht lesen oder schreiben. Prüfen Sie die Zugriffsrechte; sie muss dem Benutzer gehören, unter dem Obhut läuft.
error-key-file-missing = Die Schlüsseldatei { $path } fehlt. Ohne sie sind geschützte Werte nicht lesbar: Legen Sie die Datei aus der Sicherung der Schlüssel zurück.
error-key-file-broken = Die Schlüsseldatei { $path } ist beschädigt. Legen Sie sie aus der Sicherung der Schlüssel zurück.
error-keystore-key = Ein Schlüssel im Schlüsselspeicher lässt sich nicht öffnen: Schlüsselspeicher und Schlüsseldatei gehören nicht zusammen. Legen Sie beide aus derselben Sicherung zurück.
error-sealed-value = Ein geschützter Wert ist beschädigt oder gehört an eine andere Stelle. Prüfen Sie mit „obhut journal verify“, und spielen Sie gegebenenfalls eine Sicherung ein.
