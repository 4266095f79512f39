## Formats of the journal's log

error-journal-hash = „{ $given }“ ist kein Hashwert. Erwartet werden 32 Bytes in Base64; prüfen Sie, ob der Text vollständig kopiert wurde.
error-journal-origin = „{ $given }“ eignet sich nicht als Name eines Protokolls. Verwenden Sie bis zu 255 Zeichen ohne Leerzeichen und ohne „+“, zum Beispiel obhut.example/verein.
error-journal-word = „{ $given }“ darf nicht als Schlüssel im Protokoll stehen. Erlaubt sind bis zu 100 Kleinbuchstaben von a bis z, Ziffern, „_“, „-“ und „.“.
error-journal-commitment = Diese Angaben gehören nicht zu dem Nachweis im Protokoll. Prüfen Sie, ob Salz und Angaben zum selben Eintrag gehören; wenn ja, wurden sie verändert.
error-journal-leaf = Ein Eintrag des Protokolls ist nicht lesbar. Prüfen Sie das Protokoll mit „obhut journal verify“.
error-journal-leaf-version = Der Protokolleintrag hat das Format { $version } einer neueren Version. Aktualisieren Sie Obhut.
error-journal-leaf-size = Der Protokolleintrag ist mit { $bytes } Bytes zu lang, möglich sind 65.535. Teilen Sie den Vorgang auf, oder führen Sie ihn als Sammelvorgang aus.
error-journal-bundle = Eine Datei mit Protokolleinträgen ist beschädigt. Lassen Sie das Protokoll neu exportieren.
error-journal-tile = Ein Protokoll kann keine Kachel der Ebene { $level } mit Nummer { $index } und Breite { $width } haben. Prüfen Sie, ob die Angaben vollständig sind.
error-journal-tile-path = „{ $given }“ ist kein Pfad einer Kachel. Erwartet wird zum Beispiel tile/0/x001/067 oder tile/0/000.p/5.
error-journal-tile-bytes = Eine Kachel des Protokolls hat { $bytes } Bytes, das ist kein Vielfaches von 32. Die Daten sind beschädigt; prüfen Sie das Protokoll mit „obhut journal verify“.
error-journal-tile-missing = Die Kachel { $tile } des Protokolls fehlt oder ist zu kurz. Prüfen Sie das Protokoll mit „obhut journal verify“, und spielen Sie gegebenenfalls eine Sicherung ein.
error-journal-size = Ein Protokoll kann nicht { $size } Einträge haben. Prüfen Sie, woher die Zahl stammt.
error-journal-index = Einen Eintrag { $index } gibt es nicht, das Protokoll hat { $size } Einträge. Gezählt wird ab 0.
error-journal-sizes = Ein Protokoll mit { $size } Einträgen kann keines mit { $old } Einträgen fortsetzen. Prüfen Sie die Reihenfolge der Prüfpunkte.
error-journal-proof = Der Beweis stimmt nicht: Eintrag und Prüfpunkt passen nicht zusammen. Bewahren Sie beides auf, und prüfen Sie das Protokoll mit „obhut journal verify“.
error-journal-proof-file = Die Beweisdatei ist nicht lesbar. Erwartet wird das Format c2sp.org/tlog-proof@v1; prüfen Sie, ob die Datei vollständig ist.
error-journal-checkpoint = Der Prüfpunkt ist nicht lesbar. Prüfen Sie, ob er vollständig und unverändert kopiert wurde.
error-journal-note = Das ist kein signierter Prüfpunkt. Prüfen Sie, ob der Text vollständig und mit seinen Signaturzeilen kopiert wurde.
error-journal-signature = Die Signatur des Prüfpunkts ist falsch oder stammt nicht von diesem Protokoll. Prüfen Sie, ob Sie den richtigen öffentlichen Schlüssel verwenden; wenn ja, vertrauen Sie dem Prüfpunkt nicht.
error-journal-vkey = „{ $given }“ ist kein öffentlicher Schlüssel eines Protokolls. Erwartet wird die Form Name+Kennung+Base64 mit einem Ed25519-Schlüssel.
error-journal-signing-key = Die Schlüsseldatei des Protokolls ist nicht lesbar. Erwartet wird eine Zeile, die mit „PRIVATE+KEY+“ beginnt; spielen Sie die Datei aus der Sicherung ein.
error-journal-key-origin = Für das Protokoll „{ $origin }“ liegt kein passender Schlüssel vor. Verwenden Sie den Schlüssel, der diesen Namen trägt.

## What the verification of the journal finds

journal-problem-edited = Der Eintrag { $index } wurde verändert.
journal-problem-moved = Der Eintrag { $index } wurde vertauscht, er gehört an die Stelle { $belongs }.
journal-problem-missing = { $count ->
    [one] Der Eintrag { $first } fehlt.
   *[other] Die Einträge { $first } bis { $last } fehlen.
}
journal-problem-added = { $count ->
    [one] Der Eintrag { $first } wurde eingeschoben.
   *[other] Die Einträge { $first } bis { $last } wurden eingeschoben.
}
journal-problem-out-of-place = Ein gespeicherter Eintrag trägt die Nummer { $index }, die vergeben ist oder außerhalb des Protokolls liegt.
journal-problem-cut = Das Protokoll wurde gekürzt: { $signed } Einträge waren signiert, { $found } sind da. Nach dem Einspielen einer Sicherung ist das zu erwarten, sonst nicht.
journal-problem-rewritten = Das Protokoll wurde umgeschrieben: Es passt nicht zu dem Prüfpunkt über { $size } Einträge.
journal-problem-tile = Die Kachel { $tile } passt nicht zu den Einträgen.
journal-problem-tile-missing = Die Kachel { $tile } fehlt oder ist zu kurz.
journal-problem-bundle = Die Datei { $file } fehlt oder ist beschädigt.
journal-problem-signature = Der Prüfpunkt Nr. { $number } ist nicht lesbar oder nicht von diesem Protokoll signiert.
