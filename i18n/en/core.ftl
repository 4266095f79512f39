## A name in both languages

label-by-language = { $de ->
   *[other] { $en }
}

## Rights and accounts

error-forbidden = You lack the right “{ $right }” for this. Ask somebody who manages accounts for a role that has it.
error-account = There is no active account “{ $login }”. Check the login with “obhut user list”.
error-account-exists = There is an account “{ $login }” already. Choose another login.
error-account-missing = There is no account “{ $login }”. Check the login with “obhut user list”.
error-login-form = “{ $given }” cannot be a login. Up to 100 letters, digits and the signs . - _ @ + are allowed.
error-last-administrator = This is the last account that may manage accounts. Give the role to another account first.
error-role = There is no role “{ $given }”. Possible are: administrator, privacy_manager, clerk, sales, marketing, auditor, external.
error-visibility = “{ $given }” is no visibility. Possible are: all, team, owner.

## Store

error-store-exists = There is an Obhut store in { $place } already. Choose another folder with --data, or go on with the one that is there.
error-store-missing = There is no Obhut store in { $place } yet. Make one with “obhut init”, or name the right folder with --data.
error-template = “{ $given }” is no template. Possible are: crm, association, empty.
error-time-zone = “{ $given }” is no time zone. Write, for example, Europe/Berlin.
error-file-write = The file { $path } cannot be written. Check the path, the access rights and the free space.
error-changed-meanwhile = Somebody has just changed these records. Try again.
error-rule-disabled = The rule “{ $rule }” is switched off. Switch it on in the deletion concept (enabled = true) to run it; --dry-run shows a preview.
error-concept-proposed = The deletion concept is the template's proposal and not in force. Check it (“obhut concept export FILE”, “obhut run --dry-run”) and put it into force: “obhut concept apply FILE”.
error-reason-missing = This needs a reason. Give it, on the command line with --reason.
error-reason-names = The reason contains the value of the field “{ $field }”. It stays in the journal when the person is gone: name a file reference or a date instead of the person.

## Record types and fields

error-type-missing = There is no record type “{ $given }”, or you may not see it. “obhut types” lists all of them.
error-type-exists = There is a record type “{ $given }” already. Choose another key, or use the one that is there.
error-key-form = “{ $given }” cannot be a key. Use up to 50 lower-case letters a to z, digits and underscores, beginning with a letter.
error-field-missing = There is no field “{ $field }” in “{ $type }”, or you may not see it. “obhut types { $type }” lists the fields.
error-field-twice = There is a field “{ $field }” already. Choose another key.
error-field-reserved = “{ $field }” is used by Obhut itself. Choose another key for the field.
error-field-link = The field “{ $field }” needs a target: name the record type for links, and for these only.
error-field-required = The field “{ $field }” must not be empty. Give a value.
error-value = The value for “{ $field }” does not fit: { $why }

## Records

error-record-missing = There is no record { $type }/{ $key }, or you may not see it. Check the key.
error-record-gone = The record { $key } is anonymised or archived already. Nothing in it can be changed any more; you can still delete it.
error-record-kept = The record { $type }/{ $key } has been exempt from deletion and anonymisation (keep) since { $since }, set by { $owner }. Reason: { $reason }. Release the mark if it no longer holds.
error-record-locked = The record { $type }/{ $key } has been locked since { $since }, set by { $owner }. Reason: { $reason }. It can neither be changed nor handed out nor erased until the lock is lifted.
error-record-statutory = The record { $type }/{ $key } must still be kept ({ $norm }). Lock it until the period has passed.
error-mark-exists = There is such a mark ({ $kind }) already. Lift it before you set one with another reason.
error-mark-missing = There is no mark ({ $kind }) there that could be lifted.
error-mark-kind = “{ $given }” is no mark. Possible are: keep, lock.

## Search and suppression list

error-find-empty = What are you looking for? Give a name, an e-mail address, a telephone or customer number.
error-suppress-identifier = Only e-mail addresses and telephone numbers can be put on the suppression list. Check the spelling.
find-by-field = same value in “{ $field }”
find-by-name = same or similar name
find-by-person = belongs to the same person (no. { $person })
match-name-alone = same name, nothing else
match-same-email-other-name = same e-mail address, but another name
match-same-phone-other-name = same telephone number, but another name
match-same-number-other-name = same number, but another name
match-same-number-other-email = same number, but another e-mail address

## Conditions

error-condition = The condition cannot be understood from character { $at }: “{ $rest }”. Write, for example, status = "ended" and ended_on < today - P3Y.
error-condition-end = The condition stops midway. Write, for example, status = "ended" and ended_on < today - P3Y.
error-condition-field = There is no field “{ $field }” in “{ $type }”, or you may not see it. “obhut types { $type }” lists the fields.
error-condition-literal = The field “{ $field }” ({ $type }) cannot be compared with { $given }. Text stands in quotation marks, a date in the form 2026-01-31, yes and no are true and false.
error-condition-person = “{ $type }” is linked to no person; exists, no and latest work by way of the person only. Compare a field of the record itself.
error-condition-system = “{ $type }” lies in another system. exists, no and latest work within one system only.

