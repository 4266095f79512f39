-- What one tenant needs: settings, access, the register's types, persons, marks, the journal.

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) @strict;

CREATE TABLE account (
    id @id,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    team TEXT,
    state TEXT NOT NULL,
    created_at @instant NOT NULL
) @strict;

CREATE TABLE account_role (
    account_id @bigint NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, role)
) @strict;

CREATE TABLE role_grant (
    role TEXT NOT NULL,
    granted TEXT NOT NULL,
    record_type TEXT NOT NULL,
    field_class TEXT NOT NULL,
    PRIMARY KEY (role, granted, record_type, field_class)
) @strict;

CREATE TABLE origin (
    id @id,
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    basis TEXT,
    actor_id @bigint NOT NULL REFERENCES account (id),
    at @instant NOT NULL
) @strict;

CREATE TABLE record_type (
    id @id,
    key TEXT NOT NULL UNIQUE,
    system TEXT NOT NULL,
    schema_name TEXT,
    table_name TEXT NOT NULL,
    key_columns TEXT NOT NULL,
    person_link TEXT NOT NULL,
    label_de TEXT NOT NULL,
    label_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    retain TEXT NOT NULL,
    created_at @instant NOT NULL
) @strict;

CREATE TABLE field (
    id @id,
    type_id @bigint NOT NULL REFERENCES record_type (id),
    key TEXT NOT NULL,
    column_name TEXT NOT NULL,
    label_de TEXT NOT NULL,
    label_en TEXT NOT NULL,
    data_type TEXT NOT NULL,
    category TEXT NOT NULL,
    classified @bigint NOT NULL,
    required @bigint NOT NULL,
    is_unique @bigint NOT NULL,
    link_type TEXT,
    choices TEXT NOT NULL,
    position @bigint NOT NULL,
    UNIQUE (type_id, key)
) @strict;

-- The next free key of each kind of thing; keys are never given twice, also not after deletion.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    next_key @bigint NOT NULL
) @strict;

CREATE TABLE person (
    id @id,
    origin_id @bigint NOT NULL REFERENCES origin (id),
    created_at @instant NOT NULL
) @strict;

-- How far each import of a file is, so that a stopped one goes on behind its last stored row.
-- fingerprint, mapping and chain are keyed hashes: of the file's start, of which column goes to
-- which field, and of all rows up to there. A finished one tells the same file when it comes again.
CREATE TABLE import_run (
    id @id,
    type_id @bigint NOT NULL REFERENCES record_type (id),
    origin_id @bigint NOT NULL REFERENCES origin (id),
    fingerprint @bytes NOT NULL,
    mapping @bytes NOT NULL,
    chain @bytes NOT NULL,
    state TEXT NOT NULL,
    entries @bigint NOT NULL,
    rows_read @bigint NOT NULL,
    imported @bigint NOT NULL,
    rejected @bigint NOT NULL,
    suppressed @bigint NOT NULL,
    persons_new @bigint NOT NULL,
    persons_matched @bigint NOT NULL,
    started_at @instant NOT NULL,
    finished_at @instant
) @strict;
CREATE INDEX import_run_fingerprint ON import_run (fingerprint);

CREATE TABLE mark (
    id @id,
    kind TEXT NOT NULL,
    type_id @bigint REFERENCES record_type (id),
    record_key TEXT,
    person_id @bigint,
    reason TEXT NOT NULL,
    owner_id @bigint NOT NULL REFERENCES account (id),
    since @instant NOT NULL,
    review_on @date,
    rule_key TEXT,
    released_at @instant,
    released_by @bigint REFERENCES account (id),
    release_reason TEXT
) @strict;
CREATE INDEX mark_record ON mark (type_id, record_key) WHERE released_at IS NULL;
CREATE INDEX mark_person ON mark (person_id) WHERE released_at IS NULL;

