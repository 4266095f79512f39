## Accounts

help-user-close = Close an account; what was done through it stays in the journal
help-user-close--login = Login name
help-user-reopen = Open a closed account again, with the roles it had
help-user-reopen--login = Login name
help-user-rename = Give an account another login name
help-user-rename--login = Login name so far
help-user-rename--new-login = New login name
help-user-rename--name = Name shown; if not given it stays
user-closed = The account { $login } is closed.
user-reopened = The account { $login } is open again.
user-renamed = The account { $login } is now called { $new }.

## Records and files

help-set--despite-suppression = Take in addresses and numbers that are on the suppression list as well; this needs the right records.act
help-export--force = Overwrite the file if it is there
help-import--force = Overwrite the sheet of rejected rows if it is there
error-file-exists = The file { $path } exists already. Choose another name, or overwrite it with --force.
