## The command line: what there is to read after a call

error-head = Error:
error-output = The output could not be written. Check whether the disk is full.
error-config-read = The file { $path } with the settings cannot be read. Check path and access rights.
error-config-syntax = The settings in { $path } cannot be understood, line { $line }: { $why }. Correct the line; “obhut --help” shows what is possible.
error-file-missing = There is no file { $path }. Check the path.
error-file-read = { $path } cannot be read. Check whether the file exists and whether you may read it.
error-file-encoding = { $path } is not written in UTF-8. Save the file in this encoding.
error-export-format = The ending of { $path } names no format. The name may end in .csv, .xlsx or .json.
error-run-stopped = The run was stopped after the last batch, as asked; what is done stays done. The same command goes on from there.
error-import-stopped = The import was stopped after the last batch, as asked; what came in stays. The same command goes on from there.
error-demo-stopped = The demonstration was stopped, as asked. Start it anew.
error-demo-folder = No folder can be made for the demonstration. Check whether the folder for temporary files can be written to, or name another one with --data.
error-discard = Only a throw-away store is discarded, and this is none. Remove it by hand if it really has to go.

## Wrong calls

usage-subcommand = There is no command “{ $given }”.
usage-argument = The argument “{ $given }” is not expected here.
usage-missing = Still missing: { $names }.
usage-value = “{ $given }” does not fit { $argument }. Possible are: { $possible }.
usage-value-missing = { $argument } needs a value.
usage-value-form = “{ $given }” is no valid value for { $argument }.
usage-conflict = { $argument } and { $other } do not go together. Name only one of them.
usage-encoding = An argument is not written in UTF-8. Check the encoding of your input.
usage-no-subcommand = The command is missing.
usage-other = The call cannot be understood.
usage-suggestion = Did you mean “{ $given }”?
usage-hint = “obhut --help”, or --help behind the command, shows what is possible.
usage-map = “{ $given }” is not of the form COLUMN=FIELD, or the column is there twice. Write for instance --map "Home tel.=phone", and --map "Home tel.=" to leave it out.
usage-set = “{ $given }” does not have the form FIELD=VALUE. Write for example phone=+4930901820.
usage-release = Name record type, key and “keep” or “lock”, for example: obhut release contract 17 keep --reason "case closed". For a person: obhut release lock --person 4 --reason …

## Words

word-yes = yes
word-no = no
word-erased = erased
word-no-source = not named
word-no-basis = no legal basis given

## Columns

column-act = act
column-action = action
column-active = active
column-actor = account
column-at = time
column-category = category
column-column = column
column-confidence = confidence
column-data-type = data type
column-done = done
column-due = due
column-failed = failed
column-field = field
column-fields = fields
column-held = held
column-held-by = held by
column-index = no.
column-job = job
column-key = key
column-later = later
column-login = login
column-month = month
column-name = name
column-notes = notes
column-now = now
column-person = person
column-personal = personal
column-ready = to be done
column-reason = reason
column-records = records
column-roles = roles
column-row = row
column-rule = rule
column-state = state
column-system = system
column-team = team
column-time = time
column-type = record type
column-version = Version
column-rules = Rules
concept-proposed = proposed, not in force
concept-in-force = in force
concept-past = replaced
concept-no-rules = This concept has no rule: nothing is deleted any more.
column-why = found by

## Actions

action-anonymise = anonymise
action-partial = anonymise partially
action-mask = mask
action-lock = lock
action-unlock = unlock
action-keep = keep
action-release = release
action-delete = delete
action-archive = archive
action-classify = classify

## Store

init-done = The store lies in { $place } ({ $engine }).
init-keys = The keys lie in { $place }, the keystore with the ledger of erasures in { $keystore }. Back both up continually and apart from the data: without them what is sealed cannot be read, and a backup would bring back what was erased.
init-concept = The deletion concept of the template is a proposal and not in force yet: check it (“obhut concept export FILE”) and put it into force (“obhut concept apply FILE”). Nothing is deleted before.
init-next-empty = Go on with “obhut import FILE --type KEY --new”.
error-account-system = Only Obhut itself acts as “{ $login }”. Name the account of a person or a service with --as.
init-next = Go on with “obhut import FILE --type contact” or “obhut types”.
types-none = There is no record type yet. Make one: obhut import FILE --type KEY --new
types-field-added = { $type } has the field { $field } now.
types-field-classified = The category of { $type }.{ $field } is set.
types-field-choices = The choices of { $type }.{ $field } are changed.
field-required = required
field-unique = unique
field-unclassified = unclassified

## Records