CREATE TABLE record_state (
    type_id @bigint NOT NULL REFERENCES record_type (id),
    record_key TEXT NOT NULL,
    state @bigint NOT NULL,
    marks @bigint NOT NULL,
    PRIMARY KEY (type_id, record_key)
) @strict;

CREATE TABLE suppression (
    hash @bytes NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    since @instant NOT NULL
) @strict;

-- The logs of this tenant: one, and after a restored backup that was behind one more, which goes
-- on from the last checkpoint of the one before. The open one is written to.
CREATE TABLE journal_log (
    id @id,
    origin TEXT NOT NULL UNIQUE,
    opened_at @instant NOT NULL,
    closed_at @instant
) @strict;

CREATE TABLE journal_entry (
    id @id,
    log_id @bigint NOT NULL REFERENCES journal_log (id),
    idx @bigint,
    uuid TEXT NOT NULL,
    at @instant NOT NULL,
    act TEXT NOT NULL,
    leaf @bytes NOT NULL,
    actor_id @bigint NOT NULL,
    actor_salt @bytes,
    system TEXT NOT NULL,
    type_id @bigint,
    record_key TEXT,
    person_id @bigint,
    subject_salt @bytes,
    reason @bytes,
    details TEXT NOT NULL,
    UNIQUE (log_id, idx)
) @strict;
CREATE INDEX journal_entry_new ON journal_entry (id) WHERE idx IS NULL;
CREATE INDEX journal_entry_person ON journal_entry (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX journal_entry_record ON journal_entry (type_id, record_key)
    WHERE record_key IS NOT NULL;

CREATE TABLE journal_change (
    entry_id @bigint NOT NULL REFERENCES journal_entry (id),
    seq @bigint NOT NULL,
    type_id @bigint NOT NULL,
    record_key TEXT NOT NULL,
    person_id @bigint,
    field_id @bigint NOT NULL,
    old_value @bytes,
    new_value @bytes,
    old_salt @bytes,
    new_salt @bytes,
    PRIMARY KEY (entry_id, seq)
) @strict;
CREATE INDEX journal_change_record ON journal_change (type_id, record_key);
CREATE INDEX journal_change_person ON journal_change (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE journal_batch (
    entry_id @bigint NOT NULL PRIMARY KEY REFERENCES journal_entry (id),
    type_id @bigint NOT NULL,
    kind TEXT NOT NULL,
    key_from @bigint,
    items @bigint NOT NULL,
    secret @bytes NOT NULL,
    root @bytes NOT NULL
) @strict;

CREATE TABLE journal_tile (
    log_id @bigint NOT NULL REFERENCES journal_log (id),
    level @bigint NOT NULL,
    n @bigint NOT NULL,
    hashes @bytes NOT NULL,
    PRIMARY KEY (log_id, level, n)
) @strict;

CREATE TABLE journal_checkpoint (
    log_id @bigint NOT NULL REFERENCES journal_log (id),
    size @bigint NOT NULL,
    root @bytes NOT NULL,
    at @instant NOT NULL,
    note TEXT,
    PRIMARY KEY (log_id, size)
) @strict;

CREATE TABLE key_removal (
    id @id,
    subject TEXT NOT NULL
) @strict;

-- Persons who had traces on a record that was erased while another one of theirs lived: their key
-- goes with their last record.
CREATE TABLE key_review (
    person_id @bigint NOT NULL PRIMARY KEY
) @strict;

CREATE TABLE ledger_outbox (
    id @id,
    uuid TEXT NOT NULL,
    system TEXT NOT NULL,
    type_key TEXT NOT NULL,
    act TEXT NOT NULL,
    rule_key TEXT,
    plan TEXT NOT NULL,
    record_keys TEXT NOT NULL,
    at @instant NOT NULL
) @strict;

-- Tables with old values in their files. A row each time, not one per table: whoever erases waits
-- for nobody, and a purge takes away the rows it has seen and no others.
CREATE TABLE purge_due (
    id @id,
    table_name TEXT NOT NULL,
    since @instant NOT NULL
) @strict;
