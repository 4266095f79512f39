## Building blocks

phrase-text = { $text }
phrase-quoted = “{ $inner }”
phrase-group = ({ $inner })
phrase-comma = { $left }, { $right }
phrase-semicolon = { $left }; { $right }
phrase-and = { $left } and { $right }
phrase-or = { $left } or { $right }
phrase-then = { $first } { $second }
phrase-with-note = { $inner } ({ $note })
phrase-latest = the latest { $field } of { $type }
phrase-latest-dative = the latest { $field } of { $type }
phrase-yes = “yes”
phrase-no = “no”
phrase-number = { $number }
phrase-today = today
phrase-day = { $day }
phrase-day-dative = { $day }
system-field-created-at = Created at
system-field-changed-at = Last changed at
system-field-class = Class
system-field-person = Person

## Conditions as clauses

condition-equal = { $field } is { $value }
condition-not-equal = { $field } is not { $value }
condition-less = { $field } is less than { $value }
condition-at-most = { $field } is at most { $value }
condition-greater = { $field } is more than { $value }
condition-at-least = { $field } is at least { $value }
condition-day-equal = { $field } falls on { $day }
condition-day-not-equal = { $field } does not fall on { $day }
condition-day-before = { $field } lies before { $day }
condition-day-not-after = { $field } does not lie after { $day }
condition-day-after = { $field } lies after { $day }
condition-day-not-before = { $field } does not lie before { $day }
condition-age-equal = { $field } lies exactly { $period } back
condition-age-not-equal = { $field } does not lie exactly { $period } back
condition-age-more = { $field } lies more than { $period } back
condition-age-at-least = { $field } lies at least { $period } back
condition-age-less = { $field } lies less than { $period } back
condition-age-at-most = { $field } lies at most { $period } back
condition-contains = { $field } contains the text { $value }
condition-starts-with = { $field } begins with { $value }
condition-is-set = { $field } is filled in
condition-is-empty = { $field } is empty
condition-exists = the same person has a record { $type }
condition-no = the same person has no record { $type }
condition-for-which = for which { $condition }
condition-not = it is not the case that { $condition }

## Schedule

schedule-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
schedule-hourly = { $minute ->
    [0] hourly on the hour
    [one] hourly 1 minute past the hour
   *[other] hourly { $minute } minutes past the hour
}
schedule-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
schedule-daily = daily at { $time }
schedule-workdays = Monday to Friday at { $time }
schedule-weekly = every { $weekday } at { $time }
schedule-monthly = on day { $day } of each month at { $time }
schedule-yearly = every year on { $day } { $month } at { $time }
schedule-other = by the schedule { $given }
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## Rules as a sentence

rule-subject = Each record { $type }
rule-subject-when = Each record { $type } for which { $condition }
rule-sentence = { $subject } is { $action }
rule-sentence-timed = { $subject } is, { $timing }, { $action }
rule-details = { $sentence } ({ $details })
rule-full-stop = { $sentence }.
rule-timing-year-end = { $period } after the end of the year in which { $event } falls
rule-timing-after = { $period } after { $event }
rule-timing-day-after = on the day after { $event }
rule-fallback = If { $event } is empty, { $fallback } counts.
rule-disabled = The rule is switched off.
rule-by-hand = by hand only
rule-cap = at most { $cap ->
    [one] 1 record
   *[other] { $cap } records
} per run
rule-class = deletion class: { $class }
rule-minimum = minimum period: { $norms }
rule-maximum = maximum period: { $norms }
rule-exempt = not bound by { $norms }
rule-norm = legal basis: { $norm }
rule-does-anonymise = anonymised
rule-does-anonymise-with = anonymised (differing: { $fields })
rule-does-archive = archived, that is kept for statistics without relation to a person
rule-does-archive-with = archived, that is kept for statistics without relation to a person (differing: { $fields })
rule-does-partial = partially anonymised in stage { $stage }: { $fields }
rule-does-mask = masked in stage { $stage }: { $fields }
rule-does-mask-all = masked in stage { $stage } in all personal fields
rule-does-lock = locked
rule-does-unlock = unlocked
rule-does-keep = exempted from deletion and anonymisation
rule-does-release = released for deletion again
rule-does-delete = deleted
rule-does-classify = put into the class { $class }
replace-empty = emptied
replace-placeholder = placeholder
replace-year = only the year stays
replace-month = only year and month stay
replace-mask = the first { $replaced } characters become { $with } X
replace-last = only the last { $last } characters stay
replace-keep = only the first { $first } characters stay
replace-pseudonym = pseudonym of { $length } characters
replace-value = becomes { $value }

