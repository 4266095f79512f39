## Formats

format-list-and = und
format-bytes = { $count ->
    [one] 1 Byte
   *[other] { $count } Bytes
}

## Periods; the dative follows "nach" and "seit"

period-years = { $count ->
    [one] 1 Jahr
   *[other] { $count } Jahre
}
period-years-dative = { $count ->
    [one] 1 Jahr
   *[other] { $count } Jahren
}
period-months = { $count ->
    [one] 1 Monat
   *[other] { $count } Monate
}
period-months-dative = { $count ->
    [one] 1 Monat
   *[other] { $count } Monaten
}
period-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
period-days-dative = { $count ->
    [one] 1 Tag
   *[other] { $count } Tagen
}
period-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
period-hours-dative = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
