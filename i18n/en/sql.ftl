## Databases

error-database-url = This database address cannot be understood. Write for example sqlite:/var/lib/obhut/data.db, postgres://user@host/database or mysql://user@host/database.
error-database-unreachable = The database does not answer. Check that the server runs, that address and port are right, and that no firewall stands in between.
error-database-login = The database refused the login. Check user name and password.
error-database-missing = There is no database of this name on the server. Create it or correct the name.
error-database-privilege = The database user lacks the right to do this. Ask the database administrators for it.
error-database-busy = Something else is holding these data at the moment. Try again in a few seconds.
error-database-constraint = The database refuses the change because it breaks one of its rules: a value is taken already, is missing, or is still needed elsewhere.
error-database-value = A value does not fit its column: it is too long, too large or of the wrong kind.
error-database-read-only = This database is open for reading only. Open it with write access to change something.
error-database-full = The disk of the database is full. Make room, then try again.
error-database-io = The database could not be read or written. It is not certain whether the change was kept: check before you repeat it.
error-database-open = The database file cannot be opened. Check that the folder exists and that access to it is allowed.
error-database-corrupt = This file is not a database, or it is damaged. Restore a backup.
error-database-too-big = A value is too large for the database. Shorten it or split it.
error-database-file-missing = There is no database file { $path }. Check the path or set the database up.
error-database-schema-missing = There is no schema “{ $schema }” in this database. Check the name or set it up.
error-store-newer = This database was written by a newer version. Install at least that version.

## Tables and keys

error-sql-identifier = No name for a table or column can be made of “{ $given }”. Use at least one letter or digit.
error-sql-key = There can be no record with this key here. Check the key.

## Replacements

error-transform-column-missing = The table { $table } has no column “{ $column }”. Read the database's catalogue again and choose a column that exists.
error-transform-generated = The database fills the column “{ $column }” of { $table } itself; it cannot be overwritten. Overwrite the columns it is computed from.
error-transform-primary-key = The column “{ $column }” is part of the key of { $table }. A key cannot be overwritten, because other records refer to it: delete the record or leave the column out.
error-transform-unique = No value may occur twice in the column “{ $column }” of { $table }, but this replacement would. Possible are a placeholder with the key, a pseudonym of at least 16 characters or, if the column may be empty, an empty value.
error-transform-not-null = The column “{ $column }” of { $table } must not be empty. Choose a fixed value, a placeholder or a mask.
error-transform-foreign-key = The column “{ $column }” of { $table } refers to { $to }. It can only be emptied; any other replacement would refer to something wrong.
error-transform-type = This replacement does not fit the column “{ $column }” of { $table } ({ $declared }). Choose a fixed value of that type, year or month for a date, or an empty value.
error-transform-length = The column “{ $column }” of { $table } holds { $length } characters at most; the replacement can take { $needed }. Choose a shorter one.
error-transform-letters = This mask hides nothing or goes beyond the limits. Replace or keep 1 to { $most } characters; a pseudonym has 1 to 64.
error-transform-values = The column “{ $column }” of { $table } takes certain values only: { $values }. Choose one of them.
error-transform-check = The column “{ $column }” of { $table } is bound by the rule { $check }. The replacement would break it; choose one that keeps it.
error-transform-refused = The database refused this replacement for the column “{ $column }” of { $table } when it was tried on some records; nothing was changed. Choose a replacement that keeps the rules of the table.
