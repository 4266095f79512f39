# Reading values and recognising columns (obhut-detect)

## IBAN, region
error-iban-form = “{ $given }” is not an IBAN. An IBAN begins with two letters and two check digits, for example DE89 3704 0044 0532 0130 00.
error-iban-country = “{ $given }” begins with no country that issues IBANs. Please check the first two letters.
error-iban-structure = “{ $given }” does not have the length or make-up of IBANs of this country. Please check for missing or surplus characters.
error-iban-checksum = The check digits of the IBAN “{ $given }” do not fit. A digit was probably mistyped; please compare it with the bank card.
error-region = “{ $given }” is not a known country. Please give its two-letter code, for example DE.

## Reading values
error-parse-email = “{ $given }” is not an e-mail address. Please give it in the form name@example.org.
error-parse-phone = “{ $given }” is not a phone number. Please give area code and number, or leave the field empty.
error-parse-url = “{ $given }” is not a web address. Please give it with https://.
error-parse-bool = “{ $given }” is neither yes nor no. Please give “yes” or “no”.
error-parse-choice = “{ $given }” is not one of the choices. Possible are: { $choices }.
error-parse-integer = “{ $given }” is not a whole number. Please give digits only.
error-parse-integer-fraction = “{ $given }” has decimals, but a whole number is needed. Please round it or choose another type of field.
error-parse-too-large = “{ $given }” is too large. Please check the value or keep the field as text.
error-parse-number = “{ $given }” is not a number. Please give it like 1,234.56.
error-parse-amount = “{ $given }” is not an amount of money. Please give it like 1,234.56 €.
error-parse-date = “{ $given }” is not a date. Please give it like 31.12.1970 or 1970-12-31.
error-parse-date-day = “{ $given }” does not exist: month { $month } has no day { $day }. Please correct the date.
error-parse-date-month = “{ $given }” does not exist: there is no month { $month }. Perhaps the month comes before the day; then please change the order for the column.
error-parse-date-no-year = “{ $given }” lacks the year. Please add the year or leave the field empty.
error-parse-date-no-day = “{ $given }” lacks the day or the month. Please give the full date or keep the field as text.
error-parse-date-has-time = “{ $given }” has a time of day, which would be lost. Please remove the time or choose the type “date and time”.
error-parse-date-number = “{ $given }” is a number and not a date. If the column holds dates of a spreadsheet as numbers, please say so when importing.
error-parse-date-serial = The number “{ $given }” stands for no date in any spreadsheet. Please check the value.
error-parse-time = “{ $given }” has no valid time of day. Please give it like 2024-12-31 14:30.

## Why a column is classified so
detect-reason-name = The name of the column speaks for it (“{ $words }”).
detect-reason-nothing = Neither name nor values point to anything in particular.
detect-reason-values = { $share } % of the values look like { $shape }.
detect-reason-no-values = There were no values; the name alone was judged.
detect-reason-declared = The database declares the column as “{ $type }”.
detect-reason-person-table = The table holds persons.
detect-reason-contradiction = The name of the column (“{ $words }”) promises something else, the values look like { $shape }. The values decided; please check.
detect-reason-unexpected = The name of the column speaks for “{ $words }”, but only { $share } % of the values look like { $shape }. Please check.
detect-reason-special = { $count ->
    [one] One value holds
   *[other] { $count } values hold
} special categories of personal data (Art. 9 GDPR), for example “{ $word }…”.

## What a value looks like (end of the sentence “The values look like …”)
detect-shape-email = e-mail addresses
detect-shape-phone = phone numbers
detect-shape-iban = IBANs
detect-shape-bic = BICs
detect-shape-url = web addresses
detect-shape-ip = IP addresses
detect-shape-uuid = technical identifiers (UUID)
detect-shape-secret = password hashes
detect-shape-coordinates = coordinates
detect-shape-card-number = card numbers
detect-shape-tax-id = German tax identification numbers
detect-shape-social-id = German social-insurance numbers
detect-shape-date-time = dates with time of day
detect-shape-date = dates
detect-shape-birth-date = birth dates
detect-shape-postcode = postcodes
detect-shape-postcode-city = postcodes with town
detect-shape-street = streets with house number
detect-shape-place = towns or countries
detect-shape-salutation = forms of address
detect-shape-gender = genders
detect-shape-first-name = first names
detect-shape-surname = surnames
detect-shape-full-name = full names
detect-shape-money = amounts of money
detect-shape-integer = whole numbers
detect-shape-number = numbers
detect-shape-bool = yes or no
detect-shape-prose = free text

## Why two records may be of one person
match-name = The name is the same.
match-name-umlaut = The name is the same but for umlauts.
match-name-swapped = First name and surname are swapped.
match-name-sound = The name sounds the same.
match-name-typo = The name differs only as by a typing error.
match-name-part = A part of the name is missing or abbreviated.
match-name-given = The first name is the same, the surname is not (perhaps by marriage).
match-birth-date = The birth date is the same.
match-birth-date-near = The birth date differs only as by a typing error.
match-birth-date-differs = The birth date is another one.
match-email = The e-mail address is the same.
match-phone = The phone number is the same.
match-address = Street, house number and postcode are the same.
match-postcode = The postcode is the same.
match-moved = The address is another one (perhaps after moving).
