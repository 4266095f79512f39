## Help of the command line: “obhut --help”, “obhut COMMAND --help”
##
## help-COMMAND says what a command does, help-COMMAND--ARGUMENT what an argument means,
## help--ARGUMENT what it means everywhere, help-COMMAND-examples shows calls.

help-about = Obhut keeps personal data safe, deletes it on time and proves both.
help-examples =
    To begin with:
      obhut demo                                   see everything once, with fictional data
      obhut init                                   make a store
      obhut import customers.csv --type contact    bring data in
      obhut concept check concept.toml             check the deletion concept
      obhut run --dry-run                          see what is due
      obhut run                                    execute the rules that are due
      obhut journal verify                         prove that nothing was tampered with

    What a command can do is shown by --help behind it, for example “obhut import --help”.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (by right, lock or keep).

## Headings and what is noted with arguments

help-heading-arguments = Arguments
help-heading-commands = Commands
help-heading-examples = Examples
help-heading-globals = Global
help-heading-options = Options
help-heading-usage = Usage
help-clap-default = [default: { $value }]
help-clap-env = [env: { $name }]
help-clap-help = Show the help of a command
help-clap-possible = [possible: { $values }]

## What stands for values

value-action = ACTION
value-category = CATEGORY
value-column-field = COLUMN=FIELD
value-command = COMMAND
value-datatype = DATATYPE
value-dir = DIR
value-expr = EXPR
value-field = FIELD
value-field-value = FIELD=VALUE
value-file = FILE
value-format = FORMAT
value-identifier = IDENTIFIER
value-index = INDEX
value-key = KEY
value-kind = KIND
value-lang = LANG
value-login = LOGIN
value-n = N
value-name = NAME
value-options = OPTIONS
value-order = ORDER
value-query = QUERY
value-role = ROLE
value-rule = RULE
value-seconds = SECONDS
value-sign = SIGN
value-state = STATE
value-team = TEAM
value-template = TEMPLATE
value-text = TEXT
value-type = TYPE
value-type-key-keep-lock = TYPE KEY keep|lock
value-url = URL
value-user = USER
value-value = VALUE
value-who = WHO
value-yyyy-mm-dd = YYYY-MM-DD

## Arguments that mean the same everywhere

help--config = File with settings (TOML); if not given ./obhut.toml where there is one
help--data = Folder of the store with the SQLite files and the keys; if not given ./obhut-data
help--database = PostgreSQL database for the tables, instead of SQLite files in the folder
help--format = Output for people (text) or for programs (json: one object, or one a line for lists); if not given text
help--help = Show this help
help--keystore = Database of the keystore; if not given beside that of the tables
help--lang = Language of texts; if not given that of LC_ALL or LANG, else German
help--tenant = Tenant, that is one organisation; if not given main
help--user = Account that acts; if not given admin
help--version = Show the version

help--key = Key of the record
help--reason = Why; it stands in the journal
help--type-key = Record type, for example contact; “obhut types” shows which there are

## Making and looking at a store

help-init = Make a store
help-init--sandbox = Make a throw-away store, in which runs can take place on any day
help-init--template = What it starts with: record types and a deletion concept for customers and sales (crm), members and donations as well (association), or nothing of it (empty)
help-init--zone = Time zone in which days begin and schedules hold
help-init-examples =
    obhut init
    obhut init --template association
    obhut init --sandbox --data /tmp/trial
    obhut init --database postgres://obhut@localhost/obhut

help-demo = Show everything on a throw-away store with fictional data
help-demo--keep = Keep the store and say where it lies
help-demo--no-serve = Serve no pages; there are none yet, so it is always so
help-demo--persons = How many persons the data is about (20 to 10,000,000)
help-demo--seed = Which data is made up: the same number gives the same data
help-demo-examples =
    obhut demo
    obhut demo --persons 100000
    obhut demo --keep --data ./trial

help-types = Show the record types, or one of them with its fields; change fields
help-types--key = Record type to show with its fields; if not given all record types
help-types-examples =
    obhut types
    obhut types contract
    obhut types field add contact shoe_size --data-type integer --category other_personal --en "Shoe size"
    obhut types field classify contact remarks free_text_about_person
    obhut types field choices contact salutation Frau Herr Divers "Keine Angabe"

help-types-field = Add a field to a record type or change one
help-types-field-add = Add a field
help-types-field-add--category = What the field says of a person; this decides who sees it
help-types-field-add--data-type = What the field holds
help-types-field-add--de = German name; if not given the key
help-types-field-add--en = English name; if not given the key
help-types-field-add--field = Key of the new field: small letters, digits and _
help-types-field-add--link = Record type that a link leads to (only with the data type link)
help-types-field-add--type-key = Record type that gets the field
help-types-field-add-examples =
    obhut types field add contact shoe_size --data-type integer --category other_personal
    obhut types field add contract agent --data-type link --link user --category none