records-none = No record meets the condition.
records-more = { $count ->
    [one] 1 entry is shown; there may be more. --limit shows more.
   *[other] { $count } entries are shown; there may be more. --limit shows more.
}
state-anonymised = anonymised
state-stage = stage { $stage }
state-kept = kept
state-locked = locked
show-person = Person { $person }
show-visible-all = Visible to all who may see this record type
show-visible-team = Visible to the team of its owner
show-visible-owner = Visible to its owner only and to those who may see all records
show-source = Source: { $source } ({ $channel }), brought in by { $actor } on { $at }; { $basis }
show-changed = Last changed on { $at } by { $actor }
set-done = { $count ->
    [0] { $type } { $key } had these values already; nothing changed.
    [one] 1 field of { $type } { $key } was changed.
   *[other] { $count } fields of { $type } { $key } were changed.
}
find-none = Nothing was found.
timeline-none = Nothing is recorded.
suppress-done = It is on the suppression list. Only a keyed hash of it is stored.
export-done = { $count ->
    [one] 1 record is in { $path }.
   *[other] { $count } records are in { $path }.
}
export-locked = { $count ->
    [one] 1 locked record was left out.
   *[other] { $count } locked records were left out.
}
export-unwritable = { $count ->
    [one] 1 record does not fit this format and was left out.
   *[other] { $count } records do not fit this format and were left out.
}

## Import

import-linking = These only served to find the persons and were not stored: { $columns }.
import-unlinked = { $count ->
    [one] One record belongs
   *[other] { $count } records belong
} to no person. A column with e-mail address, telephone or customer number makes the connection.
import-encoding = Read in the encoding { $encoding }.
import-suppressed = Left out because of the suppression list: { $left ->
    [0] rows { $rows }.
   *[other] rows { $rows } … and { $left } more.
}
import-duplicates-more = … and { $count } more
import-counts = { $rows } rows read, { $imported } records brought in, { $rejected } rows rejected, { $suppressed } left out because of the suppression list.
import-counts-dry = Dry run: { $rows } rows read, { $imported } would become records, { $rejected } would be rejected, { $suppressed } left out because of the suppression list. Nothing is stored.
import-persons = Persons: { $new } new, { $matched } matched.
import-columns = Columns
import-rejected = Rejected rows
import-rejected-more = … and { $count } more. --rejected FILE writes all of them into a sheet. A column that fails many rows is left out by --map "COLUMN=".
import-rejected-file = The rejected rows are in { $path }, each with its reason.
import-triage = To be settled
import-not-imported = not brought in
import-special = Special categories (Art. 9 GDPR) in: { $columns }. Check the legal basis under Art. 9(2).
import-no-basis = No legal basis given. Name it with --basis, for example --basis 6b.
import-no-source = No source given. Name it with --source.
import-unmapped = Columns that were not brought in: { $columns }. Map them with --map "COLUMN=FIELD", or make new fields of them with --add-fields.
import-unclassified = Please confirm the category: { $fields }. Until then only the privacy role sees these fields.
import-duplicates = { $count ->
    [one] 1 possible duplicate
   *[other] { $count } possible duplicates
}
import-duplicate-person = Row { $row } and person { $person }: { $why }
import-duplicate-row = Row { $row } and row { $other }: { $why }
import-before = A file that begins the same was brought in on { $day } already.
import-before-same = Exactly this file was brought in on { $day } already, into the same fields. Without --again it is not stored once more.
import-resumed = Going on behind row { $row }, as far as an earlier import came.
import-reading = Reading
import-read = { $count ->
    [one] 1 row read
   *[other] { $count } rows read
}

## Deletion concept

concept-exported = The deletion concept is in { $path }.
concept-errors = { $count ->
    [one] 1 error: the concept cannot be put into force like this.
   *[other] { $count } errors: the concept cannot be put into force like this.
}
concept-sound = { $warnings ->
    [0] The concept is sound.
    [one] The concept can be put into force; 1 note.
   *[other] The concept can be put into force; { $warnings } notes.
}
concept-applied = { $count ->
    [one] The deletion concept with 1 rule is in force.
   *[other] The deletion concept with { $count } rules is in force.
}
concept-rules = The rules
concept-forecast = The next 24 months: so many records become due
finding-error = Error
finding-warning = Note

## Runs

