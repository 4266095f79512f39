error-internal = An internal error occurred. Please report it together with the application's log.
error-language = “{ $given }” is not a supported language. Choose “de” or “en”.
error-data-type = “{ $given }” is not a data type. Possible are: text, long_text, email, phone, iban, date, date_time, integer, number, amount, bool, choice, url, link.
error-category = “{ $given }” is not a data category. Check the spelling, for example name, email, phone, address, birth_date; “none” stands for fields that say nothing of a person.
error-field-class = “{ $given }” is not a field class. Possible are: plain, identity, contact, finance, employment, content, technical, special, secret, other.

## Categories of data

category-none = not personal
category-name = name
category-email = e-mail address
category-phone = phone number
category-address = postal address
category-postcode-city = postcode and town
category-birth-date = date of birth
category-gender = gender and form of address
category-bank-account = bank account
category-tax-or-social-id = tax or social security number
category-national-id = identity document number
category-username = user name
category-password-secret = password or secret
category-ip-address = IP address
category-online-id = online identifier
category-photo = photo
category-free-text-about-person = free text about a person
category-health = health data
category-religion-politics-union = religion, politics, trade union
category-employment = employment
category-salary-money = salary and payments
category-identifier-of-person = identifier of a person
category-communication-content = content of communication
category-geo-location = location
category-signature = signature
category-other-personal = other personal data

## Classes of fields

field-class-plain = not personal
field-class-identity = identity
field-class-contact = contact
field-class-finance = finance
field-class-employment = employment
field-class-content = content
field-class-technical = technical traces
field-class-special = special categories (Art. 9 GDPR)
field-class-secret = secrets
field-class-other = other and unclassified data

## Types of data

data-type-text = text
data-type-long-text = text of several lines
data-type-email = e-mail address
data-type-phone = phone number
data-type-iban = IBAN
data-type-date = date
data-type-date-time = point in time
data-type-integer = whole number
data-type-number = decimal number
data-type-amount = amount of money
data-type-bool = yes/no
data-type-choice = choice
data-type-url = web address
data-type-link = link
