-- Lies apart from the data, so that a backup of the data alone reads nothing protected.

-- The number of a deleted key is never given again: what it sealed would ask for the new one.
CREATE TABLE data_key (
    id @serial,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    kek TEXT NOT NULL,
    wrapped @bytes NOT NULL,
    created_at @instant NOT NULL,
    UNIQUE (tenant, subject)
) @strict;

CREATE TABLE erasure (
    id @serial,
    tenant TEXT NOT NULL,
    uuid TEXT NOT NULL,
    system TEXT NOT NULL,
    type_key TEXT NOT NULL,
    act TEXT NOT NULL,
    rule_key TEXT,
    plan TEXT NOT NULL,
    record_keys TEXT NOT NULL,
    at @instant NOT NULL,
    UNIQUE (tenant, uuid)
) @strict;

CREATE TABLE anchor (
    tenant TEXT NOT NULL,
    origin TEXT NOT NULL,
    size @bigint NOT NULL,
    note TEXT NOT NULL,
    at @instant NOT NULL,
    PRIMARY KEY (tenant, origin, size)
) @strict;