help-types-field-choices = Say which values a choice allows
help-types-field-choices--field = Field that is a choice
help-types-field-choices--values = All values in their order; one that a record still has cannot be left out
help-types-field-choices-examples =
    obhut types field choices contact salutation Frau Herr Divers "Keine Angabe"
help-types-field-classify = Say what a field says of a person
help-types-field-classify--category = Category of personal data; this decides who sees the field
help-types-field-classify--field = Field
help-types-field-classify-examples =
    obhut types field classify contact remarks free_text_about_person

## Data in and out

help-import = Bring a file in: CSV, XLSX, ODS, XLS, vCard, LDIF or a pasted table
help-import--add-fields = Make new fields of columns that fit no field of the record type
help-import--again = Import a file that was imported before once more; its records are then there twice
help-import--basis = Legal basis by its article: 6a to 6f for Art. 6(1), 9a to 9j for Art. 9(2) GDPR
help-import--dry-run = Only say what would happen; nothing is stored
help-import--file = The file; - for a table pasted into standard input (text with tabs, or HTML)
help-import--label = Name of a new record type; if not given its key
help-import--dates = What comes first in dates between slashes: dmy the day, mdy the month, ymd the year; found out from the values unless given
help-import--decimal = Whether a comma or a point parts the decimals; found out from the values unless given
help-import--encoding = Encoding of a text file, such as utf-8 or windows-1252; found out unless given
help-import--map = Field a column goes to; without a field it is left out, FIRST+LAST takes whole names apart. May be given several times
help-import--new = Make the record type, with a field for each column
help-import--rejected = Write the rejected rows with their reason into a sheet (.csv, .xlsx, .json), so that you can correct them and bring them in again
help-import--restart = Begin anew where an earlier import of the same file was stopped
help-import--sheet = Sheet of a workbook; if not given the first with content
help-import--source = Where the data comes from, in your words
help-import--type-key = Record type the rows become records of
help-import--visible = Who sees the records besides those who see all: the owner, the owner's team, or all with a right on the record type
help-import-examples =
    obhut import customers.csv --type contact --source "Fair 2026" --basis 6b --dry-run
    obhut import customers.csv --type contact --source "Fair 2026" --basis 6b --rejected rejected.xlsx
    obhut import members.xlsx --sheet Sheet1 --type member --new --label Member
    obhut import - --type contact < clipboard.html

help-export = Take records out into a file; locked ones are left out
help-export--condition = Condition, for example: status = "active"
help-export--fields = Field to write; can be given several times; if not given all that you may take out
help-export--file = File to write: .csv, .xlsx or .json
help-export--names = Write the names of fields into the heading instead of their keys
help-export--reason = Reason or purpose; it stands in the journal
help-export--with-system = Add key, person, class, source, legal basis and last change
help-export-examples =
    obhut export contact customers.xlsx --reason "Sending the yearly invoice"
    obhut export contract running.csv --where 'status = "active"' --field contract_number --field email --reason Comparison

## Records and persons

help-records = List records of a type
help-records--after = Only records behind this key
help-records--condition = Condition, for example: status = "ended" and ended_on < today - P3Y
help-records--limit = How many at most; 0 for all
help-records-examples =
    obhut records contact
    obhut records contract --where 'status = "ended" and ended_on < today - P3Y'
    obhut records contact --limit 0 --format json

help-show = Show a record with its source and last change
help-show-examples =
    obhut show contact 17

help-set = Change fields of a record, or who sees it
help-set--values = Fields with their new values; nothing behind the sign empties a field. visible=owner, visible=team or visible=all says who sees the record, person=NUMBER or person=new whose it is
help-set-examples =
    obhut set contact 17 phone=+4930901820 city=Cologne --reason "Moved, call of 3 March"
    obhut set contact 17 mobile= --reason "Line given up"
    obhut set contact 17 visible=team --reason "Cover in summer"

help-find = Find all records of a person
help-find--query = E-mail address, telephone, customer or other number, or name
help-find-examples =
    obhut find anna.schmidt@example.org
    obhut find "+49 30 901820"
    obhut find "Anna Schmidt"

help-timeline = Tell what happened to a record or person
help-timeline--person = Number of a person: all of their records
help-timeline-examples =
    obhut timeline contract 17
    obhut timeline --person 4

help-person = Show what is known of a person
help-person-case = Show the case file: all records with actions due, held, done or failed
help-person-case--person = Number of the person; it stands beside each of their records
help-person-examples =
    obhut person case 4

help-suppress = Put an e-mail address or telephone number on the suppression list, so that it does not come in again
help-suppress--identifier = E-mail address or telephone number
help-suppress-examples =
    obhut suppress anna.schmidt@example.org --reason "Objection of 3 March"

## Deletion concept and runs

