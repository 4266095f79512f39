# Import of files, export (obhut-core)

## Why an import does not begin
error-import-column = There is no column “{ $column }” in the file. Give its name as it stands in the file.
error-import-nothing-mapped = No column of the file fits a field of “{ $type }”. Columns of the file: { $columns }. Map columns (--map "COLUMN=FIELD"), let fields be added (--add-fields), or import the file as a new record type (--new).
error-import-required = The field “{ $field }” of “{ $type }” must always have a value, but no column fits it. Map a column (--map "COLUMN={ $field }") or add one to the file.
error-import-field-twice = Two columns are mapped to the field “{ $field }”. Leave one of them out (--map "COLUMN=").
error-import-type-exists = The record type “{ $given }” exists already. Choose another key, or import into the existing one without “new”.
error-import-changed = The last import of this file was interrupted, and since then it changed in rows that are imported already. Use the original file, or explicitly begin the import anew; then check for records that are there twice.
error-import-done = This file was imported on { $day } by { $actor } already ({ $records } records); nothing was stored now. If it is to be imported once more all the same, please ask for it expressly (on the command line with --again); all records will then be there twice.
error-import-elsewhere = The same file is being imported elsewhere. Wait until that is finished.

## Why a row was not stored
import-reason-also = { $first } Also { $field }: { $why }
import-reason-empty = There is no value in any imported column. Complete the row or delete it.
import-reason-formula-error = The cell shows the error “{ $given }” of a formula. Correct the formula or enter the value.
import-reason-too-large = The number is too large. Check the value.
import-reason-link = There is no linked record with the key “{ $given }”. Check the key.
import-reason-suppressed = The person is on the suppression list: they objected or were erased. The row stays out; who has the right may make the record by hand, with a reason.
import-reason-damaged = The characters in “{ $given }” are damaged, probably wrongly encoded. Please save the file as UTF-8 or name its encoding: --encoding NAME.
import-reason-locked = The record or the person is locked and must not be changed. Find out whether the lock can be lifted.
import-reason-not-unique = Another record has this value already. Check the value or leave the row out.
import-reason-twice-in-file = This value stands in an earlier row of the file already. Check the value or leave the row out.

## Where a column goes
import-map-chosen = Chosen so.
import-map-name = Column and field have the same name.
import-map-synonym = Column and field mean the same.
import-map-content = Content and field fit each other.
import-map-whole-name = The column holds whole names; they are split into first names and surname.
import-map-links = No field fits this column; it only serves to find the person and is not stored.
import-map-suggests = No field fits this column; persons of this name are only suggested, it is not stored.
import-map-none = No field fits this column; it is not imported.
import-map-skipped = Left out as chosen.
import-map-no-right = You lack the right to fill the field “{ $field }”; the column is not imported.
import-map-unsure = The column may belong to the field “{ $field }”; that is too unsure, it is not imported. To map it: --map "{ $column }={ $field }".
import-map-unfit = The name fits the field “{ $field }”, but too many values do not; the column is not imported. To map it all the same and have rows with wrong values rejected: --map "{ $column }={ $field }".
import-type-text = Kept as text because too many values would be lost otherwise.

## Notes
import-note-skipped = Row { $row } was skipped: { $why }.
import-note-resumed = An interrupted import of this file was continued after { $rows } rows. What was rejected before that is counted here but not listed again.
import-note-unchecked = { $count ->
    [one] One new row was
   *[other] { $count } new rows were
} not compared with existing records by name and birth date, because there are too many equal names.

## What was understood but should be looked at
import-hint-repaired = “{ $column }”: { $count ->
    [one] one value was
   *[other] { $count } values were
} encoded twice and { $count ->
    [one] has
   *[other] have
} been repaired (first in row { $row }).
import-hint-no-date = “{ $column }”: { $count } × it says 00.00.0000 or the like; the date stays empty (first in row { $row }).
import-hint-birth = “{ $column }”: { $count } × the birth date is in the future or more than 120 years ago (first in row { $row }). Please check.
import-hint-order = “{ $column }”: { $count } × day and month may be mixed up (first in row { $row }); the day was read first. Otherwise: --dates mdy.
import-hint-zero-back = “{ $column }”: { $count } × the postcode lacked its leading zero, which has been added (first in row { $row }).
import-hint-zero-lost = “{ $column }”: { $count } × the postcode has four digits only (first in row { $row }). A leading zero may have been lost; please check.
