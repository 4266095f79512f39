error-period = “{ $given }” is not a period. Write for example P3Y (3 years), P6M (6 months), P90D (90 days) or PT72H (72 hours).
error-period-mixed = The period “{ $given }” is not supported in this form. Use exactly one unit: years (P3Y), months (P18M instead of P1Y6M), days (P14D instead of P2W) or hours (PT72H).
error-period-negative = The period “{ $given }” is negative. Periods always run forwards; leave the minus sign out.
error-period-too-long = The period “{ $given }” is too long. At most 65,535 units are possible.
error-retention-kind = “{ $given }” is not a kind of period. Possible are: minimum_retention, maximum_storage, limitation_period, guideline, proof_duty.
error-retention-key = The catalogue of periods has no entry “{ $given }”. Check the spelling, for example hgb_voucher or contract_master.
error-legal-basis = “{ $given }” is not a legal basis. Possible are 6a to 6f (Art. 6(1) GDPR) and 9a to 9j (Art. 9(2) GDPR).
error-default-basis-consent = A consent cannot be set by default, because only the person concerned can give it. Choose 6b to 6f.
error-default-basis-special = “{ $given }” cannot be set by default, because special categories first need a basis of Art. 6 GDPR. Choose 6b to 6f.

## Conflicts of a deletion rule with statutory periods

conflict-too-short = The period of { $period } is shorter than the statutory minimum for “{ $subject }” under { $norm }: starting on { $start }, erasure would be due from { $rule-due }, but is allowed only from { $norm-due }. Lengthen the period, or take the norm out if it does not apply here.
conflict-year-end-missing = The period of { $period } counts from the event, the statutory minimum for “{ $subject }” under { $norm } only from the end of the year: starting on { $start }, erasure would be due from { $rule-due }, but is allowed only from { $norm-due }. Let the period begin with the end of the year.
conflict-too-long = The period of { $period } is longer than the statutory maximum for “{ $subject }” under { $norm }: starting on { $start }, erasure would be due only from { $rule-due }, but is demanded from { $norm-due }. Shorten the period, or take the norm out if it does not apply here.
conflict-statutory = Two statutes contradict each other: { $minimum } demands to keep “{ $minimum-subject }” for longer than { $maximum } allows for “{ $maximum-subject }”. Split the data into two record types, or take out the norm that does not apply here.
conflict-not-comparable = { $norm } names an event and no fixed period for “{ $subject }”. Check yourself whether the rule fits.

## Arithmetic of due dates

derivation-event = { $event } { $start }
derivation-period = period { $period }
derivation-period-year-end = period { $period } from the end of the year
derivation-due = erasable from { $due }
derivation-held = to be kept, erasable only from { $due }
derivation-reference = { $step } ({ $reference })

## Deletion classes

deletion-class = { $start } · { $period }
standard-period-immediate = at once
standard-period-year-end = { $period } from the end of the year

## Events that periods begin with

start-event-act = act
start-event-assessment-period = assessment period
start-event-birth = birth
start-event-claim-and-knowledge = claim arisen and known
start-event-claim-arisen = claim arisen
start-event-collection = collection
start-event-consent-given = consent given
start-event-delivery = delivery
start-event-document = date of the document
start-event-document-created = document created
start-event-end-of-process = end of the process
start-event-end-of-relationship = end of the relationship
start-event-invoice-received-or-sent = invoice received or sent
start-event-issue = invoice issued
start-event-last-audit = last audit
start-event-last-entry = last entry
start-event-last-exercise = last exercise of the activity
start-event-last-use = last use
start-event-last-use-or-grant = last use or grant
start-event-measurement = measurement
start-event-placed-on-market = placed on the market
start-event-provision = provision
start-event-receipt-or-dispatch = receipt or dispatch
start-event-rejection-received = rejection received
start-event-title-final = title final
start-event-until-revoked = revocation
start-event-verification = verification of identity

## Kinds and certainty of the catalogue of periods

retention-kind-minimum-retention = duty to retain
retention-kind-maximum-storage = maximum storage period
retention-kind-limitation-period = limitation period
retention-kind-guideline = guideline
retention-kind-proof-duty = duty to prove
certainty-certain = certain
certainty-high = prevailing view
certainty-medium = common practice
certainty-low = needs a decision of your own
certainty-disputed = disputed

## Entries of the catalogue of periods