help-concept = Show, check and change the deletion concept
help-concept-apply = Put a concept into force as a new version
help-concept-apply--file = File with the concept (TOML); - for standard input
help-concept-check = Say what is wrong with a concept, and read its rules as sentences
help-concept-check--file = File with the concept (TOML); - for standard input
help-concept-coverage = Show which fields, types and records no rule covers
help-concept-export = Write the concept in force into a file, byte for byte as it was applied
help-concept-export--file = File to write; - for standard output
help-concept-forecast = Show what becomes due in the next 24 months
help-concept-versions = Lists all versions, the one in force first
help-concept-export--version = An earlier version, by its number in “obhut concept versions”; if not given, the one in force
help-concept-examples =
    obhut concept export concept.toml
    obhut concept check concept.toml
    obhut concept apply concept.toml
    obhut concept coverage
    obhut concept forecast

help-run = Execute the deletion rules that are due
help-run--dry-run = Only say what would be done, and what holds back the rest; nothing is changed
help-run--limit = With --dry-run: how many records of a rule are named at most; 0 for all
help-run--list = With --dry-run and --format json: a line for each record instead of one for each rule
help-run--no-pause = Leave no time to others between batches: faster when nobody else is at work
help-run--rule = Only this rule; if not given all: classification first, deleting and anonymising last
help-run--today = Another day than the present one; a real run with it is possible in throw-away stores only
help-run-examples =
    obhut run --dry-run
    obhut run --dry-run --today 2030-01-01
    obhut run
    obhut run --rule contract-ended

help-act = Anonymise, mask, archive, delete, lock or keep one record
help-act--action = anonymise, partial, mask, lock, unlock, keep, release, delete, archive, or one of the concept's own
help-act--fields = Field, for partial anonymising and masking; can be given several times
help-act-examples =
    obhut act anonymise contact 17 --reason "Request of 3 March"
    obhut act mask contact 17 --field phone --field iban --reason "No longer needed"

help-mark = Keep or lock a record or person
help-mark--kind = keep: exempt from deletion; lock: neither edited nor let out
help-mark--person = Number of a person: all of their records, also those to come
help-mark--review = When somebody has to look at it again
help-mark-examples =
    obhut mark keep contract 17 --reason "Lawsuit" --review 2027-01-31
    obhut mark lock --person 4 --reason "Restriction under Art. 18 GDPR"

help-release = Lift a keep or lock
help-release--person = Number of a person
help-release--what = Record type, key and keep or lock; with --person keep or lock alone
help-release-examples =
    obhut release contract 17 keep --reason "Proceedings over"
    obhut release lock --person 4 --reason "Accuracy settled"

help-cases = List what is due, held, done or failed
help-cases--limit = How many at most
help-cases--state = Only these
help-cases-examples =
    obhut cases --state held
    obhut cases --state failed --format json

## Journal

help-journal = Show, verify and export the journal
help-journal-export = Write the log in C2SP tlog-tiles layout, to be verified without Obhut
help-journal-export--entry = Place of an entry to write with its proof; can be given several times
help-journal-export--folder = Folder to write into
help-journal-list = List entries, newest first
help-journal-list--limit = How many at most; 0 for all
help-journal-verify = Verify that no entry was changed, removed, added or moved
help-journal-verify--checkpoint = File with a signed checkpoint that was kept outside; can be given several times
help-journal-examples =
    obhut journal list --limit 20
    obhut journal verify
    obhut journal verify --checkpoint vault/checkpoint
    obhut journal export ./log --entry 0

## Accounts

help-user = Add accounts and give roles
help-user-add = Add an account; without a role it may do nothing
help-user-add--login = Login name
help-user-add--name = Name shown; if not given the login name
help-user-add--role = Role; can be given several times
help-user-add--service = A program that acts through the interface
help-user-add--team = Team, for the visibility of records
help-user-list = List accounts with their roles
help-user-role = Give a role to an account, or take it away
help-user-role--login = Login name
help-user-role--remove = Take the role away
help-user-role--role = Role
help-user-examples =
    obhut user add vera --name "Vera Winter" --role clerk --team north
    obhut user role vera privacy_manager
    obhut user role vera clerk --remove
    obhut user list

## Upkeep

help-backup = Write a backup of the store, without its keys
help-backup--file = File to write; it must not be there yet
help-backup-examples =
    obhut backup /backup/obhut-2026-03-01.backup

help-restore = Restore a backup; what was erased since is erased once more
help-restore--file = The backup
help-restore--force = Replace the store that is there
help-restore--without-keystore = Go on although the keystore is missing or older; what was erased since comes back
help-restore-examples =
    obhut restore /backup/obhut-2026-03-01.backup --force

help-worker = Do what is due by schedule, until stopped
help-worker--once = Do what is due now once, and end
help-worker--poll = Seconds between two rounds
help-worker-examples =
    obhut worker
    obhut worker --once --format json

help-purge = Rewrite tables so that nothing old is left in their files
help-purge-examples =
    obhut purge
