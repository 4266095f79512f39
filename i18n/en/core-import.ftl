# Import of files, export (obhut-core)

## Why an import does not begin
error-import-column = There is no column “{ $column }” in the file. Give its name as it stands in the file.
error-import-nothing-mapped = No column of the file fits a field of “{ $type }”. Columns of the file: { $columns }. Map columns, let fields be added, or import the file as a new record type.
error-import-required = The field “{ $field }” of “{ $type }” must always have a value, but no column fits it. Map a column or add one to the file.
error-import-field-twice = Two columns are mapped to the field “{ $field }”. Leave one of them out.
error-import-type-exists = The record type “{ $given }” exists already. Choose another key, or import into the existing one without “new”.
error-import-changed = The last import of this file was interrupted, and since then it changed in rows that are imported already. Use the original file, or explicitly begin the import anew; then check for records that are there twice.
error-import-elsewhere = The same file is being imported elsewhere. Wait until that is finished.

## Why a row was not stored
import-reason-also = { $first } Also { $field }: { $why }
import-reason-empty = There is no value in any imported column. Complete the row or delete it.
import-reason-formula-error = The cell shows the error “{ $given }” of a formula. Correct the formula or enter the value.
import-reason-too-large = The number is too large. Check the value.
import-reason-link = There is no linked record with the key “{ $given }”. Check the key.
import-reason-locked = The record or the person is locked and must not be changed. Find out whether the lock can be lifted.
import-reason-not-unique = Another record has this value already. Check the value or leave the row out.
import-reason-twice-in-file = This value stands in an earlier row of the file already. Check the value or leave the row out.

## Where a column goes
import-map-chosen = Chosen so.
import-map-name = Column and field have the same name.
import-map-synonym = Column and field mean the same.
import-map-content = Content and field fit each other.
import-map-whole-name = The column holds whole names; they are split into first names and surname.
import-map-none = No field fits this column; it is not imported.
import-map-skipped = Left out as chosen.
import-map-no-right = You lack the right to fill the field “{ $field }”; the column is not imported.
import-map-unfit = The name fits the field “{ $field }”, but too many values do not; the column is not imported.
import-type-text = Kept as text because too many values would be lost otherwise.

## Notes
import-note-skipped = Row { $row } was skipped: { $why }.
import-note-resumed = An interrupted import of this file was continued after { $rows } rows. What was rejected before that is counted here but not listed again.
import-note-unchecked = { $count ->
    [one] One new row was
   *[other] { $count } new rows were
} not compared with existing records by name and birth date, because there are too many equal names.
