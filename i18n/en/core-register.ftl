## Visibility of records

error-owner-form = “{ $given }” is no person. Give their number, “new” for a new person, or nothing for nobody.
error-owner-type = Records of “{ $type }” belong to no person.
error-owner-needed = Records of “{ $type }” always belong to a person. Give their number, or “new” for a new one.
error-visibility-owner = Who sees a record is decided by its owner and by those who may see all records of its type. Ask one of them.

## Choices

error-choices-field = The field “{ $field }” is no choice. Only fields of the data type choice have values to choose from.
error-choices-form = A value to choose is empty or holds control characters. Name at least one value, each as a word of its own.
error-choices-twice = The value “{ $given }” stands twice among the choices. Name each value once.
error-choices-used = { $count ->
    [one] 1 record still has the value “{ $given }” in the field “{ $field }”; the choices stay as they were. Change that record first, or leave the value among the choices.
   *[other] { $count } records still have the value “{ $given }” in the field “{ $field }”; the choices stay as they were. Change these records first, or leave the value among the choices.
}