## Deletion concept

error-concept-none = There is no deletion concept yet. Make one with “obhut concept apply FILE”.
error-concept-syntax = Line { $line }, column { $column } of the deletion concept cannot be understood: { $text } – Often a quotation mark, an equals sign or a bracket is lacking, or an entry stands twice in the same section. Correct the line, and check the file with “obhut concept check”.
error-concept-entry = Line { $line }, column { $column } of the deletion concept: { $text } – There is no entry “{ $given }” in this section. There are: { $possible }. Correct the line, and check the file with “obhut concept check”.
error-concept-word = Line { $line }, column { $column } of the deletion concept: { $text } – “{ $given }” is not possible here. There are: { $possible }. Correct the line, and check the file with “obhut concept check”.
error-concept-lacks = Line { $line }, column { $column } of the deletion concept: { $text } – This section lacks the entry “{ $given }”. Add it, and check the file with “obhut concept check”.
error-concept-value = Line { $line }, column { $column } of the deletion concept: { $text } – The value does not fit its entry: texts stand in quotation marks, numbers and true or false without them, lists in square brackets. Correct the line, and check the file with “obhut concept check”.
error-concept-refused = The deletion concept was not put into force. Rule “{ $rule }”: { $why }
error-rule-missing = There is no rule “{ $given }” in the deletion concept. Check the spelling with “obhut concept export”.
error-rule-twice = There are two rules “{ $rule }”. Give one of them another key.
error-rule-class = The rule “{ $rule }” names a deletion class “{ $class }” that does not exist. Use an existing one, for example end_of_relationship_3y, or make it with [[class]].
error-rule-class-period = The rule “{ $rule }” names both a deletion class and a period. Leave out class or period: the class brings its own period.
error-rule-event = In the rule “{ $rule }”, “{ $field }” is no date. A start event must be a date field or latest(type.field).
error-rule-period = The rule “{ $rule }” has a start event, but no period. Name class or period, for example period = "P3Y".
error-rule-start = The rule “{ $rule }” has a period, but no start event. Name with start the field from which the period runs.
error-rule-stage = The rule “{ $rule }” names a stage outside 1 to 8. Stage 9 is the complete anonymisation (action = "anonymise").
error-rule-set-class = The rule “{ $rule }” is to classify, but does not say into which class. Name it with set_class.
error-rule-schedule = The rule “{ $rule }” has a schedule that cannot be understood: { $given }. Write minute, hour, day, month and weekday, for example "0 3 * * *" for daily at 3 o'clock.
error-schedule = “{ $given }” is no schedule. Write minute, hour, day, month and weekday, for example "0 3 * * *" for daily at 3 o'clock.
finding-no-fallback = The rule “{ $rule }” does not say what holds when its start event is empty; such records never go. Name a stand-in with fallback, for example created_at.
finding-no-reason = The rule “{ $rule }” names neither norm nor reason. Add norm or reason.
finding-stage-twice = The rule “{ $rule }” has the same stage as another one on the same record type. What one has done the other leaves out; give the later one a higher stage.

## Actions

error-action = “{ $given }” is no action. Possible are: anonymise, partial, mask, lock, unlock, keep, release, delete, archive, classify and the actions of the deletion concept.
error-act-classify = Only a rule can classify. Make one in the deletion concept with action = "classify" and set_class.
error-partial-fields = Partial anonymisation: of which fields? Name them with fields or replace.
error-replace = “{ $given }” is no replacement. Possible are: empty, placeholder, year, month, mask(4,4), last(4,6), keep(2,5), pseudonym(16) or a value.
error-replace-required = The field “{ $field }” must not be empty. Choose another replacement than empty.
error-replace-unfit = This replacement does not fit the field “{ $field }” ({ $type }). Choose one that fits its data type, or empty.
error-replace-unique = No value may occur twice in the field “{ $field }”. Choose placeholder or pseudonym.

## Runs and cases

error-run-today = The day of a run can be chosen in a throw-away store only (“obhut init --sandbox” or “obhut demo”). To look ahead, use --dry-run.
error-case-state = “{ $given }” is no state of a case. Possible are: due, held, done, failed.
hold-cap = limit of the run reached; the next run takes them
hold-keep = exempt from deletion (keep)
hold-person-keep = the person is exempt from deletion (keep)
hold-lock = locked (Art. 18 GDPR)
hold-person-lock = the person is locked (Art. 18 GDPR)
hold-statutory = still to be kept ({ $norm })
why-condition = The rule's condition holds
why-event = { $de ->
   *[other] { $en }
}
why-event-latest = latest event

## Journal

error-journal-empty = The journal has no checkpoint yet. Do something first, then export.
journal-problem-side = The readable details beside entry { $index } do not fit it: they were changed.
journal-problems-more = … and { $count } more.
