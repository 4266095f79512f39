-- The deletion concept, its runs, case files and jobs.

CREATE TABLE concept (
    id @id,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    applied_at @instant NOT NULL,
    applied_by @bigint NOT NULL REFERENCES account (id)
) @strict;

CREATE TABLE run (
    id @id,
    concept_id @bigint REFERENCES concept (id),
    rule_key TEXT NOT NULL,
    type_id @bigint NOT NULL REFERENCES record_type (id),
    action TEXT NOT NULL,
    origin TEXT NOT NULL,
    actor_id @bigint NOT NULL REFERENCES account (id),
    today @date NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT,
    cap @bigint,
    due @bigint NOT NULL,
    done @bigint NOT NULL,
    failed @bigint NOT NULL,
    changed @bigint NOT NULL,
    started_at @instant NOT NULL,
    finished_at @instant,
    failure TEXT
) @strict;
CREATE INDEX run_rule ON run (rule_key, id);

CREATE TABLE run_held (
    run_id @bigint NOT NULL REFERENCES run (id),
    reason TEXT NOT NULL,
    records @bigint NOT NULL,
    PRIMARY KEY (run_id, reason)
) @strict;

CREATE TABLE case_item (
    id @id,
    person_id @bigint,
    type_id @bigint NOT NULL,
    record_key TEXT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    origin TEXT NOT NULL,
    run_id @bigint,
    entry_id @bigint,
    seq @bigint,
    rule_key TEXT,
    note TEXT,
    due_on @date,
    at @instant NOT NULL
) @strict;
CREATE INDEX case_item_person ON case_item (person_id);
CREATE INDEX case_item_record ON case_item (type_id, record_key);

-- Cases opened by hand or by another program. caller_key is a digest of the caller's own key.
CREATE TABLE case_file (
    id @id,
    person_id @bigint NOT NULL,
    caller_key TEXT UNIQUE,
    state TEXT NOT NULL,
    origin TEXT NOT NULL,
    entry_id @bigint NOT NULL,
    opened_at @instant NOT NULL,
    decided_at @instant,
    until @date
) @strict;
CREATE INDEX case_file_person ON case_file (person_id);
CREATE UNIQUE INDEX case_file_open ON case_file (person_id) WHERE state = 'open';

-- What runs by schedule. Who claims a job has it until `claimed_until`.
CREATE TABLE schedule (
    key TEXT NOT NULL PRIMARY KEY,
    cron TEXT NOT NULL,
    last_at @instant,
    next_at @instant,
    claim TEXT,
    claimed_until @instant,
    attempts @bigint NOT NULL,
    failure TEXT,
    result TEXT
) @strict;
