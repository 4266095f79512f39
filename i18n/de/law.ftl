error-period = „{ $given }“ ist keine Frist. Schreiben Sie zum Beispiel P3Y (3 Jahre), P6M (6 Monate), P90D (90 Tage) oder PT72H (72 Stunden).
error-period-mixed = Die Frist „{ $given }“ wird so nicht unterstützt. Verwenden Sie genau eine Einheit: Jahre (P3Y), Monate (P18M statt P1Y6M), Tage (P14D statt P2W) oder Stunden (PT72H).
error-period-negative = Die Frist „{ $given }“ ist negativ. Fristen laufen immer vorwärts; lassen Sie das Minuszeichen weg.
error-period-too-long = Die Frist „{ $given }“ ist zu lang. Möglich sind höchstens 65.535 Einheiten.
error-retention-kind = „{ $given }“ ist keine Art von Frist. Möglich sind: minimum_retention, maximum_storage, limitation_period, guideline, proof_duty.
error-retention-key = Der Fristenkatalog kennt keinen Eintrag „{ $given }“. Prüfen Sie die Schreibweise, zum Beispiel hgb_voucher oder contract_master.
error-legal-basis = „{ $given }“ ist keine Rechtsgrundlage. Möglich sind 6a bis 6f (Art. 6 Abs. 1 DSGVO) und 9a bis 9j (Art. 9 Abs. 2 DSGVO).
error-default-basis-consent = Eine Einwilligung kann nicht als Standard gesetzt werden, weil nur die betroffene Person sie erteilen kann. Wählen Sie 6b bis 6f.
error-default-basis-special = „{ $given }“ kann nicht als Standard gesetzt werden, weil besondere Kategorien zuerst eine Grundlage nach Art. 6 DSGVO brauchen. Wählen Sie 6b bis 6f.

## Conflicts of a deletion rule with statutory periods

conflict-too-short = Die Frist von { $period } ist kürzer als die gesetzliche Mindestfrist für „{ $subject }“ nach { $norm }: Bei Beginn am { $start } würde ab { $rule-due } gelöscht, erlaubt ist es erst ab { $norm-due }. Verlängern Sie die Frist, oder nehmen Sie die Norm heraus, wenn sie hier nicht gilt.
conflict-year-end-missing = Die Frist von { $period } zählt ab dem Ereignis, die gesetzliche Mindestfrist für „{ $subject }“ nach { $norm } erst ab Jahresende: Bei Beginn am { $start } würde ab { $rule-due } gelöscht, erlaubt ist es erst ab { $norm-due }. Lassen Sie die Frist mit dem Jahresende beginnen.
conflict-too-long = Die Frist von { $period } ist länger als die gesetzliche Höchstfrist für „{ $subject }“ nach { $norm }: Bei Beginn am { $start } würde erst ab { $rule-due } gelöscht, vorgeschrieben ist es ab { $norm-due }. Verkürzen Sie die Frist, oder nehmen Sie die Norm heraus, wenn sie hier nicht gilt.
conflict-statutory = Zwei Gesetze widersprechen sich: { $minimum } verlangt für „{ $minimum-subject }“, länger aufzubewahren, als { $maximum } für „{ $maximum-subject }“ erlaubt. Teilen Sie die Daten auf zwei Datenobjekte auf, oder nehmen Sie die Norm heraus, die hier nicht gilt.
conflict-not-comparable = { $norm } nennt für „{ $subject }“ ein Ereignis und keine feste Frist. Prüfen Sie selbst, ob die Regel dazu passt.

## Arithmetic of due dates

derivation-event = { $event } { $start }
derivation-period = Frist { $period }
derivation-period-year-end = Frist { $period } ab Jahresende
derivation-due = löschbar ab { $due }
derivation-held = aufzubewahren, löschbar erst ab { $due }
derivation-reference = { $step } ({ $reference })

## Deletion classes

deletion-class = { $start } · { $period }
standard-period-immediate = sofort
standard-period-year-end = { $period } ab Jahresende

## Events that periods begin with

