## Formats of the journal's log

error-journal-hash = "{ $given }" is not a hash. 32 bytes in base64 are expected; check that the text was copied completely.
error-journal-origin = "{ $given }" cannot name a log. Use up to 255 characters without blanks and without "+", for example obhut.example/club.
error-journal-word = "{ $given }" must not stand in the log as a key. Up to 100 lower-case letters a to z, digits, "_", "-" and "." are allowed.
error-journal-commitment = This information does not belong to the evidence in the log. Check that salt and information are of the same entry; if they are, they were changed.
error-journal-leaf = An entry of the log cannot be read. Check the journal with "obhut journal verify".
error-journal-leaf-version = The log entry has format { $version } of a newer version. Update Obhut.
error-journal-leaf-size = The log entry is too long: { $bytes } bytes, 65,535 are possible. Split the operation, or run it as a bulk operation.
error-journal-bundle = A file of log entries is damaged. Have the journal exported again.
error-journal-tile = No log has a tile of level { $level } with number { $index } and width { $width }. Check that the coordinates are complete.
error-journal-tile-path = "{ $given }" is not the path of a tile. Expected is for example tile/0/x001/067 or tile/0/000.p/5.
error-journal-tile-bytes = A tile of the log has { $bytes } bytes, which is not a multiple of 32. The data is damaged; check the journal with "obhut journal verify".
error-journal-tile-missing = The log's tile { $tile } is missing or too short. Check the journal with "obhut journal verify", and restore a backup if needed.
error-journal-size = A log cannot have { $size } entries. Check where the number comes from.
error-journal-index = There is no entry { $index }, the log has { $size } entries. Counting starts at 0.
error-journal-sizes = A log of { $size } entries cannot continue one of { $old } entries. Check the order of the checkpoints.
error-journal-proof = The proof does not hold: entry and checkpoint do not fit together. Keep both, and check the journal with "obhut journal verify".
error-journal-proof-file = The proof file cannot be read. The format c2sp.org/tlog-proof@v1 is expected; check that the file is complete.
error-journal-checkpoint = The checkpoint cannot be read. Check that it was copied completely and without changes.
error-journal-note = This is not a signed checkpoint. Check that the text was copied completely, with its signature lines.
error-journal-signature = The checkpoint's signature is wrong or not of this log. Check that you use the right public key; if you do, do not trust the checkpoint.
error-journal-vkey = "{ $given }" is not a log's public key. The form name+id+base64 with an Ed25519 key is expected.
error-journal-signing-key = The log's key file cannot be read. One line that starts with "PRIVATE+KEY+" is expected; restore the file from its backup.
error-journal-key-origin = There is no fitting key for the log "{ $origin }". Use the key that bears this name.

## What the verification of the journal finds

journal-problem-edited = Entry { $index } was changed.
journal-problem-moved = Entry { $index } was moved, it belongs at { $belongs }.
journal-problem-missing = { $count ->
    [one] Entry { $first } is missing.
   *[other] Entries { $first } to { $last } are missing.
}
journal-problem-added = { $count ->
    [one] Entry { $first } was put in.
   *[other] Entries { $first } to { $last } were put in.
}
journal-problem-out-of-place = A stored entry bears the number { $index }, which is taken or lies outside the log.
journal-problem-cut = The log was cut: { $signed } entries were signed, { $found } are there. This is expected after a backup was restored, and not otherwise.
journal-problem-rewritten = The log was rewritten: it does not fit the checkpoint over { $size } entries.
journal-problem-tile = The tile { $tile } does not fit the entries.
journal-problem-tile-missing = The tile { $tile } is missing or too short.
journal-problem-bundle = The file { $file } is missing or damaged.
journal-problem-signature = Checkpoint no. { $number } cannot be read or is not signed by this log.
