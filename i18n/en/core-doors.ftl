## Records by hand

error-link-form = “{ $given }” is no number of a record. Give the number of the record to link to.
error-link-missing = “{ $field }” links to { $type }/{ $key }, which does not exist. Check the number.
error-value-size = The value is too large to be stored.
error-value-type = A value of this kind does not fit; needed is: { $type }.

## Persons

error-person-missing = There is no person no. { $person }. Look for them with “obhut find”.
error-person-locked = Person no. { $person } or a record of theirs is locked (Art. 18 GDPR). As long as the lock holds, nothing is added.
error-suppressed = E-mail address, telephone or customer number are on the suppression list: the person objected or was erased. Whoever has the right records.act can do it all the same with a reason, on the command line with --despite-suppression.

## Accounts

error-account-closed = The account “{ $login }” is closed already.
error-account-open = The account “{ $login }” is not closed.