start-event-act = Handlung
start-event-assessment-period = Veranlagungszeitraum
start-event-birth = Geburt
start-event-claim-and-knowledge = Entstehung und Kenntnis des Anspruchs
start-event-claim-arisen = Entstehung des Anspruchs
start-event-collection = Erhebung
start-event-consent-given = Erteilung der Einwilligung
start-event-delivery = Lieferung
start-event-document = Datum der Unterlage
start-event-document-created = Erstellung der Unterlage
start-event-end-of-process = Ende des Vorgangs
start-event-end-of-relationship = Ende der Beziehung
start-event-invoice-received-or-sent = Eingang oder Versand der Rechnung
start-event-issue = Ausstellung der Rechnung
start-event-last-audit = letzte Prüfung
start-event-last-entry = letzte Eintragung
start-event-last-exercise = letzte Ausübung der Tätigkeit
start-event-last-use = letzte Nutzung
start-event-last-use-or-grant = letzte Nutzung oder Erteilung
start-event-measurement = Messung
start-event-placed-on-market = Inverkehrbringen
start-event-provision = Bereitstellung
start-event-receipt-or-dispatch = Eingang oder Versand
start-event-rejection-received = Zugang der Ablehnung
start-event-title-final = Rechtskraft des Titels
start-event-until-revoked = Widerruf
start-event-verification = Prüfung der Identität

## Kinds and certainty of the catalogue of periods

retention-kind-minimum-retention = Aufbewahrungspflicht
retention-kind-maximum-storage = Höchstspeicherfrist
retention-kind-limitation-period = Verjährungsfrist
retention-kind-guideline = Richtwert
retention-kind-proof-duty = Nachweispflicht
certainty-certain = gesichert
certainty-high = herrschende Ansicht
certainty-medium = verbreitete Praxis
certainty-low = eigene Festlegung nötig
certainty-disputed = umstritten

## Entries of the catalogue of periods

retention-hgb-books = Bücher, Inventare, Jahresabschlüsse, Arbeitsanweisungen
retention-hgb-voucher = Buchungsbelege (Rechnungen, Auszahlungen, Kontoauszüge, Provisionsabrechnungen)
retention-hgb-voucher-transition = Buchungsbelege aus der Zeit vor 2025
retention-hgb-voucher-financial = Buchungsbelege von Kreditinstituten, Versicherern und Wertpapierinstituten
retention-ust-invoice = Doppel ausgestellter und erhaltener Rechnungen (Umsatzsteuer)
retention-hgb-letter = Handelsbriefe (Vertrag, Bestellung, Kündigung, geschäftliche E-Mail)
retention-ao-other = sonstige Unterlagen mit Bedeutung für die Besteuerung
retention-ao-delivery-note = Lieferscheine, die keine Buchungsbelege sind
retention-contract-master = Vertragsunterlagen eines Kundenvertrags
retention-bgb-195 = Belege für Ansprüche (regelmäßige Verjährung)
retention-bgb-199-3 = Schadensersatz ohne Kenntnis (Höchstfrist)
retention-bgb-199-2 = Schadensersatz wegen Verletzung von Leben, Körper, Gesundheit oder Freiheit
retention-bgb-197-title = titulierte Ansprüche (Urteil, Vergleich)
retention-bgb-438 = Mängelansprüche bei Waren
retention-prodhaftg-13 = Nachweise zur Produkthaftung (Hersteller, Importeur)
retention-uwg-7a = Nachweis der Einwilligung in Telefonwerbung gegenüber Verbrauchern
retention-consent-proof-email = Nachweis der Einwilligung in E-Mail-Werbung und anderer Einwilligungen
retention-doi-unconfirmed = nicht bestätigte Anmeldungen (Double-Opt-in)
retention-ad-suppression = Werbewiderspruch und Sperrliste
retention-lead-no-contract = Interessenten ohne Vertrag
retention-soft-optin = E-Mail-Adressen von Bestandskunden (§ 7 Abs. 3 UWG)
retention-agg-applicant = abgelehnte Bewerbungen
retention-agg-applicant-at = abgelehnte Bewerbungen (Österreich)
retention-applicant-pool = Bewerberpool mit Einwilligung
retention-personnel-file = Personalakte nach dem Austritt (Restakte)
retention-payroll-account = Lohnkonto
retention-payroll-vouchers = Lohnjournale, Entgeltabrechnungen und Zahlungsbelege in der Buchführung
retention-payroll-sv = Entgeltunterlagen der Sozialversicherung, Beitragsnachweise
retention-worktime-arbzg = Arbeitszeit über der täglichen Grenze
retention-worktime-milog = Arbeitszeitaufzeichnungen von Minijobs und in Branchen nach § 2a SchwarzArbG
retention-muschg = Unterlagen zum Mutterschutz
retention-jarbschg = Verzeichnis jugendlicher Beschäftigter
retention-betravg = Unterlagen der betrieblichen Altersversorgung
retention-accident-book = Erste-Hilfe-Dokumentation (Verbandbuch)
retention-hinschg = Dokumentation von Hinweisen (Hinweisgeberschutz)
retention-member-after-exit = Stammdaten von Mitgliedern nach dem Austritt
retention-donation-copy = Doppel der Zuwendungsbestätigung
retention-donation-records = Aufzeichnungen über Vereinnahmung und Verwendung von Zuwendungen
retention-donation-electronic = elektronisch übermittelte Zuwendungsbestätigungen
retention-fuehrungszeugnis = Vermerk über das eingesehene Führungszeugnis (Jugendarbeit)
retention-patient-record = Behandlungsdokumentation (Rettungsdienst, Krankentransport)
retention-blood-donor-trace = Dokumentation der Blutspende zur Rückverfolgung
retention-xray-minor = Röntgenuntersuchung Minderjähriger
retention-minutes = Protokolle der Mitgliederversammlung, Vorstandsbeschlüsse, Satzungen
retention-msbg-supplier-forecast = personenbezogene Messwerte beim Energielieferanten: Mengenprognose
retention-msbg-supplier-other = personenbezogene Messwerte beim Energielieferanten: Abrechnung, Wechsel und anderes
retention-msbg-operator = personenbezogene Messwerte beim Messstellenbetreiber
retention-msbg-grid = personenbezogene Messwerte beim Netzbetreiber (Prognose, Konzessionsabgabe)
retention-msbg-balancing = personenbezogene Messwerte beim Bilanzkreisverantwortlichen (Prognose)
retention-msbg-masterdata = Stammdaten von Anlagen mit intelligentem Messsystem
retention-energy-contract-textform = Erklärungen in Textform zum Energieliefervertrag mit Haushaltskunden und zur Kündigung
retention-commission = Provisionsabrechnungen, Buchauszug von Vertriebspartnern
retention-gwg-min = Unterlagen zu Sorgfaltspflichten (Geschäftsbeziehung)
retention-gwg-max = Unterlagen zu Sorgfaltspflichten (späteste Löschung)
retention-gwg-other = Unterlagen zu Sorgfaltspflichten ohne Geschäftsbeziehung
retention-video-de = Videoaufnahmen
retention-video-at = Videoaufnahmen (Österreich)
retention-log-access-web = Zugriffsprotokolle von Webservern mit IP-Adresse
retention-log-security = Sicherheits- und Administrationsprotokolle
retention-log-jil = Protokolle der Strafverfolgung (Teil 3 BDSG)
retention-backup = Datensicherungen
retention-dsr-case = Akte einer DSGVO-Anfrage (ohne die kopierten Daten)
retention-dsr-export = herausgegebenes Auskunftspaket
retention-id-document = Ausweiskopie zur Identitätsprüfung (Art. 12 Abs. 6 DSGVO)
retention-breach-register = Eintrag im Verzeichnis der Datenschutzvorfälle
retention-erasure-log = Löschprotokoll
retention-ropa-version = alte Fassungen des Verzeichnisses von Verarbeitungstätigkeiten
retention-avv = Verträge zur Auftragsverarbeitung (Art. 28 DSGVO)