progress-left = { $time } left
run-no-rules = No rule is switched on. Put a deletion concept into force: obhut concept apply FILE
run-dry = Dry run for { $today }: nothing is changed.
run-rule = { $name } ({ $rule })
run-ready = To be done:
run-held = Held back – { $why }
run-person = person { $person }
run-more = … and { $count } more (--limit shows more)
run-failures = Some records could not be acted on. “obhut cases --state failed” shows which and why.
act-done = { $type } { $key }: { $action }, done.
mark-kept = { $on } is kept.
mark-locked = { $on } is locked.
mark-on-record = { $type } { $key }
mark-on-person = Person { $person }
release-kept = { $on } is released.
release-locked = { $on } is unlocked.
case-due = due
case-none = nothing due
case-held = held
case-done = done
case-failed = failed
cases-none = There is no such case.

## Journal

journal-none = The journal is empty.
journal-ok = The journal is intact.
journal-verified = { $size } entries, { $opened } of them compared with their readable side ({ $erased } erased wholly or in part), { $pending } not in the log yet. Root: { $root }
journal-broken = { $count ->
    [one] The journal is not intact: 1 finding. Keep the store as it is and compare it with a backup.
   *[other] The journal is not intact: { $count } findings. Keep the store as it is and compare it with a backup.
}
journal-exported = { $count ->
    [one] 1 entry is in { $place }, to be verified with any program for C2SP tlog-tiles.
   *[other] { $count } entries are in { $place }, to be verified with any program for C2SP tlog-tiles.
}

## Accounts

user-added = The account { $login } is there.
user-no-role = { $login } may do nothing yet. Give a role: obhut user role { $login } clerk
user-role-given = { $login } has the role { $role }.
user-role-taken = { $login } no longer has the role { $role }.

## Upkeep

backup-done = The backup is in { $path } ({ $size }). It holds no keys: back the folder of keys up apart from it.
restore-done = The backup of { $at } is restored.
restore-erasures = { $count ->
    [0] Nothing was erased since the backup.
    [one] 1 erasure since the backup was done again ({ $records } records).
   *[other] { $count } erasures since the backup were done again ({ $records } records).
}
restore-log = The backup is older than the journal: it lacks { $lost } entries. A new log goes on: { $log }
backup-keys = The keystore ({ $keystore }) is not in it. Back it up for itself: without it nobody knows after a restore what was erased since.
restore-no-keystore = The keystore was missing or older than the backup: what is sealed may be unreadable, and what was erased since is not known and is back.
purge-done = { $count ->
    [0] No table had to be rewritten.
    [one] 1 table was rewritten; nothing old is left in its file.
   *[other] { $count } tables were rewritten; nothing old is left in their files.
}
purge-left = Left out, because others are at work on them: { $tables }. Try again later.
purge-statistics = Samples of old values may still lie in the database's file of statistics: only a superuser can rewrite it.
worker-idle = Nothing is to be done by schedule now.
worker-works = The scheduled jobs are running. Ctrl-C stops after the batch at hand.
worker-stopped = Stopped. “obhut worker” goes on from there.

## Demonstration

demo-title = Obhut – demonstration with fictional data
demo-no-serve = There are no pages in the browser yet; all that follows happens here.
demo-data = 1  Data: Bürgerenergie Lindental e. V. (fictional)
demo-loading = Loading data
demo-marking = Setting marks
demo-loaded = { $records } records of { $persons } persons, { $kept } kept, { $locked } locked, in { $time }
demo-concept = { $count ->
    [one] 2  The deletion concept: 1 rule
   *[other] 2  The deletion concept: { $count } rules
}
demo-dry-run = 3  Dry run for { $today }: what is due and what holds it
demo-counting = Counting
demo-runs = 4  The run
demo-proofs = 5  The proof, by reading back
demo-proving = Reading back
demo-check-something-due = Something was due and some of it held back ({ $count } due)
demo-check-count = Each rule did exactly as much as announced ({ $count } records)
demo-check-due-gone = What was due is gone: deleted, or without the old values ({ $count } records read back)
demo-check-due-done = What was to be locked or classified is so ({ $count } records read back)
demo-check-held = What was held back is unchanged ({ $count } records read back)
demo-check-kept = What somebody keeps still has each letter after all runs ({ $count } records)
demo-check-files-gone = No erased value is left in the files of the database ({ $count } searched for)
demo-check-files-there = The same search finds each kept value there ({ $count } searched for)
demo-check-again = A second run finds nothing left to do
demo-check-journal = The journal is intact ({ $count } entries)
demo-summary = Result
demo-counts = { $persons } persons, { $records } records, { $done } actions in { $runs }, all together in { $time }
demo-ok = All of it held.
demo-not-ok = Something did not hold; see above.
demo-kept = The store stays: obhut --data { $place } --tenant { $tenant } types
demo-removed = The store of the demonstration is removed again; --keep keeps it.
demo-idle = { $count ->
    [one] … and 1 rule with nothing due
   *[other] … and { $count } rules with nothing due
}