## What a check of the deletion concept finds

error-rule-key = A rule has no key, or one with other characters than a to z, 0 to 9, “-” and “_”: “{ $rule }”. Give it a short key, for example key = "contract-ended".
error-rule-cap = The rule “{ $rule }” has the limit 0 and would never do anything. Name a larger number with cap, or switch the rule off with enabled = false.
error-rule-fallback = The rule “{ $rule }” names a stand-in event, but no start event. Name with start the field from which the period runs.
error-class-twice = There are two deletion classes “{ $class }”. Give one of them another key.
error-action-twice = There are two actions “{ $action }”. Give one of them another key.
error-action-built-in = “{ $action }” is a built-in action. Give your own another key.
error-replace-choice = The field “{ $field }” takes only these values: { $choices }. Use one of them as the replacement, or empty.
finding-choice = The rule “{ $rule }” compares “{ $field }” with { $given }. The field never has this value; possible are: { $choices }.
finding-exempt = The rule “{ $rule }” exempts records from { $norm }, although this period is not set for the record type at all. Leave the entry in exempt out.

## Differences between two versions

error-concept-version = There is no version { $given } of the deletion concept.
concept-rule-added = New: { $rule }. { $sentence }
concept-rule-removed = Gone: { $rule }. { $sentence }
concept-rule-changed = Changed: { $rule }. So far: { $before } Now: { $after }

## Coverage

coverage-field-never = No rule overwrites or deletes the field { $field } of { $type }.
coverage-type-without-rule = { $count ->
    [one] There is no rule for { $type } that deletes or anonymises (1 record).
   *[other] There is no rule for { $type } that deletes or anonymises ({ $count } records).
}
coverage-no-condition = { $count ->
    [one] { $type }: no rule that deletes or anonymises applies to 1 record at present.
   *[other] { $type }: no rule that deletes or anonymises applies to { $count } records at present.
}
coverage-personless = { $count ->
    [one] One record of { $type } belongs
   *[other] { $count } records of { $type } belong
} to no person: no request and no erasure of a person reaches it. To assign it: “obhut set … person=NUMBER”.
coverage-no-start = { $count ->
    [one] { $type }: start event and stand-in are empty in 1 record; it never goes.
   *[other] { $type }: start event and stand-in are empty in { $count } records; they never go.
}
coverage-empty-start = { $count ->
    [one] Rule { $rule }: { $event } is empty in 1 record.
   *[other] Rule { $rule }: { $event } is empty in { $count } records.
}
coverage-empty-start-saved = { $sentence } For { $saved } of them the stand-in counts.
coverage-overdue = { $count ->
    [one] Rule { $rule }: 1 record is due and held by nothing.
   *[other] Rule { $rule }: { $count } records are due and held by nothing.
}
coverage-unclassified = The field { $field } of { $type } is not classified yet. Give it a category of data.
coverage-rule-disabled = The rule { $rule } is switched off.
coverage-rule-by-hand = The rule { $rule } does not run by itself; it has no schedule.
coverage-conflict = Rule { $rule }: { $conflict }
coverage-complete = Every personal field and every record is covered by a rule, and nothing is overdue.