## Legal bases

legal-basis-6a = Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)
legal-basis-6b = Vertrag oder vorvertragliche Schritte (Art. 6 Abs. 1 Buchst. b DSGVO)
legal-basis-6c = rechtliche Verpflichtung (Art. 6 Abs. 1 Buchst. c DSGVO)
legal-basis-6d = lebenswichtige Interessen (Art. 6 Abs. 1 Buchst. d DSGVO)
legal-basis-6e = öffentliche Aufgabe (Art. 6 Abs. 1 Buchst. e DSGVO)
legal-basis-6f = berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO)
legal-basis-9a = ausdrückliche Einwilligung (Art. 9 Abs. 2 Buchst. a DSGVO)
legal-basis-9b = Arbeits- und Sozialrecht (Art. 9 Abs. 2 Buchst. b DSGVO)
legal-basis-9c = lebenswichtige Interessen bei fehlender Einwilligungsfähigkeit (Art. 9 Abs. 2 Buchst. c DSGVO)
legal-basis-9d = politische, weltanschauliche, religiöse oder gewerkschaftliche Vereinigung (Art. 9 Abs. 2 Buchst. d DSGVO)
legal-basis-9e = offensichtlich öffentlich gemacht (Art. 9 Abs. 2 Buchst. e DSGVO)
legal-basis-9f = Rechtsansprüche (Art. 9 Abs. 2 Buchst. f DSGVO)
legal-basis-9g = erhebliches öffentliches Interesse (Art. 9 Abs. 2 Buchst. g DSGVO)
legal-basis-9h = Gesundheitsversorgung (Art. 9 Abs. 2 Buchst. h DSGVO)
legal-basis-9i = öffentliche Gesundheit (Art. 9 Abs. 2 Buchst. i DSGVO)
legal-basis-9j = Archiv, Forschung, Statistik (Art. 9 Abs. 2 Buchst. j DSGVO)