retention-hgb-books = books, inventories, annual accounts, working instructions
retention-hgb-voucher = accounting vouchers (invoices, payments, bank statements, commission statements)
retention-hgb-voucher-transition = accounting vouchers from before 2025
retention-hgb-voucher-financial = accounting vouchers of banks, insurers and securities institutions
retention-ust-invoice = copies of issued and received invoices (VAT)
retention-hgb-letter = commercial letters (contract, order, cancellation, business e-mail)
retention-ao-other = other documents relevant for taxation
retention-ao-delivery-note = delivery notes that are no vouchers
retention-contract-master = contract documents of a customer contract
retention-bgb-195 = evidence for claims (regular limitation)
retention-bgb-199-3 = damages without knowledge (long stop)
retention-bgb-199-2 = damages for injury to life, body, health or freedom
retention-bgb-197-title = titled claims (judgment, settlement)
retention-bgb-438 = warranty claims for goods
retention-prodhaftg-13 = product liability evidence (manufacturer, importer)
retention-uwg-7a = proof of consent to telephone advertising towards consumers
retention-consent-proof-email = proof of consent to e-mail advertising and of other consents
retention-doi-unconfirmed = unconfirmed sign-ups (double opt-in)
retention-ad-suppression = advertising objection and suppression list
retention-lead-no-contract = leads without contract
retention-soft-optin = e-mail addresses of existing customers (§ 7(3) UWG)
retention-agg-applicant = rejected applications
retention-agg-applicant-at = rejected applications (Austria)
retention-applicant-pool = talent pool with consent
retention-personnel-file = personnel file after exit (rest file)
retention-payroll-account = wage account (Lohnkonto)
retention-payroll-vouchers = payroll journals, pay-slips and payment vouchers in the accounts
retention-payroll-sv = social-security pay documents, contribution statements
retention-worktime-arbzg = working time beyond the daily limit
retention-worktime-milog = time records of mini-jobs and of sectors under § 2a SchwarzArbG
retention-muschg = maternity-protection documents
retention-jarbschg = register of young employees
retention-betravg = company pension documents
retention-accident-book = first-aid record
retention-hinschg = whistle-blower documentation
retention-member-after-exit = member master data after exit
retention-donation-copy = copy of the donation receipt
retention-donation-records = records of receipt and use of donations
retention-donation-electronic = donation receipts transmitted electronically
retention-fuehrungszeugnis = note on an inspected certificate of good conduct (youth work)
retention-patient-record = treatment records (rescue service, ambulance care)
retention-blood-donor-trace = blood donor documentation for traceability
retention-xray-minor = X-ray examination of a minor
retention-minutes = minutes of general meetings, board resolutions, statutes
retention-msbg-supplier-forecast = personal meter values at the energy supplier: quantity forecast
retention-msbg-supplier-other = personal meter values at the energy supplier: billing, switching and other
retention-msbg-operator = personal meter values at the metering operator
retention-msbg-grid = personal meter values at the grid operator (forecast, concession fee)
retention-msbg-balancing = personal meter values at the balancing responsible party (forecast)
retention-msbg-masterdata = master data of installations with a smart meter
retention-energy-contract-textform = text-form declarations on the household energy contract and its termination
retention-commission = commission statements, book extracts of sales partners
retention-gwg-min = customer due diligence records (relationship)
retention-gwg-max = customer due diligence records (latest erasure)
retention-gwg-other = customer due diligence records without a business relationship
retention-video-de = video recordings
retention-video-at = video recordings (Austria)
retention-log-access-web = web-server access logs with IP address
retention-log-security = security and administration logs
retention-log-jil = logs of law enforcement (Part 3 BDSG)
retention-backup = backups
retention-dsr-case = file of a data-subject request (without the copied data)
retention-dsr-export = access package handed out
retention-id-document = identity document copy for verification (Art. 12(6) GDPR)
retention-breach-register = entry in the breach register
retention-erasure-log = erasure log
retention-ropa-version = old versions of the record of processing activities
retention-avv = processing agreements (Art. 28 GDPR)

## Legal bases

legal-basis-6a = consent (Art. 6(1)(a) GDPR)
legal-basis-6b = contract or steps before it (Art. 6(1)(b) GDPR)
legal-basis-6c = legal obligation (Art. 6(1)(c) GDPR)
legal-basis-6d = vital interests (Art. 6(1)(d) GDPR)
legal-basis-6e = public task (Art. 6(1)(e) GDPR)
legal-basis-6f = legitimate interests (Art. 6(1)(f) GDPR)
legal-basis-9a = explicit consent (Art. 9(2)(a) GDPR)
legal-basis-9b = employment and social law (Art. 9(2)(b) GDPR)
legal-basis-9c = vital interests of a person who cannot consent (Art. 9(2)(c) GDPR)
legal-basis-9d = political, philosophical, religious or trade-union association (Art. 9(2)(d) GDPR)
legal-basis-9e = manifestly made public (Art. 9(2)(e) GDPR)
legal-basis-9f = legal claims (Art. 9(2)(f) GDPR)
legal-basis-9g = substantial public interest (Art. 9(2)(g) GDPR)
legal-basis-9h = health care (Art. 9(2)(h) GDPR)
legal-basis-9i = public health (Art. 9(2)(i) GDPR)
legal-basis-9j = archive, research, statistics (Art. 9(2)(j) GDPR)
