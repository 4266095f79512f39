## Formats

format-list-and = and
format-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}

## Periods; English has no dative, both forms are the same

period-years = { $count ->
    [one] 1 year
   *[other] { $count } years
}
period-years-dative = { $count ->
    [one] 1 year
   *[other] { $count } years
}
period-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
period-months-dative = { $count ->
    [one] 1 month
   *[other] { $count } months
}
period-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
period-days-dative = { $count ->
    [one] 1 day
   *[other] { $count } days
}
period-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
period-hours-dative = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
