# Statutory periods without a rule, cases decided by hand.
error-record-statutory-unknown = Whether the record { $type }/{ $key } must still be kept ({ $norm }) cannot be computed: { $why } Add the date, lock the record, or say explicitly why it may be erased nevertheless.
error-retain-start = The period { $norm } of the record type { $type } is to start with the field { $field }; there is no such date field. Name a date field of the type.
hold-statutory-unknown = retention cannot be computed, its start is missing ({ $norm })
statutory-start-empty = this is empty: { $de ->
       *[other] { $en }
    }.
statutory-start-unknown = The record type does not say with which field the period starts.
error-case-decided = Case { $case } is decided already ({ $state }). Open a new one.
error-case-held = All that is due in case { $case } is still held ({ $count } records). The person's case file names the reasons; release what no longer applies.
error-case-key = A case for another person was opened with this key already. Use a key of its own for each request.
error-case-missing = There is no case { $case }.
error-case-nothing-due = Nothing of person { $person } is due. What is to go before, act on record by record with “act”.
error-case-open = Case { $case } is already open for person { $person }. Decide that one.
error-case-until = Nothing can be postponed until { $given }; name a day in the future.
case-opened = Case { $case } opened for person { $person }.
case-approved = Case { $case } approved: { $done } records done, { $held } held.
case-postponed = Case { $case } postponed until { $until }; until then the person is exempt from erasure.
help-cases-open = Open a case for a person and list what is due
help-cases-approve = Do what is due in a case and nothing holds
help-cases-postpone = Exempt a person from erasure until a day
restore-marks = Done again as well: { $marks } marks, { $suppressions } entries of the suppression list, { $accounts } closed accounts.
restore-missed = Not done again, as the backup does not have the records or persons: { $act } { $type } ({ $count }).
help-cases-open--person = Number of the person; it stands beside each of the person's records
help-cases-approve--case = Number of the case
help-cases-postpone--case = Number of the case
help-cases-postpone--until = Day on which somebody looks at it again
help-act--despite-unknown-period = Why the record need not be kept, where its statutory period cannot be computed
