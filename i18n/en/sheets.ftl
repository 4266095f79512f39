## Opening a file

error-sheet-not-found = There is no file “{ $path }”. Check its name and folder.
error-sheet-no-permission = The file “{ $path }” may not be read. Give the user that Obhut runs as the right to read it.
error-sheet-unreadable = The file “{ $path }” cannot be read. Check that the drive can be reached and try again.
error-sheet-is-directory = “{ $path }” is a folder. Name a file.
error-sheet-empty = The file “{ $name }” is empty. Choose another one, or save it again in the program it comes from.
error-sheet-no-content = The file holds no table: all rows and sheets are empty. Choose another file.
error-sheet-no-table = There is no table in the page. Copy the cells again, with their headers.
error-sheet-unknown-format = Files of the kind { $format } cannot be read. Save the table as XLSX, ODS or CSV.
error-sheet-binary = The file is neither text nor a table in a known format. Save it as XLSX, ODS or CSV.
error-sheet-password = The file is protected by a password. Save it without one, and delete that copy after the import.
error-sheet-damaged = The file is damaged. Open it in a spreadsheet program, save it anew and try again.
error-sheet-encoding = The encoding “{ $given }” is not known. Save the file as UTF-8, or name for example “windows-1252”.
error-sheet-delimiter = “{ $given }” cannot be a delimiter. Semicolon, comma, tab and vertical bar are usual.
error-sheet-header-row = Row { $given } is empty or does not exist and cannot hold the headers. Give the number of the row with the column names.
error-sheet-no-such-sheet = There is no sheet “{ $given }”. There are: { $sheets }.

## Limits

error-sheet-too-large = The data are larger than { $limit-mib } MiB and are not held in memory. Save them as a CSV file and give its name.
error-sheet-too-many-columns = The table has more than { $limit } columns. Remove columns that are not needed, or raise the limit.
error-sheet-too-many-rows = The sheet has more than { $limit } rows. Split it, or save it as CSV.
error-sheet-too-many-cells = The sheet has more than { $limit } cells, counting empty ones between. Delete empty rows and columns, or save it as CSV or XLSX.
error-sheet-archive-entries = The file has { $found } parts; { $limit } are allowed. This is no ordinary spreadsheet; save it anew.
error-sheet-archive-size = Unpacked, the file becomes larger than { $limit-mib } MiB. Split the table, or save it as CSV.
error-sheet-archive-ratio = Unpacked, the file becomes more than { $limit } times as large and could bring the server down. If it comes from a source you trust, save it as CSV.

## Writing

error-sheet-write = The file cannot be written. Check that there is enough space and try again.
error-sheet-write-cell = The cell in column { $column } has more than { $limit } characters, which XLSX cannot hold. Write CSV or JSON.
error-sheet-name = A sheet cannot be called “{ $given }”. Allowed are at most 31 characters without square brackets, colon, asterisk, question mark and slashes.

## Why a row was rejected

row-sheet-too-many-cells = The row has { $found } cells, the table only { $expected } columns. Check whether there is a delimiter inside a text, which then belongs in quotes.
row-sheet-outside = There is a value in column { $column } of the file, which has no header. Give the column a header, or delete the value.
row-sheet-open-quote = A quote is opened and not closed. Close it, or double it if it belongs to the text.
row-sheet-cell-too-long = A cell is longer than { $limit } bytes. Shorten it.
row-sheet-nul = A cell holds the character of value zero, which is no text. Delete it.
row-sheet-undecodable = A cell holds characters that do not fit the encoding of the file. Write them anew.
row-sheet-ldif-change = The entry describes a change (“{ $change }”) and no data. Export the whole address book.

## Why a row was skipped

skip-sheet-title = Title above the headers
skip-sheet-total = Sum at the end of the table

## What to know of a table

note-sheet-no-header = There are no headers; the columns are numbered.
note-sheet-two-lines = The headers stand in two rows ({ $first } and { $second }) and were joined.
note-sheet-titles = { $count ->
    [one] One row above the headers (row { $first }) is no data and was skipped.
   *[other] { $count } rows above the headers (rows { $first } to { $last }) are no data and were skipped.
}
note-sheet-unnamed = Columns without a header but with content were numbered: { $columns }.
note-sheet-double = Headers that occur more than once got a number: { $columns }.
note-sheet-empty-columns = { $count ->
    [one] One column without header and content was left out.
   *[other] { $count } columns without header and content were left out.
}
note-sheet-hidden-columns = These columns are hidden in the spreadsheet program and are read all the same: { $columns }.
note-sheet-hidden-sheet = The sheet that is read, “{ $sheet }”, is hidden in the spreadsheet program.
note-sheet-hidden-sheets = The file has hidden sheets that are not read: { $sheets }.
note-sheet-other-sheets = The file has more sheets that are not read: { $sheets }.
note-sheet-merged = { $count ->
    [one] One merged cell counts for all rows it covers.
   *[other] { $count } merged cells count for all rows they cover.
}
note-sheet-html-tables = The page holds { $count } tables; the one with the most rows is read.
note-sheet-card-binary = { $count ->
    [one] One picture, sound, key or embedded contact was left out.
   *[other] { $count } pictures, sounds, keys or embedded contacts were left out.
}
note-sheet-card-lines = { $count ->
    [one] One line could not be understood and was left out.
   *[other] { $count } lines could not be understood and were left out.
}
note-sheet-card-guessed = { $count ->
    [one] One value does not name its encoding. Check accents and special characters.
   *[other] { $count } values do not name their encoding. Check accents and special characters.
}

## Why something was detected

reason-sheet-format-content = The content of “{ $name }” is { $format }.
reason-sheet-format-text = “{ $name }” is text and is read as { $format }.
reason-sheet-encoding-forced = Encoding { $encoding }: as given.
reason-sheet-encoding-mark = Encoding { $encoding }: the file begins with its mark.
reason-sheet-encoding-zeros = Encoding { $encoding }: every other byte is zero.
reason-sheet-encoding-ascii = Encoding { $encoding }: the file holds no accents or special characters.
reason-sheet-encoding-valid = Encoding { $encoding }: all special characters fit.
reason-sheet-encoding-mostly = Encoding { $encoding }: nearly all special characters fit, { $broken } do not.
reason-sheet-encoding-letters = Encoding { $encoding }: by the letters that occur. Check accents and umlauts.
reason-sheet-delimiter-forced = Delimiter { $delimiter }: as given.
reason-sheet-delimiter-declared = Delimiter { $delimiter }: stated in the first line of the file.
reason-sheet-delimiter-sniffed = Delimiter { $delimiter }: splits the rows into equally many cells.
reason-sheet-delimiter-none = No delimiter splits the rows; the table has one column.
reason-sheet-header-forced = Headers in row { $row }: as given.
reason-sheet-header-forced-absent = No headers: as given.
reason-sheet-header-found = Headers in row { $row }: it differs from the rows below.
reason-sheet-header-absent = No headers: the first row already looks like the others.
